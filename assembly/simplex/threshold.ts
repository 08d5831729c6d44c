import { f64At } from "../abi";

/**
 * The number tau by which max(z - tau, 0) is the point of the simplex nearest to z: that of the entries above it, which are found by
 * leaving out those that are not until none is left. n > 0.
 * Source: Michelot (1986), Journal of Optimization Theory and Applications 50(1), doi:10.1007/bf00938486
 */
export function simplexThreshold(n: usize, z: usize): f64 {
  let tau = meanAbove(n, z, -Infinity);
  for (let before: f64 = -Infinity; tau > before; ) {
    before = tau;
    tau = meanAbove(n, z, tau);
  }
  return tau;
}

/** (the sum of the entries above `tau`, less 1) / their number; `tau` without any. */
function meanAbove(n: usize, z: usize, tau: f64): f64 {
  let sum: f64 = 0;
  let above: usize = 0;
  for (let j: usize = 0; j < n; j++) {
    const value = f64At(z, j);
    if (!(value > tau)) continue;
    sum += value;
    above++;
  }
  return above == 0 ? tau : (sum - 1) / <f64>above;
}
