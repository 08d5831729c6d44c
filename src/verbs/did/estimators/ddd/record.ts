/**
 * What triple differences have beside effects: who stands in each group, and where several cohorts are compared with, what each says
 * and how much it counts. Key names are the published JSON format.
 */
export interface TripleRecord {
  /** The column of eligibility. */
  readonly eligible: string;
  readonly method: string;
  /** Units of each cohort by eligibility; the cohort of the never treated is null. */
  readonly groups: readonly {
    readonly cohort: number | null;
    readonly eligible: number;
    readonly ineligible: number;
  }[];
  /** Of cells with several cohorts to compare with: the third difference against each, and its weight. */
  readonly comparisons: readonly TripleComparison[];
}

export interface TripleComparison {
  readonly cohort: number;
  readonly time: number;
  /** The cohort compared with; null for the never treated. */
  readonly against: number | null;
  readonly estimate: number;
  /** Null where nothing between clusters moves it. */
  readonly std_error: number | null;
  readonly weight: number;
}
