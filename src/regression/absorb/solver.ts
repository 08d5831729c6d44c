/**
 * What a method of absorbing effects promises to the absorber: it takes a batch of columns in linear
 * memory and demeans them in place. Bookkeeping over batches is the absorber's.
 */

import type { Category } from "../../base/columns.js";
import type { F64Block, Scope } from "../../engine/kernels/engine.js";

/** Columns a method takes at once: three blocks of four. */
export const BATCH = 12;

/** What the second pass says of a batch of columns, in their order. */
export interface Certified {
  /** (Weighted) sum of squares after. */
  readonly after: Float64Array;
  /** Largest absolute (weighted) group mean after, over all effects. */
  readonly largestMean: Float64Array;
}

/** What the first pass says of a batch of columns, in their order. */
export interface Moments {
  /** Centred (weighted) sum of squares. */
  readonly total: Float64Array;
  /** (Weighted) sum of squares of what the effect that orders the rows leaves. */
  readonly within: Float64Array;
}

/** Rows ordered by the effect that is eliminated, and the two passes over them that a solve of the others takes. */
export interface PassedRows {
  readonly effects: readonly { readonly name: string }[];
  /** Coefficients of the other effects. */
  readonly nLevels: number;
  /** Weight (or number) of all rows. */
  readonly weight: number;
  /** Numbers by level for k columns, one block for four of them. */
  levelSums(scope: Scope, k: number): F64Block[];
  /** Sums by level of what the eliminated effect leaves of k columns `X`, which may be changed by that effect only. */
  passOne(X: F64Block, k: number, sums: readonly F64Block[]): Moments;
  /** Takes `coefs` and then the eliminated effect out of k columns `X`; `sums` gets what is left by level. */
  passTwo(X: F64Block, k: number, coefs: readonly F64Block[], sums: readonly F64Block[]): Certified;
}

/** How the equations of the other effects were solved. */
export interface Solved {
  /** Sweeps of an iterative method, corrections of the exact ones; 0 when one solve was enough. */
  readonly iterations: number;
  /** Estimate of the 2-norm of what is still wrong in each column; 0 for exact methods. */
  readonly error: Float64Array;
}

/** Outcome of one batch of columns. */
export interface BatchSolve extends Certified, Solved {
  /** Centred (weighted) sum of squares of each column before. */
  readonly before: Float64Array;
}

/** The equations of the other effects, ready to be solved for any number of columns. */
export interface Equations {
  /** Whether all digits are to be had: not by an iterative method. */
  readonly isExact: boolean;
  /**
   * Coefficients for k columns from their sums by level, blocks of four interleaved by level; null where that does not converge.
   *
   * @param within norm of what the eliminated effect leaves of each column
   */
  solve(sums: readonly F64Block[], coefs: readonly F64Block[], k: number, within: Float64Array): Solved | null;
}

/** Demeans k <= BATCH columns `X` of n rows, column-major, rows in memory order. */
export type BatchSolver = (X: F64Block, k: number, n: number) => BatchSolve;

/**
 * A column of which demeaning leaves less than this share of its norm is a combination of the dummies: what remains is
 * rounding, and no method is asked for digits of it.
 */
export const ABSORBED_SHARE = 1e-9;

/** Norm against which the error of a column counts: that of the result, or of the column itself when it is absorbed. */
export function referenceNorm(before: number, after: number): number {
  const [norm, left] = [Math.sqrt(before), Math.sqrt(after)];
  return left > ABSORBED_SHARE * norm ? left : norm;
}

// A fixed effect as the absorber takes it.

/** Slopes that vary by an effect, over the sample's rows. */
export interface EffectSlopes {
  /** Whether each level has an intercept beside its slopes. */
  readonly intercept: boolean;
  /** The variables as written, one a slope. */
  readonly names: readonly string[];
  /** Their values, f64[nRows] each, finite. */
  readonly columns: readonly Float64Array[];
}

/** Without `slopes`, an intercept for each level. */
export interface AbsorbedEffect extends Category {
  readonly slopes?: EffectSlopes;
}

/** Whether slopes of some effect vary by its levels. */
export const haveSlopes = (effects: readonly AbsorbedEffect[]): boolean =>
  effects.some(({ slopes }) => slopes !== undefined);
