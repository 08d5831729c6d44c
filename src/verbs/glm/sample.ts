/**
 * The sample of a Poisson or logit regression: rows complete, an outcome that may be, and no level of an effect
 * in which the outcome leaves the effect no finite estimate. Says what was dropped.
 */

import type { Category } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { type FactsOf, note } from "../../base/messages.js";
import { SampleColumn, takeOut, upTo } from "../../base/row-runs.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { Family } from "../../engine/kernels/irls.js";
import { elementary } from "../../engine/kernels/math.js";
import { columnsOf } from "../../formula/expression.js";
import { parseExpression } from "../../formula/parser.js";
import { printExpression, printName } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { AbsorbedEffect } from "../../regression/absorb/solver.js";
import { vcovColumns } from "../../regression/frame/clusterings.js";
import { evaluate } from "../../regression/frame/expression.js";
import { estimationSample, keepRows, type Sample } from "../../regression/frame/sample.js";
import { singletonRows } from "../../regression/frame/singletons.js";
import type { ExpandedTerms } from "../../regression/frame/terms.js";
import { requireProductsOfFour } from "../../regression/outcome-size.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";
import type { Separated } from "./estimator/irls.js";
import { GLM_NOTES, separation } from "./messages.js";
import type { GlmOptions } from "./verb.js";

/** A sample and its outcome. */
export interface GlmSample {
  readonly sample: Sample;
  readonly y: Float64Array;
}

/** Throws as `estimationSample`, `requireOutcome`; DataError `one_outcome` when no row is left. */
export function glmSample(
  engine: Engine,
  family: Family,
  spec: ModelSpec,
  table: Table,
  variance: RegressionVcov,
  options: GlmOptions,
): GlmSample {
  const { subset, weights, fixefRm = "singletons" } = options;
  const sample = estimationSample(engine, spec, table, elementary(engine), {
    ...(subset === undefined ? {} : { subset }),
    ...(weights === undefined ? {} : { weights }),
    also: [...vcovColumns(variance), ...offsetColumns(options)],
    fixefRm,
    slopes: "allowed",
  });
  requireOutcome(family, printExpression(spec.lhs), outcomeOf(engine, spec, table, sample), sample.rows);
  return withoutOneOutcome(engine, family, spec, table, sample, options);
}

/**
 * The sample without levels of one outcome, and, by the rule, without rows that are alone once those are gone. Throws
 * DataError `one_outcome` when no row is left.
 */
export function withoutOneOutcome(
  engine: Engine,
  family: Family,
  spec: ModelSpec,
  table: Table,
  from: Sample,
  { fixefRm = "singletons" }: GlmOptions,
): GlmSample {
  let sample = from;
  for (;;) {
    const y = outcomeOf(engine, spec, table, sample);
    const { drop, nDropped, byEffect } = oneOutcomeRows(withIntercept(sample.effects), y, family === "logit");
    if (nDropped === 0) return { sample, y };
    if (nDropped === y.length) throw nothingLeft(family, spec);
    const reason = family === "poisson" ? "only_zeros" : "one_outcome";
    const lost = Object.fromEntries(byEffect.map(({ name, rows }) => [`${reason}:${name}`, rows]));
    const found = note(GLM_NOTES, reason, { effects: byEffect, rows: nDropped });
    sample = keepRows({ ...sample, notes: [...sample.notes, found] }, positionsOf(drop, nDropped), lost);
    const { dropped } = singletonRows(engine, sample.effects, fixefRm);
    const nRows = sample.rows.length;
    if (dropped.length === nRows) throw nothingLeft(family, spec);
    if (dropped.length > 0) sample = keepRows(sample, takeOut(upTo(nRows), dropped), { singletons: dropped.length });
  }
}

/** Effects whose levels have an intercept, which an outcome of one kind sends to infinity: a slope alone may not be. */
const withIntercept = (effects: readonly AbsorbedEffect[]): AbsorbedEffect[] =>
  effects.filter(({ slopes }) => slopes?.intercept !== false);

/** The outcome over the sample's rows. */
function outcomeOf(engine: Engine, spec: ModelSpec, table: Table, { evaluated, selected }: Sample): Float64Array {
  const known = evaluated.get(printExpression(spec.lhs));
  // a text is no number: evaluating it says so
  const column = known ?? new SampleColumn(evaluate(spec.lhs, table, elementary(engine), selected).values);
  return column.numbers();
}

/** Positions of rows with flag 0. */
export function positionsOf(drop: Uint8Array | Uint32Array, nDropped: number): Uint32Array {
  const kept = new Uint32Array(drop.length - nDropped);
  for (let i = 0, to = 0; i < drop.length; i++) if (drop[i] === 0) kept[to++] = i;
  return kept;
}

const nothingLeft = (family: Family, { call }: ModelSpec): DataError =>
  new DataError(
    "one_outcome",
    `'${call}': every row lies in a level of a fixed effect in which ${family === "poisson" ? "all outcomes are 0" : "the outcome does not vary"}: nothing is left to estimate. Use coarser fixed effects.`,
    { got: 0, expected: "at least one row" },
  );

// Levels of an effect in which an outcome leaves the effect no finite estimate.

/** What is dropped of an effect. */
export interface OneOutcomeLevels {
  readonly name: string;
  readonly levels: number;
  /** Rows of these levels, those of an effect before not counted again. */
  readonly rows: number;
}

export interface OneOutcomeRows {
  /** 1 for a row to drop: u8[n]. */
  readonly drop: Uint8Array;
  readonly nDropped: number;
  /** By effect, those without such a level left out. */
  readonly byEffect: readonly OneOutcomeLevels[];
}

