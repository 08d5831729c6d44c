/**
 * From a study file on disk to what is printed and written; shared by `study` and `example`. What is computed
 * is in `study/`.
 */

import { createHash } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { DataError, UsageError, WasmetricsError } from "../base/errors.js";
import { LANGUAGES, type Language } from "../base/messages.js";
import { systemWords } from "../base/system-error.js";
import { flagText } from "../base/text.js";
import { readInput } from "../data/disk/held-file.js";
import type { Engine } from "../engine/kernels/engine.js";
import { gib } from "../regression/frame/memory-need.js";
import { formatCount } from "../report/format-number.js";
import { rendererOf } from "../report/render/render.js";
import { type Cell, emptyCell, numberCell, type TableModel, textCell } from "../report/table-model.js";
import { shownAddress } from "../sql/open.js";
import { parseStudy, type StudyFile } from "../study/file/study-file.js";
import { studyText } from "../study/file/study-text.js";
import { heldSources, refuseSecrets } from "../study/inputs/elsewhere.js";
import { drawAnew } from "../study/outputs/figure-drawing.js";
import { exhibitFiles, studyFiles, timingFile, usualFiles } from "../study/outputs/study-files.js";
import { studySummary } from "../study/page/page.js";
import { type PlannedStage, type PlanOptions, planStudy, type StudyPlan } from "../study/plan-study.js";
import { runStudy, type StudyResult } from "../study/run-study.js";
import { drawingCache, openCacheFolder, readPace, requireOwnCache, stageKeeping, writePace } from "./cache-folder.js";
import { stoppable } from "./interrupt.js";
import { addMaxMemory, type MaxMemoryFlag } from "./max-memory.js";
import { fileOption } from "./named-files.js";
import type { EngineFlags } from "./on-engine.js";
import { openEngine } from "./open-data.js";
import { codeHash } from "./package-root.js";
import { processIo, say } from "./process-io.js";
import { type CommandIo, type CommonOptions, reportError } from "./shared.js";
import { initCommand, isNamedAsData } from "./start-with-init.js";
import { fileTools, pictureFont } from "./study-pictures.js";
import { claimSources, openSources, type StudySources, withStudyEngine } from "./study-sources.js";
import { requireFolderPath, requireWritable, writeFolder } from "./write-outputs.js";
import { wantsJson } from "./write-record.js";

/** Share of a run that reading takes, and that drawing and writing take. */
const READING = 0.25;
const DRAWING = 0.2;

/** A study to run. */
interface StudyJob {
  /** Path of the study file, and its name in messages and results. */
  readonly path: string;
  readonly name: string;
  /** The command as typed, without options. */
  readonly command: string;
  /** Folder of the results unless --out says otherwise; default that of the study file. */
  readonly out?: string;
}

/**
 * Runs the job: reads, computes, writes whole or not at all, prints. Stages that fail are reported at the end, and the exit status
 * with them; with --dry-run the plan is printed and nothing computed.
 */
export async function runStudyJob(job: StudyJob, flags: StudyOptions, io: CommandIo): Promise<void> {
  const started = new Date();
  const format = printedFormat(flags);
  if (!wantsJson(flags)) rendererOf(format);
  const { text, sha256 } = readStudyText(job.path, job.name);
  const language = flags.language === undefined ? {} : { language: flags.language };
  const parsed = parseStudy(text, job.name, language);
  const seeded: StudyFile =
    flags.seed === undefined ? parsed : { ...parsed, spec: { ...parsed.spec, seed: flags.seed } };
  const folder = dirname(resolve(job.path));
  refuseSecrets(seeded);
  const file = await withStudyEngine(seeded, folder, flags, io);
  const held = heldSources(file);
  const out = flags.out ?? job.out ?? file.spec.output;
  if (flags.dryRun === true) requireFolderPath(out);
  else requireWritable(out, usualFiles(file, flags.only));
  if (typeof flags.cache === "string") requireFolderPath(flags.cache, [], "--cache");
  const kept = flags.cache === false ? null : (flags.cache ?? cacheOf(job, out));
  if (kept !== null) requireOwnCache(kept);

  await claimSources(file, folder);
  io.progress({ stage: "reading data", fraction: 0, msLeft: null });
  const engine = await openEngine(flags, io);
  const sources = await stoppable(io, "nothing was written", (signal) =>
    openSources(file, folder, held, flags, io, signal),
  );
  if (sources === undefined) return;
  try {
    const cache = kept === null ? null : openCache(kept, io);
    try {
      await computeStudy({ job, file, sha256, out, format, started, engine, sources, cache }, flags, io);
    } finally {
      cache?.folder.close();
    }
  } finally {
    await sources.close();
  }
}

