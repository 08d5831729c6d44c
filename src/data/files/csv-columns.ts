/**
 * Layer table, Node. From a sound CSV file to a DuckDB table of text cells, and from that to typed columns. A column all of whose cells match a pattern on
 * which DuckDB's cast and the grammar of `cells` agree is cast there; every other column comes as a dictionary of cells
 * and is typed by the same code that types text in memory.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { INFINITIES, MISSING_MARKERS } from "../table/cells.js";
import { QUOTED_DIGITS } from "../table/quoted-digits.js";
import type { TypedColumn } from "../table/typing.js";
import type { TypingRules } from "../table/typing-rules.js";
import { type CellSource, type ColumnPlan, dictionaryPlan, fetchColumns, numericPlan } from "./column-plan.js";
import type { CsvLayout } from "./csv-layout.js";
import { fileLiteral, literal } from "./duckdb.js";

/** Table `cells` of the connection: columns c0, c1, ... of text, NULL where empty, called `names`, typed by `rules`. */
export interface CellTable {
  readonly names: readonly string[];
  readonly nRows: number;
  readonly rules: readonly TypingRules[];
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

/**
 * Makes table `cells`: columns c0, c1, ... of text, NULL where empty. Returns the problem if it has not the rows the
 * first pass counted: DuckDB may return fewer without a word where a header cell holds a line end, and refuses some
 * line ends in quotes when it reads in parallel.
 */
export async function loadCells(connection: DuckDBConnection, layout: CsvLayout): Promise<string | undefined> {
  let problem: string | undefined;
  for (const parallel of [true, false]) {
    try {
      await connection.run(`CREATE OR REPLACE TABLE cells AS FROM ${csvSource(layout, parallel)}`);
    } catch (error) {
      problem = (error as Error).message.split("\n", 1).join().replaceAll(layout.file.path, layout.file.name);
      continue;
    }
    const [[count]] = (await connection.runAndReadAll("SELECT count(*)::UINTEGER FROM cells")).getRows() as [[number]];
    if (count === layout.nRows) return undefined;
    problem = `${count} rows instead of ${layout.nRows}`;
  }
  return problem;
}

/** Explicit "\r\n" is not passed on: DuckDB then finds no rows, while it detects it rightly. */
function csvSource({ file, names, delimiter, newline }: CsvLayout, parallel: boolean): string {
  const columns = names.map((_, k) => `'c${k}': 'VARCHAR'`).join(", ");
  const lineEnd = newline === "\r\n" ? "" : `, new_line = '${newline === "\n" ? "\\n" : "\\r"}'`;
  return `read_csv(${fileLiteral(file.path)}, columns = {${columns}}, auto_detect = false, header = true,
    delim = ${literal(delimiter)}, quote = '"', escape = '"'${lineEnd}, compression = '${file.gzip ? "gzip" : "none"}',
    hive_partitioning = false, strict_mode = true, parallel = ${parallel})`;
}

/** The columns of `cells`, typed. */
export async function typedColumns(
  connection: DuckDBConnection,
  { names, nRows, rules }: CellTable,
): Promise<TypedColumn[]> {
  const source: CellSource = { relation: "cells", row: "rowid", nRows };
  const plain = await arePlain(connection, rules);
  const digits = await areQuotedDigits(connection, rules);
  const plans: ColumnPlan[] = [];
  for (const [k, name] of names.entries()) {
    plans.push(
      plain[k] && rules[k]!.text === undefined && !digits[k]
        ? numericPlan(name, source, castOf(`c${k}`, rules[k]!))
        : await dictionaryPlan(connection, name, source, `c${k}`, rules[k]!),
    );
  }
  return fetchColumns(connection, source, plans);
}

/** For each column, whether every cell is missing or a plain finite number or a spelled-out infinity. */
async function arePlain(connection: DuckDBConnection, rules: readonly TypingRules[]): Promise<boolean[]> {
  const tests = rules.map((rule, k) => `coalesce(bool_and(${plainCell(`c${k}`, rule)}), true)`);
  const [row] = (await connection.runAndReadAll(`SELECT ${tests.join(", ")} FROM cells`)).getRows() as boolean[][];
  return row!;
}

/** For each column, whether its cells stand in quotes and are digits or missing (`quoted-digits`). */
async function areQuotedDigits(connection: DuckDBConnection, rules: readonly TypingRules[]): Promise<boolean[]> {
  const tests = rules.map((rule, k) =>
    rule.quoted === true ? `coalesce(bool_and(${digitsCell(`c${k}`, rule)}), true)` : "false",
  );
  if (tests.every((test) => test === "false")) return tests.map(() => false);
  const [row] = (await connection.runAndReadAll(`SELECT ${tests.join(", ")} FROM cells`)).getRows() as boolean[][];
  return row!;
}

/** SQL that says whether `cell`, an expression, is missing or digits alone; never NULL. */
export function digitsCell(cell: string, { missing }: TypingRules): string {
  const markers = [...missing].map(literal).join(", ");
  return `CASE WHEN ${cell} IS NULL THEN true ELSE regexp_full_match(${cell}, ${literal(QUOTED_DIGITS)}) OR trim(${cell}) IN (${markers}) END`;
}

/** SQL that says whether `cell`, an expression, is missing or a plain finite number or a spelled-out infinity; never NULL. */
export function plainCell(cell: string, { missing }: TypingRules): string {
  const exact = [...missing, ...INFINITIES].map(literal).join(", ");
  const finite = `coalesce(isfinite(TRY_CAST(${cell} AS DOUBLE)), false)`;
  const matches = `regexp_full_match(${cell}, ${literal(PLAIN_NUMBER)})`;
  return `CASE WHEN ${cell} IS NULL THEN true WHEN ${matches} THEN ${finite} ELSE ${cell} IN (${exact}) END`;
}

/** SQL of the number in a plain cell. DuckDB's cast makes NULL or NaN of the usual markers; others it might take for numbers. */
export function castOf(cell: string, { missing }: TypingRules): string {
  const cast = `TRY_CAST(${cell} AS DOUBLE)`;
  const unusual = [...missing].filter((marker) => !MISSING_MARKERS.includes(marker));
  if (unusual.length === 0) return cast;
  return `CASE WHEN trim(${cell}) NOT IN (${unusual.map(literal).join(", ")}) THEN ${cast} END`;
}
