/**
 * What every estimating command begins with, its data read while the engine loads; and what --verbose reports of engine and result.
 */

import { type Argument, type Command, Option } from "commander";
import { bareName, namesIn, splitOutside } from "../base/column-names.js";
import { UsageError } from "../base/errors.js";
import type { ReadOptions } from "../data/files/read-table.js";
import { withoutLabels } from "../data/labels.js";
import type { JoinRecord } from "../data/table/join.js";
import type { Table } from "../data/table/table.js";
import { type Engine, loadEngine } from "../engine/kernels/engine.js";
import { gib, type MemoryNeed } from "../regression/frame/memory-need.js";
import type { FitRecord } from "../regression/record/fit-record.js";
import { addMaxMemory, type MaxMemoryFlag, readingLimit } from "./max-memory.js";
import { addMergeOptions, checkMerge, type MergeFlags, mergeAsAsked } from "./merge-data.js";
import { fileArgument } from "./named-files.js";
import { readDataFile } from "./piped-data.js";
import { processIo } from "./process-io.js";
import { type CommandIo, type CommonOptions, parseWholeNumber } from "./shared.js";

/** An engine and the table at `path`, merged as the flags ask; what the engine has to say goes to stderr. */
export async function openData(path: string, flags: CommonOptions & DataFlags, io: CommandIo): Promise<OpenData> {
  checkMerge(flags);
  io.progress({ stage: `reading ${path}`, fraction: 0, msLeft: null });
  const cores = loadCores(flags);
  const [{ table, record: merged }, engine] = await Promise.all([readMerged(path, flags, cores), cores]);
  announce(engine, io);
  return { engine, table, merged };
}

interface OpenData {
  readonly engine: Engine;
  readonly table: Table;
  readonly merged: JoinRecord | null;
}

/** DATA, with what the flags put below and beside it. Throws as `readData` and `mergeAsAsked`. */
export async function readMerged(path: string, flags: DataFlags, engine?: Promise<Engine>) {
  return mergeAsAsked(await readData(path, flags, engine), flags, (other) => readOther(other, flags, engine));
}

/**
 * A further table, read as the data are, but for their place in a workbook; of what is asked of single columns, and of a text file, that
 * which it has.
 */
export async function readOther(
  path: string,
  { textColumns = "", numericColumns = "", na = [], sheet, cells, headerRows, use, ...flags }: DataFlags,
  engine?: Promise<Engine>,
): Promise<Table> {
  const perColumn = na.filter((value) => ofColumn(value) !== undefined);
  const common = { ...flags, ...(na.length > perColumn.length ? { na } : {}) };
  const table = await readAsKnown(path, common, engine);
  const own = (names: string) =>
    list(names)
      .filter((name) => table.has(name))
      .join(",");
  const asked = { textColumns: own(textColumns), numericColumns: own(numericColumns) };
  const ownNa = perColumn.filter((value) => table.has(ofColumn(value)!.column));
  if (asked.textColumns + asked.numericColumns === "" && ownNa.length === 0) return table;
  return readAsKnown(path, { ...common, ...asked, ...(ownNa.length > 0 ? { na: ownNa } : {}) }, engine);
}

/** Options of a reader that are of text files, and the flags they come from. */
const OF_TEXT = { encoding: "encoding", delimiter: "delimiter", numeric: "numericColumns" } as const;

/** The table at `path`, by those of `flags` that its format knows. */
async function readAsKnown(path: string, flags: DataFlags, engine?: Promise<Engine>): Promise<Table> {
  try {
    return await readData(path, flags, engine);
  } catch (error) {
    const unknown = error instanceof UsageError && error.code === "read_option" ? error.detail.got : undefined;
    if (!Object.hasOwn(OF_TEXT, String(unknown))) throw error;
    const { [OF_TEXT[unknown as keyof typeof OF_TEXT]]: _, ...known } = flags;
    return readAsKnown(path, known, engine);
  }
}

/** An engine on the threads asked for; what it has to say goes to stderr. */
export async function openEngine(flags: CommonOptions, io: CommandIo): Promise<Engine> {
  const engine = await loadCores(flags);
  announce(engine, io);
  return engine;
}

function loadCores({ threads = processIo().threads }: CommonOptions): Promise<Engine> {
  return loadEngine(threads === undefined ? {} : { threads });
}

function announce(engine: Engine, io: CommandIo): void {
  for (const note of engine.notes) io.warn(note);
  reportEngine(engine, io);
}

/** Threads, build and memory of the engine. */
function reportEngine(engine: Engine, io: CommandIo): void {
  const { threads, build } = engine;
  io.detail(
    `engine: ${threads} ${threads === 1 ? "thread" : "threads"}, build ${build}, memory up to ${gib(engine.limitBytes())}`,
  );
}

/** Called with the memory a regression is about to need. */
export const reportNeed =
  (io: CommandIo) =>
  ({ total, parts }: MemoryNeed): void => {
    const named = Object.entries(parts).map(([name, bytes]) => `${name} ${gib(bytes)}`);
    io.detail(`memory needed: about ${gib(total)} (${named.join(", ")})`);
  };

/** How effects were absorbed and why, the memory used at most, and times: of a record that has them. */
export function reportResult(record: unknown, engine: Engine, io: CommandIo): void {
  const { solver, timing_ms } = record as Partial<Pick<FitRecord, "solver" | "timing_ms">>;
  if (solver !== undefined) io.detail(`effects absorbed by ${solver.method}: ${solver.because}`);
  io.detail(`memory used: at most ${gib(engine.peakBytes())}`);
  if (timing_ms === undefined) return;
  const times = Object.entries(timing_ms).map(([step, ms]) => `${step.replaceAll("_", " ")} ${ms.toFixed(1)}`);
  io.detail(`milliseconds: ${times.join(", ")}`);
}

