/**
 * DuckDB in this process: files of Parquet by a glob, or a database file, read where they lie; what does not fit in memory is spilled
 * to a private folder that goes when the engine is closed.
 */
import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from "@duckdb/node-api";
import { DataError, WasmetricsError } from "../../base/errors.js";
import { withoutSecrets } from "../../base/secrets.js";
import { claims } from "../../data/disk/identity.js";
import { doublesOf, literal, loadDuckDB } from "../../data/files/duckdb.js";
import { dialects } from "../dialect.js";
import type { Answer, AnswerColumn, SqlColumn, SqlEngine, SqlKind } from "../engine.js";
import { outOfRoom, scratchIn, spillFolder, THREAD_BYTES } from "../session.js";
import type { SessionOptions } from "../session-options.js";

/** Memory DuckDB may hold where nothing else is said. */
const MEMORY = 4e9;

export interface DuckDBOptions extends Partial<Omit<SessionOptions, "signal">> {
  /** A database file, opened read-only; without one the database is empty, for files of Parquet. */
  readonly path?: string;
}

/** Throws as `loadDuckDB`, DataError `temp_folder`, and `engine_lost` where the database can't be opened. */
export async function openDuckDB({ path, memory = MEMORY, temp }: DuckDBOptions = {}): Promise<SqlEngine> {
  const { DuckDBInstance, version } = await loadDuckDB("An engine of DuckDB");
  const scratch = scratchIn(temp);
  let instance: DuckDBInstance | undefined;
  try {
    instance = await DuckDBInstance.create(path ?? ":memory:", {
      memory_limit: `${Math.floor(memory / 1e6)}MB`,
      temp_directory: spillFolder(scratch.path),
      threads: String(Math.max(1, Math.min(availableParallelism(), Math.floor(memory / THREAD_BYTES)))),
      autoinstall_known_extensions: "false",
      preserve_insertion_order: "false",
      ...(path === undefined ? {} : { access_mode: "READ_ONLY" }),
    });
    const connection = await instance.connect();
    await connection.run("CALL enable_logging('FileSystem')");
    return new DuckDBEngine(connection, withoutSecrets(path ?? "duckdb"), `DuckDB ${version()}`, scratch.path, () => {
      connection.closeSync();
      instance!.closeSync();
      scratch.remove();
    });
  } catch (cause) {
    instance?.closeSync();
    scratch.remove();
    throw new DataError(
      "engine_lost",
      withoutSecrets(`DuckDB can't open ${path ?? "a database in memory"}: ${firstLine(cause)}`),
      { got: path === undefined ? null : withoutSecrets(path), expected: "a database of this version of DuckDB" },
      { cause },
    );
  }
}

/** SQL of the files of `glob`, one path or several; partition columns of hive folders among their columns. */
export const parquetFiles = (...globs: readonly string[]): string =>
  `read_parquet([${globs.map(literal).join(", ")}], hive_partitioning = true) AS files`;

