/**
 * Vectors over the levels of a system, `lanes` columns side by side, and what conjugate gradients do with
 * them: products, steps, turns, each as kernel tasks over slabs of groups or chunks of levels, which the data fix. Knows
 * nothing of when to stop.
 */
import { runChecked } from "../../engine/kernels/call.js";
import type { Engine, F64Block, KernelArguments, Scope } from "../../engine/kernels/engine.js";
import { chunksOfLevels, LEVELS_A_CHUNK, sumOfChunks } from "../../engine/kernels/reduced.js";

/** A symmetric system over levels, as its products. */
export interface LevelOperator {
  readonly nLevels: number;
  /** Makes room in `scope` for products of `lanes` columns. */
  products(scope: Scope, lanes: number): LevelProducts;
}

export interface LevelProducts {
  /** The product made last. */
  readonly q: F64Block;
  /** Prepares q = S a; `dots` gets the sums of a q over each chunk of levels, lane by lane. */
  of(a: F64Block, dots: F64Block): Run;
}

/** Tasks that are ready: run at every step on the same vectors. */
export type Run = () => void;

/** Products that slabs of groups make, each of a vector of its own, to be added up. */
export interface SlabProducts {
  readonly nLevels: number;
  readonly nSlabs: number;
  /** Prepares to put what each slab adds to S a into q, f64[nSlabs*nLevels*lanes]. */
  of(a: F64Block, q: F64Block): Run;
  /** Weights of the levels where what the slabs give is to be taken from those times a; null where it is the product. */
  readonly totals: F64Block | null;
}

export function slabProducts(engine: Engine, scope: Scope, lanes: number, slabs: SlabProducts): LevelProducts {
  const { nLevels, nSlabs, totals } = slabs;
  const y = scope.f64(nSlabs * nLevels * lanes);
  // one effect, whose weights are there to be taken from; or more
  const given = { lanes, nLevels, nSlabs, p: totals === null ? 2 : 1, totals, y };
  return {
    q: y.part(0, nLevels * lanes),
    of: (a, dots) => {
      const apply = slabs.of(a, y);
      const finish = overLevels(engine, "reducedFinish", nLevels, { ...given, a, dots });
      return () => {
        apply();
        finish();
      };
    },
  };
}

type OverLevels = "reducedFinish" | "edgeProduct" | "cgStep" | "cgDirection";

/** A task for every chunk of levels. */
export function overLevels<K extends OverLevels>(
  engine: Engine,
  kernel: K,
  nLevels: number,
  task: Omit<KernelArguments[K], "low" | "high">,
): Run {
  const tasks = Array.from({ length: chunksOfLevels(nLevels) }, (_, c) => {
    const low = c * LEVELS_A_CHUNK;
    return { ...task, low, high: Math.min(low + LEVELS_A_CHUNK, nLevels) } as unknown as KernelArguments[K];
  });
  return () => void runChecked(engine, kernel, tasks);
}

/** Vectors over levels of one solve, and the kernels on them as tasks: slabs of groups, chunks of levels. */
export class LevelVectors {
  /** Residuals as the recursion has them. */
  readonly r: F64Block;
  /** Directions. */
  readonly p: F64Block;
  readonly other: F64Block;
  private readonly products: LevelProducts;
  private readonly alpha: F64Block;
  private readonly beta: F64Block;
  private readonly dots: F64Block;
  private readonly nLevels: number;
  private readonly runs: { readonly product: Run; readonly step: Run; readonly turn: Run };

  /**
   * @param inverse f64[nLevels], the preconditioner
   * @param x f64[nLevels*lanes], solutions
   */
  constructor(
    private readonly engine: Engine,
    scope: Scope,
    operator: LevelOperator,
    private readonly inverse: F64Block,
    readonly x: F64Block,
    private readonly lanes: number,
  ) {
    const { nLevels } = operator;
    this.nLevels = nLevels;
    const [r, p] = [scope.f64(nLevels * lanes), scope.f64(nLevels * lanes)];
    [this.r, this.p, this.other] = [r, p, scope.f64(nLevels * lanes)];
    this.products = operator.products(scope, lanes);
    const [alpha, beta, dots] = [scope.f64(lanes), scope.f64(lanes), scope.f64(chunksOfLevels(nLevels) * lanes)];
    [this.alpha, this.beta, this.dots] = [alpha, beta, dots];
    const turn = overLevels(engine, "cgDirection", nLevels, { lanes, alpha, beta, r, inverse, x, p });
    this.runs = { product: this.products.of(p, dots), step: this.stepOf(this.products.q, r), turn };
  }

  /** q = S p; returns p'q of each lane. */
  product(): Float64Array {
    this.runs.product();
    return this.sums();
  }

  /** r -= alpha q; returns r'z of each lane, z = r inverse. */
  step(alpha: ArrayLike<number>): Float64Array {
    this.alpha.view().set(alpha);
    this.runs.step();
    return this.sums();
  }

  /** x += alpha p, then p = z + beta p, z = r inverse. */
  turn(alpha: ArrayLike<number>, beta: ArrayLike<number>): void {
    this.alpha.view().set(alpha);
    this.beta.view().set(beta);
    this.runs.turn();
  }

  /** The true residual b - S x into `other`; returns its r'z of each lane. */
  residual(b: F64Block): Float64Array {
    this.products.of(this.x, this.dots)();
    this.other.view().set(b.view());
    return this.less(this.products.q, this.other);
  }

  /** Takes the true residual from that of the recursion; returns r'z of the rounding that is left. */
  gap(): Float64Array {
    return this.less(this.other, this.r);
  }

  private less(q: F64Block, r: F64Block): Float64Array {
    this.alpha.view().fill(1);
    this.stepOf(q, r)();
    return this.sums();
  }

  private stepOf(q: F64Block, r: F64Block): Run {
    const { engine, nLevels, lanes, alpha, inverse, dots } = this;
    return overLevels(engine, "cgStep", nLevels, { lanes, alpha, q, inverse, r, dots });
  }

  private sums(): Float64Array {
    return sumOfChunks(this.dots.view(), this.lanes);
  }
}
