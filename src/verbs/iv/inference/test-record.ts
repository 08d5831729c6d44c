/**
 * One test of an equation with instruments as a record holds it.
 */

import type { TestByT } from "../../../regression/tests/joint-test.js";

/** `df2` is null for chi-squared; `p_value` is null where the statistic has no usable distribution. */
export interface IvTest {
  readonly statistic: number;
  readonly distribution: "F" | "chi2";
  readonly df1: number;
  readonly df2: number | null;
  readonly p_value: number | null;
  /** Of a Wald test where the small-sample rule has another denominator than t. */
  readonly by_t_df?: TestByT;
  /** The null hypothesis in words. */
  readonly hypothesis: string;
}
