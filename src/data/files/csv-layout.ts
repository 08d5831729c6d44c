/**
 * Layer table, Node. First pass over a CSV file: the whole structure checked by the library's own scanner, so that the
 * second pass (DuckDB) only meets files both agree on. Yields what that pass must know.
 */
import type { Note } from "../../base/messages.js";
import {
  type CsvOptions,
  type Delimiter,
  detectDelimiter,
  firstRecord,
  HEAD_LENGTH,
  headerNames,
  noDataRows,
} from "../table/csv-head.js";
import { CsvScanner, type Newline } from "../table/csv-scan.js";
import { quotedRules } from "../table/quoted-digits.js";
import { type TypingRules, typingRules } from "../table/typing-rules.js";
import { readPieces, type TextFile } from "./file-bytes.js";

/** Enough bytes for HEAD_LENGTH characters of any script. */
const HEAD_BYTES = 4 * HEAD_LENGTH;

/** The structure of a CSV file that was found sound. */
export interface CsvLayout {
  readonly file: TextFile;
  readonly sha256: string;
  readonly delimiter: Delimiter;
  readonly newline: Newline;
  readonly names: readonly string[];
  readonly rules: readonly TypingRules[];
  readonly nRows: number;
  readonly notes: readonly Note[];
  /** As `CsvScanner` has them. */
  readonly bareNumbers: Uint8Array;
  readonly quotedCells: Uint8Array;
}

/**
 * Scans `file` from end to end. Throws what `readPieces`, `headerNames`, `typingRules` and `CsvScanner` throw, and
 * DataError `csv_no_rows`.
 */
export async function csvLayout(file: TextFile, options: CsvOptions): Promise<CsvLayout> {
  const layout = new LayoutTaker(file.name, options);
  const sha256 = await readPieces(file, layout);
  return { file, sha256, ...layout.finish() };
}

/** Holds the first piece until it is known whether more follows, finds delimiter and header in it, then scans on. */
class LayoutTaker {
  private held: Uint8Array | undefined;
  private scanner: CsvScanner | undefined;
  private delimiter: Delimiter = ",";
  private names: readonly string[] = [];
  private notes: readonly Note[] = [];
  private rules: readonly TypingRules[] = [];

  constructor(
    private readonly source: string,
    private readonly options: CsvOptions,
  ) {}

  get line(): number {
    return this.scanner?.line ?? 1;
  }

  push(piece: Uint8Array): void {
    if (this.scanner !== undefined) {
      this.scanner.push(piece);
    } else if (this.held === undefined) {
      this.held = piece;
    } else {
      this.begin(this.held, false).push(piece);
    }
  }

  finish() {
    const scanner = this.scanner ?? this.begin(this.held ?? new Uint8Array(0), true);
    scanner.finish();
    if (scanner.records === 1) throw noDataRows(this.source);
    const { delimiter, names, notes } = this;
    const { newline = "\n", records, bareNumbers, quotedCells } = scanner;
    const rules = quotedRules(this.rules, names, bareNumbers, this.options);
    return { delimiter, newline, names, notes, rules, nRows: records - 1, bareNumbers, quotedCells };
  }

  private begin(first: Uint8Array, whole: boolean): CsvScanner {
    const { source, options } = this;
    const head = new TextDecoder("utf-8", { ignoreBOM: true }).decode(first.subarray(0, HEAD_BYTES));
    const complete = whole && first.length <= HEAD_BYTES;
    this.delimiter = options.delimiter ?? detectDelimiter(head, complete);
    const header = headerNames(firstRecord(head, this.delimiter, complete, source), source);
    this.names = header.names;
    this.notes = header.notes;
    this.rules = typingRules(options, header.names, source);
    this.scanner = new CsvScanner(source, this.delimiter);
    this.scanner.push(first);
    return this.scanner;
  }
}
