// Kernel family math. Exponential of a scalar; must not know of arrays.
//
// Method: x = k ln 2 + r with |r| <= ln 2 / 2, ln 2 in two parts so that r keeps all its bits; e^r = 1 + r + r^2 Q(r), Q
// the Chebyshev interpolant of degree 10 (relative error 2^-61), summed in Estrin's order for short dependency chains, what
// 1 + r loses kept; then the exponent field takes k. Every operation has a lane-wise twin in vexp.ts, which must change
// together with it.

// @ts-ignore: decorator
@inline export const INV_LN2: f64 = 1.4426950408889634;
/** ln 2 to 32 bits, so that k * LN2_HIGH is exact for every exponent k; the rest is LN2_LOW. */
// @ts-ignore: decorator
@inline export const LN2_HIGH: f64 = 0.6931471803691238;
// @ts-ignore: decorator
@inline export const LN2_LOW: f64 = 1.9082149292705877e-10;
/** 1.5 * 2^52: adding it rounds to an integer, which then stands in the low bits. */
// @ts-ignore: decorator
@inline export const ROUND_SHIFT: f64 = 6755399441055744.0;
/** Below this size of x the result and its scale 2^k are normal numbers. */
// @ts-ignore: decorator
@inline export const EXP_NORMAL: f64 = 708;
/** Beyond this size of x the result is 0 or infinite. */
// @ts-ignore: decorator
@inline const EXP_BEYOND: f64 = 800;

// Q(r) = sum Qj r^j, the interpolant of (e^r - 1 - r) / r^2
// @ts-ignore: decorator
@inline export const Q0: f64 = 0.5;
// @ts-ignore: decorator
@inline export const Q1: f64 = 0.1666666666666667;
// @ts-ignore: decorator
@inline export const Q2: f64 = 0.04166666666666667;
// @ts-ignore: decorator
@inline export const Q3: f64 = 0.008333333333326112;
// @ts-ignore: decorator
@inline export const Q4: f64 = 0.001388888888888373;
// @ts-ignore: decorator
@inline export const Q5: f64 = 0.0001984126987490126;
// @ts-ignore: decorator
@inline export const Q6: f64 = 2.4801587325605324e-05;
// @ts-ignore: decorator
@inline export const Q7: f64 = 2.7557255297969643e-06;
// @ts-ignore: decorator
@inline export const Q8: f64 = 2.755727357010214e-07;
// @ts-ignore: decorator
@inline export const Q9: f64 = 2.5105259538448494e-08;
// @ts-ignore: decorator
@inline export const Q10: f64 = 2.0914717341716378e-09;

/** Q(r) for |r| <= ln 2 / 2. */
// @ts-ignore: decorator
@inline function expPolynomial(r: f64, r2: f64): f64 {
  const r4 = r2 * r2;
  const low = (Q0 + Q1 * r) + r2 * (Q2 + Q3 * r);
  const middle = (Q4 + Q5 * r) + r2 * (Q6 + Q7 * r);
  const high = (Q8 + Q9 * r) + r2 * Q10;
  return low + r4 * (middle + r4 * high);
}

/** value * 2^k for -2000 < k < 2000, rounded once even where the result is subnormal. */
// @ts-ignore: decorator
@inline function scaleByPowerOfTwo(value: f64, k: f64): f64 {
  let exponent = <i64>k;
  if (exponent > 1023) {
    value *= 8.98846567431158e307; // 2^1023
    exponent -= 1023;
  } else if (exponent < -1022) {
    return value * reinterpret<f64>((exponent + 2023) << 52) * 9.332636185032189e-302; // 2^(k + 1000) 2^-1000
  }
  return value * reinterpret<f64>((exponent + 1023) << 52);
}

/**
 * factor * e^(x + low), scaled last, so that the product keeps its bits where e^x alone would be subnormal.
 *
 * @param factor positive, not near the ends of the range
 * @param low    a correction to x, |low| < 1e-4
 */
export function expScaled(factor: f64, x: f64, low: f64): f64 {
  x = max(-EXP_BEYOND, min(x, EXP_BEYOND));
  const k = (x * INV_LN2 + ROUND_SHIFT) - ROUND_SHIFT;
  const high = x - k * LN2_HIGH;
  const correction = low - k * LN2_LOW;
  const r = high + correction;
  const lost = (high - r) + correction;
  const r2 = r * r;
  const sum = 1 + r;
  const rest = ((1 - sum) + r) + (r2 * expPolynomial(r, r2) + lost);
  return scaleByPowerOfTwo(factor * (sum + rest), k);
}

/** e^x, within 1 ulp; e^-inf = 0, e^inf = inf, NaN stays NaN. */
export function exp64(x: f64): f64 {
  return expScaled(1, x, 0);
}

/** e^x - 1 without cancellation near 0; -0 stays -0. */
export function expm1_64(x: f64): f64 {
  if (x == 0) return x;
  if (x > 44) return exp64(x); // the 1 is below half an ulp
  if (x < -40) return -1;
  const k = (x * INV_LN2 + ROUND_SHIFT) - ROUND_SHIFT;
  const high = x - k * LN2_HIGH;
  const r = high - k * LN2_LOW;
  const lost = (high - r) - k * LN2_LOW;
  const r2 = r * r;
  const scale = scaleByPowerOfTwo(1, k);
  const scaled = scale * r, offset = scale - 1;
  const sum = scaled + offset;
  const part = sum - offset;
  const rest = ((offset - (sum - part)) + (scaled - part)) + scale * (r2 * expPolynomial(r, r2) + lost);
  return sum + rest;
}
