/**
 * From what a user names to rows that stay where they are: an engine by its address, and in it a table, a query, or files by a pattern.
 */
import { DataError } from "../base/errors.js";
import type { Note } from "../base/messages.js";
import { withoutSecrets } from "../base/secrets.js";
import { parquetPattern } from "../data/files/parquet-files.js";
import { MISSING_MARKERS } from "../data/table/cells.js";
import type { Table } from "../data/table/table.js";
import { engineAddress, isParquetFiles } from "./address.js";
import type { Dialect } from "./dialect.js";
import type { SqlEngine } from "./engine.js";
import { openDuckDB, parquetFiles } from "./engines/duckdb.js";
import { SourceColumns } from "./frame/columns.js";
import { Layers } from "./frame/layers.js";
import type { SqlSource } from "./frame.js";
import type { SessionOptions } from "./session-options.js";

/** DuckDB in this process, for files: no address is needed. */
export const DUCKDB = "duckdb";

/** In the place of an engine: files of Parquet are read in passes here, and nothing need be installed. */
export const PARQUET = "parquet";

/** What opening an engine may use: memory and a folder are DuckDB's, in this process. */
export type OpenOptions = Partial<SessionOptions>;

/** Throws as `engineAddress` and the engine's client. */
export async function openSqlEngine(text: string, { memory, temp, signal }: OpenOptions = {}): Promise<SqlEngine> {
  const budget = { ...(memory !== undefined && { memory }), ...(temp !== undefined && { temp }) };
  if (text === DUCKDB) return openDuckDB(budget);
  const address = engineAddress(text);
  switch (address.engine) {
    case "duckdb":
      return openDuckDB({ ...budget, path: address.path });
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

/** The address as it may be shown. */
export const shownAddress = (text: string): string => (text === DUCKDB ? text : engineAddress(text).shown);

/** What is said of an address, such as of a password in it; nothing of DuckDB in this process. */
export const addressNotes = (text: string): readonly Note[] => (text === DUCKDB ? [] : engineAddress(text).notes);

/**
 * The rows that `data` names in `engine`: files of Parquet or a folder of them (DuckDB), a table (`schema.table`), or a query (SELECT ...).
 * Throws DataError `engine_source` where DuckDB has none of these, or no column is one a formula can use; and as the engine.
 */
export async function sqlSource(engine: SqlEngine, data: string, signal?: AbortSignal): Promise<SqlSource> {
  const files = engine.dialect.name === DUCKDB ? filesOf(data) : undefined;
  const relation = files === undefined ? relationOf(engine.dialect, data) : parquetFiles(files);
  const columns = await engine.columnsOf(relation, signal).catch((error: Error) => {
    const isNamed = engine.dialect.name === DUCKDB && files === undefined && !QUERY.test(data);
    throw isNamed && error.message.includes("does not exist") ? noTable(data, error) : error;
  });
  const source = {
    engine,
    relation,
    name: withoutSecrets(data),
    columns,
    ...(files !== undefined && { missing: MISSING_MARKERS }),
  };
  if (columns.some(({ kind }) => kind !== "other")) return source;
  throw new DataError("engine_source", `${source.name} has no column of numbers or text.`, {
    got: columns.map(({ name, type }) => `${name} ${type}`),
    expected: "numbers, text, dates or booleans",
  });
}

/** A table of the source's columns and no rows. */
export const emptyTable = (source: SqlSource): Table => new SourceColumns(source, new Layers(source)).header;

const noTable = (data: string, cause: Error): DataError =>
  new DataError(
    "engine_source",
    `DuckDB has no table '${withoutSecrets(data)}'. DATA is files of Parquet ('folder/*.parquet', or a folder of them), a query (SELECT ...), or a table of a database (--engine duckdb:FILE).`,
    { got: withoutSecrets(data), expected: "files of Parquet, a query or a table" },
    { cause },
  );

const QUERY = /^\s*(\(|select\b|with\b)/i;
/** The pattern of files that `data` is for DuckDB: its own, or all of a folder's; undefined for a table or query. */
function filesOf(data: string): string | undefined {
  if (QUERY.test(data)) return undefined;
  const pattern = parquetPattern(data);
  return isParquetFiles(pattern) ? pattern : undefined;
}

function relationOf(dialect: Dialect, data: string): string {
  if (QUERY.test(data)) return `(${data.replace(/;\s*$/, "")}) AS source`;
  return `${nameParts(data).map(dialect.quoted).join(".")} AS source`;
}

/** `schema.table`; a part in double quotes may hold dots. */
function nameParts(name: string): string[] {
  const parts = name.match(/"(?:[^"]|"")+"|[^."]+/g) ?? [];
  return parts.map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part));
}
