/**
 * How long `feols` in a thread of its own takes to stop: from the abort to the answer of the next call, which
 * is a fit of a few rows. Aborts are spread over the time a whole fit takes. Knows nothing of rows and peers.
 */
import { setTimeout } from "node:timers/promises";
import { NumericalError } from "../../src/base/errors.js";
import type { Table } from "../../src/data/table/table.js";
import { type EngineWorker, startEngineWorker } from "../../src/worker/client.js";
import { makeProblem } from "../problems/catalogue.js";
import type { Problem } from "../problems/problem.js";
import { type Timing, timingOf } from "../race.js";
import { callOf, tableOf } from "./regression-fit.js";

const NEXT = "city-30x8";

/** Times of `rounds` aborts of a fit that takes `wholeMs`; `ran` is the number of threads. */
export async function timeCancel(
  problem: Problem,
  table: Table,
  threads: number,
  rounds: number,
  wholeMs: number,
): Promise<{ readonly timing: Timing; readonly ran: number }> {
  const next = makeProblem(NEXT);
  const nextTable = tableOf(next);
  const worker = await startEngineWorker({ threads });
  try {
    await call(worker, problem, table);
    await call(worker, next, nextTable);
    const times: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      const start = await abortedAfter((wholeMs * round) / (rounds + 1), worker, problem, table);
      if (start === undefined) continue;
      await call(worker, next, nextTable);
      times.push(performance.now() - start);
    }
    if (times.length === 0) throw neverAborted(problem, wholeMs);
    return { timing: timingOf(times), ran: worker.threads };
  } finally {
    await worker.close();
  }
}

/** When the fit was aborted, by the clock; undefined where it was done before. */
async function abortedAfter(
  ms: number,
  worker: EngineWorker,
  problem: Problem,
  table: Table,
): Promise<number | undefined> {
  const controller = new AbortController();
  const settled = call(worker, problem, table, controller.signal).then(
    () => true,
    (error: unknown) => {
      if (error !== controller.signal.reason) throw error;
      return false;
    },
  );
  await setTimeout(ms);
  const start = performance.now();
  controller.abort();
  return (await settled) ? undefined : start;
}

function call(worker: EngineWorker, problem: Problem, table: Table, signal?: AbortSignal) {
  const { formula, ...how } = callOf(problem);
  return worker.feols(table, formula, signal === undefined ? how : { ...how, signal });
}

function neverAborted(problem: Problem, wholeMs: number): NumericalError {
  return new NumericalError(
    "not_aborted",
    `No fit of ${problem.name} was aborted: each was done within a part of ${wholeMs} ms; take a larger problem.`,
    { got: 0, expected: "at least one abort" },
  );
}
