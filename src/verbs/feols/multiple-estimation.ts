/**
 * `feolsMulti`: every regression that a formula asks for, `c(y1, y2) ~ sw(x, z) | csw(f, g)`, on every sample
 * that a column splits the rows into. Orchestrates: each is `feols`, alone.
 */
import { KernelError, UsageError, WasmetricsError } from "../../base/errors.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { deepFreeze } from "../../formula/freeze.js";
import { parseExpression } from "../../formula/parser.js";
import { type OneOfSeveral, parseFormulas } from "../../formula/several.js";
import { requireRegressionVcov, sscOf } from "../../regression/fit-options.js";
import { panelDataOf } from "../../regression/frame/panel-of.js";
import { type AbsorberCache, prepareFixedEffects } from "../../regression/least-squares/absorber-cache.js";
import { feols } from "./feols.js";
import type { OneFit, SeveralRecord, Varying } from "./multiple-record.js";
import { type SplitSample, splitSamples } from "./multiple-samples.js";
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
      ...others,
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
