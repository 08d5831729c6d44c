/**
 * The shortest interval of fixed length around an affine estimator under bounds on changes of slope. Estimators that linear trends do not
 * bias are the effects after the reference, plus combinations of those before it; these are parametrised by the weights w that changes of
 * slope before the reference get. Their variance is quadratic in w and their worst bias is M times a constant and the sum of |w|, so that
 * no estimator is better in both than those on the path of a lasso, which is followed exactly; the half length, convex in w, is least
 * where its two derivatives along the path balance.
 * Sources: Rambachan & Roth (2023), Review of Economic Studies 90(5), doi:10.1093/restud/rdad018, section 3.2.1; Armstrong & Kolesar (2018),
 * Econometrica 86(2), doi:10.3982/ECTA14434; Osborne, Presnell & Turlach (2000), IMA Journal of Numerical Analysis 20(3),
 * doi:10.1093/imanum/20.3.389.
 */
import { symmetricEigen } from "../../../base/small-matrices.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { crossing } from "./bracket.js";
import { foldedQuantile } from "./folded-normal.js";
import { type LassoPath, lassoPath, singular } from "./lasso-path.js";
import type { Periods } from "./restriction.js";

/** Estimates with their covariance, row by row, and the weights of those after the reference. */
export interface Effects extends Periods {
  readonly estimates: Float64Array;
  readonly covariance: Float64Array;
  readonly weights: Float64Array;
}

export interface Flci {
  readonly estimate: number;
  readonly half_length: number;
  /** Of all estimates, those after the reference as given. */
  readonly weights: Float64Array;
  readonly worst_bias: number;
  readonly std_error: number;
}

/** What intervals of all M and levels share. */
export interface FlciProblem {
  readonly effects: Effects;
  readonly path: LassoPath;
  /** The bias of changes of slope from the reference on, by M. */
  readonly fixedBias: number;
  readonly weightsOf: (w: Float64Array) => Float64Array;
}

/** Of one level and restriction. Throws DataError `honest_singular` where effects have a singular covariance. */
export function flciProblem(effects: Effects): FlciProblem {
  const { nPre, nPost, weights: l, covariance } = effects;
  requireIndependent(effects);
  const slope = l.reduce((sum, weight, k) => sum + (k + 1) * weight, 0);
  const fixedBias = Array.from({ length: nPost }, (_, j) =>
    Math.abs(l.reduce((sum, weight, k) => sum + Math.max(0, k + 1 - j) * weight, 0)),
  ).reduce((sum, value) => sum + value, 0);
  const weightsOf = (w: Float64Array): Float64Array => {
    const own = [slope, ...w, 0, 0];
    const before = Array.from({ length: nPre }, (_, i) => {
      const k = nPre - i;
      return own[k - 1]! - 2 * own[k]! + own[k + 1]!;
    });
    return Float64Array.of(...before, ...l);
  };
  const p = nPre - 1;
  const base = weightsOf(new Float64Array(p));
  const directions = Array.from({ length: p }, (_, j) => {
    const w = new Float64Array(p);
    w[j] = 1;
    return weightsOf(w).map((value, i) => value - base[i]!);
  });
  const form = (a: Float64Array, b: Float64Array): number => bilinear(covariance, a, b);
  const path = lassoPath(
    symmetric(directions.map((a) => Float64Array.from(directions, (b) => form(a, b)))),
    Float64Array.from(directions, (a) => form(a, base)),
  );
  return { effects, path, fixedBias, weightsOf };
}

/** Of a correlation matrix: below it some combination has no error but by a covariance of few clusters, and an interval has no length. */
const INDEPENDENT = 1e-10;

/** Effects before the reference and the combination of those after it must have errors of their own. */
function requireIndependent({ nPre, nPost, weights, covariance }: Effects): void {
  const after = Float64Array.of(...new Float64Array(nPre), ...weights);
  requireOwnErrors(covariance, [...singles(nPre, nPre + nPost), after]);
}

/** All effects must. Throws DataError `honest_singular`. */
export const requireAllIndependent = ({ nPre, nPost, covariance }: Effects): void =>
  requireOwnErrors(covariance, singles(nPre + nPost, nPre + nPost));

/** The first `count` of n effects, each alone. */
const singles = (count: number, n: number): Float64Array[] =>
  Array.from({ length: count }, (_, i) => Float64Array.from({ length: n }, (__, j) => Number(j === i)));

function requireOwnErrors(covariance: Float64Array, parts: readonly Float64Array[]): void {
  const errors = parts.map((part) => Math.sqrt(bilinear(covariance, part, part)));
  const correlations = parts.flatMap((a, i) =>
    parts.map((b, j) => bilinear(covariance, a, b) / errors[i]! / errors[j]!),
  );
  if (!(symmetricEigen(Float64Array.from(correlations), parts.length).values[0]! > INDEPENDENT)) throw singular();
}

/** The halves of a matrix that rounding has made to differ, as one. */
const symmetric = (rows: readonly Float64Array[]): Float64Array[] =>
  rows.map((row, i) => row.map((value, j) => (i <= j ? value : rows[j]![i]!)));

/** The shortest interval at `M` of coverage 1 - `alpha`. */
export function flci(engine: Engine, problem: FlciProblem, M: number, alpha: number): Flci {
  const { effects, path, fixedBias, weightsOf } = problem;
  const at = (penalty: number) => {
    const w = path.at(penalty);
    const weights = weightsOf(w);
    const std_error = Math.sqrt(bilinear(effects.covariance, weights, weights));
    const worst_bias = M * (fixedBias + w.reduce((sum, value) => sum + Math.abs(value), 0));
    const { value, slope } = foldedQuantile(engine, worst_bias / std_error, alpha);
    // along the path the variance falls by 2 penalty a unit of the sum of |w|, and the bias rises by M
    const balance = (penalty * (value - (worst_bias / std_error) * slope)) / std_error - M * slope;
    return { weights, std_error, worst_bias, half_length: std_error * value, balance };
  };
  const { half_length, weights, worst_bias, std_error } = at(balanced((penalty) => at(penalty).balance, path.largest));
  const estimate = weights.reduce((sum, weight, i) => sum + weight * effects.estimates[i]!, 0);
  return { estimate, half_length, weights, worst_bias, std_error };
}

/** Where `balance`, below zero at 0, comes to zero; `largest` where it does not before. */
function balanced(balance: (penalty: number) => number, largest: number): number {
  if (largest === 0 || balance(largest) <= 0) return largest;
  if (balance(0) >= 0) return 0;
  return crossing(balance, 0, largest, SETTLED * largest);
}

/** Of the largest penalty: the half length moves by the square of what is left. */
const SETTLED = 1e-13;

/** a' S b for a square S, row by row. */
export function bilinear(S: Float64Array, a: Float64Array, b: Float64Array): number {
  const n = a.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    if (a[i] === 0) continue;
    let row = 0;
    for (let j = 0; j < n; j++) row += S[i * n + j]! * b[j]!;
    sum += a[i]! * row;
  }
  return sum;
}
