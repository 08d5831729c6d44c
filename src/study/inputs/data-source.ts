/**
 * A data source of a study file: a path, or a file with how it is read.
 */
import { z } from "zod";
import type { FormatOptions } from "../../data/formats/format.js";
import { columnName, text, wholeNumber } from "../stages/shared-schema.js";

const DELIMITERS = { comma: ",", semicolon: ";", tab: "\t", bar: "|" } as const;
const cells = z.array(z.string());

export const dataSource = z.union([
  text,
  z.strictObject({
    file: text.describe("path, relative to the study file"),
    use: z.array(columnName).min(1).optional().describe("columns to read (default: all)"),
    sheet: z
      .union([text, wholeNumber.min(1)])
      .optional()
      .describe("sheet of a workbook, object of .RData, member of .zip: its name or number"),
    cells: text.optional().describe("cells of a sheet: B3:F200, B3 (from there on) or B:F"),
    header_rows: wholeNumber.min(0).optional().describe("rows of a sheet that name its columns"),
    encoding: text.optional().describe("encoding of text, such as gb18030"),
    delimiter: z.enum(["comma", "semicolon", "tab", "bar"]).optional(),
    text: z.array(columnName).optional().describe("columns kept as text although they look like numbers"),
    numeric: z.array(columnName).optional().describe("columns of digits in quotes that are numbers"),
    missing: z
      .union([cells, z.record(text, cells)])
      .optional()
      .describe("cells read as missing: of all columns, or by column"),
  }),
  z.strictObject({
    engine: text.describe(
      "database that holds the rows: duckdb (files of Parquet), duckdb:FILE, postgres://user@host/database, clickhouse://, " +
        "trino://, spark://; passwords come from the environment",
    ),
    from: text.describe("table, query (SELECT ...), or files of Parquet by a pattern, relative to the study file"),
    bring: z
      .literal("home")
      .optional()
      .describe("home: the columns that the study names come here, 4 GB at most; default: rows stay, sums come"),
  }),
]);

type DataSource = z.output<typeof dataSource>;

/** A source whose rows an engine holds. */
export type EngineSource = Extract<DataSource, { readonly engine: string }>;
/** A source that is a file. */
export type FileSource = Exclude<DataSource, EngineSource>;

export const isOnEngine = (source: DataSource): source is EngineSource =>
  typeof source === "object" && "engine" in source;

/** The path of a source, and how it is read. */
export function readingOf(source: FileSource): { readonly path: string; readonly options: FormatOptions } {
  if (typeof source === "string") return { path: source, options: {} };
  const { file, use, cells: range, header_rows: headerRows, delimiter, ...same } = source;
  const options = { ...same, columns: use, range, headerRows, delimiter: delimiter && DELIMITERS[delimiter] };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { path: file, options: Object.fromEntries(given) };
}
