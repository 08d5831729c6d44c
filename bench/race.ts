/**
 * Layer bench. Times several backends on the same work in turn, so that a drift of the machine hits all of them: each
 * round runs every backend, every second round in the opposite order. The clock and the samples are tinybench's.
 * Knows nothing of what is timed.
 */
import { Bench, type Task } from "tinybench";
import { NumericalError } from "../src/base/errors.js";

/** A backend in a race. */
export interface Contender {
  readonly backend: string;
  /** Puts back what `run` overwrites; not timed. */
  readonly prepare?: () => void;
  readonly run: () => unknown;
}

/** Times of one backend, milliseconds; `reps` is the number of timed calls. */
export interface Timing {
  readonly ms: number;
  readonly ms_min: number;
  readonly reps: number;
}

/** A round repeats a backend until it has used this much time, so that short calls have many samples, milliseconds. */
const ROUND_MS = 20;

/**
 * Runs a warm-up round and `rounds` timed rounds; `roundMs` 0 means one call a round. Throws what a contender throws.
 */
export function race(contenders: readonly Contender[], rounds: number, roundMs: number = ROUND_MS): Timing[] {
  const bench = new Bench({ iterations: 1, time: roundMs, warmup: false, retainSamples: true });
  const entries = contenders.map((contender, i) => {
    const prepare = contender.prepare ?? (() => {});
    bench.add(String(i), contender.run, { async: false, beforeEach: prepare });
    return { contender, task: bench.getTask(String(i))!, samples: [] as number[] };
  });
  for (let round = 0; round <= rounds; round++) {
    const isWarmUp = round === 0;
    for (const { contender, task, samples } of round % 2 === 0 ? entries : entries.toReversed()) {
      const times = runTask(contender, task);
      if (!isWarmUp) for (const time of times) samples.push(time);
    }
  }
  return entries.map(({ samples }) => {
    const sorted = Float64Array.from(samples).sort();
    return { ms: median(sorted), ms_min: sorted[0]!, reps: sorted.length };
  });
}

function runTask(contender: Contender, task: Task): readonly number[] {
  task.reset();
  task.runSync();
  const { result } = task;
  if (result.state === "errored") throw result.error;
  if (result.state !== "completed" || result.latency.samples === undefined) {
    throw new NumericalError("not_timed", `${contender.backend} was not timed: its task is ${result.state}.`, {
      got: result.state,
      expected: "completed",
    });
  }
  return result.latency.samples;
}

/** Middle of ascending values, or the mean of the two middle ones. */
export function median(sorted: ArrayLike<number>): number {
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return (sorted[middle - 1]! + sorted[middle]!) / 2;
}
