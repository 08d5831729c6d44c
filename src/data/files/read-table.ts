/**
 * One verb for all data files: finds the reader by the file's name.
 */
import { NotSupported, UsageError } from "../../base/errors.js";
import type { Table } from "../table/table.js";
import { type CsvFileOptions, readCsvFile } from "./csv-file.js";
import { withDataFile } from "./data-file.js";
import { readParquetFile } from "./parquet-file.js";

/** How a data file is read; `delimiter` and `encoding` are for text files only. */
export type ReadOptions = CsvFileOptions;

type Reader = (path: string, options: ReadOptions) => Promise<Table>;

/** Readers by the end of the file's name. */
const READERS: readonly (readonly [suffix: string, read: Reader])[] = [
  [".csv", readCsvFile],
  [".csv.gz", readCsvFile],
  [".tsv", readCsvFile],
  [".tsv.gz", readCsvFile],
  [".txt", readCsvFile],
  [".txt.gz", readCsvFile],
  [".parquet", readParquetFile],
];

const KNOWN = [".dta", ".xlsx", ".arrow"];

/**
 * The table in file `path`: .parquet, or .csv, .tsv or .txt, these also packed with gzip (.gz). Delimiter (comma,
 * semicolon, tab, bar), encoding and types of a text file are found from the whole file; text that looks like a code
 * (leading zeros) stays text. Parquet declares its types.
 * Throws DataError for a file that is missing, empty, damaged, malformed or in no known encoding (each its own code),
 * NotSupported `file_format` for formats not read yet, UsageError `file_format` for any other name.
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<Table> {
  const name = path.toLowerCase();
  const reader = READERS.find(([suffix]) => name.endsWith(suffix));
  if (reader !== undefined) return reader[1](path, options);
  await withDataFile(path, async () => {});
  const suffixes = READERS.map(([suffix]) => suffix).join(", ");
  const detail = { got: path, expected: READERS.map(([suffix]) => suffix) };
  if (KNOWN.some((suffix) => name.endsWith(suffix))) {
    throw new NotSupported(
      "file_format",
      `${path}: this format is not read; save the data as one of ${suffixes}.`,
      detail,
    );
  }
  throw new UsageError("file_format", `${path}: the name should end in ${suffixes}.`, detail);
}
