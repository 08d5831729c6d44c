/**
 * `wasmetrics quality-sensitivity DATA`: quality under several sigmas and normalisations, and what that does to
 * the ranks of cities or firms.
 */
import { basename } from "node:path";
import type { Command } from "commander";
import { DEFAULT_CELLS } from "../../trade/quality/options.js";
import { figureOfSensitivity } from "../../trade/sensitivity/figure.js";
import { qualitySensitivity } from "../../trade/sensitivity/sensitivity.js";
import { DEFAULT_SIGMAS } from "../../trade/sensitivity/sensitivity-options.js";
import { qualitySensitivityTables } from "../../trade/sensitivity/sensitivity-table.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { openData } from "../open-data.js";
import {
  addSharedQualityOptions,
  QUALITY_OPTIONS_HELP,
  type QualityFlags,
  qualityOptions,
  readSigma,
} from "../quality-options.js";
import { sensitivityFiles } from "../sensitivity-csv.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import { requireTableFormat } from "../table-format.js";
import { requireFolderPath } from "../write-outputs.js";
import { printAndWriteFolder } from "../write-record.js";

interface SensitivityFlags extends CommonOptions, DataFlags, Omit<QualityFlags, "sigma"> {
  readonly sigmas?: readonly string[];
  readonly normalisations: readonly string[];
  readonly by?: string;
  readonly base?: string;
}

const EXAMPLES = `${QUALITY_OPTIONS_HELP}
Options of one source of sigma (--sigma-by, --sigma-cap, ...) go to the choices that source is of. A normalisation is keys
and, after a colon, percentile=SHARE or none: product^year:percentile=0.01.
Every sigma is combined with every normalisation. Each choice is compared with the base, and with every other, on the
cells of --by that both have: rank correlations (Spearman, Kendall's tau-b), the share of pairs of cells that change
order, over all pairs and over those of one year, the cell that moves most, cells that end up in another quintile.
--out FOLDER writes sensitivity.json, sensitivity.csv (a row a choice), pairs.csv (a row a pair of choices) and the figure
(.svg, .png, .vl.json), all or none.

Examples:
  wasmetrics quality-sensitivity customs.csv.gz --product hs8                 # sigmas 3, 5, 10
  wasmetrics quality-sensitivity customs.csv.gz --product hs6 --sigmas 3,5,10 --base 5
  wasmetrics quality-sensitivity customs.csv.gz --sigmas 5,iv,table:broda_weinstein.csv --sigma-by hs4 --sigma-invalid 5
  wasmetrics quality-sensitivity fish.csv.gz --firm i --product k --dest j --year t --value v_usd --quantity q_kg \\
    --sigmas 3,5,10 --normalisations "product^year,product" --by firm^year --base "5 / product^year" --out sensitivity
`;

/** Adds the command. */
export function registerQualitySensitivity(program: Command): void {
  const command = program
    .command("quality-sensitivity")
    .description("Quality under every combination of the sigmas and normalisations given, compared by rank.")
    .argument("<data>", DATA_ARGUMENT);
  addSharedQualityOptions(command)
    .option(
      "--sigmas <list>",
      `sources of sigma, separated by commas: numbers above 1, iv, ols, table:FILE (default: ${DEFAULT_SIGMAS.join(",")})`,
      sources,
    )
    .option(
      "--normalisations <list>",
      "cells of the normalisation, separated by commas, with a rule after a colon if not min-max",
      list,
      [DEFAULT_CELLS],
    )
    .option("--by <keys>", "cells whose ranks are compared (default: city^year, else firm^year)")
    .option("--base <choice>", "the choice others are compared with: its sigma or its label (default: the first)")
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addDataOptions(command)).action((data: string, flags: SensitivityFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("quality-sensitivity", flags);
      if (flags.out !== undefined) requireFolderPath(flags.out);
      const { normalisations, by, base } = flags;
      const { sigma: _sigma, ...shared } = await qualityOptions({ ...flags, sigma: "" });
      const sigmas = await Promise.all(
        (flags.sigmas ?? []).map(async (text) => ({ label: labelOf(text), sigma: await readSigma(text) })),
      );
      const { engine, table } = await openData(data, flags, io);
      const record = qualitySensitivity(engine, table, {
        ...shared,
        ...{ normalisations, onProgress: io.progress },
        ...(flags.sigmas === undefined ? {} : { sigmas }),
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

/** A table is called after its file; the record of its choice says what was read. */
const labelOf = (text: string): string =>
  text.startsWith("table:") ? `table:${basename(text.slice("table:".length).split(",")[0]!)}` : text;

const list = (text: string): string[] => items(text.split(","));

/** Parts of a table, as in FILE,code=COLUMN, stay with it. */
const sources = (text: string): string[] => items(text.split(/,(?!\s*(?:code|sigma|country)=)/));

const items = (parts: readonly string[]): string[] => parts.map((part) => part.trim()).filter((part) => part !== "");
