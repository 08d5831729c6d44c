/**
 * Where a symmetric matrix that is quadratic in one number becomes singular, infinity included. The number
 * is a direction (s, t), b = s/t, and the matrix K = s^2 A + s t B + t^2 C, so that no point of the line is special: the
 * companion matrix is made round the direction where K is best conditioned, which no eigenvalue is near. Eigenvalues that
 * are nearly real come in, too: whoever asks looks at the sign of a function on either side of each direction.
 * Source: Tisseur & Meerbergen (2001), SIAM Review 43(2), doi:10.1137/S0036144500381988, sections 3.4 and 3.5.
 */
import { EigenvalueDecomposition, LuDecomposition, Matrix } from "ml-matrix";

/** Coefficients of s^2, s t and t^2: symmetric, column-major. */
export interface QuadraticMatrix {
  readonly order: number;
  readonly ss: Float64Array;
  readonly st: Float64Array;
  readonly tt: Float64Array;
}

/** A unit vector (s, t): the number s/t; (1, 0) and (-1, 0) are the ends of the line. */
export type Direction = readonly [s: number, t: number];

/** Directions looked at for the best conditioned matrix. */
const PIVOTS = 16;

export const direction = (s: number, t: number): Direction => {
  const length = Math.sqrt(s * s + t * t);
  return [s / length, t / length];
};

/** The direction halfway between two less than a half turn apart. */
export const between = (u: Direction, v: Direction): Direction => direction(u[0] + v[0], u[1] + v[1]);

/** K at a direction. */
export function quadraticAt({ ss, st, tt }: QuadraticMatrix, [s, t]: Direction): Float64Array {
  return ss.map((value, i) => s * s * value + s * t * st[i]! + t * t * tt[i]!);
}

/**
 * The 2 `order` directions whose number is the real part of an eigenvalue, with t > 0, in ascending order of s/t; those at
 * which K is singular are among them. Empty when K is singular in every direction looked at, or not
 * finite.
 */
export function singularDirections(K: QuadraticMatrix): Direction[] {
  // A number that is none would keep the eigenvalue iteration from ever ending.
  const isDefined = [K.ss, K.st, K.tt].every((part) => part.every(Number.isFinite));
  const pivot = isDefined ? bestPivot(K) : null;
  if (pivot === null) return [];
  const { order } = K;
  const [p, q] = pivot;
  // (s, t) = mu (p, q) + (-q, p): K = mu^2 A + mu B + C
  const A = matrixOf(order, K, (ss, st, tt) => p * p * ss + p * q * st + q * q * tt);
  const B = matrixOf(order, K, (ss, st, tt) => 2 * p * q * (tt - ss) + (p * p - q * q) * st);
  const C = matrixOf(order, K, (ss, st, tt) => q * q * ss - p * q * st + p * p * tt);
  // where all are singular but for rounding, an eigenvalue of the best is not zero, though a pivot of it may be
  const factor = new LuDecomposition(A);
  if (factor.isSingular()) return [];
  const companion = Matrix.zeros(2 * order, 2 * order);
  companion.setSubMatrix(Matrix.eye(order), 0, order);
  companion.setSubMatrix(factor.solve(C).neg(), order, 0);
  companion.setSubMatrix(factor.solve(B).neg(), order, order);
  return new EigenvalueDecomposition(companion).realEigenvalues
    .map((mu) => direction(mu * p - q, mu * q + p))
    .map(([s, t]): Direction => (t < 0 ? [-s, -t] : [s, t]))
    .filter(([, t]) => t > 0)
    .sort((u, v) => u[0] / u[1] - v[0] / v[1]);
}

/** The direction where the eigenvalue of K nearest to zero is farthest from it; null when it is zero in all. */
function bestPivot(K: QuadraticMatrix): Direction | null {
  let best: Direction | null = null;
  let distance = 0;
  for (let i = 0; i < PIVOTS; i++) {
    const u = (2 * i + 1) / PIVOTS - 1; // the tangent of half an angle: the same bits on every host
    const candidate: Direction = [(2 * u) / (1 + u * u), (1 - u * u) / (1 + u * u)];
    const [s, t] = candidate;
    const at = matrixOf(K.order, K, (ss, st, tt) => s * s * ss + s * t * st + t * t * tt);
    const sizes = new EigenvalueDecomposition(at, { assumeSymmetric: true }).realEigenvalues.map(Math.abs);
    const found = Math.min(...sizes);
    if (found > distance) [best, distance] = [candidate, found];
  }
  return best;
}

function matrixOf(
  order: number,
  { ss, st, tt }: QuadraticMatrix,
  entry: (ss: number, st: number, tt: number) => number,
): Matrix {
  const matrix = Matrix.zeros(order, order);
  for (let j = 0; j < order; j++) {
    for (let i = 0; i < order; i++) {
      const at = j * order + i;
      matrix.set(i, j, entry(ss[at]!, st[at]!, tt[at]!));
    }
  }
  return matrix;
}

// d'V^-1 d for a small symmetric V that must be positive definite.

/** A pivot at most this share of its diagonal is rounding: the score is a combination of earlier ones. */
const PIVOT_SHARE = 1e-12;

/** Cholesky factor of V, lower and column-major, or null when V is not positive definite to `PIVOT_SHARE`. */
export function definiteFactor(V: Float64Array, order: number): Float64Array | null {
  const L = new Float64Array(order * order);
  for (let j = 0; j < order; j++) {
    for (let i = j; i < order; i++) {
      let sum = V[j * order + i]!;
      for (let l = 0; l < j; l++) sum -= L[l * order + i]! * L[l * order + j]!;
      if (i > j) L[j * order + i] = sum / L[j * order + j]!;
      else if (sum > PIVOT_SHARE * V[j * order + j]!) L[j * order + j] = Math.sqrt(sum);
      else return null;
    }
  }
  return L;
}

/** d'V^-1 d, or null when V is not positive definite. */
export function definiteForm(V: Float64Array, d: Float64Array): number | null {
  const order = d.length;
  const L = definiteFactor(V, order);
  if (L === null) return null;
  const z = new Float64Array(order);
  let form = 0;
  for (let i = 0; i < order; i++) {
    let sum = d[i]!;
    for (let l = 0; l < i; l++) sum -= L[l * order + i]! * z[l]!;
    z[i] = sum / L[i * order + i]!;
    form += z[i]! * z[i]!;
  }
  return form;
}

/** w'V w of a symmetric V. */
export function symmetricForm(V: Float64Array, w: Float64Array): number {
  const order = w.length;
  let form = 0;
  for (let j = 0; j < order; j++) for (let i = 0; i < order; i++) form += w[i]! * V[j * order + i]! * w[j]!;
  return form;
}
