/**
 * A data file as a DuckDB view, with the types `data/files` gives its columns and the rows' numbers: `data` has
 * `row_id` (0-based, the file's order), v0, v1, ... typed (DOUBLE or VARCHAR, NULL where missing), r0, r1, ... the text of
 * text columns before anything is trimmed or missing, and c0, c1, ... as they are in the file. Parquet is read again at each query; text is copied into the database once, all cells as text.
 */
import { DataError, UsageError } from "../base/errors.js";
import type { Note } from "../base/messages.js";
import type { CsvFileOptions } from "../data/files/csv-file.js";
import { asTextFile, openDataFile, readBytes, withDataFile } from "../data/files/data-file.js";
import { literal } from "../data/files/duckdb.js";
import { cellKind, numberAdvice, trimCell } from "../data/table/cells.js";
import { makeTable, type Table } from "../data/table/table.js";
import { allQuotedNotes, quotedNote, type TypingRules } from "../data/table/typing.js";
import { castOf, csvLayout, digitsCell, loadCells, plainCell } from "./csv-cells.js";
import { damaged, inspectColumns, parquetRelation, requireParquet } from "./parquet-relation.js";
import type { Session } from "./session.js";
import { readAsUtf8, type Utf8File } from "./transcode.js";

/** A column of `data`: v{position} is DOUBLE or VARCHAR. */
export interface SourceColumn {
  readonly name: string;
  readonly kind: "numeric" | "text";
  readonly position: number;
  /** SQL of a cell as text, over the file's relation. */
  readonly cell: string;
  readonly rules: TypingRules;
}

/** The file behind `data`. */
export interface Source {
  readonly columns: readonly SourceColumn[];
  readonly nRows: number;
  readonly format: "parquet" | "text";
  /** A table of the same columns and no rows, for whoever plans by names. */
  readonly header: Table;
}

