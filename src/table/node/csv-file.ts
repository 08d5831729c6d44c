/**
 * Layer table, Node. Second pass over a CSV file: DuckDB splits all cells as text, on all cores, and columns come out
 * typed by the library's rules. A column all of whose cells match a pattern on which DuckDB's cast and the grammar of
 * `cells` agree is cast there; every other column comes as a dictionary of cells and is typed by the same code that
 * types text in memory. Row order is the file's.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { MISSING_CODE, type NumericColumn } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { INFINITIES, MISSING_MARKERS } from "../cells.js";
import { type CsvOptions, columnsKeptAsText } from "../csv-head.js";
import type { CellDictionary } from "../dictionary.js";
import { makeTable, type Table } from "../table.js";
import { type TypedColumn, typeColumn } from "../typing.js";
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

/** Reads a .csv or .csv.gz file. Throws the DataErrors of `openTextFile`, `csvLayout`, and `csv_unreadable`. */
export async function readCsvFile(path: string, options: CsvOptions = {}): Promise<Table> {
  const file = await openTextFile(path);
  const layout = await csvLayout(file, options);
  const asText = columnsKeptAsText(options.text ?? [], layout.names, path);
  const typed = await withDuckDB(async (connection) => {
    await loadCells(connection, layout);
    const plain = await plainColumns(connection, layout, asText);
    const numeric = await castColumns(connection, layout, plain);
    const columns: TypedColumn[] = [];
    for (const [k, name] of layout.names.entries()) {
      const column = numeric.get(k);
      columns.push(
        column === undefined
          ? typeColumn(name, await readDictionary(connection, layout.nRows, k), asText.has(name))
          : { column, notes: [] },
      );
    }
    return columns;
  });
  return makeTable(
    typed.map(({ column }) => column),
    { name: path, bytes: file.bytes, sha256: layout.sha256 },
    [...layout.notes, ...typed.flatMap(({ notes }) => notes)],
  );
}

/** Table `cells`: columns c0, c1, ... of text, NULL where empty; as many rows as the first pass counted. */
async function loadCells(connection: DuckDBConnection, { file, names, delimiter, newline, nRows }: CsvLayout) {
  const columns = names.map((_, k) => `'c${k}': 'VARCHAR'`).join(", ");
  const path = file.path.replace(/[[*?]/g, "[$&]");
  const source = `read_csv(${literal(path)}, columns = {${columns}}, auto_detect = false, header = true,
    delim = ${literal(delimiter)}, quote = '"', escape = '"', new_line = ${literal(JSON.stringify(newline).slice(1, -1))},
    compression = '${file.gzip ? "gzip" : "none"}', hive_partitioning = false, strict_mode = true)`;
  let problem: unknown = "another number of rows";
  for (const parallel of [true, false]) {
    try {
      await connection.run(
        `CREATE OR REPLACE TABLE cells AS FROM ${source.replace(/\)$/, `, parallel = ${parallel})`)}`,
      );
      const [[count]] = (await connection.runAndReadAll("SELECT count(*)::UINTEGER FROM cells")).getRows() as [
        [number],
      ];
      if (count === nRows) return;
      problem = `${count} rows instead of ${nRows}`;
    } catch (error) {
      problem = error;
    }
  }
  const message = problem instanceof Error ? problem.message.split("\n", 2).join("; ") : String(problem);
  throw new DataError("csv_unreadable", `${file.path} could not be read: ${message}.`, {
    got: message,
    expected: `${nRows} rows`,
  });
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
