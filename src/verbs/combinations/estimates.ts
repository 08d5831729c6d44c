/**
 * What combinations and tests of coefficients need of a record, whichever verb returned it: names, estimates,
 * covariance and degrees of freedom.
 */
import { UsageError } from "../../base/errors.js";
import { ownOf } from "../../base/own.js";
import type { TestDegrees } from "../../regression/tests/joint-test.js";

/** A record with named coefficients and their covariance: of feols, with instruments or without, pgmm and others. */
export interface EstimateRecord {
  readonly nobs?: number;
  readonly fixed_effects?: { readonly df: number };
  readonly coefficients: Readonly<Record<string, { readonly estimate: number }>>;
  readonly vcov: {
    readonly names: readonly string[];
    /** In the order of `names`. */
    readonly matrix: readonly (readonly number[])[];
    /** Degrees of freedom of t; null where coefficients are judged by the normal distribution. */
    readonly df: number | null;
    /** Those of each coefficient where it has its own. */
    readonly df_by_term?: Readonly<Record<string, number>>;
    /** Denominator degrees of freedom of joint F tests, by the small-sample rule. */
    readonly joint_df?: number | null;
    readonly level?: number;
  };
}

/** Estimates as numbers. */
export interface Estimates {
  readonly names: readonly string[];
  readonly beta: Float64Array;
  /** k x k, symmetric. */
  readonly matrix: Float64Array;
  readonly df: number | null;
  /** Those of joint tests beside; infinite where coefficients are judged by the normal distribution. */
  readonly degrees: TestDegrees;
  readonly level: number;
}

/** Throws UsageError `record_estimates` for a record without coefficients or covariance. */
export function estimatesOf({ coefficients, vcov, nobs, fixed_effects }: EstimateRecord): Estimates {
  const names = vcov?.names ?? [];
  const beta = Float64Array.from(names, (name) => ownOf(coefficients, name)?.estimate ?? Number.NaN);
  const matrix = Float64Array.from((vcov?.matrix ?? []).flat());
  if (names.length === 0 || matrix.length !== names.length ** 2 || !beta.every(Number.isFinite)) {
    throw new UsageError("record_estimates", "The record has no coefficients with a covariance to combine or test.", {
      got: names,
      expected: "a record of feols, pgmm or another regression",
    });
  }
  const df = finiteOrNull(vcov.df);
  const { df_by_term: own, joint_df, level = 0.95 } = vcov;
  const normal = Number.POSITIVE_INFINITY;
  // n - K with every effect counted, where the record does not say
  const counted = nobs === undefined || !fixed_effects ? df : nobs - names.length - fixed_effects.df;
  return {
    ...{ names, beta, matrix, df, level },
    degrees: {
      df: df ?? normal,
      jointDf: df === null ? normal : (joint_df ?? counted ?? normal),
      ...(own === undefined ? {} : { dfByTerm: names.map((name) => ownOf(own, name) ?? df ?? normal) }),
    },
  };
}

/** Infinite degrees of freedom are the normal distribution. */
const finiteOrNull = (df: number | null): number | null => (df !== null && Number.isFinite(df) ? df : null);

/** w'V w. */
export function quadraticForm(w: Float64Array, matrix: Float64Array, v: Float64Array = w): number {
  const k = w.length;
  let sum = 0;
  for (let i = 0; i < k; i++) {
    if (w[i] === 0) continue;
    let row = 0;
    for (let j = 0; j < k; j++) row += matrix[i * k + j]! * v[j]!;
    sum += w[i]! * row;
  }
  return sum;
}
