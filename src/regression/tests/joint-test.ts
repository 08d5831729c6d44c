/**
 * Which distribution a joint test is read by: F with the degrees of freedom of the small-sample rule, or
 * chi-squared where coefficients are judged by the normal distribution; and the p that the degrees of freedom of t would give
 * where the rule has others, as fixest's n - K beside G - 1 has; or HTZ where the covariance has degrees of freedom of its own. Knows
 * nothing of how the statistic was made.
 * Sources: Cameron & Miller (2015), Journal of Human Resources 50(2), VII.B, doi:10.3368/jhr.50.2.317; Pustejovsky & Tipton
 * (2018), JBES 36(4), doi:10.1080/07350015.2016.1247004.
 */
import type { Engine } from "../../engine/kernels/engine.js";
import { pchisq, pf } from "../../engine/kernels/math.js";
import type { WaldStatistic } from "./coefficients.js";

/** Degrees of freedom of a covariance: of t, of each coefficient's own t (Satterthwaite), and of joint tests by the rule. */
export interface TestDegrees {
  readonly df: number;
  readonly dfByTerm?: ArrayLike<number>;
  readonly jointDf: number;
  /** As a covariance has it; absent of one that is read off a record. */
  readonly wishart?: (combinations: readonly Float64Array[]) => number;
}

/** Denominators of one test, infinite where it is chi-squared: by the rule, and as t has them. */
export interface Denominators {
  readonly rule: number;
  readonly t: number;
  /** Of a test of `q` restrictions by HTZ: the degrees of freedom of their covariance. */
  readonly hotelling?: { readonly q: number; readonly eta: number };
}

/**
 * Approximate Hotelling's T-squared (HTZ): F = (eta - q + 1) / (eta q) times the Wald statistic, with q and eta - q + 1 degrees of freedom.
 * Neither F nor p where that is not above 0, or the covariance has a rank below q.
 */
export interface Hotelling {
  /** Degrees of freedom of the covariance; NaN of more restrictions than clusters. */
  readonly eta: number;
}

/** The same statistic read by the degrees of freedom of t; `df2` is null where t is normal. */
export interface TestByT {
  readonly df2: number | null;
  readonly p_value: number;
}

/** A joint test that coefficients are zero. */
export interface JointTest {
  /** F, or `df1` times F where the distribution is `chi2`. */
  readonly statistic: number;
  readonly distribution: "F" | "chi2";
  readonly df1: number;
  /** null for chi2. */
  readonly df2: number | null;
  /** NaN where the statistic is none: a variance of 0, or a covariance that is not semidefinite. */
  readonly p_value: number;
  /** Only where the small-sample rule has another denominator than t. */
  readonly by_t_df?: TestByT;
  /** Where F is that of HTZ: several restrictions under CR2 and CR3. */
  readonly htz?: Hotelling;
}

/** A joint test of several coefficients. */
export interface WaldTest extends JointTest {
  readonly terms: readonly string[];
  /** Of restrictions such as `x1 = x2`: each equation, those that follow from others, and how many don't. */
  readonly restrictions?: readonly string[];
  readonly redundant?: readonly string[];
  readonly rank?: number;
}

/**
 * The denominators of a test that independent combinations of coefficients are 0. One is the square of a t, and takes the fewest degrees
 * of freedom of its coefficients where these have their own, as `lincom`.
 */
export function denominatorsOf(
  { df, dfByTerm, jointDf, wishart }: TestDegrees,
  combinations: readonly Float64Array[],
): Denominators {
  if (dfByTerm === undefined) return { rule: jointDf, t: df };
  const q = combinations.length;
  if (q !== 1) {
    return { rule: jointDf, t: jointDf, ...(wishart && { hotelling: { q, eta: wishart(combinations) } }) };
  }
  const own = combinations[0]!.reduce(
    (least, weight, j) => (weight === 0 ? least : Math.min(least, dfByTerm[j]!)),
    Infinity,
  );
  return { rule: own, t: own };
}

/** Combinations that are the coefficients at `positions`, of k. */
export const coefficientsAt = (positions: readonly number[], k: number): Float64Array[] =>
  positions.map((j) => new Float64Array(k).fill(1, j, j + 1));

/** `found` read by its denominators. */
export function jointTest(
  engine: Engine,
  { statistic, df1 }: WaldStatistic,
  { rule, t, hotelling }: Denominators,
): JointTest {
  if (hotelling !== undefined) return hotellingTest(engine, { statistic, df1 }, hotelling);
  const isF = Number.isFinite(rule);
  return {
    statistic: isF ? statistic : df1 * statistic,
    distribution: isF ? "F" : "chi2",
    df1,
    df2: isF ? rule : null,
    p_value: pOf(engine, statistic, df1, rule),
    ...(t === rule ? {} : { by_t_df: { df2: Number.isFinite(t) ? t : null, p_value: pOf(engine, statistic, df1, t) } }),
  };
}

function hotellingTest(
  engine: Engine,
  { statistic, df1: rank }: WaldStatistic,
  { q: df1, eta }: NonNullable<Denominators["hotelling"]>,
): JointTest {
  const df2 = eta - df1 + 1;
  const isKnown = rank === df1 && df2 > 0;
  const F = isKnown ? (df2 / eta) * statistic : Number.NaN;
  return {
    ...{ statistic: F, distribution: "F", df1, df2: isKnown ? df2 : null, p_value: pOf(engine, F, df1, df2) },
    htz: { eta },
  };
}

/** A negative statistic is that of a covariance which is none: no p, where pf would give 1 and read as "zero". */
function pOf(engine: Engine, F: number, df1: number, df2: number): number {
  if (!(F >= 0)) return Number.NaN;
  return Number.isFinite(df2) ? pf(engine, F, df1, df2, true) : pchisq(engine, df1 * F, df1, true);
}
