/**
 * k-class estimates of an equation with instruments from its triangle: kappa 1 is two-stage least
 * squares, 0 least squares, the smallest root of |[X y]'(I - kappa M)[X y]| = 0 limited information maximum likelihood,
 * that root less alpha / (n - L) Fuller's. With [X y] net of W = Q P + E, E'E = T'T:
 *
 *     X'(I - kappa M) X  =  P'P + (1 - kappa) T'T        (columns of X)
 *
 * so that coefficients of X come from kx equations, and those of W by a solve against W's own triangle: W'(I - kappa M) = W',
 * and W is never squared. Knows no rows.
 * Sources: Theil (1961), Economic Forecasts and Policy; Anderson & Rubin (1949), Annals of Mathematical Statistics 20(1),
 * doi:10.1214/aoms/1177730090; Fuller (1977), Econometrica 45(4), doi:10.2307/1912683.
 */
import { inverse, Matrix, QrDecomposition, SVD } from "ml-matrix";
import { NumericalError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { dpotrf, dtrsv, dtrtri } from "../../../engine/kernels/lapack.js";
import type { Equation, Shape } from "./equation.js";
import { firstStageDf, type InstrumentSystem, leastDistance, sandwich, stacked } from "./instrument-system.js";

/** Share of the outcome, net of W, that is rounding. */
const EXACT = 1e-13;

/** What is estimated, and with which weight on what instruments leave unexplained. */
export interface KClass {
  readonly kappa: number;
  /** Coefficients of X, kx. */
  readonly endogenous: Float64Array;
  /** Upper triangle C of order kx, C'C = X'(I - kappa M)X net of W. */
  readonly triangle: Float64Array;
}

/** The k-class estimate of X. Throws NumericalError `weak_bread` where its matrix is not positive definite. */
export function kClass(
  engine: Engine,
  { nEndogenous: kx, nInstruments: kz, projected: P, unexplained: T }: InstrumentSystem,
  kappa: number,
): KClass {
  if (kappa <= 1) {
    // least squares of the rows P and sqrt(1 - kappa) T: nothing is squared
    const scaled = T.map((value) => Math.sqrt(1 - kappa) * value);
    const below = kappa === 1 ? ([0, new Float64Array(0)] as const) : ([kx + 1, scaled] as const);
    const rows = stacked(kx + 1, [kz, P], below);
    const { coefficients, R } = leastDistance(engine, kz + below[0], kx, rows);
    return { kappa, endogenous: coefficients, triangle: R };
  }
  const moment = (i: number, j: number): number =>
    dot(P, i * kz, j * kz, kz) + (1 - kappa) * dot(T, i * (kx + 1), j * (kx + 1), kx + 1);
  const A = new Float64Array(kx * kx);
  for (let j = 0; j < kx; j++) for (let i = 0; i < kx; i++) A[j * kx + i] = moment(i, j);
  const L = factor(engine, kx, A, kappa);
  const triangle = new Float64Array(kx * kx);
  for (let j = 0; j < kx; j++) for (let i = 0; i <= j; i++) triangle[j * kx + i] = L[i * kx + j]!;
  const right = Float64Array.from({ length: kx }, (_, i) => moment(i, kx));
  const half = dtrsv(engine, kx, triangle, right, { transposed: true });
  return { kappa, endogenous: dtrsv(engine, kx, triangle, half), triangle };
}

/** Coefficients of W, given those of X, from the triangle of [W Z X y]. */
export function exogenousCoefficients(
  engine: Engine,
  { kw, kz, kx }: Shape,
  R: Float64Array,
  endogenous: Float64Array,
): Float64Array {
  const order = kw + kz + kx + 1;
  const right = Float64Array.from({ length: kw }, (_, i) => {
    let left = R[(order - 1) * order + i]!;
    for (let j = 0; j < kx; j++) left -= R[(kw + kz + j) * order + i]! * endogenous[j]!;
    return left;
  });
  return kw === 0 ? right : dtrsv(engine, kw, leading(R, order, kw), right);
}

/**
 * Upper triangle of order kw + kx whose square is the inverse of the k-class bread, in the order [W X]: that of W and R_WX
 * from the triangle of [W Z X y], C below.
 */
export function breadTriangle({ kw, kz, kx }: Shape, R: Float64Array, C: Float64Array): Float64Array {
  const order = kw + kz + kx + 1;
  const k = kw + kx;
  const out = new Float64Array(k * k);
  for (let j = 0; j < kw; j++) out.set(R.subarray(j * order, j * order + j + 1), j * k);
  for (let j = 0; j < kx; j++) {
    const from = (kw + kz + j) * order;
    out.set(R.subarray(from, from + kw), (kw + j) * k);
    out.set(C.subarray(j * kx, j * kx + j + 1), (kw + j) * k + kw);
  }
  return out;
}

/**
 * LIML's kappa: 1 + the smallest eigenvalue of P'P in the metric of T'T, 1 for an exactly identified equation and an exact fit. By the
 * smallest canonical correlation r of [X y] and the instruments, kappa - 1 = r^2 / (1 - r^2): T may be close to singular,
 * as it is where a first stage is nearly exact or few rows are left, and is not inverted.
 */
export function limlKappa({ nEndogenous: kx, nInstruments: kz, projected, unexplained }: InstrumentSystem): number {
  if (kz === kx) return 1;
  const T = toMatrix(unexplained, kx + 1, kx + 1);
  const P = toMatrix(projected, kz, kx + 1);
  const rows = [...P.to2DArray(), ...T.to2DArray()];
  const R = new QrDecomposition(new Matrix(rows)).upperTriangularMatrix;
  // an outcome that the regressors explain exactly: no combination of the two is left to be minimised
  if (Math.abs(R.get(kx, kx)) <= EXACT * R.getColumnVector(kx).norm()) return 1;
  const toUnit = inverse(R);
  const svd = new SVD(P.mmul(toUnit), { autoTranspose: true });
  const left = T.mmul(toUnit.mmul(svd.rightSingularVectors.getColumnVector(kx))).norm() ** 2;
  return 1 + svd.diagonal[kx]! ** 2 / left;
}

/** Fuller's kappa with constant `alpha`. */
export const fullerKappa = (system: InstrumentSystem, alpha: number): number =>
  limlKappa(system) - alpha / firstStageDf(system);

function factor(engine: Engine, k: number, A: Float64Array, kappa: number): Float64Array {
  try {
    return dpotrf(engine, k, A);
  } catch (cause) {
    if (!(cause instanceof NumericalError)) throw cause;
    throw new NumericalError(
      "weak_bread",
      `The k-class matrix is not positive definite at kappa ${kappa}: the instruments say too little of the endogenous regressors for LIML or Fuller. Report the Anderson-Rubin set.`,
      { got: kappa, expected: "P'P + (1 - kappa) T'T positive definite" },
      { cause },
    );
  }
}

/** The leading k by k of an upper triangle of order `order`. */
function leading(R: Float64Array, order: number, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let j = 0; j < k; j++) out.set(R.subarray(j * order, j * order + j + 1), j * k);
  return out;
}

