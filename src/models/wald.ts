/**
 * Layer models. `wald`: a test of linear restrictions on the coefficients of a record.
 */
import type { Note } from "../base/columns.js";
import { UsageError } from "../base/errors.js";
import { deepFreeze } from "../formula/freeze.js";
import { isRestriction, parseRestrictions, type WrittenRestriction } from "../formula/read-combination.js";
import { testRestrictions } from "../inference/linear-restrictions.js";
import type { Engine } from "../kernels/engine.js";
import { type EstimateRecord, estimatesOf } from "./combinations/estimates.js";
import type { WaldRecord } from "./combinations/records.js";
import { restrictionForms } from "./combinations/restriction-forms.js";
import { namesMatching } from "./regression/coefficient-tests.js";

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
  const { names, beta, matrix, dfJoint } = estimatesOf(record);
  const written = [restrictions]
    .flat()
    .flatMap((text) => (isRestriction(text) ? parseRestrictions(text, names) : namesMatching(text, names).map(isZero)));
  const { forms, texts } = restrictionForms(written, names);
  const df2 = denominator(options, dfJoint);
  const test = testRestrictions(engine, beta, matrix, forms, texts, df2);
  const { statistic, df1, p_value, rank } = test;
  const redundant = test.redundant.map((at) => texts[at]!);
  return deepFreeze({
    kind: "wald" as const,
    restrictions: texts,
    distribution: df2 === null ? ("chi2" as const) : ("F" as const),
    ...{ statistic, df1, df2, p_value, rank, redundant },
    terms: names.filter((_, j) => forms.some(({ weights }) => weights[j] !== 0)),
    notes: [...redundantNotes(redundant, rank), ...singularNotes(df1, rank)],
  });
}

const isZero = (name: string): WrittenRestriction => ({
  text: `${name} = 0`,
  left: { kind: "name", name },
  right: { kind: "number", value: 0 },
});

/** Throws UsageError `wald_statistic`. */
function denominator({ statistic, df2 }: WaldOptions, dfJoint: number | null): number | null {
  if (df2 !== undefined && (!(df2 > 0) || statistic === "chi2")) {
    throw new UsageError("wald_statistic", `df2 is above 0 and for F alone; got ${df2} for ${statistic ?? "F"}.`, {
      got: df2,
      expected: "> 0",
    });
  }
  const chosen = statistic ?? (df2 === undefined && dfJoint === null ? "chi2" : "F");
  if (chosen === "chi2") return null;
  const degrees = df2 ?? dfJoint;
  if (degrees !== null && degrees > 0) return degrees;
  throw new UsageError("wald_statistic", "The record has no degrees of freedom for an F: ask for chi2, or give df2.", {
    got: degrees,
    expected: "df2 > 0",
  });
}

function redundantNotes(redundant: readonly string[], rank: number): Note[] {
  if (redundant.length === 0) return [];
  const message = `${redundant.join("; ")} follow${redundant.length === 1 ? "s" : ""} from the other restrictions and ${redundant.length === 1 ? "is" : "are"} left out: the rank is ${rank}.`;
  return [{ code: "redundant_restrictions", message, detail: { redundant, rank } }];
}

function singularNotes(df1: number, rank: number): Note[] {
  if (df1 === rank) return [];
  const message = `The covariance of the ${rank} restrictions has rank ${df1}, as one of few clusters does: its pseudo-inverse is used, and ${df1} are tested.`;
  return [{ code: "singular_covariance", message, detail: { rank, df1 } }];
}
