/**
 * The immutable table every reader returns and everything above reads: named columns of equal length,
 * where they came from, and notes on how they were read. Knows nothing of files, panels or models.
 */
import { columnFlag } from "../../base/column-names.js";
import {
  type Column,
  type ColumnFacts,
  type FileFacts,
  MISSING_CODE,
  type MissingCodes,
  type NumericColumn,
  type TextColumn,
} from "../../base/columns.js";
import { didYouMeanOrKnown } from "../../base/did-you-mean.js";
import { DataError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { badKey } from "../../base/objects.js";

import { cellKind, isNumber, numberAdvice } from "./cells.js";
import { isDigits } from "./typing.js";

/**
 * What a table was read from: its name, size in bytes and SHA-256 in hex (null where the bytes were not hashed; of a large file, asking for
 * it may wait).
 */
export interface TableSource {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string | null;
  /** What the file says of itself, where a format states it. */
  readonly facts?: FileFacts;
  /** Where no file but a database held the rows: what is known of it. */
  readonly engine?: EngineFacts;
}

/** A database as records have it, and whether rows stayed there, were added up there to `cells`, or came `home`. */
export interface EngineFacts {
  /** Without its secrets. */
  readonly address: string;
  readonly version: string;
  /** Whether the statements of a result see one state of the table. */
  readonly snapshot: boolean;
  readonly rows: "stay" | "cells" | "home";
}

/** What a record says of a file beside its name and hash: its format and the label of the data set, where it has them. */
export interface RecordedFile {
  readonly data_format?: string;
  readonly data_label?: string;
}

export const fileFacts = ({ facts }: TableSource): RecordedFile => ({
  ...(facts === undefined ? {} : { data_format: facts.format }),
  ...(facts?.label === undefined ? {} : { data_label: facts.label }),
});

/** Columns of equal length, in file order. */
export interface Table {
  readonly nRows: number;
  readonly columns: readonly Column[];
  readonly names: readonly string[];
  readonly source: TableSource;
  readonly notes: readonly Note[];
  has(name: string): boolean;
  /** The column called `name`. Throws DataError `unknown_column`, with the nearest name or those there are. */
  column(name: string): Column;
  /** The numbers of `name`, f64[nRows], NaN where missing. Throws DataError `not_numeric` naming the first cell that is no number. */
  numeric(name: string): Float64Array;
  /** The text column `name`. Throws DataError `not_text` if it holds numbers. */
  text(name: string): TextColumn;
}

/**
 * A table of `columns`, all of the same length, names distinct.
 * Throws DataError `column_length` or `duplicate_column`.
 */
export function makeTable(columns: readonly Column[], source: TableSource, notes: readonly Note[] = []): Table {
  const byName = new Map<string, Column>();
  const nRows = columns[0] === undefined ? 0 : columnLength(columns[0]);
  for (const column of columns) {
    const { name } = column;
    const bad = badKey(name);
    if (bad !== null) {
      throw new DataError("column_name", `${source.name}: a column is called '${name}', which ${bad}.`, {
        got: name,
        expected: "another name",
      });
    }
    if (byName.has(name)) {
      throw new DataError("duplicate_column", `${source.name}: two columns are called '${name}'; rename one.`, {
        got: name,
        expected: "distinct names",
      });
    }
    if (columnLength(column) !== nRows) {
      throw new DataError(
        "column_length",
        `${source.name}: column '${name}' has ${columnLength(column)} rows, the first column has ${nRows}.`,
        { got: columnLength(column), expected: nRows, column: name },
      );
    }
    byName.set(name, column);
  }
  const names = Object.freeze([...byName.keys()]);
  const find = (name: string): Column => {
    const column = byName.get(name);
    if (column !== undefined) return column;
    const known = didYouMeanOrKnown(name, "columns", names);
    throw new DataError("unknown_column", `${source.name} has no column '${name}'${known}`, {
      got: name,
      expected: names,
    });
  };
  return Object.freeze({
    nRows,
    columns: Object.freeze([...columns]),
    names,
    source: Object.freeze(Object.defineProperties({} as TableSource, Object.getOwnPropertyDescriptors(source))), // sha256 may be a getter
    notes: Object.freeze([...notes]),
    has: (name: string) => byName.has(name),
    column: find,
    numeric(name: string) {
      const column = find(name);
      if (column.kind === "numeric") return column.values;
      throw notNumeric(column);
    },
    text(name: string) {
      const column = find(name);
      if (column.kind === "text") return column;
      throw new DataError("not_text", `Column '${name}' holds numbers, text was expected.`, {
        got: "numeric",
        expected: "text",
        column: name,
      });
    },
  });
}

/** The table of `rows` (0-based, any order, repeats allowed); levels no longer used are dropped. Notes are kept. */
export function selectRows(table: Table, rows: Uint32Array): Table {
  const columns = table.columns.map((column) =>
    column.kind === "numeric" ? selectNumeric(column, rows) : selectText(column, rows),
  );
  return makeTable(columns, table.source, table.notes);
}

/** The table with `columns` added at the end, or put in the place of a column of the same name. */
export function withColumns(table: Table, columns: readonly Column[]): Table {
  const added = new Map(columns.map((column) => [column.name, column]));
  const kept = table.columns.map((column) => added.get(column.name) ?? column);
  return makeTable([...kept, ...columns.filter((column) => !table.has(column.name))], table.source, table.notes);
}

/** Rows of a column. */
export function columnLength(column: Column): number {
  return column.kind === "numeric" ? column.values.length : column.codes.length;
}

function selectNumeric({ name, values, facts }: NumericColumn, rows: Uint32Array): NumericColumn {
  const selected = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) selected[i] = values[rows[i]!]!;
  return { kind: "numeric", name, values: selected, ...selectedFacts(facts, rows) };
}

