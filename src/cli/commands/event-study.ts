/**
 * `wasmetrics event-study DATA FORMULA`.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { panel } from "../../data/panel/panel.js";
import { parseFormula } from "../../formula/parser.js";
import { keysFromEffects } from "../../regression/frame/panel-of.js";
import { namedKeys } from "../../regression/options.js";
import { parseRegressionVcov } from "../../regression/variance/variances.js";
import { renderTable } from "../../report/render/render.js";
import { figureOfEventStudy } from "../../verbs/event-study/figure.js";
import { eventStudy } from "../../verbs/event-study/fit.js";
import { checkedPlan, type EventStudyOptions } from "../../verbs/event-study/plan.js";
import { eventStudyTable } from "../../verbs/event-study/table.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { addModelOptions, checkModel, EVERY_VCOV, type ModelFlags, modelOptions } from "../model-options.js";
import { openData } from "../open-data.js";
import { addCommonOptions, type CommonOptions, parsePositiveInteger, runCommand } from "../shared.js";
import { requireTableFormat } from "../table-format.js";
import { addTableOptions, presentationOf, type TableFlags } from "../table-options.js";
import { requireFolderPath } from "../write-outputs.js";
import { type FiguredResult, printAndWriteFolder } from "../write-record.js";

interface EventStudyFlags extends CommonOptions, TableFlags, DataFlags, ModelFlags {
  readonly cohort?: string;
  readonly treat?: string;
  readonly never?: string;
  readonly ref: number[];
  readonly window?: [number, number];
  readonly bin?: boolean;
  readonly estimator: NonNullable<EventStudyOptions["estimator"]>;
  readonly panel?: string;
  readonly band: NonNullable<EventStudyOptions["band"]>;
  readonly draws?: number;
}

const EXAMPLES = `
Never treated: empty, 0, Inf, after the last period, or --never VALUE. Event times outside --window keep effects of their
own that are not shown; with --bin the ends of the window stand for all beyond them. --band uniform covers all effects
shown at once: estimate +- a critical value times its error, from --draws of the multiplier bootstrap by cluster (--seed,
default 1; needs --vcov cluster:a). --out FOLDER writes event-study.json, effects.csv and the figure (.svg, .png,
.vl.json), all or none.

Examples:
  wasmetrics event-study cities.csv "quality ~ eco + fin | city + year" --cohort g --window -4,4 --bin --vcov cluster:city
  wasmetrics event-study cities.csv "quality ~ 1 | city + year" --treat did --vcov cluster:city --out out/figure1
  wasmetrics event-study cities.csv "quality ~ eco | city + year" --cohort g --vcov cluster:city --band uniform --draws 9999 --seed 1
  wasmetrics event-study panel.csv "y ~ x | id + region^year" --panel id,year --cohort first --never 10000 --ref -1,-5 --vcov cluster:id
`;

/** Adds the command. */
export function registerEventStudy(program: Command): void {
  const command = program
    .command("event-study")
    .description('Effects by periods since first treatment: "y ~ controls | unit + time", two-way fixed effects.')
    .argument("<data>", DATA_ARGUMENT)
    .argument("<formula>", 'formula in quotes, "y ~ controls | unit + time"; "y ~ 1 | unit + time" without controls')
    .option("--cohort <column>", "first treated period of the unit")
    .option("--treat <column>", "0/1 treatment that stays on; the cohort is the first period with a 1")
    .option("--never <value>", "value of --cohort that means never treated")
    .option("--ref <events>", "event times set to zero, such as -1 or -1,-5", parseEvents, [-1])
    .option("--window <low,high>", "event times shown, such as -4,4 (default: all)", parseWindow)
    .option("--bin", "let the ends of the window stand for all event times beyond them")
    .option("--band <kind>", "pointwise, or uniform: a band that covers all effects at once", "pointwise")
    .option("--draws <n>", "draws of a uniform band (default: 9999)", parsePositiveInteger)
    .addOption(
      new Option("--estimator <name>", "estimator")
        .choices(["twfe", "sunab", "cs", "bjs", "did2s", "etwfe", "dcdh"])
        .default("twfe"),
    );
  addModelOptions(command, { vcov: EVERY_VCOV })
    .option("--panel <unit,time>", "columns of unit and time (default: the two fixed effects)")
    .addHelpText("after", EXAMPLES);
  addDataOptions(command);
  addCommonOptions(addTableOptions(command)).action((data: string, formula: string, flags: EventStudyFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("event-study", flags);
      checkModel(formula, flags, parseRegressionVcov);
      const { cohort, treat, never, window } = flags;
      const options: EventStudyOptions = {
        ...modelOptions(flags),
        ...(cohort === undefined ? {} : { cohort }),
        ...(treat === undefined ? {} : { treat }),
        ...(never === undefined ? {} : { never }),
        ...(window === undefined ? {} : { window }),
        ref: flags.ref,
        bin: flags.bin ?? false,
        estimator: flags.estimator,
        band: flags.band,
        ...(flags.draws === undefined ? {} : { draws: flags.draws }),
        ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      };
      checkedPlan(options);
      const keys = flags.panel === undefined ? keysFromEffects(parseFormula(formula)) : namedKeys(flags.panel);
      if (flags.out !== undefined) requireFolderPath(flags.out, ["effects.csv"]);
      const { engine, table } = await openData(data, flags, io);
      io.progress({ stage: "estimating", fraction: 0.5, msLeft: null });
      const record = eventStudy(engine, panel(table, keys), formula, options);
      const shown = eventStudyTable(record);
      const result: FiguredResult = {
        name: "event-study",
        record,
        table: shown,
        figure: () => figureOfEventStudy(record),
        numbers: () => ({ "effects.csv": renderTable(shown, "csv") }),
      };
      await printAndWriteFolder(result, flags, io, presentationOf(flags));
    }),
  );
}

/** Parses whole numbers joined by commas. */
function parseEvents(text: string): number[] {
  const events = text.split(",").map((piece) => piece.trim());
  if (!events.every((event) => /^[+-]?\d{1,15}$/.test(event))) {
    throw new InvalidArgumentError("expected whole numbers, such as -1 or -1,-5");
  }
  return events.map(Number);
}

function parseWindow(text: string): [number, number] {
  const [low, high, ...rest] = parseEvents(text);
  if (low === undefined || high === undefined || rest.length > 0) {
    throw new InvalidArgumentError("expected two whole numbers, such as -4,4");
  }
  return [low, high];
}
