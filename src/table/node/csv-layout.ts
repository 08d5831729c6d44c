/**
 * Layer table, Node. First pass over a CSV file: the whole structure checked by the library's own scanner, so that the
 * second pass (DuckDB) only meets files both agree on. Yields what that pass must know.
 */
import type { Note } from "../../base/columns.js";
import {
  type CsvOptions,
  type Delimiter,
  detectDelimiter,
  firstRecord,
  HEAD_LENGTH,
  headerNames,
  noDataRows,
} from "../csv-head.js";
import { CsvScanner, type Newline } from "../csv-scan.js";
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
  readonly nRows: number;
  readonly notes: readonly Note[];
}

/** Scans `file` from end to end. Throws what `readPieces`, `headerNames` and `CsvScanner` throw, and DataError `csv_no_rows`. */
export async function csvLayout(file: TextFile, options: CsvOptions): Promise<CsvLayout> {
  const layout = new LayoutTaker(file.path, options.delimiter);
  const sha256 = await readPieces(file, layout);
  return { file, sha256, ...layout.finish() };
}

/** Holds the first piece until it is known whether more follows, finds delimiter and header in it, then scans on. */
class LayoutTaker {
  private held: Uint8Array | undefined;
  private scanner: CsvScanner | undefined;
  private delimiter: Delimiter | undefined;
  private header: string[] = [];

  constructor(
    private readonly source: string,
    delimiter: Delimiter | undefined,
  ) {
    this.delimiter = delimiter;
  }

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
    const { names, notes } = headerNames(this.header, this.source);
    if (scanner.records === 1) throw noDataRows(this.source);
    const { newline = "\n", records } = scanner;
    return { delimiter: this.delimiter ?? ",", newline, names, notes, nRows: records - 1 };
  }

  private begin(first: Uint8Array, whole: boolean): CsvScanner {
    const head = new TextDecoder("utf-8", { ignoreBOM: true }).decode(first.subarray(0, HEAD_BYTES));
    const complete = whole && first.length <= HEAD_BYTES;
    this.delimiter ??= detectDelimiter(head, complete);
    this.header = firstRecord(head, this.delimiter, complete, this.source);
    this.scanner = new CsvScanner(this.source, this.delimiter);
    this.scanner.push(first);
    return this.scanner;
  }
}
