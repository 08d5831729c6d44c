/**
 * Lagrange multiplier tests of random effects from pooled residuals, balanced or not: only sums of residuals
 * by unit and by period are asked.
 *
 * With A_1 = sum_i (sum_t e_it)^2 / sum e^2 - 1 and M_1 = sum_i T_i^2, the standardised score of units is
 * n A_1 / sqrt(2 (M_1 - n)); that of periods likewise.
 * Sources: Breusch & Pagan (1980), Review of Economic Studies 47(1), doi:10.2307/2297111; Honda (1985), Review of Economic
 * Studies 52(4); King & Wu (1997), Econometric Reviews 16(2); Gourieroux, Holly & Monfort (1982), Econometrica 50(1);
 * unbalanced: Baltagi & Li (1990), Econometric Reviews 9(1), doi:10.1080/07474939008800180; Baltagi, Chang & Li (1998),
 * Advances in Econometrics 13.
 */
import { hypot } from "../../../base/hypot.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { pchisq, pnorm } from "../../../engine/kernels/math.js";
import type { PairCorrelations } from "../../../engine/kernels/panel.js";
import type { PanelTest } from "../record.js";

/** Residuals summed by the levels of a grouping, and rows of each level. */
export interface GroupResiduals {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

/** Standardised scores of units and of periods, and what they are weighed by. */
export interface EffectScores {
  readonly unit: number;
  readonly time: number;
  /** sqrt(M - n) of each. */
  readonly weights: { readonly unit: number; readonly time: number };
}

/** The scores; `sumOfSquares` of all n residuals. */
export function effectScores(
  n: number,
  sumOfSquares: number,
  unit: GroupResiduals,
  time: GroupResiduals,
): EffectScores {
  const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
  const weight = ({ counts }: GroupResiduals) => Math.sqrt(squares(counts) - n);
  const score = (groups: GroupResiduals) =>
    (n * (squares(groups.sums) / sumOfSquares - 1)) / (Math.SQRT2 * weight(groups));
  return { unit: score(unit), time: score(time), weights: { unit: weight(unit), time: weight(time) } };
}

export type EffectOf = "individual" | "time" | "twoways";

const WORDS: Readonly<Record<EffectOf, string>> = {
  individual: "the variance of individual effects is zero",
  time: "the variance of time effects is zero",
  twoways: "the variances of individual and of time effects are zero",
};

/** Squared scores, chi-squared: two-sided. */
export function breuschPagan(engine: Engine, scores: EffectScores, effect: EffectOf): PanelTest {
  const parts = { individual: [scores.unit], time: [scores.time], twoways: [scores.unit, scores.time] }[effect];
  const statistic = parts.reduce((sum, score) => sum + score * score, 0);
  return {
    name: `Breusch-Pagan LM test (${effect})`,
    statistic,
    distribution: "chi2",
    df: [parts.length],
    p_value: pchisq(engine, statistic, parts.length, true),
    hypothesis: WORDS[effect],
    alternative: "two-sided",
    source: "Breusch & Pagan 1980; unbalanced: Baltagi & Li 1990",
    because: null,
  };
}

/** The score itself, or both over the root of two; one-sided, because a variance can't be negative. */
export function honda(engine: Engine, scores: EffectScores, effect: EffectOf): PanelTest {
  const { unit, time } = scores;
  const statistic = { individual: unit, time, twoways: (unit + time) / Math.SQRT2 }[effect];
  return {
    ...oneSided(engine, statistic, effect),
    name: `Honda test (${effect})`,
    source: "Honda 1985; unbalanced: Baltagi, Chang & Li 1998",
  };
}

/** Scores of units and periods weighed by sqrt(M - n): one-sided. */
export function kingWu(engine: Engine, { unit, time, weights }: EffectScores): PanelTest {
  const statistic = (weights.unit * unit + weights.time * time) / hypot(weights.unit, weights.time);
  return {
    ...oneSided(engine, statistic, "twoways"),
    name: "King-Wu test (twoways)",
    source: "King & Wu 1997; unbalanced: Baltagi, Chang & Li 1998",
  };
}

/** Squares of positive scores: a mixture of chi-squared of 0, 1 and 2 degrees of freedom by 1/4, 1/2, 1/4. */
export function gourierouxHollyMonfort(engine: Engine, { unit, time }: EffectScores): PanelTest {
  const statistic = Math.max(0, unit) ** 2 + Math.max(0, time) ** 2;
  const p = pchisq(engine, statistic, 1, true) / 2 + pchisq(engine, statistic, 2, true) / 4;
  return {
    name: "Gourieroux-Holly-Monfort test (twoways)",
    statistic,
    distribution: "chi2 mixture",
    df: [0, 1, 2],
    p_value: statistic > 0 ? p : 1,
    hypothesis: WORDS.twoways,
    alternative: "greater",
    source: "Gourieroux, Holly & Monfort 1982",
    because: null,
  };
}

function oneSided(engine: Engine, statistic: number, effect: EffectOf): Omit<PanelTest, "name" | "source"> {
  return {
    statistic,
    distribution: "normal",
    df: [],
    p_value: pnorm(engine, statistic, true),
    hypothesis: WORDS[effect],
    alternative: "greater",
    because: null,
  };
}

// Tests of dependence between units, from correlations of their residuals over the periods both have.
// Sources: Pesaran (2004), General Diagnostic Tests for Cross Section Dependence in Panels, CESifo Working Paper 1229, and
// Econometric Reviews 34(6-10) (2015), doi:10.1080/07474938.2014.956623; Breusch & Pagan (1980), Review of Economic Studies
// 47(1), doi:10.2307/2297111.

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
