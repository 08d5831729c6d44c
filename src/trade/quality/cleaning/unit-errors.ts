/**
 * Unit values that can't be right: many times the median of their cell, or a small part of it, as when
 * kilograms were recorded as tons. The median is moved by such rows only when they are half of the cell, which
 * percentiles of small cells and standard deviations are not safe from.
 */
import type { Category } from "../../../base/columns.js";
import { UsageError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { groupQuantiles } from "../../../engine/kernels/quantiles.js";
import { markWithin } from "./trim.js";

/**
 * Marks with 0 rows whose unit value is more than `factor` times above or below the median of their cell, others with 1. A cell of
 * one row keeps it; one of two keeps both unless one is more than 2 `factor` - 1 times the other. Throws UsageError
 * `unit_error_factor` unless `factor` is a number above 1.
 */
export function unitValueOutliers(
  engine: Engine,
  unitValue: Float64Array,
  cells: Category,
  factor: number,
): Uint8Array {
  if (!(factor > 1 && Number.isFinite(factor))) {
    throw new UsageError(
      "unit_error_factor",
      `The factor of unit errors must be a number above 1, got ${factor}; 100 marks unit values a hundred times the median.`,
      { got: factor, expected: "a number above 1" },
    );
  }
  const median = groupQuantiles(engine, unitValue, cells.codes, cells.nLevels, [0.5]);
  const bounds = { low: median.map((value) => value / factor), high: median.map((value) => value * factor) };
  return markWithin(unitValue, cells.codes, bounds);
}
