/**
 * `feolsMulti`: every regression that a formula asks for, `c(y1, y2) ~ sw(x, z) | csw(f, g)`, on every sample
 * that a column splits the rows into. Orchestrates: each is `feols`, alone.
 */

import type { Labels } from "../../base/columns.js";
import { MISSING_CODE } from "../../base/columns.js";
import { DataError, KernelError, UsageError, WasmetricsError } from "../../base/errors.js";
import { deepFreeze } from "../../base/objects.js";
import { columnLabel } from "../../data/labels.js";
import { distinctNumbers } from "../../data/panel/codes.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { Literal } from "../../formula/expression.js";
import { parseExpression } from "../../formula/parser.js";
import { printLiteral, printName } from "../../formula/print.js";
import { type OneOfSeveral, parseFormulas, parseSplit, type SplitSpec } from "../../formula/several.js";
import { hasInstruments } from "../../formula/spec.js";
import { requireRegressionVcov, sscOf } from "../../regression/fit-options.js";
import { panelDataOf } from "../../regression/frame/inputs.js";
import { type Levels, levelOf, levelsOf, printValue } from "../../regression/frame/term-levels.js";
import { type AbsorberCache, prepareFixedEffects } from "../../regression/least-squares/absorber-cache.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { refuseEquation, withoutEquation } from "./equation-options.js";
import { feols } from "./feols.js";
import type { FeolsMultiOptions, FeolsOptions } from "./verb.js";

/** A regression to make, and what it is called. */
interface Task {
  readonly sample: SplitSample;
  readonly model: OneOfSeveral;
}

/**
 * Regressions of `formula`, one or more: outcomes in `c()` or by `..("regex")`, terms and effects in `sw() sw0() csw() csw0()
 * mvsw()`. Those that fail are in the record with their error, and the others stand.
 *
 * @param data a table, or a panel: lags are taken over all of it, before it is split
 * @throws UsageError for a malformed formula, variance, rule or split; DataError for the column of a split; the error of the
 *   first regression where all fail; the signal's reason when aborted
 */
export function feolsMulti(
  engine: Engine,
  data: Table | Panel,
  formula: string,
  options: FeolsMultiOptions,
): SeveralRecord {
  const started = performance.now();
  const { split, fsplit, ...rest } = options;
  if (split !== undefined && fsplit !== undefined) {
    throw new UsageError("split_twice", "Give split or fsplit, not both: fsplit has the samples of split, too.", {
      got: { split, fsplit },
    });
  }
  requireRegressionVcov(rest.vcov);
  sscOf(rest);
  if (rest.subset !== undefined) parseExpression(rest.subset);
  const { table, panel } = panelDataOf(data, rest.panel);
  const several = parseFormulas(formula, { columns: table.names });
  if (!several.models.some(({ spec }) => hasInstruments(spec))) refuseEquation(formula, rest);
  const { split: described, samples } = splitSamples(table, split ?? fsplit, fsplit !== undefined);

  const fits: OneFit[] = [];
  let first: WasmetricsError | undefined;
  for (const tasks of groupsOf(samples, several.models)) {
    let plan = tasks.length > 1 ? planOf(engine, table, tasks[0]!, rest) : undefined;
    try {
      for (const task of tasks) {
        rest.signal?.throwIfAborted();
        let made = oneFit(engine, panel ?? table, task, rest, plan);
        if (plan !== undefined && made.error?.code === "memory") {
          // what is held for others must not be what one lacks
          plan.free();
          plan = undefined;
          made = oneFit(engine, panel ?? table, task, rest, undefined);
        }
        first ??= made.error;
        fits.push(made.record);
      }
    } finally {
      plan?.free();
    }
  }
  const failed = fits.filter(({ fit }) => fit === null).length;
  if (first !== undefined && failed === fits.length) throw first;
  const { depvar, rhs, fixedEffects } = several.varies;
  const varies: readonly (readonly [Varying, boolean])[] = [
    ["sample", samples.length > 1],
    ["fixed_effects", fixedEffects],
    ["depvar", depvar],
    ["rhs", rhs],
  ];
  return deepFreeze({
    kind: "several" as const,
    formula,
    split: described,
    varies: varies.flatMap(([part, differs]) => (differs ? [part] : [])),
    fits,
    failed,
    timing_ms: { total: performance.now() - started },
  });
}

