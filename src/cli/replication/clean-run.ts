/**
 * A study run from its text alone: every stage made anew, nothing kept, nothing written, its files in memory. What writes a replication
 * folder and what verifies one run the same.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Language } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { type Restricted, restrictedOf } from "../../study/disclosure/restricted.js";
import { restrictedStudy } from "../../study/disclosure/without-names.js";
import { parseStudy } from "../../study/file/study-file.js";
import { heldSources, refuseSecrets } from "../../study/inputs/elsewhere.js";
import { drawAnew } from "../../study/outputs/figure-drawing.js";
import { type Files, type FileTools, studyFiles } from "../../study/outputs/study-files.js";
import { runStudy, type StudyResult } from "../../study/run-study.js";
import type { MaxMemoryFlag } from "../max-memory.js";
import { openEngine } from "../open-data.js";
import { resumable } from "../run-study.js";
import type { CommandIo, CommonOptions } from "../shared.js";
import { fileTools, pictureFont } from "../study-pictures.js";
import { claimSources, openSources } from "../study-sources.js";

/** A study to run. */
export interface CleanJob {
  readonly text: string;
  /** Its name in messages and results, and the command that results say makes them. */
  readonly name: string;
  readonly command: string;
  readonly language?: Language;
  /** Of the bytes of the study file, as its manifest has it. */
  readonly sha256: string;
  /** Paths of data are relative to it. */
  readonly folder: string;
  /** Files in place of those at paths of the study file, by these paths. */
  readonly standIns: ReadonlyMap<string, string>;
  /** Folder of the results that files name; default that of the study file. */
  readonly out?: string;
  /** Whether figures are made as PNG, too. */
  readonly hasPictures: boolean;
  /** Names of the data sources that are not provided, and the units a cell must rest on: files of rows are left out. */
  readonly restricted?: { readonly sources: readonly string[]; readonly least: number };
}

/** What came of it. */
export interface CleanRun {
  readonly engine: Engine;
  readonly study: StudyResult;
  readonly files: Files;
  /** What PNGs with Chinese were drawn with; null without such. */
  readonly font: string | null;
  readonly seconds: number;
  /** What must not leave with the files; null where all data are provided. */
  readonly restricted: Restricted | null;
}

/** Shares of the time that reading and drawing take. */
const READING = 0.25;
const DRAWING = 0.2;

export const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** Bytes of a file that is held in memory at most. */
export const MOST_HELD = 2 ** 31 - 1;

/** SHA-256 of the file at `path`, whatever its size. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest("hex");
}

/** Runs the job; undefined where Ctrl-C stopped it, which is said. Throws as a study does. */
export async function runClean(
  job: CleanJob,
  flags: CommonOptions & MaxMemoryFlag,
  io: CommandIo,
): Promise<CleanRun | undefined> {
  const started = Date.now();
  const file = parseStudy(job.text, job.name, job.language === undefined ? {} : { language: job.language });
  refuseSecrets(file);
  await claimSources(file, job.folder, job.standIns);
  io.progress({ stage: "reading data", fraction: 0, msLeft: null });
  const engine = await openEngine(flags, io);
  return resumable(io, "stopped; nothing was written", async (signal, busy) => {
    const held = heldSources(file);
    const sources = await openSources(file, job.folder, held, flags, io, signal, job.standIns);
    try {
      const whole = await runStudy(engine, file, sources.tables, {
        signal,
        onProgress: ({ stage, fraction }) => {
          busy();
          const done = READING + (1 - READING - DRAWING) * fraction;
          io.progress({ stage, fraction: done, msLeft: ((Date.now() - started) * (1 - done)) / done });
        },
      });
      io.progress({ stage: "drawing", fraction: 1 - DRAWING, msLeft: null });
      const tools: FileTools = { ...fileTools(drawAnew), ...(job.hasPictures ? {} : { picture: async () => null }) };
      const restricted = restrictedIn(job, whole, sources.tables);
      const study = restricted === null ? whole : restrictedStudy(whole, restricted.names);
      const { command, sha256: studySha256, out } = job;
      const files = await studyFiles(study, { command, studySha256, ...(out === undefined ? {} : { out }) }, tools);
      const font = job.hasPictures ? pictureFont(files) : null;
      return { engine, study, files, font, restricted, seconds: (Date.now() - started) / 1000 };
    } finally {
      await sources.close();
    }
  });
}

function restrictedIn(
  { restricted }: CleanJob,
  study: StudyResult,
  tables: ReadonlyMap<string, Table>,
): Restricted | null {
  if (restricted === undefined || restricted.sources.length === 0) return null;
  const held = restricted.sources.map((name) => tables.get(name)!);
  const open = [...tables.values()].filter((table) => !held.includes(table));
  return restrictedOf(study, held, open, restricted.least);
}
