/**
 * One test of a panel model as a record holds it.
 */
export interface PanelTest {
  /** What it is called, `Hausman test`. */
  readonly name: string;
  /** Null where it does not exist, which `because` says. */
  readonly statistic: number | null;
  /** `none` for a description without a distribution, such as a mean correlation. */
  readonly distribution: "F" | "chi2" | "normal" | "chi2 mixture" | "none";
  /** Degrees of freedom: two of F, one of chi-squared, none of a normal. */
  readonly df: readonly number[];
  readonly p_value: number | null;
  /** The null hypothesis in words. */
  readonly hypothesis: string;
  /** `two-sided`, or `greater` where only large values speak against the null. */
  readonly alternative: "two-sided" | "greater";
  /** Author, year, and the program or text whose version it is. */
  readonly source: string;
  /** What a reader must know of it; null where there is nothing. */
  readonly because: string | null;
}

/** `test` without a statistic, and why. */
export const withoutStatistic = (test: PanelTest, because: string): PanelTest => ({
  ...test,
  statistic: null,
  distribution: "none",
  df: [],
  p_value: null,
  because,
});

/** `test`, without its statistic where that is no finite number: residuals are zero then, or their squares no doubles. */
export const finiteOrWithout = (test: PanelTest): PanelTest =>
  test.statistic === null || (Number.isFinite(test.statistic) && !Number.isNaN(test.p_value))
    ? test
    : withoutStatistic(
        test,
        "there is no statistic: a regression fits exactly, or its numbers are too large or small to square",
      );
