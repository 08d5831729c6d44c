/**
 * Layer table, Node. Reads a Parquet file through DuckDB. Every value goes to the row the file numbers it with, so the
 * order is the file's however many cores decode it.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { DataError, UsageError, WasmetricsError } from "../../base/errors.js";
import { trimCell } from "../table/cells.js";
import { makeTable, type Table } from "../table/table.js";
import type { CsvFileOptions } from "./csv-file.js";
import { fileLiteral, withDuckDB } from "./duckdb.js";
import { readBytes } from "./file-bytes.js";
import { bytesAt, type DataFile, withDataFile } from "./file-open.js";
import { type DeclaredColumn, parquetColumns } from "./parquet-columns.js";

/** What a Parquet file begins and ends with; an encrypted one has another. */
const MAGIC = "PAR1";
const ENCRYPTED = "PARE";

/**
 * Reads a .parquet file; the options `text` and `missing` apply to its text.
 * Throws the errors of `withDataFile` and `parquetColumns`, DataError `parquet_format`, `parquet_truncated`,
 * `parquet_damaged`, `duplicate_column`, and UsageError `read_option` for an option on text files.
 */
export async function readParquetFile(path: string, options: CsvFileOptions = {}): Promise<Table> {
  return withDataFile(path, async (file) => {
    await requireParquet(file, options);
    const [hash, read] = await Promise.allSettled([
      readBytes({ ...file, gzip: false }, () => {}),
      withDuckDB(`Reading ${path}`, async (connection) => {
        const { relation, declared } = await parquetRelation(connection, file.path);
        return parquetColumns(connection, relation, declared, options, path);
      }),
    ]);
    if (hash.status === "rejected") throw hash.reason;
    if (read.status === "rejected") {
      throw read.reason instanceof WasmetricsError ? read.reason : damaged(file, read.reason as Error);
    }
    const columns = read.value;
    return makeTable(
      columns.map(({ column }) => column),
      { name: path, bytes: file.bytes, sha256: hash.value },
      columns.flatMap(({ notes }) => notes),
    );
  });
}

/** Looks at the file and the options, before anything is read. Throws as `readParquetFile`, `parquet_damaged` apart. */
export async function requireParquet(file: DataFile, options: CsvFileOptions): Promise<void> {
  const path = file.name;
  for (const option of ["delimiter", "encoding"] as const) {
    if (options[option] === undefined) continue;
    throw new UsageError("read_option", `${path}: the option ${option} is for text files, not for Parquet.`, {
      got: option,
      expected: ["text", "missing"],
    });
  }
  await checkEnds(file);
}

/** SQL of the file as a relation with columns c0, c1, ... and file_row_number, and what it declares of them. */
export async function parquetRelation(connection: DuckDBConnection, path: string) {
  const read = `read_parquet(${fileLiteral(path)}, hive_partitioning = false)`;
  const types = (await connection.runAndReadAll(`SELECT column_type FROM (DESCRIBE FROM ${read})`)).getRows();
  const schema = `SELECT name, num_children FROM parquet_schema(${fileLiteral(path)})`;
  const names = topLevel((await connection.runAndReadAll(schema)).getRows() as [string, bigint | null][]);
  const declared: DeclaredColumn[] = types.map(([type], k) => ({ name: trimCell(names[k]!), type: String(type) }));
  return { relation: `${read} AS file(${declared.map((_, k) => `c${k}`).join(", ")})`, declared };
}

/** The names of the columns among all nodes of a schema, depth first. DuckDB's own differ where two names do in case only. */
function topLevel(nodes: readonly (readonly [name: string, nChildren: bigint | null])[]): string[] {
  const names: string[] = [];
  let within = 0;
  for (const [name, nChildren] of nodes.slice(1)) {
    if (within === 0) names.push(name);
    else within--;
    within += Number(nChildren ?? 0);
  }
  return names;
}

async function checkEnds(file: DataFile): Promise<void> {
  const { name: path, bytes, magic } = file;
  const begin = magic.subarray(0, MAGIC.length).toString("latin1");
  const detail = { path, got: begin, expected: MAGIC };
  if (begin === ENCRYPTED) {
    throw new DataError(
      "parquet_format",
      `${path} is encrypted Parquet, which is not read; write it in the clear.`,
      detail,
    );
  }
  if (begin !== MAGIC) {
    throw new DataError("parquet_format", `${path} is not a Parquet file: it does not begin with ${MAGIC}.`, detail);
  }
  const end = (await bytesAt(file, bytes - MAGIC.length, MAGIC.length)).toString("latin1");
  if (end !== MAGIC || bytes < 3 * MAGIC.length) {
    throw new DataError(
      "parquet_truncated",
      `${path} is cut short: it begins as Parquet and has no end mark; copy or download it again.`,
      { ...detail, got: end },
    );
  }
}

/** DataError `parquet_damaged`, with what DuckDB said. */
export const damaged = ({ name: path, path: held }: DataFile, cause: Error): DataError => {
  const reason = cause.message.split("\n", 1).join().replace(/\.$/, "").replaceAll(held, path);
  return new DataError(
    "parquet_damaged",
    `${path} could not be read: ${reason}. If the file is damaged, copy or download it again.`,
    { path, got: reason },
    { cause },
  );
};
