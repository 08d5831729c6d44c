/**
 * The effective F of Montiel Olea & Pflueger for one endogenous regressor under any errors,
 * P'P / tr S with S the covariance of first-stage scores, and the values it must exceed for the worst-case bias of 2SLS or
 * LIML to be below a share tau of the benchmark, at level 5%.
 *
 * With x = B / tau, B the worst bias, F is about noncentral chi-squared over its degrees of freedom, with
 * K = (tr S)^2 (1 + 2x) / (tr S'S + 2x tr S max eig S) of them and noncentrality x K (Patnaik). The simplified critical
 * values take B = 1, which bounds 2SLS. S has the factor of ivreg2's robust first stage: n/(n - L), or with G clusters
 * (n - 1)/(n - L) G/(G - 1), so that with one instrument effective and robust F are the same number.
 * Source: Montiel Olea & Pflueger (2013), Journal of Business & Economic Statistics 31(3), doi:10.1080/00401706.2013.806694;
 * Pflueger & Wang (2015), Stata Journal 15(1), doi:10.1177/1536867X1501500113.
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { NumericalError } from "../../../base/errors.js";
import { exponentOf } from "../../../base/exponent.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { pchisq } from "../../../engine/kernels/math.js";
import type { BiasThresholds, ByTau, EffectiveF } from "../../../regression/record/iv-record.js";
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";
import { scoreMatrix, smallSampleFactor, unexplainedMatrix } from "../estimator/instrument-system.js";

/** Shares of the benchmark bias, as the keys of records. */
const TAUS: readonly (keyof ByTau)[] = ["0.05", "0.1", "0.2", "0.3"];
const LEVEL = 0.05;
/** Instruments beyond which the worst bias is not searched for: each of some hundred steps takes their eigenvalues. */
const MOST_INSTRUMENTS = 30;
/** A share of the outcome, or of the largest eigenvalue, that is rounding. */
const ROUNDING = 1e-10;

/** null unless there is one endogenous regressor, and where the scores' covariance is none, as two clusterings may have it. */
export function effectiveF(engine: Engine, system: InstrumentSystem, errors: ErrorStructure): EffectiveF | null {
  const { nEndogenous, nInstruments: kz, projected } = system;
  if (nEndogenous !== 1) return null;
  const S = scoreMatrix(system, errors, [1]);
  const strength = projected.subarray(0, kz).reduce((sum, value) => sum + value ** 2, 0);
  const spread = spreadOf(inRange(S));
  if (spread === null) return null;
  const of = (worst_bias: number): BiasThresholds => thresholds(engine, spread, worst_bias);
  const ofFinite = (worst_bias: number) => (Number.isFinite(worst_bias) ? of(worst_bias) : null);
  const searched = kz <= MOST_INSTRUMENTS && outcomeVaries(system);
  const worst: WorstBias | null = searched ? worstNagarBias(system, errors) : null;
  return {
    statistic: (strength / S.trace()) * smallSampleFactor(system, errors),
    level: LEVEL,
    simplified: of(1),
    tsls: worst && ofFinite(worst.tsls),
    liml: worst && ofFinite(worst.liml),
  };
}

/** S times a power of two, so that its squares are numbers whatever the units of the regressor: ratios of them keep every bit. */
function inRange(S: Matrix): Matrix {
  const largest = Math.max(...S.to1DArray().map(Math.abs));
  return largest > 0 && Number.isFinite(largest) ? S.clone().mul(2 ** -exponentOf(largest)) : S;
}

/** What the degrees of freedom need of S. */
interface Spread {
  readonly trace: number;
  readonly squares: number;
  readonly largest: number;
}

/** null where S has a negative eigenvalue, or none but zero. */
function spreadOf(S: Matrix): Spread | null {
  const { realEigenvalues } = new EigenvalueDecomposition(S, { assumeSymmetric: true });
  const largest = Math.max(...realEigenvalues);
  if (!(largest > 0) || Math.min(...realEigenvalues) < -ROUNDING * largest) return null;
  return { trace: S.trace(), squares: S.norm() ** 2, largest };
}

