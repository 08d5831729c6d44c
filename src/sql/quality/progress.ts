/**
 * Walks through the steps of a long run over a database: says where it is and how long it may take, keeps the
 * time. How far a query is comes from DuckDB; how much a step weighs in the whole is a guess, and so is the time left.
 */

import type { Chain } from "../../base/chain.js";
import type { LongOptions } from "../../base/progress.js";

/** How often progress within a step is reported. */
const REPORT_MS = 500;
/** Before this share of the run is done, the time left is not guessed. */
const ENOUGH = 0.03;

/** Guesses of what the steps cost; what has none is made of others. */
const WEIGHTS: Readonly<Record<string, number>> = {
  read: 3,
  keys: 2,
  clean: 6,
  cells: 3,
  absorb: 2,
  score: 3,
  normalise: 2,
  aggregate: 2,
  rows: 6,
};

/** Steps of a run with so many aggregates. */
export class Steps {
  private readonly times: Record<string, number> = {};
  private readonly start = performance.now();
  private readonly total: number;
  private done = 0;

  constructor(
    nAggregates: number,
    private readonly options: Pick<LongOptions, "onProgress" | "signal">,
    /** How far the statement that runs is, from 0 to 1. */
    private readonly queryFraction: () => number = () => 0,
  ) {
    this.total =
      Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0) + (nAggregates - 1) * WEIGHTS.aggregate!;
  }

  /** Runs `work` as the step `stage`. Throws the signal's reason when it has been raised. */
  async run<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const end = this.begin(stage);
    try {
      return await work();
    } finally {
      end();
    }
  }

  /** The same of a chain. */
  *chain<T>(stage: string, work: () => Chain<T>): Chain<T> {
    const end = this.begin(stage);
    try {
      return yield* work();
    } finally {
      end();
    }
  }

  private begin(stage: string): () => void {
    this.options.signal?.throwIfAborted();
    const weight = WEIGHTS[stage.split(" ", 1)[0]!];
    if (weight === undefined) return () => {};
    this.report(stage, 0);
    const timer = setInterval(() => this.report(stage, weight * this.queryFraction()), REPORT_MS);
    const start = performance.now();
    return () => {
      clearInterval(timer);
      this.times[stage] = (this.times[stage] ?? 0) + performance.now() - start;
      this.done += weight;
    };
  }

  /** Milliseconds by step, and the total. */
  get timing(): Readonly<Record<string, number>> {
    return { ...this.times, total: performance.now() - this.start };
  }

  private report(stage: string, within: number): void {
    const fraction = Math.min(1, (this.done + within) / this.total);
    const spent = performance.now() - this.start;
    const msLeft = fraction > ENOUGH ? (spent * (1 - fraction)) / fraction : null;
    this.options.onProgress?.({ stage, fraction, msLeft });
  }
}
