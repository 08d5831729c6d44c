/**
 * The record of a bootstrap: that of the fit it is about, with the draws and what they say. Key names are
 * the published JSON format, hence the underscores.
 */
import type { Note } from "../../base/messages.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { Ends, SetKind } from "../../regression/record/iv-record.js";
import type { TestByT } from "../../regression/tests/joint-test.js";
import type { Reliability } from "./reliability/record.js";

/** One number a draw, in order of the draws; null for a draw in which it is not defined. */
export interface BootstrapDraws {
  /** The coefficient of the draw; of a wild draw, what the bootstrap sample adds to the value tested. Empty in a joint test. */
  readonly estimate: readonly (number | null)[];
  /** t of the draw, centred on the truth the draw was made under; F in a joint test. */
  readonly statistic: readonly (number | null)[];
}

/** An interval and how it was made; null where an end is not bounded. */
export interface BootstrapInterval {
  readonly conf_low: number | null;
  readonly conf_high: number | null;
  readonly level: number;
  /** `inversion`: the values the test does not reject; `none`: not asked for; `jackknife`: t interval with CV3. */
  readonly method: "inversion" | "percentile" | "basic" | "studentized" | "jackknife";
}

/** A clustering and how many clusters the sample has in it. */
export interface ClusterCount {
  readonly name: string;
  readonly G: number;
}

/** How the draws were made: all that is needed to make them again. */
export interface BootstrapDesign {
  readonly kind: "wild" | "pairs" | "jackknife" | "conley-taber" | "ferman-pinto";
  /** Wild: 11, 13, 31, 33 (scores resampled, then variance of the statistic; 3 = jackknife); else null. */
  readonly type: "11" | "13" | "31" | "33" | null;
  /** Wild: distribution of the multipliers; `indices`: pairs from a file; null without random numbers. */
  readonly weights: "rademacher" | "webb" | "mammen" | "indices" | null;
  /** Wild: residuals under the hypothesis (WCR) or not (WCU); else null. */
  readonly impose_null: boolean | null;
  /** Only of an equation with instruments: restricted (WRE) or unrestricted (WUE) efficient. */
  readonly scheme?: "WRE" | "WUE";
  /** Clusters drawn or multiplied. */
  readonly clusters: ClusterCount;
  /** Clusterings of the error; more than one for two-way errors. */
  readonly error_clusters: readonly ClusterCount[];
  readonly draws: {
    readonly requested: number;
    /** Made: fewer than requested in a partial result; 2^G when enumerated. */
    readonly done: number;
    /** Made and defined: B of the p-value. */
    readonly used: number;
    readonly undefined: number;
  };
  /** Every sign vector once, in place of random draws. */
  readonly enumerated: boolean;
  /** Stopped before all draws were made, and kept because asked to. */
  readonly partial: boolean;
  /** `count`: |t*| >= |t| (1 - 1e-10); `strict`: |t*| > |t| (1 + 1e-10). */
  readonly ties: "count" | "strict";
  /** null without random numbers. */
  readonly generator: string | null;
  readonly seed: number | null;
  /** Pairs from a file: its name and hash. */
  readonly indices: { readonly name: string; readonly sha256: string | null } | null;
  /** How the draws were computed, and why so. */
  readonly method: "moments" | "one solve a cluster" | "refits" | "errors of groups";
  readonly because: string;
}

/** What the pairs bootstrap says of a coefficient. */
export interface PairsResult {
  /** Standard deviation of the draws, n - 1. */
  readonly std_error: number | null;
  readonly percentile: BootstrapInterval;
  readonly basic: BootstrapInterval;
  readonly studentized: BootstrapInterval;
  /** Mean of draws less the estimate. */
  readonly bias: number | null;
  /** Draws in which some level of an effect not nested in the clusters, such as a period, has no cluster drawn. */
  readonly absent_levels: number;
}

/** A cluster and what leaving it out does. */
export interface ClusterInfluence {
  readonly cluster: string;
  readonly rows: number;
  /** Coefficient without the cluster; null where it has none then. */
  readonly estimate: number | null;
  /** That coefficient less the one of the whole sample. */
  readonly difference: number | null;
  /** Trace of A^-1 A_c: parameters the cluster determines; null by refits, which do not give it. */
  readonly leverage: number | null;
}

