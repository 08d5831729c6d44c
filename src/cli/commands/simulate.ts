/**
 * `wasmetrics simulate customs` and `simulate cities`: rows with a known truth, streamed to a file of any size, with a second file
 * beside them; stopped by Ctrl-C with nothing left behind.
 */

import { resolve } from "node:path";
import type { Command } from "commander";
import { UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { abortError } from "../../base/progress.js";
import { flagText } from "../../base/text.js";
import { requireTablePath, writeTables } from "../../data/files/write-tables.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { tradeVerbs } from "../../trade/catalogue.js";
import { citiesSimulation } from "../../trade/simulate/cities/cities.js";
import { citiesParameters } from "../../trade/simulate/cities/options.js";
import { type SimulateCitiesOptions, simulateCitiesVerb, type YearAndText } from "../../trade/simulate/cities/verb.js";
import { type CustomsSimulation, customsSimulation } from "../../trade/simulate/customs.js";
import { customsParameters } from "../../trade/simulate/options.js";
import { presentCities, presentCustoms } from "../../trade/simulate/table.js";
import { simulateCustomsVerb } from "../../trade/simulate/verb.js";
import type { Presentation } from "../../verbs/verb.js";
import { declaredOptions, type Flags } from "../declared-options.js";
import { effectByYears } from "../effect-formula.js";
import { stoppable } from "../interrupt.js";
import { openEngine } from "../open-data.js";
import { type CommandIo, recordJson } from "../shared.js";
import { presentationOf, requireTableFormat, tablesAs } from "../table-options.js";
import { registerVerb, type VerbCall, type VerbFlags } from "../verb-command.js";
import { requireFilePath, writeOutputs } from "../write-outputs.js";
import { wantsJson } from "../write-record.js";

/** Milliseconds between two reports of progress. */
const REPORT_MS = 200;

/** Adds the commands. */
export function registerSimulate(program: Command): void {
  const simulate = program.command("simulate").description("Seeded data with a known truth, of any size.");
  registerVerb(simulate, tradeVerbs.simulateCustoms, async (call, io) => {
    const { out, citiesOut } = filesOf(call, "citiesOut");
    if (citiesOut !== undefined) requireTablePath(citiesOut);
    requireTwoFiles("--cities-out", out, citiesOut);
    const options = await declaredOptions(simulateCustomsVerb.options, call.flags);
    customsParameters(options);
    await simulated(call, io, (engine, files) => {
      const simulation = customsSimulation(engine, options);
      const integers = ["firm", "year", "did", "cohort", "rows"];
      return {
        ...{ blocks: followed(simulation, io), integers },
        besides: async ({ place }) => {
          const cities = citiesOut === undefined ? [] : [simulation.finish().cities];
          if (citiesOut !== undefined) warnOf(io, await writeTables(place(citiesOut), cities, { engine, integers }));
        },
        present: () => presentCustoms({ record: Object.freeze({ ...simulation.finish().record, files }) }),
      };
    });
  });
  registerVerb(simulate, tradeVerbs.simulateCities, async (call, io) => {
    const { out, truthOut } = filesOf(call, "truthOut");
    if (truthOut !== undefined && !truthOut.endsWith(".json")) {
      throw new UsageError("out_format", `${flagText("truth-out", truthOut)} is JSON: its name must end in .json.`, {
        got: truthOut,
        expected: ".json",
      });
    }
    requireTwoFiles("--truth-out", out, truthOut);
    const options = await citiesOptions(call.flags);
    citiesParameters(options);
    await simulated(call, io, (engine, files) => {
      const simulation = citiesSimulation(engine, options);
      const record = () => Object.freeze({ ...simulation.finish(), files });
      return {
        blocks: counted(simulation.blocks(), simulation.parameters.cities, io),
        integers: ["year", "did", "treat", "g", "low_carbon", "broadband", "high"],
        besides: async ({ put }) => {
          if (truthOut !== undefined) put(truthOut, `${JSON.stringify(record(), null, 2)}\n`);
        },
        present: () => presentCities({ record: record() }),
      };
    });
  });
}

/** A simulation under way: its blocks of rows, of which `integers` are whole numbers, the second file, and what is shown. */
interface Simulated {
  readonly blocks: Iterable<Table>;
  readonly integers: readonly string[];
  readonly besides: (outputs: Parameters<Parameters<typeof writeOutputs>[0]>[0]) => Promise<void>;
  readonly present: () => Presentation;
}

/** Makes every block, writes what was asked for whole or not at all, and prints the record with the files in it. */
async function simulated(
  { verb, flags }: VerbCall,
  io: CommandIo,
  begin: (engine: Engine, files: readonly string[]) => Simulated,
): Promise<void> {
  const engine = await openEngine(flags, io);
  const second = Object.keys(verb.flags ?? {}).find((name) => name.endsWith("Out"))!;
  const files = [flags.out, flags[second] as string | undefined].filter((path) => path !== undefined);
  const printed = await stoppable(io, "no file was written", async (signal) => {
    const { blocks, integers, besides, present } = begin(engine, Object.freeze(files));
    return writeOutputs(async (outputs) => {
      if (flags.out === undefined) await takeAll(blocks, signal);
      else warnOf(io, await writeTables(outputs.place(flags.out), blocks, { signal, engine, integers }));
      await besides(outputs);
      return printedAs(present(), flags);
    });
  });
  if (printed !== undefined) io.print(printed);
}

/** What is printed: made before any file appears, as a table can be asked for names it does not have. */
/** Prints what a format can't keep. */
function warnOf(io: CommandIo, notes: readonly Note[]): void {
  for (const { message } of notes) io.warn(`note: ${message}`);
}

const printedAs = async ({ record, tables }: Presentation, flags: VerbFlags): Promise<string | Uint8Array> =>
  wantsJson(flags) ? recordJson(record, flags) : tablesAs(tables, flags.format, presentationOf(flags));

/** The files that are asked for. Throws UsageError for a place where none can be written, or an ending that says no format. */
function filesOf<S extends string>({ flags }: VerbCall, second: S) {
  requireTableFormat("simulate", flags, "data");
  const given = flags as VerbFlags & { readonly [name in S]?: string };
  for (const path of [flags.out, given[second]]) if (path !== undefined) requireFilePath(path);
  if (flags.out !== undefined) requireTablePath(flags.out);
  return given;
}

/** Throws UsageError `same_file` where rows and the second file would stand in one. */
function requireTwoFiles(flag: string, out: string | undefined, second: string | undefined): void {
  if (out === undefined || second === undefined || resolve(out) !== resolve(second)) return;
  throw new UsageError("same_file", `--out and ${flag} are both ${out}: give each its own file.`, { got: out });
}

/** Options of cities, among which effects stay text until the number of years is known. */
async function citiesOptions({ effect, effectCohort, ...flags }: Flags): Promise<SimulateCitiesOptions> {
  const options = await declaredOptions(simulateCitiesVerb.options, flags);
  const [first, last] = options.years ?? citiesParameters({}).years;
  const years = Math.min(Math.max(1, last - first + 1), 256);
  const cohorts = effectCohort as readonly YearAndText[] | undefined;
  return {
    ...options,
    ...(effect === undefined ? {} : { effect: effectByYears(effect as string, years) }),
    ...(cohorts === undefined
      ? {}
      : { effectCohort: Object.fromEntries(cohorts.map(([year, own]) => [year, effectByYears(own, years)])) }),
  };
}

/** Makes every block and keeps none; the host runs in between, so that Ctrl-C is heard. */
async function takeAll(blocks: Iterable<unknown>, signal: AbortSignal): Promise<void> {
  for (const _ of blocks) {
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) throw abortError();
  }
}

/** Blocks of cities, with progress. */
function* counted(blocks: Iterable<Table>, cities: number, io: CommandIo): Generator<Table> {
  let made = 0;
  for (const block of blocks) {
    yield block;
    made += block.text("city").levels.length;
    io.progress({ stage: "simulating", fraction: made / cities, msLeft: null });
  }
}

/** Blocks of firms, with progress. */
function* followed({ nFirms, blocks }: CustomsSimulation, io: CommandIo): Generator<Table> {
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
