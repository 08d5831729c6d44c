/**
 * Layer design. Solves the reduced system of several effects by conjugate gradients, up to twelve columns at once, each
 * with steps of its own, preconditioned by the diagonal. A column stops when an estimate of its error, in the norm that
 * is the 2-norm of the demeaned column's error, is at most its target; its bits don't depend on the columns beside it.
 * The residual that the recursion carries drifts from the true one by rounding: the true one is computed before a
 * column counts as solved, and where it shows more error than is allowed a further round starts from it. Knows nothing
 * of rows, nor of why this method was chosen.
 * Source: Hestenes & Stiefel (1952), Journal of Research of the National Bureau of Standards 49(6),
 * doi:10.6028/jres.049.044.
 */
import type { Engine, F64Block, Scope } from "../../kernels/engine.js";
import { type CellGraph, type ReducedDiagonal, reducedDiagonal, slabGrid } from "../../kernels/reduced.js";
import { KrylovLane, type LaneOutcome } from "./krylov-lane.js";
import { LevelVectors } from "./level-vectors.js";
import { NullSpace } from "./null-space.js";

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
}

/** The reduced system of a cell graph, ready to be solved for any number of right-hand sides. */
export class ReducedSystem {
  private readonly diagonal: ReducedDiagonal;
  /** 1 over the diagonal, 0 where a level meets no other. */
  private readonly inverse: F64Block;
  private readonly grid: Uint32Array;
  private readonly unseen: NullSpace;

  /** The graph's blocks must live as long as `scope`. */
  constructor(
    private readonly engine: Engine,
    private readonly scope: Scope,
    private readonly graph: CellGraph,
  ) {
    this.diagonal = reducedDiagonal(engine, scope, graph);
    this.inverse = scope.f64(graph.nLevels);
    this.inverse.view().set(this.diagonal.diagonal.view().map((d) => (d > 0 ? 1 / d : 0)));
    this.unseen = new NullSpace(graph, this.diagonal.diagonal.view().slice());
    this.grid = slabGrid(graph.nGroups, graph.offsets.view(), graph.nLevels);
  }

  /**
   * Solves S x = b lane by lane; b and x are f64[nLevels*lanes], `lanes` numbers a level. b must lie in the range of S
   * but for rounding, as sums of centred columns do, and is changed by that rounding; x is one of the solutions.
   */
  solve(b: F64Block, x: F64Block, options: ConjugateGradientOptions): LaneOutcome[] {
    this.unseen.remove(b, options.targets.length);
    return this.scope.scope((inner) => {
      const vectors = new LevelVectors(this.engine, inner, this.graph, this.grid, options.targets.length);
      return new Solve(vectors, this.diagonal, this.inverse, b, x, options).run();
    });
  }
}

/** One solve of up to twelve lanes. */
class Solve {
  private readonly columns: readonly KrylovLane[];
  private steps = 0;

  constructor(
    private readonly vectors: LevelVectors,
    private readonly diagonal: ReducedDiagonal,
    private readonly inverse: F64Block,
    private readonly b: F64Block,
    private readonly x: F64Block,
    private readonly options: ConjugateGradientOptions,
  ) {
    this.columns = Array.from(options.targets, (target) => new KrylovLane(target, options.spread));
  }

  run(): LaneOutcome[] {
    const { columns, vectors, x, b } = this;
    x.view().fill(0);
    let rho = this.start();
    for (let round = 1; ; round++) {
      columns.forEach((lane, j) => {
        lane.begin(rho[j]!);
      });
      const open = columns.map((lane) => (lane.status === null ? lane.error : null));
      vectors.r.view().set(vectors.other.view());
      vectors.p.view().set(vectors.z.view());
      const finished = this.iterate();
      if (!finished) for (const lane of columns) lane.giveUp();
      const unsettled = columns.filter((lane) => lane.status === null && !lane.settle());
      if (unsettled.length === 0) break;
      rho = this.residual();
      const ones = columns.map(() => 1);
      const gap = vectors.step(
        ones,
        b,
        vectors.other,
        this.inverse,
        vectors.p,
        vectors.r,
        vectors.q.part(0, vectors.size),
      );
      const more = columns.filter((lane, j) => {
        const before = open[j]!;
        return lane.status === null && lane.judge(gap[j]!, before, round === MOST_ROUNDS || !finished);
      });
      if (more.length === 0) break;
    }
    return columns.map(({ status, error, iterations }) => ({ status: status!, error, iterations }));
  }

  /** The residual of x = 0 is b: `other` and z as `residual` makes them, without a product. */
  private start(): Float64Array {
    const { vectors, inverse, b, x } = this;
    vectors.other.view().set(b.view());
    const none = this.columns.map(() => 0);
    return vectors.step(none, vectors.p, vectors.q.part(0, vectors.size), inverse, x, vectors.other, vectors.z);
  }

  /** Steps until every column has ended its round; false when the iterations allowed were spent. */
  private iterate(): boolean {
    const { columns, vectors, diagonal, inverse, x, options } = this;
    while (columns.some((lane) => lane.active)) {
      options.signal?.throwIfAborted();
      if (this.steps === options.maxIterations) return false;
      this.steps++;
      const curvature = vectors.product(vectors.p, diagonal);
      const alpha = columns.map((lane, j) => lane.stepLength(curvature[j]!));
      const rho = vectors.step(alpha, vectors.p, vectors.q, inverse, x, vectors.r, vectors.z);
      vectors.turn(columns.map((lane, j) => (lane.active ? lane.advance(alpha[j]!, rho[j]!) : 0)));
    }
    return true;
  }

  /** The true residual b - S x into `other`, its preconditioned form into z; returns their product lane by lane. */
  private residual(): Float64Array {
    const { vectors, diagonal, inverse, b, x } = this;
    vectors.product(x, diagonal);
    vectors.other.view().set(b.view());
    const ones = this.columns.map(() => 1);
    // p is free here: it takes the step in x that is not wanted.
    return vectors.step(ones, b, vectors.q, inverse, vectors.p, vectors.other, vectors.z);
  }
}
