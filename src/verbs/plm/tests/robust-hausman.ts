/**
 * Hausman's test as a regression: quasi-demeaned columns with the demeaned regressors beside them, whose
 * coefficients are zero where effects and regressors are uncorrelated. Any variance may serve.
 * Source: Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, 2nd ed., 10.7.3; Arellano (1993), Journal of
 * Econometrics 59(1-2); Mundlak (1978), Econometrica 46(1), doi:10.2307/1913646.
 */
import { DataError } from "../../../base/errors.js";
import { pchisq } from "../../../engine/kernels/math.js";
import { wald } from "../../../regression/tests/coefficients.js";
import { vcov } from "../../../regression/variance/vcov.js";
import { transformedOls } from "../estimator/transformed-ols.js";
import { quasiDemean } from "../estimator/transforms.js";
import type { PanelTest } from "../inference/test-record.js";
import { PLM_SSC } from "../plan.js";
import { randomColumns } from "../random.js";
import type { TestContext } from "./context.js";

/** With the variance of the regression itself, or clustered by unit without a factor. */
export function auxiliaryHausman({ data }: TestContext, robust: boolean): PanelTest {
  const { engine, scope, n, k, unit, sizes, spec } = data;
  return scope.scope((inner) => {
    const transformed = randomColumns(data, "individual", "swar").columns;
    const demeaned = data.columns(inner);
    quasiDemean(engine, inner, n, k, unit.block, new Float64Array(unit.nLevels).fill(1), demeaned.part(0, n * k));
    const columns = inner.f64(n * (2 * k + 1));
    columns
      .part(0, n * k)
      .view()
      .set(transformed.part(0, n * k).view());
    columns
      .part(n * k, n * k)
      .view()
      .set(demeaned.part(0, n * k).view());
    columns
      .part(2 * n * k, n)
      .view()
      .set(transformed.part(n * k, n).view());
    const { result } = transformedOls(engine, inner, n, 2 * k, columns, [...sizes, ...sizes], spec.intercept);
    const { fit, kept } = result;
    const added = kept.flatMap((column, place) => (column >= k ? [place] : []));
    if (added.length === 0) {
      throw new DataError("no_variation", `No regressor varies within any ${unit.name}: there is nothing to compare.`, {
        got: 0,
        expected: "a regressor that varies within units and between them",
      });
    }
    const count = { slopes: fit.k, effects: [], rank: { value: 0, exact: true } };
    const term = { name: unit.name, codes: unit.codes, nLevels: unit.nLevels, sign: 1 as const };
    const { matrix } = robust
      ? vcov(engine, inner, fit, "cluster", [term], PLM_SSC, count)
      : vcov(engine, inner, fit, "iid", [], PLM_SSC, count);
    const test = wald(fit.beta, matrix, added);
    const statistic = test.statistic * test.df1;
    return {
      name: robust ? `Robust Hausman test (clustered by ${unit.name})` : "Hausman test as a regression",
      statistic,
      distribution: "chi2",
      df: [test.df1],
      p_value: pchisq(engine, statistic, test.df1, true),
      hypothesis: "the effects are uncorrelated with the regressors: random effects are consistent",
      alternative: "greater",
      source: 'Wooldridge 2010, 10.7.3; as phtest of plm, method = "aux", in balanced panels',
      because: null,
    };
  });
}
