/**
 * Equation (5): quality on [0, 1] within cells, by the least and greatest of each cell or by two of its
 * percentiles, beyond which values are clipped. A cell where the two are equal, as one with a single row, has no value: it
 * is counted, never set to 0.
 */
import type { Category } from "../../base/columns.js";
import { UsageError } from "../../base/errors.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { minMaxWithin, rescaleWithin } from "../../engine/kernels/quality.js";
import { percentileBounds } from "./cleaning/plan-cleaning.js";

/**
 * How quality is put on a scale: by min and max; by the `share` and 1 - `share` percentiles (type 7), values beyond them
 * 0 or 1; or not at all.
 */
export type NormaliseRule =
  | { readonly kind: "min-max" }
  | { readonly kind: "percentile"; readonly share: number }
  | { readonly kind: "none" };

/** Cells, and those that have no normalised quality. */
export interface NormalisedCounts {
  readonly nCells: number;
  readonly nDegenerateCells: number;
  readonly nDegenerateRows: number;
  /** Rows beyond the percentiles of their cell, set to 0 or 1; none by the other rules. */
  readonly nClipped: number;
}

/** Normalised quality, NaN in degenerate cells. */
export interface Normalised extends NormalisedCounts {
  readonly values: Float64Array;
}

/**
 * `quality` f64[n] without NaN, on the scale of `rule` within `cells`. Throws UsageError `normalise_share` unless a share of
 * percentiles is above 0 and below 0.5.
 */
export function normalise(
  engine: Engine,
  quality: Float64Array,
  cells: Category,
  rule: NormaliseRule = { kind: "min-max" },
): Normalised {
  const { codes, nLevels } = cells;
  const nCells = nLevels;
  if (rule.kind === "none") {
    return { values: quality.slice(), nCells, nDegenerateCells: 0, nDegenerateRows: 0, nClipped: 0 };
  }
  if (rule.kind === "min-max") {
    const { values, nDegenerate } = minMaxWithin(engine, quality, codes, nLevels);
    return { values, nCells, nDegenerateCells: nDegenerate, nDegenerateRows: countMissing(values), nClipped: 0 };
  }
  const { low, high } = percentileBounds(engine, quality, cells, checkedShare(rule.share));
  const { values, nClipped } = rescaleWithin(engine, quality, codes, low, high);
  const nDegenerateCells = low.reduce((count, bound, g) => count + (bound === high[g] ? 1 : 0), 0);
  return { values, nCells, nDegenerateCells, nDegenerateRows: countMissing(values), nClipped };
}

function countMissing(values: Float64Array): number {
  let count = 0;
  for (const value of values) if (Number.isNaN(value)) count++;
  return count;
}

function checkedShare(share: number): number {
  if (share > 0 && share < 0.5) return share;
  throw new UsageError(
    "normalise_share",
    `The share of percentile normalisation must be above 0 and below 0.5, got ${share}; 0.01 takes the 1% and 99% percentiles.`,
    { got: share, expected: "0 < share < 0.5" },
  );
}
