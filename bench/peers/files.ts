/**
 * Peers that write and read files: data.table and haven in R, pandas, polars and pyarrow in Python, DuckDB in this process. Each has the table in
 * memory before it is timed.
 */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { benchFile } from "../bench-file.js";
import type { Direction } from "../suites/files-jobs.js";
import { RSession } from "./r-session.js";

export const filePeers = ["data.table", "duckdb", "haven", "pandas", "polars", "pyarrow"] as const;
export type FilePeer = (typeof filePeers)[number];

/** Whether a peer does this; DuckDB writes CSV of its own spelling, data.table knows no Parquet, and .dta only haven and pandas. */
export function doesFiles(peer: FilePeer, direction: Direction): boolean {
  if (direction.endsWith("dta")) return peer === "haven" || peer === "pandas";
  if (peer === "haven") return false;
  return peer === "data.table" ? direction.endsWith("csv") : peer !== "duckdb" || direction !== "write-csv";
}

/** A peer with the table of a job. */
export interface FileSession {
  /** Writes or reads `path`; milliseconds. */
  time(direction: Direction, path: string): Promise<readonly number[]>;
  /** The sum of each column of what was read last. */
  sums(): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Opens a peer on a table that stands in a Parquet file and in a CSV file. */
export async function openFilePeer(
  peer: FilePeer,
  threads: number,
  { parquet, csv }: { readonly parquet: string; readonly csv: string },
): Promise<FileSession> {
  if (peer === "duckdb") return openDuckDB(threads, parquet);
  const isR = peer === "data.table" || peer === "haven";
  const env = { POLARS_MAX_THREADS: String(threads), OMP_NUM_THREADS: String(threads) };
  const session = new RSession(benchFile(isR ? "peers/files.R" : "peers/files.py"), isR ? "R" : "Python", env);
  await session.ask(isR ? `load ${csv}` : `load ${peer} ${parquet}`);
  return {
    time: (direction, path) => session.numbers(`${direction} ${isR ? threads : peer} ${path}`),
    sums: () => session.numbers("sums"),
    close: () => session.close(),
  };
}

async function openDuckDB(threads: number, parquet: string): Promise<FileSession> {
  const instance = await DuckDBInstance.create(":memory:", { threads: String(threads) });
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE held AS FROM '${parquet}'`);
  return {
    async time(direction, path) {
      const start = performance.now();
      await connection.run(
        direction.startsWith("read-")
          ? `CREATE OR REPLACE TABLE held AS FROM '${path}'`
          : `COPY held TO '${path}' (FORMAT parquet)`,
      );
      return [performance.now() - start];
    },
    sums: () => duckSums(connection),
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function duckSums(connection: DuckDBConnection): Promise<number[]> {
  const names = (await connection.runAndReadAll("SELECT column_name FROM (DESCRIBE held)")).getRows();
  const sums = names.map(([name]) => `sum("${name}")::DOUBLE`).join(", ");
  const [row] = (await connection.runAndReadAll(`SELECT ${sums} FROM held`)).getRows();
  return row as number[];
}
