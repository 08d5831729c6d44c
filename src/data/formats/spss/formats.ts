/**
 * Print formats of SPSS, by number: what they are called and whether the numbers under them are dates or times. Numbers of both count
 * seconds since 14 October 1582, the eve of the Gregorian calendar.
 */
import type { NumberMeaning } from "../fixed-columns.js";

/** How a variable is shown. */
export interface PrintFormat {
  readonly type: number;
  readonly width: number;
  readonly decimals: number;
}

/** Names by number; those without a name were never used. */
const NAMES = (
  ",A,AHEX,COMMA,DOLLAR,F,IB,PIBHEX,P,PIB,PK,RB,RBHEX,,,Z,N,E,,,DATE,TIME,DATETIME,ADATE,JDATE,DTIME,WKDAY,MONTH,MOYR,QYR,WKYR,PCT,DOT," +
  "CCA,CCB,CCC,CCD,CCE,EDATE,SDATE,MTIME,YMDHMS"
).split(",");

/** Formats that show a day, or a month, quarter or week by one of its days. */
const DATES: ReadonlySet<string> = new Set(["DATE", "ADATE", "EDATE", "SDATE", "JDATE", "MOYR", "QYR", "WKYR"]);
const TIMES: ReadonlySet<string> = new Set(["DATETIME", "YMDHMS"]);

/** As SPSS writes it: "F8.2", "A20", "DATETIME20"; undefined for a number of no format. */
export function formatText({ type, width, decimals }: PrintFormat): string | undefined {
  const name = NAMES[type];
  if (!name) return undefined;
  return `${name}${width}${decimals > 0 || name === "F" ? `.${decimals}` : ""}`;
}

/** What numbers of a variable are. Durations (TIME, DTIME, MTIME) stay numbers, of seconds. */
export function meaningOf({ type }: PrintFormat): NumberMeaning {
  const name = NAMES[type] ?? "";
  if (DATES.has(name)) return "date";
  return TIMES.has(name) ? "time" : "number";
}

/** Seconds from 14 October 1582 to 1 January 1970. */
const EPOCH = 12_219_379_200;

/** Seconds since 1970 of a date or time of SPSS. */
export const secondsOf = (value: number): number => value - EPOCH;
