/**
 * Peers that write and read files: data.table, haven, readxl and base R in R, pandas, polars and pyarrow in Python, DuckDB in this process. Each
 * has the table in memory before it is timed.
 */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { benchFile } from "../bench-file.js";
import { type Direction, formatOf, type Made } from "../suites/files-jobs.js";
import { RSession } from "./r-session.js";

const IN_R = ["base-r", "data.table", "haven", "readxl"] as const;
export const filePeers = [...IN_R, "duckdb", "pandas", "polars", "pyarrow"] as const;
export type FilePeer = (typeof filePeers)[number];

/** Who reads and writes each format. */
const PEERS = {
  csv: ["data.table", "duckdb", "pandas", "polars", "pyarrow"],
  parquet: ["duckdb", "pandas", "polars", "pyarrow"],
  dta: ["haven", "pandas"],
  xlsx: ["readxl"],
  rds: ["base-r"],
  feather: ["pyarrow"],
  sav: ["haven"],
} as const satisfies Readonly<Record<ReturnType<typeof formatOf>, readonly FilePeer[]>>;

/** Whether a peer does this; DuckDB writes CSV of its own spelling. */
export const doesFiles = (peer: FilePeer, direction: Direction): boolean =>
  (PEERS[formatOf(direction)] as readonly FilePeer[]).includes(peer) &&
  !(peer === "duckdb" && direction === "write-csv");

/** The peer that makes the files of a format which is not written by us. */
export const makerOf = (format: keyof typeof PEERS): FilePeer => PEERS[format][0];

/** A peer with the table of a job. */
export interface FileSession {
  /** Writes or reads `path`; milliseconds. */
  time(direction: Direction, path: string): Promise<readonly number[]>;
  /** Writes `path`, whose ending says how; DuckDB makes none. */
  make?(path: string): Promise<void>;
  /** The sum of each column of what was read last. */
  sums(): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Opens a peer on a table that stands in a Parquet file and in a CSV file. */
export async function openFilePeer(peer: FilePeer, threads: number, { parquet, csv }: Made): Promise<FileSession> {
  if (peer === "duckdb") return openDuckDB(threads, parquet);
  const isR = (IN_R as readonly FilePeer[]).includes(peer);
  const env = { POLARS_MAX_THREADS: String(threads), OMP_NUM_THREADS: String(threads) };
  const session = new RSession(benchFile(isR ? "peers/files.R" : "peers/files.py"), isR ? "R" : "Python", env);
  await session.ask(isR ? `load ${csv}` : `load ${peer} ${parquet}`);
  const ask = (deed: string, path: string) => session.numbers(`${deed} ${isR ? threads : peer} ${path}`);
  return {
    time: ask,
    make: async (path) => void (await ask(`write-${path.split(".").pop()}`, path)),
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
