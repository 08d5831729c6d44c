/**
 * The record of matching: every choice that made it, who was matched, how alike the groups are before and
 * after, the effect on the treated with its errors, and the regressions on what was matched. Key names are the published
 * JSON format, hence the underscores. Weights and pairs, one a unit, are beside the record (`PsmatchResult`).
 */
import type { Column, Labels } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";
import type { CollinearTerm, FitRecord } from "../../regression/record/fit-record.js";
import type { KernelName, MatchOrder, TieRule } from "./estimator/match.js";

/**
 * How controls are weighted. `nearest`, `radius`, `kernel`, `llr` (local linear) compare scores; `mahalanobis` covariates;
 * `ipw` weights by the odds of the score, `dr` also by a regression of the outcome; `entropy` and `cem` need no score.
 */
export type MatchMethod = "nearest" | "radius" | "kernel" | "llr" | "mahalanobis" | "ipw" | "dr" | "entropy" | "cem";

/** What matching compares: the probability, the linear predictor (logit or probit of it), or a column as it stands. */
export type ScoreScale = "probability" | "linear" | "given";

export type SupportRule = "none" | "psmatch2" | "minmax" | "trim";

/**
 * What the control weights sum to: the number of treated units that have a counterfactual (psmatch2), or the number of
 * controls used (MatchIt).
 */
export type WeightSum = "treated" | "controls";

/** What was done, with every choice spelt out: null where a choice has no part in the method. */
export interface MatchingPlanRecord {
  readonly estimand: "att";
  readonly preset: "psmatch2" | "matchit" | null;
  readonly method: MatchMethod;
  /** Link of the estimated score; null for a score given, or none. */
  readonly link: "logit" | "probit" | null;
  /** Column of a score that was given. */
  readonly score: string | null;
  readonly scale: ScoreScale | null;
  readonly ratio: number | null;
  readonly replace: boolean | null;
  readonly order: MatchOrder | null;
  readonly ties: TieRule | null;
  /** Columns matched units agree in. */
  readonly exact: readonly string[];
  /** `width` as asked for; `sd` of what it is a multiple of; `raw` in units of `of`. By year these differ: null here. */
  readonly caliper: {
    readonly width: number;
    readonly unit: "sd" | "raw";
    readonly sd: number | null;
    readonly raw: number | null;
  } | null;
  readonly kernel: KernelName | null;
  readonly bandwidth: number | null;
  readonly support: { readonly rule: SupportRule; readonly share: number | null };
  /** Column within whose values the score is estimated and units are matched. */
  readonly by: string | null;
  /** Units matched on their averages, over the rows `pre` selects. */
  readonly average: { readonly unit: string; readonly pre: string | null } | null;
  readonly weight_sum: WeightSum;
  readonly subset: string | null;
  /** Highest moment that entropy balancing equalises. */
  readonly moments: 1 | 2 | 3 | null;
  /** Of coarsened exact matching, by covariate: its bins, or its cutpoints; others by Sturges. */
  readonly cuts: Readonly<Record<string, number | readonly number[]>>;
}

/** One coefficient of the score, by its z test. */
export interface ScoreCoefficient {
  readonly estimate: number;
  readonly std_error: number;
  readonly statistic: number;
  readonly p_value: number;
}

/** The score as estimated; likelihood-ratio test of all regressors together. */
export interface ScoreRecord {
  readonly link: "logit" | "probit";
  readonly nobs: number;
  readonly coefficients: Readonly<Record<string, ScoreCoefficient>>;
  readonly collinear: readonly CollinearTerm[];
  readonly log_likelihood: number;
  readonly null_log_likelihood: number;
  /** McFadden's. */
  readonly pseudo_r2: number;
  readonly lr: { readonly statistic: number; readonly df: number; readonly p_value: number };
  readonly iterations: number;
  readonly certificate: number;
}

