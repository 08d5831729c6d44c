/**
 * The one definition of a CSV file's structure: a state machine over bytes (UTF-8) or code units (UTF-16)
 * that finds fields and records and refuses what is malformed, with the line. Every reader runs it, so every reader
 * accepts the same files and says the same of the others. Knows nothing of types, headers or decoding.
 * Method: RFC 4180, and beyond it: any one line ending throughout, spaces around quotes, a quote inside an unquoted
 * field (literal), blank lines (skipped; in a file of one column, a missing cell).
 */
import { DataError } from "../../base/errors.js";

export type Newline = "\n" | "\r\n" | "\r";

/** Called for each field with its extent, quotes excluded; `doubled` if it contains doubled quotes to be halved. */
export type FieldSink = (start: number, end: number, doubled: boolean) => void;

const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const PLUS = 43;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

/** Nothing of the record read yet; the same, after a carriage return; only spaces of the field; inside; ... */
const RECORD = 0;
const AFTER_CR = 1;
const FIELD = 2;
const PLAIN = 3;
const QUOTED = 4;
const QUOTE_SEEN = 5;
const CLOSED = 6;

/** Scans the pieces of a file in order: `push` each, then `finish`. With a sink, push the whole as one piece. */
export class CsvScanner {
  /** Fields of the first record; 0 before it is complete. */
  columns = 0;
  /** Complete records, the header included. */
  records = 0;
  /** Line ending of the file, once one was met. */
  newline: Newline | undefined;
  /** Line at which reading stands, from 1. */
  line = 1;
  /** By column, 1 once a cell below the header that is not in quotes begins with a digit or a sign. */
  bareNumbers = new Uint8Array(0);
  /** By column, 1 once a cell below the header is in quotes. */
  quotedCells = new Uint8Array(0);
  /** Line of the first quote opened after more than one space; undefined where there is none. */
  indentedQuote: number | undefined;
  /** Where the first record ends in the piece that was pushed then: at its line end. */
  headerEnd = 0;
  /** Lines of the first record. */
  headerLines = 0;

  private readonly delimiter: number;
  private state = RECORD;
  private fields = 0;
  private recordLine = 1;
  private quoteLine = 1;
  private crInQuotes = false;
  private start = 0;
  private end = 0;
  private doubled = false;

  /** `source` names the file in messages; `delimiter` is one ASCII character. */
  constructor(
    private readonly source: string,
    delimiter: string,
    private readonly onField?: FieldSink,
  ) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  /** A scanner at the beginning of line `line`, after a header of `columns` cells and a record, in a file whose lines end in `newline`. */
  static within(
    source: string,
    delimiter: string,
    columns: number,
    newline: Newline,
    line: number,
    onField?: FieldSink,
  ): CsvScanner {
    const scanner = new CsvScanner(source, delimiter, onField);
    Object.assign(scanner, { columns, newline, line, recordLine: line, records: 1 });
    scanner.bareNumbers = new Uint8Array(columns);
    scanner.quotedCells = new Uint8Array(columns);
    return scanner;
  }

