/**
 * Vectors over the levels of a reduced system, `lanes` columns side by side, and what conjugate gradients
 * do with them: products, steps, turns, each as kernel tasks over slabs of groups or chunks of levels, which the data
 * fix. Knows nothing of when to stop.
 */
import { runChecked } from "../../engine/kernels/call.js";
import type { Engine, F64Block, KernelArguments, Scope } from "../../engine/kernels/engine.js";
import { chunksOfLevels, LEVELS_A_CHUNK, sumOfChunks } from "../../engine/kernels/reduced.js";

/** Products with a symmetric system over levels, as kernel tasks of whole slabs of groups, which the data fix. */
export interface LevelOperator {
  readonly nLevels: number;
  readonly nSlabs: number;
  /** Scratch of a slab, in f64. */
  work(lanes: number): number;
  /** Puts what each slab adds to S a into q, f64[nSlabs*nLevels*lanes]. */
  apply(lanes: number, a: F64Block, q: F64Block, work: F64Block): void;
  /** Weights of the levels where what the slabs give is to be taken from those times a; null where it is the product. */
  readonly totals: F64Block | null;
}

/** Vectors over levels of one solve, and the kernels on them as tasks: slabs of groups, chunks of levels. */
export class LevelVectors {
  readonly size: number;
  readonly r: F64Block;
  readonly z: F64Block;
  readonly p: F64Block;
  /** A product, slab by slab; the first slab holds the whole of it in the end. */
  readonly q: F64Block;
  readonly other: F64Block;
  readonly factors: F64Block;
  private readonly dots: F64Block;
  /** Scratch of the products, slab by slab. */
  private readonly work: F64Block;
  private readonly ranges: readonly (readonly [low: number, high: number])[];

  constructor(
    private readonly engine: Engine,
    scope: Scope,
    private readonly operator: LevelOperator,
    readonly lanes: number,
  ) {
    const { nLevels, nSlabs } = operator;
    this.size = nLevels * lanes;
    [this.r, this.z, this.p, this.other] = [1, 2, 3, 4].map(() => scope.f64(this.size)) as [
      F64Block,
      F64Block,
      F64Block,
      F64Block,
    ];
    this.q = scope.f64(nSlabs * this.size);
    this.work = scope.f64(nSlabs * operator.work(lanes));
    this.factors = scope.f64(lanes);
    this.dots = scope.f64(chunksOfLevels(nLevels) * lanes);
    this.ranges = Array.from({ length: chunksOfLevels(nLevels) }, (_, c) => [
      c * LEVELS_A_CHUNK,
      Math.min((c + 1) * LEVELS_A_CHUNK, nLevels),
    ]);
  }

  /** q = S a; returns a'q of each lane. */
  product(a: F64Block): Float64Array {
    const { operator, lanes, q, dots, work } = this;
    const { nLevels, nSlabs, totals } = operator;
    operator.apply(lanes, a, q, work);
    // one effect, whose weights are there to be taken from; or more
    const effects = totals === null ? 2 : 1;
    this.overLevels("reducedFinish", (low, high) => {
      return { lanes, low, high, nLevels, nSlabs, p: effects, totals, a, y: q, dots };
    });
    return sumOfChunks(dots.view(), lanes);
  }

  /** x += alpha p, r -= alpha q, z = r inverse; returns r'z of each lane. */
  step(
    alpha: ArrayLike<number>,
    along: F64Block,
    product: F64Block,
    inverse: F64Block,
    x: F64Block,
    r: F64Block,
    z: F64Block,
  ): Float64Array {
    const { lanes, factors, dots } = this;
    factors.view().set(alpha);
    this.overLevels("cgStep", (low, high) => {
      return { lanes, low, high, alpha: factors, p: along, q: product, inverse, x, r, z, dots };
    });
    return sumOfChunks(dots.view(), lanes);
  }

  /** p = z + beta p. */
  turn(beta: ArrayLike<number>): void {
    const { lanes, factors, z, p } = this;
    factors.view().set(beta);
    this.overLevels("cgDirection", (low, high) => ({ lanes, low, high, beta: factors, z, p }));
  }

  private overLevels<K extends "reducedFinish" | "cgStep" | "cgDirection">(
    kernel: K,
    task: (low: number, high: number) => KernelArguments[K],
  ): void {
    const tasks = this.ranges.map(([low, high]) => task(low, high));
    runChecked(this.engine, kernel, tasks);
  }
}
