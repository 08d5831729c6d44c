/**
 * Solves a system over levels by conjugate gradients, up to twelve columns at once, each
 * with steps of its own, preconditioned by the diagonal. A column stops when an estimate of its error, in the norm that
 * is the 2-norm of the demeaned column's error, is at most its target; its bits don't depend on the columns beside it.
 * The residual that the recursion carries drifts from the true one by rounding: the true one is computed before a
 * column counts as solved, and where it shows more error than is allowed a further round starts from it. Knows nothing
 * of rows, nor of why this method was chosen.
 * Source: Hestenes & Stiefel (1952), Journal of Research of the National Bureau of Standards 49(6),
 * doi:10.6028/jres.049.044.
 */
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { KrylovLane, type LaneOutcome } from "./krylov-lane.js";
import { type LevelOperator, LevelVectors } from "./level-vectors.js";

export type { LaneOutcome } from "./krylov-lane.js";

/** Rounds in all: a second one mends the drift of the residual, more are seldom of use. */
const MOST_ROUNDS = 5;

export interface ConjugateGradientOptions {
  /** Error allowed for each lane, in the norm of the system; one number a lane: 4, 8 or 12. */
  readonly targets: Float64Array;
  /** Steps allowed in all. */
  readonly maxIterations: number;
  readonly signal: AbortSignal | undefined;
  /** Largest weight over the smallest, default 1: the squared residual must be smaller by as much. */
  readonly spread?: number;
  /**
   * Whether the residual bounds the error where convergence is steep, default true: not where slope variables, of any scale and
   * nearly collinear within levels, hide a slow part behind a fast start.
   */
  readonly residualBounds?: boolean;
}

/** A symmetric system over levels, ready to be solved for any number of right-hand sides. */
export interface LevelSystem {
  /**
   * Solves S x = b lane by lane; b and x are f64[nLevels*lanes], `lanes` numbers a level. b must lie in the range of S
   * but for rounding, as sums of centred columns do, and is changed by that rounding; x is one of the solutions.
   */
  solve(b: F64Block, x: F64Block, options: ConjugateGradientOptions): LaneOutcome[];
}

/** What a system is solved by. */
export interface SystemParts {
  readonly diagonal: Float64Array;
  /** The component of each level, below the number of levels; levels that meet no other are one of their own. */
  readonly components: Uint32Array;
  readonly operator: LevelOperator;
}

/** A system solved as it stands. */
export class PlainSystem implements LevelSystem {
  /** 1 over the diagonal, 0 where a level meets no other. */
  private readonly inverse: F64Block;
  private readonly operator: LevelOperator;
  private readonly unseen: NullSpace;

  /** What the operator reads must live as long as `scope`. */
  constructor(
    private readonly engine: Engine,
    private readonly scope: Scope,
    { diagonal, components, operator }: SystemParts,
  ) {
    this.inverse = scope.f64(diagonal.length);
    this.inverse.view().set(diagonal.map((d) => (d > 0 ? 1 / d : 0)));
    this.unseen = new NullSpace(components, diagonal);
    this.operator = operator;
  }

  solve(b: F64Block, x: F64Block, options: ConjugateGradientOptions): LaneOutcome[] {
    const { engine, operator, inverse } = this;
    this.unseen.remove(b, options.targets.length);
    return this.scope.scope((inner) => solveLanes(engine, inner, operator, inverse, b, x, options));
  }
}

/**
 * Solves S x = b by conjugate gradients for up to twelve lanes.
 *
 * @param scope for scratch
 * @param inverse f64[nLevels], 1 over the diagonal of S, 0 for a level that is left out: its coefficient is 0
 */
export function solveLanes(
  engine: Engine,
  scope: Scope,
  operator: LevelOperator,
  inverse: F64Block,
  b: F64Block,
  x: F64Block,
  options: ConjugateGradientOptions,
): LaneOutcome[] {
  const vectors = new LevelVectors(engine, scope, operator, inverse, x, options.targets.length);
  return new Solve(vectors, b, options).run();
}

