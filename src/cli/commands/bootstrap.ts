/**
 * `wasmetrics bootstrap DATA FORMULA`.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { TextColumn } from "../../base/columns.js";
import { drawsCsv, nullableColumn } from "../../data/table/draws-csv.js";
import { formatCsv } from "../../data/table/write-csv.js";
import { figureOfBootstrap } from "../../verbs/bootstrap/figure.js";
import { bootstrap } from "../../verbs/bootstrap/fit.js";
import { type BootstrapOptions, bootstrapPlan } from "../../verbs/bootstrap/options.js";
import type { BootstrapRecord } from "../../verbs/bootstrap/record.js";
import { bootstrapTable } from "../../verbs/bootstrap/table.js";
import { addDataOptions, DATA_ARGUMENT, type DataFlags } from "../data-options.js";
import { interruptible } from "../interrupt.js";
import { checkSample } from "../model-options.js";
import { openData } from "../open-data.js";
import { readDataFile } from "../piped-data.js";
import { addCommonOptions, type CommonOptions, parseNumber, parsePositiveInteger, runCommand } from "../shared.js";
import { requireTableFormat } from "../table-format.js";
import { addTableOptions, presentationOf, type TableFlags } from "../table-options.js";
import { requireFolderPath } from "../write-outputs.js";
import { type FiguredResult, printAndWriteFolder } from "../write-record.js";

interface BootstrapFlags extends CommonOptions, TableFlags, DataFlags {
  readonly cluster: string;
  readonly term: readonly string[];
  readonly value?: readonly number[];
  readonly kind: string;
  readonly draws?: number;
  readonly weights?: string;
  readonly type?: string;
  readonly imposeNull?: boolean;
  readonly ci?: string;
  readonly ties?: string;
  readonly bootCluster?: string;
  readonly indices?: string;
  readonly regressionWeights?: string;
  readonly ssc: string;
  readonly subset?: string;
  readonly fixefRm: "singletons" | "once" | "none";
  readonly level: number;
  readonly keepPartial?: boolean;
}

const EXAMPLES = `
wild       the scores of clusters get random signs (MacKinnon, Nielsen and Webb): p and an interval for few clusters.
           When 2^G <= draws, every vector of signs is used once. Several --term make one joint hypothesis.
pairs      clusters drawn with replacement, fixed effects estimated anew: error, three intervals.
jackknife  clusters left out one at a time: CV3 error, and which clusters move the estimate.
With instruments, "y ~ w | fe | x ~ z1 + z2": the wild restricted efficient bootstrap (WRE; Davidson and MacKinnon) of the
2SLS t of x, and by the same weights the Anderson-Rubin test with its set, which holds however weak the instruments are.
--weights is the distribution of the multipliers; weights of the regression are --regression-weights. --indices FILE takes
pairs draws from a file: one draw a row, cells are 1-based positions in the sorted list of clusters. --out FOLDER writes
bootstrap.json, draws.csv and the figure (.svg, .png, .vl.json), all or none.

Examples:
  wasmetrics bootstrap cities.csv "quality ~ did + eco | city + year" --term did --cluster province --draws 9999 --seed 1
  wasmetrics bootstrap cities.csv "quality ~ did + eco | city + year" --term did --cluster province --type 33 --weights webb
  wasmetrics bootstrap firms.csv "y ~ did + x | firm + year" --term did --cluster province --boot-cluster province^year
  wasmetrics bootstrap cities.csv "quality ~ did + eco | city + year" --term did --term eco --cluster city
  wasmetrics bootstrap cities.csv "quality ~ eco | year | did ~ rugged" --term did --cluster province --draws 9999
  wasmetrics bootstrap cities.csv "quality ~ did | city + year" --kind pairs --term did --cluster city --out out/pairs
  wasmetrics bootstrap cities.csv "quality ~ did | city + year" --kind jackknife --term did --cluster province --json
`;

/** Adds the command. */
export function registerBootstrap(program: Command): void {
  const command = program
    .command("bootstrap")
    .description("Inference on a coefficient by resampling clusters.")
    .argument("<data>", DATA_ARGUMENT)
    .argument(
      "<formula>",
      'formula in quotes, "y ~ did + controls | unit + time", or with instruments "y ~ w | fe | x ~ z"',
    )
    .requiredOption(
      "--term <name>",
      "the coefficient tested; again for a joint hypothesis (wild)",
      append<string>(String),
    )
    .requiredOption("--cluster <column>", "clusters of the error: city, province^year, or city+year (wild)")
    .option("--kind <kind>", "wild, pairs or jackknife", "wild")
    .option("--draws <n>", "random draws (default: 9999 wild, 999 pairs)", parsePositiveInteger)
    .option("--weights <kind>", "wild: rademacher (default), webb or mammen")
    .option("--type <type>", "wild: 11 (default), 13, 31 or 33: scores resampled, then variance of t; 3 = jackknife")
    .option("--impose-null <boolean>", "wild: residuals under the hypothesis (default: true)", parseBoolean)
    .option("--value <number>", "value tested (default: 0); once for each --term", append(parseNumber))
    .option("--ci <how>", "wild: inversion (default) or none")
    .option("--ties <rule>", "count (default) or strict: whether a draw equal to the sample's t counts")
    .option("--boot-cluster <column>", "wild: clusters that share a multiplier (default: those of the error)")
    .option("--indices <file>", "pairs: draws from a file, one a row")
    .option("--regression-weights <column>", "weights of the regression")
    .option("--ssc <rule>", "small-sample rule: fixest, none, or parts such as K.fixef=full,G.adj=false", "fixest")
    .option("--subset <expr>", "rows to use, such as \"year >= 2007 & country == 'DE'\"")
    .addOption(
      new Option("--fixef-rm <what>", "observations alone in a fixed effect: drop recursively, in one pass, or keep")
        .choices(["singletons", "once", "none"])
        .default("singletons"),
    )
    .option("--level <level>", "confidence level", parseNumber, 0.95)
    .option("--keep-partial", "on Ctrl-C, give the result of the draws made so far, labelled")
    .addHelpText("after", EXAMPLES);
  addDataOptions(command);
  addCommonOptions(addTableOptions(command)).action((data: string, formula: string, flags: BootstrapFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("bootstrap", flags);
      checkSample(formula, flags);
      const indices = flags.indices === undefined ? {} : { indices: await readDataFile(flags.indices) };
      const options: BootstrapOptions = { ...optionsOf(flags), ...indices };
      bootstrapPlan(options);
      if (flags.out !== undefined)
        requireFolderPath(flags.out, [flags.kind === "jackknife" ? "clusters.csv" : "draws.csv"]);
      const { engine, table } = await openData(data, flags, io);
      const record = await interruptible(flags.keepPartial === true, io, (long) =>
        bootstrap(engine, table, formula, { ...options, ...long }),
      );
      const result: FiguredResult = {
        name: "bootstrap",
        record,
        table: bootstrapTable(record),
        figure: () => figureOfBootstrap(record),
        numbers: () => numbersOf(record),
      };
      await printAndWriteFolder(result, flags, io, presentationOf(flags));
    }),
  );
}

