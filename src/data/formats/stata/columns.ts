/**
 * Columns from what was gathered of a variable's cells: numbers, dates and times as text, texts exactly as the file has them.
 */
import { type Column, type ColumnFacts, MISSING_CODE, type TextColumn } from "../../../base/columns.js";
import { NotSupported } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { TABLE_NOTES } from "../../messages.js";
import { cellKind, trimCell } from "../../table/cells.js";
import type { TypingRules } from "../../table/typing.js";
import { numericColumn, textColumn } from "../build-columns.js";
import { type Count, countOf, dateText, timeText } from "./dates.js";
import type { StataVariable } from "./head.js";
import type { LongStringGatherer } from "./long-strings.js";
import { DTA_NOTES } from "./messages.js";
import type { NumberGatherer, Unknown } from "./numbers.js";
import type { Release } from "./releases.js";

/** A column, and what is to be said of it. */
export interface BuiltColumn {
  readonly column: Column;
  readonly notes: readonly Note[];
}

/** What a column is built under. */
export interface Building {
  readonly variable: StataVariable;
  readonly release: Release;
  readonly source: string;
  readonly facts: ColumnFacts;
  readonly rules: TypingRules;
  /** Whether markers of missing text were asked for. */
  readonly marked: boolean;
}

/** Numbers, or text where their format is one of dates or they are asked for as text. */
export function numbersBuilt(gatherer: NumberGatherer, building: Building): BuiltColumn {
  const { variable, release, source, rules } = building;
  const { name } = variable;
  const { unknown, values } = gatherer;
  if (unknown !== undefined && release.number === 112) throw ambiguous(name, unknown, source);
  const missingCodes = gatherer.missingCodes();
  const facts = { ...building.facts, ...(missingCodes !== undefined && { missingCodes }) };
  const notes = unknown === undefined ? [] : [unknownNote(name, unknown)];
  const count = countOf(variable.format);
  if (count !== undefined && count.kind !== "period") {
    const dated = momentsOf(name, values, count, facts);
    if (!("odd" in dated)) return { column: dated, notes };
    notes.push(keptNote(name, values, dated.odd, count));
  } else if (rules.text !== undefined) {
    return { column: textOf(name, values, String, facts) as TextColumn, notes };
  }
  const period = count?.kind === "date" ? { period: "day" as const } : {};
  return { column: numericColumn(name, values, { ...facts, ...period }), notes };
}

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

/** Dates or times as text, or the first row that has none. */
function momentsOf(name: string, values: Float64Array, count: Count, facts: ColumnFacts) {
  if (count.kind === "time") return textOf(name, values, (ms) => timeText(ms, count.leap), facts);
  return textOf(name, values, dateText, facts);
}

/** The texts of numbers, each distinct one made once; or the first row whose number has no text. */
function textOf(
  name: string,
  values: Float64Array,
  text: (value: number) => string | undefined,
  facts: ColumnFacts,
): TextColumn | { readonly odd: number } {
  const codeOf = new Map<number, number>();
  const cells: string[] = [];
  const codes = new Uint32Array(values.length).fill(MISSING_CODE);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    let code = codeOf.get(value);
    if (code === undefined) {
      const cell = text(value);
      if (cell === undefined) return { odd: row };
      code = cells.push(cell) - 1;
      codeOf.set(value, code);
    }
    codes[row] = code;
  }
  return textColumn(name, cells, codes, facts);
}

/** Text as the file has it, blanks included; missing where it is empty, or a marker that was asked for. */
export function textBuilt(
  cells: readonly string[],
  codes: Uint32Array,
  { variable, facts, rules, marked }: Building,
): BuiltColumn {
  const { name } = variable;
  if (!marked) {
    const column = textColumn(name, cells, codes, facts);
    return { column, notes: numbersNote(column, rules) };
  }
  const kept = cells.map((cell) => (rules.missing.has(trimCell(cell)) ? "" : cell));
  const column = textColumn(name, kept, codes, facts);
  return { column, notes: [...markersNote(name, cells, kept, codes), ...numbersNote(column, rules)] };
}

/** Cells of a marker that a note shows. */
const SHOWN = 6;

function markersNote(column: string, cells: readonly string[], kept: readonly string[], codes: Uint32Array): Note[] {
  const isMarker = cells.map((cell, code) => cell !== "" && kept[code] === "");
  const count = codes.reduce((sum, code) => sum + (code !== MISSING_CODE && isMarker[code] === true ? 1 : 0), 0);
  if (count === 0) return [];
  const markers = [...new Set(cells.filter((_, code) => isMarker[code]).map(trimCell))];
  const facts = { column, count, of: codes.length, cells: markers.slice(0, SHOWN), distinct: markers.length };
  return [note(TABLE_NOTES, "missing_marker", facts)];
}

/** Text whose cells are all numbers may have been meant as such. */
function numbersNote({ name, levels, codes }: TextColumn, { text, missing }: TypingRules): Note[] {
  if (text === "asked" || levels.length === 0) return [];
  if (!levels.every((level) => cellKind(trimCell(level), missing) === "number")) return [];
  const count = codes.reduce((sum, code) => sum + (code === MISSING_CODE ? 0 : 1), 0);
  return [note(TABLE_NOTES, "numbers_as_text", { column: name, count })];
}

/** Long strings; a cell of bytes that are no text is missing. */
export function longStringsBuilt(gatherer: LongStringGatherer, building: Building): BuiltColumn {
  const { column, notes } = textBuilt(gatherer.cells, gatherer.codes, building);
  const binaries = gatherer.binaries();
  if (binaries === undefined) return { column, notes };
  const { count, row } = binaries;
  return { column, notes: [...notes, note(DTA_NOTES, "dta_binary", { column: column.name, count, row: row + 1 })] };
}
