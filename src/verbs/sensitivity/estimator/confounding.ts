/**
 * What a confounder would do to a coefficient, given the shares it explains of what controls leave of treatment and outcome: the
 * algebra of omitted variable bias in partial R2, robustness values, and bounds by controls that were observed. Numbers in, numbers out.
 *
 * The identity for the estimate holds in any sample, whatever the errors; that for the standard error is of classical errors.
 * Source: Cinelli & Hazlett (2020), Journal of the Royal Statistical Society B 82(1), doi:10.1111/rssb.12348.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { qt } from "../../../engine/kernels/math.js";

/** A coefficient under classical errors, with the degrees of freedom of its regression. */
export interface ClassicalEffect {
  readonly estimate: number;
  readonly std_error: number;
  readonly df: number;
}

/** Shares a confounder explains: of what is left of the treatment beside the controls, and of the outcome beside treatment and controls. */
export interface Confounder {
  readonly r2_treatment: number;
  readonly r2_outcome: number;
}

/** The coefficient if a confounder were held fixed, where it takes the effect towards 0; `statistic` is of the effect `null`. */
export interface AdjustedCoefficient {
  readonly bias: number;
  readonly estimate: number;
  readonly std_error: number;
  readonly statistic: number;
  readonly conf_low: number;
  readonly conf_high: number;
}

/** Cohen's f of the treatment: |t| / sqrt(df). */
const cohensF = ({ estimate, std_error, df }: ClassicalEffect): number =>
  Math.abs(estimate / std_error) / Math.sqrt(df);

/** What one confounder of r2_treatment and r2_outcome moves, in units of std_error * sqrt(df). */
export const biasFactor = ({ r2_treatment, r2_outcome }: Confounder): number =>
  Math.sqrt((r2_outcome * r2_treatment) / (1 - r2_treatment));

/**
 * The least share of both that takes the estimate down by the share q, or (`alpha`) its test at that level with it; `extreme` is the
 * share of the treatment where all of the outcome is explained.
 */
export function robustnessValue(
  engine: Engine,
  effect: ClassicalEffect,
  q: number,
  alpha: number | null,
): { readonly value: number; readonly extreme: number } {
  const { df } = effect;
  const reach = q * cohensF(effect);
  const needed = alpha === null ? 0 : Math.abs(qt(engine, alpha / 2, df - 1)) / Math.sqrt(df - 1);
  const over = reach - needed;
  if (over <= 0) return { value: 0, extreme: 0 };
  const extreme = (reach * reach - needed * needed) / (1 + reach * reach);
  if (needed > 0 && reach > 1 / needed) return { value: extreme, extreme };
  const square = over * over;
  return { value: (Math.sqrt(square * square + 4 * square) - square) / 2, extreme };
}

/**
 * The coefficient beside a confounder; its statistic is of the effect (1 - q) times the estimate. The error is that of a regression
 * with one column more, the quantile of the interval that of the regression at hand, as in R's sensemakr.
 */
export function adjustedCoefficient(
  engine: Engine,
  effect: ClassicalEffect,
  confounder: Confounder,
  { q, level }: { readonly q: number; readonly level: number },
): AdjustedCoefficient {
  const { r2_treatment, r2_outcome } = confounder;
  const { df } = effect;
  const sign = effect.estimate < 0 ? -1 : 1;
  const bias = effect.std_error * Math.sqrt(df) * biasFactor(confounder);
  const estimate = sign * (Math.abs(effect.estimate) - bias);
  const std_error = effect.std_error * Math.sqrt(((1 - r2_outcome) / (1 - r2_treatment)) * (df / (df - 1)));
  const half = Math.abs(qt(engine, (1 - level) / 2, df)) * std_error;
  return {
    bias,
    estimate,
    std_error,
    statistic: (estimate - (1 - q) * effect.estimate) / std_error,
    conf_low: estimate - half,
    conf_high: estimate + half,
  };
}

/** What a benchmark explains: of the treatment beside the other controls, and of the outcome beside treatment and other controls. */
export interface Benchmark {
  readonly r2_treatment: number;
  readonly r2_outcome: number;
}

/**
 * The confounder that is `kd` times as strong as a benchmark with the treatment and `ky` times with the outcome. Null where no
 * confounder can be: it would explain all of the treatment; `capped` where its share of the outcome came out above 1 and is 1.
 */
export function confounderLike(
  { r2_treatment, r2_outcome }: Benchmark,
  kd: number,
  ky: number,
): (Confounder & { readonly capped: boolean }) | null {
  const treatment = (kd * r2_treatment) / (1 - r2_treatment);
  const shared = (kd * r2_treatment * r2_treatment) / ((1 - kd * r2_treatment) * (1 - r2_treatment));
  if (!(treatment < 1) || !(shared < 1) || shared < 0) return null;
  const root = (Math.sqrt(ky) + Math.sqrt(shared)) / Math.sqrt(1 - shared);
  const outcome = (root * root * r2_outcome) / (1 - r2_outcome);
  return { r2_treatment: treatment, r2_outcome: Math.min(1, outcome), capped: outcome > 1 };
}

// Errors that are not classical. A bound |b| - C S, C of the confounder and S = (ssr / what is left of the treatment)^(1/2), is a smooth
// function of moments, and its variance that of their influences, robust or by cluster.
// Source: Chernozhukov, Cinelli, Newey, Sharma & Syrgkanis (2022), arXiv:2112.13398, theorem 4 for linear regression.

/** Variances and covariance of the estimate, signed to be positive, and of S. */
export interface BoundMoments {
  readonly scale: number;
  readonly ofEstimate: number;
  readonly ofBoth: number;
  readonly ofScale: number;
}

/** The end of the interval of the bound that a confounder of bias factor C leaves, for an estimate of size |b|. */
export const boundEnd = (size: number, moments: BoundMoments, C: number, quantile: number): number =>
  size -
  C * moments.scale -
  quantile * Math.sqrt(Math.max(0, moments.ofEstimate - 2 * C * moments.ofBoth + C * C * moments.ofScale));

/** The least share of both at which the interval of the bound reaches (1 - q) times the estimate; 0 where it does without any. */
export function robustnessOfBound(size: number, moments: BoundMoments, q: number, quantile: number): number {
  const reaches = (r: number) => boundEnd(size, moments, r / Math.sqrt(1 - r), quantile) <= (1 - q) * size;
  if (reaches(0)) return 0;
  let [low, high] = [0, 1];
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) return high;
    if (reaches(middle)) high = middle;
    else low = middle;
  }
}
