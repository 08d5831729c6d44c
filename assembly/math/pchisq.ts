import { exp64 } from "./exp";
import { fLowerLogQuantile } from "./f-quantile";
import { fTail } from "./pf";

/**
 * Probability of the chi-squared distribution, P(X <= x) or, with upper = 1, P(X > x), each without cancellation in its own
 * tail.
 *
 * In    df degrees of freedom, 0 < df < inf, need not be whole
 * Info  NaN for NaN and for df out of range
 * Cost  at most some hundred steps of a series or continued fraction, whatever df
 * Source  as pf: x / df is F(df, inf)
 */
export function pchisq(x: f64, df: f64, upper: i32): f64 {
  if (!(df > 0 && df < Infinity) || x != x) return NaN;
  const f = x / df;
  if (f <= 0) return upper ? 1 : 0;
  if (f == Infinity) return upper ? 0 : 1;
  return fTail(f, (x - df) / df, df, Infinity, upper);
}

/**
 * Quantile of the chi-squared distribution: the x with P(X <= x) = p or, with upper = 1, P(X > x) = p.
 *
 * Info  NaN outside 0 <= p <= 1 and for df out of range
 * Cost  about five evaluations of pchisq
 */
export function qchisq(p: f64, df: f64, upper: i32): f64 {
  if (!(df > 0 && df < Infinity) || !(p >= 0 && p <= 1)) return NaN;
  const least = min(p, 1 - p);
  if (least == 0) return (p == 0) == (upper == 0) ? 0 : Infinity;
  const low = (p < 0.5) == (upper == 0);
  return df * (low ? exp64(fLowerLogQuantile(least, df, Infinity)) : exp64(-fLowerLogQuantile(least, Infinity, df)));
}
