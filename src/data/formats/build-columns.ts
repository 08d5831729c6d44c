/**
 * Columns from what formats decode: numbers, texts, dates and times. Text is trimmed and typed by no guess: a format that declares its
 * types is believed. Dates and times become text in ISO order (SQL's spelling, with a space), which sorts as time does.
 */

import { type ColumnFacts, MISSING_CODE, type TextColumn } from "../../base/columns.js";
import { textColumn } from "../table/new-columns.js";
import { type MemoryBudget, OBJECT_BYTES } from "./memory-budget.js";

/** Gathers the texts of a column row by row: each distinct one is kept once. */
export class TextGatherer {
  private readonly codeOf = new Map<string, number>();
  private readonly codes: Uint32Array;
  private row = 0;

  /** `what` they are of in messages. */
  constructor(
    nRows: number,
    private readonly memory: MemoryBudget,
    private readonly what: string,
  ) {
    this.codes = memory.uint32(nRows, what).fill(MISSING_CODE);
  }

  /** The text of the next row; null, and empty, is missing. */
  add(text: string | null): void {
    const row = this.row++;
    if (text === null || text === "") return;
    let code = this.codeOf.get(text);
    if (code === undefined) {
      this.memory.takeObjects(2 * text.length + 2 * OBJECT_BYTES, this.what);
      code = this.codeOf.size;
      this.codeOf.set(text, code);
    }
    this.codes[row] = code;
  }

  build(name: string, facts?: ColumnFacts): TextColumn {
    return textColumn(name, [...this.codeOf.keys()], this.codes, facts);
  }
}

const DAY_MS = 86_400_000;

/** Bytes that a cell takes for a moment while it becomes a date: its seconds, milliseconds, their order and a code. */
export const DATED_BYTES = 28;

/** Dates as text, from days since 1 January 1970, f64[n], NaN where missing: "2020-02-29". */
export const dateColumn = (name: string, days: Float64Array, facts?: ColumnFacts): TextColumn =>
  momentColumn(name, days, (day) => isoDate(day * DAY_MS), { ...facts, moment: "date" });

/** Times as text, from milliseconds since 1970, f64[n], NaN where missing: "2020-02-29 12:34:56", with ".123" where they have a part. */
export const timeColumn = (name: string, ms: Float64Array, facts?: ColumnFacts): TextColumn =>
  momentColumn(name, ms, isoTime, { ...facts, moment: "time" });

/** Moments as text, each distinct one made once, by `text`: in the order of time, which is that of ISO texts. */
export function momentColumn(
  name: string,
  moments: Float64Array,
  text: (moment: number) => string,
  facts: ColumnFacts = {},
): TextColumn {
  const distinct = distinctOf(moments);
  const codes = new Uint32Array(moments.length).fill(MISSING_CODE);
  for (let row = 0; row < moments.length; row++) {
    const moment = moments[row]!;
    if (!Number.isNaN(moment)) codes[row] = placeOf(moment, distinct);
  }
  return textColumn(name, Array.from(distinct, text), codes, facts);
}

/** The distinct numbers among `values`, ascending, without NaN. */
function distinctOf(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  let count = 0;
  for (const value of sorted) if (count === 0 || value !== sorted[count - 1]) sorted[count++] = value;
  return sorted.slice(0, count);
}

/** The place of `value` in `ascending`, which has it. */
function placeOf(value: number, ascending: Float64Array): number {
  let [from, to] = [0, ascending.length - 1];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (ascending[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The furthest moment a calendar of JavaScript knows, ms. */
const FURTHEST = 8.64e15;

/** ISO 8601 of milliseconds since 1970; beyond the calendar, the number itself, so that nothing is lost. */
const iso = (ms: number): string => (Math.abs(ms) <= FURTHEST ? new Date(ms).toISOString() : `${ms} ms since 1970T`);

/** "2020-02-29", of milliseconds since 1970. Years beyond 0 to 9999 have a sign and six digits, as ISO 8601 writes them. */
export function isoDate(ms: number): string {
  const text = iso(ms);
  return text.slice(0, text.indexOf("T"));
}

/** The day of the time before, and its text: times come in order, many of a day. */
let [lastDay, lastDate] = [0, "1970-01-01"];

/** "2020-02-29 12:34:56", and ".123" where there is a part of a second, of milliseconds since 1970. */
export function isoTime(ms: number): string {
  const whole = Math.floor(ms);
  const day = Math.floor(whole / DAY_MS);
  if (Math.abs(ms) > FURTHEST) return isoDate(ms);
  if (day !== lastDay) [lastDay, lastDate] = [day, isoDate(day * DAY_MS)];
  const rest = whole - day * DAY_MS;
  const part = rest % 1000 === 0 ? "" : `.${String(rest % 1000).padStart(3, "0")}`;
  return lastDate + secondOfDay(Math.floor(rest / 1000)) + part;
}

/** Seconds of a day as " 12:34:56", each made when it is first asked for. */
const SECONDS: string[] = [];

const secondOfDay = (second: number): string => (SECONDS[second] ??= ` ${clockTime(1000 * second)}`);

/** "27:30:00" of a time of day or a duration, in milliseconds; hours have two digits, or as many as they need. */
export function clockTime(ms: number): string {
  const size = Math.abs(ms);
  const two = (value: number): string => String(value).padStart(2, "0");
  const part = size % 1000 === 0 ? "" : `.${String(size % 1000).padStart(3, "0")}`;
  const seconds = Math.floor(size / 1000);
  return `${ms < 0 ? "-" : ""}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${part}`;
}
