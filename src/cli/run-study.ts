/**
 * From a study file on disk to what is printed and written; shared by `study` and `example`. What is computed
 * is in `study/`.
 */

import { createHash } from "node:crypto";
import { dirname, resolve } from "node:path";
import { DataError, WasmetricsError } from "../base/errors.js";
import { shellWord } from "../base/shell-word.js";
import { systemWords } from "../base/system-error.js";
import { readInput } from "../data/disk/held-file.js";
import { makeTable, type Table } from "../data/table/table.js";
import type { Engine } from "../engine/kernels/engine.js";
import { rendererOf } from "../report/render/render.js";
import { located, parseStudy, type StudyFile } from "../study/file/study-file.js";
import { studyText } from "../study/file/study-text.js";
import { type PlanOptions, planStudy } from "../study/plan-study.js";
import { runStudy } from "../study/run-study.js";
import { openCacheFolder, requireOwnCache } from "./cache-folder.js";
import { openEngine } from "./open-data.js";
import { codeHash } from "./package-root.js";
import { readDataFile } from "./piped-data.js";
import { processIo } from "./process-io.js";
import { resumable } from "./resumable.js";
import type { CommandIo } from "./shared.js";
import { reportFailures, showStudy, studyPlanTable } from "./show-study.js";
import { drawAnew, drawingCache, readPace, stageKeeping, writePace } from "./stage-cache.js";
import type { StudyOptions } from "./study-options.js";
import { exhibitFiles, pictureFont, studyFiles, timingFile, usualFiles } from "./study-outputs.js";
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
  const file: StudyFile = flags.seed === undefined ? parsed : { ...parsed, spec: { ...parsed.spec, seed: flags.seed } };
  const out = flags.out ?? job.out ?? file.spec.output;
  if (flags.dryRun === true) requireFolderPath(out);
  else requireWritable(out, usualFiles(file, flags.only));
  if (typeof flags.cache === "string") requireFolderPath(flags.cache, [], "--cache");
  const kept = flags.cache === false ? null : (flags.cache ?? resolve(out, ".cache"));
  if (kept !== null) requireOwnCache(kept);

  io.progress({ stage: "reading data", fraction: 0, msLeft: null });
  const engine = await openEngine(flags, io);
  const tables = await readSources(file, dirname(resolve(job.path)));
  const cache = kept === null ? null : openCache(kept, io);
  try {
    await computeStudy({ job, file, sha256, out, format, started, engine, tables, cache }, flags, io);
  } finally {
    cache?.folder.close();
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
  readonly tables: Awaited<ReturnType<typeof readSources>>;
  readonly cache: ReturnType<typeof openCache> | null;
}

async function computeStudy(loaded: LoadedStudy, flags: StudyOptions, io: CommandIo): Promise<void> {
  const { job, file, out, format, started, engine, tables, cache } = loaded;
  const choice: PlanOptions = {
    ...(cache === null ? {} : { keeping: cache.keeping, pace: cache.pace }),
    ...(flags.only === undefined ? {} : { only: flags.only }),
    ...(flags.from === undefined ? {} : { from: flags.from }),
  };
  if (flags.dryRun === true) {
    const plan = await planStudy(engine, file, tables, choice);
    return wantsJson(flags) ? io.printJson(plan) : io.print(rendererOf(format)(studyPlanTable(plan, job.name)));
  }

  const left = (done: number): number => ((Date.now() - started.getTime()) * (1 - done)) / done;
  const stopped = `stopped; ${cache === null ? "nothing was kept" : "what is done is kept: the same command goes on from there"}`;
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
  const inLanguage = flags.language === undefined ? "" : ` --language ${flags.language}`;
  const seed = flags.seed === undefined ? "" : ` --seed ${flags.seed}`;
  const command = `${job.command}${inLanguage}${seed} --out ${shellWord(out)}`;
  const draw = cache?.draw ?? drawAnew;
  const files =
    flags.only === undefined
      ? await studyFiles(study, { command, studySha256: loaded.sha256, draw })
      : await exhibitFiles(study, draw);
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
  let bytes: Uint8Array;
  try {
    bytes = readInput(path, name);
  } catch (cause) {
    if (cause instanceof WasmetricsError) throw cause;
    throw new DataError(
      "cannot_read",
      `Can't read the study file '${name}': ${systemWords(cause, "read")}. Give the path of a YAML file.`,
      { got: path },
      { cause },
    );
  }
  return { text: studyText(bytes, name), sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** The data sources, by their names; paths are relative to `folder`. Throws as `readTable`, reported at the source's key. */
async function readSources(file: StudyFile, folder: string): Promise<ReadonlyMap<string, Table>> {
  const tables = new Map<string, Table>();
  for (const [name, path] of Object.entries(file.spec.data)) {
    try {
      const table = await readDataFile(resolve(folder, path));
      tables.set(name, makeTable(table.columns, { ...table.source, name: path }, table.notes));
    } catch (error) {
      throw located(error, file, ["data", name]);
    }
  }
  return tables;
}
