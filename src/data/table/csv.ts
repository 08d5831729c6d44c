/**
 * CSV text to a table, in memory and on any host: for the browser, and as the yardstick of the file reader,
 * which must give the same table. Files larger than a string are for `data/files`.
 */

import { type Column, MISSING_CODE } from "../../base/columns.js";
import type { Note } from "../../base/messages.js";
import { cellKind, cellText, isNumber, makeSheet, parseNumber, plainNumber, type Sheet, trimCell } from "./cells.js";
import {
  type CsvOptions,
  type Delimiter,
  detectDelimiter,
  firstRecord,
  HEAD_LENGTH,
  headerNames,
  noDataRows,
  readColumns,
  wantedColumns,
} from "./csv-head.js";
import { CsvScanner } from "./csv-scan.js";
import { makeTable, type Table } from "./table.js";
import {
  type CellDictionary,
  quotedRules,
  type TypedColumn,
  type TypingRules,
  typeColumn,
  typingRules,
} from "./typing.js";

/** What the text came from, for messages and provenance. */
export interface CsvSource {
  readonly name?: string;
  readonly sha256?: string;
}

/** Characters the header must end in. */
const HEADER_LENGTH = 4 * HEAD_LENGTH;

/**
 * The table written in `text` (a byte order mark is ignored).
 * Throws DataError: `csv_no_header`, `csv_no_rows`, `csv_duplicate_name`, `csv_ragged`, `csv_quotes`, `csv_newlines`,
 * `decimal_comma`, `unknown_column` (an option names a column that is not there).
 */
export function parseCsv(text: string, options: CsvOptions = {}, source: CsvSource = {}): Table {
  const name = source.name ?? "The text";
  const { columns, notes } = parseColumns(text, options, name);
  const bytes = new TextEncoder().encode(text).length;
  return makeTable(columns, { name, bytes, sha256: source.sha256 ?? null }, notes);
}

/** What a text holds. */
interface ParsedText {
  readonly delimiter: Delimiter;
  readonly columns: readonly Column[];
  readonly notes: readonly Note[];
}

/** As `parseCsv`: the columns, or those that `options.columns` names, of a text called `name`. */
export function parseColumns(
  text: string,
  options: CsvOptions & { readonly columns?: readonly string[] },
  name: string,
): ParsedText {
  const sheet = makeSheet(text.startsWith("\ufeff") ? text.slice(1) : text);
  const delimiter = options.delimiter ?? detectDelimiter(sheet.text, true);
  const head = sheet.text.slice(0, HEADER_LENGTH);
  const header = firstRecord(head, delimiter, head.length === sheet.text.length, name);
  const { names, notes } = headerNames(header, name, options);
  const rules = typingRules(options, names, name);
  const wanted = wantedColumns(options.columns, names, name);
  const builders = names.map((column, k) => (wanted[k] ? new ColumnBuilder(sheet, column, rules[k]!) : undefined));
  const { records, bareNumbers, quotedCells } = fill(builders, sheet, delimiter, name);
  if (records === 1) throw noDataRows(name);
  const quoted = quotedRules(rules, names, bareNumbers, options);
  const again = builders.map((builder, k) =>
    builder?.incomplete || (builder !== undefined && quoted[k]!.quoted === true)
      ? builder.forText(quoted[k]!)
      : undefined,
  );
  if (again.some((builder) => builder !== undefined)) fill(again, sheet, delimiter, name);
  const typed = builders.map((builder, k) => (again[k] ?? builder)?.build());
  const read = readColumns(typed, { source: name, delimiter, rules, bareNumbers, quotedCells });
  return { delimiter, columns: read.columns, notes: [...notes, ...read.notes] };
}

/** Gives every cell below the header to the builder of its column, if there is one. Returns the scanner at the file's end. */
function fill(
  builders: readonly (ColumnBuilder | undefined)[],
  sheet: Sheet,
  delimiter: Delimiter,
  source: string,
): CsvScanner {
  const nColumns = builders.length;
  let k = -nColumns;
  const scanner: CsvScanner = new CsvScanner(source, delimiter, (start, end, doubled) => {
    if (k >= 0) builders[k]?.add(start, end, doubled);
    if (++k === nColumns) k = 0;
  });
  scanner.push(sheet.units);
  scanner.finish();
  return scanner;
}

// A column as its distinct cells and one code a row: how strings are held once however often they occur. Cells are
// looked up where they stand in the text, so a string is made only for the first of each kind. Method: open addressing
// with linear probing, at most half full.

const FREE = -1;
/** Rows that room is made for at first: little, as a header may name very many columns. */
const FEWEST_ROWS = 16;

/** Makes a dictionary from the cells of `sheet` added in row order, by their extent. */
class DictionaryBuilder {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly hashes: number[] = [];
  private readonly cells: string[] = [];
  private readonly counts: number[] = [];
  private readonly firstRows: number[] = [];
  private slots = new Int32Array(64).fill(FREE);
  private codes = new Uint32Array(FEWEST_ROWS);
  private nRows = 0;

  constructor(private readonly sheet: Sheet) {}

  /** Adds `n` rows without a cell. */
  addEmpty(n: number): void {
    for (let i = 0; i < n; i++) this.append(MISSING_CODE);
  }

