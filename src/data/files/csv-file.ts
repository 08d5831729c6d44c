/**
 * Layer table, Node. Reads a CSV file in two passes: the library's own scan, which settles what the file is, then
 * DuckDB, which splits all cells as text on all cores, or, for many columns of few rows, the reader of text in memory.
 * Row order is the file's.
 */
import { constants } from "node:buffer";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DataError } from "../../base/errors.js";
import { parseCsv } from "../table/csv.js";
import type { CsvOptions } from "../table/csv-head.js";
import { refuseDecimalCommas } from "../table/decimal-comma.js";
import { allQuotedNotes } from "../table/quoted-digits.js";
import { makeTable, type Table } from "../table/table.js";
import { typedColumns } from "./csv-columns.js";
import { type CsvLayout, csvLayout } from "./csv-layout.js";
import { fileLiteral, literal, withDuckDB } from "./duckdb.js";
import { asTextFile, type TextFile } from "./file-bytes.js";
import { withDataFile } from "./file-open.js";
import { readAsUtf8 } from "./transcode.js";

/** How a file of text is read. */
export interface CsvFileOptions extends CsvOptions {
  /**
   * The file's encoding, by its name in the WHATWG Encoding Standard ("latin1", "gb18030", "utf-16le"...). Found from
   * the file unless given, if it is UTF-8, GB18030 or marked UTF-16.
   */
  readonly encoding?: string;
}

/**
 * Reads a .csv or .csv.gz file. Throws the errors of `withDataFile`, `asTextFile`, `readAsUtf8`, `csvLayout`
 * and `refuseDecimalCommas`, and DataError `csv_unreadable`.
 */
export async function readCsvFile(path: string, options: CsvFileOptions = {}): Promise<Table> {
  return withDataFile(path, (data) =>
    readAsUtf8(asTextFile(data), options.encoding, async ({ file, sha256, notes }) => {
      const layout = await csvLayout(file, options);
      const source = { name: path, bytes: file.bytes, sha256: sha256 ?? layout.sha256 };
      const { columns, notes: read } = await readColumns(layout, options);
      return makeTable(columns, source, [...notes, ...read]);
    }),
  );
}

/** DuckDB takes milliseconds a column however few rows there are; beyond this many columns it is the slower reader. */
const MANY_COLUMNS = 256;

/** Cells of a file of many columns that is read in memory. */
const MOST_CELLS_IN_MEMORY = 20_000_000;

async function readColumns(layout: CsvLayout, options: CsvOptions): Promise<Pick<Table, "columns" | "notes">> {
  const { names, nRows, file } = layout;
  if (names.length > MANY_COLUMNS && names.length * nRows <= MOST_CELLS_IN_MEMORY) {
    const unpacked = await unpackedBytes(file);
    if (unpacked.length <= constants.MAX_STRING_LENGTH) return parseBytes(unpacked, layout, options);
  }
  return withDuckDB(async (connection) => {
    const problem = await loadCells(connection, layout);
    if (problem !== undefined) return readInMemory(layout, options, problem);
    const typed = await typedColumns(connection, layout);
    refuseDecimalCommas(typed, layout.rules, layout.delimiter, layout.file.name);
    const columns = typed.map(({ column }) => column);
    const quoted = allQuotedNotes(columns, layout.bareNumbers, layout.quotedCells);
    return { columns, notes: [...layout.notes, ...typed.flatMap(({ notes }) => notes), ...quoted] };
  });
}

/**
 * Makes table `cells`: columns c0, c1, ... of text, NULL where empty. Returns the problem if it has not the rows the
 * first pass counted: DuckDB may return fewer without a word where a header cell holds a line end, and refuses some
 * line ends in quotes when it reads in parallel.
 */
export async function loadCells(connection: DuckDBConnection, layout: CsvLayout): Promise<string | undefined> {
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

/** Sound files DuckDB does not read, by the reader that defines what they hold. */
async function readInMemory(layout: CsvLayout, options: CsvOptions, problem: string): Promise<Table> {
  const { file } = layout;
  const unpacked = await unpackedBytes(file);
  if (unpacked.length > constants.MAX_STRING_LENGTH) {
    throw new DataError(
      "csv_unreadable",
      `${file.name} could not be read by DuckDB (${problem}) and is too large to be read in memory (${unpacked.length} bytes); line ends inside header cells are a frequent cause.`,
      { got: unpacked.length, expected: constants.MAX_STRING_LENGTH, problem },
    );
  }
  return parseBytes(unpacked, layout, options);
}

async function unpackedBytes({ path, gzip }: TextFile): Promise<Uint8Array> {
  const bytes = await readFile(path);
  return gzip ? promisify(gunzip)(bytes) : bytes;
}

const parseBytes = (bytes: Uint8Array, { file, delimiter }: CsvLayout, options: CsvOptions): Table =>
  parseCsv(new TextDecoder().decode(bytes), { ...options, delimiter }, { name: file.name });
