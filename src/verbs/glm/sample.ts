/**
 * The sample of a Poisson or logit regression: rows complete, an outcome that may be, and no level of an effect
 * in which the outcome leaves the effect no finite estimate. Says what was dropped.
 */

import { DataError } from "../../base/errors.js";
import { note } from "../../base/messages.js";
import { SampleColumn } from "../../base/sample-column.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { Family } from "../../engine/kernels/irls.js";
import { elementary } from "../../engine/kernels/math.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { AbsorbedEffect } from "../../regression/absorb/absorbed-effect.js";
import { vcovColumns } from "../../regression/frame/clusterings.js";
import { evaluate } from "../../regression/frame/expression.js";
import { keepRows } from "../../regression/frame/keep-rows.js";
import { oneOutcomeRows } from "../../regression/frame/one-outcome.js";
import { estimationSample, type Sample } from "../../regression/frame/sample.js";
import { singletonRows } from "../../regression/frame/singletons.js";
import type { RegressionVcov } from "../../regression/variance/variances.js";
import { GLM_NOTES } from "./messages.js";
import { offsetColumns, requireOutcome } from "./outcome.js";
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
    const alone = singletonRows(engine, sample.effects, fixefRm);
    if (alone.nDropped === sample.rows.length) throw nothingLeft(family, spec);
    if (alone.nDropped > 0) {
      sample = keepRows(sample, positionsOf(alone.drop, alone.nDropped), { singletons: alone.nDropped });
    }
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
