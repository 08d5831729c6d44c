/**
 * `wasmetrics simulate`, and of it `customs`: rows with a known truth, streamed to a file of any size.
 */
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "../../base/errors.js";
import { requireTablePath, writeTables } from "../../data/files/write-tables.js";
import type { Table } from "../../data/table/table.js";
import { type CustomsSimulation, customsSimulation } from "../../trade/simulate/customs.js";
import { customsParameters, DIRTY_SHARE, type SimulateCustomsOptions } from "../../trade/simulate/options.js";
import type { SimulationRecord } from "../../trade/simulate/record.js";
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
import { registerCities } from "./simulate-cities.js";
import { parseYears, takeAll } from "./simulate-run.js";
import { simulationTable } from "./simulate-table.js";

type CustomsFlags = CommonOptions & SimulateCustomsOptions & { readonly citiesOut?: string };

/** Columns of whole numbers. */
const INTEGERS = ["firm", "year", "did", "cohort", "rows"];
/** Milliseconds between two reports of progress. */
const REPORT_MS = 200;

const EXAMPLES = `
Each firm of a city exports products to destinations in the years it is there. Prices take up the quality that is a
destination's own, so that least squares is biased; the mean log price of the same firm, product and year in other
destinations is a valid instrument unless --common-pass-through is given. Rows go to --out (.csv, .csv.gz, .parquet) with
their true quality and sigma; without --out they are made and counted only. The equations are in docs/simulate.md.

Examples:
  wasmetrics simulate customs --rows 100000 --seed 1 --out customs.csv.gz --cities-out cities.csv
  wasmetrics simulate customs --rows 1e7 --products 5000 --dests 200 --years 2007:2016 --sigma 2,8 --out customs.parquet
  wasmetrics simulate customs --firms 2000 --common-pass-through 0.5 --out invalid.csv
  wasmetrics simulate customs --rows 50000 --dirty 0.03 --out dirty.csv --json
`;

/** Adds the commands. */
export function registerSimulate(program: Command): void {
  const simulate = program.command("simulate").description("Seeded data with a known truth, of any size.");
  registerCustoms(simulate);
  registerCities(simulate);
}

function registerCustoms(simulate: Command): void {
  const customs = simulate
    .command("customs")
    .summary("customs rows with known sigma, quality and policy effect")
    .description("Customs rows of firms in cities, with known elasticities, quality and effect of a policy.")
    .option("--firms <n>", "firms (default: 1000)", parsePositiveInteger)
    .option("--rows <n>", "as many firms as it takes for this many rows", parseCount)
    .option("--cities <n>", "cities (default: 60)", parsePositiveInteger)
    .option("--provinces <n>", "provinces (default: 10, or as many as cities if fewer)", parsePositiveInteger)
    .option("--products <n>", "products, eight digits (default: 50)", parsePositiveInteger)
    .option("--dests <n>", "destinations (default: 40)", parsePositiveInteger)
    .option("--years <first:last>", "years (default: 2010:2016)", parseYears)
    .option("--sigma <number|low,high>", "elasticity: one, or drawn by HS6 between two (default: 5)", parseSigma)
    .option("--treated <share>", "share of cities that are treated (default: 0.4)", parseNumber)
    .option("--cohorts <years>", "years treated cities begin in, by turns (default: the middle one)", parseCohorts)
    .option("--effect <number>", "effect of the policy on log quality (default: 0.1)", parseNumber)
    .option("--pass-through <number>", "of a destination's own log quality into log price (default: 0.5)", parseNumber)
    .option("--common-pass-through <number>", "of log quality that all destinations share (default: 0)", parseNumber)
    .option("--single-dest <share>", "firm-product-years with one destination (default: 0.3)", parseNumber)
    .option("--entry <share>", "firms, and products within firms, that begin late (default: 0.3)", parseNumber)
    .option("--exit <share>", "firms, and products within firms, that end after each year (default: 0.1)", parseNumber)
    .option("--most-products <n>", "products of a firm at most (default: 4)", parsePositiveInteger)
    .option("--most-dests <n>", "destinations of a firm-product-year at most (default: 8)", parsePositiveInteger)
    .option("--dirty [share]", `spoil this share of rows, counted (${DIRTY_SHARE} where not given)`, parseNumber)
    .option("--cities-out <file>", "write the cities by year, with their true mean quality, to this file")
    .addHelpText("after", EXAMPLES);
  addCommonOptions(customs).action((flags: CustomsFlags) =>
    runCommand(flags, async (io) => {
      requireTableFormat("simulate", flags, "data");
      for (const path of pathsOf(flags)) {
        requireFilePath(path);
        requireTablePath(path);
      }
      requireTwoFiles(flags);
      const options = optionsOf(flags);
      customsParameters(options);
      const engine = await openEngine(flags, io);
      const record = await stoppable(io, "no file was written", (signal) =>
        write(customsSimulation(engine, options), flags, io, signal),
      );
      if (record === undefined) return;
      if (wantsJson(flags)) io.printJson(record);
      else io.print(await tablesAs([simulationTable(record)], flags.format));
    }),
  );
}

