import { exp64 } from "./exp";
import { fLowerLogQuantile } from "./f-quantile";
import { fTail } from "./pf";
import { fCentre } from "./f-tail";
import { pnorm, qnorm } from "./pnorm";
import { pow64 } from "./pow";

/** Where t^2 nears overflow the tail is a power of t to the last bit. */
// @ts-ignore: decorator
@inline const POWER_LAW: f64 = 1e150;

/**
 * Probability of Student's t, P(X <= t) or, with upper = 1, P(X > t), each without cancellation in its own tail.
 *
 * In    df degrees of freedom > 0, need not be whole; infinite: the normal
 * Info  NaN for NaN and for df out of range
 * Cost  at most some sixty steps of a continued fraction
 * Source  as pf: t^2 is F(1, df)
 */
export function pt(t: f64, df: f64, upper: i32): f64 {
  if (!(df > 0) || t != t) return NaN;
  if (df == Infinity) return pnorm(t, upper);
  const outer = (t > 0) == (upper != 0);
  const size = abs(t);
  if (size > POWER_LAW) {
    const f = POWER_LAW * POWER_LAW;
    const tail = size == Infinity ? 0 : 0.5 * fTail(f, f, 1, df, 1) * pow64(POWER_LAW / size, df);
    return outer ? tail : 1 - tail;
  }
  const f = size * size;
  if (f == 0) return 0.5; // so small that t^2 underflows
  const excess = (size - 1) * (size + 1);
  if (f <= fCentre(1, df)) {
    const middle = fTail(f, excess, 1, df, 0);
    return outer ? 0.5 - 0.5 * middle : 0.5 + 0.5 * middle;
  }
  const tail = 0.5 * fTail(f, excess, 1, df, 1);
  return outer ? tail : 1 - tail;
}

/**
 * Quantile of Student's t: the t with P(X <= t) = p or, with upper = 1, P(X > t) = p. -inf and inf at 0 and 1.
 *
 * Info  NaN outside 0 <= p <= 1 and for df out of range
 * Cost  about five evaluations of pt
 */
export function qt(p: f64, df: f64, upper: i32): f64 {
  if (!(df > 0) || !(p >= 0 && p <= 1)) return NaN;
  if (df == Infinity) return qnorm(p, upper);
  const least = min(p, 1 - p);
  if (least == 0) return (p == 0) == (upper == 0) ? -Infinity : Infinity;
  if (least == 0.5) return 0;
  const size = least <= 0.25
    ? exp64(-0.5 * fLowerLogQuantile(2 * least, df, 1))
    : exp64(0.5 * fLowerLogQuantile(1 - 2 * least, 1, df));
  return (p < 0.5) == (upper == 0) ? -size : size;
}
