/**
 * What two-way effects compare, as a record states it. A cohort is its first treated period; `never` has none, `always` none that is seen.
 * Key names are the published JSON format, hence the underscores.
 */

export type CohortKey = number | "never" | "always";

/** Who is compared with whom in a 2x2 of two cohorts; `pair` of both, which covariates join. */
export type ComparisonType =
  | "treated vs never"
  | "treated vs always"
  | "earlier vs later"
  | "later vs earlier"
  | "pair of cohorts";

export interface TwoByTwo {
  readonly treated: CohortKey;
  readonly untreated: CohortKey;
  readonly type: ComparisonType;
  readonly estimate: number;
  readonly weight: number;
}

/** Weights sum to one, and with them estimates give the coefficient. */
export interface BaconRecord {
  readonly decomposition: "bacon";
  readonly coefficient: number;
  readonly comparisons: readonly TwoByTwo[];
  readonly by_type: readonly { readonly type: ComparisonType; readonly weight: number; readonly estimate: number }[];
  /** With covariates: what comes from differences of covariates within cohorts, beside the comparisons between them; else null. */
  readonly within: { readonly weight: number; readonly estimate: number } | null;
}

/** Rows of a cohort in a period that are treated: the sum of their weights, and the least and largest of one. */
export interface CellWeight {
  readonly cohort: CohortKey;
  readonly time: number;
  readonly rows: number;
  readonly weight: number;
  readonly least: number;
  readonly largest: number;
}

export interface WeightsRecord {
  readonly decomposition: "twfe-weights";
  readonly coefficient: number;
  /** Treated rows, of which the weights sum to one. */
  readonly rows: number;
  readonly positive: { readonly rows: number; readonly sum: number };
  readonly negative: { readonly rows: number; readonly sum: number };
  readonly cells: readonly CellWeight[];
  readonly robustness: {
    /** Standard deviation of effects across treated rows at which their average may be zero though the coefficient is not. */
    readonly zero_average: number | null;
    /** That at which all may have the sign the coefficient does not have; null where no weight is negative. */
    readonly opposite_sign: number | null;
  };
}

/** A coefficient of event time, and what other event times than its own weigh in it. */
export interface ContaminatedEffect {
  readonly event: number;
  readonly estimate: number;
  /** Cohorts whose effect at this event time counts negatively. */
  readonly negative: readonly number[];
  /** Sum of the absolute weights of effects at other event times but the reference. */
  readonly others: number;
}

export interface ContaminationRecord {
  readonly decomposition: "contamination";
  readonly effects: readonly ContaminatedEffect[];
  /** The weight of the effect on `cohort` at event time `at` in the coefficient of `event`. */
  readonly weights: readonly {
    readonly event: number;
    readonly cohort: number;
    readonly at: number;
    readonly weight: number;
  }[];
}

export type Comparison = BaconRecord | WeightsRecord | ContaminationRecord;