  /** Reads on. Throws DataError `csv_ragged`, `csv_quotes`, `csv_newlines`, `csv_no_header`. */
  push(units: Uint8Array | Uint16Array): void {
    const n = units.length;
    const delimiter = this.delimiter;
    let state = this.state;
    // a field cut by the end of the last piece began before this one
    if (state === FIELD) this.start -= this.end;
    for (let i = 0; i < n; i++) {
      let c = units[i]!;
      if (state === AFTER_CR) {
        this.endLine(c === LF ? "\r\n" : "\r");
        state = RECORD;
        if (c === LF) continue;
      }
      if (state === RECORD) {
        this.start = i;
        if (c === LF || c === CR) {
          this.blankLine(i);
          state = this.lineBreak(c);
          continue;
        }
        state = FIELD;
      }
      if (state === FIELD) {
        if (c === SPACE) continue;
        if (c === QUOTE) {
          if (i - this.start > 1) this.indentedQuote ??= this.line;
          this.start = i + 1;
          this.quoteLine = this.line;
          if (this.columns > 0) this.quotedCells[this.fields] = 1;
          state = QUOTED;
          continue;
        }
        state = PLAIN;
        if (this.columns > 0 && ((c >= ZERO && c <= NINE) || c === MINUS || c === PLUS))
          this.bareNumbers[this.fields] = 1;
      }
      if (state === PLAIN) {
        while (c !== delimiter && c !== LF && c !== CR && ++i < n) c = units[i]!;
        if (i === n) break;
        this.end = i;
      } else if (state === QUOTED) {
        while (c !== QUOTE) {
          if (c === CR || (c === LF && !this.crInQuotes)) this.line++;
          this.crInQuotes = c === CR;
          if (++i === n) break;
          c = units[i]!;
        }
        if (i === n) break;
        this.crInQuotes = false;
        this.end = i;
        state = QUOTE_SEEN;
        continue;
      } else if (state === QUOTE_SEEN && c === QUOTE) {
        this.doubled = true;
        state = QUOTED;
        continue;
      } else {
        state = CLOSED;
        if (c === SPACE) continue;
      }
      if (c === delimiter) {
        this.endField();
        this.start = i + 1;
        state = FIELD;
      } else if (c === LF || c === CR) {
        if (this.columns === 0) {
          this.headerEnd = i;
          this.headerLines = this.line;
        }
        this.endRecord();
        state = this.lineBreak(c);
      } else {
        throw this.error(
          "csv_quotes",
          `line ${this.line} has text after a closing quote; double the quotes inside a quoted cell ("")`,
          this.line,
        );
      }
    }
    this.state = state;
    if (state === FIELD || state === PLAIN) this.end = n;
  }

  /** Ends the file. Throws as `push`, and DataError `csv_no_header` if there is no record at all. */
  finish(): void {
    if (this.state === AFTER_CR) this.endLine("\r");
    if (this.state === QUOTED) {
      throw this.error(
        "csv_quotes",
        `the quote opened on line ${this.quoteLine} is never closed; double the quotes inside a quoted cell ("")`,
        this.quoteLine,
      );
    }
    if (this.state !== RECORD && this.state !== AFTER_CR) this.endRecord();
    if (this.records === 0) {
      throw this.error("csv_no_header", "the file is empty: expected a header line with the names of the columns", 1);
    }
  }

  private endField(): void {
    this.fields++;
    if (this.onField !== undefined) this.onField(this.start, this.end, this.doubled);
    this.doubled = false;
  }

  private endRecord(): void {
    this.endField();
    if (this.columns === 0) {
      this.columns = this.fields;
      this.bareNumbers = new Uint8Array(this.fields);
      this.quotedCells = new Uint8Array(this.fields);
    }
    if (this.fields !== this.columns) {
      const { fields, columns, recordLine } = this;
      const advice = fields > columns ? "quote cells that contain the delimiter" : "every row needs a cell per column";
      throw this.error(
        "csv_ragged",
        `line ${recordLine} has ${fields} ${fields === 1 ? "cell" : "cells"}, the header has ${columns}; ${advice}`,
        recordLine,
      );
    }
    this.records++;
    this.fields = 0;
  }

  private blankLine(at: number): void {
    if (this.columns === 0) {
      throw this.error("csv_no_header", "line 1 is blank: expected a header with the names of the columns", 1);
    }
    if (this.columns > 1) return;
    this.end = at;
    this.endRecord();
  }

  private lineBreak(c: number): number {
    if (c === CR) return AFTER_CR;
    this.endLine("\n");
    return RECORD;
  }

  private endLine(newline: Newline): void {
    this.newline ??= newline;
    if (newline !== this.newline) {
      throw this.error(
        "csv_newlines",
        `line ${this.line} ends in ${JSON.stringify(newline)}, the lines before in ${JSON.stringify(this.newline)}; write the file with one line ending`,
        this.line,
      );
    }
    this.line++;
    this.recordLine = this.line;
  }

  private error(code: string, message: string, line: number): DataError {
    return new DataError(code, `${this.source}: ${message}.`, { line, source: this.source });
  }
}
