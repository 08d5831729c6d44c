/**
 * Columns from what was gathered of a variable's cells: numbers, dates and times as text, texts exactly as the file has them.
 */
import type { Column, ColumnFacts, TextColumn } from "../../../base/columns.js";
import { NotSupported } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { numericColumn, textColumn } from "../../table/new-columns.js";
import { momentColumn } from "../build-columns.js";
import { type Count, countOf, dayText, isDay, isTime, timeText } from "./dates.js";
import type { StataVariable } from "./head.js";
import type { LongStringGatherer } from "./long-strings.js";
import { DTA_NOTES } from "./messages.js";
import type { NumberGatherer, Unknown } from "./numbers.js";
import type { Release } from "./releases.js";
import type { StataText } from "./text.js";
import type { TextColumnGatherer } from "./texts.js";

/** A column, and what is to be said of it. */
export interface BuiltColumn {
  readonly column: Column;
  readonly notes: readonly Note[];
}

/** Numbers, or text where their format is one of dates. Throws NotSupported `dta_release_112`. */
export function numbersBuilt(
  gatherer: NumberGatherer,
  { name, format }: StataVariable,
  about: ColumnFacts,
  release: Release,
  source: string,
): BuiltColumn {
  const { unknown, values } = gatherer;
  if (unknown !== undefined && release.number === 112) throw ambiguous(name, unknown, source);
  const missingCodes = gatherer.missingCodes();
  const facts = { ...about, ...(missingCodes !== undefined && { missingCodes }) };
  const notes = unknown === undefined ? [] : [unknownNote(name, unknown)];
  const count = countOf(format);
  if (count === undefined || count.kind === "period") return { column: numericColumn(name, values, facts), notes };
  const odd = values.findIndex((value) => !Number.isNaN(value) && !isMoment(count, value));
  if (odd < 0) return { column: momentColumn(name, values, (value) => momentText(count, value), facts), notes };
  const period = count.kind === "date" ? { period: "day" as const } : {};
  return {
    column: numericColumn(name, values, { ...facts, ...period }),
    notes: [...notes, keptNote(name, values, odd, count)],
  };
}

type Moment = Exclude<Count, { readonly kind: "period" }>;

const isMoment = (count: Moment, value: number): boolean =>
  count.kind === "time" ? isTime(value, count.leap) : isDay(value);

const momentText = (count: Moment, value: number): string =>
  count.kind === "time" ? timeText(value, count.leap) : dayText(value);

const unknownNote = (column: string, { count, row, value }: Unknown): Note =>
  note(DTA_NOTES, "dta_unknown_number", { column, count, row: row + 1, got: String(value) });

const keptNote = (column: string, values: Float64Array, row: number, count: Count): Note =>
  note(DTA_NOTES, "dta_date_kept", {
    column,
    row: row + 1,
    got: String(values[row]),
    unit: count.kind === "date" ? "day" : "time",
  });

const ambiguous = (column: string, { row, value }: Unknown, source: string): NotSupported =>
  new NotSupported(
    "dta_release_112",
    `${source}: row ${row + 1} of column '${column}' is ${value}, a number in some files of release 112 and a missing code in others; save the file again in Stata.`,
    { got: value, expected: "a number that every release reads alike", column, row: row + 1 },
  );

/** Text as the file has it, blanks included; empty text is missing. */
export function textsBuilt(
  { texts }: TextColumnGatherer,
  name: string,
  facts: ColumnFacts,
  text: StataText,
): TextColumn {
  const { cells, codes } = texts.decoded((bytes) => text.decode(bytes));
  return textColumn(name, cells, codes, facts);
}

/** Long strings; a cell of bytes that are no text is missing. */
export function longStringsBuilt(gatherer: LongStringGatherer, name: string, facts: ColumnFacts): BuiltColumn {
  const column = textColumn(name, gatherer.cells, gatherer.codes, facts);
  const binaries = gatherer.binaries();
  if (binaries === undefined) return { column, notes: [] };
  const { count, row } = binaries;
  return { column, notes: [note(DTA_NOTES, "dta_binary", { column: name, count, row: row + 1 })] };
}
