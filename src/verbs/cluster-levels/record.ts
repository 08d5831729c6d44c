/** The record of a comparison of levels of clustering. Key names are the published JSON format, hence the underscores. Types only. */
import type { Labelled } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import type { FitRecord } from "../../regression/record/fit-record.js";

/** The score-variance test of one coefficient, or of several at once. */
export interface ScoreTest {
  readonly terms: readonly string[];
  /** tau: of one coefficient signed and about normal; of several the Wald statistic. */
  readonly statistic: number | null;
  /** Null of one coefficient. */
  readonly df: number | null;
  /** Of one coefficient one-sided, towards larger variance by coarse clusters; null without a statistic. */
  readonly p_value: number | null;
  /** The share of bootstrap statistics at least as large. */
  readonly p_bootstrap: number | null;
  /** Statistics of the bootstrap; null where one has no variance. */
  readonly draws: readonly (number | null)[];
  /** The lower triangle, by columns, of the variance of scores by coarse clusters less that by fine ones, and the variance of that. */
  readonly difference: readonly number[];
  readonly variance: readonly (readonly number[])[];
  /** Standard errors by either level, with these small-sample factors; null of several coefficients. */
  readonly std_error: { readonly fine: number; readonly coarse: number } | null;
}

/** Why something was not made. */
export interface NotMade {
  readonly because: Note;
}

/** Estimates by coarse cluster are as far apart as their errors by fine ones make them, or farther. */
export interface SpreadTest {
  readonly term: string;
  readonly estimates: readonly { readonly cluster: string; readonly estimate: number; readonly std_error: number }[];
  /** Variance of the estimates across clusters. */
  readonly statistic: number;
  readonly p_value: number;
  readonly draws: number;
}

/** The t test of changes of treated and untreated coarse clusters. */
export interface ChangeTest {
  readonly term: string;
  readonly date: number;
  readonly changes: readonly { readonly cluster: string; readonly treated: boolean; readonly change: number }[];
  readonly treated: number;
  readonly untreated: number;
  readonly estimate: number;
  readonly std_error: number;
  readonly statistic: number;
  /** The smaller number of clusters less one. */
  readonly df: number;
  readonly p_value: number;
  readonly conf_low: number;
  readonly conf_high: number;
}

/** The causal cluster variance, all clusters of the population being in the sample and all of their units. */
export interface CausalVariance {
  readonly term: string;
  readonly estimate: number;
  readonly std_error: number;
  readonly splits: number;
  readonly clusters: number;
}

export interface ClusterLevelsRecord extends Labelled {
  readonly kind: "cluster-levels";
  readonly call: string;
  readonly nobs: number;
  readonly dropped: FitRecord["dropped"];
  /** Null: rows. */
  readonly fine: { readonly name: string | null; readonly G: number };
  readonly coarse: { readonly name: string; readonly G: number };
  readonly factors: { readonly fine: number; readonly coarse: number };
  readonly tests: readonly ScoreTest[];
  readonly bootstrap: {
    readonly draws: number;
    readonly done: number;
    readonly weights: string;
    readonly generator: string;
    readonly seed: number;
    readonly partial: boolean;
  };
  readonly spread: readonly (SpreadTest | (NotMade & { readonly term: string }))[];
  readonly changes: readonly (ChangeTest | (NotMade & { readonly term: string }))[];
  readonly causal: readonly (CausalVariance | (NotMade & { readonly term: string }))[];
  readonly level: number;
  readonly notes: readonly Note[];
  readonly provenance: FitRecord["provenance"];
}
