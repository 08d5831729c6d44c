/**
 * The record of `power`: what a design can find, by formula and by draws. Key names are the published JSON format, hence the underscores.
 */
import type { Note } from "../../base/messages.js";
import type { provenanceOf } from "../../regression/record/fit-record.js";
import type { Aggregation } from "../did/shared/aggregation.js";

/** Where the variation of outcomes comes from. */
export type VariationSource = "given" | "panel";

/** How outcomes of a unit vary, as a formula takes it. */
export interface VariationRecord {
  readonly from: VariationSource;
  /** Of a unit's mean before treatment, its mean under it, and their covariance; `pre` and `cross` are null without periods before. */
  readonly variance_pre: number | null;
  readonly variance_post: number;
  readonly covariance: number | null;
  /** Of residuals of a two-way regression on pre + post periods, as Burlig, Preonas & Woerman name them; null where none were estimated. */
  readonly residuals: {
    readonly variance: number;
    /** Mean covariances of two periods before, of two after, and of one of each; null where there is one period alone. */
    readonly covariance_pre: number | null;
    readonly covariance_post: number | null;
    readonly covariance_cross: number;
    /** Units observed in all periods of a window, on average, and windows. */
    readonly units: number;
    readonly windows: number;
  } | null;
}

/** What a number of units, or of clusters, needs to be for an effect. */
export interface SampleSize {
  readonly units: number;
  readonly treated: number;
  readonly clusters: number | null;
}

/** An effect, its power with the units there are, and the units it needs; null where it is 0, or more than can be counted. */
export interface FormulaEffect {
  readonly effect: number;
  readonly power: number | null;
  readonly needs: SampleSize | null;
}

export interface FormulaRecord {
  readonly design: "did" | "ancova" | "post";
  readonly pre: number;
  readonly post: number;
  readonly share_treated: number;
  readonly variation: VariationRecord;
  /** Variance of an estimate times units times share (1 - share). */
  readonly unit_variance: number;
  readonly clusters: {
    readonly icc: number;
    readonly size: number;
    readonly cv: number;
    readonly design_effect: number;
  } | null;
  readonly critical: "t" | "normal" | "noncentral";
  /** Units and clusters there are; null where they are asked for. */
  readonly units: number | null;
  readonly n_clusters: number | null;
  /** Of t: units, or clusters, less 2, and 3 for ancova; null for the normal, and where units are asked for. */
  readonly df: number | null;
  readonly std_error: number | null;
  /** Errors from 0 to the minimum detectable effect. */
  readonly multiplier: number | null;
  readonly mde: number | null;
  /** The same where periods are taken as independent, net of unit effects. */
  readonly mde_independent: number | null;
  readonly effects: readonly FormulaEffect[];
  /** Power by effect, or by units where these are asked for (of the first effect). */
  readonly curve: readonly { readonly at: number; readonly power: number }[];
}

/** Power by draws at an effect, with its Monte Carlo error and a 95% interval (Wilson). */
export interface PowerPoint {
  readonly effect: number;
  readonly power: number;
  readonly std_error: number;
  readonly low: number;
  readonly high: number;
}

export interface SimulationRecord {
  readonly estimator: string;
  readonly aggregation: Aggregation | null;
  readonly control: "never" | "notyet" | null;
  readonly vcov: string;
  readonly profile: "constant" | "growing";
  readonly rows: {
    readonly rule: "untreated" | "never" | "before";
    readonly rows: number;
    readonly units: number;
    readonly periods: number;
    /** Rows left out, by reason. */
    readonly dropped: Readonly<Record<string, number>>;
  };
  readonly assignment: {
    /** What is assigned: the unit, or the column whose values are. */
    readonly by: string;
    readonly of: number;
    readonly treated: number;
    readonly cohorts: readonly { readonly start: number; readonly treated: number }[];
    readonly strata: string | null;
    readonly own: boolean;
  };
  readonly draws: { readonly requested: number; readonly done: number; readonly used: number };
  readonly seed: number;
  readonly generator: string;
  /** How draws were made: sums by cell, a demeaned treatment each, or an estimate each. */
  readonly method: "moments" | "refits" | "estimates";
  readonly because: string;
  /**
   * How one draw serves every effect: its estimate moves by the effect and its error stays; estimate and variance are a line and a
   * parabola of the effect; or it does not, and every effect is estimated.
   */
  readonly response: "shift" | "quadratic" | "each";
  /** Of t, in the first draw; null where tests are normal. */
  readonly df: number | null;
  /** Without an effect: the share of draws that reject, standard deviation of estimates, and the mean of their errors. */
  readonly size: Omit<PowerPoint, "effect">;
  readonly estimates_sd: number;
  readonly mean_std_error: number;
  readonly points: readonly PowerPoint[];
  /** With its Monte Carlo error and a 95% interval; null where no effect shown reaches the power. */
  readonly mde: {
    readonly effect: number;
    readonly std_error: number;
    readonly low: number;
    readonly high: number | null;
  } | null;
}

export interface PowerRecord {
  readonly kind: "power";
  readonly call: string | null;
  readonly outcome: string | null;
  /** Standard deviation of the outcome over the rows used; without data, the one that was given. */
  readonly outcome_sd: number;
  /** Effects are in these. */
  readonly in_sd: boolean;
  /** Effects asked for, in units of the outcome. */
  readonly asked: readonly number[];
  readonly power: number;
  readonly level: number;
  readonly one_sided: boolean;
  readonly formula: FormulaRecord | null;
  readonly simulation: SimulationRecord | null;
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: ReturnType<typeof provenanceOf> | { readonly version: string; readonly kernels_sha256: string };
}
