/**
 * From what a user names to rows that stay where they are: an engine by its address, and in it a table, a query, or files by a pattern.
 */
import { DataError } from "../base/errors.js";
import { MISSING_MARKERS } from "../data/table/cells.js";
import { type EngineAddress, engineAddress } from "./address.js";
import type { Dialect } from "./dialect.js";
import type { SqlEngine } from "./engine.js";
import { type DuckDBOptions, openDuckDB, parquetFiles } from "./engines/duckdb.js";
import type { SqlSource } from "./frame.js";

/** DuckDB in this process, for files: no address is needed. */
export const DUCKDB = "duckdb";

export interface OpenOptions extends Pick<DuckDBOptions, "memory" | "temp"> {
  readonly signal?: AbortSignal;
}

const DATABASE = /\.(duckdb|ddb|db)$/i;

/** Throws as `engineAddress` and the engine's client. */
export async function openSqlEngine(text: string, { memory, temp, signal }: OpenOptions = {}): Promise<SqlEngine> {
  const budget = { ...(memory !== undefined && { memory }), ...(temp !== undefined && { temp }) };
  if (text === DUCKDB) return openDuckDB(budget);
  const address = engineAddress(text);
  switch (address.engine) {
    case "duckdb":
      return openDuckDB(DATABASE.test(address.path) ? { ...budget, path: address.path } : budget);
    case "clickhouse":
      return (await import("./engines/clickhouse.js")).openClickhouse(address, signal);
    case "postgres":
      return (await import("./engines/postgres.js")).openPostgres(address, signal);
    case "trino":
      return (await import("./engines/trino.js")).openTrino(address, signal);
    case "spark":
      return (await import("./engines/spark.js")).openSpark(address, signal);
  }
}

/** What is said of an address, such as of a password in it; nothing of DuckDB in this process. */
export const addressNotes = (text: string): EngineAddress["notes"] =>
  text === DUCKDB ? [] : engineAddress(text).notes;

/**
 * The rows that `data` names in `engine`: files of Parquet (DuckDB), a table (`schema.table`), or a query (SELECT ...). Throws DataError
 * `engine_source` where there is no column a formula can use, and as the engine.
 */
export async function sqlSource(engine: SqlEngine, data: string, signal?: AbortSignal): Promise<SqlSource> {
  const isFiles = engine.dialect.name === DUCKDB && !QUERY.test(data) && FILES.test(data);
  const relation = isFiles ? parquetFiles(data) : relationOf(engine.dialect, data);
  const columns = await engine.columnsOf(relation, signal);
  const source = { engine, relation, name: data, columns, ...(isFiles && { missing: MISSING_MARKERS }) };
  if (columns.some(({ kind }) => kind !== "other")) return source;
  throw new DataError("engine_source", `${data} has no column of numbers or text.`, {
    got: columns.map(({ name, type }) => `${name} ${type}`),
    expected: "numbers, text, dates or booleans",
  });
}

const QUERY = /^\s*(\(|select\b|with\b)/i;
const FILES = /\.parquet$|[*?]/i;

function relationOf(dialect: Dialect, data: string): string {
  if (QUERY.test(data)) return `(${data.replace(/^\s*\(([\s\S]*)\)\s*$/, "$1").replace(/;\s*$/, "")}) AS source`;
  return `${nameParts(data).map(dialect.quoted).join(".")} AS source`;
}

/** `schema.table`; a part in double quotes may hold dots. */
function nameParts(name: string): string[] {
  const parts = name.match(/"(?:[^"]|"")+"|[^."]+/g) ?? [];
  return parts.map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part));
}