/** The Anderson-Rubin test of an equation with instruments: it holds however weak they are. */
export interface AndersonRubinBootstrap {
  /** F: the clustered Wald statistic of the instruments in the outcome less the value tested times the endogenous regressor. */
  readonly statistic: number;
  readonly df1: number;
  readonly df2: number;
  /** Of the F distribution, for comparison. */
  readonly p_value_F: number;
  /** By the draws of F; null where none has one. */
  readonly p_value: number | null;
  readonly draws: { readonly used: number; readonly undefined: number };
  /** The values the draws do not reject; null where no interval was asked for. */
  readonly set: {
    readonly level: number;
    readonly kind: SetKind;
    /** Ascending; null is infinite. */
    readonly intervals: readonly Ends[];
  } | null;
}

/** Of the kinds for few treated clusters: whose errors stand for whose. */
export interface FewTreated {
  readonly period: string;
  readonly periods: number;
  /** Clusters whose treatment changes. */
  readonly treated: readonly string[];
  /** Clusters where it does not. */
  readonly controls: number;
  /** Ferman and Pinto: what is behind a row, a column or `rows`; else null. */
  readonly size: string | null;
  /** The same: variance of errors' contrasts under the value tested, a row a path of the treatment; else null. */
  readonly variance:
    | readonly {
        readonly groups: number;
        readonly constant: number;
        /** Times the sum over periods of the contrast's square over observations. */
        readonly by_size: number;
      }[]
    | null;
}

export interface BootstrapRecord extends Omit<FitRecord, "kind"> {
  readonly kind: "bootstrap";
  /** The coefficients tested; several in a joint hypothesis. */
  readonly terms: readonly string[];
  /** The values they are tested against, in the order of `terms`. */
  readonly null_values: readonly number[];
  /** The statistic of the sample: t, or F of `terms`, on the same path and by the same variance as the draws'. */
  readonly observed: {
    /** null in a joint hypothesis. */
    readonly estimate: number | null;
    readonly std_error: number | null;
    readonly statistic: number;
    /** Of the t or F distribution, for comparison. */
    readonly p_value: number;
    readonly df: number;
    /** Of a joint hypothesis where the small-sample rule has another denominator than t. */
    readonly by_t_df?: TestByT;
  };
  readonly bootstrap: BootstrapDesign;
  readonly draws: BootstrapDraws;
  /** `statistic`: two-sided, symmetric; the one to read. null where no draw has a statistic. */
  readonly p_value: {
    readonly statistic: number | null;
    /** Twice the smaller tail; null in a joint hypothesis and for pairs. */
    readonly equal_tailed: number | null;
    /** Pairs: by draws of the coefficient, centred; else null. */
    readonly estimate: number | null;
  };
  /** The interval to read; null where none was asked for or a joint hypothesis has none. */
  readonly interval: BootstrapInterval | null;
  /** Only of an equation with instruments; null where its covariance is singular, as a note says. */
  readonly anderson_rubin?: AndersonRubinBootstrap | null;
  /** Of one coefficient by one clustering: which p can be believed; absent or null elsewhere. */
  readonly reliability?: Reliability | null;
  /** Of kind pairs; else null. */
  readonly pairs: PairsResult | null;
  /** Of kind jackknife, most influential first; else empty. */
  readonly influence: readonly ClusterInfluence[];
  /** Only of kinds conley-taber and ferman-pinto. */
  readonly few_treated?: FewTreated;
}

/** What a kind of bootstrap hands over for the record. */
export type BootstrapFindings = Pick<
  BootstrapRecord,
  | "terms"
  | "null_values"
  | "observed"
  | "bootstrap"
  | "draws"
  | "p_value"
  | "interval"
  | "anderson_rubin"
  | "pairs"
  | "influence"
  | "few_treated"
  | "reliability"
> & {
  readonly fit: FitRecord;
  readonly notes: readonly Note[];
  /** Milliseconds from the first draw to the last. */
  readonly drawing_ms: number;
};

/** How draws are computed where moments can be had. */
export const BY_MOMENTS = { method: "moments", because: "the cross-products of every cluster fit in memory" } as const;
