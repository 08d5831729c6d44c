// What the passes tell about each column: the centred sum of squares and the mean before, from sums taken group by
// group about nearby numbers, so that a mean far from zero costs no digits.

import { setF64 } from "../abi";

/** Centred sum of squares (never below 0) of a column with first and second moments T, Q about its first row. */
// @ts-ignore: decorator
@inline export function centred(T: f64, Q: f64, total: f64): f64 {
  return total > 0 ? max(0, Q - T * (T / total)) : 0;
}

/** before[j] = centred sum of squares; before[k + j] = mean. */
// @ts-ignore: decorator
@inline export function setBefore(before: usize, k: usize, j: usize, origin: f64, T: f64, Q: f64, total: f64): void {
  setF64(before, j, centred(T, Q, total));
  setF64(before, k + j, total > 0 ? origin + T / total : 0);
}

/** setBefore for the columns of two vector pairs. */
// @ts-ignore: decorator
@inline export function setBeforePairs(
  before: usize, k: usize, origin01: v128, origin23: v128, T01: v128, T23: v128, Q01: v128, Q23: v128, total: f64,
): void {
  setBefore(before, k, 0, f64x2.extract_lane(origin01, 0), f64x2.extract_lane(T01, 0), f64x2.extract_lane(Q01, 0), total);
  setBefore(before, k, 1, f64x2.extract_lane(origin01, 1), f64x2.extract_lane(T01, 1), f64x2.extract_lane(Q01, 1), total);
  if (k > 2) {
    setBefore(before, k, 2, f64x2.extract_lane(origin23, 0), f64x2.extract_lane(T23, 0), f64x2.extract_lane(Q23, 0), total);
  }
  if (k > 3) {
    setBefore(before, k, 3, f64x2.extract_lane(origin23, 1), f64x2.extract_lane(T23, 1), f64x2.extract_lane(Q23, 1), total);
  }
}
