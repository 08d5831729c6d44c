/**
 * The record of `pretrends`: what the test of leads could have found, and what they rule out. Key names are the published JSON
 * format, hence the underscores.
 */
import type { Note } from "../../base/messages.js";
import type { version } from "../../base/version.js";
import type { EventPath } from "../event-path/event-path.js";

/** A lead and whether the pre-test finds it. */
export interface LeadRecord {
  readonly event: number;
  readonly estimate: number;
  readonly std_error: number;
  readonly statistic: number;
  readonly significant: boolean;
}

/** The usual pre-tests: any lead beyond the critical value, and all leads jointly. */
export interface PretestRecord {
  readonly level: number;
  /** Of the statistic of one lead. */
  readonly critical_value: number;
  readonly leads: readonly LeadRecord[];
  /** Whether a lead is beyond the critical value. */
  readonly rejects: boolean;
  /** The chance of that where parallel trends hold. */
  readonly size: number;
  readonly wald: {
    readonly statistic: number;
    readonly df: number;
    readonly p_value: number;
    readonly critical_value: number;
    readonly rejects: boolean;
  };
}

/** The linear trend that a pre-test finds with a chance of `power`: null where it rejects as often without any. */
export interface DetectableSlope {
  readonly power: number;
  readonly slope: number | null;
  /** That of the joint test. */
  readonly wald_slope: number | null;
}

/** What a violation of parallel trends would mean. */
export type TrendRecord = {
  /** Where a slope is that of a power, the power. */
  readonly power_target: number | null;
  /** By event, in the order of the path. */
  readonly violation: readonly number[];
  /** The chance that some lead is significant, and that the joint test rejects. */
  readonly power: number;
  readonly wald_power: number;
  /** How many times as likely passing is under the violation as without one. */
  readonly bayes_factor: number;
  /** Of the leads observed: their density under the violation over that without. */
  readonly likelihood_ratio: number;
  /** What estimates are on average where the violation holds and the pre-test passes: for lags the bias. Null where it never does. */
  readonly mean_after_passing: readonly number[] | null;
  /** That less the violation. */
  readonly pretest_bias: readonly number[] | null;
} & (
  | { readonly kind: "linear"; readonly slope: number }
  | { readonly kind: "expression"; readonly expression: string }
  | { readonly kind: "given"; readonly name: string }
);

/** The bounds at which a lead is found equivalent to none. */
export interface LeadEquivalence {
  readonly event: number;
  /** Smallest bound by two one-sided tests: the farther end of the interval at 1 - 2 alpha. */
  readonly tost_bound: number;
  /** Smallest bound by the most powerful test (folded normal). */
  readonly folded_bound: number;
  /** p of two one-sided tests at the bound asked about. */
  readonly p_value?: number;
}

export interface EquivalenceRecord {
  readonly alpha: number;
  /** Of t in two one-sided tests; null for the normal. */
  readonly df: number | null;
  readonly leads: readonly LeadEquivalence[];
  /** All leads at once, by intersection and union: the largest of theirs. */
  readonly joint: { readonly event: number; readonly tost_bound: number; readonly folded_bound: number };
  /** The answer at a bound: one that was given, or 0.36 standard deviations of the outcome. */
  readonly at?: {
    readonly bound: number;
    readonly from: "bound" | "sd";
    readonly p_value: number;
    readonly accepted: boolean;
  };
}

export interface Contrast {
  readonly estimate: number;
  readonly std_error: number;
}

/** What allowing a linear difference in trends does to the average effect. */
export interface NonInferiorityRecord {
  readonly alpha: number;
  /** Mean of lags less that of the periods before treatment. */
  readonly without_trend: Contrast;
  /** Mean of lags less the line through the periods before treatment. */
  readonly with_trend: Contrast;
  readonly difference: Contrast;
  /** Smallest difference that is ruled out. */
  readonly bound: number;
  /** That as a share of the effect without a trend. */
  readonly relative_bound: number;
}

export interface PretrendsRecord {
  readonly kind: "pretrends";
  readonly call: string | null;
  readonly path: EventPath;
  readonly pretest: PretestRecord;
  readonly detectable: readonly DetectableSlope[];
  readonly trends: readonly TrendRecord[];
  readonly equivalence: EquivalenceRecord;
  /** Null with one period before treatment and its reference alone. */
  readonly non_inferiority: NonInferiorityRecord | null;
  /** How far two rules for the probabilities above were apart, at most. */
  readonly probability_error: number;
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: { readonly version: typeof version; readonly kernels_sha256: string };
}
