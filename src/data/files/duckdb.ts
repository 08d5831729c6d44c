/**
 * DuckDB, loaded only when it is needed, and not installed everywhere: a session in memory, and how columns leave it as typed
 * arrays. Knows nothing of files or formats.
 */

import type { DuckDBConnection, DuckDBDataChunk, DuckDBVector } from "@duckdb/node-api";
import { MISSING_CODE } from "../../base/columns.js";
import { loadOptional } from "../../base/optional.js";
import { type ScratchFolder, scratchFolder } from "../disk/scratch.js";
import { type TypedColumn, type TypingRules, typeColumn } from "../table/typing.js";

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

/** `text` as an SQL string literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `path` as an SQL string literal that stands for this one file, whatever characters its name has. */
export function fileLiteral(path: string): string {
  return literal(path.replace(/[[*?]/g, "[$&]"));
}

// How columns leave DuckDB: each has a plan, an expression and where its values go; all of them
// come in one query, and every value is put in the row its row number says, so that the order of the result does not
// matter. Knows nothing of files.

/** What SQL reads cells from: a relation of `nRows` rows, and the expression of a row's number, from 0. */
export interface CellSource {
  readonly relation: string;
  readonly row: string;
  readonly nRows: number;
}

/** How a column is fetched. `store` puts column `j` of a chunk into `rows`. */
export interface ColumnPlan {
  readonly expression: string;
  store(chunk: DuckDBDataChunk, j: number, rows: ArrayLike<number>): void;
  finish(): TypedColumn;
}

/** Up to this many distinct cells DuckDB looks codes up itself; beyond it, building its dictionary costs more than ours. */
const ENUM_LEVELS = 65_536;

/** Fetches all planned columns of `source`. */
export async function fetchColumns(
  connection: DuckDBConnection,
  { relation, row }: CellSource,
  plans: readonly ColumnPlan[],
): Promise<TypedColumn[]> {
  const expressions = [`${row}::UINTEGER`, ...plans.map(({ expression }) => expression)];
  await forEachChunk(connection, `SELECT ${expressions.join(", ")} FROM ${relation}`, (chunk) => {
    const rows = numbersOf(chunk, 0);
    plans.forEach((plan, j) => {
      plan.store(chunk, j + 1, rows);
    });
  });
  return plans.map((plan) => plan.finish());
}

/** A numeric column: `expression` is a DOUBLE, NULL or NaN where missing. */
export function numericPlan(name: string, { nRows }: CellSource, expression: string): ColumnPlan {
  const values = new Float64Array(nRows);
  return {
    expression: `coalesce(${expression}, 'NaN'::DOUBLE)`,
    store: (chunk, j, rows) => place(values, rows, numbersOf(chunk, j)),
    finish: () => ({ column: { kind: "numeric", name, values }, notes: [] }),
  };
}

/** A column typed from its distinct cells: `cell` is a VARCHAR column of the relation, NULL where empty. */
export async function dictionaryPlan(
  connection: DuckDBConnection,
  name: string,
  { relation, row, nRows }: CellSource,
  cell: string,
  rules: TypingRules,
): Promise<ColumnPlan> {
  const cells: string[] = [];
  const counts: number[] = [];
  const firstRows: number[] = [];
  const grouped = `FROM ${relation} WHERE ${cell} IS NOT NULL GROUP BY ALL ORDER BY 1`;
  await forEachChunk(connection, `SELECT ${cell}, count(*)::UINTEGER, min(${row})::UINTEGER ${grouped}`, (chunk) => {
    for (const value of chunk.getColumnValues(0)) cells.push(value as string);
    for (const count of Array.from(numbersOf(chunk, 1))) counts.push(count);
    for (const first of Array.from(numbersOf(chunk, 2))) firstRows.push(first);
  });
  const codes = new Uint32Array(nRows);
  const finish = () => typeColumn(name, { cells, counts, firstRows, codes }, rules);
  if (cells.length <= ENUM_LEVELS) {
    const type = `${cell}_codes`;
    await connection.run(`CREATE TYPE ${type} AS ENUM (SELECT ${cell} ${grouped})`);
    return {
      expression: `coalesce(enum_code(${cell}::${type})::UINTEGER, ${MISSING_CODE}::UINTEGER)`,
      store: (chunk, j, rows) => place(codes, rows, numbersOf(chunk, j)),
      finish,
    };
  }
  const codeOf = new Map(cells.map((value, code) => [value, code]));
  return {
    expression: cell,
    store: (chunk, j, rows) => {
      chunk.getColumnValues(j).forEach((value, i) => {
        codes[rows[i]!] = codeOf.get(value as string) ?? MISSING_CODE;
      });
    },
    finish,
  };
}

function place(to: Float64Array | Uint32Array, rows: ArrayLike<number>, from: ArrayLike<number>): void {
  for (let i = 0; i < rows.length; i++) to[rows[i]!] = from[i]!;
}
