/**
 * Layer design. What a method of absorbing effects promises to the absorber: it takes up to four columns in linear
 * memory and demeans them in place. Bookkeeping over blocks of columns is the absorber's.
 */
import type { Certified } from "./absorb-rows.js";

/** Outcome of one block of up to four columns. */
export interface BlockSolve extends Certified {
  /** Centred (weighted) sum of squares of each column before. */
  readonly before: Float64Array;
  /** Sweeps of an iterative method, corrections of the direct one; 0 when one solve was enough. */
  readonly iterations: number;
  /** Estimate of the 2-norm of what is still wrong in each column; 0 for exact methods. */
  readonly error: Float64Array;
}

/** Demeans k <= 4 columns of n rows at address `X`, column-major, rows in memory order. */
export type BlockSolver = (X: number, k: number, n: number) => BlockSolve;

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
