/**
 * Covariance of a k-class estimate that stays right where instruments are many beside the observations and
 * errors are homoskedastic and normal. With u the residual, P the projection on instruments and exogenous regressors,
 * M = I - P, alpha = u'Pu / u'u, X all regressors and V = X - u u'X / u'u what the error leaves of them,
 *
 *     H = X'PX - alpha X'X,   S = sigma^2 ((1 - alpha)^2 V'PV + alpha^2 V'MV),   covariance H^-1 S H^-1.
 *
 * Conventional errors leave V'MV out and are too small then. Terms in third and fourth moments of the errors, zero for normal
 * ones, are left out: they need the leverage of every row. Exogenous regressors W are in coordinates of their own triangle.
 * Source: Bekker (1994), Econometrica 62(3), doi:10.2307/2951662; Hansen, Hausman & Newey (2008), Journal of Business &
 * Economic Statistics 26(4), doi:10.1198/073500108000000024.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { dtrtri } from "../../../engine/kernels/lapack.js";
import type { Equation, Shape } from "./equation.js";
import type { InstrumentSystem } from "./instrument-system.js";
import { breadTriangle, kClass } from "./k-class.js";
import { sandwich, stacked } from "./least-distance.js";

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
    const share = dot(column(j), u) / (explained + unexplained);
    return column(j).map((value, i) => (i < kz ? 1 : ratio) * (value - share * u[i]!));
  });

  const k = kw + kx;
  const VV = Float64Array.from(V.flatMap((v) => V.map((other) => dot(v, other))));
  const inCoordinates = sandwich(kx, kx, transposed(kx, dtrtri(engine, kx, C)), VV);
  const meat = new Float64Array(k * k);
  for (let i = 0; i < kw; i++) meat[i * (k + 1)] = 1;
  for (let j = 0; j < kx; j++) meat.set(inCoordinates.subarray(j * kx, (j + 1) * kx), (kw + j) * k + kw);
  const meanSquare = (explained + unexplained) / n;
  const bread = dtrtri(engine, k, breadTriangle(equation, R, C));
  return sandwich(k, k, bread, meat).map((value) => meanSquare * value);
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const squares = (a: Float64Array): number => dot(a, a);

const transposed = (k: number, A: Float64Array): Float64Array =>
  Float64Array.from({ length: k * k }, (_, at) => A[(at % k) * k + Math.floor(at / k)]!);
