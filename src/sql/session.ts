/**
 * A DuckDB session on disk for data larger than memory: a database whose file has no name where the system
 * allows that, and a private folder for what it spills, gone when the work ends; what a killed run spilled, the next one takes
 * away. Stops at once when asked to. Knows nothing of what is computed.
 */

import { readdirSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import { DataError, WasmetricsError } from "../base/errors.js";
import { systemProblem, systemWords } from "../base/system-error.js";
import { type ScratchFolder, scratchFolder } from "../data/disk/scratch.js";
import type { DataFile } from "../data/files/data-file.js";
import { forEachChunk, literal, loadDuckDB } from "../data/files/duckdb.js";
import type { SessionOptions } from "./session-options.js";

// The size of a folder of temporary files, which come and go while it is looked at.

/** Bytes of the files in `folder`; 0 where there is none. */
export function folderBytes(folder: string): number {
  return namesIn(folder).reduce((sum, name) => sum + sizeOf(join(folder, name)), 0);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Memory a thread of DuckDB needs to work in. */
export const THREAD_BYTES = 125e6;
/** How often the spill folder and a query's progress are looked at. */
const LOOK_MS = 200;

/** Queries of one database; every method throws the signal's reason once it is raised. */
export class Session {
  private spilled = 0;
  private readonly files: DataFile[] = [];

  constructor(
    readonly connection: DuckDBConnection,
    /** Temporary folder, gone when the session ends. */
    readonly folder: string,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Keeps a file that is read again at each query open until the session ends. */
  hold(file: DataFile): void {
    this.files.push(file);
  }

  /** Throws DataError `file_changed` where a file held is not what it was. */
  async confirm(): Promise<void> {
    for (const { held } of this.files) await held.confirm();
  }

  async close(): Promise<void> {
    for (const { held } of this.files) await held.close();
  }

  /** Largest size of the spill folder seen, in bytes: it is looked at five times a second. */
  get spilledBytes(): number {
    return this.spilled;
  }

  /** Share of the running query that is done, in 0..1, as DuckDB estimates it. */
  get queryFraction(): number {
    const { percentage } = this.connection.progress;
    return percentage > 0 ? Math.min(1, percentage / 100) : 0;
  }

  async run(sql: string): Promise<void> {
    await this.guarded(() => this.connection.run(sql));
  }

  /** All rows of a small result. */
  async rows<Row extends readonly unknown[]>(sql: string): Promise<Row[]> {
    const result = await this.guarded(() => this.connection.runAndReadAll(sql));
    return result.getRows() as unknown as Row[];
  }

  /** The one row of a result. */
  async row<Row extends readonly unknown[]>(sql: string): Promise<Row> {
    return (await this.rows<Row>(sql))[0]!;
  }

  /** Calls `onChunk` with the pieces of a large result, in its order. */
  async chunks(sql: string, onChunk: (chunk: DuckDBDataChunk) => void): Promise<void> {
    await this.guarded(() => forEachChunk(this.connection, sql, onChunk));
  }

  /** Runs `work` on the connection, watching the spill folder. */
  async guarded<T>(work: () => Promise<T>): Promise<T> {
    this.signal?.throwIfAborted();
    const look = () => {
      this.spilled = Math.max(this.spilled, folderBytes(spillFolder(this.folder)));
    };
    const timer = setInterval(look, LOOK_MS);
    try {
      const made = await work();
      // a statement may be over before its interruption: what follows must not be written
      this.signal?.throwIfAborted();
      return made;
    } catch (cause) {
      this.signal?.throwIfAborted();
      await this.confirm();
      throw cause instanceof WasmetricsError ? cause : outOfRoom(cause as Error, dirname(this.folder));
    } finally {
      clearInterval(timer);
      look();
    }
  }
}

/** Runs `use` with a session on an empty database. Throws DataError `memory_limit`, `disk_full`, and as `loadDuckDB` and `use`. */
export async function withSession<T>(options: SessionOptions, use: (session: Session) => Promise<T>): Promise<T> {
  const { memory, temp, signal } = options;
  signal?.throwIfAborted();
  const { DuckDBInstance } = await loadDuckDB("Reading rows that need not fit in memory");
  const scratch = scratchIn(temp);
  const folder = scratch.path;
  try {
    const instance = await DuckDBInstance.create(":memory:", {
      memory_limit: `${Math.floor(memory / 1e6)}MB`,
      temp_directory: spillFolder(folder),
      threads: String(Math.max(1, Math.min(availableParallelism(), Math.floor(memory / THREAD_BYTES)))),
      autoinstall_known_extensions: "false",
      preserve_insertion_order: "true",
    });
    const connection = await instance.connect();
    const session = new Session(connection, folder, signal);
    const stop = () => connection.interrupt();
    signal?.addEventListener("abort", stop);
    try {
      await connection.run("SET enable_progress_bar = true; SET enable_progress_bar_print = false");
      await session.guarded(() => useDatabase(connection, join(folder, "work.duckdb")));
      return await use(session);
    } finally {
      signal?.removeEventListener("abort", stop);
      await session.close();
      connection.closeSync();
      instance.closeSync();
    }
  } finally {
    scratch.remove();
  }
}

/** Works in a database in the file `path`, which loses its name as soon as it is open; nothing else is written of it. */
async function useDatabase(connection: DuckDBConnection, path: string): Promise<void> {
  await connection.run(`ATTACH ${literal(path)} AS work (RECOVERY_MODE no_wal_writes)`);
  await connection.run("USE work");
  if (process.platform !== "win32") rmSync(path);
}

export function scratchIn(parent: string = tmpdir()): ScratchFolder {
  try {
    return scratchFolder(parent);
  } catch (cause) {
    throw new DataError(
      "temp_folder",
      `No temporary folder can be made in ${parent}: ${systemWords(cause)}. Name another one with temp (--temp FOLDER).`,
      { got: parent, expected: "a folder that can be written" },
      { cause },
    );
  }
}

export const spillFolder = (folder: string): string => join(folder, "spill");

const NO_ROOM: readonly (string | undefined)[] = ["ENOSPC", "EDQUOT", "EFBIG"];

/** DuckDB's errors of room in `folder` or memory as ours; others stay as they are. */
export function outOfRoom(cause: Error, folder: string): Error {
  const said = cause.message.split("\n", 1).join();
  const isLimit = /max_temp_directory_size/.test(cause.message);
  if (isLimit || NO_ROOM.includes(systemProblem(cause)?.code)) {
    const words = isLimit ? "DuckDB would fill the disk" : systemWords(cause);
    return new DataError(
      "disk_full",
      `There is no room for temporary files in ${folder}: ${words}; temp (--temp FOLDER) names it.`,
      { got: said, expected: "room for a few times the data" },
      { cause },
    );
  }
  if (/^Out of Memory/i.test(cause.message)) {
    return new DataError(
      "memory_limit",
      `The memory limit is too small for this data: ${said} Raise memory (--memory 2GB).`,
      { got: said, expected: "a larger memory limit" },
      { cause },
    );
  }
  return cause;
}
