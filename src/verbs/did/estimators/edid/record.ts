/**
 * What Chen, Sant'Anna and Xie's estimator has beside effects: which comparisons and base periods each effect weighs how much, what that
 * saves, and the test of the trends that it assumes. Key names are the published JSON format.
 */

/** A comparison by a cohort and a period before its treatment. */
export interface EfficientComparison {
  /** Null: those never treated, or the last cohort in their place. */
  readonly comparison: number | null;
  readonly base: number | null;
  /** By how much more the cohort changed than the untreated, from its first period used to this one: zero under parallel trends. */
  readonly difference: number;
}

/** An effect of a treated cohort in a period. */
export interface EfficientCell {
  readonly cohort: number;
  readonly time: number;
  /** Of the comparisons, in their order; they sum to one. */
  readonly weights: readonly number[];
  /** Variance as a share of that of the effect by the period before treatment alone; null where that is none. */
  readonly variance_share: number | null;
}

/** Hausman's test that effects by all comparisons are those by the period before treatment alone. */
export interface TrendsTest {
  readonly statistic: number;
  readonly df: number;
  readonly p_value: number;
  /** Event times that are compared, and by how much effects by the period before treatment are larger. */
  readonly events: readonly number[];
  readonly differences: readonly number[];
  /** Directions in which effects by all comparisons vary more, as they may by chance: the test leaves them out. */
  readonly reversed: number;
}

export interface EfficientDetails {
  readonly trends: "all" | "post";
  /** The first of them is the untreated, whose period is the first used of each cohort. */
  readonly comparisons: readonly EfficientComparison[];
  /** Empty under trends from the period before treatment on alone, where each effect has one comparison. */
  readonly cells: readonly EfficientCell[];
  /** Null where no more than one comparison is there. */
  readonly test: TrendsTest | null;
}
