/**
 * Tables with the same columns, one after the other, into one file, so that what is written need never
 * be in memory: CSV as a stream, gzipped or not, and Parquet by groups of rows. Stata's .dta, which says the
 * number of rows and the types before them, is made of all tables at once.
 */
import { createWriteStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGzip, gzip } from "node:zlib";
import { UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { abortError } from "../../base/progress.js";
import { type Engine, loadEngine } from "../../engine/kernels/engine.js";
import { csvPieces, type Room, sharedRoom } from "../formats/csv/write-csv.js";
import { parquetPieces } from "../formats/parquet/write/write-parquet.js";
import { writeStata } from "../formats/stata/write/write-stata.js";
import { appendTables } from "../table/append.js";
import type { Table } from "../table/table.js";
import { formatCsv } from "../table/write-csv.js";

/** Endings of files that can be written. */
const ENDINGS = [".csv", ".csv.gz", ".parquet", ".dta"] as const;

export interface WriteTablesOptions {
  readonly signal?: AbortSignal | undefined;
  /** What formats many rows; one is started for them unless given. */
  readonly engine?: Engine | undefined;
  /** Columns whose numbers are whole, for formats that record it. */
  readonly integers?: readonly string[];
}

/** Whether `path` ends as a table's file does. */
export const isTablePath = (path: string): boolean => ENDINGS.some((ending) => path.endsWith(ending));

/** Throws UsageError `out_format` unless `path` ends in .csv, .csv.gz, .parquet or .dta. */
export function requireTablePath(path: string): void {
  if (isTablePath(path)) return;
  throw new UsageError("out_format", `${path} names no format to write: it must end in ${ENDINGS.join(", ")}.`, {
    got: path,
    expected: ENDINGS,
  });
}

/**
 * Writes `tables` to `path`; numbers read back to the same doubles, text stays text in Parquet and .dta. Returns what of the tables
 * the format can't keep. Aborted, it throws the AbortError; what stands at `path` then is for the caller to remove. Throws UsageError
 * `out_format`, and as `writeStata` for .dta.
 */
export async function writeTables(
  path: string,
  tables: Iterable<Table>,
  { signal, engine, integers = [] }: WriteTablesOptions = {},
): Promise<readonly Note[]> {
  requireTablePath(path);
  if (path.endsWith(".dta")) return writeDta(path, [...tables], signal);
  const engines = new Engines(engine);
  try {
    if (path.endsWith(".parquet"))
      await writePieces(path, parquetPieces(await engines.get(), tables, integers), signal);
    else if (path.endsWith(".gz")) await writePacked(path, csvOf(tables, engines), signal);
    else await writePieces(path, csvOf(tables, engines, sharedRoom()), signal);
  } finally {
    await engines.close();
  }
  return [];
}

/** The bytes of `table` as a file called `path`; CSV where its ending says no format. Throws as `writeStata`. */
export async function tableBytes(engine: Engine, path: string, table: Table): Promise<Uint8Array> {
  if (path.endsWith(".dta")) return gathered(writeStata(table));
  if (path.endsWith(".parquet")) return gathered(parquetPieces(engine, [table], []));
  const csv = await gathered(csvPieces(engine, [table]));
  return path.endsWith(".gz") ? promisify(gzip)(csv) : csv;
}

async function gathered(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece.slice()); // its room may be used again
  return Buffer.concat(all);
}

async function writeDta(path: string, tables: readonly Table[], signal?: AbortSignal): Promise<readonly Note[]> {
  const [only] = tables;
  const file = writeStata(only !== undefined && tables.length === 1 ? only : appendTables(tables));
  await writePieces(path, file, signal);
  return file.notes;
}

/** Rows from which a kernel is worth its start. */
const MANY_ROWS = 2_000;

async function* csvOf(tables: Iterable<Table>, engines: Engines, room?: Room): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for (const table of tables) {
    if (table.nRows < MANY_ROWS) yield Buffer.from(formatCsv(table.columns, isFirst));
    else yield* csvPieces(await engines.get(), [table], isFirst, room);
    isFirst = false;
  }
}

/** The engine given, or one that is started when it is first needed. */
class Engines {
  private own: Engine | undefined;
  constructor(private readonly given: Engine | undefined) {}

  async get(): Promise<Engine> {
    if (this.given !== undefined) return this.given;
    this.own ??= await loadEngine();
    return this.own;
  }

  async close(): Promise<void> {
    await this.own?.close();
  }
}

async function writePacked(path: string, pieces: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void> {
  const source = Readable.from(pieces, { objectMode: true, highWaterMark: 1 });
  await pipeline(source, createGzip(), createWriteStream(path), signal === undefined ? {} : { signal });
}

/** Writes each piece while the next is made, and no longer. */
async function writePieces(
  path: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
  const file = await open(path, "w");
  let written: Promise<unknown> = Promise.resolve();
  try {
    for await (const piece of pieces) {
      await written;
      if (signal?.aborted === true) throw abortError();
      written = writeWhole(file, piece);
      // what fails is thrown where it is awaited
      written.catch(() => {});
    }
    await written;
  } finally {
    await written.catch(() => {});
    await file.close();
  }
}

/** Writes all of `piece`, in as few calls as the system takes. */
async function writeWhole(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length; ) at += (await file.write(piece, at)).bytesWritten;
}
