/**
 * What estimates of many specifications say together: median, shares of signs and of significance, Stouffer's Z; and where the
 * author's own stands among them.
 * Source: Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4, doi:10.1038/s41562-020-0912-z; Stouffer et al. (1949), The
 * American Soldier, volume 1.
 */
import { quantile } from "../../base/numbers.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { qnorm } from "../../engine/kernels/math.js";
import { type Combination, keyOf } from "./grid.js";
import type { CurveSummary, MultiverseRecord, Specification } from "./record.js";

const QUANTILES = [2.5, 5, 25, 75, 95, 97.5] as const;

/** Null without estimates. */
export function curveOf(engine: Engine, specifications: readonly Specification[], alpha: number): CurveSummary | null {
  const n = specifications.length;
  if (n === 0) return null;
  const estimates = Float64Array.from(specifications, ({ estimate }) => estimate).sort();
  const above = estimates.filter((estimate) => estimate > 0).length;
  const below = estimates.filter((estimate) => estimate < 0).length;
  const sign = above >= below ? 1 : -1;
  const significant = specifications.filter(({ p_value }) => p_value <= alpha);
  const scores = specifications.map(({ p_value, statistic }) => normalScore(engine, p_value, statistic));
  const mean = estimates.reduce((sum, estimate) => sum + estimate, 0) / n;
  return {
    median: quantile(estimates, 0.5),
    mean,
    min: estimates[0]!,
    max: estimates[n - 1]!,
    quantiles: Object.fromEntries(QUANTILES.map((percent) => [`${percent}%`, quantile(estimates, percent / 100)])),
    dominant_sign: sign,
    share_dominant: (sign === 1 ? above : below) / n,
    share_significant: significant.length / n,
    share_significant_dominant: significant.filter(({ estimate }) => estimate * sign > 0).length / n,
    stouffer_z: scores.reduce((sum, score) => sum + score, 0) / Math.sqrt(n),
  };
}

/** The standard normal number whose two-sided p and sign these are. */
export const normalScore = (engine: Engine, p: number, statistic: number): number => {
  if (p === 0) return Math.sign(statistic) * LARGEST_SCORE;
  return Math.sign(statistic) * qnorm(engine, p / 2, true);
};

/** That of the least p there is. */
const LARGEST_SCORE = 38;

/** Where the author's own specification stands; null where it has no estimate. */
export function baselineOf(specifications: readonly Specification[], own: Combination): MultiverseRecord["baseline"] {
  const key = keyOf(own);
  const at = specifications.findIndex((specification) => keyOf(specification) === key);
  if (at < 0) return null;
  const { estimate } = specifications[at]!;
  const below = specifications.filter((other) => other.estimate < estimate).length;
  const notAbove = specifications.filter((other) => other.estimate <= estimate).length;
  return { specification: at, estimate, rank: below + 1, percentile: notAbove / specifications.length };
}