function dot(A: Float64Array, a: number, b: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += A[a + i]! * A[b + i]!;
  return sum;
}

const toMatrix = (columns: Float64Array, rows: number, k: number): Matrix =>
  new Matrix(Array.from({ length: k }, (_, j) => columns.subarray(j * rows, (j + 1) * rows))).transpose();

// Covariance of a k-class estimate that stays right where instruments are many beside the observations and
// errors are homoskedastic and normal. With u the residual, P the projection on instruments and exogenous regressors,
// M = I - P, alpha = u'Pu / u'u, X all regressors and V = X - u u'X / u'u what the error leaves of them,
//
//     H = X'PX - alpha X'X,   S = sigma^2 ((1 - alpha)^2 V'PV + alpha^2 V'MV),   covariance H^-1 S H^-1.
//
// Conventional errors leave V'MV out and are too small then. Terms in third and fourth moments of the errors, zero for normal
// ones, are left out: they need the leverage of every row. Exogenous regressors W are in coordinates of their own triangle.
// Source: Bekker (1994), Econometrica 62(3), doi:10.2307/2951662; Hansen, Hausman & Newey (2008), Journal of Business &
// Economic Statistics 26(4), doi:10.1198/073500108000000024.

/**
 * Of order kw + kx, in the order [W X], with sigma^2 = u'u / n; `coefficients` are those of X, by LIML or Fuller. Throws
 * NumericalError `weak_bread` where H is not positive definite.
 */
export function bekkerCovariance(
  engine: Engine,
  equation: Shape & Pick<Equation, "n" | "R">,
  system: InstrumentSystem,
  coefficients: Float64Array,
): Float64Array {
  const { n, kw, kx, kz, R } = equation;
  const rows = kz + kx + 1;
  // [X y] net of W by where it lies: on the instruments, then beyond them
  const Xy = stacked(kx + 1, [kz, system.projected], [kx + 1, system.unexplained]);
  const column = (j: number): Float64Array => Xy.subarray(j * rows, (j + 1) * rows);
  const u = column(kx).map((value, i) => coefficients.reduce((left, b, j) => left - b * column(j)[i]!, value));
  const [explained, unexplained] = [squares(u.subarray(0, kz)), squares(u.subarray(kz))];
  // all over (1 - alpha)^2: H is X'(I - kappa M)X, and alpha / (1 - alpha) = u'Pu / u'Mu
  const ratio = explained / unexplained;
  const { triangle: C } = kClass(engine, system, 1 + ratio);
  const V = Array.from({ length: kx }, (_, j) => {
    const share = product(column(j), u) / (explained + unexplained);
    return column(j).map((value, i) => (i < kz ? 1 : ratio) * (value - share * u[i]!));
  });

  const k = kw + kx;
  const VV = Float64Array.from(V.flatMap((v) => V.map((other) => product(v, other))));
  const inCoordinates = sandwich(kx, kx, transposed(kx, dtrtri(engine, kx, C)), VV);
  const meat = new Float64Array(k * k);
  for (let i = 0; i < kw; i++) meat[i * (k + 1)] = 1;
  for (let j = 0; j < kx; j++) meat.set(inCoordinates.subarray(j * kx, (j + 1) * kx), (kw + j) * k + kw);
  const meanSquare = (explained + unexplained) / n;
  const bread = dtrtri(engine, k, breadTriangle(equation, R, C));
  return sandwich(k, k, bread, meat).map((value) => meanSquare * value);
}

const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const squares = (a: Float64Array): number => product(a, a);

const transposed = (k: number, A: Float64Array): Float64Array =>
  Float64Array.from({ length: k * k }, (_, at) => A[(at % k) * k + Math.floor(at / k)]!);
