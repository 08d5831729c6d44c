/**
 * Tests of dependence between units, from correlations of their residuals over the periods both have.
 * Sources: Pesaran (2004), General Diagnostic Tests for Cross Section Dependence in Panels, CESifo Working Paper 1229, and
 * Econometric Reviews 34(6-10) (2015), doi:10.1080/07474938.2014.956623; Breusch & Pagan (1980), Review of Economic Studies
 * 47(1), doi:10.2307/2297111.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { pchisq, pnorm } from "../../../engine/kernels/math.js";
import type { PairCorrelations } from "../../../engine/kernels/panel.js";
import type { PanelTest } from "./test-record.js";

const HYPOTHESIS = "residuals of different units are uncorrelated";

/** sqrt(1 / pairs) sum sqrt(T_ij) r_ij: normal as N grows, T fixed or not. */
export const pesaranCd = (engine: Engine, pairs: PairCorrelations): PanelTest =>
  normal(engine, pairs, pairs.sumByRoot / Math.sqrt(pairs.pairs), {
    name: "Pesaran CD test",
    source: "Pesaran 2004, 2015",
  });

/** (sum (T_ij r_ij^2 - 1)) / sqrt(2 pairs): for T above N. */
export const scaledLm = (engine: Engine, pairs: PairCorrelations): PanelTest =>
  normal(engine, pairs, pairs.sumExcess / Math.sqrt(2 * pairs.pairs), {
    name: "Scaled LM test of cross-sectional dependence",
    source: "Pesaran 2004",
  });

/** sum T_ij r_ij^2, chi-squared with the number of pairs: for few units and many periods. */
export const pairsLm = (engine: Engine, pairs: PairCorrelations): PanelTest => ({
  name: "Breusch-Pagan LM test of cross-sectional dependence",
  statistic: pairs.pairs === 0 ? null : pairs.sumSquares,
  distribution: "chi2",
  df: [pairs.pairs],
  p_value: pairs.pairs === 0 ? null : pchisq(engine, pairs.sumSquares, pairs.pairs, true),
  hypothesis: HYPOTHESIS,
  alternative: "greater",
  source: "Breusch & Pagan 1980",
  because: becauseOf(pairs),
});

/** The mean of r_ij, or of its absolute values. */
export const meanCorrelation = (pairs: PairCorrelations, absolute: boolean): PanelTest => ({
  name: absolute ? "Mean absolute correlation of units" : "Mean correlation of units",
  statistic: pairs.pairs === 0 ? null : (absolute ? pairs.sumAbsolute : pairs.sum) / pairs.pairs,
  distribution: "none",
  df: [],
  p_value: null,
  hypothesis: HYPOTHESIS,
  alternative: "two-sided",
  source: "Pesaran 2004",
  because: becauseOf(pairs),
});

function normal(
  engine: Engine,
  pairs: PairCorrelations,
  z: number,
  words: Pick<PanelTest, "name" | "source">,
): PanelTest {
  const exists = pairs.pairs > 0;
  return {
    ...words,
    statistic: exists ? z : null,
    distribution: "normal",
    df: [],
    p_value: exists ? 2 * pnorm(engine, -Math.abs(z)) : null,
    hypothesis: HYPOTHESIS,
    alternative: "two-sided",
    because: becauseOf(pairs),
  };
}

function becauseOf({ pairs, without }: PairCorrelations): string | null {
  if (pairs === 0) return "no pair of units has two common periods in which residuals vary";
  return without === 0
    ? null
    : `${without} of ${pairs + without} pairs of units have fewer than two common periods, or no variation in them, and are omitted`;
}
