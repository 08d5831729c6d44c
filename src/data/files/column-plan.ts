/**
 * Layer table, Node. How columns leave DuckDB: each has a plan, an expression and where its values go; all of them come
 * in one query, and every value is put in the row its row number says, so that the order of the result does not matter.
 * Knows nothing of files.
 */
import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import { MISSING_CODE } from "../../base/columns.js";
import { type TypedColumn, typeColumn } from "../table/typing.js";
import type { TypingRules } from "../table/typing-rules.js";
import { forEachChunk, numbersOf } from "./duckdb.js";

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
