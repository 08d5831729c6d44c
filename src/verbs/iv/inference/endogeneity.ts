/**
 * Whether the regressors taken for endogenous are exogenous, given valid instruments: the Durbin-Wu-
 * Hausman tests. All ask whether the residuals of the first stages have coefficients zero beside the regressors.
 * Sources: Durbin (1954), Review of the International Statistical Institute 22(1/3), doi:10.2307/1401917; Wu (1973),
 * Econometrica 41(4), doi:10.2307/1914093; Hausman (1978), Econometrica 46(6), doi:10.2307/1913827.
 */
import { NumericalError } from "../../../base/errors.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { pchisq, pf } from "../../../engine/kernels/math.js";
import type { IvTest } from "../../../regression/record/iv-record.js";
import { wald } from "../../../regression/tests/coefficients.js";
import { jointTest } from "../../../regression/tests/joint-test.js";
import type { ControlFunction } from "../estimator/control-function.js";
import type { InstrumentSystem } from "../estimator/instrument-system.js";
import { definiteFactor } from "./definite-form.js";

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

/** Durbin: n times the share of the least-squares residual that the first stages' residuals explain, chi-squared(kx). */
export function durbin(engine: Engine, system: Counts, { explained, unexplained }: ControlFunction): IvTest {
  return chi2(engine, (system.n * explained) / (explained + unexplained), system.nEndogenous);
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

/**
 * C statistic: what the regressors add to the distance of GMM when they join the instruments, chi-squared(kx); ivreg2's
 * `endog`. Under classical errors it is Durbin's.
 */
export function endogeneityC(engine: Engine, system: Counts, added: number): IvTest {
  return chi2(engine, added, system.nEndogenous);
}

/** Residual degrees of freedom of the equation with the first stages' residuals. */
export const controlFunctionDf = ({ n, nExogenous, nEndogenous }: Counts): number => n - nExogenous - 2 * nEndogenous;

function residualDf(system: Counts): number {
  const df = controlFunctionDf(system);
  if (df > 0) return df;
  throw new NumericalError(
    "no_degrees_of_freedom",
    `The Wu-Hausman test regresses on ${system.nExogenous + 2 * system.nEndogenous} parameters with ${system.n} rows: ` +
      "no residual degrees of freedom are left. Use Durbin's chi-squared, or fewer regressors or effects.",
    { got: df, expected: 1 },
  );
}

function chi2(engine: Engine, statistic: number, df1: number): IvTest {
  const p_value = pchisq(engine, statistic, df1, true);
  return { statistic, distribution: "chi2", df1, df2: null, p_value, hypothesis: HYPOTHESIS };
}
