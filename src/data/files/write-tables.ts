/**
 * Tables with the same columns, one after the other, into one file, so that what is written need never
 * be in memory: CSV as a stream, gzipped or not, and Parquet by DuckDB from such a stream beside the file.
 */
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { UsageError } from "../../base/errors.js";
import type { Table } from "../table/table.js";
import { formatCsv } from "../table/write-csv.js";
import { fileLiteral, literal, loadDuckDB, withDuckDB } from "./duckdb.js";

/** Endings of files that can be written. */
const ENDINGS = [".csv", ".csv.gz", ".parquet"] as const;

export interface WriteTablesOptions {
  readonly signal?: AbortSignal;
  /** Columns whose numbers are whole, for formats that tell. */
  readonly integers?: readonly string[];
}

/** Throws UsageError `out_format` unless `path` ends in .csv, .csv.gz or .parquet. */
export function requireTablePath(path: string): void {
  if (ENDINGS.some((ending) => path.endsWith(ending))) return;
  throw new UsageError("out_format", `Can't tell how to write ${path}: its name must end in ${ENDINGS.join(", ")}.`, {
    got: path,
    expected: ENDINGS,
  });
}

/**
 * Writes `tables` to `path`; numbers read back to the same doubles, text stays text in Parquet. Aborted, it throws the
 * AbortError; what stands at `path` then is for the caller to remove. Throws UsageError `out_format`, and as `loadDuckDB` for Parquet.
 */
export async function writeTables(
  path: string,
  tables: Iterable<Table>,
  { signal, integers = [] }: WriteTablesOptions = {},
): Promise<void> {
  requireTablePath(path);
  if (!path.endsWith(".parquet")) return writeCsv(path, tables, signal);
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
    await writeCsv(csv, seen(), signal);
    await toParquet(csv, path, columns, signal);
  } finally {
    await rm(csv, { force: true });
  }
}

async function writeCsv(path: string, tables: Iterable<Table>, signal: AbortSignal | undefined): Promise<void> {
  const pieces = function* () {
    let isFirst = true;
    for (const { columns } of tables) {
      yield Buffer.from(formatCsv(columns, isFirst));
      isFirst = false;
    }
  };
  const source = Readable.from(pieces(), { objectMode: true, highWaterMark: 1 });
  const file = createWriteStream(path);
  const options = signal === undefined ? {} : { signal };
  if (path.endsWith(".gz")) await pipeline(source, createGzip(), file, options);
  else await pipeline(source, file, options);
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
