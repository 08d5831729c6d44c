/**
 * What Roth and Sant'Anna's estimator has beside effects: how much of the difference before treatment is taken off, both errors, the share
 * of the variance that is left, and the test that assigns dates of treatment anew. Key names are the published JSON format.
 */
export interface RandomisationEffect {
  /** Event time, cohort or period of the effect; null for the average of all. */
  readonly at: number | null;
  readonly estimate: number;
  /** How much of the difference before treatment is taken off that after it. */
  readonly beta: number;
  /** Null where there is none. */
  readonly se_refined: number | null;
  readonly se_neyman: number | null;
  /** Neyman's variance as a share of that with beta 1, the difference-in-differences with the same comparison. */
  readonly variance_share: number | null;
  /** Of |t| under dates assigned anew; null where there is no error. */
  readonly p_value: number | null;
  /** Draws whose |t| is as large. */
  readonly as_large: number | null;
}

export interface RandomisationDetails {
  /** As asked: a number, or the one that makes the error smallest. */
  readonly beta: number | "efficient";
  readonly errors: "refined" | "neyman";
  readonly comparison: "last treated" | "not yet treated";
  readonly draws: number;
  readonly seed: number;
  readonly generator: string;
  readonly effects: readonly RandomisationEffect[];
}
