/**
 * F test of effects: least squares without them against least squares with them.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { pf } from "../../../engine/kernels/math.js";
import { type PanelTest, withoutStatistic } from "./test-record.js";

/** Residuals of a regression by least squares. */
export interface ResidualSum {
  readonly ssr: number;
  readonly df: number;
}

/** ((ssr_r - ssr_u) / (df_r - df_u)) / (ssr_u / df_u), `effects` in words. */
export function effectsF(
  engine: Engine,
  restricted: ResidualSum,
  unrestricted: ResidualSum,
  effects: string,
): PanelTest {
  const df1 = restricted.df - unrestricted.df;
  const statistic = (restricted.ssr - unrestricted.ssr) / df1 / (unrestricted.ssr / unrestricted.df);
  const test: PanelTest = {
    name: `F test of ${effects}`,
    statistic,
    distribution: "F",
    df: [df1, unrestricted.df],
    p_value: df1 > 0 ? pf(engine, statistic, df1, unrestricted.df, true) : null,
    hypothesis: `there are no ${effects}`,
    alternative: "greater",
    source: "as pFtest of plm",
    because: null,
  };
  return df1 > 0 ? test : withoutStatistic(test, "these effects take no degree of freedom beyond the others");
}
