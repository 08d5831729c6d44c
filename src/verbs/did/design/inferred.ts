/**
 * A number with what is inferred of it, as records of `did` and of the details of its estimators state it.
 */

/** An effect with its inference; null where there is none, as of a reference. */
export interface Inferred {
  readonly estimate: number;
  readonly std_error: number | null;
  readonly statistic: number | null;
  readonly p_value: number | null;
  readonly conf_low: number | null;
  readonly conf_high: number | null;
}
