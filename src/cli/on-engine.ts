/**
 * Commands whose rows stay with an engine: `--engine ADDRESS` asks it in the place of reading DATA, `--explain` says what was asked and what
 * it brought. The first Ctrl-C cancels the statement that is running.
 */
import { existsSync } from "node:fs";
import { totalmem } from "node:os";
import type { Command } from "commander";
import { UsageError } from "../base/errors.js";
import { withoutSecrets } from "../base/secrets.js";
import { loadDuckDB } from "../data/files/duckdb.js";
import { withParquetRows } from "../data/files/parquet-files.js";
import type { PanelKeys } from "../data/panel/panel.js";
import type { Engine } from "../engine/kernels/engine.js";
import type { SqlSource } from "../sql/frame.js";
import { addressNotes, DUCKDB, openSqlEngine, PARQUET, sqlSource } from "../sql/open.js";
import type { Asked } from "../sql/queries.js";
import { memoryBytes } from "../sql/stream-options.js";
import { engineVerbs } from "../sql/verbs/catalogue.js";
import type { EngineOptions } from "../sql/verbs/model.js";
import { stoppable } from "./interrupt.js";
import { fileOption } from "./named-files.js";
import { type DataFlags, openEngine } from "./open-data.js";
import { say } from "./process-io.js";
import type { CommandIo, CommonOptions } from "./shared.js";

/** The options as commander parses them. */
export interface EngineFlags {
  readonly engine?: string;
  readonly explain?: boolean;
  readonly memory?: string;
  readonly temp?: string;
}

/** Whether a command has a form on engines. */
export const worksOnEngines = (name: string): boolean => Object.hasOwn(engineVerbs, name);

/** Adds --engine, --explain, --memory and --temp. */
export const addEngineOptions = (command: Command): Command =>
  command
    .addOption(
      fileOption(
        "read",
        "--engine <address>",
        "rows stay where they are, DATA is a table, a query or files: duckdb (files of Parquet by a pattern), duckdb:FILE, postgres://, clickhouse://, trino://, spark://; parquet: files are read in passes (docs/engines.md)",
      ),
    )
    .option("--explain", "with --engine, on stderr: each statement, the bytes expected of it and those it brought")
    .option("--memory <size>", "with --engine duckdb or parquet: memory it may hold, such as 4GB; DuckDB then spills")
    .option("--temp <folder>", "with --engine duckdb: folder it spills to");

/** Throws UsageError `option_without_effect`: of an engine without --engine, of a file with it. */
export function requireEngineFlags({ engine, explain, memory, temp }: EngineFlags, data: DataFlags): void {
  const flag = (name: string): string => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const given = (options: object) => Object.entries(options).find(([, value]) => value !== undefined)?.[0];
  const refuse = (name: string, why: string) => {
    throw new UsageError("option_without_effect", `${flag(name)} ${why}; leave it out.`, { got: flag(name) });
  };
  if (engine === undefined) {
    const name = given({ explain, memory, temp });
    if (name !== undefined) refuse(name, "has no meaning without --engine");
    return;
  }
  const { encoding, delimiter, textColumns, numericColumns, na, sheet, cells, headerRows, use, append } = data;
  const ofFiles = { encoding, delimiter, textColumns, numericColumns, na, sheet, cells, headerRows, use, append };
  const name = given({ ...ofFiles, with: data.with });
  if (name !== undefined) refuse(name, "is of files that are read, and with --engine rows stay where they are");
  if (engine === PARQUET) {
    const own = given({ explain, temp });
    if (own !== undefined)
      refuse(own, "is of statements and of what DuckDB spills, and files that are read in passes have neither");
  } else if (engine !== DUCKDB && !engine.startsWith("duckdb:")) {
    const own = given({ memory, temp });
    if (own !== undefined) refuse(own, "is of DuckDB in this process or of files that are read in passes");
  }
}

/** Bytes a cell of a table takes while it is read and worked on. */
const BYTES_A_CELL = 12;

/** Verbs that read files of Parquet in passes where there is no DuckDB. */
const IN_PASSES: readonly string[] = ["feols", "bootstrap"];

/** What `withFittingEngine` depends on beside the call. */
interface Machine {
  /** Bytes a table may take: half of this machine's memory. */
  readonly most?: number;
  readonly loadEngine?: () => Promise<unknown>;
}

/**
 * The flags with DuckDB as the engine where DATA are files of Parquet that a table can't be: those of a pattern, or more than
 * `most` bytes as a table; where it is not installed, with passes over the files for the verbs that take them. Says so.
 */
