/**
 * The record of a placebo test: that of the fit under the true treatment, with the draws and what they
 * say. Key names are the published JSON format, hence the underscores.
 */

import type { FitRecord } from "../../regression/record/fit-record.js";
import type { Coefficient } from "../../regression/tests/coefficients.js";
import type { Distribution } from "../resampling/draw-loop.js";
import type { PoolFacts } from "./messages.js";

/** One number a draw, in order of the draws; null for a draw in which the treatment has no variation. */
export interface DrawColumns {
  readonly estimate: readonly (number | null)[];
  readonly std_error: readonly (number | null)[];
  readonly statistic: readonly (number | null)[];
  /** Of each draw's own t test, by the rule of `vcov`. */
  readonly p_value: readonly (number | null)[];
}

/**
 * By coefficient and by t, two-sided: (1 + b) / (1 + B), or b / M where all M assignments were drawn, the true one among
 * them (never in time).
 */
export interface PlaceboP {
  readonly estimate: number;
  /** NaN where the estimate has no standard error. */
  readonly statistic: number;
}

/** All cohorts moved together; those without rows before and after the new date are not treated. */
export interface ShiftRow extends Coefficient {
  /** Periods, negative. */
  readonly shift: number;
  /** Units treated. */
  readonly units: number;
}

/** The test without the units of one cohort. */
export interface LeftOutRow {
  /** First treated period of the units left out. */
  readonly cohort: number;
  readonly units: number;
  readonly estimate: number;
  readonly std_error: number;
  readonly statistic: number;
  /** Of the t test. */
  readonly p_value: number;
  readonly placebo_p_value: PlaceboP;
  /** Draws with an estimate. */
  readonly used: number;
  readonly method: "moments" | "refits";
}

/** The treatment's coefficient in a regression of an outcome that it should not move. */
export interface PlaceboOutcome extends Omit<Coefficient, "conf_low" | "conf_high"> {
  readonly outcome: string;
  /** Adjusted for the number of outcomes, by shared draws and by p alone. */
  readonly p_romano_wolf: number;
  readonly p_holm: number;
}

export interface PlaceboOutcomes {
  readonly rows: readonly PlaceboOutcome[];
  /** That it moves none of them: the least of the adjusted p. */
  readonly joint: {
    readonly p_value: number;
    readonly p_holm: number;
    readonly rejects: boolean;
    readonly level: number;
  };
  readonly cluster: string;
  readonly draws: number;
  readonly enumerated: boolean;
  readonly seed: number | null;
}

export interface PlaceboRecord extends Omit<FitRecord, "kind"> {
  readonly kind: "placebo";
  readonly term: string;
  /** In `space`: (unit, cohort) pairs over units; in `time`: dates of cohorts, before the policy; `mixed`: both. */
  readonly permuted: "space" | "time" | "mixed";
  /** The unit that treatments are assigned to. */
  readonly unit: string;
  /** Column within whose values cohorts are assigned at random; null for none. */
  readonly strata: string | null;
  /** How draws were made: from per-cell cross-products, or by demeaning every treatment; and why. */
  readonly method: "moments" | "refits";
  readonly because: string;
  /** The true treatment; p by the t distribution. */
  readonly observed: {
    readonly estimate: number;
    readonly std_error: number;
    readonly statistic: number;
    readonly p_value: number;
  };
  readonly p_value: PlaceboP;
  /** Every assignment was drawn once. */
  readonly enumeration: boolean;
  readonly draws: DrawColumns;
  readonly counts: {
    readonly requested: number;
    /** Draws made: fewer than requested where the run was stopped and the part kept. */
    readonly done: number;
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
  /** Null in time, where units keep their cohorts. */
  readonly pool: {
    /** What puts a unit in it, in words and as facts. */
    readonly rule: string;
    readonly detail: PoolFacts;
    readonly units: number;
    /** Treated units of the pool: as many are drawn. */
    readonly treated: number;
    /** Units outside the pool; those treated keep their treatment in every draw. */
    readonly outside: number;
    readonly outside_treated: number;
  } | null;
  /** Cohorts permuted, by period; in time with the number of dates each may be given. */
  readonly cohorts: readonly { readonly cohort: number; readonly units: number; readonly dates?: number }[];
  /** In mixed, the periods that dates of cohorts are drawn among without replacement, ascending; else null. */
  readonly dates: readonly number[] | null;
  /** In time, else empty. */
  readonly by_shift: readonly ShiftRow[];
  /** Where asked for, else null. */
  readonly leave_one_out: readonly LeftOutRow[] | null;
  /** Where placebo outcomes were named. */
  readonly outcomes?: PlaceboOutcomes;
  /** Where assignments come from: a generator with its seed, a file, or all of them. */
  readonly source:
    | { readonly generator: string; readonly seed: number }
    | { readonly permutations: string; readonly sha256: string | null }
    | { readonly enumeration: number };
}