const TEXT_SUFFIXES = [".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".txt.gz"];

/** Opens `path` and makes `data`. Throws as `readTable`, and DataError `csv_unreadable` for text DuckDB can't split. */
export async function openSource(session: Session, path: string, options: CsvFileOptions): Promise<Source> {
  const name = path.toLowerCase();
  if (name.endsWith(".parquet")) return parquetSource(session, path, options);
  if (TEXT_SUFFIXES.some((suffix) => name.endsWith(suffix))) return textSource(session, path, options);
  const suffixes = [".parquet", ...TEXT_SUFFIXES];
  throw new UsageError("file_format", `${path}: the name should end in ${suffixes.join(", ")}.`, {
    got: path,
    expected: suffixes,
  });
}

async function textSource(session: Session, path: string, options: CsvFileOptions): Promise<Source> {
  const read = async ({ file, sha256, notes }: Utf8File): Promise<Source> => {
    const layout = await csvLayout(file, options);
    const problem = await session.guarded(() => loadCells(session.connection, layout));
    if (problem !== undefined) throw unreadable(path, problem);
    const cells = layout.names.map((name, k): CellColumn => ({ name, cell: `c${k}`, rules: layout.rules[k]! }));
    const types = await cellTypes(session, "cells", cells);
    const columns = cells.map((column, position): Typed => ({ ...column, position, ...types[position]! }));
    const source = { name: path, bytes: file.bytes, sha256: sha256 ?? layout.sha256 };
    const { nRows } = layout;
    const quoted = [
      ...(await quotedNotes(session, "cells", columns)),
      ...allQuotedNotes(columns, layout.bareNumbers, layout.quotedCells),
    ];
    return makeView(session, columns, { nRows, format: "text", relation: "cells", rowId: "rowid" }, (header) =>
      makeTable(header, source, [...notes, ...layout.notes, ...quoted]),
    );
  };
  return withDataFile(path, (file) => readAsUtf8(asTextFile(file), options.encoding, read));
}

async function parquetSource(session: Session, path: string, options: CsvFileOptions): Promise<Source> {
  const file = await openDataFile(path);
  session.hold(file);
  await requireParquet(file, options);
  const hash = readBytes({ ...file, gzip: false }, () => {});
  const inspected = (async () => {
    const { relation, declared } = await parquetRelation(session.connection, file.path);
    const { nRows, columns } = await inspectColumns(session.connection, relation, declared, options, path);
    const cells = columns.map(({ text, rules }, k): CellColumn => ({ name: declared[k]!.name, cell: text, rules }));
    const open = cells.filter((_, k) => columns[k]!.as === "cells");
    const types = new Map(
      (await cellTypes(session, relation, open)).map((type, k) => [open[k]!, type] satisfies [CellColumn, CellType]),
    );
    const typed = cells.map((column, position): Typed => {
      const { as, number } = columns[position]!;
      const { cell, rules } = column;
      const declaredType: CellType =
        as === "numeric" ? { kind: "numeric", value: number! } : { kind: "text", value: textOf(cell, rules) };
      return { ...column, position, ...(types.get(column) ?? declaredType) };
    });
    return { relation, nRows, typed };
  })();
  const [sha256, { relation, nRows, typed }] = await Promise.all([
    hash,
    session
      .guarded(() => inspected)
      .catch((cause) => {
        throw cause instanceof Error && cause.constructor === Error ? damaged(file, cause) : cause;
      }),
  ]);
  const source = { name: path, bytes: file.bytes, sha256 };
  return makeView(session, typed, { nRows, format: "parquet", relation, rowId: "file_row_number" }, (header) =>
    makeTable(header, source),
  );
}

type Typed = SourceColumn & CellType;

async function makeView(
  session: Session,
  columns: readonly Typed[],
  {
    relation,
    rowId,
    ...from
  }: Pick<Source, "nRows" | "format"> & { readonly relation: string; readonly rowId: string },
  table: (columns: Table["columns"]) => Table,
): Promise<Source> {
  const header = table(
    columns.map(({ name, kind }) =>
      kind === "numeric"
        ? { kind, name, values: new Float64Array(0) }
        : { kind, name, codes: new Uint32Array(0), levels: [] },
    ),
  );
  const values = columns.map(({ kind, value, position }) =>
    kind === "text" ? `${value} AS v${position}` : `CASE WHEN NOT isnan(${value}) THEN ${value} END AS v${position}`,
  );
  const raw = columns.flatMap(({ kind, cell, position }) => (kind === "text" ? [`${cell} AS r${position}`] : []));
  const originals = columns.map(({ position }) => `c${position}`);
  const cells = [`${rowId}::UINTEGER AS row_id`, ...values, ...raw, ...originals];
  await session.run(`CREATE TEMP VIEW data AS SELECT ${cells.join(", ")} FROM ${relation}`);
  // Rows bear their numbers from here on: keeping them in order would cost memory.
  await session.run("SET preserve_insertion_order = false");
  return { columns, header, ...from };
}

const unreadable = (path: string, problem: string): DataError =>
  new DataError(
    "csv_unreadable",
    `${path} could not be read by DuckDB (${problem}); line ends inside header cells and spaces before quotes are frequent causes. Write it again without them, or as Parquet.`,
    { got: problem, expected: "rows DuckDB reads as the file's own reader does", path },
  );

// The type of columns that are text in their file, decided as `table/typing` does, from every cell, without holding
// them: plain cells are judged by DuckDB, the others one by one by the library's own grammar until one of them makes
// the column text.

/** A column of text cells: `cell` is its SQL, NULL where empty. */
interface CellColumn {
  readonly name: string;
  readonly cell: string;
  readonly rules: TypingRules;
}

/** White space as `trimCell` takes it away. */
const SPACES =
  "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";

/** SQL of a text cell: trimmed, NULL where missing. No list to be IN, which DuckDB joins even where nothing asks for it. */
export function textOf(cell: string, { missing }: TypingRules): string {
  const trimmed = `trim(${cell}, ${literal(SPACES)})`;
  const present = [...missing].map((marker) => `${trimmed} <> ${literal(marker)}`).join(" AND ");
  return `CASE WHEN ${present} THEN ${trimmed} END`;
}

/** A typed column: its kind, and the SQL of its value, a DOUBLE or a VARCHAR. */
interface CellType {
  readonly kind: "numeric" | "text";
  readonly value: string;
  /** Whether it is text because its digits stand in quotes. */
  readonly quoted?: boolean;
}

/** The type of each column: numeric if every cell is missing or a number, none a code. */
async function cellTypes(session: Session, relation: string, columns: readonly CellColumn[]): Promise<CellType[]> {
  const asText = ({ cell, rules }: CellColumn): CellType => ({ kind: "text", value: textOf(cell, rules) });
  const open = columns.filter(({ rules }) => rules.text === undefined);
  if (open.length === 0) return columns.map(asText);
  const tests = open.map(({ cell, rules }) => `coalesce(bool_and(${plainCell(cell, rules)}), true)`);
  const plain = await session.row<boolean[]>(`SELECT ${tests.join(", ")} FROM ${relation}`);
  const numeric = new Map<CellColumn, string>();
  const quoted = new Set<CellColumn>();
  for (const [k, column] of open.entries()) {
    const { cell, rules } = column;
    if (rules.quoted === true && (await areQuotedDigits(session, relation, column))) {
      quoted.add(column);
      continue;
    }
    if (plain[k]!) numeric.set(column, castOf(cell, rules));
    else if (await oddCellsAreNumbers(session, relation, column)) {
      numeric.set(column, `TRY_CAST(${textOf(cell, rules)} AS DOUBLE)`);
    }
  }
  return columns.map((column) => {
    const value = numeric.get(column);
    if (value !== undefined) return { kind: "numeric", value };
    return quoted.has(column) ? { ...asText(column), quoted: true } : asText(column);
  });
}

/** Notes on columns of digits in quotes, as a table in memory has them. */
async function quotedNotes(
  session: Session,
  relation: string,
  columns: readonly (CellColumn & CellType)[],
): Promise<Note[]> {
  const notes: Note[] = [];
  for (const { name, value, quoted } of columns) {
    if (quoted !== true) continue;
    const [count, first] = await session.row<[number, string]>(
      `SELECT count(v)::DOUBLE, arg_min(v, row) FROM (SELECT ${value} AS v, rowid AS row FROM ${relation}) WHERE v IS NOT NULL`,
    );
    notes.push(quotedNote(name, count, first));
  }
  return notes;
}

/** Whether the column has cells that are not missing, and all of them are digits in quotes. */
async function areQuotedDigits(session: Session, relation: string, { cell, rules }: CellColumn): Promise<boolean> {
  const [all, some] = await session.row<[boolean, boolean]>(
    `SELECT coalesce(bool_and(${digitsCell(cell, rules)}), true),
       coalesce(bool_or(${textOf(cell, rules)} IS NOT NULL), false) FROM ${relation}`,
  );
  return all && some;
}

/** Looks at the cells that are not plain, one after the other, and stops at the first that is text or a code. */
async function oddCellsAreNumbers(session: Session, relation: string, { cell, rules }: CellColumn): Promise<boolean> {
  const odd = `SELECT ${cell} FROM ${relation} WHERE NOT ${plainCell(cell, rules)}`;
  return session.guarded(async () => {
    const result = await session.connection.stream(odd);
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; ) {
      for (const value of chunk.getColumnValues(0)) {
        const kind = cellKind(trimCell(value as string), rules.missing);
        if (kind === "text" || kind === "code") return false;
      }
      chunk = await result.fetchChunk();
    }
    return true;
  });
}

