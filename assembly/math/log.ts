// Kernel family math. Logarithms of a scalar; must not know of arrays.
//
// Method: x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); with s = f / (2 + f), log(1 + f) = 2 atanh(s)
// = 2s + s R(s^2), R(z) = 2/3 z + 2/5 z^2 + ... by the Chebyshev interpolant of R(z) / z of degree 7 (error 2^-59).
// As 2s = f - s f, the sum is arranged round the exact f. Every operation of log64 has a lane-wise twin in vlog.ts, which
// must change together with it.

import { LN2_HIGH, LN2_LOW } from "./exp";

// @ts-ignore: decorator
@inline export const MIN_NORMAL: f64 = 2.2250738585072014e-308;
/** Bits of 1 less bits of sqrt(1/2): adding them makes the exponent field that of a mantissa from sqrt(1/2). */
// @ts-ignore: decorator
@inline export const SQRT_HALF_TO_ONE: i64 = 0x3ff0000000000000 - 0x3fe6a09e667f3bcd;
// @ts-ignore: decorator
@inline export const EXPONENT_MASK: i64 = 0xfff0000000000000;
// @ts-ignore: decorator
@inline export const ONE_BITS: i64 = 0x3ff0000000000000;
/** f in these bounds needs no change of exponent: 1 + f in [sqrt(1/2), sqrt(2)]. */
// @ts-ignore: decorator
@inline const F_LEAST: f64 = -0.2928932188134524;
// @ts-ignore: decorator
@inline const F_MOST: f64 = 0.41421356237309503;

// R(z) = z (R0 + R1 z + ... + R7 z^7)
// @ts-ignore: decorator
@inline export const R0: f64 = 0.6666666666666666;
// @ts-ignore: decorator
@inline export const R1: f64 = 0.40000000000000885;
// @ts-ignore: decorator
@inline export const R2: f64 = 0.28571428570799784;
// @ts-ignore: decorator
@inline export const R3: f64 = 0.22222222392581045;
// @ts-ignore: decorator
@inline export const R4: f64 = 0.18181795547521137;
// @ts-ignore: decorator
@inline export const R5: f64 = 0.15386244737621665;
// @ts-ignore: decorator
@inline export const R6: f64 = 0.13268638369266825;
// @ts-ignore: decorator
@inline export const R7: f64 = 0.13088034850927555;

/** R(z) for 0 <= z <= ((sqrt(2) - 1) / (sqrt(2) + 1))^2. */
// @ts-ignore: decorator
@inline function atanhPolynomial(z: f64): f64 {
  const z2 = z * z;
  const low = (R0 + R1 * z) + z2 * (R2 + R3 * z);
  const high = (R4 + R5 * z) + z2 * (R6 + R7 * z);
  return z * (low + (z2 * z2) * high);
}

/** log(1 + f) + k ln 2 for 1 + f in [sqrt(1/2), sqrt(2)]. */
// @ts-ignore: decorator
@inline function logReduced(f: f64, k: f64): f64 {
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  return k * LN2_HIGH - ((half - (s * (half + atanhPolynomial(s * s)) + k * LN2_LOW)) - f);
}

/** log of a positive normal number. */
// @ts-ignore: decorator
@inline function logNormal(x: f64, shift: f64): f64 {
  const bits = reinterpret<i64>(x);
  const moved = bits + SQRT_HALF_TO_ONE;
  const f = reinterpret<f64>(bits - (moved & EXPONENT_MASK) + ONE_BITS) - 1;
  return logReduced(f, <f64>((moved >> 52) - 1023) - shift);
}

/** Natural logarithm, within 1 ulp; log 0 = -inf, log inf = inf, NaN below 0 and for NaN. */
export function log64(x: f64): f64 {
  if (x >= MIN_NORMAL && x < Infinity) return logNormal(x, 0);
  if (x == 0) return -Infinity;
  if (x > 0) return x == Infinity ? x : logNormal(x * 18014398509481984.0, 54); // 2^54
  return NaN;
}

/** log(1 + x) without cancellation near 0; -inf at -1, NaN below; -0 stays -0. */
export function log1p64(x: f64): f64 {
  if (x == 0) return x;
  if (x > F_LEAST && x < F_MOST) return logReduced(x, 0);
  const w = 1 + x;
  if (!(w > 0 && w < 9007199254740992.0)) return log64(w);
  const lost = x >= 1 ? 1 - (w - x) : x - (w - 1);
  return log64(w) + lost / w;
}

/**
 * log(ratio) - (ratio - 1) <= 0, the negative deviance of one cell, without cancellation at 1.
 *
 * @param excess ratio - 1, given apart because it is where the bits are when ratio is near 1
 */
export function logLessExcess(ratio: f64, excess: f64): f64 {
  if (excess > F_LEAST && excess < F_MOST) {
    const s = excess / (2 + excess);
    return -s * (excess - atanhPolynomial(s * s));
  }
  return excess == Infinity ? -Infinity : log64(ratio) - excess;
}
