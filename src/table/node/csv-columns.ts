/**
 * Layer table, Node. From a DuckDB table of text cells to typed columns. A column all of whose cells match a pattern on
 * which DuckDB's cast and the grammar of `cells` agree is cast there; every other column comes as a dictionary of cells
 * and is typed by the same code that types text in memory. All rows come in one query, in their order.
 */
import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import { MISSING_CODE } from "../../base/columns.js";
import { INFINITIES, MISSING_MARKERS } from "../cells.js";
import { type TypedColumn, typeColumn } from "../typing.js";
import { forEachChunk, literal, numbersOf } from "./duckdb.js";

/** Table `cells` of the connection: columns c0, c1, ... of text, NULL where empty, called `names`. */
export interface CellTable {
  readonly names: readonly string[];
  readonly nRows: number;
}

/** How a column is fetched: an expression over `cells`, where its values go, and what they become. */
interface ColumnPlan {
  readonly expression: string;
  store(chunk: DuckDBDataChunk, j: number, first: number): void;
  finish(): TypedColumn;
}

/**
 * Numbers, no codes: no zero before a digit, integers of at most 15 digits. Spaces around are ignored by DuckDB's cast too.
 * What the pattern leaves out (white space of other kinds, longer integers) is decided cell by cell from a dictionary.
 */
const PLAIN_NUMBER = (() => {
  const exponent = "(?:[eE][+-]?[0-9]+)?";
  const integer = "(?:0|[1-9][0-9]{0,14})";
  const decimal = "(?:0|[1-9][0-9]*)?[.][0-9]+";
  const pointed = "(?:0|[1-9][0-9]*)[.]";
  return ` *[+-]?(?:${integer}|${decimal}|${pointed})${exponent} *`;
})();

/** Up to this many distinct cells DuckDB looks codes up itself; beyond it, building its dictionary costs more than ours. */
const ENUM_LEVELS = 65_536;

/** The columns of `cells`, typed; those in `asText` are not made numeric. */
export async function typedColumns(
  connection: DuckDBConnection,
  { names, nRows }: CellTable,
  asText: ReadonlySet<string>,
): Promise<TypedColumn[]> {
  const plain = await arePlain(connection, names.length);
  const plans: ColumnPlan[] = [];
  for (const [k, name] of names.entries()) {
    plans.push(
      plain[k] && !asText.has(name)
        ? castPlan(name, k, nRows)
        : await dictionaryPlan(connection, name, k, nRows, asText.has(name)),
    );
  }
  const query = `SELECT ${plans.map(({ expression }) => expression).join(", ")} FROM cells`;
  await forEachChunk(connection, query, (chunk, first) => {
    plans.forEach((plan, j) => {
      plan.store(chunk, j, first);
    });
  });
  return plans.map((plan) => plan.finish());
}

/** For each column, whether every cell is missing or a plain finite number or a spelled-out infinity. */
async function arePlain(connection: DuckDBConnection, nColumns: number): Promise<boolean[]> {
  const exact = [...MISSING_MARKERS, ...INFINITIES].map(literal).join(", ");
  const tests = Array.from({ length: nColumns }, (_, k) => {
    const finite = `coalesce(isfinite(TRY_CAST(c${k} AS DOUBLE)), false)`;
    const matches = `regexp_full_match(c${k}, ${literal(PLAIN_NUMBER)})`;
    const plain = `CASE WHEN c${k} IS NULL THEN true WHEN ${matches} THEN ${finite} ELSE c${k} IN (${exact}) END`;
    return `coalesce(bool_and(${plain}), true)`;
  });
  const [row] = (await connection.runAndReadAll(`SELECT ${tests.join(", ")} FROM cells`)).getRows() as boolean[][];
  return row!;
}

/** DuckDB's cast, NaN where missing. */
function castPlan(name: string, k: number, nRows: number): ColumnPlan {
  const values = new Float64Array(nRows);
  return {
    expression: `coalesce(TRY_CAST(c${k} AS DOUBLE), 'NaN'::DOUBLE)`,
    store: (chunk, j, first) => values.set(numbersOf(chunk, j), first),
    finish: () => ({ column: { kind: "numeric", name, values }, notes: [] }),
  };
}

/** Distinct cells by code point with counts and first rows, and the code of every row. */
async function dictionaryPlan(
  connection: DuckDBConnection,
  name: string,
  k: number,
  nRows: number,
  asText: boolean,
): Promise<ColumnPlan> {
  const cells: string[] = [];
  const counts: number[] = [];
  const firstRows: number[] = [];
  const distinct = `FROM cells WHERE c${k} IS NOT NULL GROUP BY c${k} ORDER BY c${k}`;
  await forEachChunk(connection, `SELECT c${k}, count(*)::UINTEGER, min(rowid)::UINTEGER ${distinct}`, (chunk) => {
    for (const cell of chunk.getColumnValues(0)) cells.push(cell as string);
    for (const count of Array.from(numbersOf(chunk, 1))) counts.push(count);
    for (const row of Array.from(numbersOf(chunk, 2))) firstRows.push(row);
  });
  const codes = new Uint32Array(nRows);
  const finish = () => typeColumn(name, { cells, counts, firstRows, codes }, asText);
  if (cells.length <= ENUM_LEVELS) {
    await connection.run(`CREATE TYPE e${k} AS ENUM (SELECT c${k} ${distinct})`);
    return {
      expression: `coalesce(enum_code(c${k}::e${k})::UINTEGER, ${MISSING_CODE}::UINTEGER)`,
      store: (chunk, j, first) => codes.set(numbersOf(chunk, j), first),
      finish,
    };
  }
  const codeOf = new Map(cells.map((cell, code) => [cell, code]));
  return {
    expression: `c${k}`,
    store: (chunk, j, first) => {
      chunk.getColumnValues(j).forEach((cell, i) => {
        codes[first + i] = codeOf.get(cell as string) ?? MISSING_CODE;
      });
    },
    finish,
  };
}