/** The scores matching compares by group, and where both groups are found, on the scale of `range_of`. */
export interface SupportRecord {
  readonly scale: ScoreScale;
  readonly treated: { readonly min: number; readonly mean: number; readonly max: number };
  readonly control: { readonly min: number; readonly mean: number; readonly max: number };
  /** What the rule keeps; null without a rule, or where the rule is no range. */
  readonly range: { readonly low: number; readonly high: number } | null;
  readonly off_treated: number;
  readonly off_control: number;
}

/** Counts of one group: `total` = `used` + `off_support` + `unmatched` (treated) or `unused` (controls). */
export interface GroupCounts {
  readonly total: number;
  readonly used: number;
  readonly off_support: number;
  /** Treated units without a counterfactual, controls without a weight, on the support. */
  readonly unused: number;
}

export interface MatchedRecord {
  readonly treated: GroupCounts;
  readonly control: GroupCounts;
  /** Null where there are none: kernels and weighting. */
  readonly pairs: number | null;
  /** The control in most pairs, and in how many; null without pairs. */
  readonly most_used: { readonly unit: string; readonly times: number } | null;
  /** Largest weight of a control. */
  readonly largest_weight: number;
  /** (sum of control weights) squared over the sum of their squares. */
  readonly effective_controls: number;
  /** What weights sum to, by group. */
  readonly weight_sum: { readonly rule: WeightSum; readonly treated: number; readonly control: number };
  /** Treated units whose last match has another control exactly as near: under `first` the order of rows decided. */
  readonly ties: { readonly rule: TieRule; readonly treated: number } | null;
}

/** One covariate in one sample. Standardised bias is a share (times 100 in percent); standard deviations are always those before matching. */
export interface BalanceSide {
  readonly mean_treated: number;
  readonly mean_control: number;
  /** Over the standard deviation of the treated. */
  readonly bias_treated_sd: number | null;
  /** Over the square root of the mean of both groups' variances. */
  readonly bias_pooled_sd: number | null;
  readonly variance_ratio: number | null;
  readonly ks_statistic: number | null;
  /** Null with weights that differ. */
  readonly ks_p_value: number | null;
  readonly t_statistic: number | null;
  readonly t_p_value: number | null;
}

/** A covariate, a factor's level a row. */
export interface BalanceRecord {
  readonly name: string;
  readonly before: BalanceSide;
  readonly after: BalanceSide;
}

/** What all covariates say together: the score fitted again, on the weighted sample. */
export interface JointBalance {
  readonly pseudo_r2: number | null;
  readonly lr: { readonly statistic: number; readonly df: number; readonly p_value: number } | null;
  /** Of the absolute standardised bias (pooled denominator), in percent. */
  readonly mean_bias: number;
  readonly median_bias: number;
  readonly largest_bias: { readonly name: string; readonly bias: number };
  /** Rubin's B in percent, and R. */
  readonly rubin_b: number | null;
  readonly rubin_r: number | null;
}

/**
 * How the error of the effect was made. `abadie-imbens`: matching with replacement, homoskedastic (2006, Match's default);
 * `abadie-imbens-robust`: by matches within the own group; `psmatch2`: weights as fixed; `influence`: of the doubly robust
 * estimator; `hc1`: the weighted regression of outcome on treatment, weights as fixed; `bootstrap`: the score estimated in each draw.
 */
export type ErrorKind = "abadie-imbens" | "abadie-imbens-robust" | "psmatch2" | "influence" | "hc1" | "bootstrap";

/** By the normal distribution. */
export interface ErrorRecord {
  readonly std_error: number;
  readonly statistic: number;
  readonly p_value: number;
  readonly conf_low: number;
  readonly conf_high: number;
}

/**
 * The mean effect on the treated that have a counterfactual; its error, test and interval are those of `error`, null where
 * there is none, as with a single pair.
 */
