/**
 * Formats of SAS: which of them show a date or a time, and the calendar under them. Dates count days since 1 January 1960, times and
 * datetimes seconds.
 */
import type { NumberMeaning } from "../fixed-columns.js";

/** Formats of dates. */
const DATES =
  "DATE DAY DDMMYY DOWNAME JULDAY JULIAN MMDDYY MMYY MONNAME MONTH MONYY QTR QTRR NENGO WEEKDATE WEEKDATX WEEKDAY WEEKU WEEKV WEEKW WORDDATE " +
  "WORDDATX YEAR YYMM YYMMDD YYMON YYQ YYQR YYQZ YYWEEKU YYWEEKV YYWEEKW HDATE HEBDATE MINGUO " +
  "B8601DA E8601DA IS8601DA EURDFDD EURDFDE EURDFDN EURDFDWN EURDFMN EURDFMY EURDFWDX EURDFWKX " +
  "NLDATE NLDATEL NLDATEM NLDATES NLDATEW NLDATEWN NLDATEMD NLDATEMDL NLDATEMDM NLDATEMDS NLDATEMN NLDATEYM NLDATEYML NLDATEYMM NLDATEYMS " +
  "NLDATEYQ NLDATEYR NLDATEYW";

/** Formats of datetimes, those that show a part of it among them. */
const DATETIMES =
  "DATETIME DATEAMPM DTDATE DTMONYY DTWKDATX DTYEAR DTYYQC MDYAMPM B8601DN B8601DT B8601DX B8601DZ B8601LX E8601DN E8601DT E8601DX " +
  "E8601DZ E8601LX IS8601DN IS8601DT IS8601DZ EURDFDT NLDATM NLDATMAP NLDATMDT NLDATML NLDATMM NLDATMMD NLDATMMDL NLDATMMN NLDATMS " +
  "NLDATMTM NLDATMTZ NLDATMW NLDATMWN NLDATMWZ NLDATMYM NLDATMYML NLDATMYQ NLDATMYR NLDATMYW NLDATMZ";

const dates: ReadonlySet<string> = new Set(DATES.split(" "));
const datetimes: ReadonlySet<string> = new Set(DATETIMES.split(" "));

/** Formats of dates whose last letter may choose what separates their parts: blank, colon, dash, nothing, period, slash. */
const SEPARATED = /^(DDMMYY|MMDDYY|YYMMDD|MMYY|YYMM|YYQR?)[BCDNPS]$/;

/** What numbers under the format `name` are. Times of day and durations stay numbers, of seconds, and so does what users' formats show. */
export function meaningOf(name: string): NumberMeaning {
  const format = name.toUpperCase();
  if (dates.has(format) || SEPARATED.test(format)) return "date";
  return datetimes.has(format) ? "time" : "number";
}

/** How a variable is stored and shown, as SAS writes formats: "num 8 DATE9.", "char 20". */
export function storedAs(isText: boolean, bytes: number, format: SasFormat): string {
  const stored = `${isText ? "char" : "num"} ${bytes}`;
  const shown = formatText(isText, format);
  return shown === "" ? stored : `${stored} ${shown}`;
}

export interface SasFormat {
  readonly name: string;
  readonly width: number;
  readonly decimals: number;
}

function formatText(isText: boolean, { name, width, decimals }: SasFormat): string {
  if (name === "" && width === 0) return "";
  const prefix = isText && !name.startsWith("$") ? "$" : "";
  return `${prefix}${name}${width > 0 ? width : ""}.${decimals > 0 ? decimals : ""}`;
}

const DAY = 86_400;
/** Seconds from 1 January 1960 to 1 January 1970. */
const EPOCH = 3653 * DAY;

/** From when on the calendar of SAS is behind, by its own count of seconds: it has no 29th of February in 4000 and 8000. */
const BEHIND_ONE = 745_154 * DAY;
const BEHIND_TWO = 2_206_123 * DAY;

/** Seconds since 1970 of a number of SAS that is a date or a time. */
export function secondsOf(meaning: NumberMeaning): (value: number) => number {
  const unit = meaning === "date" ? DAY : 1;
  return (value) => {
    const seconds = value * unit;
    const skipped = (seconds >= BEHIND_ONE ? DAY : 0) + (seconds >= BEHIND_TWO ? DAY : 0);
    return seconds - EPOCH + skipped;
  };
}
