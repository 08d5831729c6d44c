/**
 * What every estimating command begins with, its data read while the engine loads; and what --verbose reports of engine and result.
 */

import { createReadStream, statSync } from "node:fs";
import { isatty } from "node:tty";
import { type Command, Option } from "commander";
import { DataError, UsageError, WasmetricsError } from "../base/errors.js";
import { requireNotOwnPipe } from "../data/disk/descriptor.js";
import { appendTo, type ScratchFile, scratchFile } from "../data/disk/scratch.js";
import { readCsvFile } from "../data/files/csv-file.js";
import { type ReadOptions, readTable } from "../data/files/read-table.js";
import { withoutLabels } from "../data/labels.js";
import type { JoinRecord } from "../data/table/join.js";
import { makeTable, type Table } from "../data/table/table.js";
import { type Engine, loadEngine } from "../engine/kernels/engine.js";
import { gib, type MemoryNeed } from "../regression/frame/memory-need.js";
import type { FitRecord } from "../regression/record/fit-record.js";
import { addMergeOptions, checkMerge, type MergeFlags, mergeAsAsked } from "./merge-data.js";
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

/** A further table, read as the data are, but for the place in a workbook; of --text-columns and --numeric-columns those it has. */
export async function readOther(
  path: string,
  { textColumns = "", numericColumns = "", sheet, cells, headerRows, use, ...flags }: DataFlags,
  engine?: Promise<Engine>,
): Promise<Table> {
  const table = await readData(path, flags, engine);
  const own = (names: string) =>
    names
      .split(",")
      .filter((name) => table.has(name.trim()))
      .join(",");
  const asked = { textColumns: own(textColumns), numericColumns: own(numericColumns) };
  return asked.textColumns + asked.numericColumns === "" ? table : readData(path, { ...flags, ...asked }, engine);
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
export const DATA_ARGUMENT =
  "file of data (.csv .dta .xlsx .parquet .sav .sas7bdat .rds .arrow .json ..., docs/data.md); - reads the standard input";

const DELIMITERS = { comma: ",", semicolon: ";", tab: "\t", bar: "|" } as const;

/** The options as commander parses them. */
export interface DataFlags extends MergeFlags {
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
  return addMergeOptions(reading);
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
    ...(use === undefined ? {} : { columns: list(use) }),
    ...(cells === undefined ? {} : { range: cells }),
    ...(headerRows === undefined ? {} : { headerRows }),
  };
}

function missingOf(na: readonly string[]): NonNullable<ReadOptions["missing"]> {
  const byColumn = na.filter((value) => value.includes("="));
  if (byColumn.length === 0) return na.flatMap(list);
  if (byColumn.length < na.length) {
    throw new UsageError("na_mixed", "--na takes either cells for all columns or COLUMN=cells, not both.", { got: na });
  }
  return Object.fromEntries(
    byColumn.map((value) => {
      const at = value.indexOf("=");
      return [value.slice(0, at).trim(), list(value.slice(at + 1))];
    }),
  );
}

const list = (text: string): string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

// Data that come through a pipe, `<(zcat rows.gz)`, a FIFO, /dev/stdin or `-`.

/** Reads the standard input. */
const STANDARD_INPUT = "-";
const INPUT = 0;

/** Files that pipes were put in, by the paths of the pipes: what was read once is there for the next reader. */
const copies = new Map<string, Promise<ScratchFile>>();

/** Whether `path` is the standard input or a pipe, a socket or a terminal rather than a file. */
export function isPiped(path: string): boolean {
  if (path === STANDARD_INPUT) return true;
  const status = statSync(path, { throwIfNoEntry: false });
  return status !== undefined && (status.isFIFO() || status.isSocket() || status.isCharacterDevice());
}

/**
 * The table in the file or pipe at `path`, called so in every message. Throws as `readTable`; DataError `pipe_empty`,
 * `temp_folder`, `temp_copy`, UsageError `standard_input` where nothing is piped to it, and as `requireNotOwnPipe`.
 */
export async function readDataFile(path: string, options: ReadOptions = {}): Promise<Table> {
  if (!isPiped(path)) return readTable(path, options);
  const copy = copies.get(path) ?? copied(path);
  copies.set(path, copy);
  const { path: file, handle } = await copy;
  const { buffer } = await handle.read(Buffer.alloc(PARQUET.length), 0, PARQUET.length, 0);
  const read = buffer.toString("latin1") === PARQUET ? readTable : readCsvFile;
  const named = (text: string): string => text.replaceAll(file, spoken(path));
  try {
    const table = await read(file, options);
    const notes = table.notes.map((note) => ({ ...note, message: named(note.message) }));
    return makeTable(table.columns, { ...table.source, name: path }, notes);
  } catch (error) {
    if (!(error instanceof WasmetricsError)) throw error;
    const kind = error.constructor as new (...args: ConstructorParameters<typeof WasmetricsError>) => WasmetricsError;
    const detail = Object.entries(error.detail).map(([key, value]) => [key, value === file ? path : value]);
    throw new kind(error.code, named(error.message), Object.fromEntries(detail), { cause: error });
  }
}

const spoken = (path: string): string => (path === STANDARD_INPUT ? "the standard input" : path);

/** Throws UsageError `data_piped` for a pipe, where `reader` goes through the file several times. */
export function requireFile(path: string, reader: string): void {
  if (!isPiped(path)) return;
  throw new UsageError(
    "data_piped",
    `${reader} reads the file several times, and ${spoken(path)} is a pipe: save what comes through it to a file, and give that.`,
    { got: path, expected: "a file" },
  );
}

/** What comes through the pipe, in a file. */
async function copied(path: string): Promise<ScratchFile> {
  if (path === STANDARD_INPUT && isatty(INPUT)) {
    throw new UsageError("standard_input", "DATA is - (the standard input), and nothing is piped to it.", {
      got: path,
    });
  }
  requireNotOwnPipe(path);
  const copy = await scratchFile();
  const from = path === STANDARD_INPUT ? createReadStream("", { fd: INPUT, autoClose: false }) : createReadStream(path);
  for await (const piece of from) await appendTo(copy.handle, piece as Buffer, spoken(path));
  if ((await copy.handle.stat()).size === 0) {
    throw new DataError("pipe_empty", `Nothing came through ${spoken(path)}: look at the command that writes to it.`, {
      got: 0,
      expected: "data",
      path,
    });
  }
  return copy;
}

/** What a Parquet file begins with; gzip is known to the reader of text. */
const PARQUET = "PAR1";
