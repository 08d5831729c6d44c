/**
 * The noncentral chi-squared distribution, with any positive degrees of freedom: its upper tail as a
 * Poisson mixture of central ones, summed from the mode of the weights outward, and its quantile by that tail's root.
 * Weights are taken relative to the mode's and divided by their sum, so that neither factorials nor powers enter.
 * Source: Johnson, Kotz & Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 29, ISBN 978-0471584940.
 */
import { NumericalError } from "../../base/errors.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { pchisq } from "../../engine/kernels/math.js";

/** Weights below this share of the mode's are left out; there are fewer than 1e4 of the others for any sane noncentrality. */
const LEAST_WEIGHT = 1e-22;
/** A root is known to this share of itself: few units of the tail's own rounding. */
const PRECISION = 1e-14;
const MOST_STEPS = 200;

/**
 * P(X > x) for `df` > 0 and noncentrality `ncp` >= 0. The tails of the mixture grow with the degrees of freedom by
 * P(df + 2) = P(df) + d, d(df + 2) = d(df) (x/2) / (df/2 + 1), so that three central tails give all of them.
 */
export function noncentralChi2Tail(engine: Engine, x: number, df: number, ncp: number): number {
  const half = ncp / 2;
  const mode = Math.floor(half);
  const central = (j: number): number => pchisq(engine, x, df + 2 * j, true);
  const below: number[] = [];
  for (let j = mode, weight = j / half; j > 0 && weight > LEAST_WEIGHT; j--, weight *= j / half) below.push(weight);
  const weights = [...below.reverse(), 1];
  for (let j = mode + 1, weight = half / j; weight > LEAST_WEIGHT; j++, weight *= half / j) weights.push(weight);
  const first = mode - below.length;
  if (weights.length < 4 || !(x > 0)) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.reduce((sum, weight, i) => sum + weight * central(first + i), 0) / total;
  }
  // the step is taken where it is largest, so that the difference of two tails is exact enough
  const largest = Math.min(weights.length - 2, Math.max(0, Math.round((x - df) / 2) - first));
  const steps = new Float64Array(weights.length - 1);
  steps[largest] = central(first + largest + 1) - central(first + largest);
  for (let i = largest; i > 0; i--) steps[i - 1] = (steps[i]! * (df / 2 + first + i)) / (x / 2);
  for (let i = largest + 1; i < steps.length; i++) steps[i] = (steps[i - 1]! * (x / 2)) / (df / 2 + first + i);
  let tail = central(first);
  let [total, sum] = [weights[0]!, weights[0]! * tail];
  for (let i = 1; i < weights.length; i++) {
    tail += steps[i - 1]!;
    total += weights[i]!;
    sum += weights[i]! * tail;
  }
  return sum / total;
}

/**
 * x with P(X > x) = `upper`, 0 < `upper` < 1, by false position with the Illinois rule. Throws NumericalError
 * `noncentral_quantile` when it does not converge, as for arguments that are not finite.
 */
export function noncentralChi2Quantile(engine: Engine, upper: number, df: number, ncp: number): number {
  const excess = (x: number): number => noncentralChi2Tail(engine, x, df, ncp) - upper;
  let [other, atOther] = [0, 1 - upper];
  let [newest, atNewest] = [df + ncp, excess(df + ncp)];
  for (let step = Math.sqrt(2 * (df + 2 * ncp)); atNewest > 0 && step < Number.MAX_VALUE; step *= 2) {
    [other, atOther] = [newest, atNewest];
    newest += step;
    atNewest = excess(newest);
  }
  // The root lies between the two points, of which either may be the larger.
  for (let step = 0; step < MOST_STEPS; step++) {
    if (atNewest === 0 || Math.abs(newest - other) <= PRECISION * newest) return newest;
    const guess = (other * atNewest - newest * atOther) / (atNewest - atOther);
    const atGuess = excess(guess);
    if (Math.abs(guess - newest) <= PRECISION * guess) return guess;
    if (atGuess * atNewest < 0) [other, atOther] = [newest, atNewest];
    else atOther /= 2;
    [newest, atNewest] = [guess, atGuess];
  }
  throw new NumericalError(
    "noncentral_quantile",
    `The quantile of the noncentral chi-squared with ${df} degrees of freedom and noncentrality ${ncp} was not found.`,
    { got: [upper, df, ncp], expected: "0 < upper < 1, df > 0, ncp >= 0" },
  );
}