/** @param y outcomes at least 0; with `binary` also levels without a zero are dropped */
export function oneOutcomeRows(effects: readonly Category[], y: Float64Array, binary: boolean): OneOutcomeRows {
  const n = y.length;
  const drop = new Uint8Array(n);
  const found = effects.map(({ name }) => ({ name, levels: 0, rows: 0 }));
  let nDropped = 0;
  for (let before = -1; before < nDropped; ) {
    before = nDropped;
    // all effects are judged by the same rows
    const verdicts = effects.map((effect) => levelsOfOneOutcome(effect, y, drop, binary));
    effects.forEach(({ codes }, f) => {
      const { oneOutcome, levels } = verdicts[f]!;
      if (levels === 0) return;
      found[f]!.levels += levels;
      for (let i = 0; i < n; i++) {
        if (drop[i] === 1 || oneOutcome[codes[i]!] === 0) continue;
        drop[i] = 1;
        nDropped++;
        found[f]!.rows++;
      }
    });
  }
  return { drop, nDropped, byEffect: found.filter(({ levels }) => levels > 0) };
}

/** 1 for levels with rows left that have one outcome, and their number. */
function levelsOfOneOutcome({ codes, nLevels }: Category, y: Float64Array, drop: Uint8Array, binary: boolean) {
  // bit 1: a row of zero, bit 2: a row above
  const met = new Uint8Array(nLevels);
  for (let i = 0; i < y.length; i++) if (drop[i] === 0) met[codes[i]!]! |= y[i]! > 0 ? 2 : 1;
  const oneOutcome = met.map((bits) => (bits === 1 || (binary && bits === 2) ? 1 : 0));
  return { oneOutcome, levels: oneOutcome.reduce((sum, one) => sum + one, 0) };
}

// What the outcome of a Poisson or logit regression may hold, and what is added to its linear predictor;
// refusals name the row.

/** Throws DataError `negative_outcome`, `binary_outcome`, `outcome_scale`, `constant_outcome`. */
export function requireOutcome(family: Family, name: string, y: Float64Array, rows: Uint32Array): void {
  const [allowed, code, expected] =
    family === "poisson"
      ? [(value: number) => value >= 0, "negative_outcome", "at least 0"]
      : [(value: number) => value === 0 || value === 1, "binary_outcome", "0 or 1"];
  const at = y.findIndex((value) => !allowed(value));
  if (at >= 0) {
    const row = rows[at]! + 1;
    const model = family === "poisson" ? "a Poisson regression" : "a logit";
    throw new DataError(
      code,
      `The outcome '${name}' is ${y[at]} in row ${row}: ${model} needs outcomes of ${expected}. Recode it, or leave such rows out by subset.`,
      { got: y[at], expected, column: name, row },
    );
  }
  if (family === "poisson") requireProductsOfFour(name, y);
  const first = y[0]!;
  if (!y.every((value) => value === first)) return;
  throw new DataError(
    "constant_outcome",
    `The outcome '${name}' is ${first} in all ${y.length} rows of the sample: there is nothing to explain.`,
    { got: first, expected: "an outcome that varies" },
  );
}

/** Columns that the offset reads. */
export const offsetColumns = ({ offset, exposure }: GlmOptions): string[] => [
  ...(offset === undefined ? [] : columnsOf(parseExpression(offset))),
  ...(exposure === undefined ? [] : [exposure]),
];

/** What the record calls the offset. */
export function offsetName({ offset, exposure }: GlmOptions): string | null {
  const parts = [
    ...(offset === undefined ? [] : [offset]),
    ...(exposure === undefined ? [] : [`log(${printName(exposure)})`]),
  ];
  return parts.length === 0 ? null : parts.join(" + ");
}

/** The offset over the sample's rows, or null. Throws DataError `illegal_offset`, and as expressions do. */
export function offsetOf(engine: Engine, table: Table, sample: Sample, options: GlmOptions): Float64Array | null {
  const name = offsetName(options);
  if (name === null) return null;
  const values = evaluate(parseExpression(name), table, elementary(engine), sample.selected).values;
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return values;
  const row = sample.rows[at]! + 1;
  throw new DataError(
    "illegal_offset",
    `The offset '${name}' is ${values[at]} in row ${row}: expected a finite number${options.exposure === undefined ? "" : ", so an exposure above 0"}. Leave such rows out by subset.`,
    { got: values[at], expected: "a finite number", row },
  );
}

// Facts of a separation.

/** Row numbers that a note lists. */
const LISTED = 50;
/** Rows are numbered from 1, as in the data. */
export function separationFacts(
  family: Family,
  sample: Sample,
  terms: ExpandedTerms,
  { rows, combination }: Separated,
): FactsOf<typeof GLM_NOTES>["separated"] {
  const parts = combination.map(({ index, coefficient }) => ({ term: terms.names[index]!, coefficient }));
  return {
    count: rows.length,
    rows: Array.from(rows.subarray(0, LISTED), (row) => sample.rows[row]! + 1),
    terms: parts.map(({ term }) => term),
    parts,
    effects: sample.effects.map(({ name }) => name),
    zeros: family === "poisson",
  };
}

export const separationError = ({ call }: ModelSpec, facts: FactsOf<typeof GLM_NOTES>["separated"]): DataError =>
  new DataError(
    "separated",
    `'${call}': ${separation(facts)} Leave out the regressors or the rows, or let them be dropped (--separation drop).`,
    { ...facts },
  );