// How commands that take DATA let the user say what the file can't.

/** Said in the help of every command that takes DATA. */
const DATA_ARGUMENT =
  "file of data (.csv .dta .xlsx .parquet .sav .sas7bdat .rds .arrow .json ..., docs/data.md); - reads the standard input";

/** DATA of a command. */
export const dataArgument = (name: "<data>" | "[data]" = "<data>"): Argument =>
  fileArgument("read", name, DATA_ARGUMENT);

const DELIMITERS = { comma: ",", semicolon: ";", tab: "\t", bar: "|" } as const;

/** The options as commander parses them. */
export interface DataFlags extends MergeFlags, MaxMemoryFlag {
  readonly encoding?: string;
  readonly delimiter?: keyof typeof DELIMITERS;
  readonly textColumns?: string;
  readonly numericColumns?: string;
  readonly na?: readonly string[];
  readonly sheet?: string;
  readonly cells?: string;
  readonly headerRows?: number;
  /** Of DATA alone. */
  readonly use?: string;
  /** false: names in the place of the data's labels. */
  readonly labels?: boolean;
}

/** Adds the options of readers. */
export function addDataOptions(command: Command): Command {
  const reading = command
    .option("--encoding <name>", "encoding of text, such as gb18030 or windows-1252 (found if not given)")
    .addOption(
      new Option("--delimiter <which>", "delimiter of a text file (found if not given)").choices(
        Object.keys(DELIMITERS),
      ),
    )
    .option("--use <names>", "columns to read of DATA, separated by commas (default: all); others are not decoded")
    .option("--text-columns <names>", "columns kept as text although they look like numbers, separated by commas")
    .option("--numeric-columns <names>", "columns of digits in quotes that are numbers, not codes, separated by commas")
    .option(
      "--na <cells>",
      "cells read as missing, separated by commas, in place of the usual markers; COLUMN=cells for one column, as in iso2= (repeatable)",
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .option(
      "--sheet <name>",
      "sheet of a workbook, object of .RData, member of .zip: its name or number (inspect --list-sheets)",
    )
    .option("--cells <range>", "cells of a sheet: B3:F200, B3 (from there on) or B:F")
    .option(
      "--header-rows <n>",
      "rows of a sheet that name its columns (default 1; 0: columns are called by letters)",
      parseWholeNumber,
    )
    .option("--no-labels", "names and values as they are, in place of the labels that the data give them");
  return addMergeOptions(addMaxMemory(reading));
}

/** A table that was read before the command it is for, with the request it answers. */
let kept: { readonly request: string; readonly table: Promise<Table> } | undefined;
const requestOf = (path: string, flags: DataFlags): string => JSON.stringify([path, readOptions(flags)]);

/** Reads DATA as the flags say, unless it was read and kept. */
export async function readData(path: string, flags: DataFlags, engine?: Promise<Engine>): Promise<Table> {
  const table = await (kept?.request === requestOf(path, flags)
    ? kept.table
    : readDataFile(path, { ...readOptions(flags), ...(engine === undefined ? {} : { engine }) }));
  return flags.labels === false ? withoutLabels(table) : table;
}

/** Reads DATA for its columns' names; the command that estimates gets the same table from `readData`. */
export function readAndKeep(path: string, flags: DataFlags): Promise<Table> {
  kept = { request: requestOf(path, flags), table: readDataFile(path, readOptions(flags)) };
  return kept.table;
}

/** What the flags ask of a reader. */
export function readOptions(flags: DataFlags): ReadOptions {
  const { encoding, delimiter, textColumns, numericColumns, na, sheet, cells, headerRows, use } = flags;
  return {
    ...(encoding === undefined ? {} : { encoding }),
    ...(delimiter === undefined ? {} : { delimiter: DELIMITERS[delimiter] }),
    ...(textColumns === undefined ? {} : { text: list(textColumns) }),
    ...(numericColumns === undefined ? {} : { numeric: list(numericColumns) }),
    ...(na === undefined ? {} : { missing: missingOf(na) }),
    ...(sheet === undefined ? {} : { sheet: /^[1-9]\d*$/.test(sheet) ? Number(sheet) : sheet }),
    ...(use === undefined ? {} : { columns: used(use) }),
    ...(cells === undefined ? {} : { range: cells }),
    ...(headerRows === undefined ? {} : { headerRows }),
    ...readingLimit(flags),
  };
}

/** Columns that --use names. Throws UsageError `use_none`. */
function used(use: string): string[] {
  const names = list(use);
  if (names.length > 0) return names;
  throw new UsageError(
    "use_none",
    "--use names no column; write the names of those to read, such as --use city,year.",
    {
      got: use,
      expected: "names of columns",
    },
  );
}

function missingOf(na: readonly string[]): NonNullable<ReadOptions["missing"]> {
  const byColumn = na.flatMap((value) => ofColumn(value) ?? []);
  if (byColumn.length === 0) return na.flatMap(list);
  if (byColumn.length < na.length) {
    throw new UsageError("na_mixed", "--na takes either cells for all columns or COLUMN=cells, not both.", { got: na });
  }
  return Object.fromEntries(byColumn.map(({ column, cells }) => [column, list(cells)]));
}

/** `COLUMN=cells`, the column bare or in back-ticks; undefined for cells of all columns. */
function ofColumn(na: string): { readonly column: string; readonly cells: string } | undefined {
  const [column, ...cells] = splitOutside(na, "=");
  return cells.length === 0 ? undefined : { column: bareName(column!), cells: cells.join("=") };
}

const list = (text: string): string[] => namesIn(text, ",").filter((item) => item !== "");
