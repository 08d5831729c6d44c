/**
 * Layer table, Node. Second pass over a CSV file: DuckDB splits all cells as text, on all cores, and columns come out
 * typed by the library's rules. A column all of whose cells match a pattern on which DuckDB's cast and the grammar of
 * `cells` agree is cast there; every other column comes as a dictionary of cells and is typed by the same code that
 * types text in memory. Row order is the file's.
 */
import { constants } from "node:buffer";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { DuckDBConnection } from "@duckdb/node-api";
import { type Column, MISSING_CODE, type NumericColumn } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { INFINITIES, MISSING_MARKERS } from "../cells.js";
import { parseCsv } from "../csv.js";
import { type CsvOptions, columnsKeptAsText } from "../csv-head.js";
import type { CellDictionary } from "../dictionary.js";
import { makeTable, type Table, type TableSource } from "../table.js";
import { typeColumn } from "../typing.js";
import { type CsvLayout, csvLayout } from "./csv-layout.js";
import { forEachChunk, literal, numbersOf, withDuckDB } from "./duckdb.js";
import { openTextFile } from "./file-bytes.js";

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

/** Reads a .csv or .csv.gz file. Throws the DataErrors of `openTextFile` and `csvLayout`, and `csv_unreadable`. */
export async function readCsvFile(path: string, options: CsvOptions = {}): Promise<Table> {
  const file = await openTextFile(path);
  const layout = await csvLayout(file, options);
  const asText = columnsKeptAsText(options.text ?? [], layout.names, path);
  const source = { name: path, bytes: file.bytes, sha256: layout.sha256 };
  return withDuckDB(async (connection) => {
    if (!(await loadCells(connection, layout))) return readInMemory(layout, options, source);
    const plain = await plainColumns(connection, layout, asText);
    const numeric = await castColumns(connection, layout, plain);
    const columns: Column[] = [];
    const notes = [...layout.notes];
    for (const [k, name] of layout.names.entries()) {
      const cast = numeric.get(k);
      if (cast !== undefined) {
        columns.push(cast);
        continue;
      }
      const typed = typeColumn(name, await readDictionary(connection, layout.nRows, k), asText.has(name));
      columns.push(typed.column);
      notes.push(...typed.notes);
    }
    return makeTable(columns, source, notes);
  });
}

/**
 * Makes table `cells`: columns c0, c1, ... of text, NULL where empty. False unless it has the rows the first pass
 * counted: DuckDB may return fewer without a word where a header cell holds a line end, and refuses some line ends in
 * quotes when it reads in parallel.
 */
async function loadCells(connection: DuckDBConnection, layout: CsvLayout): Promise<boolean> {
  for (const parallel of [true, false]) {
    try {
      await connection.run(`CREATE OR REPLACE TABLE cells AS FROM ${csvSource(layout, parallel)}`);
    } catch {
      continue;
    }
    const [[count]] = (await connection.runAndReadAll("SELECT count(*)::UINTEGER FROM cells")).getRows() as [[number]];
    if (count === layout.nRows) return true;
  }
  return false;
}