/** A study whose data are read. */
interface LoadedStudy {
  readonly job: StudyJob;
  readonly file: StudyFile;
  /** Of the study file. */
  readonly sha256: string;
  readonly out: string;
  readonly format: StudyOptions["format"];
  readonly started: Date;
  readonly engine: Engine;
  readonly sources: StudySources;
  readonly cache: ReturnType<typeof openCache> | null;
}

async function computeStudy(loaded: LoadedStudy, flags: StudyOptions, io: CommandIo): Promise<void> {
  const { job, file, out, format, started, engine, sources, cache } = loaded;
  const { tables, elsewhere } = sources;
  const choice: PlanOptions = {
    ...(elsewhere === undefined ? {} : { elsewhere }),
    ...(cache === null ? {} : { keeping: cache.keeping, pace: cache.pace }),
    ...(flags.only === undefined ? {} : { only: flags.only }),
    ...(flags.from === undefined ? {} : { from: flags.from }),
  };
  if (flags.dryRun === true) {
    const plan = await planStudy(engine, file, tables, choice);
    return wantsJson(flags) ? io.printJson(plan) : io.print(rendererOf(format)(studyPlanTable(plan, job.name)));
  }

  const left = (done: number): number => ((Date.now() - started.getTime()) * (1 - done)) / done;
  const isKept = cache !== null && [...tables.values()].every(({ source }) => source.engine === undefined);
  const stopped = `stopped; ${!isKept ? "nothing was kept" : "what is done is kept: the same command goes on from there"}`;
  const study = await resumable(io, stopped, (signal, busy) =>
    runStudy(engine, file, tables, {
      ...choice,
      signal,
      onProgress: ({ stage, fraction }) => {
        busy();
        const done = READING + (1 - READING - DRAWING) * fraction;
        io.progress({ stage, fraction: done, msLeft: left(done) });
      },
    }),
  );
  if (study === undefined) return;
  if (flags.only !== undefined && study.shown.length === 0) throw study.causes[0];
  io.progress({ stage: "drawing and writing", fraction: 1 - DRAWING, msLeft: left(1 - DRAWING) });
  const inLanguage = flags.language === undefined ? "" : ` ${flagText("language", flags.language)}`;
  const seed = flags.seed === undefined ? "" : ` ${flagText("seed", flags.seed)}`;
  const onEngine = flags.engine === undefined ? "" : ` ${flagText("engine", shownAddress(flags.engine))}`;
  const command = `${job.command}${inLanguage}${seed}${onEngine} ${flagText("out", out)}`;
  const tools = fileTools(cache?.draw ?? drawAnew);
  const files =
    flags.only === undefined
      ? await studyFiles(study, { command, studySha256: loaded.sha256, out }, tools)
      : await exhibitFiles(study, tools);
  const written =
    flags.times === true ? new Map([...files, ["timing.json", timingFile(study, started)] as const]) : files;
  await writeFolder(out, written);
  const font = pictureFont(files);
  if (font !== null) io.warn(font);
  if (cache !== null) {
    await writePace(cache.path, cache.pace, study.made);
    const isWhole = flags.only === undefined && flags.from === undefined;
    if (isWhole && study.causes.length === 0) cache.folder.removeUnused();
  }
  showStudy(study, files, out, { ...flags, format }, io);
  const status = reportFailures(study);
  if (status !== 0) processIo().exitCode = status;
}

/** What tables are printed as: text beside Word documents, which always stand in the folder of the results. */
const printedFormat = ({ format }: StudyOptions): StudyOptions["format"] => (format === "docx" ? "text" : format);

