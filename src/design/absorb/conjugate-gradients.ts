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
import { checkInfo } from "../../kernels/checks.js";
import type { Engine, F64Block, Scope, Task } from "../../kernels/engine.js";
import {
  type CellGraph,
  chunksOfLevels,
  LEVELS_A_CHUNK,
  type ReducedDiagonal,
  reducedDiagonal,
  slabGrid,
  sumOfChunks,
} from "../../kernels/reduced.js";
import { EnergyError } from "./energy-error.js";

/** Shares of the target left to the recursion and to rounding: their squares add up to 1. */
const RECURSION_SHARE = 0.8;
const ROUNDING_SHARE = 0.6;
/** Error, as a share of the solution in the norm of the system, below which steps are rounding. */
const LEAST_ERROR = 1e-15;
/** A residual this small against the largest met, that has not halved for so many steps, is rounding. */
const STALLED_SHARE = 1e-13;
const STALLED_STEPS = 50;
/** Rounds in all; each but the first must at least halve the error of the one before. */
const MOST_ROUNDS = 5;
const LEAST_GAIN = 0.5;

/** What became of a column. */
export interface LaneOutcome {
  /**
   * `converged`: the error is at most the target. `stagnated`: rounding allows no better. `unfinished`: the iterations
   * allowed were spent.
   */
  readonly status: "converged" | "stagnated" | "unfinished";
  /** Estimate of the error in the norm of the system. */
  readonly error: number;
  /** Steps made for this column. */
  readonly iterations: number;
}

export interface ConjugateGradientOptions {
  /** Error allowed for each lane, in the norm of the system; one number a lane: 4, 8 or 12. */
  readonly targets: Float64Array;
  /** Steps allowed in all. */
  readonly maxIterations: number;
  readonly signal: AbortSignal | undefined;
}

/** The reduced system of a cell graph, ready to be solved for any number of right-hand sides. */
export class ReducedSystem {
  private readonly diagonal: ReducedDiagonal;
  /** 1 over the diagonal, 0 where a level meets no other. */
  private readonly inverse: F64Block;
  private readonly grid: Uint32Array;

  /** The graph's blocks must live as long as `scope`. */
  constructor(
    private readonly engine: Engine,
    private readonly scope: Scope,
    private readonly graph: CellGraph,
  ) {
    this.diagonal = reducedDiagonal(engine, scope, graph);
    this.inverse = scope.f64(graph.nLevels);
    this.inverse.view().set(this.diagonal.diagonal.view().map((d) => (d > 0 ? 1 / d : 0)));
    this.grid = slabGrid(graph.nGroups, graph.offsets.view(), graph.nLevels);
  }

  /**
   * Solves S x = b lane by lane; b and x are f64[nLevels*lanes], `lanes` numbers a level. b must lie in the range of S
   * but for rounding, as sums of centred columns do; x is one of the solutions.
   */
  solve(b: F64Block, x: F64Block, options: ConjugateGradientOptions): LaneOutcome[] {
    return this.scope.scope((inner) => {
      const vectors = new LevelVectors(this.engine, inner, this.graph, this.grid, options.targets.length);
      return new Solve(vectors, this.diagonal, this.inverse, b, x, options).run();
    });
  }
}

