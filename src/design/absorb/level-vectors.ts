/**
 * Layer design. Vectors over the levels of a reduced system, `lanes` columns side by side, and what conjugate gradients
 * do with them: products, steps, turns, each as kernel tasks over slabs of groups or chunks of levels, which the data
 * fix. Knows nothing of when to stop.
 */
import { checkInfo } from "../../kernels/checks.js";
import type { Engine, F64Block, Scope, Task } from "../../kernels/engine.js";
import {
  type CellGraph,
  chunksOfLevels,
  LEVELS_A_CHUNK,
  type ReducedDiagonal,
  reducedApplyWork,
  sumOfChunks,
} from "../../kernels/reduced.js";

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
  private readonly kept: F64Block;
  private readonly ranges: readonly (readonly [low: number, high: number])[];

  constructor(
    private readonly engine: Engine,
    scope: Scope,
    private readonly graph: CellGraph,
    private readonly grid: Uint32Array,
    readonly lanes: number,
  ) {
    const { nLevels } = graph;
    this.size = nLevels * lanes;
    [this.r, this.z, this.p, this.other] = [1, 2, 3, 4].map(() => scope.f64(this.size)) as [
      F64Block,
      F64Block,
      F64Block,
      F64Block,
    ];
    this.q = scope.f64((grid.length - 1) * this.size);
    this.kept = scope.f64((grid.length - 1) * reducedApplyWork(lanes));
    this.factors = scope.f64(lanes);
    this.dots = scope.f64(chunksOfLevels(nLevels) * lanes);
    this.ranges = Array.from({ length: chunksOfLevels(nLevels) }, (_, c) => [
      c * LEVELS_A_CHUNK,
      Math.min((c + 1) * LEVELS_A_CHUNK, nLevels),
    ]);
  }

  /** q = S a; returns a'q of each lane. */
  product(a: F64Block, { inverses, totals, weighted }: ReducedDiagonal): Float64Array {
    const { graph, grid, lanes, size, q, dots, kept } = this;
    const { nLevels, p, stride, offsets, codes, weights } = graph;
    const nSlabs = grid.length - 1;
    const sizes = [nLevels, p, stride, weighted ? 1 : 0];
    const cells = [offsets.address, codes.address, weights.address, inverses.address, a.address];
    this.run(
      "reducedApply",
      Array.from({ length: nSlabs }, (_, s) => {
        const work = kept.at(s * reducedApplyWork(lanes));
        return [lanes, grid[s]!, grid[s + 1]!, ...sizes, ...cells, q.at(s * size), work];
      }),
    );
    this.overLevels("reducedFinish", [nLevels, nSlabs, p, totals.address, a.address, q.address, dots.address]);
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
    const blocks = [factors, along, product, inverse, x, r, z, dots];
    this.overLevels(
      "cgStep",
      blocks.map(({ address }) => address),
    );
    return sumOfChunks(dots.view(), lanes);
  }

  /** p = z + beta p. */
  turn(beta: ArrayLike<number>): void {
    const { factors, z, p } = this;
    factors.view().set(beta);
    this.overLevels("cgDirection", [factors.address, z.address, p.address]);
  }

  private overLevels(kernel: "reducedFinish" | "cgStep" | "cgDirection", rest: readonly number[]): void {
    this.run(
      kernel,
      this.ranges.map(([low, high]) => [this.lanes, low, high, ...rest]),
    );
  }

  private run(kernel: "reducedApply" | "reducedFinish" | "cgStep" | "cgDirection", tasks: readonly Task[]): void {
    for (const info of this.engine.run(kernel, tasks)) checkInfo(kernel, info);
  }
}
