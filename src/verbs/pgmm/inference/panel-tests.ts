/**
 * Tests of GMM on panels, from the sums of its steps: overidentification by Sargan and Hansen, of groups of
 * instruments by the difference, serial correlation, and coefficients. Statistics as xtabond2 defines them.
 * Source: Roodman (2009), Stata Journal 9(1), doi:10.1177/1536867X0900900106.
 */

import type { Engine } from "../../../engine/kernels/engine.js";
import { pchisq, pf, pnorm } from "../../../engine/kernels/math.js";
import { wald } from "../../../regression/tests/coefficients.js";
import type { HansenWithout, PanelGmmFit } from "../estimator/panel-gmm-fit.js";
import { errorVariance, type PanelCovariance, panelCovariance } from "./panel-covariance.js";

/** `p` is null where there is nothing to test. */
export interface ChiSquared {
  readonly statistic: number;
  readonly df: number;
  readonly p: number | null;
}

/**
 * Sargan's statistic of the one-step residuals and weight, over the variance of the errors: not robust to errors of several
 * variances, not weakened by many instruments.
 */
export function sarganTest(engine: Engine, fit: PanelGmmFit): ChiSquared {
  const [first] = fit.steps;
  return chiSquared(engine, first!.distance / errorVariance(fit), first!.weightRank - fit.kept.length);
}

/** Hansen's J: robust, weakened by many instruments. Null where its weight has no inverse (one step only). */
export function hansenTest(engine: Engine, { hansen }: PanelGmmFit): ChiSquared | null {
  return hansen === null ? null : chiSquared(engine, hansen.distance, hansen.degrees);
}

export interface DifferenceInHansen {
  /** The group tested; null: GMM-style instruments of the equation in levels. */
  readonly group: string | null;
  readonly instruments: number;
  /** J of the others, and what the group adds; null where the others do not identify the coefficients. */
  readonly excluding: ChiSquared | null;
  readonly difference: ChiSquared | null;
}

/** Whether each group of instruments is exogenous, given that the others are. */
export function differenceInHansen(engine: Engine, { hansen }: PanelGmmFit): readonly DifferenceInHansen[] {
  if (hansen === null) return [];
  return hansen.without.map(({ group, instruments, distance, degrees }: HansenWithout) => {
    if (distance === null) return { group, instruments, excluding: null, difference: null };
    return {
      group,
      instruments,
      excluding: chiSquared(engine, distance, degrees),
      difference: chiSquared(engine, hansen.distance - distance, hansen.degrees - degrees),
    };
  });
}

function chiSquared(engine: Engine, statistic: number, df: number): ChiSquared {
  return { statistic, df, p: df > 0 ? pchisq(engine, Math.max(0, statistic), df, true) : null };
}

export interface SerialCorrelation {
  readonly order: number;
  /** Standard normal; null where no unit has residuals so far apart, or their variance is not positive. */
  readonly z: number | null;
  readonly p: number | null;
  /** Units and pairs of residuals it is made of. */
  readonly units: number;
  readonly pairs: number;
}

/**
 * Correlation of residuals in first differences with those m periods before, and what estimating the coefficients adds. `type` is the
 * covariance of the coefficients, here without a small-sample factor, as xtabond2; with the classical one the variance of the
 * correlation is that of errors of covariance H too. Throws NotSupported as `panelCovariance`.
 * Source: Arellano and Bond (1991), Review of Economic Studies 58(2), doi:10.2307/2297968, section 3.
 */
export function serialCorrelation(
  engine: Engine,
  fit: PanelGmmFit,
  type: PanelCovariance,
): readonly SerialCorrelation[] {
  const covariance = panelCovariance(fit, type);
  const step = fit.steps.at(-1)!;
  const k = step.beta.length;
  const L = step.estimator.length / k;
  const scale = errorVariance(fit);
  return step.serial.map(({ order, product, squares, units, pairs, Xw, Zew, wHw, ZHw }) => {
    const classical = type === "classical";
    let variance = classical ? scale * wHw! : squares;
    const moments = classical ? ZHw!.map((value) => scale * value) : Zew;
    for (let i = 0; i < k; i++) {
      let own = 0;
      for (let l = 0; l < L; l++) own -= 2 * step.estimator[l * k + i]! * moments[l]!;
      for (let j = 0; j < k; j++) own += covariance[j * k + i]! * Xw[j]!;
      variance += Xw[i]! * own;
    }
    if (pairs === 0 || !(variance > 0)) return { order, z: null, p: null, units, pairs };
    const z = product / Math.sqrt(variance);
    return { order, z, p: 2 * pnorm(engine, Math.abs(z), true), units, pairs };
  });
}

export interface PanelWald {
  /** NaN where a variance is zero, as in an exact fit. */
  readonly statistic: number;
  readonly distribution: "chi2" | "F";
  /** Rank of the covariance, which is less than the coefficients where groups are few. */
  readonly df1: number;
  readonly df2: number | null;
  readonly p: number | null;
}

/**
 * Wald's test that the coefficients at `positions` are 0. With `df2` the F of a small-sample covariance: units, less one when there
 * is a constant (xtabond2). A covariance short of rank, as fewer groups than coefficients give, is inverted as far as it goes.
 */
export function waldTest(
  engine: Engine,
  beta: Float64Array,
  covariance: Float64Array,
  positions: readonly number[],
  df2: number | null = null,
): PanelWald {
  const { statistic, df1 } = wald(beta, covariance, positions);
  const usable = Number.isFinite(statistic) && statistic >= 0;
  if (df2 !== null) {
    return { statistic, distribution: "F", df1, df2, p: usable ? pf(engine, statistic, df1, df2, true) : null };
  }
  const chi2 = df1 * statistic;
  return { statistic: chi2, distribution: "chi2", df1, df2, p: usable ? pchisq(engine, chi2, df1, true) : null };
}
