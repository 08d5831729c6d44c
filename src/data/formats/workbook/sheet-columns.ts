/**
 * Columns of the cells of a sheet. Cells that are numbers, dates or times are what they are; texts are typed as those of a text file,
 * in quotes; a column of several kinds is text.
 */
import { type Column, MISSING_CODE } from "../../../base/columns.js";
import { type Note, note } from "../../../base/messages.js";
import { isNumber, parseNumber, trimCell } from "../../table/cells.js";
import { numericColumn } from "../../table/new-columns.js";
import {
  type CellOptions,
  isDigits,
  quotedRules,
  type TypedColumn,
  type TypingRules,
  typeColumn,
  typingRules,
} from "../../table/typing.js";
import { dateColumn, TextGatherer, timeColumn } from "../build-columns.js";
import { cellAddress } from "./cell-range.js";
import { valueText } from "./cell-text.js";
import { CELL, type FirstCell, type Grid, type GridColumn } from "./grid.js";
import type { SheetTable } from "./header.js";
import { SHEET_NOTES } from "./messages.js";

const KIND_NAMES = ["number", "text", "boolean", "date", "moment", "time", "duration"] as const;

/** One column of a table within a sheet. */
interface Cells {
  readonly name: string;
  readonly place: number;
  readonly kinds: Uint8Array;
  readonly values: Float64Array;
  /** How many cells are of each kind. */
  readonly counts: Uint32Array;
}

/**
 * The columns of `table`, those that `chosen` names, and what is to be said of them. Throws DataError `unknown_column` for an option
 * on any other column.
 */
export function sheetColumns(
  grid: Grid,
  table: SheetTable,
  chosen: ReadonlySet<string>,
  options: CellOptions,
  file: string,
): { readonly columns: readonly Column[]; readonly notes: readonly Note[] } {
  const cells = table.names.map((name, k) => cellsOf(grid, table, name, table.places[k]!));
  const bare = Uint8Array.from(cells, ({ counts }) => Number(counts[CELL.number]! > 0));
  const rules = quotedRules(typingRules(options, table.names, file), table.names, bare, options);
  const typed = cells.flatMap((each, k) =>
    chosen.has(each.name) ? [typedCells(grid, table.firstRow, each, rules[k]!, options)] : [],
  );
  const places = table.places.filter((_, k) => chosen.has(table.names[k]!));
  const notes = typed.flatMap(({ column, notes: own }, k) => [...own, ...cellNotes(grid, places[k]!, column.name)]);
  return { columns: typed.map(({ column }) => column), notes };
}

/** Bytes of a cell of a column that is made of the cells of a sheet: its kind and its number. */
const BUILT_BYTES = 9;

function cellsOf({ columns, firstRow, memory }: Grid, table: SheetTable, name: string, place: number): Cells {
  const from: GridColumn = columns[place] ?? { kinds: new Uint8Array(0), values: new Float64Array(0), length: 0 };
  const start = table.firstRow - firstRow;
  memory.take(BUILT_BYTES * table.nRows, `column '${name}'`);
  const kinds = new Uint8Array(table.nRows);
  kinds.set(from.kinds.subarray(start, Math.min(from.kinds.length, start + table.nRows)));
  const counts = new Uint32Array(KIND_NAMES.length + 1);
  for (const kind of kinds) counts[kind]!++;
  return { name, place, kinds, values: from.values.subarray(start, start + table.nRows), counts };
}

function typedCells(grid: Grid, firstRow: number, cells: Cells, rules: TypingRules, options: CellOptions): TypedColumn {
  const { name, counts } = cells;
  const filled = counts.reduce((sum, count, kind) => (kind === CELL.empty ? sum : sum + count), 0);
  const only = (...kinds: number[]) => kinds.reduce((sum, kind) => sum + counts[kind]!, 0) === filled;
  if (rules.text === undefined) {
    if (only(CELL.number))
      return { column: numericColumn(name, numbers(cells, missingNumbers(options, name, rules))), notes: [] };
    if (only(CELL.boolean)) return { column: numericColumn(name, numbers(cells), { stored: "boolean" }), notes: [] };
  }
  if (only(CELL.date)) {
    const days = numbers(cells).map((ms) => ms / DAY_MS);
    return { column: dateColumn(name, days, { stored: "date" }), notes: [] };
  }
  if (only(CELL.date, CELL.moment))
    return { column: timeColumn(name, numbers(cells), { stored: "date and time" }), notes: [] };
  if (only(CELL.time, CELL.duration)) {
    const texts = new TextGatherer(cells.kinds.length, grid.memory, `column '${name}'`);
    cells.kinds.forEach((kind, row) => {
      texts.add(kind === CELL.empty ? null : valueText(kind, cells.values[row]!, grid.strings));
    });
    return { column: texts.build(name, { stored: counts[CELL.duration]! > 0 ? "duration" : "time" }), notes: [] };
  }
  return fromTexts(grid, firstRow, cells, rules);
}

const DAY_MS = 86_400_000;

function numbers({ kinds, values }: Cells, missing: ReadonlySet<number> = new Set()): Float64Array {
  const made = new Float64Array(kinds.length);
  for (let row = 0; row < kinds.length; row++) made[row] = kinds[row] === CELL.empty ? Number.NaN : values[row]!;
  return missing.size === 0 ? made : made.map((value) => (missing.has(value) ? Number.NaN : value));
}

