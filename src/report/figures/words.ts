/**
 * Numbers as figures print and describe them, and the refusal of numbers that can't be drawn.
 */
import { DataError } from "../../base/errors.js";
import { catalogue } from "../../base/messages.js";
import { decimalsFor, formatFixed } from "../format-number.js";

/** `value` with `decimals` decimals and a minus sign instead of a hyphen. */
export const signed = (value: number, decimals: number): string => formatFixed(value, decimals).replace(/-/g, "\u2212");

/** An estimate with its interval. */
export interface Interval {
  readonly estimate: number;
  readonly conf_low: number;
  readonly conf_high: number;
}

/** Decimals under which the narrowest of the intervals keeps two digits of its half width. */
export const intervalDecimals = (rows: readonly Interval[]): number =>
  decimalsFor(rows.map((row) => (row.conf_high - row.conf_low) / 2));

/** "0.012 (0.007, 0.018)". */
export const intervalText = (row: Interval, decimals: number): string =>
  `${signed(row.estimate, decimals)} (${signed(row.conf_low, decimals)}, ${signed(row.conf_high, decimals)})`;

/** "95%" for 0.95. */
export const percent = (level: number): string => `${Number((level * 100).toPrecision(6))}%`;

/** Throws DataError `figure_empty` when there is nothing to draw. */
export function requireRows(figure: string, rows: readonly unknown[]): void {
  if (rows.length > 0) return;
  throw new DataError("figure_empty", `The ${figure} got no rows; give it at least one.`, { got: 0, expected: ">= 1" });
}

/** Throws DataError `figure_value` when `value` is not a finite number; `where` names it. */
export function requireFinite(figure: string, where: string, value: number): void {
  if (Number.isFinite(value)) return;
  throw new DataError(
    "figure_value",
    `The ${figure} got ${value} for ${where}; expected a finite number. Leave out what was not estimated.`,
    { got: value, expected: "finite", where },
  );
}

/**
 * Throws DataError `figure_empty` when there are no rows, `figure_value` when a number of a row is not finite: `numbersOf` gives
 * them by what they are; null is none.
 */
export function requireNumbers<T>(
  figure: string,
  rows: readonly T[],
  numbersOf: (row: T, i: number) => Readonly<Record<string, number | null>>,
): void {
  requireRows(figure, rows);
  for (const [i, row] of rows.entries()) {
    for (const [where, value] of Object.entries(numbersOf(row, i))) {
      if (value !== null) requireFinite(figure, where, value);
    }
  }
}

/** Throws DataError `figure_value` or `figure_interval` unless the interval is finite and holds its estimate. */
export function requireInterval(figure: string, where: string, row: Interval): void {
  requireFinite(figure, `the estimate of ${where}`, row.estimate);
  requireFinite(figure, `the lower bound of ${where}`, row.conf_low);
  requireFinite(figure, `the upper bound of ${where}`, row.conf_high);
  if (row.conf_low <= row.estimate && row.estimate <= row.conf_high) return;
  throw new DataError(
    "figure_interval",
    `The ${figure} got an interval from ${row.conf_low} to ${row.conf_high} for ${where}, which does not hold its estimate ${row.estimate}.`,
    { got: [row.conf_low, row.estimate, row.conf_high], expected: "conf_low <= estimate <= conf_high", where },
  );
}

/** Words on the coefficient figure. */
export const coefficientWords = catalogue({
  title: { en: "Coefficients", zh: "系数" },
  x: {
    en: (level: string) => `Estimate and ${level} confidence interval`,
    zh: (level: string) => `估计值及 ${level} 置信区间`,
  },
  truth: { en: "True effect", zh: "真实效应" },
  isTrue: { en: (value: string) => `, true effect ${value}`, zh: (value: string) => `，真实效应 ${value}` },
  of: {
    en: (series: string, label: string) => `${label}, ${series}`,
    zh: (series: string, label: string) => `${label}（${series}）`,
  },
  description: {
    en: (level: string, parts: string) => `Estimates with ${level} confidence intervals. ${parts}.`,
    zh: (level: string, parts: string) => `估计值及 ${level} 置信区间。${parts}。`,
  },
});
