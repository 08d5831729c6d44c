/**
 * Chiang, Hansen and Sasaki's variance: scores clustered by unit and by period, those of different periods correlated up to
 * some lags, as where shocks common to all units persist. Arellano's variance and Driscoll and Kraay's less Newey and West's,
 * which both count; the last two with Bartlett's weights. Without lags it is that of clusters by unit and period. As a
 * difference it need not be positive.
 * Source: Chiang, Hansen & Sasaki (2022), Standard errors for two-way clustering with serially correlated time effects,
 * doi:10.48550/arXiv.2201.11304.
 */
import { clusterMeatBlock } from "../../engine/kernels/covariance.js";
import type { F64Block, Scope } from "../../engine/kernels/engine.js";
import { orderedScores } from "../least-squares/fit.js";
import {
  panelTime,
  periodWindowsMeat,
  requirePeriods,
  unitWindows,
  unitWindowsMeat,
  windowOf,
  wordsAlongTime,
} from "./along-time.js";
import { lagIn, type VarianceKind } from "./kind.js";
import { clusterFactor, smallSample } from "./ssc.js";
import { requireClusters, robustCovariance } from "./vcov.js";

/** `lag` null: the rule of thumb by the number of periods. */
export interface ChsVcov {
  readonly type: "CHS";
  readonly lag: number | null;
  readonly panel: true;
  readonly window: number;
}

export const CHS: VarianceKind<ChsVcov> = {
  types: ["CHS"],
  parse(type, rest) {
    const lag = lagIn(type, rest);
    return { type, lag, panel: true, window: windowOf(lag) };
  },
  meat: () => "products",
  covariance(engine, scope, regression, variance, ssc) {
    const { fit } = regression.result;
    const { panel, periods, nPeriods, lag, about, notes } = panelTime(regression, variance);
    const { units, places, notes: gaps } = unitWindows(regression, panel, periods, lag);
    const [byUnit, byPeriod] = [units.clusterTerms[0]!, periods.clusterTerms[0]!];
    const count = regression.parameters([...units.clusterings, ...periods.clusterings]);
    const fewest = Math.min(byUnit.nLevels, nPeriods);
    const small = smallSample(ssc, count, fit.n, fewest);
    requireClusters([byUnit]);
    requirePeriods(nPeriods, lag);
    const sums = regression.kept?.scoresOf ?? orderedScores;
    const factor = (G: number) => clusterFactor(ssc, { n: fit.n, K: small.K, G: ssc.gDf === "min" ? fewest : G });
    const meats = [
      {
        factor: factor(byUnit.nLevels),
        key: byUnit.key,
        make: (inner: Scope, R: F64Block) =>
          clusterMeatBlock(engine, inner, byUnit.nLevels, fit.k, sums(engine, inner, fit, byUnit), R),
      },
      {
        factor: factor(nPeriods) / (lag + 1),
        overlap: lag + 1,
        make: (inner: Scope, R: F64Block) =>
          periodWindowsMeat(engine, inner, fit.k, lag, sums(engine, inner, fit, byPeriod), R),
      },
      {
        factor: -factor(fit.n) / (lag + 1),
        overlap: lag + 1,
        make: (inner: Scope, R: F64Block) => unitWindowsMeat(engine, inner, fit, lag, places, R),
      },
    ];
    const covariance = robustCovariance(scope, fit, small, meats, true, regression.kept);
    const reported = { ...about, units: byUnit.nLevels };
    return { covariance: { ...covariance, about: reported, notes: [...notes, ...gaps] }, count };
  },
  words: () => wordsAlongTime("Chiang-Hansen-Sasaki", true),
};
