/**
 * Dates and times as Stata counts them, since the first moment of 1960: days, milliseconds with leap seconds or without, and periods.
 * Source: StataCorp, Datetime display formats, in the Data Management Reference Manual.
 */
import type { Period } from "../../../base/columns.js";
import { isoDate, isoTime } from "../build-columns.js";

export type Count =
  | { readonly kind: "date" }
  | { readonly kind: "time"; readonly leap: boolean }
  | { readonly kind: "period"; readonly period: Period };

const PERIODS: Readonly<Record<string, Period>> = { w: "week", m: "month", q: "quarter", h: "half", y: "year" };

/** What numbers shown in `format` count; undefined where they are plain numbers. */
export function countOf(format: string): Count | undefined {
  const [, old, unit = ""] = /^%-?(?:(d)|t([dcCwmqhy]))/.exec(format) ?? [];
  if (old !== undefined || unit === "d") return { kind: "date" };
  if (unit === "c" || unit === "C") return { kind: "time", leap: unit === "C" };
  const period = PERIODS[unit];
  return period === undefined ? undefined : { kind: "period", period };
}

const DAY = 86_400_000;

/** The first moment of 1960, milliseconds since 1970. */
const ORIGIN = Date.UTC(1960, 0, 1);

/** The years Stata's calendar has. */
const FIRST = new Date(0).setUTCFullYear(100, 0, 1);
const LAST = Date.UTC(10_000, 0, 1);

const isInCalendar = (ms: number): boolean => ms >= FIRST && ms < LAST;

/** Whether a number of days is a whole one of the calendar. */
export const isDay = (days: number): boolean => Number.isInteger(days) && isInCalendar(ORIGIN + days * DAY);

/** The text of a day of the calendar, "2020-02-29". */
export const dayText = (days: number): string => isoDate(ORIGIN + days * DAY);

/** Days that ended with a leap second: June or December of these years. Source: IERS, Bulletin C. */
const JUNE = [1972, 1981, 1982, 1983, 1985, 1992, 1993, 1994, 1997, 2012, 2015];
const DECEMBER = [1972, 1973, 1974, 1975, 1976, 1977, 1978, 1979, 1987, 1989, 1990, 1995, 1998, 2005, 2008, 2016];

const SECOND = 1000;

/** The ends of these days, milliseconds since 1960 without leap seconds. */
const LEAPS = [
  ...JUNE.map((year) => Date.UTC(year, 6, 1) - ORIGIN),
  ...DECEMBER.map((year) => Date.UTC(year + 1, 0, 1) - ORIGIN),
].sort((a, b) => a - b);

/** Leap seconds that have passed. */
const leapsBefore = (ms: number): number => LEAPS.filter((end, k) => ms >= end + (k + 1) * SECOND).length;

/** Whether a number of milliseconds, with leap seconds where `leap`, is a whole one of the calendar. */
export const isTime = (ms: number, leap: boolean): boolean =>
  Number.isInteger(ms) && isInCalendar(ORIGIN + (leap ? ms - leapsBefore(ms) * SECOND : ms));

/** The text of a time of the calendar, "2020-02-29 12:34:56", and ".789" where there is a part of a second. */
export function timeText(ms: number, leap: boolean): string {
  if (!leap) return isoTime(ORIGIN + ms);
  const nPassed = leapsBefore(ms);
  const next = LEAPS[nPassed];
  const plain = ms - nPassed * SECOND;
  if (next === undefined || plain < next) return isoTime(ORIGIN + plain);
  return isoTime(ORIGIN + plain - SECOND).replace(/:59(?=$|\.)/, ":60");
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d{4}-\d\d-\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?$/;

/** The day of a text that `dayText` makes; NaN for any other. */
export function daysOf(text: string): number {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined) return Number.NaN;
  const ms = new Date(0).setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const days = (ms - ORIGIN) / DAY;
  return isDay(days) && dayText(days) === text ? days : Number.NaN;
}

/** The milliseconds of a text that `timeText` makes; NaN for any other. */
export function millisecondsOf(text: string, leap: boolean): number {
  const [, date, hours, minutes, seconds, part = "000"] = TIME.exec(text) ?? [];
  if (date === undefined) return Number.NaN;
  const plain = daysOf(date) * DAY + Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * SECOND;
  const inLeap = leap && seconds === "60" ? SECOND : 0;
  const nPassed = leap ? LEAPS.filter((end) => plain - inLeap >= end).length : 0;
  const ms = plain + nPassed * SECOND + Number(part);
  return isTime(ms, leap) && timeText(ms, leap) === text ? ms : Number.NaN;
}
