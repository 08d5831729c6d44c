/**
 * Sums and moments of a column that do not depend on the size of its mean or the order of its rows.
 * Method: compensated summation; the standard deviation from centred values in a second pass.
 */
import { type Category, MISSING_CODE } from "../../base/columns.js";
import { compensatedSum } from "../../base/numbers.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { csrOffsets, csrOrder, gatherF64 } from "../../engine/kernels/groups.js";
import { groupQuantiles } from "../../engine/kernels/ranks.js";

/** Moments of the values that are not NaN; `sd` with n - 1. NaN where there are too few values. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

/** The summary of `values`; NaN is missing. */
export function summarise(values: Float64Array): Summary {
  const present = withoutMissing(values);
  const n = present.length;
  if (n === 0) return { n, mean: Number.NaN, sd: Number.NaN, min: Number.NaN, max: Number.NaN };
  const mean = compensatedSum(present) / n;
  const squares = new Float64Array(n);
  let [min, max] = [present[0]!, present[0]!];
  for (let i = 0; i < n; i++) {
    const value = present[i]!;
    squares[i] = (value - mean) * (value - mean);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { n, mean, sd: Math.sqrt(compensatedSum(squares) / (n - 1)), min, max };
}

function withoutMissing(values: Float64Array): Float64Array {
  const present = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) present[n++] = values[i]!;
  return present.subarray(0, n);
}

// How a column is distributed: moments and quantiles by group and of all rows, and shares of rows in bins of equal
// width. NaN is missing. Knows nothing of what the column means.

/** Shares at which quantiles are taken. */
const SHARES = [0.1, 0.5, 0.9] as const;
const BINS = 40;
/** Share of rows at either end that may lie outside the bins, so that a few far ones do not flatten the rest. */
const FAR = 0.002;

/** Moments with the first decile, the median and the ninth decile. */
export interface Distribution extends Summary {
  readonly q10: number;
  readonly q50: number;
  readonly q90: number;
}

/** Bins [low, low + width), density in each, and rows below and above all of them. */
export interface Bins {
  readonly low: number;
  readonly width: number;
  readonly density: readonly number[];
  readonly below: number;
  readonly above: number;
}

/** The distribution of `x` over all rows. */
export const distributionOf = (engine: Engine, x: Float64Array): Distribution =>
  withQuantiles(summarise(x), groupQuantiles(engine, x, new Uint32Array(x.length), 1, SHARES), 0, 1);

/** The distribution of `x` in each level of `groups`, in their order; rows without a level have no part. */
export function distributionsBy(engine: Engine, x: Float64Array, groups: Category): Distribution[] {
  const n = groups.nLevels;
  const codes = groups.codes.map((code) => (code === MISSING_CODE ? n : code));
  const { offsets } = csrOffsets(engine, codes, n + 1);
  const placed = gatherF64(engine, x, csrOrder(engine, codes, offsets));
  const quantiles = groupQuantiles(engine, x, codes, n + 1, SHARES);
  return Array.from({ length: n }, (_, g) =>
    withQuantiles(summarise(placed.subarray(offsets[g]!, offsets[g + 1]!)), quantiles, g, n + 1),
  );
}

function withQuantiles(summary: Summary, quantiles: Float64Array, g: number, n: number): Distribution {
  const [q10, q50, q90] = SHARES.map((_, p) => quantiles[p * n + g]!);
  return { ...summary, q10: q10!, q50: q50!, q90: q90! };
}

/**
 * Bins over `x`, from its least to its greatest value but for the farthest; null where there is no value or one alone.
 * The density of a bin is the share of all values in it over its width.
 */
export function binsOf(engine: Engine, x: Float64Array): Bins | null {
  const [low, high] = groupQuantiles(engine, x, new Uint32Array(x.length), 1, [FAR, 1 - FAR]);
  if (!(high! > low!)) return null;
  const width = (high! - low!) / BINS;
  const counts = new Float64Array(BINS);
  let [below, above, n] = [0, 0, 0];
  for (const value of x) {
    if (Number.isNaN(value)) continue;
    n++;
    if (value < low!) below++;
    else if (value > high!) above++;
    else counts[Math.min(BINS - 1, Math.floor((value - low!) / width))]!++;
  }
  return { low: low!, width, density: Array.from(counts, (count) => count / n / width), below, above };
}
