/**
 * Data that come through a pipe, `<(zcat rows.gz)`, a FIFO, /dev/stdin or `-`, are put in a file and read from there, in any format: with
 * no name to go by, by their first bytes.
 */
import { createReadStream, statSync } from "node:fs";
import { isatty } from "node:tty";
import { constants, gunzipSync } from "node:zlib";
import { DataError, UsageError, WasmetricsError } from "../base/errors.js";
import { requireNotOwnPipe } from "../data/disk/descriptor.js";
import { claims } from "../data/disk/identity.js";
import { appendTo, type ScratchFile, scratchFile } from "../data/disk/scratch.js";
import { readCsvFile } from "../data/files/csv-file.js";
import { type ReadOptions, readTable } from "../data/files/read-table.js";
import { GZIP } from "../data/formats/archive/probe.js";
import { beginsWith } from "../data/formats/first-bytes.js";
import { formatOfBytes, HEAD_BYTES } from "../data/formats/read.js";
import { makeTable, type Table } from "../data/table/table.js";

/** Reads the standard input. */
const STANDARD_INPUT = "-";
const INPUT = 0;

/** Files that pipes were put in, by the paths of the pipes: what was read once is there for the next reader. */
const copies = new Map<string, Promise<ScratchFile>>();

/** Whether `path` is the standard input or a pipe, a socket or a terminal rather than a file. */
function isPiped(path: string): boolean {
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
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const read = formatOfBytes(unpacked(buffer.subarray(0, bytesRead))) === undefined ? readCsvFile : readTable;
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
  if (path === STANDARD_INPUT) claims.descriptor(spoken(path), INPUT, "input");
  const copy = await scratchFile();
  try {
    await fill(copy, path);
    return copy;
  } catch (error) {
    await copy.end();
    throw error;
  }
}

async function fill({ handle }: ScratchFile, path: string): Promise<void> {
  const from = path === STANDARD_INPUT ? createReadStream("", { fd: INPUT, autoClose: false }) : createReadStream(path);
  for await (const piece of from) await appendTo(handle, piece as Buffer, spoken(path));
  if ((await handle.stat()).size > 0) return;
  throw new DataError("pipe_empty", `Nothing came through ${spoken(path)}: look at the command that writes to it.`, {
    got: 0,
    expected: "data",
    path,
  });
}

/** What `head` holds where it begins a gzip file, of text as of R; else `head`. */
function unpacked(head: Buffer): Uint8Array {
  if (!beginsWith(head, GZIP)) return head;
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array(0); // damaged: the reader of text says how
  }
}
