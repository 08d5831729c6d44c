/**
 * `wasmetrics quality-policy DATA`: a policy's effect on quality that is itself estimated from DATA.
 */
import type { Command } from "commander";
import type { Table } from "../../data/table/table.js";
import { drawsCsv, formatCsv } from "../../data/table/write-csv.js";

import { parseFormula } from "../../formula/parser.js";
import { DEFAULT_POLICY_DRAWS } from "../../trade/policy/options.js";
import { figuresOfPolicy } from "../../trade/policy/policy-figures.js";
import { qualityPolicyTables } from "../../trade/policy/policy-table.js";
import { type QualityPolicyResult, qualityPolicy } from "../../trade/policy/quality-policy.js";
import { DEFAULT_CELLS } from "../../trade/quality/options.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags, readData } from "../data-options.js";
import { figureFiles } from "../figure-files.js";
import { interruptible } from "../interrupt.js";
import { openData } from "../open-data.js";
import { addQualityOptions, QUALITY_OPTIONS_HELP, type QualityFlags, qualityOptions } from "../quality-options.js";
import { recordJson } from "../record-json.js";
import { addCommonOptions, type CommonOptions, parseWholeNumber, runCommand } from "../shared.js";
import { requireTableFormat, tablesAs } from "../table-format.js";
import { requireFolderPath, writeFolder } from "../write-outputs.js";
import { wantsJson } from "../write-record.js";

interface Flags extends CommonOptions, DataFlags, QualityFlags {
  readonly cities: string;
  readonly formula: string;
  readonly term: string;
  readonly cluster: string;
  readonly panelUnit?: string;
  readonly panelTime?: string;
  readonly draws: number;
  readonly normalise: string;
  readonly normaliseRule: string;
  readonly keepPartial?: boolean;
}

const EXAMPLES = `${QUALITY_OPTIONS_HELP}
Quality is measured by city and year, joined to --cities, and regressed. Each draw takes clusters with replacement and does
all of it again: sigma where it is estimated, quality, its scale, the means, the regression. The same draws with quality
held show how much its estimation adds. With --cluster firm the cities stay and cells.csv has the error of each cell.
--out FOLDER writes policy.json, cells.csv, draws.csv, sigma.csv and sigma_draws.csv where sigma is estimated, and the
figures (.svg, .png, .vl.json), all or none.

Examples:
  wasmetrics quality-policy customs.csv.gz --product hs8 --cities cities.csv --formula "r_quality ~ did + eco | city + year" \\
    --term did --cluster city --draws 499 --seed 1 --out policy
  wasmetrics quality-policy customs.csv.gz --sigma iv --cities cities.csv --formula "r_quality ~ did | city + year" \\
    --term did --cluster province --out policy
  wasmetrics quality-policy customs.csv.gz --sigma iv --cities cities.csv --formula "r_quality ~ did | city + year" \\
    --term did --cluster firm --draws 199 --out cells
`;

/** Adds the command. */
export function registerQualityPolicy(program: Command): void {
  const command = program
    .command("quality-policy")
    .description("A policy's effect on export quality: two steps, one step, and a bootstrap of the whole chain.")
    .argument("<data>", DATA_ARGUMENT);
  addQualityOptions(command)
    .option("--normalise <keys>", "cells of the normalisation", DEFAULT_CELLS)
    .option("--normalise-rule <rule>", "min-max or none (percentile:SHARE without draws)", "min-max")
    .requiredOption("--cities <file>", "panel of cities and years with the policy and controls")
    .requiredOption("--formula <formula>", 'second step, "r_quality ~ policy + controls | city + year"')
    .requiredOption("--term <name>", "the coefficient")
    .option("--cluster <column>", "clusters drawn, a column or role of DATA", "city")
    .option("--panel-unit <column>", "column of --cities with the city (default: as in DATA)")
    .option("--panel-time <column>", "column of --cities with the year (default: as in DATA)")
    .option("--draws <n>", "draws of clusters; 0 for none", parseWholeNumber, DEFAULT_POLICY_DRAWS)
    .option("--keep-partial", "on Ctrl-C, give the result of the draws made so far, labelled")
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addDataOptions(command)).action((data: string, flags: Flags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("quality-policy", flags);
      parseFormula(flags.formula);
      if (flags.out !== undefined) requireFolderPath(flags.out);
      const options = await qualityOptions(flags);
      const { engine, table } = await openData(data, flags, io);
      const cities = await readCities(flags);
      const { formula, term, cluster, draws, normalise, normaliseRule, panelUnit, panelTime, seed } = flags;
      const result = await interruptible(flags.keepPartial === true, io, (long) =>
        qualityPolicy(engine, table, cities, {
          ...options,
          ...{ formula, term, cluster, draws, normalise, normaliseRule, ...long },
          ...(panelUnit === undefined ? {} : { panelUnit }),
          ...(panelTime === undefined ? {} : { panelTime }),
          ...(seed === undefined ? {} : { seed }),
        }),
      );
      const tables = qualityPolicyTables(result.record);
      const inFolder = flags.format === "docx" && flags.out !== undefined;
      if (flags.out !== undefined) {
        const files = await filesOf(result);
        if (inFolder) files.set("policy.docx", await tablesAs(tables, "docx"));
        await writeFolder(flags.out, files);
        io.warn(`wrote ${[...files.keys()].join(", ")} into ${flags.out}`);
      }
      if (wantsJson(flags)) io.printJson(result.record);
      else io.print(await tablesAs(tables, inFolder ? "text" : flags.format));
    }),
  );
}

/** The panel, read as DATA is; of --text-columns and --numeric-columns those it has. */
async function readCities({ cities, textColumns = "", numericColumns = "", ...others }: Flags): Promise<Table> {
  const table = await readData(cities, others);
  const own = (list: string): string =>
    list
      .split(",")
      .filter((name) => table.has(name.trim()))
      .join(",");
  const asked = { textColumns: own(textColumns), numericColumns: own(numericColumns) };
  return asked.textColumns + asked.numericColumns === "" ? table : readData(cities, { ...others, ...asked });
}

/** The files of a run, by name. */
async function filesOf({ record, cells, sigmas, sigmaDraws }: QualityPolicyResult) {
  const files = new Map<string, string | Uint8Array>();
  for (const [name, spec] of Object.entries(figuresOfPolicy(record))) {
    for (const [file, content] of await figureFiles(name, spec)) files.set(file, content);
  }
  files.set("policy.json", `${recordJson(record)}\n`);
  files.set("cells.csv", formatCsv(cells.columns));
  if (record.bootstrap !== null) files.set("draws.csv", drawsCsv({ ...record.bootstrap.values }));
  if (sigmas !== null) files.set("sigma.csv", formatCsv(sigmas.columns));
  if (sigmaDraws !== null) files.set("sigma_draws.csv", formatCsv(sigmaDraws.columns));
  return files;
}