function selectText({ name, codes, levels, facts }: TextColumn, rows: Uint32Array): TextColumn {
  const used = new Uint8Array(levels.length);
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i]!]!;
    if (code !== MISSING_CODE) used[code] = 1;
  }
  const newCode = new Uint32Array(levels.length);
  const kept = levels.filter((_, code) => used[code] === 1);
  for (let code = 0, next = 0; code < levels.length; code++) if (used[code] === 1) newCode[code] = next++;
  const selected = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i]!]!;
    selected[i] = code === MISSING_CODE ? MISSING_CODE : newCode[code]!;
  }
  return { kind: "text", name, codes: selected, levels: kept, ...selectedFacts(facts, rows) };
}

/** The facts of a column that keeps `rows`: its missing codes move with their cells. */
function selectedFacts(facts: ColumnFacts | undefined, rows: Uint32Array): { readonly facts?: ColumnFacts } {
  if (facts?.missingCodes === undefined) return facts === undefined ? {} : { facts };
  return { facts: { ...facts, missingCodes: selectedCodes(facts.missingCodes, rows) } };
}

/** The codes of `rows`, which may come in any order and repeat. */
function selectedCodes({ names, rows: from, codes }: MissingCodes, rows: Uint32Array): MissingCodes {
  // 0: no code; rows beyond the last that has one are beyond the array
  const codeAt = new Uint16Array(from.reduce((most, row) => Math.max(most, row + 1), 0));
  from.forEach((row, i) => {
    codeAt[row] = codes[i]! + 1;
  });
  let count = 0;
  for (const row of rows) if (codeAt[row]) count++;
  const selected = { names, rows: new Uint32Array(count), codes: new Uint8Array(count) };
  count = 0;
  rows.forEach((row, i) => {
    const code = codeAt[row];
    if (!code) return;
    selected.rows[count] = i;
    selected.codes[count++] = code - 1;
  });
  return selected;
}

/** Why a text column cannot serve as numbers: the first offending cell, and how many there are. */
function notNumeric({ name, codes, levels }: TextColumn): DataError {
  const offends = levels.some((level) => !isNumber(level))
    ? levels.map((level) => !isNumber(level))
    : levels.map((level) => cellKind(level) === "code");
  let first = -1;
  let count = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === MISSING_CODE || !offends[code]) continue;
    if (first < 0) first = i;
    count++;
  }
  const value = first < 0 ? undefined : levels[codes[first]!];
  const detail = { got: value, expected: "numbers", column: name, row: first + 1, count };
  const cells = `${count} of ${codes.length} cells`;
  if (value === undefined || isNumber(value)) {
    const example = value === undefined ? "" : ` (${cells}, first at row ${first + 1}: '${value}')`;
    const digits = value === undefined && levels.length > 0 && levels.every(isDigits);
    const remedy = digits
      ? `; its digits are text as in the file, such as '${levels[0]}': name it in numeric (${columnFlag("numeric-columns", name)}) if they are in quotes, or write it as numbers`
      : "";
    return new DataError("not_numeric", `Column '${name}' holds codes, not numbers${example}${remedy}.`, detail);
  }
  return new DataError(
    "not_numeric",
    `Column '${name}' is not numeric: ${cells} are not numbers, first at row ${first + 1}: '${value}'; ${numberAdvice(value)}.`,
    detail,
  );
}
