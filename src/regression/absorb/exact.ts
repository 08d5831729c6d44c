/**
 * Solving with a factor: pass one, one solve, pass two, and corrections while group means show rounding.
 * Where a factor can't hold all digits (a near-redundant level of a third effect was taken for redundant), what is left
 * is finished by conjugate gradients. Knows nothing of how the factor is made.
 */
import { LANES } from "../../engine/kernels/demean.js";
import type { F64Block, Scope } from "../../engine/kernels/engine.js";
import type { KrylovSolver } from "./krylov.js";
import { ABSORBED_SHARE, type BatchSolve, type PassedRows } from "./solver.js";

/** A group mean above this share of the result's standard deviation asks for a correction by another solve. */
const CORRECTION_ABOVE = 1e-11;
const MOST_CORRECTIONS = 2;
/** Beyond, the factor has missed something. */
const FINISH_ABOVE = 1e-10;

/** The factored equations of the other effects once the first is eliminated. */
export interface Factor {
  /**
   * Corrections wanted whatever the sums show, default 0: where equations are ill-conditioned, a column may be wrong along
   * directions that the sums hardly see.
   */
  readonly corrections?: number;
  /** Coefficients in place of right-hand sides, one block for four columns, interleaved by level. */
  solve(blocks: readonly F64Block[]): void;
}

export class ExactSolver {
  constructor(
    private readonly scope: Scope,
    private readonly rows: PassedRows,
    private readonly factor: Factor,
    private readonly finisher: KrylovSolver | null,
  ) {}

  /** Demeans k columns `X` in place. */
  solve(X: F64Block, k: number): BatchSolve {
    return this.scope.scope((inner) => {
      const { rows } = this;
      const sums = rows.levelSums(inner, k);
      const coefs = sums.map(() => inner.f64(LANES * rows.nLevels));
      const { total: before } = rows.passOne(X, k, sums);
      for (let corrections = 0; ; corrections++) {
        coefs.forEach((block, b) => {
          block.view().set(sums[b]!.view().subarray(0, block.length));
        });
        this.factor.solve(coefs);
        const certified = rows.passTwo(X, k, coefs, sums);
        const worst = largestShare(before, certified.after, certified.largestMean, rows.weight);
        const enough = worst <= CORRECTION_ABOVE && corrections >= (this.factor.corrections ?? 0);
        if (enough || corrections === MOST_CORRECTIONS || Number.isNaN(worst)) {
          if (worst > FINISH_ABOVE && this.finisher !== null) {
            const finished = this.finisher.finish(X, k, before, sums, certified.after);
            return { ...finished, iterations: corrections + finished.iterations };
          }
          return { before, ...certified, iterations: corrections, error: new Float64Array(k) };
        }
      }
    });
  }
}

/** Largest group mean as a share of the standard deviation of the result; columns that are absorbed count as exact. */
function largestShare(before: Float64Array, after: Float64Array, largestMean: Float64Array, weight: number): number {
  let worst = 0;
  for (const [j, square] of after.entries()) {
    if (square <= ABSORBED_SHARE ** 2 * before[j]!) continue;
    worst = Math.max(worst, largestMean[j]! / Math.sqrt(square / weight));
  }
  return worst;
}
