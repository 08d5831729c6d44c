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

/** Enough bytes for HEAD_LENGTH characters; a first piece no longer than this is the whole file. */
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

/** Finds delimiter and header in the first piece, then scans on. */
class LayoutTaker {
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
    if (this.scanner === undefined) this.scanner = this.begin(piece);
    this.scanner.push(piece);
  }

  finish() {
    const { delimiter } = this;
    const scanner = this.scanner ?? new CsvScanner(this.source, ",");
    scanner.finish();
    const { names, notes } = headerNames(this.header, this.source);
    if (scanner.records === 1) throw noDataRows(this.source);
    return { delimiter: delimiter ?? ",", newline: scanner.newline ?? "\n", names, notes, nRows: scanner.records - 1 };
  }

  private begin(piece: Uint8Array): CsvScanner {
    const head = new TextDecoder("utf-8", { ignoreBOM: true }).decode(piece.subarray(0, HEAD_BYTES));
    const complete = piece.length <= HEAD_BYTES;
    this.delimiter ??= detectDelimiter(head, complete);
    this.header = firstRecord(head, this.delimiter, complete, this.source);
    return new CsvScanner(this.source, this.delimiter);
  }
}
