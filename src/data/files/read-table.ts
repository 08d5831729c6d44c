/**
 * One verb for all data files: finds the reader by the file's name and first bytes.
 */
import { type ContextOptions, withContext } from "../formats/context.js";
import type { FileHead, FormatOptions, ReadContext } from "../formats/format.js";
import { entryByName, headOf, readSource, sheetsOf } from "../formats/read.js";
import type { ByteSource } from "../formats/source.js";
import { makeTable, type Table } from "../table/table.js";
import { readCsvFile } from "./csv-file.js";
import { type DataFile, readBytes, withDataFile } from "./data-file.js";
import { withFileSource } from "./file-source.js";

/** How a data file is read: the options of its format. */
export interface ReadOptions extends FormatOptions, ContextOptions {}

type Reader = (path: string, options: FormatOptions) => Promise<Table>;

/** Readers by the end of the file's name. */
const READERS: readonly (readonly [suffix: string, read: Reader])[] = [
  [".csv", readCsvFile],
  [".csv.gz", readCsvFile],
  [".tsv", readCsvFile],
  [".tsv.gz", readCsvFile],
  [".txt", readCsvFile],
  [".txt.gz", readCsvFile],
];

/**
 * The table in file `path`, in any format of `formats/catalogue`. Delimiter (comma, semicolon, tab, bar), encoding and types of a text
 * file are found from the whole file; text that looks like a code (leading zeros) stays text. Other formats declare their types.
 * Throws DataError for a file that is missing, empty, damaged, malformed or in no known encoding (each its own code),
 * NotSupported for what its format has and is not read, UsageError `file_format` for a file of no known format, `read_option` for an
 * option its format does not know.
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<Table> {
  const name = path.toLowerCase();
  const reader = entryByName(name) === undefined ? READERS.find(([suffix]) => name.endsWith(suffix)) : undefined;
  if (reader !== undefined) return reader[1](path, options);
  return withFormat(path, options, async (source, file, { format, context }) => {
    // read beside its hash: whichever fails first is what is said
    const [{ columns, notes, facts }, sha256] = await Promise.all([
      readSource(source, format, context),
      readBytes({ ...file, gzip: false }, () => {}),
    ]);
    return makeTable(columns, { name: path, bytes: file.bytes, sha256, facts }, notes);
  });
}

/** What file `path` holds, without its cells. Throws as `readTable`. */
export const readHead = (path: string, options: ReadOptions = {}): Promise<FileHead> =>
  withFormat(path, options, (source, _, { format, context }) => headOf(source, format, context));

/** The sheets, objects or members of file `path`; undefined where its format has one table a file. Throws as `readTable`. */
export const listSheets = (path: string): Promise<readonly string[] | undefined> =>
  withFormat(path, {}, (source) => sheetsOf(source));

interface Asked {
  readonly format: FormatOptions;
  readonly context: ReadContext;
}

/** What `use` makes of the file at `path`, held meanwhile. */
const withFormat = <T>(
  path: string,
  options: ReadOptions,
  use: (source: ByteSource, file: DataFile, asked: Asked) => Promise<T>,
): Promise<T> =>
  withDataFile(path, (file) =>
    withFileSource(file, (source) => withContext(options, (context, format) => use(source, file, { format, context }))),
  );
