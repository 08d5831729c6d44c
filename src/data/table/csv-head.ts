/**
 * What the beginning of a CSV file determines: its delimiter and the names of its columns; and that a file of semicolons whose numbers
 * have decimal commas is refused.
 */
import type { Column } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { TABLE_NOTES } from "../messages.js";
import { cellText, isNumber, makeSheet, trimCell } from "./cells.js";
import { CsvScanner } from "./csv-scan.js";
import { allQuotedNotes, type CellOptions, type TypedColumn, type TypingRules, unknownColumn } from "./typing.js";

export type Delimiter = "," | ";" | "\t" | "|";

/** How a text file is read. */
export interface CsvOptions extends CellOptions {
  /** Found from the file unless given. */
  readonly delimiter?: Delimiter;
  /** Whether all names may be numbers. */
  readonly numericNames?: true;
}

/** The delimiters tried, in order of preference when several would do equally well. */
const DELIMITERS: readonly Delimiter[] = [",", ";", "\t", "|"];

/** Characters of a file looked at to find its delimiter. */
export const HEAD_LENGTH = 65_536;

/**
 * The delimiter of a file that begins with `head` (all of it, if `complete`): the one that makes the most columns with
 * every row alike; failing that, the one most frequent in the header; failing that, a comma (one column).
 */
export function detectDelimiter(head: string, complete: boolean): Delimiter {
  const { units } = makeSheet(head.slice(0, HEAD_LENGTH));
  const tried = DELIMITERS.map((delimiter) => {
    const scanner = new CsvScanner("", delimiter);
    try {
      scanner.push(units);
      if (complete && head.length <= HEAD_LENGTH) scanner.finish();
      return { delimiter, columns: scanner.columns, even: true };
    } catch {
      return { delimiter, columns: scanner.columns, even: false };
    }
  }).filter(({ columns }) => columns > 1);
  const even = tried.filter((candidate) => candidate.even);
  const [best] = (even.length > 0 ? even : tried).sort((a, b) => b.columns - a.columns);
  return best?.delimiter ?? ",";
}

/**
 * The cells of the first record of a file that begins with `head`; what comes after it is not judged.
 * Throws as `CsvScanner`, and `csv_no_header` if it is endless.
 */
export function firstRecord(head: string, delimiter: Delimiter, complete: boolean, source: string): string[] {
  const cells: string[] = [];
  const scanner: CsvScanner = new CsvScanner(source, delimiter, (start, end, doubled) => {
    if (scanner.columns === 0) cells.push(cellText(head, start, end, doubled));
  });
  try {
    scanner.push(makeSheet(head).units);
    if (complete) scanner.finish();
  } catch (error) {
    if (scanner.columns === 0) throw error;
  }
  if (scanner.columns > 0) return cells;
  throw new DataError("csv_no_header", `${source}: no end of the header line in the first ${head.length} characters.`, {
    got: head.slice(0, 80),
    expected: "a header line with the names of the columns",
    line: 1,
  });
}

/**
 * Column names from the cells of the header: trimmed; an empty one becomes `columnK`, K its position, with a note.
 * Throws DataError `csv_duplicate_name` and `csv_no_header` (every name is a number, where none may be: the header is missing).
 */
export function headerNames(
  cells: readonly string[],
  source: string,
  { numericNames }: Pick<CsvOptions, "numericNames"> = {},
): { names: string[]; notes: Note[] } {
  const notes: Note[] = [];
  const names = cells.map(trimCell);
  if (numericNames !== true && names.every(isNumber)) {
    throw new DataError(
      "csv_no_header",
      `${source}: line 1 holds only numbers ('${names[0]}'...), expected the names of the columns; add a header line.`,
      { got: names, expected: "column names", line: 1 },
    );
  }
  const taken = new Set(names);
  names.forEach((name, k) => {
    if (name !== "") return;
    let made = `column${k + 1}`;
    while (taken.has(made)) made += "_";
    taken.add(made);
    names[k] = made;
    notes.push(note(TABLE_NOTES, "unnamed_column", { position: k + 1, column: made }));
  });
  const seen = new Map<string, number>();
  names.forEach((name, k) => {
    const before = seen.get(name);
    if (before !== undefined) {
      throw new DataError(
        "csv_duplicate_name",
        `${source}: columns ${before + 1} and ${k + 1} are both called '${name}'; rename one.`,
        { got: name, expected: "distinct names", columns: [before + 1, k + 1] },
      );
    }
    seen.set(name, k);
  });
  return { names, notes };
}

/** The error of a file that ends after its header. */
export function noDataRows(source: string): DataError {
  return new DataError("csv_no_rows", `${source}: no data rows after the header.`, {
    got: 0,
    expected: "rows",
    source,
  });
}

// Refuses columns of decimal commas in files that separate cells by semicolons, as spreadsheets of many countries
// write them: left as text they would only fail later, and further from their cause.

/**
 * Throws DataError `decimal_comma` for the first column of a semicolon-separated file whose cells are all numbers once
 * their commas are points, unless it was asked for as text.
 */
export function refuseDecimalCommas(
  columns: readonly TypedColumn[],
  rules: readonly TypingRules[],
  delimiter: Delimiter,
  source: string,
): void {
  if (delimiter !== ";") return;
  columns.forEach(({ column: { name }, notes }, k) => {
    const detail = notes.find(({ code }) => code === "decimal_comma")?.detail;
    if (rules[k]!.text !== undefined || detail?.whole !== true) return;
    throw new DataError(
      "decimal_comma",
      `${source}: column '${name}' has decimal commas, first at row ${detail.row}: '${detail.got}'; decimal points were expected. ` +
        `Export the file with points, or convert it: tr , . < FILE > NEW, if it has commas only in numbers. ` +
        `To keep the column as text, name it in the option text.`,
      { got: detail.got, expected: "a decimal point", column: name, row: detail.row, count: detail.count },
    );
  });
}

/** Which of `names` are read: those that `columns` names, or all. Throws DataError `unknown_column`. */
export function wantedColumns(
  columns: readonly string[] | undefined,
  names: readonly string[],
  source: string,
): boolean[] {
  const unknown = columns?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw unknownColumn(unknown, names, source);
  return names.map((name) => columns === undefined || columns.includes(name));
}

/** What is known of a file when its columns are typed. */
interface ReadFile {
  readonly source: string;
  readonly delimiter: Delimiter;
  readonly rules: readonly TypingRules[];
  readonly bareNumbers: Uint8Array;
  readonly quotedCells: Uint8Array;
}

/** The columns of a file, undefined for those that were not read, and what is to be said of them. Throws as `refuseDecimalCommas`. */
export function readColumns(
  typed: readonly (TypedColumn | undefined)[],
  { source, delimiter, rules, bareNumbers, quotedCells }: ReadFile,
): { readonly columns: readonly Column[]; readonly notes: readonly Note[] } {
  const read = typed.flatMap((column, k) => (column === undefined ? [] : [{ column, k }]));
  const columns = read.map(({ column }) => column.column);
  refuseDecimalCommas(
    read.map(({ column }) => column),
    read.map(({ k }) => rules[k]!),
    delimiter,
    source,
  );
  const areQuoted = Uint8Array.from(read, ({ k }) => quotedCells[k]!);
  const notes = read.flatMap(({ column }) => column.notes);
  return { columns, notes: [...notes, ...allQuotedNotes(columns, bareNumbers, areQuoted)] };
}
