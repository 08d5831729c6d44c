/**
 * Data that come through a pipe, `<(zcat rows.gz)`, a FIFO, /dev/stdin or `-`: a pipe can be read once, and readers
 * look at a file several times, so what comes through it is put in a file that has no name and is gone with the process.
 */
import { createReadStream, statSync } from "node:fs";
import { isatty } from "node:tty";
import { DataError, UsageError, WasmetricsError } from "../base/errors.js";
import { requireNotOwnPipe } from "../data/disk/descriptor.js";
import { appendTo, type ScratchFile, scratchFile } from "../data/disk/scratch.js";
import { readCsvFile } from "../data/files/csv-file.js";
import { readParquetFile } from "../data/files/parquet-file.js";
import { type ReadOptions, readTable } from "../data/files/read-table.js";
import { makeTable, type Table } from "../data/table/table.js";

/** Reads the standard input. */
const STANDARD_INPUT = "-";
const INPUT = 0;

/** Files that pipes were put in, by the paths of the pipes: what was read once is there for the next reader. */
const copies = new Map<string, Promise<ScratchFile>>();

/** Whether `path` is the standard input or a pipe, a socket or a terminal rather than a file. */
export function isPiped(path: string): boolean {
  if (path === STANDARD_INPUT) return true;
  const status = statSync(path, { throwIfNoEntry: false });
  return status !== undefined && (status.isFIFO() || status.isSocket() || status.isCharacterDevice());
}

/**
 * The table in the file or pipe at `path`, called so in every message. Throws as `readTable`; DataError `pipe_empty`,
 * `temp_folder`, `temp_copy`, UsageError `standard_input` where nothing is piped to it, and as `requireNotOwnPipe`.
 */
export async function readDataFile(path: string, options: ReadOptions = {}): Promise<Table> {
  if (!isPiped(path)) return readTable(path, options);
  const copy = copies.get(path) ?? copied(path);
  copies.set(path, copy);
  const { path: file, handle } = await copy;
  const { buffer } = await handle.read(Buffer.alloc(PARQUET.length), 0, PARQUET.length, 0);
  const read = buffer.toString("latin1") === PARQUET ? readParquetFile : readCsvFile;
  const named = (text: string): string => text.replaceAll(file, spoken(path));
  try {
    const table = await read(file, options);
    const notes = table.notes.map((note) => ({ ...note, message: named(note.message) }));
    return makeTable(table.columns, { ...table.source, name: path }, notes);
  } catch (error) {
    if (!(error instanceof WasmetricsError)) throw error;
    const kind = error.constructor as new (...args: ConstructorParameters<typeof WasmetricsError>) => WasmetricsError;
    const detail = Object.entries(error.detail).map(([key, value]) => [key, value === file ? path : value]);
    throw new kind(error.code, named(error.message), Object.fromEntries(detail), { cause: error });
  }
}

const spoken = (path: string): string => (path === STANDARD_INPUT ? "the standard input" : path);

/** Throws UsageError `data_piped` for a pipe, where `reader` goes through the file several times. */
export function requireFile(path: string, reader: string): void {
  if (!isPiped(path)) return;
  throw new UsageError(
    "data_piped",
    `${reader} reads the file several times, and ${spoken(path)} is a pipe: save what comes through it to a file, and give that.`,
    { got: path, expected: "a file" },
  );
}

/** What comes through the pipe, in a file. */
async function copied(path: string): Promise<ScratchFile> {
  if (path === STANDARD_INPUT && isatty(INPUT)) {
    throw new UsageError("standard_input", "DATA is - (the standard input), and nothing is piped to it.", {
      got: path,
    });
  }
  requireNotOwnPipe(path);
  const copy = await scratchFile();
  const from = path === STANDARD_INPUT ? createReadStream("", { fd: INPUT, autoClose: false }) : createReadStream(path);
  for await (const piece of from) await appendTo(copy.handle, piece as Buffer, spoken(path));
  if ((await copy.handle.stat()).size === 0) {
    throw new DataError("pipe_empty", `Nothing came through ${spoken(path)}: look at the command that writes to it.`, {
      got: 0,
      expected: "data",
      path,
    });
  }
  return copy;
}

/** What a Parquet file begins with; gzip is known to the reader of text. */
const PARQUET = "PAR1";
