/** Two-sided p-values of ranges of test statistics. */
import type { Range } from "../../../printed.js";
import type { Distributions } from "../../rule.js";

/** p of a statistic whose size is in the range, under t with `df` degrees of freedom (Infinity: the normal). */
export const pOf = (size: Range, df: number, d: Distributions): Range => ({
  low: twoSided(size.high, df, d),
  high: twoSided(size.low, df, d),
});

const twoSided = (size: number, df: number, d: Distributions): number =>
  size === Number.POSITIVE_INFINITY ? 0 : 2 * d.pt(Math.max(size, 0), df, true);

/** Sizes of a t statistic whose p is in the range. */
export const sizeOf = (p: Range, df: number, d: Distributions): Range => ({
  low: quantile(p.high, df, d),
  high: quantile(p.low, df, d),
});

const quantile = (p: number, df: number, d: Distributions): number =>
  p <= 0 ? Number.POSITIVE_INFINITY : p >= 1 ? 0 : d.qt(p / 2, df, true);

/** The critical value of a two-sided test at `level`. */
export const critical = (level: number, df: number, d: Distributions): number => d.qt(level / 2, df, true);
