/**
 * Periods as they are written: whole numbers since 1960, as Stata counts months, quarters, halves, weeks and days, become 2012m3,
 * 2012q1, 2012h1, 2012w7 and 2012-03-01. A year has 52 weeks, the last of which has eight or nine days.
 * Source: StataCorp, Stata User's Guide, "Working with dates and times" (formats %tm, %tq, %th, %tw, %td).
 */
import type { Column, Period } from "../../base/columns.js";

const FIRST_YEAR = 1960;

/** Parts of a year, and the letter they are numbered behind. */
const PARTS: Readonly<Record<Exclude<Period, "year" | "day">, readonly [perYear: number, letter: string]>> = {
  half: [2, "h"],
  quarter: [4, "q"],
  month: [12, "m"],
  week: [52, "w"],
};

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(FIRST_YEAR, 0, 1);
/** Days round 1970 that a Date can hold. */
const MOST_DAYS = 1e8;

/** `value` as the period it counts, or null where it is no whole number, or no day of a calendar. */
export function periodText(period: Period, value: number): string | null {
  if (!Number.isInteger(value)) return null;
  if (period === "year") return String(value);
  if (period === "day") return dayText(value);
  const [perYear, letter] = PARTS[period];
  const years = Math.floor(value / perYear);
  return `${FIRST_YEAR + years}${letter}${value - years * perYear + 1}`;
}

function dayText(value: number): string | null {
  const ms = FIRST_DAY + value * DAY_MS;
  return Math.abs(ms) <= MOST_DAYS * DAY_MS ? new Date(ms).toISOString().replace(/T.*/, "") : null;
}

/** `value` in words: the period it counts, else the number. */
export const periodWords = (period: Period | undefined, value: number): string =>
  (period === undefined ? null : periodText(period, value)) ?? String(value);

/** How a value of `column` is written where it counts periods; undefined where it does not. */
export function periodsOf(column: Column): ((value: number) => string | null) | undefined {
  const period = column.facts?.period;
  return column.kind === "text" || period === undefined || period === "year"
    ? undefined
    : (value) => periodText(period, value);
}
