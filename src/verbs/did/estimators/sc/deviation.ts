/** Standard deviations of outcomes and predictors in any unit. */
import { unitOf } from "../../../../base/exponent.js";

/** By n - 1, over a power of two, so that squares neither overflow nor vanish. */
export function deviation(values: readonly number[]): number {
  const unit = unitOf(values);
  const mean = values.reduce((sum, value) => sum + value / unit, 0) / values.length;
  return unit * Math.sqrt(values.reduce((sum, value) => sum + (value / unit - mean) ** 2, 0) / (values.length - 1));
}
