/**
 * Walks through the steps of a long run over a database: says where it is and how long it may take, keeps the
 * time. How far a query is comes from DuckDB; how much a step weighs in the whole is a guess, and so is the time left.
 */
import type { LongOptions } from "../base/progress.js";
import type { Session } from "./session.js";

/** How often progress within a step is told. */
const TELL_MS = 500;
/** Before this share of the run is done, the time left is not guessed. */
const ENOUGH = 0.03;

/** Runs steps whose weights add up to `total`. */
export class Steps {
  private readonly times: Record<string, number> = {};
  private readonly start = performance.now();
  private done = 0;

  constructor(
    private readonly total: number,
    private readonly session: Session,
    private readonly options: Pick<LongOptions, "onProgress" | "signal">,
  ) {}

  /** Runs `work` as the step `stage`. Throws the signal's reason when it has been raised. */
  async run<T>(stage: string, weight: number, work: () => T | Promise<T>): Promise<T> {
    this.options.signal?.throwIfAborted();
    this.tell(stage, 0);
    const timer = setInterval(() => this.tell(stage, weight * this.session.queryFraction), TELL_MS);
    const start = performance.now();
    try {
      return await work();
    } finally {
      clearInterval(timer);
      this.times[stage] = performance.now() - start;
      this.done += weight;
    }
  }

  /** Milliseconds by step, and the total. */
  get timing(): Readonly<Record<string, number>> {
    return { ...this.times, total: performance.now() - this.start };
  }

  private tell(stage: string, within: number): void {
    const fraction = Math.min(1, (this.done + within) / this.total);
    const spent = performance.now() - this.start;
    const msLeft = fraction > ENOUGH ? (spent * (1 - fraction)) / fraction : null;
    this.options.onProgress?.({ stage, fraction, msLeft });
  }
}