/**
 * Throws DataError `not_numeric` unless `column` is numeric, naming the first cell that is no number and how many there
 * are; for a column of codes, the first code.
 */
export async function requireNumeric(session: Session, source: Source, column: SourceColumn): Promise<void> {
  if (column.kind === "numeric") return;
  const { name, position, rules } = column;
  const found = { text: { count: 0, row: 0, cell: "" }, code: { count: 0, row: 0, cell: "" } };
  await session.chunks(`SELECT row_id, v${position} FROM data WHERE v${position} IS NOT NULL`, (chunk) => {
    const ids = chunk.getColumnValues(0) as number[];
    chunk.getColumnValues(1).forEach((value, i) => {
      const kind = cellKind(value as string, rules.missing);
      if (kind !== "text" && kind !== "code") return;
      const { count, row } = found[kind];
      const first = count === 0 || ids[i]! + 1 < row;
      found[kind] = first
        ? { count: count + 1, row: ids[i]! + 1, cell: value as string }
        : { ...found[kind], count: count + 1 };
    });
  });
  const { count, row, cell: got } = found.text;
  const { count: codes, row: codeRow, cell: code } = found.code;
  const of = `of ${source.nRows} cells`;
  if (count === 0) {
    const example = codes === 0 ? "" : ` (${codes} ${of}, first at row ${codeRow}: '${code}')`;
    throw new DataError("not_numeric", `Column '${name}' holds codes or text, not numbers${example}.`, {
      got: codes === 0 ? "text" : code,
      expected: "numbers",
      column: name,
      row: codeRow,
      count: codes,
    });
  }
  throw new DataError(
    "not_numeric",
    `Column '${name}' is not numeric: ${count} ${of} are not numbers, first at row ${row}: '${got}'; ${numberAdvice(got)}.`,
    { got, expected: "numbers", column: name, row, count },
  );
}
