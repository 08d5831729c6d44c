/**
 * `wasmetrics decompose DATA`.
 */
import { type Command, Option } from "commander";
import { type DecomposeOptions, decompose } from "../../trade/decompose/decompose.js";
import { METHODS } from "../../trade/decompose/decompose-plan.js";
import { decompositionTable } from "../../trade/decompose/decomposition-table.js";
import { figureOfDecomposition } from "../../trade/decompose/figure.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { decompositionCsv } from "../decomposition-csv.js";
import { openData } from "../open-data.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import { requireTableFormat } from "../table-format.js";
import { requireFolderPath } from "../write-outputs.js";
import { printAndWriteFolder } from "../write-record.js";

interface DecomposeFlags extends CommonOptions, DataFlags {
  readonly outcome: string;
  readonly unit: string;
  readonly by: string;
  readonly time: string;
  readonly weight: string;
  readonly from?: string;
  readonly to?: string;
  readonly method: NonNullable<DecomposeOptions["method"]>;
  readonly pairs: string;
}

const EXAMPLES = `
The change of the weighted mean of --outcome in each group of --by: within (units in both periods change), between (weight
moves among them), entry and exit; the terms add up to the change. Rows without an outcome have no part in shares. --out
FOLDER writes decomposition.json, decomposition.csv and the figure (.svg, .png, .vl.json), all or none.

Examples:
  wasmetrics decompose quality/rows.csv --outcome r_quality --unit firm --by city --time year --weight value \\
    --from 2010 --to 2016 --pairs first-last --out out/decomposition
  wasmetrics decompose quality/rows.csv --outcome r_quality --unit firm --time year --weight value --method foster
  wasmetrics decompose quality/rows.csv --outcome quality --unit firm --by city --time year --weight value --pairs 2010:2016 --json
`;

/** Adds the command. */
export function registerDecompose(program: Command): void {
  const command = program
    .command("decompose")
    .description("Decomposes the change of a weighted mean between periods: within, between, entry and exit of units.")
    .argument("<data>", DATA_ARGUMENT)
    .requiredOption("--outcome <column>", "numbers whose weighted mean changes, such as r_quality")
    .requiredOption("--unit <column>", "units that stay, come and go, such as firm")
    .requiredOption("--time <column>", "periods")
    .requiredOption("--weight <column>", "weights above 0, such as value")
    .option("--by <key>", "groups, such as city or city^product; none takes the whole as one", "none")
    .option("--from <period>", "first period (default: the first of the data)")
    .option("--to <period>", "last period (default: the last of the data)")
    .addOption(new Option("--method <name>", "which terms").choices(METHODS).default("melitz-polanec"))
    .option("--pairs <which>", "periods compared: consecutive, first-last or FROM:TO", "consecutive")
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addDataOptions(command)).action((data: string, flags: DecomposeFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("decompose", flags);
      if (flags.out !== undefined) requireFolderPath(flags.out, ["decomposition.csv"]);
      const { outcome, unit, time, weight, by, from, to, method, pairs } = flags;
      const { engine, table } = await openData(data, flags, io);
      io.progress({ stage: "decomposing", fraction: 0.5, msLeft: null });
      const record = decompose(engine, table, {
        ...{ outcome, unit, time, weight, by, method, pairs },
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      });
      const result = {
        name: "decomposition",
        record,
        table: decompositionTable(record),
        figure: () => figureOfDecomposition(record),
        numbers: () => ({ "decomposition.csv": decompositionCsv(record) }),
      };
      await printAndWriteFolder(result, flags, io);
    }),
  );
}
