/**
 * What effects by dose have beside averages: the curve of effects and of its derivative, overall numbers, and what each rests on. Key names are
 * the published JSON format.
 */
import type { Inferred } from "../../design/inferred.js";

/** What a number takes to be its estimand: trends that would be parallel without treatment, or at every dose. */
export type Assumption = "parallel trends" | "strong parallel trends";

/** The curve at a dose. */
export interface DosePoint {
  readonly dose: number;
  readonly att: number;
  readonly att_std_error: number;
  readonly att_low: number;
  readonly att_high: number;
  readonly att_band_low: number;
  readonly att_band_high: number;
  readonly acrt: number;
  readonly acrt_std_error: number;
  readonly acrt_low: number;
  readonly acrt_high: number;
  readonly acrt_band_low: number;
  readonly acrt_band_high: number;
}

/** How the data chose the sieve. */
export interface AdaptiveRecord {
  /** Dimensions considered, and the largest studentized difference from larger ones; null for the largest. */
  readonly dimensions: readonly { readonly dimension: number; readonly apart: number | null }[];
  readonly chosen: number;
  readonly alpha: number;
  /** The quantile of differences by chance, and what differences are held against. */
  readonly theta: number;
  readonly limit: number;
  /** What theta is multiplied by where bands are widened. */
  readonly penalty: number;
  readonly points: number;
}

export interface DoseRecord {
  readonly dose: string;
  readonly target: "level" | "slope";
  readonly basis: "spline" | "adaptive" | "levels";
  /** Of a spline: degree, inner knots; null of levels. */
  readonly degree: number | null;
  readonly knots: readonly number[];
  readonly dimension: number;
  readonly adaptive?: AdaptiveRecord;
  /** Doses of the treated. */
  readonly treated: { readonly units: number; readonly least: number; readonly most: number; readonly mean: number };
  /** Averages over the treated, cohorts by their shares. */
  readonly overall: {
    readonly att: Inferred & { readonly rests_on: Assumption };
    readonly acrt: Inferred & { readonly rests_on: Assumption };
  };
  readonly curve: readonly DosePoint[];
  /** The curve at shares of the treated with at most such a dose; of levels at none. */
  readonly quantiles: readonly (DosePoint & { readonly share: number })[];
  readonly rests_on: {
    readonly effects: Assumption;
    readonly att_at_a_dose: Assumption;
    readonly between_doses: Assumption;
    readonly acrt: Assumption;
  };
  /** Bands cover the curve at all its doses at once. */
  readonly band: {
    readonly level: number;
    readonly critical_att: number;
    readonly critical_acrt: number;
    readonly draws: number;
    readonly seed: number;
    readonly weights: "normal";
  };
}
