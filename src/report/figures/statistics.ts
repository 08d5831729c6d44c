/**
 * A handful of results, such as the estimates of draws, as a curve or as bars: Gaussian kernel density and histogram. Not
 * for data columns: those go through kernels. Knows no drawing.
 */
import { DataError } from "../../base/errors.js";
import { quantile } from "../../base/quantile.js";

/** A density on a grid, ascending in `x`, and the bandwidth that smoothed it. */
export interface Density {
  readonly bandwidth: number;
  readonly points: readonly { readonly x: number; readonly density: number }[];
}

/** Grid points of the curve. */
const GRID = 256;
/** Bandwidths the curve goes on beyond the outermost values: the Gaussian is below 1.2% of its peak there. */
const TAIL = 3;

/**
 * Kernel density of `values` (at least two distinct, all finite), from three bandwidths below the least to three above
 * the greatest. Throws DataError `density_spread` when the values do not vary.
 */
export function gaussianDensity(values: readonly number[], bandwidth = silvermanBandwidth(values)): Density {
  const low = Math.min(...values) - TAIL * bandwidth;
  const high = Math.max(...values) + TAIL * bandwidth;
  const scale = 1 / (values.length * bandwidth * Math.sqrt(2 * Math.PI));
  const points = Array.from({ length: GRID }, (_, i) => {
    const x = low + ((high - low) * i) / (GRID - 1);
    let sum = 0;
    for (const value of values) sum += gaussian((x - value) / bandwidth);
    return { x, density: sum * scale };
  });
  return { bandwidth, points };
}

/**
 * Silverman's rule of thumb, 0.9 min(sd, IQR / 1.34) n^(-1/5); the sd alone when the quartiles coincide.
 * Throws DataError `density_spread` when the values do not vary.
 *
 * Source  Silverman (1986), Density Estimation for Statistics and Data Analysis, eq. 3.31; quartiles as Hyndman & Fan
 * (1996), The American Statistician 50(4), type 7, DOI 10.1080/00031305.1996.10473566
 */
export function silvermanBandwidth(values: readonly number[]): number {
  const n = values.length;
  const sd = standardDeviation(values);
  if (!(sd > 0)) {
    throw new DataError("density_spread", `A density needs at least two distinct values; got ${n} that do not vary.`, {
      got: n,
      expected: "two distinct values",
    });
  }
  const sorted = Float64Array.from(values).sort();
  const robust = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.34;
  return 0.9 * (robust > 0 ? Math.min(sd, robust) : sd) * n ** -0.2;
}

/** Standard deviation of `values` with n - 1; NaN for one value. */
export function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/**
 * exp(-z^2/2) by a Taylor polynomial of the exponent divided by 64, then six squarings: sums and products only, so that
 * every host draws the same curve. Relative error below 1e-13; zero beyond 8.
 */
function gaussian(z: number): number {
  if (Math.abs(z) > 8) return 0;
  const u = (-0.5 * z * z) / 64;
  let sum = 1;
  for (let k = 13; k >= 1; k--) sum = 1 + (u / k) * sum;
  for (let k = 0; k < 6; k++) sum *= sum;
  return sum;
}

/** Bins [low, high) and how many draws fall in each. */
export interface Bin {
  readonly low: number;
  readonly high: number;
  readonly within: number;
  readonly beyond: number;
}

export interface Histogram {
  readonly bins: readonly Bin[];
  /** Draws left and right of the bins, counted in none: far out, and few. */
  readonly leftOut: readonly [number, number];
}

/** Limits beyond which draws are distinguished; infinite where there is none. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

const FEWEST_BINS = 15;
const MOST_BINS = 60;
/** Share of draws at either end that may lie outside the bins, so that a few far ones do not flatten the rest. */
const FAR = 0.002;

/**
 * Counts of draws in bins of equal width over all but the farthest of `draws` (not empty, finite), those beyond two limits
 * apart. An edge falls on the limits where that costs no more than half a bin's width, so that a bar is then wholly within or
 * wholly beyond.
 *
 * Source of the width  Freedman & Diaconis (1981), Zeitschrift fuer Wahrscheinlichkeitstheorie 57, DOI 10.1007/BF01025868
 */
export function histogram(draws: readonly number[], { low, high }: Limits): Histogram {
  const sorted = Float64Array.from(draws).sort();
  const n = sorted.length;
  const at = (share: number) => sorted[Math.round(share * (n - 1))]!;
  const [first, last] = [at(FAR), at(1 - FAR)];
  const spread = last - first || Math.abs(first) || 1;
  const rule = (2 * (at(0.75) - at(0.25))) / Math.cbrt(n);
  const usual = Math.min(spread / FEWEST_BINS, Math.max(spread / MOST_BINS, rule));
  const symmetric = low === -high && high >= usual / 2 && high < Number.POSITIVE_INFINITY;
  const width = symmetric ? high / Math.round(high / usual) : usual;
  const origin = symmetric ? 0 : first;
  const from = Math.floor((first - origin) / width + 1e-9);
  const nBins = Math.max(1, Math.floor((last - origin) / width + 1e-9) - from + 1);
  const counts = Array.from({ length: nBins }, () => ({ within: 0, beyond: 0 }));
  const leftOut: [number, number] = [0, 0];
  for (const draw of sorted) {
    const bin = Math.floor((draw - origin) / width + 1e-9) - from;
    if (bin < 0) leftOut[0]++;
    else if (bin >= nBins) leftOut[1]++;
    else counts[bin]![draw <= low || draw >= high ? "beyond" : "within"]++;
  }
  const edge = (bin: number) => origin + (from + bin) * width;
  return { bins: counts.map((count, bin) => ({ low: edge(bin), high: edge(bin + 1), ...count })), leftOut };
}