/**
 * Where a study's stages are kept: beside its file, so that every language and every folder of results shares them; in the folder of the
 * results where the study is one that is shipped, or its folder can't be written.
 */
function cacheOf({ path, out: shipped }: StudyJob, out: string): string {
  const beside = dirname(resolve(path));
  if (shipped !== undefined || !canWrite(beside)) return resolve(out, ".cache");
  return join(beside, ".wasmetrics", basename(path));
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** What is kept in the folder `path`, for this program. */
function openCache(path: string, io: CommandIo) {
  const code = codeHash();
  const folder = openCacheFolder(path, io.warn);
  return {
    path,
    folder,
    keeping: stageKeeping(folder, code, io.warn),
    draw: drawingCache(folder, code),
    pace: readPace(path),
  };
}

/** The text of the study file at `path`, called `name`, and the hash of its bytes. Throws DataError `cannot_read`, and as `studyText`. */
function readStudyText(path: string, name: string): { readonly text: string; readonly sha256: string } {
  // a text or JSON may be a study as well
  if (isNamedAsData(path) && !/\.(?:txt|json)$/i.test(path)) {
    throw new UsageError(
      "study_is_data",
      `${name} is data, and a study is a YAML file that names them. ${initCommand(name)} writes one.`,
      { got: name, expected: "a .yaml file" },
    );
  }
  let bytes: Uint8Array;
  try {
    bytes = readInput(path, name);
  } catch (cause) {
    if (cause instanceof WasmetricsError) throw cause;
    throw new DataError(
      "cannot_read",
      `Can't read the study file '${name}': ${systemWords(cause, "read")}. Give the path of a YAML file; ${initCommand()} writes a first one.`,
      { got: path },
      { cause },
    );
  }
  return { text: studyText(bytes, name), sha256: createHash("sha256").update(bytes).digest("hex") };
}

// What a study shows.

/** Prints the study, whose `files` are in the folder `out`. */
export function showStudy(
  study: StudyResult,
  files: ReadonlyMap<string, unknown>,
  out: string,
  flags: CommonOptions,
  io: CommandIo,
): void {
  const where = files.has("report.html")
    ? `Report: ${relative(".", resolve(out, "report.html"))}`
    : `Written to ${out}: ${[...files.keys()].join(", ")}`;
  if (wantsJson(flags)) {
    io.printJson(study.record);
    io.warn(where);
    return;
  }
  const render = rendererOf(flags.format);
  const tables = study.shown.flatMap(({ exhibits }) =>
    exhibits.flatMap((exhibit) => (exhibit.kind === "table" ? [exhibit.table] : [])),
  );
  const shown = tables.map((table) => render(table));
  if (flags.format === "text") io.print([...shown, `${studySummary(study)}\n`, where].join("\n"));
  else {
    io.print(shown.join("\n"));
    io.warn(where);
  }
}

/** Reports the stages that failed, at the end, and returns the exit status: 2 where all are wrong use, 0 where none failed. */
export function reportFailures({ record, causes }: StudyResult): number {
  const statuses = record.failures.map(({ message, because }, i) => {
    if (because === null) return reportError(causes[i], false);
    say(`error: ${message}\n`);
    return null;
  });
  const failed = statuses.filter((status) => status !== null);
  return failed.length === 0 ? 0 : Math.min(...failed);
}

/** The table; `name` is that of the study file. */
export function studyPlanTable({ stages, totals }: StudyPlan, name: string): TableModel {
  const isSplit = stages.some(({ where }) => where === "engine");
  return {
    title: `Plan of ${name}`,
    stub: "Stage",
    heads: [
      ["Does"],
      ...(isSplit ? [["Sums"]] : []),
      ["Needs"],
      ["State"],
      ["Rows"],
      ["Models"],
      ["Draws"],
      ["Memory"],
      ["Time"],
    ],
    rows: [
      ...stages.map((stage) => ({
        label: stage.name,
        quantity: "plan",
        ruleAbove: false,
        cells: [
          textCell(stage.kind),
          ...(isSplit ? [textCell(stage.where)] : []),
          ...[textCell(stage.needs.join(", ")), textCell(stateWords(stage)), ...costs(stage)],
        ],
      })),
      {
        label: "Total",
        quantity: "plan",
        ruleAbove: true,
        cells: [
          ...(isSplit ? [emptyCell()] : []),
          ...[emptyCell(), emptyCell(), textCell(`${totals.kept} kept, ${totals.make} to make`), emptyCell()],
          ...[count(totals.models), count(totals.draws), memory(totals.bytes), time(totals.ms)],
        ],
      },
    ],
    notes: [
      "Memory: linear memory, at most; the total is that of the stage that needs most, as stages run one after the other. Time: by rows, models and draws, corrected by what the last run took.",
    ],
  };
}

const stateWords = ({ state }: PlannedStage): string => (state === "kept" ? "kept" : "to make");

const costs = ({ state, rows, models, draws, bytes, ms }: PlannedStage): Cell[] => [
  count(rows),
  count(models),
  count(draws),
  ...(state === "kept" ? [emptyCell(), emptyCell()] : [memory(bytes), time(ms)]),
];

const count = (value: number): Cell => (value === 0 ? emptyCell() : numberCell(value, formatCount(value)));
const memory = (bytes: number): Cell => (bytes === 0 ? emptyCell() : numberCell(bytes, gib(bytes)));
const time = (ms: number): Cell => numberCell(ms, ms < 1000 ? "<1 s" : `${formatCount(Math.round(ms / 1000))} s`);

// Ctrl-C during a study.

const INTERRUPTED = 130;

/**
 * Runs `work` with a signal that Ctrl-C aborts; `busy` says that a piece of work begins. `stopped` is said when it stopped; the
 * result is undefined then, and the exit status 130.
 */
export async function resumable<T>(
  io: CommandIo,
  stopped: string,
  work: (signal: AbortSignal, busy: () => void) => Promise<T>,
): Promise<T | undefined> {
  const control = new AbortController();
  const stop = (): void => control.abort();
  const listen = (): void => {
    process.removeListener("SIGINT", stop);
    if (!control.signal.aborted) process.once("SIGINT", stop);
  };
  let listening: NodeJS.Immediate | undefined;
  const busy = (): void => {
    process.removeListener("SIGINT", stop);
    clearImmediate(listening);
    // runs when the thread is free again, which is when a signal would be heard
    listening = setImmediate(listen);
  };
  listen();
  try {
    return await work(control.signal, busy);
  } catch (error) {
    if (!control.signal.aborted) throw error;
    io.warn(stopped);
    processIo().exitCode = INTERRUPTED;
    return undefined;
  } finally {
    clearImmediate(listening);
    process.removeListener("SIGINT", stop);
  }
}

// Options of the commands that run a study.

/** Options of commands that run a study, as commander parses them. */
export interface StudyOptions extends CommonOptions, EngineFlags, MaxMemoryFlag {
  readonly only?: readonly string[];
  readonly from?: string;
  readonly dryRun?: boolean;
  /** A folder; false for --no-cache. */
  readonly cache?: string | false;
  readonly language?: Language;
}

/** Adds what every command that runs a study has, before the options of all commands. */
export const addStudyOptions = (command: Command): Command =>
  addMaxMemory(command)
    .option(
      "--only <stages>",
      "run these stages (a,b or several times) and what they need; write their tables and figures alone",
      (text: string, before: readonly string[] = []) => [...before, ...text.split(",").map((name) => name.trim())],
    )
    .option("--from <stage>", "make this stage, all after it in the file and all that need one of them anew")
    .option("--dry-run", "print what would be made, and what it would take, and make nothing")
    .addOption(
      fileOption(
        "written",
        "--cache <folder>",
        "keep what stages make here, for this study alone (default: .wasmetrics beside the study file, whatever --out and --language are); it holds columns of the data: delete the folder to remove them",
      ),
    )
    .option("--no-cache", "make everything anew and keep nothing")
    .addOption(
      new Option("--language <language>", "language of the report; default that of the study file").choices(LANGUAGES),
    );
