/**
 * CSV files read by kernels however small they are, in pieces as small as one likes.
 */
import { type CsvFileOptions, readCsvFile } from "../../src/data/files/csv-file.js";
import type { ContextOptions } from "../../src/data/formats/context.js";
import { readCsv } from "../../src/data/formats/csv/csv.js";
import { PIECES, type PieceSizes } from "../../src/data/formats/csv/records.js";
import type { Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";

let shared: Promise<Engine> | undefined;

/** One engine for all that is read in a test file. */
function sharedEngine(): Promise<Engine> {
  shared ??= loadEngine({ threads: 2 });
  return shared;
}

/** The table in the text file at `path`; `before` is called when its first bytes have been read. */
export const readCsvByKernels = (
  path: string,
  options: CsvFileOptions & ContextOptions = {},
  sizes: PieceSizes = PIECES,
  before: () => void = () => {},
): Promise<Table> =>
  readCsvFile(path, { engine: sharedEngine(), ...options }, (source, format, context) => {
    const engine = () => {
      before();
      return context.engine();
    };
    return readCsv(source, format, { ...context, engine }, { ...sizes, small: 0 });
  });
