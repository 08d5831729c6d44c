/**
 * How a formula agrees with what was measured where both are known, and whether what it imputes lies on
 * the scale of what was measured. Knows nothing of tables or of why a value is imputed.
 */
import { compensatedSum } from "../../base/compensated-sum.js";
import { summarise } from "../quality/summary.js";

/**
 * Over `n` pairs: moments of both, their correlation, and slope and intercept of the outcome on the formula by least
 * squares. Null where fewer than two values, or values that do not vary, leave them undefined.
 */
export interface Comparison {
  readonly n: number;
  readonly measured: { readonly mean: number; readonly sd: number | null };
  readonly formula: { readonly mean: number; readonly sd: number | null };
  readonly correlation: number | null;
  readonly slope: number | null;
  readonly intercept: number | null;
}

/** Deviations below this share of the mean are rounding: such a column does not vary. */
const VARIES = 1e-12;

/** Compares f64[n] `measured` and `formula`, both finite. Null where n is 0. */
export function compareValues(measured: Float64Array, formula: Float64Array): Comparison | null {
  const n = measured.length;
  if (n === 0) return null;
  const [y, x] = [summarise(measured), summarise(formula)];
  const spread = ({ mean, sd }: { readonly mean: number; readonly sd: number }): boolean =>
    n > 1 && sd > VARIES * Math.abs(mean);
  const products = measured.map((value, i) => (value - y.mean) * (formula[i]! - x.mean));
  const covariance = compensatedSum(products) / (n - 1);
  const slope = spread(x) ? covariance / (x.sd * x.sd) : null;
  return {
    n,
    measured: { mean: y.mean, sd: n > 1 ? y.sd : null },
    formula: { mean: x.mean, sd: n > 1 ? x.sd : null },
    correlation: spread(x) && spread(y) ? Math.max(-1, Math.min(1, covariance / (x.sd * y.sd))) : null,
    slope,
    intercept: slope === null ? null : y.mean - slope * x.mean,
  };
}

/** Range of both, and how many imputed values lie outside that of the measured. Null where either has none. */
export function compareRanges(measured: Float64Array, imputed: Float64Array) {
  if (measured.length === 0 || imputed.length === 0) return null;
  const [y, x] = [summarise(measured), summarise(imputed)];
  let below = 0;
  let above = 0;
  for (const value of imputed) {
    if (value < y.min) below++;
    if (value > y.max) above++;
  }
  return {
    measured: [y.min, y.max] as const,
    imputed: [x.min, x.max] as const,
    below,
    above,
    share_outside: (below + above) / imputed.length,
  };
}
