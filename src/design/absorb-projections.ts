/**
 * Layer design. Any number of effects by alternating projections in the space of coefficients, extrapolated by Irons and
 * Tuck's method, up to four columns a sweep. Stops on an estimate of what is still wrong in the demeaned column: the
 * last step times rho / (1 - rho), rho the largest contraction seen of late, measured in the norm that bounds the error
 * of the column. Never returns a column that has not converged.
 * Sources: Gaure (2013), Computational Statistics & Data Analysis 66, doi:10.1016/j.csda.2013.03.024; Irons & Tuck
 * (1969), International Journal for Numerical Methods in Engineering 1(3), doi:10.1002/nme.1620010306.
 */
import { NumericalError } from "../base/errors.js";
import { projectEffectWork } from "../kernels/demean.js";
import type { Engine, F64Block, Scope } from "../kernels/engine.js";
import { type AbsorbRows, LANES } from "./absorb-rows.js";
import { type BlockSolve, referenceNorm } from "./absorb-solver.js";

/** Cycles over which the largest contraction counts: extrapolation hides the slowest mode for a few. */
const CONTRACTION_MEMORY = 10;
/** Cycles before an estimate counts, unless steps are rounding: one ratio says little of the slowest mode. */
const FEWEST_CYCLES = 3;
/** Steps below this share of the column's norm are rounding: they say nothing of the contraction. */
const ROUNDING_SHARE = 1e-14;
/** The first round aims below the tolerance, for the norm of the result is not known yet. */
const FIRST_AIM = 0.1;
const LATER_AIM = 0.5;
/** Rounds after which the residual's own rounding is the limit. */
const MOST_ROUNDS = 5;

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
  readonly moments: F64Block;
}

/** Demeans blocks of columns by alternating projections. */
export class ProjectionSolver {
  constructor(
    private readonly engine: Engine,
    private readonly scope: Scope,
    private readonly rows: AbsorbRows,
    private readonly options: ProjectionOptions,
  ) {}

  /**
   * Demeans k <= 4 columns at `X` in place. Each round solves for what is left of the columns, so that a later round
   * corrects an earlier one. Throws NumericalError `not_converged`.
   */
  solve(X: number, k: number): BlockSolve {
    return this.scope.scope((inner) => {
      const { rows, options } = this;
      const buffers = makeBuffers(inner, rows.nLevels, k);
      const before = rows.passOne(X, k, buffers.sums, buffers.moments);
      if (!before.every(Number.isFinite)) return unsolved(before);
      let reference = before.map((square) => FIRST_AIM * Math.sqrt(square));
      let iterations = 0;
      for (let round = 1; ; round++) {
        const targets = reference.map((norm) => options.tolerance * norm);
        const { sweeps, error } = this.iterate(buffers, targets, before, iterations);
        iterations += sweeps;
        const { after, largestMean } = rows.passTwo(X, k, buffers.twice, buffers.sums, buffers.moments);
        const norms = after.map((square, j) => referenceNorm(before[j]!, square));
        if (error.every((left, j) => left <= options.tolerance * norms[j]!)) {
          return { before, after, largestMean, iterations, error };
        }
        if (round === MOST_ROUNDS) throw this.notConverged(iterations, error, norms);
        reference = norms.map((norm) => LATER_AIM * norm);
      }
    });
  }

  /** Sweeps from zero until the error of every column is below its target; the coefficients are in `twice`. */
  private iterate(
    buffers: Buffers,
    targets: Float64Array,
    before: Float64Array,
    spent: number,
  ): { readonly sweeps: number; readonly error: Float64Array } {
    const { rows, options } = this;
    const { sums, x, once, twice, work, active, steps } = buffers;
    const trackers = Array.from(
      targets,
      (target, j) => new ErrorTracker(target, Math.sqrt(before[j]!), rows.ranges.length),
    );
    x.view().fill(0);
    for (let sweeps = 2; ; sweeps += 2) {
      options.signal?.throwIfAborted();
      once.view().set(x.view());
      rows.sweep(sums, once, work);
      twice.view().set(once.view());
      rows.sweep(sums, twice, work);
      active.view().set(Float64Array.from({ length: LANES }, (_, j) => (trackers[j]?.done === false ? 1 : 0)));
      const { nLevels, totals } = rows;
      this.engine.kernels.ironsTuck(
        nLevels,
        totals.address,
        once.address,
        twice.address,
        active.address,
        x.address,
        steps.address,
      );
      const squares = steps.view();
      trackers.forEach((tracker, j) => {
        tracker.update(Math.sqrt(squares[j]!), Math.sqrt(squares[LANES + j]!));
      });
      const error = Float64Array.from(trackers, (tracker) => tracker.error);
      if (trackers.every((tracker) => tracker.done)) return { sweeps, error };
      if (spent + sweeps >= options.maxIterations) {
        throw this.notConverged(
          spent + sweeps,
          error,
          targets.map((target) => target / options.tolerance),
        );
      }
    }
  }

  private notConverged(iterations: number, error: Float64Array, norms: Float64Array): NumericalError {
    const relative = Array.from(error, (left, j) => (norms[j]! > 0 ? left / norms[j]! : 0));
    const worst = Math.max(...relative);
    const { tolerance } = this.options;
    const names = this.rows.effects.map(({ name }) => name).join(" + ");
    return new NumericalError(
      "not_converged",
      `Absorbing ${names} by projections did not converge: after ${iterations} sweeps the error is estimated at ` +
        `${worst.toExponential(1)} of the demeaned column, expected at most ${tolerance}. ` +
        "Raise maxIterations, or use solver 'direct' where two effects allow it.",
      { got: worst, expected: tolerance, iterations },
    );
  }
}

/** Follows the steps of one column and estimates what is still wrong. */
class ErrorTracker {
  /** Estimated 2-norm of the error of the demeaned column. */
  error = Number.POSITIVE_INFINITY;
  private readonly contractions: number[] = [];

  /** @param nOthers effects beside the ordered one: their errors may add up */
  constructor(
    private readonly target: number,
    private readonly norm: number,
    private readonly nOthers: number,
  ) {}

  get done(): boolean {
    return this.error <= this.target;
  }

  /** Takes the weighted norms of two successive steps. */
  update(first: number, second: number): void {
    const rounding = ROUNDING_SHARE * this.norm;
    if (first > rounding) {
      this.contractions.push(second / first);
      if (this.contractions.length > CONTRACTION_MEMORY) this.contractions.shift();
    }
    if (this.contractions.length < FEWEST_CYCLES && second > rounding) return;
    const rho = Math.max(0, ...this.contractions);
    const ahead = rho < 1 ? rho / (1 - rho) : Number.POSITIVE_INFINITY;
    this.error = second === 0 ? 0 : Math.sqrt(this.nOthers) * second * ahead;
  }
}

/** Columns that are no numbers: the absorber, which knows which they are, refuses them. */
function unsolved(before: Float64Array): BlockSolve {
  return { before, after: before, largestMean: before, iterations: 0, error: before };
}

function makeBuffers(scope: Scope, nLevels: number, k: number): Buffers {
  const byLevel = () => scope.f64(LANES * nLevels);
  return {
    sums: byLevel(),
    x: byLevel(),
    once: byLevel(),
    twice: byLevel(),
    work: scope.f64(projectEffectWork(nLevels)),
    active: scope.f64(LANES),
    steps: scope.f64(2 * LANES),
    moments: scope.f64(2 * k),
  };
}
