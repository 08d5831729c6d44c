// Kernel family math. x^y of scalars; must not know of arrays.
//
// Method: log x as a sum of two doubles good to about 2^-65 (the argument s of atanh, its square and the cubic term are
// carried with their rounding errors), times y exactly, then expScaled with the low part as correction. Special cases are
// those of IEEE 754-2019 section 9.2.1.

import { productError } from "./double-double";
import { expScaled } from "./exp";
import { EXPONENT_MASK, MIN_NORMAL, ONE_BITS, SQRT_HALF_TO_ONE } from "./log";

/** ln 2 to 41 bits: its product with an exponent is exact; the rest to full precision. */
// @ts-ignore: decorator
@inline const LN2_41: f64 = 0.693147180559663;
// @ts-ignore: decorator
@inline const LN2_REST: f64 = 2.8235290563031577e-13;
/** 2/3 is TWO_THIRDS + TWO_THIRDS_REST. */
// @ts-ignore: decorator
@inline const TWO_THIRDS: f64 = 0.6666666666666666;
// @ts-ignore: decorator
@inline const TWO_THIRDS_REST: f64 = 3.700743415417188e-17;

/** (2 atanh(s) - 2s) / s^3 - 2/3 divided by z = s^2: 2/5 + 2/7 z + ..., interpolant of degree 7. */
// @ts-ignore: decorator
@inline function atanhTail(z: f64): f64 {
  const z2 = z * z;
  const low = (0.4 + 0.2857142857142937 * z) + z2 * (0.22222222221652765 + 0.18181818336099848 * z);
  const high = (0.1538459488700718 + 0.1333480879881234 * z) + z2 * (0.11706126464563398 + 0.11724327060846747 * z);
  return low + (z2 * z2) * high;
}

/** |x|^y for finite y and finite nonzero x. */
// @ts-ignore: decorator
@inline function powPositive(x: f64, y: f64): f64 {
  let shift: f64 = 0;
  if (x < MIN_NORMAL) {
    x *= 18014398509481984.0; // 2^54
    shift = 54;
  }
  const bits = reinterpret<i64>(x);
  const moved = bits + SQRT_HALF_TO_ONE;
  const f = reinterpret<f64>(bits - (moved & EXPONENT_MASK) + ONE_BITS) - 1;
  const k = <f64>((moved >> 52) - 1023) - shift;

  const t = 2 + f;
  const s = f / t;
  const st = s * t;
  const sLow = (((f - st) - productError(s, t, st)) - s * (f - (t - 2))) / t;
  const z = s * s;
  const zLow = productError(s, s, z) + 2 * s * sLow;
  const tail = z * atanhTail(z);
  const a = TWO_THIRDS + tail;
  const aLow = ((TWO_THIRDS - a) + tail) + (TWO_THIRDS_REST + 0.4 * zLow);
  const za = z * a;
  const zaLow = productError(z, a, za) + (z * aLow + zLow * a);
  const cubic = s * za;
  const cubicLow = productError(s, za, cubic) + (s * zaLow + sLow * za);

  const twoS = 2 * s;
  const logM = twoS + cubic;
  const logMLow = ((twoS - logM) + cubic) + (2 * sLow + cubicLow);
  const kLn2 = k * LN2_41;
  const sum = kLn2 + logM;
  const part = sum - kLn2;
  const sumLow = ((kLn2 - (sum - part)) + (logM - part)) + (logMLow + k * LN2_REST);
  const logX = sum + sumLow;
  const logXLow = (sum - logX) + sumLow;

  const exponent = y * logX;
  if (!(abs(exponent) < 800)) return exponent > 0 ? Infinity : 0;
  return expScaled(1, exponent, productError(y, logX, exponent) + y * logXLow);
}

/**
 * x^y, within 1 ulp where the result is normal. x^0 = 1 and 1^y = 1 even for NaN; NaN for negative x unless y is an integer.
 */
export function pow64(x: f64, y: f64): f64 {
  if (y == 0 || x == 1) return 1;
  if (x != x || y != y) return NaN;
  const size = abs(x);
  const integer = trunc(y) == y;
  const odd = integer && abs(y) < 9007199254740992.0 && trunc(0.5 * y) != 0.5 * y;
  const sign: f64 = odd ? copysign<f64>(1, x) : 1;
  if (size == 0) return sign * (y < 0 ? Infinity : 0);
  if (size == Infinity) return sign * (y < 0 ? 0 : Infinity);
  if (abs(y) == Infinity) return size == 1 ? 1 : (size > 1) == (y > 0) ? Infinity : 0;
  if (x < 0 && !integer) return NaN;
  return sign * powPositive(size, y);
}