/** Regressions of a sample on the same effects stand side by side in fixest's order: a list for each. */
function groupsOf(samples: readonly SplitSample[], models: readonly OneOfSeveral[]): Task[][] {
  const groups: Task[][] = [];
  for (const sample of samples) {
    for (const model of models) {
      const last = groups.at(-1)?.at(-1);
      const same = last?.sample === sample && last.model.fixedEffects === model.fixedEffects;
      if (same) groups.at(-1)!.push({ sample, model });
      else groups.push([{ sample, model }]);
    }
  }
  return groups;
}

/** Effects that regressions share, prepared once; undefined where there are none, or they can't be: each says why. */
function planOf(
  engine: Engine,
  table: Table,
  { sample, model }: Task,
  { subset, weights, fixefRm = "singletons", solver }: FeolsOptions,
): AbsorberCache | undefined {
  const { fixedEffects } = model.spec;
  if (fixedEffects.length === 0 || fixedEffects.some(({ slopes }) => slopes !== undefined)) return undefined;
  const condition = subsetOf(sample, subset);
  try {
    return prepareFixedEffects(engine, table, model.fixedEffects, {
      ...(condition === undefined ? {} : { subset: condition }),
      ...(weights === undefined ? {} : { weights }),
      ...(solver === undefined ? {} : { solver }),
      fixefRm,
    });
  } catch (error) {
    if (error instanceof WasmetricsError && !(error instanceof KernelError)) return undefined;
    throw error;
  }
}

function oneFit(
  engine: Engine,
  data: Table | Panel,
  { sample, model }: Task,
  options: FeolsOptions,
  plan: AbsorberCache | undefined,
): { record: OneFit; error?: WasmetricsError } {
  const { spec, depvar, rhs, fixedEffects } = model;
  const label = sample.label === undefined ? spec.call : `${spec.call} (${sample.label})`;
  const named = { label, sample: sample.name, depvar, rhs, fixed_effects: fixedEffects };
  const { solver, ...others } = options;
  const condition = subsetOf(sample, options.subset);
  try {
    const fit = feols(engine, data, spec, {
      ...(hasInstruments(spec) ? others : withoutEquation(others)),
      ...(condition === undefined ? {} : { subset: condition }),
      ...(plan !== undefined ? { plan } : solver === undefined ? {} : { solver }),
    });
    return { record: { ...named, fit, error: null } };
  } catch (error) {
    if (!(error instanceof WasmetricsError) || error instanceof KernelError) throw error;
    return { record: { ...named, fit: null, error: { code: error.code, message: error.message } }, error };
  }
}

/** The rows asked for that are in the sample. */
function subsetOf({ subset: own }: SplitSample, subset: string | undefined): string | undefined {
  if (own === undefined || subset === undefined) return own ?? subset;
  return `(${subset}) & ${own}`;
}

// The samples that a column splits a table into, as conditions on its rows.

/** A sample: its name, how a label names it, and the condition its rows meet; undefined for all rows. */
export interface SplitSample {
  readonly name: string | null;
  readonly label?: string;
  readonly subset?: string;
}

export interface SplitSamples {
  readonly split: SeveralRecord["split"];
  readonly samples: readonly SplitSample[];
}

