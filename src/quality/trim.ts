/**
 * Layer quality. Optional stage: drops unit values outside two percentiles of their cell, the usual guard against errors
 * of units. Method: percentiles of type 7 (linear between order statistics), the bounds themselves stay.
 * Source: Hyndman & Fan (1996), The American Statistician 50(4), doi:10.1080/00031305.1996.10473566.
 */

import type { Category } from "../base/columns.js";
import type { Trim } from "./plan-cleaning.js";
import { keepRows, type Sample } from "./sample.js";
import type { Waterfall } from "./waterfall.js";

/** Lowest and highest unit value a cell keeps. */
export interface Bounds {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * The sample without unit values below the `trim.share` or above the 1 - `trim.share` percentile of their cell, `cells`
 * being the groups of `trim.within`; what was dropped is counted.
 */
export function trimUnitValues(sample: Sample, cells: Category, trim: Trim, waterfall: Waterfall): Sample {
  const { low, high } = percentileBounds(sample.unitValue, cells, trim.share);
  const keep = new Uint8Array(sample.rows.length);
  for (let i = 0; i < keep.length; i++) {
    const price = sample.unitValue[i]!;
    const cell = cells.codes[i]!;
    if (price >= low[cell]! && price <= high[cell]!) keep[i] = 1;
  }
  return keepRows(sample, keep, `unit value outside percentiles of ${trim.within.written}`, waterfall);
}

/** The `share` and 1 - `share` percentiles of `values` f64[n] in each cell; bounds have length nLevels. */
export function percentileBounds(values: Float64Array, cells: Category, share: number): Bounds {
  const { codes, nLevels } = cells;
  const starts = new Uint32Array(nLevels + 1);
  for (const code of codes) starts[code + 1]!++;
  for (let g = 0; g < nLevels; g++) starts[g + 1]! += starts[g]!;
  const next = starts.slice(0, nLevels);
  const byCell = new Float64Array(values.length);
  for (let i = 0; i < codes.length; i++) byCell[next[codes[i]!]!++] = values[i]!;
  const low = new Float64Array(nLevels);
  const high = new Float64Array(nLevels);
  for (let g = 0; g < nLevels; g++) {
    const sorted = byCell.subarray(starts[g]!, starts[g + 1]!).sort();
    low[g] = percentile(sorted, share);
    high[g] = percentile(sorted, 1 - share);
  }
  return { low, high };
}

/** Type-7 percentile of at least one sorted value. */
function percentile(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const least = sorted[below]!;
  const above = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return least + (at - below) * (above - least);
}