class DuckDBEngine implements SqlEngine {
  readonly dialect = dialects.duckdb;
  readonly limits = { text: Number.POSITIVE_INFINITY, width: Number.POSITIVE_INFINITY };
  readonly isSnapshot = false;
  /** A connection streams one answer at a time: the next statement would cut it short. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly connection: DuckDBConnection,
    readonly shown: string,
    readonly version: string,
    private readonly folder: string,
    private readonly end: () => void,
  ) {}

  async columnsOf(relation: string, signal?: AbortSignal): Promise<SqlColumn[]> {
    const { columns } = await this.query(
      `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${relation})`,
      signal,
    );
    const [names, types] = columns as readonly (readonly string[])[];
    return names!.map((name, j) => ({ name, kind: kindOf(types![j]!), type: types![j]! }));
  }

  query(sql: string, signal?: AbortSignal): Promise<Answer> {
    return this.guarded(sql, signal, async () => {
      const result = await this.connection.stream(sql);
      const chunks: DuckDBDataChunk[] = [];
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
        chunks.push(chunk);
      }
      await this.claimOpened();
      const types = result.columnTypes().map(String);
      const rows = chunks.reduce((sum, { rowCount }) => sum + rowCount, 0);
      const columns = types.map((type, j) => (type === "DOUBLE" ? doublesOf(chunks, j, rows) : texts(chunks, j, sql)));
      return { rows, columns, bytes: columns.reduce((sum, column) => sum + bytesOf(column), 0) };
    });
  }

  async execute(sql: string, signal?: AbortSignal): Promise<void> {
    await this.guarded(sql, signal, () => this.connection.run(sql));
  }

  snapshot<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async close(): Promise<void> {
    this.end();
  }

  /**
   * Claims as inputs the files that DuckDB has opened, which a query or a view may name in any way. Throws UsageError `output_is_input`
   * where one is to be written.
   */
  private async claimOpened(): Promise<void> {
    const opened = await this.connection.runAndReadAll(
      "SELECT DISTINCT path FROM duckdb_logs_parsed('FileSystem') WHERE op = 'OPEN'",
    );
    await this.connection.run("CALL truncate_duckdb_logs()");
    for (const [path] of opened.getRows()) claimFile(String(path));
  }

  private guarded<T>(sql: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const made = this.last.then(() => this.alone(sql, signal, work));
    this.last = made.catch(() => undefined);
    return made;
  }

  private async alone<T>(sql: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const stop = () => this.connection.interrupt();
    signal?.addEventListener("abort", stop);
    try {
      const made = await work();
      signal?.throwIfAborted();
      return made;
    } catch (cause) {
      signal?.throwIfAborted();
      throw cause instanceof WasmetricsError ? cause : refused(cause as Error, sql, this.folder);
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }
}

/** `name` is a path or the address of a file. */
function claimFile(name: string): void {
  const path = name.startsWith("file:") ? pathOf(name) : name;
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (status?.isFile() === true) claims.input(path, path, status);
}

/** DuckDB takes what follows `file:`, `file://` or `file://localhost` as it is: nothing in it is escaped. */
const pathOf = (address: string): string => address.replace(/^file:(?:\/\/(?:localhost(?=\/))?)?/, "");

function refused(cause: Error, sql: string, folder: string): Error {
  const room = outOfRoom(cause, folder);
  if (room !== cause) return room;
  return new DataError(
    "engine_query",
    `DuckDB refused a statement: ${withoutSecrets(firstLine(cause))}`,
    { got: withoutSecrets(ownWords(cause)), expected: "an answer", statement: withoutSecrets(sql).slice(0, 2000) },
    { cause },
  );
}

/** Its words without the piece of the statement beneath them, cut at both ends, in which a secret could be half and not be seen. */
const ownWords = (cause: Error): string => cause.message.replace(/\n+LINE \d+:[\s\S]*$/, "");

const firstLine = (cause: unknown): string => String((cause as Error).message).split("\n", 1)[0]!;

function texts(chunks: readonly DuckDBDataChunk[], j: number, sql: string): (string | null)[] {
  const out = chunks.flatMap((chunk) => chunk.getColumnValues(j) as (string | null)[]);
  if (out.every((value) => value === null || typeof value === "string")) return out;
  throw new TypeError(`Column ${j} is neither a double nor text: ${sql.slice(0, 200)}`);
}

const bytesOf = (column: AnswerColumn): number =>
  column instanceof Float64Array
    ? column.byteLength
    : column.reduce((sum, text) => sum + Buffer.byteLength(text ?? ""), 0);

function kindOf(type: string): SqlKind {
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|REAL|DECIMAL.*)$/.test(type)) return "number";
  if (/^(VARCHAR|ENUM.*|UUID)$/.test(type)) return "text";
  if (type === "BOOLEAN") return "boolean";
  return /^(DATE|TIME|TIMESTAMP)/.test(type) ? "date" : "other";
}
