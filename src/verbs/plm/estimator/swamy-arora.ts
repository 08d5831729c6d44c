/**
 * Variance components of a panel by Swamy and Arora, and as Stata's xtreg has them; the shares of the means that
 * random effects take out. Sums of squares in, numbers out.
 * Source: Swamy & Arora (1972), Econometrica 40(2), doi:10.2307/1909405; unbalanced: Baltagi & Chang (1994), Journal of
 * Econometrics 62(2).
 */
import type { TwoWayTheta } from "./transforms.js";

/** The within regression. */
export interface WithinSums {
  readonly ssr: number;
  readonly df: number;
}

/** The regression of the means of groups, each counted as often as it has rows. */
export interface BetweenSums {
  readonly ssr: number;
  /** Groups less coefficients. */
  readonly df: number;
  /** Sum over groups of rows times leverage: tr[(X'PX)^-1 X'ZZ'X]. */
  readonly trace: number;
}

/**
 * The variance of the effect of one grouping of n rows; below 0 where groups differ by less than rows within them.
 * (ssr_b - df_b s2) / (n - trace), s2 the variance within.
 */
export const effectVariance = (idiosyncratic: number, between: BetweenSums, n: number): number =>
  (between.ssr - between.df * idiosyncratic) / (n - between.trace);

/**
 * The same as Stata's xtreg has it without `sa`, from the regression of means in which each group counts once: ssr / df less s2
 * over the harmonic mean of rows per group. Source: Stata Longitudinal-Data Reference Manual, [XT] xtreg.
 */
export const effectVarianceOfMeans = (
  idiosyncratic: number,
  { ssr, df }: Pick<BetweenSums, "ssr" | "df">,
  harmonicMean: number,
): number => ssr / df - idiosyncratic / harmonicMean;

/** G over the sum of 1 / T_g, for groups of T_g rows. */
export const harmonicMean = (counts: Float64Array): number =>
  counts.length / counts.reduce((sum, count) => sum + 1 / count, 0);

/** The variance within. */
export const idiosyncraticVariance = ({ ssr, df }: WithinSums): number => ssr / df;

/** 1 - sqrt(s2 / (T_g s2_effect + s2)) for each group of T_g rows; 0 where both variances are. */
export const thetaOf = (idiosyncratic: number, effect: number, counts: Float64Array): Float64Array =>
  counts.map((count) => (effect === 0 ? 0 : 1 - Math.sqrt(idiosyncratic / (count * effect + idiosyncratic))));

/** The three shares of a balanced panel of N units in T periods. */
export function twoWayTheta(
  idiosyncratic: number,
  unit: number,
  time: number,
  { nUnits, nPeriods }: { readonly nUnits: number; readonly nPeriods: number },
): TwoWayTheta {
  const root = (variance: number): number =>
    variance === 0 ? 1 : Math.sqrt(idiosyncratic / (variance + idiosyncratic));
  const [byUnit, byTime] = [1 - root(nPeriods * unit), 1 - root(nUnits * time)];
  return { unit: byUnit, time: byTime, total: byUnit + byTime + root(nPeriods * unit + nUnits * time) - 1 };
}
