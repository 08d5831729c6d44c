/**
 * A problem as a reader would give it to `feols`, and what is compared of the record. Knows nothing of peers.
 */
import type { Column } from "../../src/base/columns.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { feols } from "../../src/verbs/feols/feols.js";
import type { FeolsOptions } from "../../src/verbs/feols/verb.js";
import type { Estimate } from "../peers/estimate.js";
import { effectsText, type Problem } from "../problems/problem.js";

/** The problem's columns and effects, all numeric. */
export function tableOf({ name, names, columns, effects }: Problem): Table {
  const numeric = (column: string, values: Float64Array): Column => ({ kind: "numeric", name: column, values });
  return makeTable(
    [
      ...names.map((column, j) => numeric(column, columns[j]!)),
      ...effects.map((effect) => numeric(effect.name, Float64Array.from(effect.codes))),
    ],
    { name, bytes: 0, sha256: null },
  );
}

/** What is asked of `feols`: errors clustered by the first effect; rows alone in an effect are kept, so that every backend uses the same rows. */
export function callOf(problem: Problem) {
  const { names, effects } = problem;
  const formula = `${names[0]} ~ ${names.slice(1).join(" + ")} | ${effectsText(problem)}`;
  return { formula, vcov: { cluster: [effects[0]!.name] }, fixefRm: "none" as const };
}

/** The regression of a problem. */
export function fitProblem(
  engine: Engine,
  problem: Problem,
  table: Table,
  options: Pick<FeolsOptions, "solver"> = {},
): FitRecord {
  const { formula, ...how } = callOf(problem);
  return feols(engine, table, formula, { ...options, ...how });
}

/** Coefficients and errors of the problem's regressors. */
export function estimateOf({ names }: Problem, record: FitRecord): Estimate {
  const coefficients = names.slice(1).map((term) => record.coefficients[term]!);
  return {
    beta: Float64Array.from(coefficients, ({ estimate }) => estimate),
    se: Float64Array.from(coefficients, ({ std_error }) => std_error),
  };
}