/** Flags as options of the verb; kinds are checked there, with the nearest name. */
function optionsOf(flags: BootstrapFlags): BootstrapOptions {
  const { term, cluster, kind, ssc, fixefRm, level, weights, regressionWeights } = flags;
  const given = {
    draws: flags.draws,
    type: flags.type,
    imposeNull: flags.imposeNull,
    value: flags.value,
    ci: flags.ci,
  };
  const more = { ties: flags.ties, bootCluster: flags.bootCluster, subset: flags.subset, seed: flags.seed };
  const all = { ...given, ...more, multipliers: weights, weights: regressionWeights };
  const told = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return { ...told, term, cluster, kind, ssc, fixefRm, level } as BootstrapOptions;
}

/** `draws.csv`, or the clusters of a jackknife. */
function numbersOf({ draws, influence }: BootstrapRecord): Record<string, string> {
  if (influence.length === 0) return { "draws.csv": drawsCsv({ ...draws }) };
  const clusters: TextColumn = {
    kind: "text",
    name: "cluster",
    codes: Uint32Array.from(influence.keys()),
    levels: influence.map(({ cluster }) => cluster),
  };
  const numbers = (["rows", "estimate", "difference", "leverage"] as const).map((name) =>
    nullableColumn(
      name,
      influence.map((cluster) => cluster[name]),
    ),
  );
  return { "clusters.csv": formatCsv([clusters, ...numbers]) };
}

const append =
  <T>(parse: (text: string) => T) =>
  (text: string, before: readonly T[] = []): T[] => [...before, parse(text)];

function parseBoolean(text: string): boolean {
  const value = text.toLowerCase();
  if (value !== "true" && value !== "false") throw new InvalidArgumentError("expected true or false");
  return value === "true";
}
