/**
 * One verb for all data files: finds the reader by the file's name and first bytes.
 */
import { type ContextOptions, withContext } from "../formats/context.js";
import type { FileHead, FormatOptions, ReadContext } from "../formats/format.js";
import { headOf, readSource, sheetsOf } from "../formats/read.js";
import { makeTable, type Table } from "../table/table.js";
import { type DataFile, withDataFile } from "./data-file.js";
import { type FileSource, withFileSource } from "./file-source.js";

/** How a data file is read: the options of its format. */
export interface ReadOptions extends FormatOptions, ContextOptions {}

/**
 * The table in file `path`, in any format of `formats/catalogue`. Delimiter (comma, semicolon, tab, bar), encoding and types of a text
 * file are found from the whole file; text that looks like a code (leading zeros) stays text. Other formats declare their types.
 * Throws DataError for a file that is missing, empty, damaged, malformed or in no known encoding (each its own code),
 * NotSupported for what its format has and is not read, UsageError `file_format` for a file of no known format, `read_option` for an
 * option its format does not know. The hash of a large file is made while the table is used: `source.sha256` waits for it, and throws
 * DataError `file_changed` if the file was written to before it was done.
 */
export const readTable = (path: string, options: ReadOptions = {}): Promise<Table> =>
  withFormat(path, options, async (source, file, { format, context }) => {
    const { columns, notes, facts } = await readSource(source, format, context);
    const sha256 = await source.sha256Later();
    const about = {
      name: path,
      bytes: file.bytes,
      get sha256() {
        return sha256();
      },
      facts,
    };
    return makeTable(columns, about, notes);
  });

/** What file `path` holds, without its cells. Throws as `readTable`. */
export const readHead = (path: string, options: ReadOptions = {}): Promise<FileHead> =>
  withFormat(path, options, (source, _, { format, context }) => headOf(source, format, context));

/** The sheets, objects or members of file `path`; undefined where its format has one table a file. Throws as `readTable`. */
export const listSheets = (
  path: string,
  options: Pick<ReadOptions, "maxMemory"> = {},
): Promise<readonly string[] | undefined> =>
  withFormat(path, options, (source, _, { context }) => sheetsOf(source, context));

interface Asked {
  readonly format: FormatOptions;
  readonly context: ReadContext;
}

/** What `use` makes of the file at `path`, held meanwhile. */
const withFormat = <T>(
  path: string,
  options: ReadOptions,
  use: (source: FileSource, file: DataFile, asked: Asked) => Promise<T>,
): Promise<T> =>
  withDataFile(path, (file) =>
    withFileSource(file, options.maxMemory, (source) =>
      withContext(options, (context, format) => {
        const engine = async () => {
          const engine = await context.engine();
          source.share(engine.threads);
          return engine;
        };
        return use(source, file, { format, context: { ...context, engine } });
      }),
    ),
  );
