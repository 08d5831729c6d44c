/**
 * Layer models. The record of a placebo test: that of the fit under the true treatment, with the draws and what they
 * say. Key names are the published JSON format, hence the underscores.
 */
import type { Distribution } from "./distribution.js";
import type { FitRecord } from "./fit-record.js";

/** One number a draw, in order of the draws; null for a draw in which the treatment has no variation. */
export interface DrawColumns {
  readonly estimate: readonly (number | null)[];
  readonly std_error: readonly (number | null)[];
  readonly statistic: readonly (number | null)[];
  /** Of each draw's own t test, by the rule of `vcov`. */
  readonly p_value: readonly (number | null)[];
}

export interface PlaceboRecord extends Omit<FitRecord, "kind"> {
  readonly kind: "placebo";
  readonly term: string;
  /** In `space`: (unit, cohort) pairs are permuted over units. */
  readonly permuted: "space";
  /** The true treatment; p by the t distribution. */
  readonly observed: {
    readonly estimate: number;
    readonly std_error: number;
    readonly statistic: number;
    readonly p_value: number;
  };
  /** (1 + b) / (1 + B), two-sided: b of B draws are at least as far from zero. */
  readonly p_value: { readonly estimate: number; readonly statistic: number };
  readonly draws: DrawColumns;
  readonly counts: {
    readonly requested: number;
    /** B: draws with an estimate. */
    readonly used: number;
    readonly without_variation: number;
    /** b, by coefficient and by t. */
    readonly at_least_estimate: number;
    readonly at_least_statistic: number;
    /** Assignments that differ; null above 1e15. */
    readonly assignments: number | null;
  };
  /** `count`: |x*| >= |x| (1 - 1e-10); `strict`: |x*| > |x| (1 + 1e-10). */
  readonly ties: "count" | "strict";
  readonly distribution: { readonly estimate: Distribution; readonly statistic: Distribution };
  readonly pool: {
    readonly rule: string;
    readonly units: number;
    /** Treated units of the pool: as many are drawn. */
    readonly treated: number;
    /** Units outside the pool; those treated keep their treatment in every draw. */
    readonly outside: number;
    readonly outside_treated: number;
  };
  /** Cohorts permuted, by period. */
  readonly cohorts: readonly { readonly cohort: number; readonly units: number }[];
  /** Where assignments come from: a generator with its seed, or a file. */
  readonly source:
    | { readonly generator: string; readonly seed: number }
    | { readonly permutations: string; readonly sha256: string | null };
}
