/**
 * The reference of suite `regression`: coefficients and errors by independent software where its dummies fit,
 * else by `feols` with another solver than the one under test. Knows nothing of peers' times.
 */
import { WasmetricsError } from "../../src/base/errors.js";
import type { Table } from "../../src/data/table/table.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { largestDifference } from "../difference.js";
import type { Estimate } from "../peers/estimate.js";
import { dummyElements, MOST_DUMMY_ELEMENTS, regressByDummies } from "../peers/ml-matrix.js";
import type { Problem } from "../problems/problem.js";
import { twinEngine } from "../reference-engine.js";
import { estimateOf, fitProblem } from "./regression-fit.js";

export interface ReferenceEstimate {
  /** Such as `ml-matrix` or `direct`. */
  readonly method: string;
  readonly estimate: Estimate;
}

/**
 * The reference for a fit by `method`: ml-matrix on small panels; else the first other solver that can; else the same
 * pipeline in plain TypeScript.
 */
export async function referenceOf(
  problem: Problem,
  table: Table,
  method: FitRecord["solver"]["method"],
): Promise<ReferenceEstimate> {
  if (dummyElements(problem) <= MOST_DUMMY_ELEMENTS) {
    return { method: "ml-matrix", estimate: regressByDummies(problem) };
  }
  for (const solver of ["direct", "krylov", "map"] as const) {
    if (solver === method) continue;
    try {
      const record = fitProblem(await loadEngine({ threads: 1 }), problem, table, { solver });
      if (record.solver.method === solver) return { method: solver, estimate: estimateOf(problem, record) };
    } catch (error) {
      if (!(error instanceof WasmetricsError)) throw error; // this solver can't: the next one is asked
    }
  }
  return {
    method: "js",
    estimate: estimateOf(problem, fitProblem(twinEngine(await loadEngine({ threads: 1 })), problem, table)),
  };
}

/** Largest relative difference of the vectors of coefficients and of errors. */
export function differenceFrom(reference: ReferenceEstimate, { beta, se }: Estimate): number {
  return largestDifference([beta, se], [reference.estimate.beta, reference.estimate.se]);
}
