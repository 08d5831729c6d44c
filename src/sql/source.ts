/**
 * A data file as a DuckDB view, with the types `table/node` gives its columns and the rows' numbers: `data` has
 * `row_id` (0-based, the file's order), v0, v1, ... typed (DOUBLE or VARCHAR, NULL where missing), r0, r1, ... the text of
 * text columns before anything is trimmed or missing, and c0, c1, ... as they are in the file. Parquet is read again at each query; text is copied into the database once, all cells as text.
 */
import { DataError, UsageError } from "../base/errors.js";
import { type CsvFileOptions, loadCells } from "../data/files/csv-file.js";
import { csvLayout } from "../data/files/csv-layout.js";
import { asTextFile, readBytes } from "../data/files/file-bytes.js";
import { openDataFile, withDataFile } from "../data/files/file-open.js";
import { inspectColumns } from "../data/files/parquet-columns.js";
import { damaged, parquetRelation, requireParquet } from "../data/files/parquet-file.js";
import { readAsUtf8, type Utf8File } from "../data/files/transcode.js";
import { allQuotedNotes } from "../data/table/quoted-digits.js";
import { makeTable, type Table } from "../data/table/table.js";
import type { TypingRules } from "../data/table/typing-rules.js";
import { type CellColumn, type CellType, cellTypes, quotedNotes, textOf } from "./cell-types.js";
import type { Session } from "./session.js";

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
    `${path} could not be read by DuckDB (${problem}); line ends inside header cells are a frequent cause. Write it again without them, or as Parquet.`,
    { got: problem, expected: "rows DuckDB reads as the file's own reader does", path },
  );
