/**
 * Walks through the stages of a run: says where it is, stops when asked to, keeps the time.
 */
import type { LongOptions } from "../../base/progress.js";

/** Runs `count` stages, one after the other. */
export class Stages {
  private readonly times: Record<string, number> = {};
  private readonly start = performance.now();
  private done = 0;

  constructor(
    private readonly count: number,
    private readonly options: Pick<LongOptions, "onProgress" | "signal">,
  ) {}

  /** Runs `work` as the stage `name`. Throws the signal's reason when it has been raised. */
  run<T>(name: string, work: () => T): T {
    this.options.onProgress?.({ stage: name, fraction: this.done / this.count, msLeft: null });
    this.options.signal?.throwIfAborted();
    const start = performance.now();
    const result = work();
    this.times[name] = performance.now() - start;
    this.done++;
    return result;
  }

  /** Milliseconds by stage, and the total. */
  get timing(): Readonly<Record<string, number>> {
    return { ...this.times, total: performance.now() - this.start };
  }
}
