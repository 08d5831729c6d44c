/**
 * Reads a CSV file in two passes: the library's own scan, which settles what the file is, then
 * DuckDB, which splits all cells as text on all cores. The reader of text in memory gives the same table: it reads small files, files
 * of many columns and few rows, and every file where DuckDB is not installed. Row order is the file's.
 */
import { constants } from "node:buffer";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip, type ZlibOptions } from "node:zlib";
import { DataError } from "../../base/errors.js";
import { parseCsv } from "../table/csv.js";
import { type CsvOptions, refuseDecimalCommas } from "../table/csv-head.js";
import { makeTable, type Table } from "../table/table.js";
import { allQuotedNotes } from "../table/typing.js";
import { type CsvLayout, csvLayout, loadCells, typedColumns } from "./csv-cells.js";
import { asTextFile, type TextFile, withDataFile } from "./data-file.js";
import { hasDuckDB, loadDuckDB, withDuckDB } from "./duckdb.js";

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
export const readCsvFile = (path: string, options: CsvFileOptions = {}): Promise<Table> =>
  readCsv(path, options, isSmall);

/** As `readCsvFile`, by DuckDB where it is there, however small the file is. */
export const readCsvByDuckDB = (path: string, options: CsvFileOptions = {}): Promise<Table> =>
  readCsv(path, options, () => false);

function readCsv(path: string, options: CsvFileOptions, inMemory: (layout: CsvLayout) => boolean): Promise<Table> {
  return withDataFile(path, (data) =>
    readAsUtf8(asTextFile(data), options.encoding, async ({ file, sha256, notes }) => {
      const layout = await csvLayout(file, options);
      const source = { name: path, bytes: file.bytes, sha256: sha256 ?? layout.sha256 };
      const { columns, notes: read } = await readColumns(layout, options, inMemory(layout));
      return makeTable(columns, source, [...notes, ...read]);
    }),
  );
}

/** Cells and bytes of a file that is read in memory before DuckDB would be loaded. */
const FEW_CELLS = 200_000;
const FEW_BYTES = 1 << 22;

const isSmall = ({ names, nRows, file }: CsvLayout): boolean =>
  names.length * nRows <= FEW_CELLS && file.bytes <= FEW_BYTES;

/** DuckDB takes milliseconds a column however few rows there are; beyond this many columns it is the slower reader. */
const MANY_COLUMNS = 256;

/** Cells of a file of many columns that is read in memory. */
const MOST_CELLS_IN_MEMORY = 20_000_000;

async function readColumns(
  layout: CsvLayout,
  options: CsvOptions,
  isSmall: boolean,
): Promise<Pick<Table, "columns" | "notes">> {
  const { names, nRows, file } = layout;
  if (isSmall || !(await hasDuckDB())) {
    const bytes = await unpackedBytes(file);
    if (bytes !== undefined) return parseBytes(bytes, layout, options);
    await loadDuckDB(`Reading ${file.name}, too large to be read in memory,`);
  }
  if (names.length > MANY_COLUMNS && names.length * nRows <= MOST_CELLS_IN_MEMORY) {
    const bytes = await unpackedBytes(file);
    if (bytes !== undefined) return parseBytes(bytes, layout, options);
  }
  return withDuckDB(`Reading ${file.name}`, async (connection) => {
    const problem = await loadCells(connection, layout);
    if (problem !== undefined) return readInMemory(layout, options, problem);
    const typed = await typedColumns(connection, layout);
    refuseDecimalCommas(typed, layout.rules, layout.delimiter, layout.file.name);
    const columns = typed.map(({ column }) => column);
    const quoted = allQuotedNotes(columns, layout.bareNumbers, layout.quotedCells);
    return { columns, notes: [...layout.notes, ...typed.flatMap(({ notes }) => notes), ...quoted] };
  });
}

/** Sound files DuckDB does not read, by the reader that defines what they hold. */
async function readInMemory(layout: CsvLayout, options: CsvOptions, problem: string): Promise<Table> {
  const { file } = layout;
  const bytes = await unpackedBytes(file);
  if (bytes !== undefined) return parseBytes(bytes, layout, options);
  throw new DataError(
    "csv_unreadable",
    `${file.name} could not be read by DuckDB (${problem}) and is too large to be read in memory (more than ${constants.MAX_STRING_LENGTH} bytes); line ends inside header cells and spaces before quotes are frequent causes.`,
    { got: file.bytes, expected: constants.MAX_STRING_LENGTH, problem },
  );
}

/** The bytes of a file; undefined where they are more than a string can hold. */
async function unpackedBytes({ path, gzip, bytes }: TextFile): Promise<Uint8Array | undefined> {
  const most = constants.MAX_STRING_LENGTH;
  if (bytes > most) return undefined;
  const read = await readFile(path);
  if (!gzip) return read.length > most ? undefined : read;
  return promisify<Uint8Array, ZlibOptions, Buffer>(gunzip)(read, { maxOutputLength: most }).catch((cause) => {
    if (cause.code === "ERR_BUFFER_TOO_LARGE") return undefined;
    throw cause;
  });
}

const parseBytes = (bytes: Uint8Array, { file, delimiter }: CsvLayout, options: CsvOptions): Table =>
  parseCsv(new TextDecoder().decode(bytes), { ...options, delimiter }, { name: file.name });
