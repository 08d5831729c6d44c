/**
 * Optional stage: drops unit values outside two percentiles of their cell, the usual guard against errors
 * of units. Method: percentiles of type 7 (linear between order statistics), the bounds themselves stay.
 * Source: Hyndman & Fan (1996), The American Statistician 50(4), doi:10.1080/00031305.1996.10473566.
 */

import type { Category } from "../../../base/columns.js";
import { note } from "../../../base/messages.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { groupQuantiles } from "../../../engine/kernels/ranks.js";
import { STEPS } from "../messages.js";
import type { Waterfall } from "../sample.js";
import { keepRows, type Sample } from "../sample.js";
import type { Trim } from "./plan-cleaning.js";

/** Lowest and highest unit value a cell keeps. */
export interface Bounds {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * The sample without unit values below the `trim.share` or above the 1 - `trim.share` percentile of their cell, `cells`
 * being the groups of `trim.within`; what was dropped is counted.
 */
export function trimUnitValues(
  engine: Engine,
  sample: Sample,
  cells: Category,
  trim: Trim,
  waterfall: Waterfall,
): Sample {
  const bounds = percentileBounds(engine, sample.unitValue, cells, trim.share);
  const keep = markWithin(sample.unitValue, cells.codes, bounds);
  return keepRows(sample, keep, note(STEPS, "trimmed_values", { keys: trim.within.written }), waterfall);
}

/** The `share` and 1 - `share` percentiles of `values` f64[n] in each cell; bounds have length nLevels. */
export function percentileBounds(engine: Engine, values: Float64Array, cells: Category, share: number): Bounds {
  const { codes, nLevels } = cells;
  const both = groupQuantiles(engine, values, codes, nLevels, [share, 1 - share]);
  return { low: both.subarray(0, nLevels), high: both.subarray(nLevels) };
}

/** 1 for rows whose unit value lies within the bounds of their cell, bounds included; 0 for the others. */
export function markWithin(unitValue: Float64Array, codes: Uint32Array, { low, high }: Bounds): Uint8Array {
  const keep = new Uint8Array(codes.length);
  for (let i = 0; i < keep.length; i++) {
    const cell = codes[i]!;
    if (unitValue[i]! >= low[cell]! && unitValue[i]! <= high[cell]!) keep[i] = 1;
  }
  return keep;
}
