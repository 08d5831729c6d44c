/**
 * `wasmetrics simulate cities`: a panel of cities with a known effect of a policy, and its truth as a file.
 */
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "../../base/errors.js";
import { requireTablePath, writeTables } from "../../data/files/write-tables.js";
import { type CitiesSimulation, citiesSimulation } from "../../trade/simulate/cities/cities.js";
import { citiesParameters, MEDIATORS, type SimulateCitiesOptions } from "../../trade/simulate/cities/options.js";
import type { CitiesRecord } from "../../trade/simulate/cities/record.js";
import { effectByYears } from "../effect-formula.js";
import { stoppable } from "../interrupt.js";
import { openEngine } from "../open-data.js";
import {
  addCommonOptions,
  type CommandIo,
  type CommonOptions,
  parseNumber,
  parsePositiveInteger,
  runCommand,
} from "../shared.js";
import { requireTableFormat, tablesAs } from "../table-format.js";
import { requireFilePath, writeOutputs } from "../write-outputs.js";
import { wantsJson } from "../write-record.js";
import { citiesTruthTable } from "./simulate-cities-table.js";
import { parseYears, takeAll } from "./simulate-run.js";

/** Effects stay text until the number of years is known. */
type CitiesFlags = CommonOptions &
  Omit<SimulateCitiesOptions, "effect" | "effectCohort"> & {
    readonly effect?: string;
    readonly effectCohort?: Readonly<Record<number, string>>;
    readonly truthOut?: string;
  };

/** Columns of whole numbers. */
const INTEGERS = ["year", "did", "treat", "g", "low_carbon", "broadband", "high"];

const EXAMPLES = `
Pilots begin in batches; their effect on quality is known for every city and year, by itself and through three mediators. The
defaults are clean: what an estimator must survive (selection, endogeneity, trends, anticipation, lost and filled outcomes)
is added by options, and the record says which assumption each breaks. Rows go to --out (.csv, .csv.gz, .parquet), the truth
to --truth-out (.json). The equations are in docs/simulate.md.

Examples:
  wasmetrics simulate cities --seed 1 --out cities.csv --truth-out truth.json
  wasmetrics simulate cities --effect "0.012+0.004*h" --effect-cohort "2014=0.03" --heterogeneity 1,1 --out cities.csv
  wasmetrics simulate cities --batches 2012=92 --lasts 3 --out one-batch.csv
  wasmetrics simulate cities --measured-to 2016 --mechanical --missing 0.02 --out filled.csv.gz
  wasmetrics simulate cities --endogeneity 0.01 --out endogenous.csv        # instrument by rugged
  wasmetrics simulate cities --cities 100000 --provinces 300 --out large.parquet
`;

/** Adds the command to `simulate`. */
export function registerCities(simulate: Command): void {
  const cities = simulate
    .command("cities")
    .summary("cities by year with known effects of a policy, by cohort, horizon and mediator")
    .description("A panel of cities, some of which become pilots, with known effects by cohort, horizon and mediator.")
    .option("--cities <n>", "cities (default: 220)", parsePositiveInteger)
    .option("--provinces <n>", "provinces (default: 27, or as many as cities if fewer)", parsePositiveInteger)
    .option("--years <first:last>", "years (default: 2010:2021)", parseYears)
    .option(
      "--batches <year=n,...>",
      "pilots by year, numbers or shares; none for none (default: 2012=36,2013=32,2014=24 of 220)",
      parseBatches,
    )
    .option(
      "--effect <numbers|formula>",
      "on quality by years since the start, h = 0, 1, ... (default: 0.012,0.016,0.02,0.024,0.028)",
    )
    .option("--effect-cohort <year=effect>", "of one batch; again for another", addCohort)
    .option(
      "--heterogeneity <high,low>",
      "effects are multiplied by, above the median of eco before and below (default: 1.4,0.5)",
      parseTwo,
    )
    .option("--lasts <years>", "pilots end after this many years (default: never)", parsePositiveInteger)
    .option(
      "--mediated <shares>",
      "share through innovation, informatisation, allocation (default: 0.25,0.15,0.1)",
      parseMediated,
    )
    .option("--mediator-confounding <number>", "unseen shock to mediators and quality (default: 0)", parseNumber)
    .option("--policies <n>", "other policies, 0 to 2: low_carbon, broadband (default: 2)", parseNumber)
    .option("--policy-share <share>", "cities that have each (default: 0.4)", parseNumber)
    .option("--policy-effect <number>", "of each on quality (default: 0.01)", parseNumber)
    .option("--policy-overlap <share>", "correlation with being a pilot, 0 to 1 (default: 0)", parseNumber)
    .option("--selection <number>", "weight of development in who becomes a pilot (default: 0.7)", parseNumber)
    .option("--relevance <number>", "weight of even ground, the instrument (default: 0.55)", parseNumber)
    .option("--exclusion <number>", "what ruggedness itself adds to quality by the last year (default: 0)", parseNumber)
    .option(
      "--endogeneity <number>",
      "what pilots are chosen for unseen adds from the first batch on (default: 0)",
      parseNumber,
    )
    .option("--pre-trend <number>", "growth of pilots’ quality a year, treated or not (default: 0)", parseNumber)
    .option("--development-trend <number>", "growth of quality a year by development (default: 0)", parseNumber)
    .option(
      "--anticipation <numbers>",
      "effect one year before the start, two years before, ... (default: 0)",
      parseList,
    )
    .option("--rho <number>", "what of last year’s quality stays (default: 0)", parseNumber)
    .option("--error-rho <number>", "what of last year’s error stays (default: 0.3)", parseNumber)
    .option("--noise <sd>", "of the error (default: 0.02)", parseNumber)
    .option("--province-shock <sd>", "of a province’s shock (default: 0.005)", parseNumber)
    .option("--city-level <sd>", "of a city’s level (default: 0.05)", parseNumber)
    .option("--mediator-noise <number>", "mediators’ own deviations are multiplied by (default: 1)", parseNumber)
    .option("--measured-to <year>", "last year with an outcome; later ones are empty (default: the last)", parseNumber)
    .option("--mechanical", "fill later outcomes with tertiary share times the province’s last mean quality")
    .option("--missing <share>", "of measured outcomes lost at random (default: 0)", parseNumber)
    .option("--truth-out <file>", "write the record with the truth to this file (.json)")
    .addHelpText("after", EXAMPLES);
  addCommonOptions(cities).action((flags: CitiesFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("simulate", flags, "data");
      requirePaths(flags);
      const options = optionsOf(flags);
      citiesParameters(options);
      const engine = await openEngine(flags, io);
      const record = await stoppable(io, "no file was written", (signal) =>
        write(citiesSimulation(engine, options), flags, io, signal),
      );
      if (record === undefined) return;
      if (wantsJson(flags)) io.printJson(record);
      else io.print(await tablesAs([citiesTruthTable(record)], flags.format));
    }),
  );
}

