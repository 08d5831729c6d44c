// Kernel family math. The quantile of log f, from which those of F, t and chi-squared follow.

import { exp64, expm1_64, expScaled } from "./exp";
import { fCentre, fConstant, fCurvature, fDeviation, fExponent, fLowerRatio } from "./f-tail";
import { log1p64, log64 } from "./log";
import { qnorm } from "./pnorm";

/** A step this small in log f leaves an error of its cube. */
// @ts-ignore: decorator
@inline const LAST_STEP: f64 = 1e-6;
/** A few steps are the rule; this many mean that the quantile is beyond the range of doubles. */
// @ts-ignore: decorator
@inline const MAX_STEPS: i32 = 60;
/** Below e^this the lower tail is its leading power to the last bit. */
// @ts-ignore: decorator
@inline const POWER_LAW: f64 = -40;

/**
 * The log of the f with P(F(d1, d2) <= f) = p, for 0 < p <= 1/2, not both of d1, d2 infinite; NaN when the
 * iteration does not settle.
 *
 * Halley's method on log P as a function of log f. The density of log f is log-concave, hence so is P: a Newton step
 * never passes the root from below, and the tangent at -inf, the leading power of P, bounds the root from below. Start: the
 * normal quantile carried to log f by the first terms of the expansion at the mode.
 */
export function fLowerLogQuantile(p: f64, d1: f64, d2: f64): f64 {
  const a = 0.5 * d1;
  const logP = log64(p);
  const constant = fConstant(d1, d2);
  const logConstant = log64(constant);
  let bound = -Infinity;
  if (a < Infinity) {
    const total = d2 == Infinity ? a : 0.5 * (d1 + d2) * log1p64(d1 / d2);
    bound = (logP - logConstant + log64(a) - total) / a;
    if (bound < POWER_LAW - abs(log64(a)) && bound < POWER_LAW - log1p64(d1 / d2)) return bound;
  }

  const meanY = 1 / (1 + d2 / d1), meanX = 1 / (1 + d1 / d2);
  const k = meanX - meanY;
  const tau = qnorm(p, 0) / sqrt(fCurvature(d1, d2));
  const deviation = tau + k * tau * tau / 3;
  let logF = tau - k * tau * tau / 6;
  if (k < 0) {
    const scaled = (1 + meanX * deviation) / (1 - meanY * deviation);
    logF = scaled > 0 ? log64(scaled) : bound;
  }
  logF = max(logF, bound);

  const centre = fCentre(d1, d2);
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const f = exp64(logF);
    const excess = expm1_64(logF);
    const exponent = fExponent(d1, d2, f, excess);
    let slope: f64, gap: f64;
    if (f <= centre) {
      const ratio = fLowerRatio(d1, d2, f, excess);
      slope = 1 / ratio;
      gap = logP - (logConstant + exponent + log64(ratio));
    } else {
      const upper = expScaled(constant * fLowerRatio(d2, d1, 1 / f, -excess / f), exponent, 0);
      slope = expScaled(constant, exponent, 0) / (1 - upper);
      gap = logP - log1p64(-upper);
    }
    const newton = gap / slope;
    const densitySlope = d1 == Infinity
      ? 0.5 * d2 * fDeviation(d2, d1, 1 / f, -excess / f)
      : -a * fDeviation(d1, d2, f, excess);
    const halley = newton / max(0.5, 1 + 0.5 * newton * (densitySlope - slope));
    const next = max(bound, logF + halley);
    if (!(abs(next - logF) > LAST_STEP)) return next;
    logF = next;
  }
  return NaN;
}
