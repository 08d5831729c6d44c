/**
 * Any number of effects by alternating projections in the space of coefficients, extrapolated by Irons and
 * Tuck's method, up to four columns a sweep. Stops on an estimate of what is still wrong in the demeaned column: the
 * last step times rho / (1 - rho), rho the largest contraction seen of late, measured in the norm that bounds the error
 * of the column. Never returns a column that has not converged.
 * Sources: Gaure (2013), Computational Statistics & Data Analysis 66, doi:10.1016/j.csda.2013.03.024; Irons & Tuck
 * (1969), International Journal for Numerical Methods in Engineering 1(3), doi:10.1002/nme.1620010306.
 */
import { NumericalError } from "../../base/errors.js";
import { invoke } from "../../engine/kernels/call.js";
import { LANES, projectEffectWork } from "../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import type { AbsorbRows } from "./rows.js";
import { type BatchSolve, referenceNorm } from "./solver.js";

/** The first round aims below the tolerance, for the norm of the result is not known yet. */
const FIRST_AIM = 0.1;
const LATER_AIM = 0.5;

export interface ProjectionOptions {
  /** Error allowed, relative to the 2-norm of the demeaned column. */
  readonly tolerance: number;
  /** Sweeps allowed for a block of columns. */
  readonly maxIterations: number;
  readonly signal: AbortSignal | undefined;
}

/** Coefficients before, after one and after two sweeps, and the sums they answer to. */
interface Buffers {
  readonly sums: F64Block;
  readonly x: F64Block;
  readonly once: F64Block;
  readonly twice: F64Block;
  readonly work: F64Block;
  readonly active: F64Block;
  readonly steps: F64Block;
}

/** Demeans blocks of columns by alternating projections. */
export class ProjectionSolver {
  constructor(
    private readonly engine: Engine,
    private readonly scope: Scope,
    private readonly rows: AbsorbRows,
    private readonly options: ProjectionOptions,
  ) {}

  /** Demeans k columns `X` in place, four at a time. Throws NumericalError `not_converged`. */
  solve(X: F64Block, k: number): BatchSolve {
    const { n } = this.rows;
    const blocks = Array.from({ length: Math.ceil(k / LANES) }, (_, b) => {
      const width = Math.min(LANES, k - b * LANES);
      return this.solveFour(X.part(b * LANES * n, width * n), width);
    });
    const join = (part: (block: BatchSolve) => Float64Array): Float64Array =>
      Float64Array.from(blocks.flatMap((block) => Array.from(part(block))));
    return {
      before: join(({ before }) => before),
      after: join(({ after }) => after),
      largestMean: join(({ largestMean }) => largestMean),
      iterations: Math.max(0, ...blocks.map(({ iterations }) => iterations)),
      error: join(({ error }) => error),
    };
  }

  /**
   * Demeans k <= 4 columns `X` in place. Each round solves for what is left of the columns, so that a later round
   * corrects an earlier one that met the rounding of its own coefficients.
   */
  private solveFour(X: F64Block, k: number): BatchSolve {
    return this.scope.scope((inner) => {
      const { rows, options } = this;
      const buffers = makeBuffers(inner, rows);
      const { total: before } = rows.passOne(X, k, [buffers.sums]);
      if (!before.every(Number.isFinite)) return unsolved(before);
      const trackers = Array.from({ length: k }, (_, j) => new ErrorTracker(Math.sqrt(before[j]!), rows.ranges.length));
      let reference = before.map((square) => FIRST_AIM * Math.sqrt(square));
      let iterations = 0;
      for (let round = 1; ; round++) {
        trackers.forEach((tracker, j) => {
          tracker.aim(options.tolerance * reference[j]!);
        });
        iterations = this.iterate(buffers, trackers, iterations, reference);
        const changes = sizes(buffers.twice.view(), rows.totals.view());
        const { after, largestMean } = rows.passTwo(X, k, [buffers.twice], [buffers.sums]);
        const norms = after.map((square, j) => referenceNorm(before[j]!, square));
        if (round > 1) for (const [j, tracker] of trackers.entries()) tracker.settle(changes[j]!);
        const error = Float64Array.from(trackers, (tracker) => tracker.error);
        if (error.every((left, j) => left <= options.tolerance * norms[j]!)) {
          return { before, after, largestMean, iterations, error };
        }
        reference = norms.map((norm) => LATER_AIM * norm);
      }
    });
  }

  /**
   * Sweeps from zero until every column is below its target or at its rounding; the coefficients are in `twice`.
   * Returns the sweeps spent in all.
   */
  private iterate(buffers: Buffers, trackers: readonly ErrorTracker[], spent: number, reference: Float64Array): number {
    const { rows, options } = this;
    const { sums, x, once, twice, work, active, steps } = buffers;
    x.view().fill(0);
    for (let sweeps = spent + 2; ; sweeps += 2) {
      options.signal?.throwIfAborted();
      once.view().set(x.view());
      rows.sweep(sums, once, work);
      twice.view().set(once.view());
      rows.sweep(sums, twice, work);
      active.view().set(Float64Array.from({ length: LANES }, (_, j) => (trackers[j]?.ended === false ? 1 : 0)));
      const { nLevels, totals } = rows;
      invoke(this.engine, "ironsTuck", { nLevels, totals, once, twice, active, x, steps });
      const squares = steps.view();
      trackers.forEach((tracker, j) => {
        tracker.update(Math.sqrt(squares[j]!), Math.sqrt(squares[LANES + j]!));
      });
      if (trackers.every((tracker) => tracker.ended)) return sweeps;
      if (sweeps >= options.maxIterations) throw this.notConverged(sweeps, trackers, reference);
    }
  }

