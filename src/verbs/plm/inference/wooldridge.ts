/**
 * Wooldridge's test of unobserved effects, and tests that the coefficient of a lagged residual is what it
 * would be without serial correlation.
 * Source: Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, 2nd ed., 10.4.4, 10.5.4, 10.6.3, 10.7.2;
 * Drukker (2003), Stata Journal 3(2), doi:10.1177/1536867X0300300206.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { pf, pnorm } from "../../../engine/kernels/math.js";
import type { PanelTest } from "./test-record.js";

/**
 * sum_i s_i / sqrt(sum_i s_i^2), s_i the sum of products of residuals of different periods of unit i:
 * ((sum e)^2 - sum e^2) / 2. Normal; robust to any distribution and heteroskedasticity.
 */
export function unobservedEffects(engine: Engine, sums: Float64Array, squares: Float64Array): PanelTest {
  let [total, variance] = [0, 0];
  sums.forEach((sum, i) => {
    const products = (sum * sum - squares[i]!) / 2;
    total += products;
    variance += products * products;
  });
  const z = total / Math.sqrt(variance);
  return {
    name: "Wooldridge test of unobserved effects",
    statistic: z,
    distribution: "normal",
    df: [],
    p_value: 2 * pnorm(engine, -Math.abs(z)),
    hypothesis: "errors of different periods of a unit are uncorrelated: there is no unobserved effect",
    alternative: "two-sided",
    source: "Wooldridge 2010, 10.4.4; as pwtest of plm",
    because: null,
  };
}

/** The coefficient of a lagged residual, with its robust variance. */
export interface LagCoefficient {
  readonly rho: number;
  readonly variance: number;
  readonly df2: number;
}

/** F(1, df2) that the coefficient is `value`. */
export function lagTest(
  engine: Engine,
  { rho, variance, df2 }: LagCoefficient,
  value: number,
  words: Pick<PanelTest, "name" | "hypothesis" | "source">,
): PanelTest {
  const statistic = (rho - value) ** 2 / variance;
  return {
    ...words,
    statistic,
    distribution: "F",
    df: [1, df2],
    p_value: pf(engine, statistic, 1, df2, true),
    alternative: "two-sided",
    because: null,
  };
}
