/**
 * Layer cli. From a study file on disk to what is printed and written; shared by `study` and `example`. What is computed
 * is in `study/`.
 */
import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { DataError } from "../base/errors.js";
import { loadEngine } from "../kernels/engine.js";
import { rendererOf } from "../report/render/render.js";
import { studySummary } from "../report/study/page.js";
import { LANGUAGES, type Language } from "../report/words/language.js";
import { located, parseStudy, type StudyFile } from "../study/file/study-file.js";
import { runStudy, type StudyResult } from "../study/run-study.js";
import { readTable } from "../table/node/read-table.js";
import { makeTable, type Table } from "../table/table.js";
import { openCacheFolder } from "./cache-folder.js";
import { codeHash } from "./code-hash.js";
import { drawingCache } from "./drawing-cache.js";
import type { CommandIo, CommonOptions } from "./shared.js";
import { exhibitFiles, sha256, studyFiles } from "./study-outputs.js";
import { requireWritable, writeFolderWhole } from "./write-outputs.js";

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
  /** Runs one stage, and writes its tables and figures alone. */
  readonly only?: string;
}

/** Options of commands that run a study. */
export interface StudyOptions extends CommonOptions {
  readonly language?: Language;
}

/** Adds what every command that runs a study has, before the options of all commands. */
export const addStudyOptions = (command: Command): Command =>
  command.addOption(
    new Option("--language <language>", "language of the report; default that of the study file").choices(LANGUAGES),
  );

/** Runs the job: reads, computes, writes whole or not at all, prints. */
export async function runStudyJob(job: StudyJob, flags: StudyOptions, io: CommandIo): Promise<void> {
  const started = new Date();
  const asJson = flags.json === true || flags.format === "json";
  const render = asJson ? undefined : rendererOf(flags.format);
  const text = readStudyText(job);
  const language = flags.language === undefined ? {} : { language: flags.language };
  const parsed = parseStudy(text, job.name, language);
  const file: StudyFile = flags.seed === undefined ? parsed : { ...parsed, spec: { ...parsed.spec, seed: flags.seed } };
  const out = flags.out ?? job.out ?? file.spec.output;
  requireWritable(out);

  io.progress({ stage: "reading data", fraction: 0, msLeft: null });
  const engine = await loadEngine(flags.threads === undefined ? {} : { threads: flags.threads });
  for (const note of engine.notes) io.warn(note);
  const tables = await readSources(file, dirname(resolve(job.path)));
  const left = (done: number): number => ((Date.now() - started.getTime()) * (1 - done)) / done;
  const study = await runStudy(engine, file, tables, {
    ...(job.only === undefined ? {} : { only: job.only }),
    onProgress: ({ stage, fraction }) => {
      const done = READING + (1 - READING - DRAWING) * fraction;
      io.progress({ stage, fraction: done, msLeft: left(done) });
    },
  });
  io.progress({ stage: "drawing and writing", fraction: 1 - DRAWING, msLeft: left(1 - DRAWING) });
  const inLanguage = flags.language === undefined ? "" : ` --language ${flags.language}`;
  const seed = flags.seed === undefined ? "" : ` --seed ${flags.seed}`;
  const command = `${job.command}${inLanguage}${seed} --out ${shellWord(out)}`;
  const draw = drawingCache(openCacheFolder(resolve(out, ".cache"), io.warn), codeHash());
  const files =
    job.only === undefined
      ? await studyFiles(study, { command, studySha256: sha256(text), started, draw })
      : await exhibitFiles(study, draw);
  writeFolderWhole(out, files);
  show(study, files, { out, asJson, isText: flags.format === "text", render, io });
}

function show(
  study: StudyResult,
  files: ReadonlyMap<string, unknown>,
  to: {
    readonly out: string;
    readonly asJson: boolean;
    readonly isText: boolean;
    readonly render: ReturnType<typeof rendererOf> | undefined;
    readonly io: CommandIo;
  },
): void {
  const { out, asJson, isText, render, io } = to;
  const where = files.has("report.html")
    ? `Report: ${relative(".", resolve(out, "report.html"))}`
    : `Written to ${out}: ${[...files.keys()].join(", ")}`;
  if (asJson) {
    io.printJson(study.record);
    io.warn(where);
    return;
  }
  const tables = study.shown.flatMap(({ exhibits }) =>
    exhibits.flatMap((exhibit) => (exhibit.kind === "table" ? [exhibit.table] : [])),
  );
  const shown = tables.map((table) => render!(table));
  if (isText) io.print([...shown, `${studySummary(study)}\n`, where].join("\n"));
  else {
    io.print(shown.join("\n"));
    io.warn(where);
  }
}

function readStudyText({ path, name }: StudyJob): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new DataError(
      "cannot_read",
      `Can't read the study file '${name}': ${(cause as Error).message}. Give the path of a YAML file.`,
      { got: path },
      { cause },
    );
  }
}

/** The data sources, by their names; results name files as the study file does. */
async function readSources(file: StudyFile, folder: string): Promise<ReadonlyMap<string, Table>> {
  const tables = new Map<string, Table>();
  for (const [name, path] of Object.entries(file.spec.data)) {
    try {
      const table = await readTable(resolve(folder, path));
      tables.set(name, makeTable(table.columns, { ...table.source, name: path }, table.notes));
    } catch (error) {
      throw located(error, file, ["data", name]);
    }
  }
  return tables;
}

/** A word as a shell reads it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