  private notConverged(iterations: number, trackers: readonly ErrorTracker[], norms: Float64Array): NumericalError {
    const worst = Math.max(...trackers.map(({ error }, j) => (norms[j]! > 0 ? error / norms[j]! : 0)));
    const { tolerance } = this.options;
    const names = this.rows.effects.map(({ name }) => name).join(" + ");
    return new NumericalError(
      "not_converged",
      `Absorbing ${names} by projections did not converge: after ${iterations} sweeps the error is estimated at ` +
        `${worst.toExponential(1)} of the demeaned column, expected at most ${tolerance}. ` +
        "Raise maxIterations, or use solver 'auto'.",
      { got: worst, expected: tolerance, iterations },
    );
  }
}

/** Weighted 2-norm of the coefficients of each column. */
function sizes(coefs: ArrayLike<number>, totals: ArrayLike<number>): Float64Array {
  const squares = new Float64Array(LANES);
  for (let l = 0; l < totals.length; l++) {
    for (let j = 0; j < LANES; j++) squares[j]! += totals[l]! * coefs[l * LANES + j]! ** 2;
  }
  return squares.map(Math.sqrt);
}

/** Columns that are no numbers: the absorber, which knows which they are, refuses them. */
function unsolved(before: Float64Array): BatchSolve {
  return { before, after: before, largestMean: before, iterations: 0, error: before };
}

function makeBuffers(scope: Scope, rows: AbsorbRows): Buffers {
  const { nLevels } = rows;
  const byLevel = () => scope.f64(LANES * nLevels);
  return {
    sums: rows.levelSums(scope, 1)[0]!,
    x: byLevel(),
    once: byLevel(),
    twice: byLevel(),
    work: scope.f64(projectEffectWork(nLevels)),
    active: scope.f64(LANES),
    steps: scope.f64(2 * LANES),
  };
}

// How much is still wrong in a column while projections go on.

/** Cycles over which the largest contraction counts: extrapolation hides the slowest mode for a few. */
const CONTRACTION_MEMORY = 10;
/** Cycles before an estimate counts, unless steps are rounding: one ratio says little of the slowest mode. */
const FEWEST_CYCLES = 3;
/** Steps below this share of the column's norm are rounding: they say nothing of the contraction. */
const ROUNDING_SHARE = 1e-15;
/** Cycles in which steps below a share of the column's norm do not halve: a round ends and another goes on from the residual. */
const STALLED_CYCLES = 50;
const STALLED_SHARE = 1e-14;
/** Follows the steps of one column, round by round, and estimates what is still wrong. */
export class ErrorTracker {
  /** Estimated 2-norm of the error of the demeaned column. */
  error = Number.POSITIVE_INFINITY;
  /** True when steps stopped shrinking before the error was small: the rounding of the coefficients was met. */
  private stalled = false;
  private target = 0;
  /** Smallest step of the round when it last halved, and the cycles since. */
  private smallest = Number.POSITIVE_INFINITY;
  private cyclesSince = 0;
  private contractions: number[] = [];

  /**
   * @param norm 2-norm of the column before, which sets the size of rounding
   * @param nOthers effects beside the ordered one: their errors may add up
   */
  constructor(
    private readonly norm: number,
    private readonly nOthers: number,
  ) {}

  /** True when the round can end for this column. */
  get ended(): boolean {
    return this.stalled || this.error <= this.target;
  }

  /** Begins a round; the contractions of the round before still count. */
  aim(target: number): void {
    this.target = target;
    this.error = Number.POSITIVE_INFINITY;
    this.stalled = false;
    this.smallest = Number.POSITIVE_INFINITY;
    this.cyclesSince = 0;
    this.contractions = this.contractions.filter((ratio) => ratio < 1);
  }

  /** Takes the weighted norms of two successive steps. */
  update(first: number, second: number): void {
    const rounding = ROUNDING_SHARE * this.norm;
    if (first > rounding) this.contractions.push(second / first);
    if (this.contractions.length > CONTRACTION_MEMORY) this.contractions.shift();
    const known = this.contractions.length >= FEWEST_CYCLES || second <= rounding;
    this.error = known ? this.ahead(second) : Number.POSITIVE_INFINITY;
    if (second < this.smallest / 2) {
      this.smallest = second;
      this.cyclesSince = 0;
    } else {
      this.cyclesSince++;
    }
    this.stalled = this.cyclesSince >= STALLED_CYCLES && this.smallest <= STALLED_SHARE * this.norm;
  }

  /** After a later round that stalled: what it changed was wrong before it, and bounds what is wrong now. */
  settle(change: number): void {
    if (!this.stalled) return;
    this.contractions = this.contractions.filter((ratio) => ratio < 1);
    this.error = Math.max(Math.sqrt(this.nOthers) * change, this.ahead(this.smallest));
  }

  /** Sum of the steps to come after one of size `step`, at the slowest contraction of late. */
  private ahead(step: number): number {
    if (step === 0) return 0;
    const rho = Math.max(0, ...this.contractions);
    return rho < 1 ? Math.sqrt(this.nOthers) * step * Math.max(1, rho / (1 - rho)) : Number.POSITIVE_INFINITY;
  }
}
