/**
 * `wald`: a test of linear restrictions on the coefficients of a record.
 */
import { UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze, ownOf } from "../../base/objects.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { isRestriction, parseRestrictions, type WrittenRestriction } from "../../formula/read-combination.js";
import type { WaldRecord } from "../../regression/record/fit-record.js";
import type { TestDegrees } from "../../regression/tests/joint-test.js";
import { namesMatching } from "../../regression/tests/names-matching.js";
import { restrictionForms } from "../../regression/tests/restriction-forms.js";
import { testRestrictions } from "../../regression/tests/restrictions.js";
import { COMBINATION_NOTES } from "./messages.js";

export interface WaldOptions {
  /** `F` or `chi2`; default F where the record has degrees of freedom, chi2 where it judges by the normal distribution. */
  readonly statistic?: "F" | "chi2";
  /** Denominator degrees of freedom of F; default as the record's small-sample rule has them for joint tests. */
  readonly df2?: number;
}

/**
 * Tests `x1 = x2`, `x1 + 2 * x2 = 1`, or several jointly, `x1 = 0, x2 = 0` (also as a list). A text without `=` is a
 * regular expression: all coefficients whose names match are 0.
 *
 * @param record as for `lincom`
 * @throws UsageError as `lincom`, `restrictions_inconsistent`, `restriction_void`, `wald_pattern`, `wald_statistic`;
 *   NumericalError `restriction_variance`.
 */
export function wald(
  engine: Engine,
  record: EstimateRecord,
  restrictions: string | readonly string[],
  options: WaldOptions = {},
): WaldRecord {
  const { names, beta, matrix, degrees } = estimatesOf(record);
  const written = [restrictions]
    .flat()
    .flatMap((text) => (isRestriction(text) ? parseRestrictions(text, names) : namesMatching(text, names).map(isZero)));
  const { forms, texts } = restrictionForms(written, names);
  const read = askedOf(options, degrees);
  const found = testRestrictions(engine, beta, matrix, forms, texts, read);
  const redundant = found.redundant.map((at) => texts[at]!);
  const { df1, rank } = found;
  return deepFreeze({
    kind: "wald" as const,
    restrictions: texts,
    ...{ ...found, redundant },
    terms: names.filter((_, j) => forms.some(({ weights }) => weights[j] !== 0)),
    notes: [...redundantNotes(redundant, rank), ...singularNotes(df1, rank), ...withoutHtzNotes(read, rank)],
  });
}

const isZero = (name: string): WrittenRestriction => ({
  text: `${name} = 0`,
  left: { kind: "name", name },
  right: { kind: "number", value: 0 },
});

/** The degrees of freedom asked for, else those of the record. Throws UsageError `wald_statistic`. */
function askedOf({ statistic, df2 }: WaldOptions, degrees: TestDegrees): TestDegrees {
  if (df2 !== undefined && (!(df2 > 0) || statistic === "chi2")) {
    throw new UsageError("wald_statistic", `df2 is above 0 and for F alone; got ${df2} for ${statistic ?? "F"}.`, {
      got: df2,
      expected: "> 0",
    });
  }
  const all = (df: number): TestDegrees => ({ df, jointDf: df });
  if (statistic === "chi2") return all(Number.POSITIVE_INFINITY);
  if (df2 !== undefined) return all(df2);
  const { jointDf } = degrees;
  if (jointDf > 0 && (statistic === undefined || Number.isFinite(jointDf))) return degrees;
  throw new UsageError("wald_statistic", "The record has no degrees of freedom for an F: ask for chi2, or give df2.", {
    got: Number.isFinite(jointDf) ? jointDf : null,
    expected: "df2 > 0",
  });
}

function redundantNotes(redundant: readonly string[], rank: number): Note[] {
  if (redundant.length === 0) return [];
  return [note(COMBINATION_NOTES, "redundant_restrictions", { redundant, rank })];
}

function singularNotes(df1: number, rank: number): Note[] {
  if (df1 === rank) return [];
  return [note(COMBINATION_NOTES, "singular_covariance", { rank, df1 })];
}

/** Of coefficients that have degrees of freedom of their own. */
function withoutHtzNotes({ dfByTerm, jointDf: df2 }: TestDegrees, rank: number): Note[] {
  if (dfByTerm === undefined || rank === 1) return [];
  return [note(COMBINATION_NOTES, "wald_without_htz", { df2 })];
}

// What combinations and tests of coefficients need of a record, whichever verb returned it.

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
