import { head } from "./double-double";
import { expScaled } from "./exp";
import { log64 } from "./log";
import { mills } from "./mills";

/** 1 / sqrt(2 pi) */
// @ts-ignore: decorator
@inline const DENSITY_AT_0: f64 = 0.3989422804014327;
/** log(2 pi) / 2 */
// @ts-ignore: decorator
@inline const LOG_SQRT_2PI: f64 = 0.9189385332046728;
/** Beyond this the tail is below the least subnormal. */
// @ts-ignore: decorator
@inline const TAIL_ENDS: f64 = 39;

/**
 * Standard normal probability, P(X <= x) or, with upper = 1, P(X > x), each without cancellation in its own tail: density
 * times Mills' ratio, the square of x carried in two parts.
 *
 * Info  NaN for NaN
 * Cost  O(1)
 */
export function pnorm(x: f64, upper: i32): f64 {
  const z = upper ? x : -x;
  const size = abs(z);
  let tail: f64 = 0;
  if (!(size > TAIL_ENDS)) {
    const h = head(size);
    tail = min(0.5, expScaled(DENSITY_AT_0 * mills(size), -0.5 * h * h, -0.5 * (size - h) * (size + h)));
  }
  return z > 0 ? tail : 1 - tail;
}

/** x >= 0 with Phi(x) - 1/2 = c for 0 <= c <= 1/4: Newton on phi(x) times x + x^3/3 + x^5/(3 5) + ... */
// @ts-ignore: decorator
@inline function centralQuantile(c: f64): f64 {
  let x = c / DENSITY_AT_0;
  x += x * x * x / 6;
  for (let step = 0; step < 3; step++) {
    const x2 = x * x;
    let term = x, sum = x;
    for (let odd: f64 = 3; term > 1e-17 * sum; odd += 2) {
      term *= x2 / odd;
      sum += term;
    }
    x -= sum - expScaled(c / DENSITY_AT_0, 0.5 * x2, 0);
  }
  return x;
}

/**
 * x > 0 with 1 - Phi(x) = p for 0 < p < 1/2: two steps of Halley's method on log(1 - Phi(x)) - log p from an approximation
 * good to 3e-3.
 * Source  start: Hastings (1955), Approximations for Digital Computers, sheet 67
 */
// @ts-ignore: decorator
@inline function tailQuantile(p: f64): f64 {
  const logP = log64(p);
  const r = sqrt(-2 * logP);
  let x = r - (2.30753 + 0.27061 * r) / (1 + r * (0.99229 + 0.04481 * r));
  for (let step = 0; step < 2; step++) {
    const m = mills(x);
    const newton = m * (log64(m) - 0.5 * x * x - LOG_SQRT_2PI - logP);
    x += newton / (1 + 0.5 * newton * (1 / m - x));
  }
  return x;
}

/**
 * Quantile of the standard normal: the x with P(X <= x) = p or, with upper = 1, P(X > x) = p. -inf and inf at 0 and 1.
 *
 * Info  NaN outside 0 <= p <= 1
 * Cost  O(1)
 */
export function qnorm(p: f64, upper: i32): f64 {
  if (!(p >= 0 && p <= 1)) return NaN;
  const least = min(p, 1 - p);
  if (least == 0) return (p == 0) == (upper == 0) ? -Infinity : Infinity;
  const x = least < 0.25 ? tailQuantile(least) : centralQuantile(0.5 - least);
  return (p < 0.5) == (upper == 0) ? -x : x;
}
