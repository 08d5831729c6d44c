/**
 * Layer cli. `wasmetrics quality DATA`: rows and aggregates of export quality, as files and as a summary.
 */
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { Column } from "../../base/columns.js";
import { UsageError } from "../../base/errors.js";
import { estimateQuality, type QualityResult } from "../../quality/estimate-quality.js";
import { DEFAULT_CELLS, type EstimateQualityOptions } from "../../quality/options.js";
import type { QualityRecord } from "../../quality/quality-record.js";
import type { Table } from "../../table/table.js";
import { formatCsv } from "../../table/write-csv.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { openData } from "../open-data.js";
import { addQualityOptions, QUALITY_OPTIONS_HELP, type QualityFlags, qualityOptions } from "../quality-options.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import { requireTableFormat } from "../table-format.js";
import { requireFolderPath, writeFolderWhole } from "../write-outputs.js";
import { renderQuality } from "./quality-tables.js";

interface Flags extends CommonOptions, DataFlags, QualityFlags {
  readonly normalise: string;
  readonly normaliseRule: string;
  readonly by?: string;
  readonly quantiles?: readonly number[];
  readonly literal?: boolean;
}

const EXAMPLES = `${QUALITY_OPTIONS_HELP}
Writes rows.csv, one CSV an aggregate, sigma.csv where sigma is estimated, and quality.json into --out, all or none.

Examples:
  wasmetrics quality customs.csv.gz --product hs8 --dest country --sigma 5 --out quality
  wasmetrics quality customs.csv.gz --product hs8 --sigma iv --sigma-by hs4 --sigma-invalid 5 --out quality
  wasmetrics quality customs.parquet --sigma table:broda_weinstein.csv.gz --sigma-cap 30 --sigma-missing median \\
    --sigma-concordance hs2012_hs1992.csv,years=2012-2016 --sigma-concordance hs2017_hs1992.csv,years=2017- --out quality
  wasmetrics quality fish.csv.gz --firm i --product k --dest j --year t --value v_usd --quantity q_kg \\
    --fe "product + dest^year" --normalise product^year --trim 0.01 --by firm^year --out quality
`;

/** Rows formatted at a time: strings stay far below the longest a host allows. */
const CSV_ROWS = 100_000;

/** Adds the command. */
export function registerQuality(program: Command): void {
  const command = program
    .command("quality")
    .summary("export quality of firms and cities from customs rows")
    .description(
      "Export quality from customs-like rows: residual demand at a given sigma, on [0, 1] within cells, then value-weighted means.",
    )
    .argument("<data>", DATA_ARGUMENT);
  addQualityOptions(command)
    .option("--normalise <keys>", "cells of the normalisation", DEFAULT_CELLS)
    .option("--normalise-rule <rule>", "min-max, percentile:SHARE or none", "min-max")
    .option("--by <keys,keys>", "aggregates (default: firm^year,city^year, where these columns are there)")
    .option(
      "--quantiles <p,p>",
      "quantiles of normalised quality added to aggregates, such as 0.1,0.5,0.9",
      parseNumbers,
    )
    .option("--literal", "add mean_of_weighted_terms: the weighted mean over the number of rows, as (6) is printed")
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addDataOptions(command)).action((data: string, flags: Flags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("quality", flags);
      if (flags.out !== undefined) requireFolderPath(flags.out);
      const options = { ...(await qualityOptions(flags)), ...ownOptions(flags) };
      const { engine, table } = await openData(data, flags, io);
      const result = estimateQuality(engine, table, { ...options, onProgress: io.progress });
      const { record, files } = outputs(result, flags.out);
      const text = flags.json === true || flags.format === "json" ? null : renderQuality(record, flags.format);
      if (flags.out !== undefined) writeFolderWhole(flags.out, files);
      if (text === null) io.printJson(record);
      else io.print(text);
    }),
  );
}

/** What is asked of this command alone. */
function ownOptions({ normalise, normaliseRule, by, quantiles, literal }: Flags): EstimateQualityOptions {
  return {
    normalise,
    normaliseRule,
    ...(by === undefined ? {} : { by }),
    ...(quantiles === undefined ? {} : { quantiles }),
    ...(literal === undefined ? {} : { literal }),
  };
}

function parseNumbers(text: string): readonly number[] {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (numbers.every(Number.isFinite)) return numbers;
  throw new InvalidArgumentError("expected numbers separated by commas");
}

/** The files of a run, by name, and its record with their paths in it; no files without a `folder`. */
function outputs({ record, rows, aggregates, sigmas }: QualityResult, folder: string | undefined) {
  const files = new Map<string, string | Uint8Array>();
  if (folder === undefined) return { record, files };
  files.set("rows.csv", csvBytes(rows()));
  for (const { by, table } of aggregates) {
    const name = `${by.replaceAll(/[^\p{L}\p{N}._-]+/gu, "_")}.csv`;
    if (files.has(name)) {
      throw new UsageError("file_name_clash", `Two outputs would be called '${name}'; leave '${by}' out of --by.`, {
        got: by,
      });
    }
    files.set(name, csvBytes(table));
  }
  if (sigmas !== null) files.set("sigma.csv", csvBytes(sigmas));
  const names = [...files.keys(), "quality.json"].map((name) => join(folder, name));
  const complete: QualityRecord = Object.freeze({ ...record, files: Object.freeze(names) });
  files.set("quality.json", `${JSON.stringify(complete, null, 2)}\n`);
  return { record: complete, files };
}

/** The table as CSV in UTF-8. */
function csvBytes({ columns, nRows }: Table): Uint8Array {
  const header = formatCsv(columns.map((column) => rowsOf(column, 0, 0)));
  const pieces = [Buffer.from(header)];
  for (let from = 0; from < nRows; from += CSV_ROWS) {
    const piece = formatCsv(columns.map((column) => rowsOf(column, from, from + CSV_ROWS)));
    pieces.push(Buffer.from(piece.slice(header.length)));
  }
  return Buffer.concat(pieces);
}

function rowsOf(column: Column, from: number, to: number): Column {
  return column.kind === "numeric"
    ? { ...column, values: column.values.subarray(from, to) }
    : { ...column, codes: column.codes.subarray(from, to) };
}
