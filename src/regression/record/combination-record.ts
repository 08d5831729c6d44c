/**
 * What tests and combinations of coefficients return: frozen, JSON-serialisable.
 */
import type { Note } from "../../base/messages.js";
import type { Coefficient } from "../tests/coefficients.js";
import type { JointTest } from "../tests/joint-test.js";

/** A Wald test of linear restrictions; `by_t_df` unless the distribution or `df2` was asked for. */
export interface WaldRecord extends JointTest {
  readonly kind: "wald";
  /** The equations as written, those that follow from others too. */
  readonly restrictions: readonly string[];
  /** Independent restrictions; more than `df1` where the covariance cannot distinguish them. */
  readonly rank: number;
  /** Restrictions left out because they follow from those before them. */
  readonly redundant: readonly string[];
  /** Coefficients in the restrictions. */
  readonly terms: readonly string[];
  readonly notes: readonly Note[];
}

/** Combinations of coefficients: linear ones of `lincom`, functions of `nlcom`. */
export interface CombinationRecord {
  readonly kind: "lincom" | "nlcom";
  /** By their text. */
  readonly combinations: Readonly<Record<string, Coefficient>>;
  /** `t` with `df`, or `normal`. */
  readonly distribution: "t" | "normal";
  readonly df: number | null;
  /** Where coefficients have degrees of freedom of their own. */
  readonly df_by_combination?: Readonly<Record<string, number>>;
  readonly level: number;
  /** Joint covariance, in the order of `combinations`. */
  readonly covariance: readonly (readonly number[])[];
  readonly notes: readonly Note[];
}