/** Numbers that the reader was asked to take for missing. */
function missingNumbers({ missing }: CellOptions, name: string, rules: TypingRules): ReadonlySet<number> {
  const asked = missing !== undefined && (Array.isArray(missing) || Object.hasOwn(missing, name));
  return new Set(asked ? [...rules.missing].filter(isNumber).map(parseNumber) : []);
}

/** The column as one of a text file, what was stored as text in quotes. */
function fromTexts(grid: Grid, firstRow: number, cells: Cells, rules: TypingRules): TypedColumn {
  const { name, place, counts } = cells;
  const dictionary = dictionaryOf(cells, grid.strings);
  const { quoted = false, ...unquoted } = rules;
  const declared =
    quoted &&
    counts[CELL.text]! > 0 &&
    dictionary.cells.every((cell) => isDigits(trimCell(cell)) || unquoted.missing.has(trimCell(cell)));
  const typed = typeColumn(name, dictionary, declared ? { ...unquoted, text: "declared" } : unquoted);
  const notes = [...typed.notes];
  if (typed.column.kind === "numeric" && counts[CELL.text]! > 0) {
    const stored = firstNumberAsText(cells, grid.strings, unquoted);
    if (stored !== undefined)
      notes.push(
        note(SHEET_NOTES, "sheet_numbers_as_text", {
          column: name,
          count: stored.count,
          ...at(firstRow, place, stored),
        }),
      );
  }
  if (typed.column.kind === "text" && rules.text === undefined && isMixed(counts))
    notes.push(mixedNote(grid, firstRow, cells));
  return { column: typed.column, notes };
}

const at = (firstRow: number, place: number, { row, got }: Pick<FirstCell, "row" | "got">) => ({
  cell: cellAddress(firstRow + row, place),
  got,
});

function dictionaryOf({ kinds, values }: Cells, strings: readonly string[]) {
  const cells: string[] = [];
  const counts: number[] = [];
  const firstRows: number[] = [];
  const codes = new Uint32Array(kinds.length).fill(MISSING_CODE);
  const codeOf = KIND_NAMES.map(() => new Map<number, number>());
  for (let row = 0; row < kinds.length; row++) {
    const kind = kinds[row]!;
    if (kind === CELL.empty) continue;
    const known = codeOf[kind - 1]!;
    let code = known.get(values[row]!);
    if (code === undefined) {
      code = cells.push(valueText(kind, values[row]!, strings)) - 1;
      counts.push(0);
      firstRows.push(row);
      known.set(values[row]!, code);
    }
    counts[code]!++;
    codes[row] = code;
  }
  return { cells, counts, firstRows, codes };
}

function firstNumberAsText(
  { kinds, values }: Cells,
  strings: readonly string[],
  { missing }: TypingRules,
): FirstCell | undefined {
  let first: { row: number; got: string; count: number } | undefined;
  for (let row = 0; row < kinds.length; row++) {
    if (kinds[row] !== CELL.text) continue;
    const got = trimCell(strings[values[row]!]!);
    if (missing.has(got)) continue;
    if (first === undefined) first = { row, got, count: 1 };
    else first.count++;
  }
  return first;
}

/** Whether there are several kinds of cells, and not only numbers and texts, of which `typeColumn` says enough. */
function isMixed(counts: Uint32Array): boolean {
  const present = counts.subarray(1).filter((count) => count > 0).length;
  return (
    present > 1 && counts[CELL.number]! + counts[CELL.text]! < counts.subarray(1).reduce((sum, count) => sum + count, 0)
  );
}

function mixedNote({ strings }: Grid, firstRow: number, { name, place, kinds, values, counts }: Cells): Note {
  const most = counts.subarray(1).reduce((best, count, k, all) => (count > all[best]! ? k : best), 0) + 1;
  const row = kinds.findIndex((kind) => kind !== CELL.empty && kind !== most);
  const present = KIND_NAMES.flatMap((kind, k) => (counts[k + 1]! > 0 ? [{ kind, count: counts[k + 1]! }] : []));
  const got = valueText(kinds[row]!, values[row]!, strings);
  return note(SHEET_NOTES, "sheet_mixed", { column: name, kinds: present, ...at(firstRow, place, { row, got }) });
}

/** What is to be said of errors and formulas in a column. */
function cellNotes({ errors, uncached, formulas }: Grid, place: number, column: string): Note[] {
  const found = (where: Grid["errors"]) => {
    const first = where.get(place);
    return first === undefined
      ? undefined
      : { column, count: first.count, cell: cellAddress(first.row, place), got: first.got };
  };
  const [error, lacking, computed] = [found(errors), found(uncached), found(formulas)];
  return [
    ...(error === undefined ? [] : [note(SHEET_NOTES, "sheet_errors", error)]),
    ...(lacking === undefined ? [] : [note(SHEET_NOTES, "sheet_uncached", lacking)]),
    ...(computed === undefined ? [] : [note(SHEET_NOTES, "sheet_uncomputed", computed)]),
  ];
}
