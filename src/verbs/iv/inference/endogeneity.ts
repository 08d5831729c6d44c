/**
 * Whether the regressors taken for endogenous are exogenous, given valid instruments: the Durbin-Wu-
 * Hausman tests. Both ask whether the residuals of the first stages have coefficients zero beside the regressors.
 * Sources: Durbin (1954), Review of the International Statistical Institute 22(1/3), doi:10.2307/1401917; Wu (1973),
 * Econometrica 41(4), doi:10.2307/1914093; Hausman (1978), Econometrica 46(6), doi:10.2307/1913827.
 */
import { NumericalError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { dtrtri } from "../../../engine/kernels/lapack.js";
import { pf } from "../../../engine/kernels/math.js";
import type { IvTest } from "../../../regression/record/iv-record.js";
import { wald } from "../../../regression/tests/coefficients.js";
import { jointTest } from "../../../regression/tests/joint-test.js";
import type { ErrorStructure, InstrumentSystem } from "../estimator/instrument-system.js";
import {
  estimationRows,
  leastDistance,
  sandwich,
  stacked,
  structuralResidual,
  twoStage,
} from "../estimator/instrument-system.js";
import { definiteFactor } from "./quadratic-directions.js";

const HYPOTHESIS = "the endogenous regressors are exogenous: least squares and two-stage least squares agree";

type Counts = Pick<InstrumentSystem, "n" | "nEndogenous" | "nExogenous">;

/**
 * Wu-Hausman: F(kx, n - K - kx) of the first stages' residuals, K = kx + the parameters of W with every effect counted.
 * Under classical errors and normality. Throws NumericalError `no_degrees_of_freedom`.
 */
export function wuHausman(engine: Engine, system: Counts, { explained, unexplained }: ControlFunction): IvTest {
  const df1 = system.nEndogenous;
  const df2 = residualDf(system);
  const statistic = explained / df1 / (unexplained / df2);
  return {
    statistic,
    distribution: "F",
    df1,
    df2,
    p_value: pf(engine, statistic, df1, df2, true),
    hypothesis: HYPOTHESIS,
  };
}

/**
 * Wald F of the same coefficients under the errors of the fit. Throws NumericalError `wu_hausman_covariance` where their
 * covariance is not positive definite, as few clusters or two clusterings may have it.
 *
 * @param covariance of the coefficients, with the small-sample factor of the fit already in it
 * @param df2 denominator degrees of freedom: `controlFunctionDf` unless clustered, then that of the fit's t
 */
export function robustWuHausman(
  engine: Engine,
  { coefficients }: ControlFunction,
  covariance: Float64Array,
  df2: number,
): IvTest {
  const indices = Array.from(coefficients.keys());
  if (definiteFactor(covariance, coefficients.length) === null) {
    throw new NumericalError(
      "wu_hausman_covariance",
      `The robust Wu-Hausman test does not exist: the covariance of the first stages' ${indices.length} residuals is not ` +
        "positive definite, with few clusters or by two clusterings. Use more clusters, or one clustering.",
      { got: "a covariance that is not positive definite", expected: "positive definite" },
    );
  }
  const test = jointTest(engine, wald(coefficients, covariance, indices), { rule: df2, t: df2 });
  return { ...test, hypothesis: HYPOTHESIS };
}

/** Residual degrees of freedom of the equation with the first stages' residuals. */
export const controlFunctionDf = ({ n, nExogenous, nEndogenous }: Counts): number => n - nExogenous - 2 * nEndogenous;

function residualDf(system: Counts): number {
  const df = controlFunctionDf(system);
  if (df > 0) return df;
  throw new NumericalError(
    "no_degrees_of_freedom",
    `The Wu-Hausman test regresses on ${system.nExogenous + 2 * system.nEndogenous} parameters with ${system.n} rows: ` +
      "no residual degrees of freedom are left. Use fewer regressors or effects.",
    { got: df, expected: 1 },
  );
}

// The equation with the residuals of its first stages beside the regressors: their coefficients are zero
// when the regressors are exogenous. In coordinates,
//
//     y net of W  =  Q P_X b + E_X (b + r) + u,
//
// two regressions that are orthogonal to each other: b is two-stage least squares, b + r that of E_y on E_X. No tests here.
// Source: Hausman (1978), Econometrica 46(6), doi:10.2307/1913827; Wooldridge (2010), Econometric Analysis of Cross
// Section and Panel Data, section 6.2, ISBN 978-0262232586.

export interface ControlFunction {
  /** Coefficients r of the first stages' residuals, kx. */
  readonly coefficients: Float64Array;
  /** Sum of squares that these residuals take from those of ordinary least squares, and what is left. */
  readonly explained: number;
  readonly unexplained: number;
}

/** Throws NumericalError `singular` when the instruments leave nothing of a regressor. */
export function controlFunction(engine: Engine, system: InstrumentSystem): ControlFunction {
  const { nEndogenous: kx, unexplained } = system;
  const projected = twoStage(engine, system);
  const left = leastDistance(engine, kx + 1, kx, unexplained);
  const triangleOf = ({ R, coordinates }: typeof left) => {
    const out = new Float64Array(kx * (kx + 1));
    out.set(R);
    out.set(coordinates, kx * kx);
    return out;
  };
  // what separates the two regressions: the squares left when they must have the same coefficients, and no others
  const same = leastDistance(engine, 2 * kx, kx, stacked(kx + 1, [kx, triangleOf(projected)], [kx, triangleOf(left)]));
  return {
    coefficients: left.coefficients.map((value, j) => value - projected.coefficients[j]!),
    explained: same.distance,
    unexplained: projected.distance + left.distance,
  };
}

/**
 * The same equation with X among its instruments, after Z: what exogenous regressors would be. Its orthonormal columns
 * are Q and then E_X T_X^-1, those that a QR of [W Z X] gives with the signs of T's diagonal.
 */
export function regressorsAsInstruments(system: InstrumentSystem): InstrumentSystem {
  const { nInstruments: kz, nEndogenous: kx, projected, unexplained: T, instruments } = system;
  const more = kz + kx;
  const wider = new Float64Array(more * (kx + 1));
  const triangle = new Float64Array(more * more);
  const nothing = new Float64Array((kx + 1) ** 2);
  for (let j = 0; j < kz; j++) triangle.set(instruments.subarray(j * kz, (j + 1) * kz), j * more);
  for (let j = 0; j <= kx; j++) {
    const column = [...projected.subarray(j * kz, (j + 1) * kz), ...T.subarray(j * (kx + 1), j * (kx + 1) + kx)];
    wider.set(column, j * more);
    if (j < kx) triangle.set(column, (kz + j) * more);
  }
  nothing[nothing.length - 1] = T[T.length - 1]!;
  return { ...system, nInstruments: more, projected: wider, unexplained: nothing, instruments: triangle };
}

/**
 * The columns of `regressorsAsInstruments` as combinations of those of the system, [E Q]: C of kx + 1 + kz rows and
 * kx + 1 + kz + kx columns such that [E Q] C = [0, what X leaves of E_y, Q, E_X T_X^-1].
 */
export function widerCombinations(
  engine: Engine,
  { nInstruments: kz, nEndogenous: kx, unexplained: T }: InstrumentSystem,
): Float64Array {
  const rows = kx + 1 + kz;
  const C = new Float64Array(rows * (rows + kx));
  const column = (j: number): Float64Array => C.subarray(j * rows, (j + 1) * rows);
  const { coefficients } = leastDistance(engine, kx + 1, kx, T);
  const y = column(kx);
  coefficients.forEach((value, j) => {
    y[j] = -value;
  });
  y[kx] = 1;
  for (let i = 0; i < kz; i++) column(kx + 1 + i)[kx + 1 + i] = 1;
  const inverse = dtrtri(engine, kx, leading(T, kx));
  for (let j = 0; j < kx; j++) column(rows + j).set(inverse.subarray(j * kx, (j + 1) * kx));
  return C;
}

/**
 * Covariance of the control function's coefficients, kx by kx, without a small-sample factor.
 *
 * @param wider the error structure over the orthonormal columns of `regressorsAsInstruments`
 */
export function controlFunctionCovariance(
  engine: Engine,
  system: InstrumentSystem,
  wider: ErrorStructure,
): Float64Array {
  const { nInstruments: kz, nEndogenous: kx, unexplained: T } = system;
  const more = kz + kx;
  const { R, coefficients } = twoStage(engine, system);
  // u = E (-(b + r), 1) + Q (P_y - P_X b); in the wider coordinates only the part of y is unexplained
  const { c } = structuralResidual(system, coefficients);
  const S = wider.covariance(
    Float64Array.from({ length: kx + 1 }, (_, j) => Number(j === kx)),
    Float64Array.from([...c, ...new Float64Array(kx)]),
  );
  // r = H s for the scores s: -(P_X'P_X)^-1 P_X' on Q, T_X^-1 on E_X T_X^-1
  const H = new Float64Array(kx * more);
  H.set(estimationRows(engine, kz, R, system.projected).map((value) => -value));
  H.set(dtrtri(engine, kx, leading(T, kx)), kx * kz);
  return sandwich(kx, more, H, S);
}

/** T_X: the leading kx by kx of a triangle of order kx + 1. */
function leading(T: Float64Array, kx: number): Float64Array {
  const out = new Float64Array(kx * kx);
  for (let j = 0; j < kx; j++) out.set(T.subarray(j * (kx + 1), j * (kx + 1) + j + 1), j * kx);
  return out;
}
