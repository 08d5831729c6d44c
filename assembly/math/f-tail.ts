// Kernel family math. The tails of the F distribution; t and chi-squared are its cases d1 = 1 and d2 = infinite.
//
// With a = d1 / 2, b = d2 / 2, n = a + b and y / x = a f / b, x + y = 1, the lower tail is the incomplete beta function
// I_y(a, b). A tail is constant * exp(exponent) * ratio: the density of log f, split so that nothing cancels for large a
// and b (deviances from the mean, Loader 2000), times a ratio that no longer varies by orders of magnitude.
// For infinite d2 (d1) everything passes into the lower (upper) incomplete gamma function.

import { exp64 } from "./exp";
import { logLessExcess } from "./log";
import { modeExpansion } from "./mode-expansion";
import { stirlingRest } from "./stirling";
import { betaLowerRatio, gammaLowerRatio, gammaUpperRatio } from "./tail-ratios";

/** Half of 1 / (1/d1 + 1/d2) from which, and scaled deviations up to which, the expansion at the mode is exact. */
// @ts-ignore: decorator
@inline const NEARLY_NORMAL: f64 = 400;
// @ts-ignore: decorator
@inline const NEAR_MODE: f64 = 0.12;
/** 1 / (2 pi) */
// @ts-ignore: decorator
@inline const INV_2PI: f64 = 0.15915494309189535;

/** m = a b / (a + b), the curvature of the log-density of log f at its mode. */
// @ts-ignore: decorator
@inline export function fCurvature(d1: f64, d2: f64): f64 {
  return 0.5 * min(d1, d2) / (1 + min(d1, d2) / max(d1, d2));
}

/** The f up to which the lower tail is the one to compute, the other being its complement. */
export function fCentre(d1: f64, d2: f64): f64 {
  return fCurvature(d1, d2) >= NEARLY_NORMAL ? 1 : (1 + 2 / d1) / (1 + 2 / d2);
}

/** Density of log f at f = 1, its mode. */
export function fConstant(d1: f64, d2: f64): f64 {
  const rest = stirlingRest(0.5 * (d1 + d2)) - stirlingRest(0.5 * d1) - stirlingRest(0.5 * d2);
  return sqrt(INV_2PI * fCurvature(d1, d2)) * exp64(rest);
}

/** n y / a - 1, the relative deviation of y from its mean. */
export function fDeviation(d1: f64, d2: f64, f: f64, excess: f64): f64 {
  const odds = d1 / d2;
  return f > 1 ? (excess / f) / (1 / f + odds) : excess / (1 + odds * f);
}

/** Log of the density of log f less its value at the mode, a log(n y / a) + b log(n x / b), for f > 0; excess = f - 1. */
export function fExponent(d1: f64, d2: f64, f: f64, excess: f64): f64 {
  const scaleY = f > 1 ? 1 : f;
  const scaleX = f > 1 ? 1 / f : 1;
  const scale = d1 < d2
    ? (1 + d1 / d2) / (scaleX + d1 / d2 * scaleY)
    : (1 + d2 / d1) / (scaleX * (d2 / d1) + scaleY);
  const deviationX = f > 1 ? -(excess / f) / (1 + d2 / d1 / f) : -excess / (d2 / d1 + f);
  const partY = d1 == Infinity ? 0 : 0.5 * d1 * logLessExcess(scale * scaleY, fDeviation(d1, d2, f, excess));
  const partX = d2 == Infinity ? 0 : 0.5 * d2 * logLessExcess(scale * scaleX, deviationX);
  return partY + partX;
}

/** Lower tail at f, 0 < f <= fCentre, over the density of log f there; excess = f - 1. Not both of d1, d2 infinite. */
export function fLowerRatio(d1: f64, d2: f64, f: f64, excess: f64): f64 {
  const a = 0.5 * d1, b = 0.5 * d2;
  const m = fCurvature(d1, d2);
  if (m >= NEARLY_NORMAL) {
    const tau = sqrt(-2 * fExponent(d1, d2, f, excess) / m);
    const p = 1 / (1 + d2 / d1), q = 1 / (1 + d1 / d2);
    if (tau <= NEAR_MODE) return modeExpansion(m, tau, p - q, p * q);
  }
  if (d2 == Infinity) return gammaLowerRatio(a, a * f);
  if (d1 == Infinity) return gammaUpperRatio(b, -b * excess / f);
  const x = 1 / (1 + d1 / d2 * f);
  const y = 1 / (1 + d2 / d1 / f);
  return betaLowerRatio(a, b, y, x, -a * fDeviation(d1, d2, f, excess));
}
