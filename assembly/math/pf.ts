import { exp64, expScaled } from "./exp";
import { fCentre, fConstant, fExponent, fLowerRatio } from "./f-tail";
import { fLowerLogQuantile } from "./f-quantile";

/** A tail of F(d1, d2) at 0 < f < inf, excess = f - 1; not both degrees of freedom infinite. */
export function fTail(f: f64, excess: f64, d1: f64, d2: f64, upper: i32): f64 {
  const lower = f <= fCentre(d1, d2);
  const ratio = lower ? fLowerRatio(d1, d2, f, excess) : fLowerRatio(d2, d1, 1 / f, -excess / f);
  const tail = min(1, expScaled(fConstant(d1, d2) * ratio, fExponent(d1, d2, f, excess), 0));
  return lower == (upper == 0) ? tail : 1 - tail;
}

/**
 * Probability of the F distribution, P(X <= x) or, with upper = 1, P(X > x), each without cancellation in its own tail.
 *
 * In    d1, d2 degrees of freedom > 0, need not be whole, one of them may be infinite
 * Info  NaN for NaN and for degrees of freedom out of range
 * Cost  at most some hundred steps of a continued fraction, whatever the degrees of freedom
 * Source  DiDonato & Morris (1992), ACM TOMS 18(3), doi:10.1145/131766.131776; Loader (2000), Fast and accurate computation
 *         of binomial probabilities; the expansion at the mode: mode-expansion.ts
 */
export function pf(x: f64, d1: f64, d2: f64, upper: i32): f64 {
  if (!(d1 > 0 && d2 > 0) || x != x || (d1 == Infinity && d2 == Infinity)) return NaN;
  if (x <= 0) return upper ? 1 : 0;
  if (x == Infinity) return upper ? 0 : 1;
  return fTail(x, x - 1, d1, d2, upper);
}

/**
 * Quantile of the F distribution: the x with P(X <= x) = p or, with upper = 1, P(X > x) = p.
 *
 * Info  NaN outside 0 <= p <= 1 and for degrees of freedom out of range (see pf)
 * Cost  about five evaluations of pf
 */
export function qf(p: f64, d1: f64, d2: f64, upper: i32): f64 {
  if (!(d1 > 0 && d2 > 0) || !(p >= 0 && p <= 1) || (d1 == Infinity && d2 == Infinity)) return NaN;
  const least = min(p, 1 - p);
  const low = (p < 0.5) == (upper == 0);
  if (least == 0) return (p == 0) == (upper == 0) ? 0 : Infinity;
  return low ? exp64(fLowerLogQuantile(least, d1, d2)) : exp64(-fLowerLogQuantile(least, d2, d1));
}
