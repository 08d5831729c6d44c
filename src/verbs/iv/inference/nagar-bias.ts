/**
 * The worst-case bias of 2SLS and LIML with one endogenous regressor: the largest Nagar bias over the
 * coefficient and the direction of the first stage, relative to Montiel Olea & Pflueger's benchmark, under any covariance
 * of scores.
 *
 * The structural residual y - x b is, up to scale, e = cos(phi) u1 + sin(phi) u2, with u1 and u2 orthonormal combinations
 * of what the instruments leave of x and y: a half circle of phi holds every b, infinite ones too. With A, C and B the
 * covariances of u1's scores, of u1's and u2's, and of u2's, N = cos A + sin C those of u1's and e's, and
 * S = cos^2 A + 2 cos sin C + sin^2 B those of e's, the ratio along a direction c is
 *
 *     2SLS: (tr N - 2 c'N c) / d,    LIML: (tr N - cos tr S - c'(2 N - cos S) c) / d,    d^2 = tr A tr S,
 *
 * of which the extremes over c are at extreme eigenvalues, and those over phi are searched for, with t = tan(phi/2) in
 * place of phi: cos = (1 - t^2)/(1 + t^2) and sin = 2t/(1 + t^2) are the same on every host.
 * Source: Montiel Olea & Pflueger (2013), Journal of Business & Economic Statistics 31(3), doi:10.1080/00401706.2013.806694,
 * theorem 1.
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";
import { scoreMatrix, unexplainedMatrix } from "./system-matrices.js";

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
  const at = (t: number) => {
    const [cos, sin] = [(1 - t * t) / (1 + t * t), (2 * t) / (1 + t * t)];
    const N = Matrix.add(Matrix.mul(A, cos), Matrix.mul(C, sin));
    const S = Matrix.mul(A, cos * cos)
      .add(Matrix.mul(C, 2 * cos * sin))
      .add(Matrix.mul(B, sin * sin));
    return { cos, N, S, d: Math.sqrt(A.trace() * S.trace()) };
  };
  const tsls = (t: number): number => {
    const { N, d } = at(t);
    return farthest(N.trace(), Matrix.mul(N, 2)) / d;
  };
  const liml = (t: number): number => {
    const { cos, N, S, d } = at(t);
    return farthest(N.trace() - cos * S.trace(), Matrix.mul(N, 2).sub(Matrix.mul(S, cos))) / d;
  };
  return { tsls: largest(tsls), liml: largest(liml) };
}

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
