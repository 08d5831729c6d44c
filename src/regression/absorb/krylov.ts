/**
 * Any number of effects by conjugate gradients on the equations left when the first is eliminated. Rounds
 * go on until the estimated error of every demeaned column is within the tolerance of its 2-norm; a later round solves
 * for what the one before has left. Never returns a column that has not converged.
 */
import { NumericalError } from "../../base/errors.js";
import { LANES } from "../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import type { LaneOutcome, LevelSystem } from "./conjugate-gradients.js";
import { blocksOfFour } from "./group-pass.js";
import { BATCH, type BatchSolve, type Certified, type PassedRows, referenceNorm, type Solved } from "./solver.js";

/** Share of the tolerance the first round aims at, of the norm within groups: the norm of the result is not known yet. */
const FIRST_AIM = 0.1;
const LATER_AIM = 0.5;
const MOST_ROUNDS = 4;

export interface KrylovOptions {
  /** Error allowed, relative to the 2-norm of the demeaned column. */
  readonly tolerance: number;
  /** Iterations allowed for a batch of columns. */
  readonly maxIterations: number;
  readonly signal: AbortSignal | undefined;
  /** Largest weight over the smallest: a part tied to the rest by small weights shows late, and little, in a residual. */
  readonly spread: number;
}

export class KrylovSolver {
  /** Made when first needed: an exact solver keeps this one in reserve. */
  private system: LevelSystem | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly scope: Scope,
    private readonly rows: PassedRows,
    private readonly makeSystem: () => LevelSystem,
    private readonly options: KrylovOptions,
  ) {}

  /** Demeans k columns `X` in place. Throws NumericalError `not_converged`. */
  solve(X: F64Block, k: number): BatchSolve {
    return this.scope.scope((inner) => {
      const sums = this.rows.levelSums(inner, k);
      const { total, within } = this.rows.passOne(X, k, sums);
      if (!total.every(Number.isFinite)) {
        return { before: total, after: total, largestMean: total, iterations: 0, error: total };
      }
      return this.rounds(
        inner,
        X,
        k,
        total,
        sums,
        within.map((square) => FIRST_AIM * Math.sqrt(square)),
      );
    });
  }

  /**
   * Coefficients of k columns from their sums by level, in one round; null where it does not come within the first aim.
   *
   * @param within norm of what the eliminated effect leaves of each column
   */
  coefficients(sums: readonly F64Block[], coefs: readonly F64Block[], k: number, within: Float64Array): Solved | null {
    const error = new Float64Array(k);
    let iterations = 0;
    for (let start = 0; start < k; start += BATCH) {
      const [first, end] = [start / LANES, (start + BATCH) / LANES];
      const aims = within.slice(start, start + BATCH).map((norm) => FIRST_AIM * norm);
      const outcomes = this.scope.scope((inner) =>
        this.round(inner, sums.slice(first, end), coefs.slice(first, end), aims, this.options.maxIterations),
      );
      for (const [j, outcome] of outcomes.slice(0, aims.length).entries()) {
        if (outcome.status === "unfinished") return null;
        error[start + j] = outcome.error;
        iterations = Math.max(iterations, outcome.iterations);
      }
    }
    return { iterations, error };
  }

  /** Goes on with columns another method has left with `sums` by level and these sums of squares. */
  finish(X: F64Block, k: number, before: Float64Array, sums: readonly F64Block[], after: Float64Array): BatchSolve {
    const aims = after.map((square, j) => LATER_AIM * referenceNorm(before[j]!, square));
    return this.scope.scope((inner) => this.rounds(inner, X, k, before, sums, aims));
  }

  /** @param aims by column, the norm the tolerance is a share of in the first round */
  private rounds(
    scope: Scope,
    X: F64Block,
    k: number,
    before: Float64Array,
    sums: readonly F64Block[],
    aims: Float64Array,
  ): BatchSolve {
    const { rows, options } = this;
    const coefs = blocksOfFour(scope, k, LANES * rows.nLevels);
    let iterations = 0;
    for (let round = 1; ; round++) {
      const left = options.maxIterations - iterations;
      const outcomes = scope.scope((inner) => this.round(inner, sums, coefs, aims, left));
      iterations += Math.max(0, ...outcomes.slice(0, k).map((outcome) => outcome.iterations));
      const certified = rows.passTwo(X, k, coefs, sums);
      const norms = certified.after.map((square, j) => referenceNorm(before[j]!, square));
      const error = Float64Array.from(outcomes.slice(0, k), (outcome) => outcome.error);
      const worst = largestShare(error, norms);
      if (worst <= options.tolerance) return { before, ...certified, iterations, error };
      if (round === MOST_ROUNDS || outcomes.slice(0, k).some(({ status }) => status === "unfinished")) {
        throw this.notConverged(iterations, worst, outcomes, certified);
      }
      aims = norms.map((norm) => LATER_AIM * norm);
    }
  }

  /** Coefficients for these sums, each to the tolerance times its aim. */
  private round(
    scope: Scope,
    sums: readonly F64Block[],
    coefs: readonly F64Block[],
    aims: Float64Array,
    maxIterations: number,
  ): LaneOutcome[] {
    const { rows, options } = this;
    const { tolerance, signal, spread } = options;
    this.system ??= this.makeSystem();
    const lanes = sums.length * LANES;
    const [b, x] = [scope.f64(lanes * rows.nLevels), scope.f64(lanes * rows.nLevels)];
    this.interleave(sums, b);
    const targets = Float64Array.from({ length: lanes }, (_, j) => tolerance * (aims[j] ?? 0));
    const outcomes = this.system.solve(b, x, { targets, maxIterations, signal, spread });
    this.separate(x, coefs);
    return outcomes;
  }

  /** Blocks of four columns into one array of all lanes. */
  private interleave(blocks: readonly F64Block[], all: F64Block): void {
    this.move(blocks, all, true);
  }

  private separate(all: F64Block, blocks: readonly F64Block[]): void {
    this.move(blocks, all, false);
  }

  private move(blocks: readonly F64Block[], all: F64Block, together: boolean): void {
    const lanes = blocks.length * LANES;
    const { nLevels } = this.rows;
    const tasks = blocks.map((block, b) => {
      const [one, every] = [
        { at: 0, lanes: LANES, block },
        { at: b * LANES, lanes, block: all },
      ];
      const [source, target] = together ? [one, every] : [every, one];
      return {
        nLevels,
        fromLanes: source.lanes,
        fromAt: source.at,
        toLanes: target.lanes,
        toAt: target.at,
        from: source.block,
        to: target.block,
      };
    });
    this.engine.run("moveLanes", tasks);
  }

  private notConverged(
    iterations: number,
    worst: number,
    outcomes: readonly LaneOutcome[],
    { largestMean }: Certified,
  ): NumericalError {
    const { tolerance, maxIterations } = this.options;
    const names = this.rows.effects.map(({ name }) => name).join(" + ");
    const stagnated = outcomes.some(({ status }) => status === "stagnated");
    return new NumericalError(
      "not_converged",
      `Absorbing ${names} by conjugate gradients did not converge: after ${iterations} iterations (at most ` +
        `${maxIterations}) the error is estimated at ${worst.toExponential(1)} of the demeaned column, expected at most ` +
        `${tolerance}. ${
          stagnated
            ? "Rounding allows no better: rescale columns or weights, or allow a larger tolerance."
            : "Raise maxIterations, or use solver 'direct', whose factor may be large."
        }`,
      { got: worst, expected: tolerance, iterations, certificate: Math.max(...largestMean) },
    );
  }
}

function largestShare(error: Float64Array, norms: Float64Array): number {
  return Math.max(0, ...error.map((left, j) => (norms[j]! > 0 ? left / norms[j]! : 0)));
}