export interface AttRecord extends Readonly<Record<keyof ErrorRecord, number | null>> {
  readonly estimate: number;
  readonly error: ErrorKind | null;
  readonly level: number;
  readonly n_treated: number;
  readonly mean_treated: number;
  readonly mean_counterfactual: number;
  /** The difference of means before matching. */
  readonly unmatched: { readonly estimate: number; readonly mean_treated: number; readonly mean_control: number };
  /** All errors that hold for the method, the default one among them. */
  readonly errors: Readonly<Partial<Record<ErrorKind, ErrorRecord>>>;
  readonly bootstrap: {
    readonly draws: number;
    readonly failed: number;
    readonly seed: number;
    readonly cluster: string | null;
    readonly generator: string;
    /** Percentile interval. */
    readonly percentile_low: number;
    readonly percentile_high: number;
  } | null;
}

/**
 * Where the groups' scores lie, before and after: shares of a group's units (weights after), bin by bin, which sum to 1 in
 * each group. `edges` is one longer than the shares.
 */
export interface OverlapRecord {
  readonly scale: ScoreScale;
  readonly edges: readonly number[];
  readonly before: { readonly treated: readonly number[]; readonly control: readonly number[] };
  readonly after: { readonly treated: readonly number[]; readonly control: readonly number[] };
}

/** One value of `by`, with a score and a matching of its own; `skipped` says why there is none. */
export interface StratumRecord {
  readonly level: string;
  readonly nobs: number;
  readonly skipped: { readonly code: string; readonly message: string } | null;
  readonly caliper: number | null;
  readonly score: ScoreRecord | null;
  readonly support: SupportRecord | null;
  readonly matched: MatchedRecord | null;
  readonly balance: readonly BalanceRecord[];
  readonly joint_balance: { readonly before: JointBalance; readonly after: JointBalance } | null;
  readonly att: AttRecord | null;
}

/** A regression after matching: on rows of matched units, with and without their weights, or on all rows on the support. */
export interface MatchedRegression {
  readonly formula: string;
  readonly sample: "matched" | "on_support";
  readonly weighted: boolean;
  readonly fit: FitRecord;
}

export interface PsmatchRecord {
  readonly kind: "psmatch";
  /** The formula as written. */
  readonly call: string;
  readonly treatment: string;
  readonly outcome: string | null;
  /** Units matched among: rows, or units of `average`. */
  readonly nobs: number;
  /** Rows left out before, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly plan: MatchingPlanRecord;
  /** Null for a score given, methods without one, and by year, where each year has its own. */
  readonly score: ScoreRecord | null;
  readonly support: SupportRecord | null;
  readonly matched: MatchedRecord;
  readonly balance: readonly BalanceRecord[];
  readonly joint_balance: { readonly before: JointBalance; readonly after: JointBalance } | null;
  /** Null without an outcome. */
  readonly att: AttRecord | null;
  readonly overlap: OverlapRecord | null;
  /** With `by`: one a value; else empty. All else is of the strata together. */
  readonly by: readonly StratumRecord[];
  readonly regressions: readonly MatchedRegression[];
  /** Coarsened exact matching: cells and the multivariate imbalance L1, before and after. */
  readonly strata: {
    readonly cells: number;
    readonly matched_cells: number;
    readonly l1_before: number;
    readonly l1_after: number;
  } | null;
  /** What the data call treatment, outcome and covariates, by name; absent where they have no labels. */
  readonly labels?: Labels;
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: FitRecord["provenance"];
}

/** The record, and what there is of every unit. */
export interface PsmatchResult {
  readonly record: PsmatchRecord;
  /**
   * A row a unit, in the order of the sample: `row` (1-based, of the data) or the column of `average`, the column of `by`
   * where there is one, `treated` (0/1), `score` (probability, or as given; absent without a score), `on_support` (0/1),
   * `weight` (0: not used).
   */
  readonly units: Table;
  /**
   * A row a pair: `treated_row` and `control_row` (or the column of `average` with `treated_` and `control_` before its
   * name), the column of `by` where there is one, `share` of the control in the counterfactual, `distance` on the score's
   * scale (absent without a score). Null where there are no pairs.
   */
  readonly pairs: Table | null;
  /** `_pscore`, `_support`, `_weight` over all rows of the data, missing for those left out: to be added to the table. */
  readonly columns: readonly Column[];
}
