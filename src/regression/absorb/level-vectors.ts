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
  /** q = S a; `dots` gets the sums of a q over each chunk of levels, lane by lane. */
  make(a: F64Block, dots: F64Block): void;
}

/** Products that slabs of groups make, each of a vector of its own, to be added up. */
export interface SlabProducts {
  readonly nLevels: number;
  readonly nSlabs: number;
  /** Puts what each slab adds to S a into q, f64[nSlabs*nLevels*lanes]. */
  apply(a: F64Block, q: F64Block): void;
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
    make: (a, dots) => {
      slabs.apply(a, y);
      overLevels(engine, "reducedFinish", nLevels, { ...given, a, dots });
    },
  };
}

type OverLevels = "reducedFinish" | "cgStep" | "cgDirection";

/** A task for every chunk of levels. */
export function overLevels<K extends OverLevels>(
  engine: Engine,
  kernel: K,
  nLevels: number,
  task: Omit<KernelArguments[K], "low" | "high">,
): void {
  const tasks = Array.from({ length: chunksOfLevels(nLevels) }, (_, c) => {
    const low = c * LEVELS_A_CHUNK;
    return { ...task, low, high: Math.min(low + LEVELS_A_CHUNK, nLevels) } as unknown as KernelArguments[K];
  });
  runChecked(engine, kernel, tasks);
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

  /** @param inverse f64[nLevels], the preconditioner */
  constructor(
    private readonly engine: Engine,
    scope: Scope,
    operator: LevelOperator,
    private readonly inverse: F64Block,
    private readonly lanes: number,
  ) {
    const { nLevels } = operator;
    this.nLevels = nLevels;
    this.r = scope.f64(nLevels * lanes);
    this.p = scope.f64(nLevels * lanes);
    this.other = scope.f64(nLevels * lanes);
    this.products = operator.products(scope, lanes);
    this.alpha = scope.f64(lanes);
    this.beta = scope.f64(lanes);
    this.dots = scope.f64(chunksOfLevels(nLevels) * lanes);
  }

  /** The product made last. */
  get q(): F64Block {
    return this.products.q;
  }

  /** q = S a; returns a'q of each lane. */
  product(a: F64Block): Float64Array {
    this.products.make(a, this.dots);
    return this.sums();
  }

  /** r -= alpha q; returns r'z of each lane, z = r inverse. */
  step(alpha: ArrayLike<number>, q: F64Block, r: F64Block): Float64Array {
    const { engine, nLevels, lanes, inverse, dots } = this;
    this.alpha.view().set(alpha);
    overLevels(engine, "cgStep", nLevels, { lanes, alpha: this.alpha, q, inverse, r, dots });
    return this.sums();
  }

  /** x += alpha p, then p = z + beta p, z = r inverse. */
  turn(alpha: ArrayLike<number>, beta: ArrayLike<number>, x: F64Block): void {
    const { engine, nLevels, lanes, inverse, r, p } = this;
    this.alpha.view().set(alpha);
    this.beta.view().set(beta);
    overLevels(engine, "cgDirection", nLevels, { lanes, alpha: this.alpha, beta: this.beta, r, inverse, x, p });
  }

  private sums(): Float64Array {
    return sumOfChunks(this.dots.view(), this.lanes);
  }
}
