import { f64At } from "../abi";

// Places among scores that ascend between low and high - 1.

/** The first place whose score is at least `value`, `high` where there is none. */
export function lowerBound(values: usize, low: usize, high: usize, value: f64): usize {
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    if (f64At(values, middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a distance is within `limit`, and its square within `reach`. */
// @ts-ignore: decorator
@inline function isWithin(distance: f64, limit: f64, reach: f64): bool {
  return distance <= limit && distance * distance <= reach;
}

/** The first place from which on scores are within `limit` and `reach` of `value`, which none exceeds; `high` for none. */
export function firstWithin(values: usize, low: usize, high: usize, value: f64, limit: f64, reach: f64): usize {
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    if (isWithin(value - f64At(values, middle), limit, reach)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first place whose score is not within `limit` and `reach` of `value`, which exceeds none; `high` for none. */
export function firstBeyond(values: usize, low: usize, high: usize, value: f64, limit: f64, reach: f64): usize {
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    if (isWithin(f64At(values, middle) - value, limit, reach)) low = middle + 1;
    else high = middle;
  }
  return low;
}