/** One solve of up to twelve lanes. */
class Solve {
  private readonly columns: readonly KrylovLane[];
  private steps = 0;

  constructor(
    private readonly vectors: LevelVectors,
    private readonly b: F64Block,
    private readonly options: ConjugateGradientOptions,
  ) {
    this.columns = Array.from(
      options.targets,
      (target) => new KrylovLane(target, options.spread, options.residualBounds),
    );
  }

  run(): LaneOutcome[] {
    const { columns, vectors, b } = this;
    this.options.signal?.throwIfAborted();
    const none = columns.map(() => 0);
    // the residual of x = 0 is b
    for (const zero of [vectors.x, vectors.p]) zero.view().fill(0);
    vectors.r.view().set(b.view());
    let rho = vectors.step(none);
    for (let round = 1; ; round++) {
      columns.forEach((lane, j) => {
        lane.begin(rho[j]!);
      });
      const open = columns.map((lane) => (lane.status === null ? lane.error : null));
      vectors.turn(none, none);
      const finished = this.iterate();
      if (!finished) for (const lane of columns) lane.giveUp();
      const unsettled = columns.filter((lane) => lane.status === null && !lane.settle());
      if (unsettled.length === 0) break;
      rho = vectors.residual(b);
      const gap = vectors.gap();
      const more = columns.filter((lane, j) => {
        const before = open[j]!;
        return lane.status === null && lane.judge(gap[j]!, before, round === MOST_ROUNDS || !finished);
      });
      if (more.length === 0) break;
      vectors.r.view().set(vectors.other.view());
    }
    return columns.map(({ status, error, iterations }) => ({ status: status!, error, iterations }));
  }

  /** Steps until every column has ended its round; false when the iterations allowed were spent. */
  private iterate(): boolean {
    const { columns, vectors, options } = this;
    while (columns.some((lane) => lane.active)) {
      options.signal?.throwIfAborted();
      if (this.steps === options.maxIterations) return false;
      this.steps++;
      const curvature = vectors.product();
      const alpha = columns.map((lane, j) => lane.stepLength(curvature[j]!));
      const rho = vectors.step(alpha);
      const lengths = columns.map((lane, j) => alpha[j]! + lane.takeOnward());
      const beta = columns.map((lane, j) => (lane.active ? lane.advance(alpha[j]!, rho[j]!) : 0));
      vectors.turn(lengths, beta);
    }
    const onward = columns.map((lane) => lane.takeOnward());
    vectors.turn(
      onward,
      onward.map(() => 0),
    );
    return true;
  }
}

// Directions the reduced system does not see for certain.

export class NullSpace {
  /** Sum of the diagonal over each component. */
  private readonly totals: Float64Array;

  /**
   * @param component of each level, as in SystemParts
   * @param diagonal f64[nLevels] of the system
   */
  constructor(
    private readonly component: Uint32Array,
    private readonly diagonal: Float64Array,
  ) {
    this.totals = new Float64Array(diagonal.length);
    for (let l = 0; l < diagonal.length; l++) this.totals[component[l]!]! += diagonal[l]!;
  }

  /** Takes out of each lane of b, in place, its sum over each component, in proportion to the diagonal. */
  remove(b: F64Block, lanes: number): void {
    const { component, totals, diagonal } = this;
    const view = b.view();
    const sums = new Float64Array(totals.length * lanes);
    for (let l = 0; l < component.length; l++) {
      const at = component[l]! * lanes;
      for (let j = 0; j < lanes; j++) sums[at + j]! += view[l * lanes + j]!;
    }
    for (let l = 0; l < component.length; l++) {
      const at = component[l]! * lanes;
      const total = totals[component[l]!]!;
      const share = diagonal[l]! / total;
      for (let j = l * lanes; j < (l + 1) * lanes; j++) {
        view[j] = total > 0 ? view[j]! - share * sums[at + j - l * lanes]! : 0;
      }
    }
  }
}
