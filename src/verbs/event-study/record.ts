/**
 * The record of an event study: that of a fit, with effects by event time and what identifies them.
 * Key names are the published JSON format, hence the underscores.
 */

import type { Period } from "../../base/columns.js";
import type { Rule } from "../../base/messages.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { WaldTest } from "../../regression/tests/joint-test.js";

/**
 * The effect at one event time, periods since first treatment (0 is the first treated period). A reference is 0 by
 * definition: its error and interval are null, as are those of an effect on one unit. `n_units` and `n_cohorts` are observed in the sample
 * at that time.
 */
export interface EventEffect {
  readonly event: number;
  /** `-3`, or `<= -4` and `>= 4` for binned ends. */
  readonly label: string;
  readonly estimate: number;
  readonly std_error: number | null;
  readonly conf_low: number | null;
  readonly conf_high: number | null;
  /** Ends of a uniform band; null at references and where the band is pointwise (`conf_low`, `conf_high`). */
  readonly band_low: number | null;
  readonly band_high: number | null;
  readonly n_units: number;
  readonly n_cohorts: number;
  readonly reference: boolean;
}

/**
 * How far the band reaches: `critical_value` standard errors by formula on either side of each estimate. A uniform band
 * covers all effects shown at once, in `level` of samples; a pointwise one each effect by itself, and nothing is drawn.
 */
export type EventBand = { readonly level: number; readonly critical_value: number } & (
  | {
      readonly kind: "pointwise";
      readonly draws: null;
      readonly seed: null;
      readonly generator: null;
      readonly weights: null;
    }
  | {
      readonly kind: "uniform";
      readonly draws: number;
      readonly seed: number;
      readonly generator: string;
      /** Distribution of the multipliers, one a cluster. */
      readonly weights: string;
    }
);

/** A cohort of the sample: `units_before` of its units are observed before treatment. */
export interface CohortRecord {
  readonly cohort: number;
  readonly units: number;
  readonly units_before: number;
  readonly first_event: number;
  readonly last_event: number;
}

export interface EventStudyRecord extends Omit<FitRecord, "kind" | "iv" | "tests"> {
  readonly tests: Readonly<Record<string, WaldTest>>;
  readonly kind: "event-study";
  readonly estimator: "twfe";
  readonly effects: readonly EventEffect[];
  readonly band: EventBand;
  /** Where the data do not identify a trend in event time: neither a joint test nor a figure means anything. */
  readonly unidentified?: "trend";
  readonly reference: readonly number[];
  /** First and last event time shown; null when all are. */
  readonly window: readonly [number, number] | null;
  /** Whether the ends of the window stand for all event times beyond them. */
  readonly bin: boolean;
  /** Who is never treated: the rule, and units in the sample. */
  readonly never: Rule & { readonly units: number };
  readonly cohorts: readonly CohortRecord[];
  /** The panel as read, before rows were left out. */
  readonly panel: {
    readonly unit: string;
    readonly time: string;
    /** What times count, where the data say so: cohorts are such numbers. */
    readonly period?: Period;
    readonly units: number;
    readonly periods: number;
    readonly balanced: boolean;
    readonly units_with_gaps: number;
    readonly min_periods: number;
    readonly max_periods: number;
  };
}