/** Vectors over levels of one solve, and the kernels on them as tasks: slabs of groups, chunks of levels. */
class LevelVectors {
  readonly size: number;
  readonly r: F64Block;
  readonly z: F64Block;
  readonly p: F64Block;
  /** A product, slab by slab; the first slab holds the whole of it in the end. */
  readonly q: F64Block;
  readonly other: F64Block;
  readonly factors: F64Block;
  private readonly dots: F64Block;
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
    this.factors = scope.f64(lanes);
    this.dots = scope.f64(chunksOfLevels(nLevels) * lanes);
    this.ranges = Array.from({ length: chunksOfLevels(nLevels) }, (_, c) => [
      c * LEVELS_A_CHUNK,
      Math.min((c + 1) * LEVELS_A_CHUNK, nLevels),
    ]);
  }

  /** q = S a; returns a'q of each lane. */
  product(a: F64Block, { inverses, totals }: ReducedDiagonal): Float64Array {
    const { graph, grid, lanes, size, q, dots } = this;
    const { nLevels, p, stride, offsets, codes, weights } = graph;
    const nSlabs = grid.length - 1;
    const cells = [p, stride, offsets.address, codes.address, weights.address, inverses.address, a.address];
    this.run(
      "reducedApply",
      Array.from({ length: nSlabs }, (_, s) => [lanes, grid[s]!, grid[s + 1]!, nLevels, ...cells, q.at(s * size)]),
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

/** One column on its way. */
class Lane {
  readonly estimate = new EnergyError();
  /** Still stepping in this round. */
  active = true;
  iterations = 0;
  error = Number.POSITIVE_INFINITY;
  status: LaneOutcome["status"] | null = null;
  /** r'z now. */
  rho = 0;
  private largest = 0;
  private smallest = Number.POSITIVE_INFINITY;
  private stepsSince = 0;

  constructor(private readonly target: number) {}

  /** Begins a round from a residual of size rho. */
  begin(rho: number): void {
    this.rho = rho;
    this.active = this.status === null && rho > 0 && rho < Number.POSITIVE_INFINITY;
    this.largest = Math.max(this.largest, rho);
    this.smallest = Number.POSITIVE_INFINITY;
    this.stepsSince = 0;
    this.estimate.restart();
    if (this.status !== null || this.active) return;
    this.status = rho === 0 ? "converged" : "stagnated";
    this.error = rho === 0 ? 0 : Number.POSITIVE_INFINITY;
  }

  /** Takes a step of length alpha that left a residual of size rho; returns the factor of the next direction. */
  advance(alpha: number, rho: number): number {
    const before = this.rho;
    this.rho = rho;
    this.iterations++;
    this.estimate.add(alpha * before, before);
    this.largest = Math.max(this.largest, rho);
    this.stepsSince++;
    if (rho < this.smallest / 2) [this.smallest, this.stepsSince] = [rho, 0];
    const rounding = LEAST_ERROR * Math.sqrt(this.estimate.total);
    this.error = this.estimate.within(Math.max(RECURSION_SHARE * this.target, rounding));
    const stalled = this.stepsSince >= STALLED_STEPS && rho <= STALLED_SHARE ** 2 * this.largest;
    if (this.error < Number.POSITIVE_INFINITY || stalled || !(rho > 0)) this.end();
    return this.active ? rho / before : 0;
  }

  /** Ends the round for this column; without an estimate the error is what its residual may hide. */
  end(): void {
    this.active = false;
    if (this.error === Number.POSITIVE_INFINITY) this.error = this.estimate.behind(this.rho);
  }

  /** Judges the round by r'z of the rounding in the residual; true when another round is worth it. */
  judge(gap: number, errorBefore: number, isLast: boolean): boolean {
    const rounding = this.estimate.behind(gap);
    const fits = this.error <= RECURSION_SHARE * this.target && rounding <= ROUNDING_SHARE * this.target;
    this.error = Math.hypot(this.error, rounding);
    if (fits || this.error <= this.target) this.status = "converged";
    else if (isLast || !(this.error <= LEAST_GAIN * errorBefore)) this.status = "stagnated";
    return this.status === null;
  }

  /** The iterations are spent. */
  giveUp(): void {
    if (this.active) this.status = "unfinished";
    if (this.active) this.end();
  }
}

/** One solve of up to twelve lanes. */
class Solve {
  private readonly columns: readonly Lane[];
  private steps = 0;

  constructor(
    private readonly vectors: LevelVectors,
    private readonly diagonal: ReducedDiagonal,
    private readonly inverse: F64Block,
    private readonly b: F64Block,
    private readonly x: F64Block,
    private readonly options: ConjugateGradientOptions,
  ) {
    this.columns = Array.from(options.targets, (target) => new Lane(target));
  }

  run(): LaneOutcome[] {
    const { columns, vectors, x, b } = this;
    x.view().fill(0);
    let rho = this.residual();
    for (let round = 1; ; round++) {
      columns.forEach((lane, j) => {
        lane.begin(rho[j]!);
      });
      const open = columns.map((lane) => (lane.status === null ? lane.error : null));
      vectors.r.view().set(vectors.other.view());
      vectors.p.view().set(vectors.z.view());
      const finished = this.iterate();
      if (!finished) for (const lane of columns) lane.giveUp();
      if (columns.every((lane) => lane.status !== null)) break;
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

  /** Steps until every column has ended its round; false when the iterations allowed were spent. */
  private iterate(): boolean {
    const { columns, vectors, diagonal, inverse, x, options } = this;
    while (columns.some((lane) => lane.active)) {
      options.signal?.throwIfAborted();
      if (this.steps === options.maxIterations) return false;
      this.steps++;
      const curvature = vectors.product(vectors.p, diagonal);
      const alpha = columns.map((lane, j) => {
        if (lane.active && !(curvature[j]! > 0 && lane.rho / curvature[j]! < Number.POSITIVE_INFINITY)) lane.end();
        return lane.active ? lane.rho / curvature[j]! : 0;
      });
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