/** The options of the library among the flags. */
function optionsOf(flags: CitiesFlags): SimulateCitiesOptions {
  const { json, quiet, verbose, threads, out, format, truthOut, effect, effectCohort, ...options } = flags;
  const [first, last] = options.years ?? citiesParameters({}).years;
  const years = Math.min(Math.max(1, last - first + 1), 256);
  const byCohort = Object.entries(effectCohort ?? {}).map(([year, own]) => [year, effectByYears(own, years)]);
  return {
    ...options,
    ...(effect === undefined ? {} : { effect: effectByYears(effect, years) }),
    ...(effectCohort === undefined ? {} : { effectCohort: Object.fromEntries(byCohort) }),
  };
}

/** The files that are asked for: rows, then truth. */
const pathsOf = ({ out, truthOut }: CitiesFlags): string[] => [out, truthOut].filter((path) => path !== undefined);

/** Throws UsageError for a place where no file can be written, an ending that says no format, or one file for both. */
function requirePaths(flags: CitiesFlags): void {
  const { out, truthOut } = flags;
  for (const path of pathsOf(flags)) requireFilePath(path);
  if (out !== undefined) requireTablePath(out);
  if (truthOut !== undefined && !truthOut.endsWith(".json")) {
    throw new UsageError("out_format", `--truth-out ${truthOut} is JSON: its name must end in .json.`, {
      got: truthOut,
      expected: ".json",
    });
  }
  if (out !== undefined && truthOut !== undefined && resolve(out) === resolve(truthOut)) {
    throw new UsageError("same_file", `--out and --truth-out are both ${out}: give each its own file.`, { got: out });
  }
}

/** Makes every block, writes what was asked for whole or not at all, and gives the record with the files in it. */
async function write(
  simulation: CitiesSimulation,
  flags: CitiesFlags,
  io: CommandIo,
  signal: AbortSignal,
): Promise<CitiesRecord> {
  const { out, truthOut } = flags;
  const files = pathsOf(flags);
  const told = () => Object.freeze({ ...simulation.finish(), files: Object.freeze(files) });
  const { cities } = simulation.parameters;
  const blocks = function* () {
    let rows = 0;
    for (const block of simulation.blocks()) {
      yield block;
      rows += block.text("city").levels.length;
      io.progress({ stage: "simulating", fraction: rows / cities, msLeft: null });
    }
  };
  await writeOutputs(async ({ place, put }) => {
    if (out === undefined) await takeAll(blocks(), signal);
    else await writeTables(place(out), blocks(), { signal, integers: INTEGERS });
    if (truthOut !== undefined) put(truthOut, `${JSON.stringify(told(), null, 2)}\n`);
  });
  return told();
}

function parseBatches(text: string): Record<number, number> {
  if (text.trim() === "none") return {};
  return Object.fromEntries(
    text
      .split(",")
      .map((part) => yearAndText(part))
      .map(([year, n]) => [year, parseNumber(n)]),
  );
}

const addCohort = (text: string, before: Readonly<Record<number, string>> = {}): Record<number, string> => {
  const [year, effect] = yearAndText(text);
  return { ...before, [year]: effect };
};

function yearAndText(text: string): readonly [number, string] {
  const found = /^\s*(\d{1,4})\s*=(.+)$/.exec(text);
  if (found === null) throw new InvalidArgumentError("expected YEAR=VALUE, such as 2012=36");
  return [Number(found[1]), found[2]!];
}

const parseList = (text: string): number[] => text.split(",").map(parseNumber);

function parseTwo(text: string): [number, number] {
  const [high, low, ...more] = parseList(text);
  if (low === undefined || more.length > 0) throw new InvalidArgumentError("expected two numbers as high,low");
  return [high!, low];
}

function parseMediated(text: string) {
  const shares = parseList(text);
  if (shares.length !== MEDIATORS.length) {
    throw new InvalidArgumentError(`expected ${MEDIATORS.length} shares: ${MEDIATORS.join(", ")}`);
  }
  return Object.fromEntries(MEDIATORS.map((name, k) => [name, shares[k]!]));
}
