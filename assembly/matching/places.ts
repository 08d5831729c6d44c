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

/** The first place, of those below `value`, from which on the distance to it is within `limit`. */
export function firstWithin(values: usize, low: usize, high: usize, value: f64, limit: f64): usize {
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    if (value - f64At(values, middle) > limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first place, of those not below `value`, whose distance to it is beyond `limit`. */
export function firstBeyond(values: usize, low: usize, high: usize, value: f64, limit: f64): usize {
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    if (f64At(values, middle) - value > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** As firstWithin, of squared distances. */
export function firstWithinSquare(values: usize, low: usize, high: usize, value: f64, limit: f64): usize {
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    const distance = value - f64At(values, middle);
    if (distance * distance > limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As firstBeyond, of squared distances. */
export function firstBeyondSquare(values: usize, low: usize, high: usize, value: f64, limit: f64): usize {
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    const distance = f64At(values, middle) - value;
    if (distance * distance > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
