/**
 * Our verbs on a job of the resampling suite: the call, and the draws it gives. Knows nothing of the clock.
 */

import type { Table } from "../../src/data/table/table.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import type { ResamplingJob } from "./resampling-jobs.js";
import { callOf, SEED } from "./resampling-loop.js";

/** Coefficients of the policy and their t, a draw after the other; null where a draw has none. */
export interface Draws {
  estimates: (number | null)[];
  statistics: (number | null)[];
}

interface VerbResult extends Draws {
  /** Milliseconds of the draws alone, after the fit. */
  readonly drawsMs: number;
}

export async function runVerb(
  engine: Engine,
  { verb, draws, problem }: ResamplingJob,
  table: Table,
): Promise<VerbResult> {
  const { formula, fixefRm } = callOf(problem);
  const common = { term: "did", draws, seed: SEED, fixefRm };
  const cluster = problem.cluster.name;
  const record =
    verb === "placebo"
      ? await placebo(engine, table, formula, { ...common, unit: cluster, time: "year" })
      : await bootstrap(engine, table, formula, {
          ...common,
          kind: verb === "wre" ? "wild" : verb,
          cluster,
          ...(verb !== "pairs" && { ci: "none" }),
        });
  return {
    estimates: [...record.draws.estimate],
    statistics: [...record.draws.statistic],
    drawsMs: record.timing_ms.draws!,
  };
}

/** t of a draw made by a loop, as the verb centres it. */
export function statisticOf(
  { verb }: ResamplingJob,
  { estimate, stdError }: { readonly estimate: number; readonly stdError: number },
  observed: number,
): number {
  return (estimate - (verb === "pairs" ? observed : 0)) / stdError;
}
