/**
 * A data source of a study file: a path, or a file with how it is read and what a replication folder says of it.
 */
import { z } from "zod";
import type { FormatOptions } from "../../data/formats/format.js";
import { type InReport, prose } from "../file/prose.js";
import { columnName, text, wholeNumber } from "../stages/shared-schema.js";

const DELIMITERS = { comma: ",", semicolon: ";", tab: "\t", bar: "|" } as const;
const cells = z.array(z.string());

/** What is said of data to those who replicate a study; nothing that is computed depends on it. */
const provenance = {
  citation: prose.optional().describe("reference to the data, as a list of references has it"),
  licence: text.optional().describe("licence or terms of use of the data, such as CC0-1.0"),
  url: text.optional().describe("where the data are: https://... or a DOI"),
  access: prose.optional().describe("how others obtain the data: whom to ask, conditions, cost, how long it takes"),
  provided: z
    .boolean()
    .optional()
    .describe("whether a replication folder has the file (default: true); false: its hash and where to get it"),
};
const PROVENANCE: readonly string[] = Object.keys(provenance);

/** What the study file says of a source of data. */
export type SourceProvenance = InReport<z.ZodObject<typeof provenance>>;

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
    ...provenance,
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

type DataSource = InReport<typeof dataSource>;

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
  const given = Object.entries(options).filter(([key, value]) => value !== undefined && !PROVENANCE.includes(key));
  return { path: file, options: Object.fromEntries(given) };
}

/** What the study file says of the provenance of a source; nothing of a bare path. */
export const provenanceOf = (source: FileSource): SourceProvenance =>
  typeof source === "string"
    ? {}
    : Object.fromEntries(Object.entries(source).filter(([key]) => PROVENANCE.includes(key)));