/** Explicit "\r\n" is not passed on: DuckDB then finds no rows, while it detects it rightly. */
function csvSource({ file, names, delimiter, newline }: CsvLayout, parallel: boolean): string {
  const columns = names.map((_, k) => `'c${k}': 'VARCHAR'`).join(", ");
  const path = file.path.replace(/[[*?]/g, "[$&]");
  const lineEnd = newline === "\r\n" ? "" : `, new_line = '${newline === "\n" ? "\\n" : "\\r"}'`;
  return `read_csv(${literal(path)}, columns = {${columns}}, auto_detect = false, header = true,
    delim = ${literal(delimiter)}, quote = '"', escape = '"'${lineEnd}, compression = '${file.gzip ? "gzip" : "none"}',
    hive_partitioning = false, strict_mode = true, parallel = ${parallel})`;
}

/** Sound files DuckDB does not read, by the reader that defines what they hold. */
async function readInMemory({ file, delimiter }: CsvLayout, options: CsvOptions, source: TableSource): Promise<Table> {
  const bytes = await readFile(file.path);
  const unpacked = file.gzip ? await promisify(gunzip)(bytes) : bytes;
  if (unpacked.length > constants.MAX_STRING_LENGTH) {
    throw new DataError(
      "csv_unreadable",
      `${file.path} has line ends inside quotes in a way that is only read up to ${constants.MAX_STRING_LENGTH} bytes; remove them from the header.`,
      { got: unpacked.length, expected: constants.MAX_STRING_LENGTH },
    );
  }
  const { columns, notes } = parseCsv(
    new TextDecoder().decode(unpacked),
    { ...options, delimiter },
    { name: file.path },
  );
  return makeTable(columns, source, notes);
}

/** Columns whose every cell is missing or a plain finite number, spelled-out infinities included. */
async function plainColumns(
  connection: DuckDBConnection,
  { names }: CsvLayout,
  asText: ReadonlySet<string>,
): Promise<number[]> {
  const exact = [...MISSING_MARKERS, ...INFINITIES].map(literal).join(", ");
  const tests = names.map(
    (_, k) => `count(*) FILTER (WHERE NOT (
      (regexp_full_match(c${k}, ${literal(PLAIN_NUMBER)}) AND coalesce(isfinite(TRY_CAST(c${k} AS DOUBLE)), false))
      OR c${k} IN (${exact})))::UINTEGER`,
  );
  const [others] = (await connection.runAndReadAll(`SELECT ${tests.join(", ")} FROM cells`)).getRows() as number[][];
  return names.flatMap((name, k) => (others![k] === 0 && !asText.has(name) ? [k] : []));
}

/** The columns `plain`, cast to doubles, NaN where missing. */
async function castColumns(
  connection: DuckDBConnection,
  { names, nRows }: CsvLayout,
  plain: readonly number[],
): Promise<Map<number, NumericColumn>> {
  const columns = plain.map(
    (k): NumericColumn => ({ kind: "numeric", name: names[k]!, values: new Float64Array(nRows) }),
  );
  if (columns.length > 0) {
    const casts = plain.map((k) => `coalesce(TRY_CAST(c${k} AS DOUBLE), 'NaN'::DOUBLE)`).join(", ");
    await forEachChunk(connection, `SELECT ${casts} FROM cells`, (chunk, first) => {
      columns.forEach(({ values }, j) => {
        values.set(numbersOf(chunk, j), first);
      });
    });
  }
  return new Map(columns.map((column, j) => [plain[j]!, column]));
}

/** Column `k` as distinct cells in order of code point, with counts, first rows and the code of every row. */
async function readDictionary(connection: DuckDBConnection, nRows: number, k: number): Promise<CellDictionary> {
  const cells: string[] = [];
  const counts: number[] = [];
  const firstRows: number[] = [];
  const distinct = `SELECT c${k}, count(*)::UINTEGER, min(rowid)::UINTEGER FROM cells WHERE c${k} IS NOT NULL GROUP BY c${k} ORDER BY c${k}`;
  await forEachChunk(connection, distinct, (chunk) => {
    for (const cell of chunk.getColumnValues(0)) cells.push(cell as string);
    for (const count of Array.from(numbersOf(chunk, 1))) counts.push(count);
    for (const row of Array.from(numbersOf(chunk, 2))) firstRows.push(row);
  });
  const codes = new Uint32Array(nRows);
  if (cells.length <= ENUM_LEVELS) {
    await connection.run(
      `CREATE TYPE e${k} AS ENUM (SELECT c${k} FROM cells WHERE c${k} IS NOT NULL GROUP BY c${k} ORDER BY c${k})`,
    );
    const lookUp = `SELECT coalesce(enum_code(c${k}::e${k})::UINTEGER, ${MISSING_CODE}::UINTEGER) FROM cells`;
    await forEachChunk(connection, lookUp, (chunk, first) => codes.set(numbersOf(chunk, 0), first));
  } else {
    const codeOf = new Map(cells.map((cell, code) => [cell, code]));
    await forEachChunk(connection, `SELECT c${k} FROM cells`, (chunk, first) => {
      chunk.getColumnValues(0).forEach((cell, i) => {
        codes[first + i] = codeOf.get(cell as string) ?? MISSING_CODE;
      });
    });
  }
  return { cells, counts, firstRows, codes };
}
