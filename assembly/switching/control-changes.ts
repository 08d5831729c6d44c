// The regressors of changes of the outcome while the dose is kept: changes of covariates, and in each period powers of the baseline dose.
import { f64At, setF64 } from "../abi";

/**
 * Writes the changes of unit u at t into `z`: p covariates, k powers, then the outcome. False where the outcome or a covariate is not
 * observed in both periods.
 */
export function readChanges(
  p: usize, k: usize, nPeriods: usize, size: usize, u: usize, t: usize, y: usize, x: usize, powers: usize, z: usize,
): bool {
  const at = u * nPeriods + t, change = f64At(y, at) - f64At(y, at - 1);
  if (change != change) return false;
  for (let j: usize = 0; j < p; j++) {
    const own = f64At(x, j * size + at) - f64At(x, j * size + at - 1);
    if (own != own) return false;
    setF64(z, j, own);
  }
  for (let j: usize = 0; j < k; j++) setF64(z, p + j, f64At(powers, u * k + j));
  setF64(z, p + k, change);
  return true;
}

/** Place of regressor j of a row at t among all: covariates have one, powers one a period; the outcome is behind all. */
// @ts-ignore: decorator
@inline export function placeOf(j: usize, t: usize, p: usize, k: usize, nPeriods: usize): usize {
  return j < p ? j : j < p + k ? p + t * k + (j - p) : p + k * nPeriods;
}
