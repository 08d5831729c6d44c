/**
 * Which distribution a joint test is read by: F with the degrees of freedom of the small-sample rule, or
 * chi-squared where coefficients are judged by the normal distribution; and the p that the degrees of freedom of t would give
 * where the rule has others, as fixest's n - K beside G - 1 has. Knows nothing of how the statistic was made.
 * Source: Cameron & Miller (2015), Journal of Human Resources 50(2), VII.B, doi:10.3368/jhr.50.2.317.
 */
import type { Engine } from "../../engine/kernels/engine.js";
import { pchisq, pf } from "../../engine/kernels/math.js";
import type { WaldStatistic } from "./coefficients.js";

/** Degrees of freedom of a covariance: of t, of each coefficient's own t (Satterthwaite), and of joint tests by the rule. */
export interface TestDegrees {
  readonly df: number;
  readonly dfByTerm?: ArrayLike<number>;
  readonly jointDf: number;
}

/** Denominators of one test, infinite where it is chi-squared: by the rule, and as t has them. */
export interface Denominators {
  readonly rule: number;
  readonly t: number;
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
 * The denominators of a test of `restrictions` independent restrictions on the coefficients at `positions`. One restriction
 * is the square of a t, and takes the fewest degrees of freedom of its coefficients where these have their own, as `lincom`.
 */
export function denominatorsOf(
  { df, dfByTerm, jointDf }: TestDegrees,
  positions: readonly number[],
  restrictions: number,
): Denominators {
  if (dfByTerm === undefined) return { rule: jointDf, t: df };
  if (restrictions !== 1) return { rule: jointDf, t: jointDf };
  const own = Math.min(...positions.map((j) => dfByTerm[j]!));
  return { rule: own, t: own };
}

/** `found` read by its denominators. */
export function jointTest(engine: Engine, { statistic, df1 }: WaldStatistic, { rule, t }: Denominators): JointTest {
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

/** A negative statistic is that of a covariance which is none: no p, where pf would give 1 and read as "zero". */
function pOf(engine: Engine, F: number, df1: number, df2: number): number {
  if (!(F >= 0)) return Number.NaN;
  return Number.isFinite(df2) ? pf(engine, F, df1, df2, true) : pchisq(engine, df1 * F, df1, true);
}
