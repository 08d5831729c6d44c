/**
 * A CSV file in a database: the library's own scanner settles its structure, so that DuckDB only meets files both agree on; then DuckDB
 * makes a table of text cells. Cells are cast there where a pattern says that its cast and the grammar of `cells` agree.
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { Note } from "../base/messages.js";
import { readPieces, type TextFile } from "../data/files/data-file.js";
import { fileLiteral, literal } from "../data/files/duckdb.js";
import { INFINITIES, MISSING_MARKERS } from "../data/table/cells.js";
import {
  type CsvOptions,
  type Delimiter,
  detectDelimiter,
  firstRecord,
  HEAD_LENGTH,
  headerNames,
  noDataRows,
} from "../data/table/csv-head.js";
import { CsvScanner, type Newline } from "../data/table/csv-scan.js";
import { QUOTED_DIGITS, quotedRules, type TypingRules, typingRules } from "../data/table/typing.js";

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
  readonly indentedQuote: number | undefined;
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
    const { newline = "\n", records, bareNumbers, quotedCells, indentedQuote } = scanner;
    const rules = quotedRules(this.rules, names, bareNumbers, this.options);
    return { delimiter, newline, names, notes, rules, nRows: records - 1, bareNumbers, quotedCells, indentedQuote };
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

/**
 * Numbers, no codes: no zero before a digit, integers of at most 15 digits. Spaces around are ignored by DuckDB's cast too.
 * What the pattern leaves out (white space of other kinds, longer integers) is decided cell by cell from a dictionary.
 */
const PLAIN_NUMBER = (() => {
  const exponent = "(?:[eE][+-]?[0-9]+)?";
  const integer = "(?:0|[1-9][0-9]{0,14})";
  const decimal = "(?:0|[1-9][0-9]*)?[.][0-9]+";
  const pointed = "(?:0|[1-9][0-9]*)[.]";
  return ` *[+-]?(?:${integer}|${decimal}|${pointed})${exponent} *`;
})();

/**
 * Makes table `cells`: columns c0, c1, ... of text, NULL where empty. Returns the problem if it has not the rows the
 * first pass counted: DuckDB may return fewer without a word where a header cell holds a line end, and refuses some
 * line ends in quotes when it reads in parallel. Behind two spaces it takes a quote for a part of the cell.
 */
export async function loadCells(connection: DuckDBConnection, layout: CsvLayout): Promise<string | undefined> {
  if (layout.indentedQuote !== undefined) return `more than one space before a quote on line ${layout.indentedQuote}`;
  let problem: string | undefined;
  for (const parallel of [true, false]) {
    try {
      await connection.run(`CREATE OR REPLACE TABLE cells AS FROM ${csvSource(layout, parallel)}`);
    } catch (error) {
      problem = (error as Error).message.split("\n", 1).join().replaceAll(layout.file.path, layout.file.name);
      continue;
    }
    const [[count]] = (await connection.runAndReadAll("SELECT count(*)::UINTEGER FROM cells")).getRows() as [[number]];
    if (count === layout.nRows) return undefined;
    problem = `${count} rows instead of ${layout.nRows}`;
  }
  return problem;
}

/** Explicit "\r\n" is not passed on: DuckDB then finds no rows, while it detects it rightly. */
function csvSource({ file, names, delimiter, newline }: CsvLayout, parallel: boolean): string {
  const columns = names.map((_, k) => `'c${k}': 'VARCHAR'`).join(", ");
  const lineEnd = newline === "\r\n" ? "" : `, new_line = '${newline === "\n" ? "\\n" : "\\r"}'`;
  return `read_csv(${fileLiteral(file.path)}, columns = {${columns}}, auto_detect = false, header = true,
    delim = ${literal(delimiter)}, quote = '"', escape = '"'${lineEnd}, compression = '${file.gzip ? "gzip" : "none"}',
    hive_partitioning = false, strict_mode = true, parallel = ${parallel})`;
}

/** SQL that says whether `cell`, an expression, is missing or digits alone; never NULL. */
export function digitsCell(cell: string, { missing }: TypingRules): string {
  const markers = [...missing].map(literal).join(", ");
  return `CASE WHEN ${cell} IS NULL THEN true ELSE regexp_full_match(${cell}, ${literal(QUOTED_DIGITS)}) OR trim(${cell}) IN (${markers}) END`;
}

/** SQL that says whether `cell`, an expression, is missing or a plain finite number or a spelled-out infinity; never NULL. */
export function plainCell(cell: string, { missing }: TypingRules): string {
  const exact = [...missing, ...INFINITIES].map(literal).join(", ");
  const finite = `coalesce(isfinite(TRY_CAST(${cell} AS DOUBLE)), false)`;
  const matches = `regexp_full_match(${cell}, ${literal(PLAIN_NUMBER)})`;
  return `CASE WHEN ${cell} IS NULL THEN true WHEN ${matches} THEN ${finite} ELSE ${cell} IN (${exact}) END`;
}

/** SQL of the number in a plain cell. DuckDB's cast makes NULL or NaN of the usual markers; others it might take for numbers. */
export function castOf(cell: string, { missing }: TypingRules): string {
  const cast = `TRY_CAST(${cell} AS DOUBLE)`;
  const unusual = [...missing].filter((marker) => !MISSING_MARKERS.includes(marker));
  if (unusual.length === 0) return cast;
  return `CASE WHEN trim(${cell}) NOT IN (${unusual.map(literal).join(", ")}) THEN ${cast} END`;
}