  /** Adds the cell of the next row; `doubled` if its doubled quotes are to be halved. */
  add(start: number, end: number, doubled: boolean): void {
    this.append(start === end ? MISSING_CODE : this.code(start, end, doubled));
  }

  build(): CellDictionary {
    const { cells, counts, firstRows } = this;
    return { cells, counts, firstRows, codes: this.codes.slice(0, this.nRows) };
  }

  private append(code: number): void {
    if (this.nRows === this.codes.length) {
      const grown = new Uint32Array(2 * this.nRows);
      grown.set(this.codes);
      this.codes = grown;
    }
    this.codes[this.nRows++] = code;
  }

  private code(start: number, end: number, doubled: boolean): number {
    const hash = this.hash(start, end, doubled);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let code = this.slots[slot]!; code !== FREE; code = this.slots[slot]!) {
      if (this.hashes[code] === hash && this.same(code, start, end)) {
        this.counts[code]!++;
        return code;
      }
      slot = (slot + 1) & mask;
    }
    const code = this.cells.length;
    this.slots[slot] = code;
    this.starts.push(start);
    this.ends.push(end);
    this.hashes.push(hash);
    this.cells.push(cellText(this.sheet.text, start, end, doubled));
    this.counts.push(1);
    this.firstRows.push(this.nRows);
    if (2 * this.cells.length > this.slots.length) this.rehash();
    return code;
  }

  /**
   * FNV-1a over code units, its high bits mixed into the low ones that pick the slot. One-to-one in its first value, so
   * that the same units with and without doubled quotes never have the same hash.
   */
  private hash(start: number, end: number, doubled: boolean): number {
    const { units } = this.sheet;
    let hash = doubled ? 1 : 0x811c_9dc5;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ units[i]!, 0x0100_0193);
    return hash ^ (hash >>> 15);
  }

  private same(code: number, start: number, end: number): boolean {
    const { units } = this.sheet;
    const other = this.starts[code]! - start;
    if (this.ends[code]! - other !== end) return false;
    for (let i = start; i < end; i++) if (units[i] !== units[i + other]) return false;
    return true;
  }

  private rehash(): void {
    const slots = new Int32Array(2 * this.slots.length).fill(FREE);
    const mask = slots.length - 1;
    this.hashes.forEach((hash, code) => {
      let slot = hash & mask;
      while (slots[slot] !== FREE) slot = (slot + 1) & mask;
      slots[slot] = code;
    });
    this.slots = slots;
  }
}

const NO_VALUES = new Float64Array(0);

type Taker = "numbers" | "dictionary" | "nothing";

/** Takes the cells of column `name` in row order. */
export class ColumnBuilder {
  private taker: Taker;
  private values = NO_VALUES;
  private nRows = 0;
  private nEmpty = 0;
  private dictionary: DictionaryBuilder | undefined;
  /** False if a number may be a marker of missing cells, so that each cell's spelling must be looked at. */
  private readonly plain: boolean;

  constructor(
    private readonly sheet: Sheet,
    private readonly name: string,
    private readonly rules: TypingRules,
    expectText = rules.text !== undefined,
  ) {
    this.taker = expectText ? "dictionary" : "numbers";
    if (expectText) this.dictionary = new DictionaryBuilder(sheet);
    this.plain = ![...rules.missing].some(isNumber);
  }

  /** Adds the cell at `start..end`; `doubled` if its doubled quotes are to be halved. */
  add(start: number, end: number, doubled: boolean): void {
    if (this.taker === "numbers") this.addNumber(start, end, doubled);
    else this.dictionary?.add(start, end, doubled);
  }

  /** Whether the cells have to be given again, to the builder `forText()`. */
  get incomplete(): boolean {
    return this.taker === "nothing";
  }

  /** A builder that keeps the cells as written; `rules` where more is known of the column by now. */
  forText(rules = this.rules): ColumnBuilder {
    return new ColumnBuilder(this.sheet, this.name, rules, true);
  }

  build(): TypedColumn {
    if (this.dictionary !== undefined) return typeColumn(this.name, this.dictionary.build(), this.rules);
    return { column: { kind: "numeric", name: this.name, values: this.values.slice(0, this.nRows) }, notes: [] };
  }

  private addNumber(start: number, end: number, doubled: boolean): void {
    let value = Number.NaN;
    if (start === end) {
      this.nEmpty++;
    } else {
      if (this.plain) value = plainNumber(this.sheet, start, end);
      if (Number.isNaN(value)) {
        const cell = trimCell(cellText(this.sheet.text, start, end, doubled));
        const kind = cellKind(cell, this.rules.missing);
        if (kind === "text" || kind === "code") {
          this.becomeText(start, end, doubled);
          return;
        }
        if (kind === "number") value = parseNumber(cell);
      }
    }
    if (this.nRows === this.values.length) {
      const grown = new Float64Array(Math.max(FEWEST_ROWS, 2 * this.nRows));
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.nRows++] = value;
  }

  private becomeText(start: number, end: number, doubled: boolean): void {
    this.values = NO_VALUES;
    if (this.nEmpty < this.nRows) {
      this.taker = "nothing";
      return;
    }
    this.taker = "dictionary";
    this.dictionary = new DictionaryBuilder(this.sheet);
    this.dictionary.addEmpty(this.nRows);
    this.dictionary.add(start, end, doubled);
  }
}