/** Whether the instruments and the regressor's residual leave more of the outcome than rounding. */
function outcomeVaries({ nInstruments: kz, projected, unexplained }: InstrumentSystem): boolean {
  const explained = projected.subarray(kz, 2 * kz).reduce((sum, value) => sum + value ** 2, 0);
  return Math.abs(unexplained[3]!) > ROUNDING * Math.sqrt(explained + unexplained[2]! ** 2 + unexplained[3]! ** 2);
}

function thresholds(engine: Engine, spread: Spread, worst_bias: number): BiasThresholds {
  const each = TAUS.map((tau) => {
    const x = worst_bias / Number(tau);
    const df = effectiveDf(spread, x);
    return [tau, { df, value: noncentralChi2Quantile(engine, LEVEL, df, x * df) / df }] as const;
  });
  const byTau = (pick: "df" | "value") => Object.fromEntries(each.map(([tau, found]) => [tau, found[pick]])) as ByTau;
  return { worst_bias, critical_values: byTau("value"), effective_df: byTau("df") };
}

/** Degrees of freedom of the chi-squared whose first two moments are those of F at noncentrality x. */
const effectiveDf = ({ trace, squares, largest }: Spread, x: number): number =>
  (trace ** 2 * (1 + 2 * x)) / (squares + 2 * x * trace * largest);

// The worst-case bias of 2SLS and LIML with one endogenous regressor: the largest Nagar bias over the
// coefficient and the direction of the first stage, relative to Montiel Olea & Pflueger's benchmark, under any covariance
// of scores.
//
// The structural residual y - x b is, up to scale, e = cos(phi) u1 + sin(phi) u2, with u1 and u2 orthonormal combinations
// of what the instruments leave of x and y: a half circle of phi holds every b, infinite ones too. With A, C and B the
// covariances of u1's scores, of u1's and u2's, and of u2's, N = cos A + sin C those of u1's and e's, and
// S = cos^2 A + 2 cos sin C + sin^2 B those of e's, the ratio along a direction c is
//
//     2SLS: (tr N - 2 c'N c) / d,    LIML: (tr N - cos tr S - c'(2 N - cos S) c) / d,    d^2 = tr A tr S,
//
// of which the extremes over c are at extreme eigenvalues, and those over phi are searched for, with t = tan(phi/2) in
// place of phi: cos = (1 - t^2)/(1 + t^2) and sin = 2t/(1 + t^2) are the same on every host.
// Source: Montiel Olea & Pflueger (2013), Journal of Business & Economic Statistics 31(3), doi:10.1080/00401706.2013.806694,
// theorem 1.

/** Steps from t = -1 to 1 looked at first: the ratio is made of sines and cosines of phi and 2 phi. */
const STEPS = 96;
/** Local maxima below this share of the highest are not refined: a step of the grid hides less. */
const CONTENDERS = 0.9;
/** Golden sections of two steps of the grid, to 1e-8: a maximum is flat, its value then has all digits. */
const SECTIONS = 36;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Largest bias as a share of the benchmark, at most about 1 for 2SLS. */
export interface WorstBias {
  readonly tsls: number;
  readonly liml: number;
}