/** The options of the library among the flags. */
function optionsOf({ json, quiet, verbose, threads, out, format, citiesOut, ...options }: CustomsFlags) {
  return options satisfies SimulateCustomsOptions;
}

/** The files that are asked for: rows, then cities. */
const pathsOf = ({ out, citiesOut }: CustomsFlags): string[] => [out, citiesOut].filter((path) => path !== undefined);

/** Throws UsageError `same_file` where rows and cities would stand in one. */
function requireTwoFiles({ out, citiesOut }: CustomsFlags): void {
  if (out === undefined || citiesOut === undefined || resolve(out) !== resolve(citiesOut)) return;
  throw new UsageError("same_file", `--out and --cities-out are both ${out}: give each its own file.`, { got: out });
}

/** Makes every block, writes what was asked for whole or not at all, and gives the record with the files in it. */
async function write(
  simulation: CustomsSimulation,
  flags: CustomsFlags,
  io: CommandIo,
  signal: AbortSignal,
): Promise<SimulationRecord> {
  const { out, citiesOut } = flags;
  const blocks = told(simulation, io);
  const files = pathsOf(flags);
  await writeOutputs(async ({ place }) => {
    if (out === undefined) await takeAll(blocks, signal);
    else await writeTables(place(out), blocks, { signal, integers: INTEGERS });
    if (citiesOut === undefined) return;
    await writeTables(place(citiesOut), [simulation.finish().cities], { signal, integers: INTEGERS });
  });
  return Object.freeze({ ...simulation.finish().record, files: Object.freeze(files) });
}

/** The blocks, with progress by firms. */
function* told({ nFirms, blocks }: CustomsSimulation, io: CommandIo): Generator<Table> {
  const started = performance.now();
  let firms = 0;
  let reported = Number.NEGATIVE_INFINITY;
  for (const block of blocks()) {
    yield block;
    firms = Math.max(firms + 1, block.numeric("firm").at(-1)!);
    const now = performance.now();
    if (now - reported < REPORT_MS) continue;
    reported = now;
    const fraction = firms / nFirms;
    io.progress({ stage: "simulating", fraction, msLeft: ((now - started) * (1 - fraction)) / fraction });
  }
  io.progress({ stage: "finishing the file", fraction: 1, msLeft: null });
}

/** A count, also as 1e6. */
function parseCount(text: string): number {
  const count = parseNumber(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError("expected a whole number of at least 1");
  return count;
}

function parseSigma(text: string): number | [number, number] {
  const [low, high, ...more] = text.split(",").map(parseNumber);
  if (more.length > 0) throw new InvalidArgumentError("expected one number, or two as low,high");
  return high === undefined ? low! : [low!, high];
}

const parseCohorts = (text: string): number[] => text.split(",").map(parseNumber);
