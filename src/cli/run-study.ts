/**
 * From a study file on disk to what is printed and written; shared by `study` and `example`. What is computed
 * is in `study/`.
 */
import { dirname, resolve } from "node:path";
import { shellWord } from "../base/shell-word.js";
import type { Engine } from "../engine/kernels/engine.js";
import { rendererOf } from "../report/render/render.js";
import { parseStudy, type StudyFile } from "../study/file/study-file.js";
import { type PlanOptions, planStudy } from "../study/plan-study.js";
import { runStudy } from "../study/run-study.js";
import { openCacheFolder, requireOwnCache } from "./cache-folder.js";
import { codeHash } from "./code-hash.js";
import { drawAnew, drawingCache } from "./drawing-cache.js";
import { openEngine } from "./open-data.js";
import { processIo } from "./process-io.js";
import { resumable } from "./resumable.js";
import type { CommandIo } from "./shared.js";
import { reportFailures, showStudy } from "./show-study.js";
import { readPace, stageKeeping, writePace } from "./stage-cache.js";
import type { StudyOptions } from "./study-options.js";
import { exhibitFiles, pictureFont, studyFiles, timingFile, usualFiles } from "./study-outputs.js";
import { studyPlanTable } from "./study-plan-table.js";
import { readSources, readStudyText } from "./study-sources.js";
import { requireFolderPath, requireWritable, writeFolder } from "./write-outputs.js";
import { wantsJson } from "./write-record.js";

/** Share of a run that reading takes, and that drawing and writing take. */
const READING = 0.25;
const DRAWING = 0.2;

/** A study to run. */
export interface StudyJob {
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
