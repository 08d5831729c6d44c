/**
 * `wasmetrics placebo DATA FORMULA`.
 */
import { type Command, Option } from "commander";
import { formatCsv } from "../../data/table/write-csv.js";
import { figureOfPlacebo, figureOfShifts } from "../../verbs/placebo/figure.js";
import { checkPlaceboOptions, type PlaceboOptions, placebo } from "../../verbs/placebo/fit.js";
import type { PlaceboRecord } from "../../verbs/placebo/record.js";
import { placeboTable } from "../../verbs/placebo/table.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { interruptible } from "../interrupt.js";
import { addModelOptions, checkModel, type ModelFlags, modelOptions } from "../model-options.js";
import { openData } from "../open-data.js";
import { type PanelFlags, unitAndTimeOf } from "../panel-of.js";
import { readDataFile } from "../piped-data.js";
import { addCommonOptions, type CommonOptions, parsePositiveInteger, runCommand } from "../shared.js";
import { requireTableFormat } from "../table-format.js";
import { addTableOptions, presentationOf, type TableFlags } from "../table-options.js";
import { requireFolderPath } from "../write-outputs.js";
import { type FiguredResult, printAndWriteFolder } from "../write-record.js";

interface PlaceboFlags extends CommonOptions, TableFlags, DataFlags, ModelFlags, PanelFlags {
  readonly term: string;
  readonly kind: NonNullable<PlaceboOptions["kind"]>;
  readonly draws: number;
  readonly permutations?: string;
  readonly strata?: string;
  readonly leaveOut?: boolean;
  readonly ties: NonNullable<PlaceboOptions["ties"]>;
  readonly keepPartial?: boolean;
}

const EXAMPLES = `
Whole (unit, cohort) pairs are assigned again over all units seen before the first cohort and from the last one on.
p = (1 + b) / (1 + B), two-sided, by coefficient and by t. --permutations FILE takes assignments from a file instead: one
draw a row, cells are units, column K gets the K-th earliest cohort. --unit may be coarser than rows: a city whose firms
are the data. --kind time gives each cohort a fictitious earlier date, on rows before the policy; mixed deals units and
dates. Where no more assignments differ than --draws, each is drawn once and p = b / M (in time, where the true dates are
not among them, p stays as it is). --out FOLDER writes placebo.json, draws.csv and the figure (.svg, .png, .vl.json), all
or none.

Examples:
  wasmetrics placebo cities.csv "quality ~ did + eco + fin | city + year" --term did --unit city --draws 500 --seed 42
  wasmetrics placebo cities.csv "quality ~ did | city + year" --term did --permutations draws.csv --out out/figure2
  wasmetrics placebo firms.csv "quality ~ did | firm + year" --term did --unit city --strata province --leave-out
  wasmetrics placebo cities.csv "quality ~ did | city + year" --term did --kind time
`;

/** Adds the command. */
export function registerPlacebo(program: Command): void {
  const command = program
    .command("placebo")
    .description("Randomisation inference: the cohorts of a treatment permuted over units, a refit each.")
    .argument("<data>", DATA_ARGUMENT)
    .argument("<formula>", 'formula in quotes, "y ~ did + controls | unit + time"')
    .requiredOption("--term <name>", "the treatment: 0, then 1 from the unit's first treated period on")
    .option(
      "--unit <column>",
      "column of the unit that is treated as one (default: of the two fixed effects, the first)",
    )
    .option("--time <column>", "column of the period (default: the other fixed effect)")
    .option("--panel <unit,time>", "both at once")
    .addOption(new Option("--kind <kind>", "what is permuted").choices(["space", "time", "mixed"]).default("space"))
    .option("--draws <n>", "random draws", parsePositiveInteger, 500)
    .option("--strata <column>", "deal cohorts out within the values of this column, such as a province")
    .option("--leave-out", "the test once more without the units of each cohort")
    .option("--permutations <file>", "assignments from a file, one draw a row")
    .addOption(
      new Option("--ties <rule>", "whether a draw equal to the actual estimate counts against it")
        .choices(["count", "strict"])
        .default("count"),
    )
    .option("--keep-partial", "on Ctrl-C, give the result of the draws made so far, labelled");
  addModelOptions(command, { vcov: "iid, hetero, cluster:a, ... (default: clustered by the unit)" }).addHelpText(
    "after",
    EXAMPLES,
  );
  addDataOptions(command);
  addCommonOptions(addTableOptions(command)).action((data: string, formula: string, flags: PlaceboFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("placebo", flags);
      checkModel(formula, flags);
      const { term, kind, draws, ties, seed } = flags;
      const options: PlaceboOptions = {
        ...modelOptions(flags),
        ...(seed === undefined ? {} : { seed }),
        ...{ term, kind, draws, ties },
        ...(flags.strata === undefined ? {} : { strata: flags.strata }),
        ...(flags.leaveOut === undefined ? {} : { leaveOut: flags.leaveOut }),
      };
      checkPlaceboOptions(options);
      const keys = unitAndTimeOf(formula, flags);
      if (flags.out !== undefined) requireFolderPath(flags.out, ["draws.csv"]);
      const permutations = flags.permutations === undefined ? undefined : await readDataFile(flags.permutations);
      const { engine, table } = await openData(data, flags, io);
      const given = permutations === undefined ? {} : { permutations };
      const record = await interruptible(flags.keepPartial === true, io, (long) =>
        placebo(engine, table, formula, { ...options, ...keys, ...given, ...long }),
      );
      const result: FiguredResult = {
        name: "placebo",
        record,
        table: placeboTable(record),
        figure: () => figureOfPlacebo(record),
        figures: () => {
          const shifts = figureOfShifts(record);
          return shifts === null ? {} : { "placebo-shifts": shifts };
        },
        numbers: () => ({ "draws.csv": drawsCsv(record) }),
      };
      await printAndWriteFolder(result, flags, io, presentationOf(flags));
    }),
  );
}

/** One row a draw; cells are empty where it has no variation. */
function drawsCsv({ draws }: PlaceboRecord): string {
  const column = (name: string, values: readonly (number | null)[]) => ({
    kind: "numeric" as const,
    name,
    values: Float64Array.from(values, (value) => value ?? Number.NaN),
  });
  const numbers = draws.estimate.map((_, b) => b + 1);
  return formatCsv([column("draw", numbers), ...Object.entries(draws).map(([name, values]) => column(name, values))]);
}
