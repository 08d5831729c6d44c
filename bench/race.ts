/**
 * Times several backends on the same work in turn, so that a drift of the machine hits all of them: each
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

/** A backend outside this process: it takes turns in the same race, but times itself by its own clock. */
export interface TimedPeer {
  readonly backend: string;
  /** Works for about a round; milliseconds of each call. */
  readonly time: () => Promise<readonly number[]>;
}

/** Times of one backend, milliseconds. */
export interface Timing {
  readonly ms: number;
  readonly ms_min: number;
  /** Timed calls. */
  readonly reps: number;
  /** Median of each round of a race, in turn: the backends of one race have as many, and ratios are taken round by round. */
  readonly ms_rounds?: readonly number[];
}

/** A round repeats a backend until it has used this much time, so that short calls have many samples, milliseconds. */
const ROUND_MS = 20;

/**
 * Runs a warm-up round and `rounds` timed rounds; `roundMs` 0 means one call a round. Throws what a contender throws.
 */
export function race(contenders: readonly Contender[], rounds: number, roundMs: number = ROUND_MS): Timing[] {
  const take = turnTaker(roundMs);
  const entries = contenders.map((contender) => ({ take: take(contender), rounds: [] as (readonly number[])[] }));
  for (const { entry, counts } of turns(entries, rounds)) {
    const times = entry.take();
    if (counts) entry.rounds.push(times);
  }
  return entries.map(({ rounds }) => timingOfRounds(rounds));
}

/** The same with peers outside this process. */
export async function raceWithPeers(
  contenders: readonly (Contender | TimedPeer)[],
  rounds: number,
  roundMs: number = ROUND_MS,
): Promise<Timing[]> {
  const take = turnTaker(roundMs);
  const entries = contenders.map((contender) => ({
    take: "time" in contender ? contender.time : take(contender),
    rounds: [] as (readonly number[])[],
  }));
  for (const { entry, counts } of turns(entries, rounds)) {
    const times = await entry.take();
    if (counts) entry.rounds.push(times);
  }
  return entries.map(({ rounds }) => timingOfRounds(rounds));
}

/** Whose turn it is: a warm-up round, then timed ones, every second round in the opposite order. */
function* turns<E>(entries: readonly E[], rounds: number): Generator<{ readonly entry: E; readonly counts: boolean }> {
  for (let round = 0; round <= rounds; round++) {
    for (const entry of round % 2 === 0 ? entries : entries.toReversed()) yield { entry, counts: round > 0 };
  }
}

/** Makes of a contender a function that runs it for a round and returns the times of its calls. */
function turnTaker(roundMs: number): (contender: Contender) => () => readonly number[] {
  const bench = new Bench({ iterations: 1, time: roundMs, warmup: false, retainSamples: true });
  let nTasks = 0;
  return (contender) => {
    const name = String(nTasks++);
    bench.add(name, contender.run, { async: false, beforeEach: contender.prepare ?? (() => {}) });
    const task = bench.getTask(name)!;
    return () => runTask(contender, task);
  };
}

/** Median, minimum and number of samples in milliseconds. */
export function timingOf(samples: readonly number[]): Timing {
  const sorted = Float64Array.from(samples).sort();
  return { ms: median(sorted), ms_min: sorted[0]!, reps: sorted.length };
}

/** The time of a loop of so many turns from that of one. */
export function extrapolated(
  { ms, ms_min, ms_rounds, ...rest }: Timing,
  turns: number,
): Timing & { extrapolated: true } {
  const rounds = ms_rounds === undefined ? {} : { ms_rounds: ms_rounds.map((round) => round * turns) };
  return { ...rest, ms: ms * turns, ms_min: ms_min * turns, ...rounds, extrapolated: true };
}

function timingOfRounds(rounds: readonly (readonly number[])[]): Timing {
  return { ...timingOf(rounds.flat()), ms_rounds: rounds.map((samples) => timingOf(samples).ms) };
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
