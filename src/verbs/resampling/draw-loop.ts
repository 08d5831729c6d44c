/**
 * The loop every resampling verb runs its draws in: slices of work between which the host runs, progress is
 * reported and the signal checked. Knows nothing of what a draw is; which draws share a slice must not change their numbers.
 */

import { quantile } from "../../base/numbers.js";
import { isAbort, type LongOptions } from "../../base/progress.js";
import { type DrawnColumns, handShare, type Replicated, shareOf, takeWhole } from "../../base/replications.js";

/** Milliseconds of work between two chances for the host to do something else. */
const SLICE_MS = 50;
/** A slice lasts at least this many times what preparing it took. */
const SLICE_PER_SETUP = 4;
/** From one slice to the next, at most this many times the draws: the first ones are measured, not known. */
const GROWTH = 8;

export interface DrawLoopOptions extends Pick<LongOptions, "onProgress" | "signal" | "keepPartial">, Replicated {
  /** What progress calls this work, such as `placebo draws: 500`. */
  readonly stage: string;
  /** Slices are whole multiples of this many draws, but for the last. Default 1. */
  readonly atATime?: number;
  /** All that draws leave, f64[nDraws * width] each, into which the work puts it: what `replications` share. */
  readonly columns?: DrawnColumns;
}

/** Draws made, from the first on; `stopped` when the signal was aborted before the last. */
export interface DrawLoopResult {
  readonly done: number;
  readonly stopped: boolean;
}

/** Makes draws first..first+count-1; may return the milliseconds it spent on preparing to. */
type SliceWork = ((first: number, count: number) => void) | ((first: number, count: number) => number);

/**
 * Calls `work(first, count)` until draws 0..nDraws-1 are made, each once and in order. Slices grow until
 * preparing them, whose time `work` reports, is a small part of them.
 *
 * Aborted, it throws the signal's reason; with `keepPartial` and at least one draw made, it returns instead, and a slice
 * that an abort cut short counts as not made. Throws whatever `work` throws; with `replications`, as `handShare` and `takeWhole`.
 */
export async function runInSlices(nDraws: number, work: SliceWork, options: DrawLoopOptions): Promise<DrawLoopResult> {
  const { replications, columns, stage } = options;
  if (replications === undefined) return slices(nDraws, work, options);
  if (columns === undefined) throw new TypeError(`${stage}: draws that are no columns have no shares`);
  if (replications.kind === "whole") {
    takeWhole(replications, stage, columns);
    return { done: nDraws, stopped: false };
  }
  const { first, count } = shareOf(nDraws, replications.task, replications.tasks);
  await slices(count, (from, width) => work(first + from, width), { ...options, keepPartial: false });
  return handShare(replications, { stage, of: nDraws, first, count, columns });
}

/** The slices of `nDraws` draws. */
async function slices(
  nDraws: number,
  work: (first: number, count: number) => unknown,
  { stage, onProgress, signal, keepPartial = false, atATime = 1 }: DrawLoopOptions,
): Promise<DrawLoopResult> {
  const started = performance.now();
  let done = 0;
  let count = atATime;
  let reported = started;
  while (done < nDraws) {
    if (signal?.aborted) {
      if (keepPartial && done > 0) return { done, stopped: true };
      signal.throwIfAborted();
    }
    const opened = performance.now();
    const width = Math.min(count, nDraws - done);
    let setup: number;
    try {
      const spent = work(done, width);
      setup = typeof spent === "number" ? spent : 0;
    } catch (error) {
      // kernels that were stopped clear the word a worker's signal reads: their error says what it no longer does
      if (keepPartial && done > 0 && (signal?.aborted || isAbort(error))) return { done, stopped: true };
      throw error;
    }
    done += width;
    const now = performance.now();
    const wanted = Math.max(SLICE_MS, SLICE_PER_SETUP * setup) / Math.max((now - opened - setup) / width, 1e-6);
    count = atATime * Math.max(1, Math.floor(Math.min(wanted, GROWTH * width) / atATime));
    if (now - reported < SLICE_MS && done < nDraws) continue;
    reported = now;
    onProgress?.({ stage, fraction: done / nDraws, msLeft: ((now - started) * (nDraws - done)) / done });
    await nextTask();
  }
  return { done, stopped: false };
}

/** Lets timers, input and other tasks of the host run. */
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

// A distribution of draws in a few numbers.

/** Mean, standard deviation with n - 1, quantiles keyed "2.5%"; null where there are too few draws. */
export interface Distribution {
  readonly mean: number | null;
  readonly sd: number | null;
  readonly quantiles: Readonly<Record<string, number | null>>;
}

const PERCENT = [0.5, 2.5, 5, 50, 95, 97.5, 99.5] as const;

/** Summary of `draws`, in any order. */
export function distributionOf(draws: readonly number[]): Distribution {
  const sorted = Float64Array.from(draws).sort();
  const n = sorted.length;
  const mean = n > 0 ? sorted.reduce((sum, value) => sum + value, 0) / n : null;
  const squares = mean === null ? 0 : sorted.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return {
    mean,
    sd: n > 1 ? Math.sqrt(squares / (n - 1)) : null,
    quantiles: Object.fromEntries(
      PERCENT.map((percent) => [`${percent}%`, n > 0 ? quantile(sorted, percent / 100) : null]),
    ),
  };
}
