/**
 * `wasmetrics difference DATA FORMULA`.
 */
import type { Command } from "commander";
import { drawsCsv } from "../../data/table/draws-csv.js";
import { figureOfDifference } from "../../verbs/group-difference/figure.js";
import {
  checkGroupDifference,
  type GroupDifferenceOptions,
  groupDifference,
} from "../../verbs/group-difference/fit.js";
import { differenceTable } from "../../verbs/group-difference/table.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { interruptible } from "../interrupt.js";
import { addSampleOptions, checkSample } from "../model-options.js";
import { openData } from "../open-data.js";
import { addCommonOptions, type CommonOptions, parsePositiveInteger, runCommand } from "../shared.js";
import { requireTableFormat } from "../table-format.js";
import { addTableOptions, presentationOf, type TableFlags } from "../table-options.js";
import { requireFolderPath } from "../write-outputs.js";
import { type FiguredResult, printAndWriteFolder } from "../write-record.js";

interface DifferenceFlags extends CommonOptions, TableFlags, DataFlags {
  readonly term: string;
  readonly by: string;
  readonly unit: string;
  readonly strata?: string;
  readonly draws: number;
  readonly weights?: string;
  readonly ssc: string;
  readonly subset?: string;
  readonly fixefRm: NonNullable<GroupDifferenceOptions["fixefRm"]>;
  readonly keepPartial?: boolean;
}

const EXAMPLES = `
Each group is a regression of its own, effects included. The labels of --by are assigned again over units, and the true
difference is compared with what labels give that mean nothing: p = (1 + b) / (1 + B), or b / M where all M divisions of
the units are no more than --draws. --out FOLDER writes difference.json, draws.csv and the figure (.svg, .png, .vl.json).

Examples:
  wasmetrics difference cities.csv "quality ~ did + eco | city + year" --term did --by east --unit city --draws 1999 --seed 1
  wasmetrics difference firms.csv "y ~ did | firm + year" --term did --by state_owned --unit firm --strata industry --json
`;

/** Adds the command. */
export function registerDifference(program: Command): void {
  const command = program
    .command("difference")
    .description("Permutation test of the difference of a coefficient between two groups of units.")
    .argument("<data>", DATA_ARGUMENT)
    .argument("<formula>", 'formula in quotes, "y ~ did + controls | unit + time"')
    .requiredOption("--term <name>", "the coefficient compared")
    .requiredOption("--by <column>", "column of the groups: two labels, one a unit")
    .requiredOption("--unit <column>", "units whose labels are permuted; errors are clustered by them")
    .option("--strata <column>", "permute labels within its levels, one a unit")
    .option("--draws <n>", "random permutations", parsePositiveInteger, 999)
    .addHelpText("after", EXAMPLES);
  addSampleOptions(command).option(
    "--keep-partial",
    "on Ctrl-C, give the result of the permutations made so far, labelled",
  );
  addDataOptions(command);
  addCommonOptions(addTableOptions(command)).action((data: string, formula: string, flags: DifferenceFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("difference", flags);
      checkSample(formula, flags);
      const { term, by, unit, strata, draws, weights, ssc, subset, fixefRm, seed } = flags;
      const all = { term, by, unit, strata, draws, weights, ssc, subset, fixefRm, seed };
      const told = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      const options = told as unknown as GroupDifferenceOptions;
      checkGroupDifference(options);
      if (flags.out !== undefined) requireFolderPath(flags.out, ["draws.csv"]);
      const { engine, table } = await openData(data, flags, io);
      const record = await interruptible(flags.keepPartial === true, io, (long) =>
        groupDifference(engine, table, formula, { ...options, ...long }),
      );
      const result: FiguredResult = {
        name: "difference",
        record,
        table: differenceTable(record),
        figure: () => figureOfDifference(record),
        numbers: () => ({ "draws.csv": drawsCsv({ ...record.draws }) }),
      };
      await printAndWriteFolder(result, flags, io, presentationOf(flags));
    }),
  );
}
