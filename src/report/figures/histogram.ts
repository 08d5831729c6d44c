/**
 * Counts of draws in bins of equal width, those beyond two limits apart. An edge falls on the limits where
 * that costs no more than half a bin's width, so that a bar is then wholly within or wholly beyond. Knows no drawing.
 * Source of the width: Freedman & Diaconis (1981), Zeitschrift fuer Wahrscheinlichkeitstheorie 57, doi:10.1007/BF01025868.
 */

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

/** Limits beyond which draws are told apart; infinite where there is none. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

const FEWEST_BINS = 15;
const MOST_BINS = 60;
/** Share of draws at either end that may lie outside the bins, so that a few far ones do not flatten the rest. */
const FAR = 0.002;

/** Bins over all of `draws` but for the farthest; `draws` not empty, finite. */
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
