/**
 * Tests of GMM on a dynamic panel as a record has them: statistic, distribution, p and the null in words. Numbers
 * come from the fit and its covariance.
 */

import type { Engine } from "../../engine/kernels/engine.js";
import type { PanelGmmFit } from "./estimator/panel-gmm-fit.js";
import { CONSTANT_GROUP, type PgmmLayout } from "./grid.js";
import type { PanelCovariance } from "./inference/panel-covariance.js";
import {
  type ChiSquared,
  differenceInHansen,
  hansenTest,
  type PanelWald,
  sarganTest,
  serialCorrelation,
  waldTest,
} from "./inference/panel-tests.js";
import { INTERCEPT } from "./panel-grid.js";
import type { DifferenceInHansen, GmmTest, PgmmRecord, SerialTest } from "./record.js";

/** The tests of `fit`, its coefficients called `names`, their covariance `type` and `matrix`, `df` for F in place of chi-squared. */
export function testsOf(
  engine: Engine,
  fit: PanelGmmFit,
  layout: PgmmLayout,
  names: readonly string[],
  type: PanelCovariance,
  matrix: Float64Array,
  df: number | null,
): PgmmRecord["tests"] {
  const last = fit.steps.at(-1)!;
  const serial = serialCorrelation(engine, fit, type);
  const hansen = hansenTest(engine, fit);
  const positions = names.flatMap((name, j) => (name === INTERCEPT ? [] : [j]));
  const time = positions.filter((j) => layout.timeDummies.includes(names[j]!));
  const others = positions.filter((j) => !time.includes(j));
  const wald = (at: readonly number[]) => {
    const test = waldTest(engine, last.beta, matrix, at, df);
    return { ...coefficientTest(test), terms: at.map((j) => names[j]!) };
  };
  return {
    ...Object.fromEntries(serial.map((test): [`ar${number}`, SerialTest] => [`ar${test.order}`, serialTest(test)])),
    sargan: chiSquared(
      sarganTest(engine, fit),
      "all instruments are exogenous (errors of one variance, not correlated)",
    ),
    hansen: hansen === null ? null : chiSquared(hansen, "all instruments are exogenous"),
    diff_hansen: differenceInHansen(engine, fit)
      .filter(({ group }) => group !== CONSTANT_GROUP)
      .map(differenceRecord),
    wald: wald(positions),
    ...(time.length === 0 || others.length === 0 ? {} : { wald_time: wald(time), wald_regressors: wald(others) }),
  };
}

function serialTest({ order, z, p, units, pairs }: ReturnType<typeof serialCorrelation>[number]): SerialTest {
  return {
    order,
    statistic: z,
    distribution: "normal",
    p_value: p,
    pairs,
    units,
    hypothesis: `errors in first differences are not correlated with those ${order} periods before`,
  };
}

function chiSquared({ statistic, df, p }: ChiSquared, hypothesis: string): GmmTest {
  return { statistic, distribution: "chi2", df1: df, df2: null, p_value: p, hypothesis };
}

function coefficientTest({ statistic, distribution, df1, df2, p }: PanelWald): GmmTest {
  return { statistic, distribution, df1, df2, p_value: p, hypothesis: "the coefficients are zero" };
}

/** What the group of instruments of the equation in levels is called, over all `gmm()`. */
export const LEVEL_GROUP = "GMM instruments for levels";

function differenceRecord({
  group,
  instruments,
  excluding,
  difference,
}: ReturnType<typeof differenceInHansen>[number]): DifferenceInHansen {
  const identified = excluding !== null && difference !== null;
  return {
    group: group ?? LEVEL_GROUP,
    instruments,
    excluding: identified ? chiSquared(excluding, "the other instruments are exogenous") : null,
    difference: identified
      ? chiSquared(difference, "these instruments are exogenous, given that the others are")
      : null,
    because: identified ? null : "the other instruments do not identify the coefficients",
  };
}
