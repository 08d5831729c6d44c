// Changes of an outcome around a change of treatment, on a grid of units by periods: f64[units * periods], a unit's periods together, NaN
// where it is not observed.
import { f64At } from "../abi";

/**
 * Of the unit whose periods begin at `row`: the change over `lag` periods up to t; of a placebo the change from the period `lag` before
 * that one's baseline to the baseline, backwards, where the other is observed too. NaN where it is not observed.
 */
// @ts-ignore: decorator
@inline export function changeAt(y: usize, row: usize, t: usize, lag: usize, isPlacebo: bool): f64 {
  const base = f64At(y, row + t - lag), change = f64At(y, row + t) - base;
  if (!isPlacebo) return change;
  if (t < 2 * lag || change != change) return NaN;
  return f64At(y, row + t - 2 * lag) - base;
}
