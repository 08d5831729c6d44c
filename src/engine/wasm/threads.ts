/**
 * How many threads an engine gets, on which build, and what must be said about it.
 */
import { UsageError } from "../../base/errors.js";
import { availableCores, canShareMemory, canWait } from "../../base/host.js";
import { MAX_THREADS } from "./pool-control.js";

/** Which build of the kernels runs: `simd` on memory of its own, or `shared` on a shared memory. Same bits. */
export type Build = "simd" | "shared";

/** Threads unless told: all cores up to here; beyond, memory is the limit. */
const DEFAULT_CAP = 16;

/** What the engine will be. */
export interface ThreadPlan {
  readonly build: Build;
  readonly threads: number;
  readonly notes: readonly string[];
}

/** Throws UsageError `threads` unless `wanted` is a whole number of at least 1. */
export function planThreads(wanted: number | undefined, build: Build | undefined): ThreadPlan {
  if (wanted !== undefined && !(Number.isSafeInteger(wanted) && wanted >= 1)) {
    throw new UsageError("threads", `Threads must be a whole number of at least 1; got ${wanted}.`, {
      got: wanted,
      expected: "1, 2, 3, ...",
    });
  }
  if (wanted === 1) return { build: build ?? "simd", threads: 1, notes: [] };
  const single = (why: string): ThreadPlan => ({
    build: canShareMemory() ? (build ?? "simd") : "simd",
    threads: 1,
    notes: wanted === undefined ? [why] : [`asked for ${wanted} threads; ${why}`],
  });
  if (build === "simd") {
    if (wanted === undefined) return { build, threads: 1, notes: [] };
    return single("the simd build has no shared memory: kernels run on 1 (results do not depend on it)");
  }
  if (!canShareMemory()) {
    return single("this page is not cross-origin isolated: kernels run on 1 thread (results do not depend on it)");
  }
  if (!canWait()) {
    return single("a page's main thread must not wait: kernels run on 1 thread (results do not depend on it)");
  }
  if (wanted !== undefined && wanted > MAX_THREADS) {
    const note = `asked for ${wanted} threads; kernels run on ${MAX_THREADS}, the most there are`;
    return { build: "shared", threads: MAX_THREADS, notes: [note] };
  }
  const threads = wanted ?? Math.min(DEFAULT_CAP, availableCores());
  return { build: build ?? (threads > 1 ? "shared" : "simd"), threads, notes: [] };
}
