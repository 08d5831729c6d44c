/**
 * The data sources of a study, opened: files become tables; of what an engine holds, rows stay, are added up there, or come here. Which
 * of these it is says `study/inputs/elsewhere`, from the file alone.
 */
import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { UsageError } from "../base/errors.js";
import { type EngineFacts, makeTable, type Table } from "../data/table/table.js";
import { engineAddress, isParquetFiles } from "../sql/address.js";
import { aggregateOnEngine } from "../sql/aggregate-rows.js";
import { bringHome } from "../sql/bring-home.js";
import type { SqlEngine } from "../sql/engine.js";
import type { SqlSource } from "../sql/frame.js";
import { addressNotes, DUCKDB, emptyTable, openSqlEngine, PARQUET, sqlSource } from "../sql/open.js";
import { StayedPanel } from "../sql/panel-sample.js";
import { type Asked, Queries } from "../sql/queries.js";
import { memoryBytes } from "../sql/stream-options.js";
import { locatingAwaited, type StudyFile } from "../study/file/study-file.js";
import { type EngineSource, isOnEngine, readingOf } from "../study/inputs/data-source.js";
import { checkHeld, columnsCarried, type HeldSource, namesRead } from "../study/inputs/elsewhere.js";
import type { PanelElsewhere } from "../study/inputs/stayed-rows.js";
import { type MaxMemoryFlag, readingLimit } from "./max-memory.js";
import { claimInput, fileOption } from "./named-files.js";
import { type EngineFlags, explained, withFittingEngine } from "./on-engine.js";
import { readDataFile } from "./piped-data.js";
import type { CommandIo, CommonOptions } from "./shared.js";

/** Sources ready to be read by a run; `close` when it is over. */
export interface StudySources {
  readonly tables: ReadonlyMap<string, Table>;
  readonly elsewhere?: PanelElsewhere;
  close(): Promise<void>;
}

type Flags = EngineFlags & CommonOptions & MaxMemoryFlag;

/**
 * The study with its sources on the engine of `flags`: those that name one; and the panel's files of Parquet where it is DuckDB, or where
 * they don't fit in memory. Throws UsageError `option_without_effect`.
 */
export async function withStudyEngine(
  file: StudyFile,
  folder: string,
  flags: Flags,
  io: CommandIo,
): Promise<StudyFile> {
  const { data, panel } = file.spec;
  const { engine, explain, memory, temp } = flags;
  const source = data[panel.data];
  const isFile = source !== undefined && !isOnEngine(source);
  const { path, options } = isFile ? readingOf(source) : { path: "", options: {} };
  const isPlain = isFile && isParquetFiles(path) && Object.keys(options).length === 0;
  const chosen = isPlain ? (await withFittingEngine("study", resolve(folder, path), flags, io)).engine : engine;
  const held: StudyFile["spec"]["data"] = Object.fromEntries(
    Object.entries(data).map(([name, one]) => {
      if (isOnEngine(one))
        return [name, { ...one, engine: engine === undefined ? one.engine : fromHere(engine, folder) }];
      return [name, isPlain && name === panel.data && chosen === DUCKDB ? { engine: DUCKDB, from: path } : one];
    }),
  );
  const isHeld = Object.values(held).some(isOnEngine);
  const given = Object.entries({ engine, explain, memory, temp }).find(([, value]) => value !== undefined)?.[0];
  if (engine === PARQUET || (!isHeld && given !== undefined)) {
    const why =
      engine === PARQUET
        ? "parquet reads files in passes for feols and bootstrap alone; a study takes duckdb"
        : `has no meaning: no data source of ${file.name} has engine:, nor is the panel's a file of Parquet for duckdb`;
    throw new UsageError("option_without_effect", `--${given} ${why}.`, { got: given });
  }
  return { ...file, spec: { ...file.spec, data: held } };
}

/** An address of the command line, whose file is relative to where it runs, as one of the file, whose is relative to `folder`. */
function fromHere(engine: string, folder: string): string {
  const address = engine === DUCKDB ? null : engineAddress(engine);
  return address?.engine === "duckdb" ? `duckdb:${relative(folder, resolve(address.path))}` : engine;
}

/** Adds --engine, --explain, --memory and --temp. */
export const addStudyEngineOptions = (command: Command): Command =>
  command
    .addOption(
      fileOption(
        "read",
        "--engine <address>",
        "engine of the data sources that have one, in the place of the file's; duckdb: also of the panel's files of Parquet (docs/study.md)",
      ),
    )
    .option("--explain", "on stderr: each statement to an engine, the bytes expected of it and those it brought")
    .option("--memory <size>", "of DuckDB in this process: memory it may hold, such as 4GB, before it spills")
    .option("--temp <folder>", "of DuckDB in this process: folder it spills to");

/**
 * Opens all sources; paths are relative to `folder`, but for those in whose place `standIns` has others. Throws as readers and engines do,
 * reported at the source's key.
 */
