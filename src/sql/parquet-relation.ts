/**
 * A Parquet file as a relation of DuckDB, for data that are streamed: its columns with the types that reading it whole gives them.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { DataError, UsageError } from "../base/errors.js";
import type { CsvFileOptions } from "../data/files/csv-file.js";
import { bytesAt, type DataFile } from "../data/files/data-file.js";
import { fileLiteral } from "../data/files/duckdb.js";
import { trimCell } from "../data/table/cells.js";
import { type CellOptions, type TypingRules, typingRules } from "../data/table/typing.js";

// What each Parquet type becomes. Types are the file's word, not a guess: numbers and booleans are
// numeric, text stays text even if its cells are numbers; dates and times are text in ISO order (SQL's spelling, with
// a space; UTC where the file knows the zone), which sorts as time does. Integers a double would round are codes, as
// in CSV. Knows nothing of opening files.

/** A column as the file declares it; `type` in DuckDB's words. */
interface DeclaredColumn {
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
interface InspectedColumn {
  /** `cells`: to be typed from its cells, as a text file's. */
  readonly as: "numeric" | "text" | "cells";
  readonly number: string | undefined;
  readonly text: string;
  readonly rules: TypingRules;
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

/** What a Parquet file begins and ends with; an encrypted one has another. */
const MAGIC = "PAR1";
const ENCRYPTED = "PARE";

/**
 * Looks at the file and the options, before anything is read. Throws UsageError `read_option` for an option on text files, DataError
 * `parquet_format`, `parquet_truncated`.
 */
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
