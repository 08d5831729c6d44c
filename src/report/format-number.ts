/**
 * How numbers are printed: fixed decimals chosen a row at a time, counts with thousands separators, and
 * never a number that is not zero printed as zero.
 */
import { plural } from "../base/messages.js";

/** Decimals a row shows when it needs no more. */
const USUAL_DECIMALS = 3;
/** Beyond this many decimals a number is printed with an exponent. */
const MOST_DECIMALS = 6;
/** Significant digits a standard error keeps at least. */
const SIGNIFICANT = 2;

/**
 * Decimals under which the smallest of `scales` (standard errors, or values where there are none) keeps two significant
 * digits: at least 3, at most 6. Zeros and numbers that are not finite do not count.
 */
export function decimalsFor(scales: readonly number[]): number {
  let decimals = USUAL_DECIMALS;
  for (const scale of scales) {
    if (!Number.isFinite(scale) || scale === 0) continue;
    while (decimals < MOST_DECIMALS && Math.abs(scale) < 10 ** (SIGNIFICANT - 1 - decimals)) decimals++;
  }
  return decimals;
}

/** `value` with `decimals` decimals; with an exponent where rounding would print zero; "NA" where not a number. */
export function formatFixed(value: number, decimals: number): string {
  if (Number.isNaN(value)) return "NA";
  if (!Number.isFinite(value)) return value > 0 ? "Inf" : "-Inf";
  if (value === 0) return (0).toFixed(decimals);
  const fixed = value.toFixed(decimals);
  return Number(fixed) === 0 || Math.abs(value) >= 1e12 ? value.toExponential(SIGNIFICANT - 1) : fixed;
}

/** `value` with `decimals` decimals; "<0.1" where one that is not zero, of either sign, would be printed as zero. */
export function formatAbove(value: number, decimals: number): string {
  const isLost = value !== 0 && Number(value.toFixed(decimals)) === 0;
  return isLost ? `<${(10 ** -decimals).toFixed(decimals)}` : formatFixed(value, decimals);
}

/** From here on a t statistic is one of rounding, as in a perfect fit, and its digits mean nothing. */
const HUGE_T = 1e6;

/** Longest text of a number that is written as it is. */
const SHORT = 7;

/** A number as it is where that is short; else four significant digits, or two decimals where these would round whole parts. */
export function formatCut(value: number): string {
  if (String(value).length <= SHORT) return String(value);
  return String(Number(Math.abs(value) < 100 ? value.toPrecision(4) : value.toFixed(2)));
}

/** A t statistic with `decimals` decimals; with an exponent where it is huge. */
export function formatT(value: number, decimals: number): string {
  const isHuge = Math.abs(value) >= HUGE_T && Number.isFinite(value);
  return isHuge ? value.toExponential(SIGNIFICANT - 1) : formatFixed(value, decimals);
}

/** A count with a comma every three digits. */
export function formatCount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** The size of a table, "1,000 rows, 1 column". */
export const formatShape = (nRows: number, nColumns: number): string =>
  `${formatCount(nRows)} ${plural(nRows, "row")}, ${formatCount(nColumns)} ${plural(nColumns, "column")}`;

/** A p-value: three decimals, "<0.001" below. */
export function formatP(value: number): string {
  if (Number.isNaN(value)) return "NA";
  return value < 0.001 ? "<0.001" : value.toFixed(3);
}

/** `value` with the decimals asked for, or as many more as show a digit that is not 0; beyond six with an exponent. */
export function formatDigits(value: number, digits: number): string {
  let decimals = digits;
  while (value !== 0 && Number(value.toFixed(decimals)) === 0 && decimals < MOST_DECIMALS) decimals++;
  return formatFixed(value, decimals);
}

/** A p-value that is a share of `draws`: where no draw is as far out, what it lies below, "< 1/9,999", as it is no zero. */
export const formatDrawnP = (value: number, draws: number, decimals: number, tails: 1 | 2 = 1): string =>
  value === 0 ? `< ${tails}/${formatCount(draws)}` : formatFixed(value, decimals);

/** `p = 0.021`, `p < 0.001`. */
export function formatPEquals(value: number): string {
  const text = formatP(value);
  return text.startsWith("<") ? `p < ${text.slice(1)}` : `p = ${text}`;
}

/** Six decimals, or five digits with an exponent where these would be none or too many; "NA" where not a number. */
export const numberText = (value: number): string => {
  if (Number.isNaN(value)) return "NA";
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 1e-4 && size < 1e6 ? value.toFixed(6) : value.toExponential(4);
};

/** A p-value: four decimals, with an exponent below 0.0001; "<1e-307" where it is too small for a number, "NA" where it is none. */
export const pText = (p: number): string =>
  Number.isNaN(p) ? "NA" : p === 0 ? "<1e-307" : p < 1e-4 ? p.toExponential(2) : p.toFixed(4);

/** `p = 0.0213`, or `p < 1e-307` where p is too small for a number. */
export function pEquals(p: number): string {
  const text = pText(p);
  return text.startsWith("<") ? `p < ${text.slice(1)}` : `p = ${text}`;
}
