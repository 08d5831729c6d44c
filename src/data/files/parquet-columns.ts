/**
 * Layer table, Node. What each Parquet type becomes. Types are the file's word, not a guess: numbers and booleans are
 * numeric, text stays text even if its cells are numbers; dates and times are text in ISO order (SQL's spelling, with a
 * space; UTC where the file knows the zone), which sorts as time does. Integers a double would round are codes, as in
 * CSV. Knows nothing of opening files.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { DataError } from "../../base/errors.js";
import type { TypedColumn } from "../table/typing.js";
import { type CellOptions, type TypingRules, typingRules } from "../table/typing-rules.js";
import { type CellSource, dictionaryPlan, fetchColumns, numericPlan } from "./column-plan.js";

/** A column as the file declares it; `type` in DuckDB's words. */
export interface DeclaredColumn {
  readonly name: string;
  readonly type: string;
}

/** How a type is fetched: SQL of the number or of the text, and what must hold of every row before. */
interface Fetch {
  readonly as: "numeric" | "text" | "integers";
  readonly number?: string;
  readonly text: string;
  readonly check?: string;
}

const EXACT = 2 ** 53;

/** What a column of a file turned out to be: `number` and `text` are SQL of its cells, over the file's relation. */
export interface InspectedColumn {
  /** `cells`: to be typed from its cells, as a text file's. */
  readonly as: "numeric" | "text" | "cells";
  readonly number: string | undefined;
  readonly text: string;
  readonly rules: TypingRules;
}

/**
 * The columns c0, c1, ... of `file` (a relation with a column file_row_number), typed.
 * Throws as `inspectColumns`.
 */
export async function parquetColumns(
  connection: DuckDBConnection,
  file: string,
  declared: readonly DeclaredColumn[],
  options: CellOptions,
  source: string,
): Promise<TypedColumn[]> {
  const { nRows, columns } = await inspectColumns(connection, file, declared, options, source);
  const cells = columns.map(({ as, number, text }, k) => `${as === "numeric" ? number : text} AS c${k}`);
  await connection.run(`CREATE TEMP VIEW cells AS SELECT ${cells.join(", ")}, file_row_number AS r FROM ${file}`);
  const from: CellSource = { relation: "cells", row: "r", nRows };
  const plans = [];
  for (const [k, { as, rules }] of columns.entries()) {
    const { name } = declared[k]!;
    plans.push(
      as === "numeric"
        ? numericPlan(name, from, `c${k}`)
        : await dictionaryPlan(connection, name, from, `c${k}`, rules),
    );
  }
  return fetchColumns(connection, from, plans);
}

/**
 * How each column of `file` is read, and the number of rows. Throws DataError `unknown_column`, `parquet_nested`,
 * `parquet_type`, `parquet_no_rows`.
 */
export async function inspectColumns(
  connection: DuckDBConnection,
  file: string,
  declared: readonly DeclaredColumn[],
  options: CellOptions,
  source: string,
): Promise<{ readonly nRows: number; readonly columns: readonly InspectedColumn[] }> {
  const names = declared.map(({ name }) => name);
  const fetches = declared.map((column, k) => fetchOf(column, `c${k}`, source));
  const rules = typingRules(options, names, source).map((rule, k) => declaredRules(rule, fetches[k]!));
  const { nRows, holds } = await inspect(connection, file, fetches);
  if (nRows === 0)
    throw new DataError("parquet_no_rows", `${source} has no rows.`, { got: 0, expected: "rows", source });
  const columns = fetches.map(({ as, number, text }, k): InspectedColumn => {
    if (as === "text" && !holds[k]) throw notText(names[k]!, source);
    const rule = rules[k]!;
    if (rule.text !== undefined) return { as: "text", number, text, rules: rule };
    return { as: as === "numeric" || holds[k] ? "numeric" : "cells", number, text, rules: rule };
  });
  return { nRows, columns };
}

/** The number of rows, and for each column whether its check holds in all of them. */
async function inspect(connection: DuckDBConnection, file: string, fetches: readonly Fetch[]) {
  const checks = fetches.map(({ check }) => (check === undefined ? "true" : `coalesce(bool_and(${check}), true)`));
  const query = `SELECT count(*)::UINTEGER, ${checks.join(", ")} FROM ${file}`;
  const [row] = (await connection.runAndReadAll(query)).getRows() as [[number, ...boolean[]]];
  const [nRows, ...holds] = row;
  return { nRows, holds };
}

function fetchOf({ name, type }: DeclaredColumn, cell: string, source: string): Fetch {
  const text = `${cell}::VARCHAR`;
  const number = `${cell}::DOUBLE`;
  if (/^(U?(TINY|SMALL)INT|U?INTEGER|BOOLEAN)$/.test(type)) return { as: "numeric", number, text };
  if (/^(FLOAT|DOUBLE)$/.test(type)) return { as: "numeric", number, text: floatText(cell) };
  if (/^(U?BIGINT|U?HUGEINT|DECIMAL\(\d+,0\))$/.test(type)) {
    return { as: "integers", number, text, check: `${cell} BETWEEN -${EXACT} AND ${EXACT}` };
  }
  // By way of text: the cast rounds to the nearest double, which dividing by a power of ten need not.
  if (/^DECIMAL\(\d+,\d+\)$/.test(type)) return { as: "numeric", number: `${text}::DOUBLE`, text };
  if (/^(VARCHAR|JSON|UUID|DATE|INTERVAL|TIME|TIME_NS|TIME WITH TIME ZONE|TIMESTAMP(_S|_MS|_NS)?)$/.test(type)) {
    return { as: "text", text };
  }
  if (type === "TIMESTAMP WITH TIME ZONE")
    return { as: "text", text: `(${cell} AT TIME ZONE 'UTC')::VARCHAR || '+00'` };
  if (type === "BLOB")
    return { as: "text", text: `decode(${cell})`, check: `${cell} IS NULL OR try(decode(${cell})) IS NOT NULL` };
  const detail = { got: type, expected: "one value a row", column: name };
  if (/\[\d*\]$|^(STRUCT|MAP|UNION)\(/.test(type)) {
    throw new DataError(
      "parquet_nested",
      `${source}: column '${name}' is nested (${type}), one value a row was expected; write its parts as columns of their own, or leave it out.`,
      detail,
    );
  }
  throw new DataError(
    "parquet_type",
    `${source}: column '${name}' is of type ${type}, which is not read; write it as a number or as text, or leave it out.`,
    detail,
  );
}

/** Whole floats without a point, as integers that became floats to hold missing values should be. */
function floatText(cell: string): string {
  return `CASE WHEN isnan(${cell}) THEN NULL WHEN abs(${cell}) < ${EXACT} AND ${cell} = trunc(${cell}) THEN ${cell}::BIGINT::VARCHAR ELSE ${cell}::VARCHAR END`;
}

const declaredRules = (rules: TypingRules, { as }: Fetch): TypingRules =>
  as === "text" && rules.text === undefined ? { ...rules, text: "declared" } : rules;

const notText = (name: string, source: string): DataError =>
  new DataError(
    "parquet_type",
    `${source}: column '${name}' holds bytes that are no text; write it as a number or as text, or leave it out.`,
    { got: "BLOB", expected: "numbers or text", column: name },
  );