export async function openSources(
  file: StudyFile,
  folder: string,
  held: readonly HeldSource[],
  flags: Flags,
  io: CommandIo,
  signal: AbortSignal,
  standIns: ReadonlyMap<string, string> = new Map(),
): Promise<StudySources> {
  const engines = new Map<string, SqlEngine>();
  const close = async (): Promise<void> => {
    for (const engine of engines.values()) await engine.close();
  };
  try {
    const tables = new Map<string, Table>();
    let elsewhere: PanelElsewhere | undefined;
    for (const [name, source] of Object.entries(file.spec.data)) {
      signal.throwIfAborted();
      const one = held.find((each) => each.name === name);
      const opened = await locatingAwaited(file, ["data", name], async () => {
        if (!isOnEngine(source)) return { table: await tableOf(readingOf(source), folder, standIns, flags) };
        const engine = await engineOf(source, folder, engines, flags, io, signal);
        const data = dataOf(source, folder);
        claimInput(data);
        const rows = await sqlSource(engine, data, signal);
        return heldTable(file, one!, { ...rows, name: source.from }, flags, io, signal);
      });
      tables.set(name, opened.table);
      if ("elsewhere" in opened) elsewhere = opened.elsewhere;
    }
    return { tables, ...(elsewhere === undefined ? {} : { elsewhere }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Claims the files of a study, before anything is said on streams that may lead to one. Throws UsageError `output_is_input`, located. */
export async function claimSources(
  file: StudyFile,
  folder: string,
  standIns: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  for (const [name, source] of Object.entries(file.spec.data)) {
    if (isOnEngine(source)) continue;
    const { path } = readingOf(source);
    await locatingAwaited(file, ["data", name], async () => claimInput(standIns.get(path) ?? resolve(folder, path)));
  }
}

async function tableOf(
  { path, options }: ReturnType<typeof readingOf>,
  folder: string,
  standIns: ReadonlyMap<string, string>,
  flags: Flags,
): Promise<Table> {
  const table = await readDataFile(standIns.get(path) ?? resolve(folder, path), { ...options, ...readingLimit(flags) });
  return makeTable(table.columns, { ...table.source, name: path }, table.notes);
}

/** The engine of a source, opened once an address. */
async function engineOf(
  { engine: written }: EngineSource,
  folder: string,
  engines: Map<string, SqlEngine>,
  { memory, temp }: Flags,
  io: CommandIo,
  signal: AbortSignal,
): Promise<SqlEngine> {
  const known = engines.get(written);
  if (known !== undefined) return known;
  for (const { message } of addressNotes(written)) io.warn(message);
  io.progress({ stage: "connecting", fraction: 0, msLeft: null });
  const address = written === DUCKDB ? null : engineAddress(written);
  const place = address?.engine === "duckdb" ? `duckdb:${relative(".", resolve(folder, address.path))}` : written;
  claimInput(place);
  const engine = await openSqlEngine(place, {
    signal,
    ...(memory === undefined ? {} : { memory: memoryBytes(memory) }),
    ...(temp === undefined ? {} : { temp }),
  });
  engines.set(written, engine);
  return engine;
}

/** What the engine is asked for: files are relative to the study file. */
function dataOf({ engine, from }: EngineSource, folder: string): string {
  const isFiles = engine === DUCKDB && !/^\s*(\(|select\b|with\b)/i.test(from);
  return isFiles ? resolve(folder, from) : from;
}

/** A source as the run takes it: its columns, its cells, or its rows. */
async function heldTable(
  file: StudyFile,
  { name, rows }: HeldSource,
  source: SqlSource,
  flags: Flags,
  io: CommandIo,
  signal: AbortSignal,
): Promise<{ readonly table: Table; readonly elsewhere?: PanelElsewhere }> {
  const explaining = flags.explain === true ? { onStatement: (asked: Asked) => explained(asked, flags, io) } : {};
  const queries = new Queries(source.engine, { ...explaining, signal, onProgress: io.progress });
  const { shown, version, isSnapshot } = source.engine;
  const facts: EngineFacts = { address: shown, version, snapshot: isSnapshot, rows };
  const named = (table: Table): Table => makeTable(table.columns, { ...table.source, engine: facts }, table.notes);
  const header = named(emptyTable(source));
  const { panel, treatment } = file.spec;
  if (rows === "home") {
    const names = namesRead(file.spec, name, header.names);
    return { table: named(await bringHome(queries, source, { names })) };
  }
  checkHeld(file, rows, header);
  if (rows === "cells") {
    const { table, nRows } = await aggregateOnEngine(queries, source, panel, panel.aggregate!);
    return { table: named(table), elsewhere: { kind: "cells", nRows } };
  }
  const { unit, time, outcome } = panel;
  const { cohort, dummy, never } = treatment;
  const choice = {
    ...{ unit, time, outcome },
    ...(cohort === undefined
      ? {}
      : { cohort: { column: cohort, ...(never === undefined ? {} : { never: Number(never) }) } }),
    ...(dummy === undefined ? {} : { dummy }),
    carried: columnsCarried(file.spec, header.names),
  };
  return { table: header, elsewhere: { kind: "stayed", rows: new StayedPanel(source, choice, explaining) } };
}
