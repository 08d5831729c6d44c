/**
 * The draws of a bootstrap: bars of how many fall where, those beyond the sample's own value in the second
 * colour (their share is the p-value), and that value as a dashed line.
 */

import { DataError } from "../../base/errors.js";
import { quantile } from "../../base/numbers.js";
import { decimalsFor, formatCount } from "../format-number.js";
import { widen } from "./axis.js";
import type { FigureOptions, FigureSpec } from "./figure-spec.js";
import { figure, paletteFor } from "./layout.js";
import { bar, estimateLine, mark } from "./marks.js";
import { requireNumbers, signed } from "./words.js";

/** Numbers drawn, the sample's own, and the limits beyond which draws stand apart. */
export interface DrawnNumbers extends Limits {
  readonly draws: readonly number[];
  readonly observed: number;
}

export interface DrawsFigureOptions extends FigureOptions {
  /** Words on the figure: the axis, what stands before the sample's value, and the two kinds of bar. */
  readonly labels?: Partial<Readonly<Record<keyof typeof LABELS, string>>>;
}

const FIGURE = "figure of draws";
const LABELS = { x: "t", observed: "t", within: "draws nearer to zero", beyond: "draws at least as far" } as const;

/** Throws DataError `figure_empty`, `figure_value`. */
export function drawsFigure(drawn: DrawnNumbers, options: DrawsFigureOptions = {}): FigureSpec {
  const { draws, observed } = drawn;
  requireNumbers(FIGURE, draws, (draw, i) => ({ "the sample's value": observed, [`draw ${i + 1}`]: draw }));
  const labels = { ...LABELS, ...options.labels };
  const { ink, ground, first, second } = paletteFor(options);
  const { bins, leftOut } = histogram(draws, drawn);
  const [low, high] = widen(Math.min(observed, bins[0]!.low), Math.max(observed, bins.at(-1)!.high), 0.02);
  const decimals = decimalsFor([standardDeviation(draws) || Math.abs(observed) || 1]);
  const looks = { within: bar(first, 0.45, ground), beyond: bar(second, 0.9, ground) };
  const stacked = bins.map((bin) => ({ ...bin, zero: 0, all: bin.within + bin.beyond }));
  return figure(
    {
      title: "Draws of a bootstrap",
      description: describe(drawn, leftOut, decimals),
      x: { low, high, title: labels.x },
      y: { low: 0, high: 1.06 * Math.max(...stacked.map(({ all }) => all)), height: 260 },
      key: (["within", "beyond"] as const).flatMap((name) =>
        labels[name] === "" ? [] : [{ name, text: labels[name], look: looks[name] }],
      ),
      lines: [
        {
          name: "observed",
          x: observed,
          look: estimateLine(ink),
          label: `${labels.observed} ${signed(observed, decimals)}`,
        },
      ],
      marks: () => [
        mark(
          "within",
          stacked.filter(({ within }) => within > 0),
          { x: "low", x2: "high", y: "zero", y2: "within" },
          looks.within,
        ),
        mark(
          "beyond",
          stacked.filter(({ beyond }) => beyond > 0),
          { x: "low", x2: "high", y: "within", y2: "all" },
          looks.beyond,
        ),
      ],
    },
    options,
  );
}

function describe(
  { draws, observed, low, high }: DrawnNumbers,
  leftOut: Histogram["leftOut"],
  decimals: number,
): string {
  const beyond = draws.filter((draw) => draw <= low || draw >= high).length;
  const [least, most] = draws.reduce(([a, b], draw) => [Math.min(a, draw), Math.max(b, draw)], [draws[0]!, draws[0]!]);
  const ends = [low, high].filter(Number.isFinite).map((end) => signed(end, decimals));
  const outside = leftOut[0] + leftOut[1];
  return (
    `Histogram of ${formatCount(draws.length)} draws, from ${signed(least, decimals)} to ${signed(most, decimals)}; the ` +
    `sample's value is ${signed(observed, decimals)}, and ${formatCount(beyond)} draws lie at or beyond ${ends.join(" and ")}.` +
    (outside === 0 ? "" : ` ${formatCount(outside)} draws lie outside the axis.`)
  );
}

// A handful of results, such as the estimates of draws, as a curve or as bars.

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
