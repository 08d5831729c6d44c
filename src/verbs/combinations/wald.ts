/**
 * `wald`: a test of linear restrictions on the coefficients of a record.
 */

import { UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { deepFreeze } from "../../formula/freeze.js";
import { isRestriction, parseRestrictions, type WrittenRestriction } from "../../formula/read-combination.js";
import type { WaldRecord } from "../../regression/record/combination-record.js";
import { namesMatching } from "../../regression/tests/coefficient-tests.js";
import type { TestDegrees } from "../../regression/tests/joint-test.js";
import { testRestrictions } from "../../regression/tests/linear-restrictions.js";
import { restrictionForms } from "../../regression/tests/restriction-forms.js";
import { type EstimateRecord, estimatesOf } from "./estimates.js";
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
  const found = testRestrictions(engine, beta, matrix, forms, texts, askedOf(options, degrees));
  const redundant = found.redundant.map((at) => texts[at]!);
  const { df1, rank } = found;
  return deepFreeze({
    kind: "wald" as const,
    restrictions: texts,
    ...{ ...found, redundant },
    terms: names.filter((_, j) => forms.some(({ weights }) => weights[j] !== 0)),
    notes: [...redundantNotes(redundant, rank), ...singularNotes(df1, rank)],
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
