/**
 * `wasmetrics mediation DATA FORMULA`.
 */
import type { Command } from "commander";
import { mediation } from "../../verbs/mediation/fit.js";
import { checkMediation, type MediationOptions } from "../../verbs/mediation/options.js";
import { mediationTable } from "../../verbs/mediation/table.js";
import { figureOfMediation } from "../../verbs/record-figures.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { drawsCsv } from "../draws-csv.js";
import { interruptible } from "../interrupt.js";
import { addSampleOptions, checkSample } from "../model-options.js";
import { openData } from "../open-data.js";
import { readDataFile } from "../piped-data.js";
import { addCommonOptions, type CommonOptions, parseNumber, parsePositiveInteger, runCommand } from "../shared.js";
import { requireTableFormat } from "../table-format.js";
import { addTableOptions, presentationOf, type TableFlags } from "../table-options.js";
import { requireFolderPath } from "../write-outputs.js";
import { type FiguredResult, printAndWriteFolder } from "../write-record.js";

interface MediationFlags extends CommonOptions, TableFlags, DataFlags {
  readonly treatment: string;
  readonly mediator: readonly string[];
  readonly cluster: string;
  readonly draws?: number;
  readonly indices?: string;
  readonly level: number;
  readonly weights?: string;
  readonly ssc: string;
  readonly subset?: string;
  readonly fixefRm: NonNullable<MediationOptions["fixefRm"]>;
  readonly keepPartial?: boolean;
}

const EXAMPLES = `
Three kinds of equation on the same rows: each mediator on the treatment (a), the outcome on treatment and mediators (b,
direct), the outcome without mediators (total = direct + indirect). The indirect effect is a x b, summed over mediators.
All equations are solved again on the same draws of clusters. --out FOLDER writes mediation.json, draws.csv and the figure
of the draws (.svg, .png, .vl.json).

Examples:
  wasmetrics mediation cities.csv "quality ~ did + eco | city + year" --treatment did --mediator patents --cluster city --draws 1999 --seed 1
  wasmetrics mediation cities.csv "quality ~ did | city + year" --treatment did --mediator patents,fin --cluster province --json
`;

/** Adds the command. */
export function registerMediation(program: Command): void {
  const command = program
    .command("mediation")
    .summary("how much of an effect goes through mediators: direct, indirect, total")
    .description(
      "Mediation in a linear panel model: indirect effects by a pairs cluster bootstrap and the delta method.",
    )
    .argument("<data>", DATA_ARGUMENT)
    .argument("<formula>", 'formula without the mediators, in quotes, "y ~ did + controls | unit + time"')
    .requiredOption("--treatment <name>", "the treatment, a regressor of the formula")
    .requiredOption("--mediator <list>", "mediators, columns or expressions, separated by commas", list)
    .requiredOption("--cluster <column>", "clusters of the errors and of the draws: a, or a^b")
    .option("--draws <n>", "random draws (default 999)", parsePositiveInteger)
    .option("--indices <file>", "draws to use: one a row, cells are positions in the sorted list of clusters, from 1")
    .option("--level <p>", "confidence level of intervals", parseNumber, 0.95)
    .addHelpText("after", EXAMPLES);
  addSampleOptions(command).option("--keep-partial", "on Ctrl-C, give the result of the draws made so far, labelled");
  addDataOptions(command);
  addCommonOptions(addTableOptions(command)).action((data: string, formula: string, flags: MediationFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("mediation", flags);
      checkSample(formula, flags);
      const { treatment, mediator, cluster, draws, weights, ssc, subset, fixefRm, level, seed } = flags;
      const indices = flags.indices === undefined ? undefined : await readDataFile(flags.indices);
      const all = {
        treatment,
        mediators: mediator,
        cluster,
        draws,
        indices,
        weights,
        ssc,
        subset,
        fixefRm,
        level,
        seed,
      };
      const told = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      const options = told as unknown as MediationOptions;
      checkMediation(options);
      if (flags.out !== undefined) requireFolderPath(flags.out, ["draws.csv"]);
      const { engine, table } = await openData(data, flags, io);
      const record = await interruptible(flags.keepPartial === true, io, (long) =>
        mediation(engine, table, formula, { ...options, ...long }),
      );
      const result: FiguredResult = {
        name: "mediation",
        record,
        table: mediationTable(record),
        figure: () => figureOfMediation(record),
        numbers: () => ({ "draws.csv": drawsCsv({ ...record.draws }) }),
      };
      await printAndWriteFolder(result, flags, io, presentationOf(flags));
    }),
  );
}

const list = (text: string): string[] => text.split(",").map((name) => name.trim());
