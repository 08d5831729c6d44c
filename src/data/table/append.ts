/**
 * Tables below each other: columns by name, missing where a table has none of that name. Labels are those of the first table that has the
 * column, with what later ones label beyond them.
 */
import { columnFlag } from "../../base/column-names.js";
import {
  type Column,
  type ColumnFacts,
  compareCodePoints,
  MISSING_CODE,
  type MissingCodes,
  type NumericColumn,
  type Period,
  type TextColumn,
  type ValueLabel,
} from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { JOIN_NOTES } from "../messages.js";
import { makeTable, type Table } from "./table.js";

/** A column of one of the tables, and the rows it fills; absent, these are missing. */
interface Part<C extends Column = Column> {
  readonly column: C | undefined;
  readonly from: number;
  readonly nRows: number;
}

/**
 * The rows of `tables`, at least one, in their order. Throws DataError `append_types` where a column holds text in one and numbers in
 * another, `append_periods` where its numbers count different periods, `append_missing_codes` where it has more than 256 codes of missing cells.
 */
export function appendTables(tables: readonly Table[]): Table {
  const [first] = tables as [Table];
  const starts = tables.map((_, t) => tables.slice(0, t).reduce((rows, { nRows }) => rows + nRows, 0));
  const names = [...new Set(tables.flatMap((table) => table.names))];
  const columns = names.map((name) =>
    stacked(
      name,
      tables.map((table, t) => ({
        column: table.has(name) ? requireKind(tables, table, name) : undefined,
        from: starts[t]!,
        nRows: table.nRows,
      })),
    ),
  );
  return makeTable(columns, first.source, [
    ...tables.flatMap(({ notes }) => notes),
    ...absentNotes(tables, names),
    ...labelNotes(tables, names),
  ]);
}

function requireKind(tables: readonly Table[], table: Table, name: string): Column {
  const column = table.column(name);
  const other = tables.find((candidate) => candidate.has(name))!;
  if (other.column(name).kind === column.kind) return requirePeriod(column, table, other);
  const [text, numbers] = column.kind === "text" ? [table, other] : [other, table];
  throw new DataError(
    "append_types",
    `Column '${name}' holds text in ${text.source.name} and numbers in ${numbers.source.name}: read both as text (${columnFlag("text-columns", name)}), or correct one.`,
    { got: [other.column(name).kind, column.kind], expected: "one type", column: name },
  );
}

const PERIODS: Readonly<Record<Period, string>> = {
  year: "years",
  half: "half-years",
  quarter: "quarters",
  month: "months",
  week: "weeks",
  day: "days",
};

/** `column` of `table`, whose numbers count what those of `first` do. Throws DataError `append_periods`. */
function requirePeriod(column: Column, table: Table, first: Table): Column {
  const [own, other] = [column.facts?.period, first.column(column.name).facts?.period];
  if (own === other || own === undefined || other === undefined) return column;
  throw new DataError(
    "append_periods",
    `Column '${column.name}' counts ${PERIODS[own]} in ${table.source.name} and ${PERIODS[other]} in ${first.source.name}: convert one of the files first.`,
    { got: own, expected: other, column: column.name },
  );
}

/** Values that a table labels otherwise than the first one that labels them: the first of each column. */
function labelNotes(tables: readonly Table[], names: readonly string[]): Note[] {
  return names.flatMap((name) => {
    const kept = new Map<number | string, { readonly label: string; readonly file: string }>();
    for (const { has, column, source } of tables) {
      for (const { value, label } of (has(name) && column(name).facts?.valueLabels) || []) {
        const before = kept.get(value);
        if (before === undefined) kept.set(value, { label, file: source.name });
        else if (before.label !== label) {
          const other = { file: source.name, label };
          return [note(JOIN_NOTES, "append_labels", { column: name, value: String(value), kept: before, other })];
        }
      }
    }
    return [];
  });
}

function absentNotes(tables: readonly Table[], names: readonly string[]): Note[] {
  return tables.flatMap(({ source, has, nRows }) => {
    const absent = names.filter((name) => !has(name));
    return absent.length === 0 ? [] : [note(JOIN_NOTES, "append_absent", { file: source.name, rows: nRows, absent })];
  });
}

/** One column of all parts. */
function stacked(name: string, parts: readonly Part[]): Column {
  const nRows = parts.reduce((rows, part) => rows + part.nRows, 0);
  const there = parts.flatMap(({ column }) => (column === undefined ? [] : [column]));
  const facts = stackedFacts(name, there[0]?.facts, parts);
  const about = facts === undefined ? {} : { facts };
  return there[0]?.kind === "numeric"
    ? { kind: "numeric", name, values: stackNumbers(parts as readonly Part<NumericColumn>[], nRows), ...about }
    : { kind: "text", name, ...stackTexts(parts as readonly Part<TextColumn>[], nRows), ...about };
}

function stackNumbers(parts: readonly Part<NumericColumn>[], nRows: number): Float64Array {
  const values = new Float64Array(nRows).fill(Number.NaN);
  for (const { column, from } of parts) if (column !== undefined) values.set(column.values, from);
  return values;
}

function stackTexts(parts: readonly Part<TextColumn>[], nRows: number): Pick<TextColumn, "codes" | "levels"> {
  const levels = [...new Set(parts.flatMap(({ column }) => column?.levels ?? []))].sort(compareCodePoints);
  const place = new Map(levels.map((level, code) => [level, code]));
  const codes = new Uint32Array(nRows).fill(MISSING_CODE);
  for (const { column, from } of parts) {
    const own = column?.levels.map((level) => place.get(level)!);
    column?.codes.forEach((code, row) => {
      if (code !== MISSING_CODE) codes[from + row] = own![code]!;
    });
  }
  return { codes, levels };
}

/** The facts of the first column, with the value labels and missing codes of all. */
function stackedFacts(name: string, own: ColumnFacts | undefined, parts: readonly Part[]): ColumnFacts | undefined {
  const labels = stackedLabels(parts);
  const first = labels.length === 0 ? own : { ...own, valueLabels: labels };
  const coded = parts.flatMap(({ column, from }) => {
    const own = column?.facts?.missingCodes;
    return own === undefined ? [] : [{ ...own, from }];
  });
  if (coded.length === 0) return first;
  return { ...first, missingCodes: stackCodes(name, coded) };
}

/** The labels of all values, of each the first. */
function stackedLabels(parts: readonly Part[]): readonly ValueLabel[] {
  const labels = new Map<number | string, ValueLabel>();
  for (const { column } of parts) {
    for (const entry of column?.facts?.valueLabels ?? []) if (!labels.has(entry.value)) labels.set(entry.value, entry);
  }
  return [...labels.values()];
}

/** Codes of missing cells that a column keeps apart. */
const MOST_CODES = 256;

function stackCodes(column: string, coded: readonly (MissingCodes & { readonly from: number })[]): MissingCodes {
  const names = [...new Set(coded.flatMap((own) => own.names))];
  if (names.length > MOST_CODES) {
    throw new DataError(
      "append_missing_codes",
      `Column '${column}' has ${names.length} codes of missing cells in all files together, more than the ${MOST_CODES} that are kept apart: recode some in the files.`,
      { got: names.length, expected: MOST_CODES, column },
    );
  }
  return {
    names,
    rows: Uint32Array.from(coded.flatMap(({ rows, from }) => Array.from(rows, (row) => from + row))),
    codes: Uint8Array.from(coded.flatMap((own) => Array.from(own.codes, (code) => names.indexOf(own.names[code]!)))),
  };
}
