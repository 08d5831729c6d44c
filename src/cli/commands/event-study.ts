/**
 * Layer cli. `wasmetrics event-study DATA FORMULA`.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { loadEngine } from "../../kernels/engine.js";
import { eventStudy } from "../../models/event-study.js";
import type { EventStudyOptions } from "../../models/event-study-plan.js";
import { eventStudyTable } from "../../report/event-study-table.js";
import { figureOfEventStudy } from "../../report/record-figures.js";
import { renderTable } from "../../report/render.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags, readData } from "../data-options.js";
import { figureFiles } from "../figure-files.js";
import { panelOf } from "../panel-of.js";
import { addCommonOptions, type CommonOptions, parseNumber, runCommand } from "../shared.js";
import { requireTableFormat } from "../table-format.js";
import { writeFolderWhole } from "../write-outputs.js";

interface EventStudyFlags extends CommonOptions, DataFlags {
  readonly cohort?: string;
  readonly treat?: string;
  readonly never?: string;
  readonly ref: number[];
  readonly window?: [number, number];
  readonly bin?: boolean;
  readonly estimator: NonNullable<EventStudyOptions["estimator"]>;
  readonly vcov?: string;
  readonly weights?: string;
  readonly ssc: string;
  readonly subset?: string;
  readonly fixefRm: NonNullable<EventStudyOptions["fixefRm"]>;
  readonly level: number;
  readonly panel?: string;
}

const EXAMPLES = `
Never treated: empty, 0, Inf, after the last period, or --never VALUE. Event times outside --window keep effects of their
own that are not shown; with --bin the ends of the window stand for all beyond them. --out FOLDER writes
event-study.json, effects.csv and the figure (.svg, .png, .vl.json), all or none.

Examples:
  wasmetrics event-study cities.csv "quality ~ eco + fin | city + year" --cohort g --window -4,4 --bin --vcov cluster:city
  wasmetrics event-study cities.csv "quality ~ 1 | city + year" --treat did --vcov cluster:city --out out/figure1
  wasmetrics event-study panel.csv "y ~ x | id + region^year" --panel id,year --cohort first --never 10000 --ref -1,-5 --vcov cluster:id
`;

/** Adds the command. */
export function registerEventStudy(program: Command): void {
  const command = program
    .command("event-study")
    .summary("effects by periods since treatment, with a joint test of the leads")
    .description('Effects by periods since first treatment: "y ~ controls | unit + time", two-way fixed effects.')
    .argument("<data>", DATA_ARGUMENT)
    .argument("<formula>", 'formula in quotes, "y ~ controls | unit + time"; "y ~ 1 | unit + time" without controls')
    .option("--cohort <column>", "first treated period of the unit")
    .option("--treat <column>", "0/1 treatment that stays on; the cohort is the first period with a 1")
    .option("--never <value>", "value of --cohort that means never treated")
    .option("--ref <events>", "event times set to zero, such as -1 or -1,-5", parseEvents, [-1])
    .option("--window <low,high>", "event times shown, such as -4,4 (default: all)", parseWindow)
    .option("--bin", "let the ends of the window stand for all event times beyond them")
    .addOption(
      new Option("--estimator <name>", "estimator")
        .choices(["twfe", "sunab", "cs", "bjs", "did2s", "etwfe", "dcdh"])
        .default("twfe"),
    )
    .option("--vcov <variance>", "iid, hetero, cluster:a, cluster:a+b or cluster:a^b (required)")
    .option("--weights <column>", "weights; rows with weight 0 are dropped and counted")
    .option("--ssc <rule>", "small-sample rule: fixest, none, or parts such as K.fixef=full", "fixest")
    .option("--subset <expr>", "rows to use, such as \"year >= 2007 & country == 'DE'\"")
    .addOption(
      new Option("--fixef-rm <what>", "observations alone in a fixed effect")
        .choices(["singletons", "once", "none"])
        .default("singletons"),
    )
    .option("--level <level>", "confidence level", parseNumber, 0.95)
    .option("--panel <unit,time>", "columns of unit and time (default: the two fixed effects)")
    .addHelpText("after", EXAMPLES);
  addDataOptions(command);
  addCommonOptions(command).action((data: string, formula: string, flags: EventStudyFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("event-study", flags);
      io.progress({ stage: `reading ${data}`, fraction: 0, msLeft: null });
      const [table, engine] = await Promise.all([
        readData(data, flags),
        loadEngine(flags.threads ? { threads: flags.threads } : {}),
      ]);
      for (const note of engine.notes) io.warn(note);
      io.progress({ stage: "estimating", fraction: 0.5, msLeft: null });
      const { cohort, treat, never, window, vcov, weights, subset } = flags;
      const record = eventStudy(engine, panelOf(table, formula, flags), formula, {
        ...(cohort === undefined ? {} : { cohort }),
        ...(treat === undefined ? {} : { treat }),
        ...(never === undefined ? {} : { never }),
        ...(window === undefined ? {} : { window }),
        ...(vcov === undefined ? {} : { vcov }),
        ...(weights === undefined ? {} : { weights }),
        ...(subset === undefined ? {} : { subset }),
        ref: flags.ref,
        bin: flags.bin ?? false,
        estimator: flags.estimator,
        ssc: flags.ssc,
        fixefRm: flags.fixefRm,
        level: flags.level,
      });
      const isJson = flags.json === true || flags.format === "json";
      const json = JSON.stringify(record, null, 2);
      const text = isJson ? json : renderTable(eventStudyTable(record), flags.format);
      if (flags.out !== undefined) {
        const files = await figureFiles("event-study", figureOfEventStudy(record));
        files.set("event-study.json", `${json}\n`).set("effects.csv", renderTable(eventStudyTable(record), "csv"));
        writeFolderWhole(flags.out, files);
        io.warn(`wrote ${[...files.keys()].join(", ")} into ${flags.out}`);
      }
      io.print(text);
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
