/**
 * The record of `did`: the design, and what each estimator finds in it. Key names are the published JSON format, hence the underscores.
 */
import type { Labels, Period } from "../../../base/columns.js";
import type { Note, Rule } from "../../../base/messages.js";
import type { PathBreak, PeriodCount, UnitPath } from "../../../data/panel/treatment-design.js";
import type { provenanceOf } from "../../../regression/record/fit-record.js";
import type { WaldTest } from "../../../regression/tests/joint-test.js";
import type { Comparison } from "../decomposition/record.js";
import type { Aggregation } from "../shared/aggregation.js";
import type { EstimatorName } from "../shared/names.js";
import type { Details } from "./details.js";
import type { Inferred } from "./inferred.js";

export type { Inferred } from "./inferred.js";

/** The treatment as the sample shows it. */
export interface DesignRecord {
  readonly treatment: string;
  readonly from: "cohort" | "treatment";
  readonly binary: boolean;
  readonly path: UnitPath;
  readonly units: Readonly<Record<UnitPath, number>>;
  readonly breaks: readonly PathBreak[];
  readonly never: Rule & { readonly units: number };
  readonly cohorts: readonly {
    readonly cohort: number;
    readonly units: number;
    readonly units_before: number;
    readonly first_event: number;
    readonly last_event: number;
  }[];
  readonly events: readonly { readonly event: number; readonly units: number; readonly cohorts: readonly number[] }[];
  readonly periods: readonly PeriodCount[];
  /** Periods with treated units in which none is untreated. */
  readonly without_control: readonly number[];
  /** Rows without a treatment, left out of all of this, and units that have no other rows. */
  readonly missing: { readonly rows: number; readonly units: number };
  /** Periods of the panel. */
  readonly times: readonly number[];
  /**
   * Which histories units have, earliest treated first: a digit a period, 0 not observed, 1 untreated, 2 treated. `cohort` is null where no
   * start is seen. Many are thinned out evenly.
   */
  readonly histories: readonly { readonly cohort: number | null; readonly statuses: string; readonly units: number }[];
  readonly histories_thinned: boolean;
  readonly panel: {
    readonly unit: string;
    readonly time: string;
    readonly period?: Period;
    readonly units: number;
    readonly periods: number;
    readonly balanced: boolean;
    readonly units_with_gaps: number;
  };
}

/** The average of an event time, a cohort (`group`) or a calendar period (`time`): the key the aggregation names. */
export interface DidEffect extends Inferred {
  readonly event?: number;
  readonly group?: number;
  readonly time?: number;
  readonly band_low: number | null;
  readonly band_high: number | null;
  readonly n_units: number;
  readonly n_cohorts: number;
  /** Rows of its regression, where each effect has one of its own. */
  readonly n_obs?: number;
  readonly reference: boolean;
}

/** The effect on one cohort in one period. */
export interface CellRecord extends Inferred {
  readonly cohort: number;
  readonly time: number;
  readonly n_units: number;
  readonly reference: boolean;
}

/** How wide intervals are: `critical_value` errors on either side; those of a uniform band cover all effects at once. */
export interface DidBand {
  readonly kind: "pointwise" | "uniform";
  readonly level: number;
  readonly critical_value: number;
  readonly draws: number | null;
  readonly seed: number | null;
  readonly weights: string | null;
}

/** Event times averaged by treated rows, all alike, per unit of dose, or by sums of a column. */
export interface EventAverage {
  readonly event_times: readonly number[];
  readonly weights: "rows" | "alike" | "doses" | "column";
  readonly column?: string;
}

/** Why an average has no error: it rests on one unit; an effect in it has none; the rows of the estimator are others. */
export type NoCommonError = "one_unit" | "effects" | "rows";

/** One average for estimators side by side. */
export interface CommonAverage extends EventAverage {
  /** Treated cells that all estimators with cells have at event times that all have and are shown. */
  readonly cells: readonly {
    readonly cohort: number;
    readonly time: number;
    readonly rows: number;
    readonly weight: number;
  }[];
  /** Treated rows of these cells. */
  readonly rows: number;
  /** `of`: of the cells themselves, or of effects by event time, each by the weight of its cells. */
  readonly estimates: readonly (Inferred & {
    readonly estimator: EstimatorName;
    readonly of: "cells" | "event_times";
    /** By which its p and interval are read, where errors are made of clusters; df null: the normal. */
    readonly df?: number | null;
    readonly level?: number;
    readonly no_error?: NoCommonError;
  })[];
}

export interface DidEstimate {
  readonly estimator: EstimatorName;
  readonly aggregation: Aggregation;
  readonly effects: readonly DidEffect[];
  /** Of effects by event time: `matrix` in the order of `event`, references and effects without an error left out. */
  readonly covariance?: { readonly event: readonly number[]; readonly matrix: readonly (readonly number[])[] };
  /** The average of all that is treated, as the aggregation takes it; its estimate is NaN where it is not identified. */
  readonly overall: Inferred;
  /** Of effects by event time: what `overall` averages, and what weighs; `column`: whose sums do, or weigh the rows. */
  readonly average?: EventAverage;
  /** Where the data do not identify a trend in event time: neither an average, nor a test, nor a figure means anything. */
  readonly unidentified?: "trend";
  /** Null for estimators without effects by cohort and period. */
  readonly cells: readonly CellRecord[] | null;
  readonly band: DidBand;
  /** That effects before treatment and its anticipation are all 0: by event time, and by cohort and period. */
  readonly tests: { readonly leads?: WaldTest; readonly before?: WaldTest };
  readonly nobs: number;
  readonly n_units: number;
  readonly n_clusters: number;
  /** Where errors are not made of clusters: drawn, by placebos, a bootstrap or a jackknife; of a design that assigns dates at random; or there are none. */
  readonly errors?: "drawn" | "design" | "none";
  /** The distribution that p and intervals are of. */
  readonly interval: "t" | "normal";
  /** Degrees of freedom of t; null where intervals are normal. */
  readonly df: number | null;
  /** Of t of each effect, in their order, references left out, then of the average: where each has its own, as by CR2 and CR3. */
  readonly df_by_effect?: readonly number[];
  /** What this estimator alone has: weights, curves, tests of its own. */
  readonly details?: Details;
  readonly notes: readonly Note[];
}

export interface DidRecord {
  readonly kind: "did";
  readonly call: string;
  readonly outcome: string;
  readonly design: DesignRecord;
  readonly estimates: readonly DidEstimate[];
  /** Of several estimators by event time: their average over the same cells; null where all have none in common. */
  readonly common?: CommonAverage | null;
  /** Beside others, the one coefficient of the treatment in two-way fixed effects. */
  readonly two_way?: Inferred & { readonly nobs: number; readonly df: number | null; readonly level: number };
  /** What two-way effects compare, where it was asked for. */
  readonly comparisons?: readonly Comparison[];
  /** What influences are summed by. */
  readonly cluster: string;
  readonly dropped: Readonly<Record<string, number>>;
  /** What the data call outcome, treatment, unit, time and clusters, by name; absent without labels. */
  readonly labels?: Labels;
  readonly notes: readonly Note[];
  readonly timing_ms: Readonly<Record<string, number>>;
  readonly provenance: ReturnType<typeof provenanceOf> & { readonly seed: number | null };
}