/** Samples of `split`, or of `fsplit` with the whole first. Throws as `parseSplit`; DataError `split_value`, `split_empty`. */
export function splitSamples(table: Table, split: string | undefined, full: boolean): SplitSamples {
  if (split === undefined) return { split: null, samples: [{ name: null }] };
  const spec = parseSplit(split);
  const column = table.column(spec.column);
  const levels = levelsOf(column);
  const conditions =
    column.kind === "text"
      ? levels.labels.map((label) => printLiteral({ kind: "text", value: label }))
      : Array.from(distinctNumbers(column.values).levels, numberText);
  const chosen = chosenLevels(spec, (value) => levelOf(levels, value), levels.labels);
  let missing = 0;
  for (let i = 0; i < levels.codes.length; i++) if (levels.codes[i] === MISSING_CODE) missing++;
  const name = printName(spec.column);
  const samples = chosen.map(
    (level): SplitSample => ({
      name: levels.labels[level]!,
      label: `${spec.column}: ${levels.labels[level]}`,
      subset: `${name} == ${conditions[level]}`,
    }),
  );
  const whole: SplitSample = {
    name: FULL_SAMPLE,
    label: FULL_SAMPLE,
    ...(missing > 0 ? { subset: `!is.na(${name})` } : {}),
  };
  return {
    split: {
      column: spec.column,
      values: chosen.map((level) => levels.labels[level]!),
      full_sample: full,
      missing,
      ...splitLabels(levels, columnLabel(column)),
    },
    samples: full ? [whole, ...samples] : samples,
  };
}

/** What the data call the values and the column that splits the sample; nothing without labels. */
function splitLabels({ words = new Map() }: Levels, label: string | undefined) {
  return {
    ...(label === undefined ? {} : { label }),
    ...(words.size === 0 ? {} : { labels: Object.fromEntries(words) }),
  };
}

/** As fixest calls it. */
const FULL_SAMPLE = "Full sample";

/** A number to all its digits. */
const numberText = (value: number): string => (Number.isFinite(value) ? String(value) : value > 0 ? "Inf" : "-Inf");

function chosenLevels(
  { column, keep, drop }: SplitSpec,
  levelOfValue: (value: Literal) => number,
  labels: readonly string[],
): number[] {
  const listed = new Set(
    (keep ?? drop ?? []).map((value) => {
      const level = levelOfValue(value);
      if (level >= 0) return level;
      throw new DataError(
        "split_value",
        `Split by '${column}': it has no value ${printValue(value)}; there are ${labels.slice(0, 20).join(", ")}${labels.length > 20 ? ", ..." : ""}.`,
        { got: printValue(value), expected: labels.slice(0, 20), column },
      );
    }),
  );
  const chosen = [...labels.keys()].filter(
    (level) => (drop === undefined && keep === undefined) || listed.has(level) === (keep !== undefined),
  );
  if (chosen.length > 0) return chosen;
  throw new DataError("split_empty", `Split by '${column}': no value is left to make a sample of.`, {
    got: labels.length,
    expected: "at least one value",
    column,
  });
}

// The record of several regressions asked for at once.

/** One of several regressions: its record, or why there is none. */
export interface OneFit {
  /** The model as it was estimated and the sample it was, for people: `y ~ x | id (region: north)`. */
  readonly label: string;
  /** Value of the column that splits the sample, `Full sample` for all of them, null without a split. */
  readonly sample: string | null;
  readonly depvar: string;
  readonly rhs: string;
  /** `1` for none. */
  readonly fixed_effects: string;
  readonly fit: FitRecord | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** What differs between regressions. */
export type Varying = "sample" | "fixed_effects" | "depvar" | "rhs";

/** By sample, then effects, then outcome, then terms, as fixest orders them. */
export interface SeveralRecord {
  readonly kind: "several";
  /** The formula as written. */
  readonly formula: string;
  /** The column that splits the sample, its values that have one, and rows in which it is missing; null without. */
  readonly split: {
    readonly column: string;
    readonly values: readonly string[];
    readonly full_sample: boolean;
    readonly missing: number;
    /** What the data call the column, and its values; absent without labels. */
    readonly label?: string;
    readonly labels?: Labels;
  } | null;
  readonly varies: readonly Varying[];
  readonly fits: readonly OneFit[];
  /** How many have no fit. */
  readonly failed: number;
  readonly timing_ms: { readonly total: number };
}
