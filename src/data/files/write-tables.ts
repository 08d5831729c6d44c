/**
 * Tables with the same columns, one after the other, into one file, so that what is written need never
 * be in memory: CSV as a stream, gzipped or not, and Parquet by DuckDB from such a stream beside the file. Stata's .dta, which says the
 * number of rows and the types before them, is made of all tables at once.
 */
import { createWriteStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { abortError } from "../../base/progress.js";
import { type Engine, loadEngine } from "../../engine/kernels/engine.js";
import { csvPieces } from "../formats/csv/write-csv.js";
import { writeStata } from "../formats/stata/write/write-stata.js";
import { appendTables } from "../table/append.js";
import type { Table } from "../table/table.js";
import { formatCsv } from "../table/write-csv.js";
import { fileLiteral, literal, loadDuckDB, withDuckDB } from "./duckdb.js";

/** Endings of files that can be written. */
const ENDINGS = [".csv", ".csv.gz", ".parquet", ".dta"] as const;

export interface WriteTablesOptions {
  readonly signal?: AbortSignal | undefined;
  /** What formats many rows; one is started for them unless given. */
  readonly engine?: Engine | undefined;
  /** Columns whose numbers are whole, for formats that tell. */
  readonly integers?: readonly string[];
}

/** Throws UsageError `out_format` unless `path` ends in .csv, .csv.gz, .parquet or .dta. */
export function requireTablePath(path: string): void {
  if (ENDINGS.some((ending) => path.endsWith(ending))) return;
  throw new UsageError("out_format", `Can't tell how to write ${path}: its name must end in ${ENDINGS.join(", ")}.`, {
    got: path,
    expected: ENDINGS,
  });
}

/**
 * Writes `tables` to `path`; numbers read back to the same doubles, text stays text in Parquet and .dta. Returns what of the tables
 * the format can't keep. Aborted, it throws the AbortError; what stands at `path` then is for the caller to remove. Throws UsageError
 * `out_format`, and as `loadDuckDB` for Parquet, `writeStata` for .dta.
 */
export async function writeTables(
  path: string,
  tables: Iterable<Table>,
  { signal, engine, integers = [] }: WriteTablesOptions = {},
): Promise<readonly Note[]> {
  requireTablePath(path);
  if (path.endsWith(".dta")) return writeDta(path, [...tables], signal);
  if (path.endsWith(".parquet")) await writeParquet(path, tables, { signal, engine, integers });
  else await writeCsv(path, tables, { signal, engine });
  return [];
}

async function writeDta(path: string, tables: readonly Table[], signal?: AbortSignal): Promise<readonly Note[]> {
  const [only] = tables;
  const file = writeStata(only !== undefined && tables.length === 1 ? only : appendTables(tables));
  await writePieces(path, file, signal);
  return file.notes;
}

async function writeParquet(
  path: string,
  tables: Iterable<Table>,
  { signal, engine, integers = [] }: WriteTablesOptions,
): Promise<void> {
  await loadDuckDB(`Writing ${path}`);
  const csv = `${path}.csv`;
  let columns: string[] = [];
  const seen = function* () {
    for (const table of tables) {
      columns = table.columns.map(({ kind, name }) => {
        const type = kind === "text" ? "VARCHAR" : integers.includes(name) ? "BIGINT" : "DOUBLE";
        return `${literal(name)}: ${literal(type)}`;
      });
      yield table;
    }
  };
  try {
    await writeCsv(csv, seen(), { signal, engine });
    await toParquet(csv, path, columns, signal);
  } finally {
    await rm(csv, { force: true });
  }
}

/** Rows from which a kernel is worth its start. */
const MANY_ROWS = 2_000;

async function writeCsv(
  path: string,
  tables: Iterable<Table>,
  { signal, engine }: Pick<WriteTablesOptions, "signal" | "engine">,
): Promise<void> {
  let own: Engine | undefined;
  const pieces = async function* () {
    let isFirst = true;
    for (const table of tables) {
      if (table.nRows < MANY_ROWS) {
        yield Buffer.from(formatCsv(table.columns, isFirst));
      } else {
        if (engine === undefined) own ??= await loadEngine();
        yield* csvPieces((engine ?? own)!, [table], isFirst);
      }
      isFirst = false;
    }
  };
  try {
    await (path.endsWith(".gz") ? writePacked : writePieces)(path, pieces(), signal);
  } finally {
    await own?.close();
  }
}

async function writePacked(path: string, pieces: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void> {
  const source = Readable.from(pieces, { objectMode: true, highWaterMark: 1 });
  await pipeline(source, createGzip(), createWriteStream(path), signal === undefined ? {} : { signal });
}

/** Writes each piece while the next is made. */
async function writePieces(path: string, pieces: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void> {
  const file = await open(path, "w");
  let written: Promise<unknown> = Promise.resolve();
  try {
    for await (const piece of pieces) {
      await written;
      if (signal?.aborted === true) throw abortError();
      written = file.writeFile(piece);
      // what fails is thrown where it is awaited
      written.catch(() => {});
    }
    await written;
  } finally {
    await written.catch(() => {});
    await file.close();
  }
}

function toParquet(csv: string, path: string, columns: readonly string[], signal?: AbortSignal): Promise<void> {
  return withDuckDB(`Writing ${path}`, async (connection) => {
    const stop = () => connection.interrupt();
    signal?.throwIfAborted();
    signal?.addEventListener("abort", stop, { once: true });
    const format = `header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\\n'`;
    const read = `read_csv(${fileLiteral(csv)}, ${format}, columns = {${columns.join(", ")}})`;
    try {
      await connection.run(`COPY (FROM ${read}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  });
}
