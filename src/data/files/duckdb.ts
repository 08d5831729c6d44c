/**
 * DuckDB, loaded only when it is needed, and not installed everywhere: a session in memory, and how numbers leave it. Knows nothing of files or formats.
 */

import type { DuckDBConnection, DuckDBDataChunk, DuckDBVector } from "@duckdb/node-api";
import { loadOptional } from "../../base/optional.js";
import { type ScratchFolder, scratchFolder } from "../disk/scratch.js";

/** DuckDB itself. Throws UsageError `optional_missing`, with `purpose` ("Reading x.parquet") as its reason. */
export const loadDuckDB = (purpose: string) =>
  loadOptional(["@duckdb/node-api"], purpose, () => import("@duckdb/node-api"));

/**
 * Runs `use` with a connection to an empty database that vanishes with it. What does not fit in memory goes to a private folder.
 * Throws as `loadDuckDB` and `use`.
 */
export async function withDuckDB<T>(purpose: string, use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const { DuckDBInstance } = await loadDuckDB(purpose);
  const spill = spillFolder();
  try {
    const instance = await DuckDBInstance.create(":memory:", {
      temp_directory: spill?.path ?? "",
      autoinstall_known_extensions: "false",
      preserve_insertion_order: "true",
    });
    const connection = await instance.connect();
    try {
      return await use(connection);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  } finally {
    spill?.remove();
  }
}

/** None where there is no temporary folder to be had: most data need none. */
function spillFolder(): ScratchFolder | undefined {
  try {
    return scratchFolder();
  } catch {
    return undefined;
  }
}

/** Calls `onChunk` with the chunks of a query's result, in its order. */
export async function forEachChunk(
  connection: DuckDBConnection,
  sql: string,
  onChunk: (chunk: DuckDBDataChunk) => void,
): Promise<void> {
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    onChunk(chunk);
  }
}

/** The numbers of a column of a chunk: DOUBLE or an unsigned integer of up to 32 bits, without nulls. */
export function numbersOf(chunk: DuckDBDataChunk, column: number): ArrayLike<number> {
  const vector = chunk.getColumnVector(column) as DuckDBVector & { readonly items?: ArrayLike<number> };
  if (vector.items === undefined) throw new TypeError(`Column ${column} of the result is not numeric.`);
  return vector.items;
}

/** Column `j` of doubles over all `rows` of `chunks`; NULL is NaN. */
export function doublesOf(chunks: readonly DuckDBDataChunk[], j: number, rows: number): Float64Array {
  const out = new Float64Array(rows);
  let at = 0;
  for (const chunk of chunks) {
    const vector = chunk.getColumnVector(j);
    out.set(numbersOf(chunk, j), at);
    for (let i = 0; i < chunk.rowCount; i++) if (vector.getItem(i) === null) out[at + i] = Number.NaN;
    at += chunk.rowCount;
  }
  return out;
}

/** `text` as an SQL string literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `path` as an SQL string literal that stands for this one file, whatever characters its name has. */
export function fileLiteral(path: string): string {
  return literal(path.replace(/[[*?]/g, "[$&]"));
}
