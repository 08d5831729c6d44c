/**
 * What synthetic controls have beside effects, a unit each: weights of donors and predictors, both paths, placebos, intervals.
 */
import type { ScInterval } from "./options.js";

export interface ScDetails {
  /** What donors are weighed by. */
  readonly fitted_to: "outcomes" | "predictors";
  readonly augmented: boolean;
  readonly anticipation: number;
  readonly donors: number;
  readonly units: readonly ScUnit[];
  /** Donors as if they were treated, to which `permutation` of units refers; empty without placebos. */
  readonly placebos: readonly ScPlacebos[];
}

/** Every donor in turn weighed from the others, as treated units of one start are that are observed in the same periods. */
export interface ScPlacebos {
  readonly cohort: number;
  /** Periods of the gaps. */
  readonly time: readonly number[];
  /** In the order of donors; `gap` null of all where there are too many of them to keep. */
  readonly units: readonly ScPlacebo[];
}

export interface ScPlacebo extends Distances {
  readonly unit: string;
  readonly gap: readonly number[] | null;
}

/** A path of gaps: outcome less that of the synthetic control. */
export interface GapPath {
  readonly time: readonly number[];
  readonly gap: readonly number[];
}

/** How far a synthetic control is from its unit, as roots of mean squares before and after treatment, and on average after it. */
export interface Distances {
  readonly rmspe_pre: number;
  readonly rmspe_post: number;
  /** Null where the unit is fitted exactly before treatment. */
  readonly ratio: number | null;
  readonly att: number;
}

export interface ScUnit extends GapPath, Distances {
  readonly unit: string;
  readonly cohort: number;
  readonly observed: readonly number[];
  readonly synthetic: readonly number[];
  /** Periods that weights are fitted to, or could be. */
  readonly periods_before: number;
  /** Donors whose weight is not 0, by weight. */
  readonly weights: readonly { readonly unit: string; readonly weight: number }[];
  /** Predictors as they are in the unit, its synthetic control and donors on average; `weight` null under augmentation, which has none. */
  readonly predictors: readonly {
    readonly predictor: string;
    readonly weight: number | null;
    readonly treated: number;
    readonly synthetic: number;
    readonly donors: number;
  }[];
  readonly search: ScSearch | null;
  readonly ridge: {
    readonly lambda: number;
    readonly weights_below_zero: number;
    readonly validation:
      | readonly { readonly lambda: number; readonly error: number; readonly std_error: number }[]
      | null;
  } | null;
  readonly permutation: ScPermutation | null;
  /** Donors with a weight, left out one at a time; weights of predictors stay. */
  readonly left_out: readonly (GapPath & Distances & { readonly unit: string })[];
  readonly backdated: (GapPath & Distances & { readonly period: number }) | null;
  readonly intervals: readonly ScIntervals[];
}

/** How weights of predictors were chosen: mean squared distances of outcomes, the least any weights of donors leave, and searches. */
export interface ScSearch {
  readonly loss: number;
  readonly bound: number;
  readonly starts: number;
  readonly reached: number;
}

export interface ScPermutation {
  /** Shares of units, the treated among them, whose statistic is at least as large: of ratios, of ratios of positive gaps, of negative ones. */
  readonly p_value: number | null;
  readonly p_greater: number | null;
  readonly p_less: number | null;
  /** Of each period's gap in units of the distance before treatment. */
  readonly by_period: readonly { readonly time: number; readonly p_value: number }[] | null;
  /** Units ranked, with the treated one. */
  readonly units: number;
  /** Place of its placebos among those of the record. */
  readonly placebos: number;
  /** Placebos that are fitted exactly before treatment: their ratios count as larger than any. */
  readonly exact: number;
}

export interface ScIntervals {
  readonly kind: ScInterval;
  readonly level: number;
  readonly effects: readonly {
    readonly time: number;
    readonly estimate: number;
    readonly low: number | null;
    readonly high: number | null;
  }[];
  /** Of the test that treatment has no effect in any period; null for intervals without one. */
  readonly p_value: number | null;
  readonly draws: number | null;
  readonly seed: number | null;
}
