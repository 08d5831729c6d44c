/**
 * A joint test in one line: statistic, degrees of freedom and p, and beside them the p by the degrees of freedom
 * of t where the small-sample rule has others for F. Computes nothing.
 */
import type { Language } from "../base/messages.js";
import type { WaldTest } from "../regression/tests/joint-test.js";
import { formatCount, numberText, pEquals } from "./format-number.js";
import { regressionWords as words } from "./messages/regression.js";

/** What is printed of a test. */
interface PrintedTest {
  readonly statistic: number;
  readonly distribution: "F" | "chi2";
  readonly df1: number;
  readonly df2: number | null;
  readonly p_value: number | null;
  readonly by_t_df?: WaldTest["by_t_df"] | undefined;
  readonly htz?: WaldTest["htz"] | undefined;
}

/** "F(2, 961)", "chi2(2)"; an F without denominator degrees of freedom has infinitely many. */
const nameOf = ({ distribution, df1, df2 }: Pick<PrintedTest, "distribution" | "df1" | "df2">): string =>
  distribution === "chi2" ? `chi2(${df1})` : `F(${df1}, ${df2 === null ? "Inf" : degreesText(df2)})`;

/** Whole where they are; those of one coefficient (Bell and McCaffrey's) are not. */
const degreesText = (df: number): string => (Number.isInteger(df) ? formatCount(df) : df.toFixed(2));

/** "F(1, 219) = 42.87", "chi2(2) = 3.1". */
export const statisticText = (test: PrintedTest, number: (value: number) => string = numberText): string =>
  `${nameOf(test)} = ${number(test.statistic)}`;

/** "F(2, 961) = 281.08, p = 7.74e-97; by F(2, 107), with the degrees of freedom of t, p = 1.9e-43"; p as `equals` has it. */
export function jointTestText(
  test: PrintedTest,
  language: Language = "en",
  {
    number = numberText,
    equals = pEquals,
  }: { number?: (value: number) => string; equals?: (p: number) => string } = {},
): string {
  const { p_value, by_t_df, htz } = test;
  if (htz !== undefined && test.df2 === null) {
    const { df1: q } = test;
    return htz.eta <= q - 1 ? words.noHtzDegrees[language](q, htz.eta) : words.noHtzRank[language](q);
  }
  if (test.statistic < 0) return statisticText(test, number) + words.noP[language];
  const first = `${statisticText(test, number)}${p_value === null ? "" : `${", "}${equals(p_value)}`}`;
  if (htz !== undefined) return `${first} (HTZ)`;
  if (by_t_df === undefined) return first;
  return first + words.byTDf[language](nameOf({ ...test, df2: by_t_df.df2 }), equals(by_t_df.p_value));
}
