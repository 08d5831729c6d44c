/**
 * One number in which an overwritten value shows: the sum of w t², t = 1 + c'z of the centred columns z. S1 has what it comes to, since
 *
 *   sum of w t² = sum of w + 2 c' (sum of w z) + c' (sum of w z z') c,
 *
 * and the last guard sums it anew. A square, unlike a sum, also sees values that changed places between rows.
 */
import { upTo } from "../../base/row-runs.js";
import { packedSize } from "../../engine/kernels/moments.js";
import type { Answer } from "../engine.js";
import { pairs, type SumsSpec } from "../statements/rows.js";

/** What S1 comes to over all its rows. */
export interface Totals {
  readonly weight: number;
  readonly sums: Float64Array;
  /** Of the columns, packed. */
  readonly products: Float64Array;
}

/** The totals of an answer to S1, which had `nKeys` columns of keys. */
export function totalsOf({ columns }: Answer, nKeys: number, p: number): Totals {
  const [, weight, ...sums] = columns
    .slice(nKeys)
    .map((column) => (column as Float64Array).reduce((sum, value) => sum + value, 0));
  return {
    weight: weight!,
    sums: Float64Array.from(sums.slice(0, p)),
    products: Float64Array.from(sums.slice(p)),
  };
}

/** Sums of squares of the columns. */
export const squaresOf = ({ sums, products }: Totals): Float64Array => sums.map((_, j) => products[packedSize(j) + j]!);

export interface Checksum {
  /** c: what each column counts for. */
  readonly scales: readonly number[];
  readonly expected: number;
}

/** Share of its mean below which a column's spread is no measure of it: what rounding is then made of would count. */
const LEAST_SPREAD = 1e-6;

/**
 * Columns count by their spread, so that one deviation of any shows alike, times 1 to 2, as the golden ratio spreads them: changes of several
 * columns, and of a dummy from one side of its mean to the other, then make up for each other by no rule that data follow.
 */
export function checksumOf({ means }: SumsSpec, { weight, sums, products }: Totals): Checksum {
  const scales = means.map((mean, j) => {
    const spread = Math.sqrt(products[packedSize(j) + j]! / weight) + LEAST_SPREAD * Math.abs(mean);
    return spread > 0 ? (1 + (((j + 1) * GOLDEN) % 1)) / spread : 1;
  });
  const linear = upTo(sums.length).reduce((sum, j) => sum + scales[j]! * sums[j]!, 0);
  const square = pairs(sums.length).reduce(
    (sum, [i, j], at) => sum + (i === j ? 1 : 2) * scales[i]! * scales[j]! * products[at]!,
    0,
  );
  return { scales, expected: weight + 2 * linear + square };
}

/** Near no ratio of small whole numbers. */
export const GOLDEN = (Math.sqrt(5) - 1) / 2;