export async function withFittingEngine<F extends EngineFlags & DataFlags>(
  verb: string,
  data: string,
  flags: F,
  io: CommandIo,
  { most = totalmem() / 2, loadEngine = () => loadDuckDB("Asking DuckDB") }: Machine = {},
): Promise<F> {
  if (flags.engine !== undefined || !/\.parquet$/i.test(data) || flags.use !== undefined) return flags;
  const said = await withParquetRows([data], async ({ nFiles, nRows, columns }) => {
    const bytes = BYTES_A_CELL * nRows * columns.length;
    const isOneFile = existsSync(data);
    if (isOneFile && bytes <= most) return null;
    const why = !isOneFile
      ? `are those of a pattern (${nFiles} ${nFiles === 1 ? "file" : "files"})`
      : `would take about ${(bytes / 1e9).toFixed(1)} GB as a table`;
    return `${nRows} rows of ${columns.length} columns ${why}`;
  });
  if (said === null) return flags;
  const isThere =
    !IN_PASSES.includes(verb) ||
    (await loadEngine().then(
      () => true,
      () => false,
    ));
  const how = isThere
    ? "they stay where they are and DuckDB sums them (--engine duckdb)"
    : "DuckDB is not installed here, so they are read in passes (--engine parquet)";
  io.warn(`${said}: ${how}; --use names the columns of a table`);
  return { ...flags, engine: isThere ? DUCKDB : PARQUET };
}

/** A call of a verb on an engine. */
export interface EngineCall {
  /** Name of the verb. */
  readonly verb: string;
  readonly data: string;
  readonly formula: string;
  readonly keys: PanelKeys | null;
  readonly options: object;
  readonly flags: EngineFlags & CommonOptions;
}

/** What the verb gives, and the engine of kernels it was computed with; undefined where Ctrl-C stopped it. */
export async function runOnEngine(
  { verb, data, formula, keys, options, flags }: EngineCall,
  io: CommandIo,
): Promise<{ readonly engine: Engine; readonly result: unknown } | undefined> {
  if (flags.engine === PARQUET) return runInPasses({ verb, data, formula, options, flags }, io);
  const run = await engineVerbs[verb]!();
  return withSource(data, flags, io, async (engine, source, running) => ({
    engine,
    result: await run(engine, source, keys, formula, { ...options, ...running }),
  }));
}

/** The same of files that are read in passes. */
async function runInPasses(
  { verb, data, formula, options, flags }: Omit<EngineCall, "keys">,
  io: CommandIo,
): Promise<{ readonly engine: Engine; readonly result: unknown } | undefined> {
  const { parquetVerb } = await import("../sql/parquet/verbs.js");
  const run = parquetVerb(verb);
  const memory = flags.memory === undefined ? {} : { memory: memoryBytes(flags.memory) };
  const engine = await openEngine(flags, io);
  return stoppable(io, "the files were read no further, nothing was written", (signal) =>
    withParquetRows([data], async (rows) => ({
      engine,
      result: await run(engine, rows, formula, { ...options, ...memory, signal, onProgress: io.progress }),
    })),
  );
}

/** What `work` makes of the rows `data` names in the engine of `flags`; undefined where Ctrl-C stopped it. */
export async function withSource<T>(
  data: string,
  flags: EngineFlags & CommonOptions,
  io: CommandIo,
  work: (engine: Engine, source: SqlSource, running: EngineOptions) => Promise<T>,
): Promise<T | undefined> {
  const { engine: address, explain, memory, temp } = flags;
  for (const { message } of addressNotes(address!)) io.warn(message);
  const engine = await openEngine(flags, io);
  return stoppable(io, "the statement was cancelled, nothing was written", async (signal) => {
    io.progress({ stage: "connecting", fraction: 0, msLeft: null });
    const sql = await openSqlEngine(address!, {
      signal,
      ...(memory !== undefined && { memory: memoryBytes(memory) }),
      ...(temp !== undefined && { temp }),
    });
    try {
      const source = await sqlSource(sql, data, signal);
      const explaining = explain === true ? { onStatement: (asked: Asked) => explained(asked, flags, io) } : {};
      return await work(engine, source, { ...explaining, signal, onProgress: io.progress });
    } finally {
      await sql.close();
    }
  });
}

/** What was asked for is said though nothing else is, with --quiet. */
export function explained({ sql, rows, bytes, expected, ms }: Asked, { quiet }: CommonOptions, io: CommandIo): void {
  const wanted = expected === undefined ? "" : `${expected} bytes expected, `;
  const words = `${withoutSecrets(sql)};\n-- ${wanted}${bytes} bytes received in ${rows} ${rows === 1 ? "row" : "rows"}, ${Math.round(ms)} ms\n`;
  if (quiet === true) say(`${words}\n`);
  else io.warn(words);
}
