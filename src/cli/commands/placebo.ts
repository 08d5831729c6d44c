/**
 * Layer cli. `wasmetrics placebo DATA FORMULA`.
 */
import { type Command, Option } from "commander";
import { loadEngine } from "../../kernels/engine.js";
import { type PlaceboOptions, placebo } from "../../models/placebo.js";
import type { PlaceboRecord } from "../../models/placebo-record.js";
import { placeboTable } from "../../report/placebo-table.js";
import { figureOfPlacebo } from "../../report/record-figures.js";
import { renderTable } from "../../report/render.js";
import { readTable } from "../../table/node/read-table.js";
import { formatCsv } from "../../table/write-csv.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags, readData } from "../data-options.js";
import { figureFiles } from "../figure-files.js";
import { panelOf } from "../panel-of.js";
import { addCommonOptions, type CommonOptions, parseNumber, parsePositiveInteger, runCommand } from "../shared.js";
import { requireTableFormat } from "../table-format.js";
import { writeFolderWhole } from "../write-outputs.js";

interface PlaceboFlags extends CommonOptions, DataFlags {
  readonly term: string;
  readonly unit?: string;
  readonly time?: string;
  readonly panel?: string;
  readonly kind: NonNullable<PlaceboOptions["kind"]>;
  readonly draws: number;
  readonly permutations?: string;
  readonly ties: NonNullable<PlaceboOptions["ties"]>;
  readonly vcov?: string;
  readonly weights?: string;
  readonly ssc: string;
  readonly subset?: string;
  readonly fixefRm: NonNullable<PlaceboOptions["fixefRm"]>;
  readonly level: number;
}

const EXAMPLES = `
Whole (unit, cohort) pairs are dealt out again over all units seen before the first cohort and from the last one on.
p = (1 + b) / (1 + B), two-sided, by coefficient and by t. --permutations FILE takes assignments from a file instead: one
draw a row, cells are units, column K gets the K-th earliest cohort. --out FOLDER writes placebo.json, draws.csv and the
figure (.svg, .png, .vl.json), all or none.

Examples:
  wasmetrics placebo cities.csv "quality ~ did + eco + fin | city + year" --term did --unit city --draws 500 --seed 42
  wasmetrics placebo cities.csv "quality ~ did | city + year" --term did --permutations draws.csv --out out/figure2
`;

/** Adds the command. */
export function registerPlacebo(program: Command): void {
  const command = program
    .command("placebo")
    .summary("treatments dealt out at random: is the true estimate out of the ordinary?")
    .description("Randomisation inference: the cohorts of a treatment permuted over units, a refit each.")
    .argument("<data>", DATA_ARGUMENT)
    .argument("<formula>", 'formula in quotes, "y ~ did + controls | unit + time"')
    .requiredOption("--term <name>", "the treatment: 0, then 1 from the unit's first treated period on")
    .option("--unit <column>", "column of the unit (default: of the two fixed effects, the first)")
    .option("--time <column>", "column of the period (default: the other fixed effect)")
    .option("--panel <unit,time>", "both at once")
    .addOption(new Option("--kind <kind>", "what is permuted").choices(["space", "time", "mixed"]).default("space"))
    .option("--draws <n>", "random draws", parsePositiveInteger, 500)
    .option("--permutations <file>", "assignments from a file, one draw a row")
    .addOption(
      new Option("--ties <rule>", "whether a draw equal to the true estimate counts against it")
        .choices(["count", "strict"])
        .default("count"),
    )
    .option("--vcov <variance>", "iid, hetero, cluster:a, ... (default: clustered by the unit)")
    .option("--weights <column>", "weights; rows with weight 0 are dropped and counted")
    .option("--ssc <rule>", "small-sample rule: fixest, none, or parts such as K.fixef=full", "fixest")
    .option("--subset <expr>", "rows to use, such as \"year >= 2007 & country == 'DE'\"")
    .addOption(
      new Option("--fixef-rm <what>", "observations alone in a fixed effect")
        .choices(["singletons", "once", "none"])
        .default("singletons"),
    )
    .option("--level <level>", "confidence level", parseNumber, 0.95)
    .addHelpText("after", EXAMPLES);
  addDataOptions(command);
  addCommonOptions(command).action((data: string, formula: string, flags: PlaceboFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("placebo", flags);
      io.progress({ stage: `reading ${data}`, fraction: 0, msLeft: null });
      const [table, permutations, engine] = await Promise.all([
        readData(data, flags),
        flags.permutations === undefined ? undefined : readTable(flags.permutations),
        loadEngine(flags.threads ? { threads: flags.threads } : {}),
      ]);
      for (const note of engine.notes) io.warn(note);
      const { vcov, weights, subset, seed } = flags;
      const record = await placebo(engine, panelOf(table, formula, flags), formula, {
        ...(permutations === undefined ? {} : { permutations }),
        ...(vcov === undefined ? {} : { vcov }),
        ...(weights === undefined ? {} : { weights }),
        ...(subset === undefined ? {} : { subset }),
        ...(seed === undefined ? {} : { seed }),
        term: flags.term,
        kind: flags.kind,
        draws: flags.draws,
        ties: flags.ties,
        ssc: flags.ssc,
        fixefRm: flags.fixefRm,
        level: flags.level,
        onProgress: io.progress,
      });
      const isJson = flags.json === true || flags.format === "json";
      const json = JSON.stringify(record, null, 2);
      const text = isJson ? json : renderTable(placeboTable(record), flags.format);
      if (flags.out !== undefined) {
        const files = await figureFiles("placebo", figureOfPlacebo(record));
        files.set("placebo.json", `${json}\n`).set("draws.csv", drawsCsv(record));
        writeFolderWhole(flags.out, files);
        io.warn(`wrote ${[...files.keys()].join(", ")} into ${flags.out}`);
      }
      io.print(text);
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