/** Of a system with one endogenous regressor that the instruments do not explain perfectly, nor the outcome. */
export function worstNagarBias(system: InstrumentSystem, errors: ErrorStructure): WorstBias {
  const T = unexplainedMatrix(system);
  const [xx, xy, yy] = [T.get(0, 0), T.get(0, 1), T.get(1, 1)];
  const u1 = [1 / xx, 0];
  const u2 = [-xy / (xx * yy), 1 / yy];
  const A = scoreMatrix(system, errors, u1);
  const B = scoreMatrix(system, errors, u2);
  const both = scoreMatrix(system, errors, [u1[0]! + u2[0]!, u2[1]!]);
  const C = both.sub(A).sub(B).div(2);
  const kz = system.nInstruments;
  const traceOfA = A.trace();
  const at = (t: number) => {
    const [cos, sin] = [(1 - t * t) / (1 + t * t), (2 * t) / (1 + t * t)];
    const N = (i: number, j: number) => A.get(i, j) * cos + C.get(i, j) * sin;
    const S = (i: number, j: number) =>
      A.get(i, j) * (cos * cos) + C.get(i, j) * (2 * cos * sin) + B.get(i, j) * (sin * sin);
    const traceOfS = trace(kz, S);
    return { cos, N, S, traceOfS, d: Math.sqrt(traceOfA * traceOfS) };
  };
  const tsls = (t: number): number => {
    const { N, d } = at(t);
    return (
      farthest(
        trace(kz, N),
        matrixOf(kz, (i, j) => N(i, j) * 2),
      ) / d
    );
  };
  const liml = (t: number): number => {
    const { cos, N, S, traceOfS, d } = at(t);
    return (
      farthest(
        trace(kz, N) - cos * traceOfS,
        matrixOf(kz, (i, j) => N(i, j) * 2 - S(i, j) * cos),
      ) / d
    );
  };
  return { tsls: largest(tsls), liml: largest(liml) };
}

type Entry = (i: number, j: number) => number;

function trace(order: number, entry: Entry): number {
  let sum = 0;
  for (let i = 0; i < order; i++) sum += entry(i, i);
  return sum;
}

const matrixOf = (order: number, entry: Entry): Matrix =>
  new Matrix(Array.from({ length: order }, (_, i) => Array.from({ length: order }, (_, j) => entry(i, j))));

/** Largest |t - c'M c| over directions c. */
function farthest(t: number, M: Matrix): number {
  const { realEigenvalues } = new EigenvalueDecomposition(M, { assumeSymmetric: true });
  return Math.max(Math.abs(t - Math.min(...realEigenvalues)), Math.abs(t - Math.max(...realEigenvalues)));
}

/** Maximum over t from -1 to 1 of a function that goes on smoothly beyond. */
function largest(ratio: (t: number) => number): number {
  const point = (i: number): number => (2 * i) / STEPS - 1;
  const grid = Array.from({ length: STEPS + 3 }, (_, i) => ratio(point(i - 1)));
  const highest = Math.max(...grid);
  let best = highest;
  for (let i = 0; i <= STEPS; i++) {
    const [before, value, after] = [grid[i]!, grid[i + 1]!, grid[i + 2]!];
    if (value < before || value < after || value < CONTENDERS * highest) continue;
    best = Math.max(best, sectioned(ratio, point(i - 1), point(i + 1)));
  }
  return best;
}

/** Maximum of a function with one on the interval, by golden section. */
function sectioned(ratio: (t: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  let left = high - GOLDEN * (high - low);
  let right = low + GOLDEN * (high - low);
  let [atLeft, atRight] = [ratio(left), ratio(right)];
  for (let i = 0; i < SECTIONS; i++) {
    if (atLeft < atRight) {
      low = left;
      [left, atLeft] = [right, atRight];
      right = low + GOLDEN * (high - low);
      atRight = ratio(right);
    } else {
      high = right;
      [right, atRight] = [left, atLeft];
      left = high - GOLDEN * (high - low);
      atLeft = ratio(left);
    }
  }
  return Math.max(atLeft, atRight);
}

// The noncentral chi-squared distribution, with any positive degrees of freedom: its upper tail as a
// Poisson mixture of central ones, summed from the mode of the weights outward, and its quantile by that tail's root.
// Weights are taken relative to the mode's and divided by their sum, so that neither factorials nor powers enter.
// Source: Johnson, Kotz & Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 29, ISBN 978-0471584940.

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
