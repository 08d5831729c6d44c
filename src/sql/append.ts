/** Typed arrays into a table of the database, a chunk at a time. */
import { numbersOf } from "../data/files/duckdb.js";
import type { Session } from "./session.js";

/** Rows of a full chunk of DuckDB. */
const CHUNK_ROWS = 2048;

/** Appends rows to `table`, whose columns are UINTEGER where a column is codes, else DOUBLE. */
export async function appendColumns(
  session: Session,
  table: string,
  columns: readonly (Uint32Array | Float64Array)[],
): Promise<void> {
  const { DOUBLE, DuckDBDataChunk, UINTEGER } = await import("@duckdb/node-api");
  const types = columns.map((column) => (column instanceof Uint32Array ? UINTEGER : DOUBLE));
  await session.guarded(async () => {
    const appender = await session.connection.createAppender(table);
    const n = columns[0]!.length;
    for (let from = 0; from < n; from += CHUNK_ROWS) {
      const chunk = DuckDBDataChunk.create(types, Math.min(CHUNK_ROWS, n - from));
      columns.forEach((column, j) => {
        (numbersOf(chunk, j) as Uint32Array | Float64Array).set(column.subarray(from, from + chunk.rowCount));
        chunk.getColumnVector(j).flush();
      });
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  });
}
