/**
 * Layer cli. `wasmetrics quality-sensitivity DATA`: quality under several sigmas and normalisations, and what that does to
 * the ranks of cities or firms.
 */
import type { Command } from "commander";
import { DEFAULT_CELLS } from "../../quality/options.js";
import { qualitySensitivity } from "../../quality/sensitivity.js";
import { qualitySensitivityTables } from "../../report/quality-sensitivity-table.js";
import { figureOfSensitivity } from "../../report/record-figures.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { openData } from "../open-data.js";
import { addDemandOptions, addRoleOptions, type QualityFlags, qualityOptions } from "../quality-options.js";
import { sensitivityFiles } from "../sensitivity-csv.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import { requireTableFormat } from "../table-format.js";
import { requireFolderPath } from "../write-outputs.js";
import { printAndWriteFolder } from "../write-record.js";

interface SensitivityFlags extends CommonOptions, DataFlags, QualityFlags {
  readonly sigmas: readonly string[];
  readonly normalisations: readonly string[];
  readonly by?: string;
  readonly base?: string;
}

const EXAMPLES = `
Every sigma is combined with every normalisation. Each choice is compared with the base, and with every other, on the
cells of --by that both have: rank correlations (Spearman, Kendall's tau-b), the share of pairs of cells that change
order, over all pairs and over those of one year, the cell that moves most, cells that end up in another quintile.
--out FOLDER writes sensitivity.json, sensitivity.csv (a row a choice), pairs.csv (a row a pair of choices) and the figure
(.svg, .png, .vl.json), all or none.

Examples:
  wasmetrics quality-sensitivity customs.csv.gz --product hs6 --sigmas 3,5,10 --base 5
  wasmetrics quality-sensitivity fish.csv.gz --firm i --product k --dest j --year t --value v_usd --quantity q_kg \\
    --sigmas 3,5,10 --normalisations "product^year,product" --by firm^year --base "5 / product^year" --out sensitivity
`;

/** Adds the command. */
export function registerQualitySensitivity(program: Command): void {
  const command = program
    .command("quality-sensitivity")
    .summary("does quality rank cities the same under other sigmas and normalisations?")
    .description("Quality under every combination of the sigmas and normalisations given, compared by rank.")
    .argument("<data>", DATA_ARGUMENT);
  addDemandOptions(addRoleOptions(command))
    .requiredOption("--sigmas <list>", "elasticities of substitution, separated by commas", list)
    .option("--normalisations <list>", "cells of the min-max normalisation, separated by commas", list, [DEFAULT_CELLS])
    .option("--by <keys>", "cells whose ranks are compared (default: city^year, else firm^year)")
    .option("--base <choice>", "the choice others are compared with: its sigma or its label (default: the first)")
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addDataOptions(command)).action((data: string, flags: SensitivityFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("quality-sensitivity", flags);
      if (flags.out !== undefined) requireFolderPath(flags.out);
      const { engine, table } = await openData(data, flags, io);
      const { sigmas, normalisations, by, base } = flags;
      const record = qualitySensitivity(engine, table, {
        ...qualityOptions(flags),
        ...{ sigmas, normalisations, onProgress: io.progress },
        ...(by === undefined ? {} : { by }),
        ...(base === undefined ? {} : { base }),
      });
      const result = {
        name: "sensitivity",
        record,
        table: qualitySensitivityTables(record),
        figure: () => figureOfSensitivity(record),
        numbers: () => sensitivityFiles(record),
      };
      await printAndWriteFolder(result, flags, io);
    }),
  );
}

const list = (text: string): string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
