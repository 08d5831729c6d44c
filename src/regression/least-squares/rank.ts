/**
 * Which columns of a triangle are kept, in order, and the inverse of what is left. Knows no rows.
 *
 * A column goes when what the kept columns before it leave of it is at most 1e-9 of its own norm, or no more than the rounding
 * of the columns it would be combined of, each of the size it had before demeaning. The first bound alone would keep a
 * combination of nearly collinear columns: it is made of large parts that cancel, and leaves their rounding.
 */
import type { Engine } from "../../engine/kernels/engine.js";
import { dtrtri, qrDrop } from "../../engine/kernels/lapack.js";

/** A column is collinear when what the columns before it leave of it is below this share of its own norm. */
export const COLLINEARITY_TOLERANCE = 1e-9;
/** Rounding of a column, of its demeaning and of a triangle, as a share of the column's norm before. */
const ROUNDING = 16 * Number.EPSILON;

/** What is kept of the first m columns of a triangle of order m + 1. */
export interface Ranked {
  /** Positions of the columns kept, ascending. */
  readonly kept: readonly number[];
  /** m by m: column j has the coefficients of dropped column j on the kept ones before it; 0 elsewhere. */
  readonly combination: Float64Array;
  /** The triangle of the kept columns and the last, packed in order m + 1. */
  readonly packed: Float64Array;
  /** That of the kept columns alone, and its inverse: r by r. */
  readonly R: Float64Array;
  readonly Rinv: Float64Array;
}

/**
 * The rank of the first m columns of a triangle of order m + 1, in their order.
 *
 * @param shrunk how many times larger each column was before demeaning
 */
export function rankOf(engine: Engine, R: Float64Array, m: number, shrunk: (column: number) => number): Ranked {
  const ld = m + 1;
  const norms = columnNorms(R, ld).subarray(0, m);
  const before = norms.map((norm, j) => norm * shrunk(j));
  const limits = norms.map((norm, j) => Math.max(norm, (ROUNDING * before[j]!) / COLLINEARITY_TOLERANCE));
  for (;;) {
    const { kept: flags, combination, R: packed } = qrDrop(engine, m, 1, COLLINEARITY_TOLERANCE, limits, R);
    const kept = Array.from({ length: m }, (_, j) => j).filter((j) => flags[j] === 1);
    const r = kept.length;
    const triangle = new Float64Array(r * r);
    for (let j = 0; j < r; j++) triangle.set(packed.subarray(j * ld, j * ld + j + 1), j * r);
    const Rinv = dtrtri(engine, r, triangle);
    const lost = kept.findIndex((_, j) => {
      const parts = Rinv.subarray(j * r, j * r + j + 1).reduce((sum, x, i) => sum + Math.abs(x) * before[kept[i]!]!, 0);
      return ROUNDING * parts >= 1;
    });
    if (lost < 0) return { kept, combination, packed, R: triangle, Rinv };
    limits[kept[lost]!] = Number.POSITIVE_INFINITY;
  }
}

/** Norms of the columns of an upper triangle of order k. */
export function columnNorms(R: Float64Array, k: number): Float64Array {
  return Float64Array.from({ length: k }, (_, j) =>
    Math.sqrt(R.subarray(j * k, j * k + j + 1).reduce((sum, value) => sum + value * value, 0)),
  );
}
