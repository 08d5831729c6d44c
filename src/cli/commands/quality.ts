/**
 * `wasmetrics quality DATA`: rows and aggregates of export quality, as files and as a summary.
 */
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "../../base/errors.js";
import { writeTables } from "../../data/files/write-tables.js";
import type { Table } from "../../data/table/table.js";
import { estimateQuality, type QualityResult } from "../../trade/quality/estimate-quality.js";
import { DEFAULT_CELLS, type EstimateQualityOptions } from "../../trade/quality/options.js";
import type { QualityRecord } from "../../trade/quality/quality-record.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { openData } from "../open-data.js";
import { addQualityOptions, QUALITY_OPTIONS_HELP, type QualityFlags, qualityOptions } from "../quality-options.js";
import { addStreamOptions, refuseStreamOptions, runStreamed, type StreamFlags } from "../quality-stream.js";
import { recordJson } from "../record-json.js";
import { addCommonOptions, type CommandIo, type CommonOptions, runCommand } from "../shared.js";
import { aggregateFile, partsOf } from "../table-csv.js";
import { requireTableFormat, tablesAs } from "../table-format.js";
import { requireFolderPath, writeOutputs } from "../write-outputs.js";
import { wantsJson } from "../write-record.js";
import { qualityTables } from "./quality-tables.js";

interface Flags extends CommonOptions, DataFlags, QualityFlags, StreamFlags {
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

/** Adds the command. */
export function registerQuality(program: Command): void {
  const command = program
    .command("quality")
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
  addStreamOptions(command);
  addCommonOptions(addDataOptions(command)).action((data: string, flags: Flags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("quality", flags);
      refuseStreamOptions(flags);
      if (flags.out !== undefined) requireFolderPath(flags.out, usualNames(flags));
      const options = { ...(await qualityOptions(flags)), ...ownOptions(flags) };
      if (flags.stream === true) {
        const record = await runStreamed(data, flags, options, io, (made) => wordFile(made, flags));
        if (record !== null) await show(record, flags, io);
        return;
      }
      const { engine, table } = await openData(data, flags, io);
      const result = estimateQuality(engine, table, { ...options, onProgress: io.progress });
      await show(flags.out === undefined ? result.record : await written(result, flags.out, flags), flags, io);
    }),
  );
}

async function show(record: QualityRecord, flags: Flags, io: CommandIo): Promise<void> {
  if (wantsJson(flags)) return io.printJson(record);
  const [word] = (await wordFile(record, flags)).keys();
  if (word !== undefined) io.warn(`wrote ${join(flags.out!, word)}`);
  io.print(await tablesAs(qualityTables(record), word === undefined ? flags.format : "text"));
}

/** The tables as a Word document beside the other files, where it is asked for. */
async function wordFile(record: QualityRecord, flags: Flags): Promise<ReadonlyMap<string, string | Uint8Array>> {
  if (flags.format !== "docx" || flags.out === undefined || wantsJson(flags)) return new Map();
  return new Map([["quality.docx", await tablesAs(qualityTables(record), "docx")]]);
}

/** Files known by their names before anything is read. */
const usualNames = ({ rowsFormat, stream, by }: Flags): string[] => [
  `rows.${rowsFormat ?? (stream === true ? "parquet" : "csv")}`,
  ...(by === undefined ? [] : by.split(",").map((keys) => aggregateFile(keys.trim()))),
  "quality.json",
];

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

/** Writes rows, aggregates, groups of sigma and the record into `folder`, all or none; the record with their paths in it. */
async function written(result: QualityResult, folder: string, flags: Flags): Promise<QualityRecord> {
  const { record, rows, aggregates, sigmas } = result;
  const tables = new Map<string, Table>([[`rows.${flags.rowsFormat ?? "csv"}`, rows()]]);
  for (const { by, table } of aggregates) addNamed(tables, aggregateFile(by), table, by);
  if (sigmas !== null) addNamed(tables, "sigma.csv", sigmas, "sigma");
  const files = [...tables.keys(), "quality.json"].map((name) => join(folder, name));
  const complete: QualityRecord = Object.freeze({ ...record, files: Object.freeze(files) });
  await writeOutputs(async ({ place, put }) => {
    for (const [name, table] of tables) await writeTables(place(join(folder, name)), partsOf(table));
    put(join(folder, "quality.json"), `${recordJson(complete)}\n`);
    for (const [name, content] of await wordFile(complete, flags)) put(join(folder, name), content);
  });
  return complete;
}

function addNamed(tables: Map<string, Table>, name: string, table: Table, by: string): void {
  if (tables.has(name)) {
    throw new UsageError("file_name_clash", `Two outputs would be called '${name}'; leave '${by}' out of --by.`, {
      got: by,
    });
  }
  tables.set(name, table);
}
