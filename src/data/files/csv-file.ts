/**
 * A file of text read as CSV whatever its name is.
 */
import { type ContextOptions, withContext } from "../formats/context.js";
import { CSV } from "../formats/csv/csv.js";
import type { Format, FormatOptions } from "../formats/format.js";
import { makeTable, type Table } from "../table/table.js";
import { withDataFile } from "./data-file.js";
import { withFileSource } from "./file-source.js";

/** How a file of text is read. */
export interface CsvFileOptions extends FormatOptions {}

/** The table in the text file at `path`, packed with gzip or not. Throws as `readTable`. */
export const readCsvFile = (
  path: string,
  options: CsvFileOptions & ContextOptions = {},
  read: Format["read"] = CSV.read,
): Promise<Table> =>
  withDataFile(path, (file) =>
    withFileSource(file, options.maxMemory, (source) =>
      withContext(options, async (context, format) => {
        const { columns, notes, facts } = await read(source, format, context);
        return makeTable(columns, { name: path, bytes: file.bytes, sha256: await source.sha256(), facts }, notes);
      }),
    ),
  );
