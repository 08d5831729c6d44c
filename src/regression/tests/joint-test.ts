/**
 * Which distribution a joint test is read by: F with the degrees of freedom of the small-sample rule, or
 * chi-squared where coefficients are judged by the normal distribution; and the p that the degrees of freedom of t would give
 * where the rule has others, as fixest's n - K beside G - 1 has. Knows nothing of how the statistic was made.
 * Source: Cameron & Miller (2015), Journal of Human Resources 50(2), VII.B, doi:10.3368/jhr.50.2.317.
 */

import { NumericalError, UsageError } from "../../base/errors.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { pchisq, pf } from "../../engine/kernels/math.js";
import { type WaldStatistic, wald } from "./coefficients.js";

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

// Linear restrictions R b = r.

/** What elimination leaves of a restriction, as a share of it, for it to count as one of those before it. */
const DEPENDENT = 1e-10;

/** One equation: weights times coefficients equal a value. */
export interface LinearRestriction {
  readonly weights: Float64Array;
  readonly value: number;
}

/** `df1` counts the independent restrictions that the covariance can distinguish. */
export interface RestrictionTest extends JointTest {
  /** Positions of restrictions that follow from those before them. */
  readonly redundant: readonly number[];
  /** Restrictions that do not. */
  readonly rank: number;
}

/**
 * Wald test of `restrictions`: F = d'(R V R')^-1 d / q with d = R b - r, read by `degrees` as `jointTest` does.
 * Restrictions that follow from others are left out; where R V R' has a lower rank than R its pseudo-inverse is used, and
 * q is that rank.
 *
 * Throws UsageError `restrictions_inconsistent` (naming the restriction at fault by its text in `texts`) and
 * `restriction_void`; NumericalError `restriction_variance` where a restriction has no variance.
 * Source: Wald (1943), Transactions of the AMS 54(3), doi:10.1090/S0002-9947-1943-0012401-3.
 */
export function testRestrictions(
  engine: Engine,
  beta: Float64Array,
  matrix: Float64Array,
  restrictions: readonly LinearRestriction[],
  texts: readonly string[],
  degrees: TestDegrees,
): RestrictionTest {
  const { independent, redundant } = independentOf(restrictions, texts, scaleOf(matrix, beta.length));
  if (independent.length === 0) {
    throw new UsageError("restriction_void", `${list(texts)} holds whatever the coefficients are: nothing is tested.`, {
      got: texts,
      expected: "an equation between coefficients",
    });
  }
  const k = beta.length;
  const rows = independent.map((at) => restrictions[at]!);
  const q = rows.length;
  const distance = Float64Array.from(rows, ({ weights, value }) => dot(weights, beta) - value);
  const products = rows.map(({ weights }) =>
    Float64Array.from({ length: k }, (_, j) => dot(weights, matrix.subarray(j * k, j * k + k))),
  );
  const covariance = new Float64Array(q * q);
  for (let a = 0; a < q; a++) for (let b = 0; b < q; b++) covariance[a * q + b] = dot(rows[b]!.weights, products[a]!);
  const without = independent.findIndex((_, a) => !(covariance[a * (q + 1)]! > 0));
  if (without >= 0) {
    const text = texts[independent[without]!]!;
    throw new NumericalError("restriction_variance", `'${text}' has no positive variance under this covariance.`, {
      got: covariance[without * (q + 1)]!,
      expected: "> 0",
    });
  }
  const all = Array.from({ length: q }, (_, a) => a);
  const touched = Array.from(beta.keys()).filter((j) => rows.some(({ weights }) => weights[j] !== 0));
  const test = jointTest(engine, wald(distance, covariance, all), denominatorsOf(degrees, touched, q));
  return { ...test, redundant, rank: q };
}

/** Standard errors; 1 where there is none. */
const scaleOf = (matrix: Float64Array, k: number): Float64Array =>
  Float64Array.from({ length: k }, (_, j) => (matrix[j * (k + 1)]! > 0 ? Math.sqrt(matrix[j * (k + 1)]!) : 1));

/** Elimination, restriction by restriction, with the largest weight left as pivot. */
function independentOf(restrictions: readonly LinearRestriction[], texts: readonly string[], scale: Float64Array) {
  const pivots: { readonly row: Float64Array; readonly value: number; readonly column: number }[] = [];
  const independent: number[] = [];
  const redundant: number[] = [];
  restrictions.forEach(({ weights, value }, at) => {
    const row = weights.map((weight, j) => weight * scale[j]!);
    const size = largest(row);
    let [left, sizeOfValue] = [value, Math.abs(value)];
    for (const pivot of pivots) {
      const factor = row[pivot.column]! / pivot.row[pivot.column]!;
      if (factor === 0) continue;
      for (let j = 0; j < row.length; j++) row[j]! -= factor * pivot.row[j]!;
      row[pivot.column] = 0;
      left -= factor * pivot.value;
      sizeOfValue = Math.max(sizeOfValue, Math.abs(factor * pivot.value));
    }
    if (largest(row) > DEPENDENT * size) {
      const column = row.reduce((best, weight, j) => (Math.abs(weight) > Math.abs(row[best]!) ? j : best), 0);
      pivots.push({ row, value: left, column });
      independent.push(at);
    } else if (Math.abs(left) > DEPENDENT * sizeOfValue) {
      throw new UsageError(
        "restrictions_inconsistent",
        at === 0 || size === 0
          ? `'${texts[at]}' can't hold, whatever the coefficients are.`
          : `'${texts[at]}' contradicts ${list(independent.map((earlier) => texts[earlier]!))}.`,
        { got: texts[at], expected: "restrictions that can hold together" },
      );
    } else redundant.push(at);
  });
  return { independent, redundant };
}

const list = (texts: readonly string[]): string => texts.map((text) => `'${text}'`).join(", ");

const largest = (row: Float64Array): number => row.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
