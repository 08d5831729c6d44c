/**
 * A study to its replication folder: run from the text that the folder will hold, on the files it will hold, then written whole or not at
 * all. What stands in the folder is in `study/replication`.
 */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { arch, cpus, release, type as systemType, totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { DataError, NotSupported, UsageError } from "../../base/errors.js";
import { LANGUAGES } from "../../base/messages.js";
import { shellWord } from "../../base/text.js";
import { version } from "../../base/version.js";
import { readInput } from "../../data/disk/held-file.js";
import { disclosures, refuseDisclosures } from "../../study/disclosure/check.js";
import type { DisclosureRule } from "../../study/disclosure/restricted.js";
import { parseStudy, type StudyFile } from "../../study/file/study-file.js";
import { studyText } from "../../study/file/study-text.js";
import type { ExhibitMap } from "../../study/outputs/exhibits.js";
import { drawingStages } from "../../study/replication/drawing.js";
import { type FolderData, folderData, folderStudyText } from "../../study/replication/folder-study.js";
import { installFiles } from "../../study/replication/install.js";
import * as layout from "../../study/replication/layout.js";
import { codeLicence } from "../../study/replication/licence.js";
import { readme } from "../../study/replication/readme.js";
import { lineHash, linesOf, type RecordedData, type ReplicationRecord } from "../../study/replication/record.js";
import { packedSums } from "../../study/replication/row-sums.js";
import type { StudyResult } from "../../study/run-study.js";
import { type ReadingLimit, readingLimit } from "../max-memory.js";
import { fileOption } from "../named-files.js";
import { PACKAGE_ROOT } from "../package-root.js";
import { processIo } from "../process-io.js";
import { reportFailures, type StudyOptions, showStudy } from "../run-study.js";
import { type CommandIo, parsePositiveInteger } from "../shared.js";
import { requireFolderPath, requireWritable, writeFolder } from "../write-outputs.js";
import { type CleanRun, MOST_HELD, runClean, sha256, sha256OfFile } from "./clean-run.js";
import { fileContent } from "./data-rows.js";
import { folderTexts } from "./folder-texts.js";
import { packSoftware } from "./software.js";

/** Options of a study that a replication folder sets itself, or that would leave part of it out. */
const OTHERWISE = {
  out: "results stand in DIR/results",
  only: "a folder has every table and figure",
  from: "everything is made anew",
  seed: "the seed is that of the study file: write it there",
  engine: "rows that a database holds are in no folder",
  memory: "rows that a database holds are in no folder",
  temp: "rows that a database holds are in no folder",
  explain: "rows that a database holds are in no folder",
  dryRun: "the plan is that of the study: ask for it without --replication",
  times: "the time of the run is in the README",
} as const;

/** Options of the commands that write a folder. */
export interface ReplicationOptions extends StudyOptions {
  readonly replication?: string;
  readonly withoutData?: boolean;
  readonly minCell?: number;
}

/** Adds --replication and --without-data. */
export const addReplicationOptions = (command: Command): Command =>
  command
    .addOption(
      fileOption(
        "written",
        "--replication <dir>",
        "run everything anew and write a replication folder here, new or empty: README, study, data, results, program, lock (docs/replication.md)",
      ),
    )
    .option("--without-data", "a replication folder with the hashes of data in place of the data")
    .option(
      "--min-cell <units>",
      "of a folder without data: units that a cell must rest on to be in it; overrides replication.min_cell (default: 5)",
      parsePositiveInteger,
    );

/** Runs the study at `path`, called `name`, and writes its folder to `flags.replication`. */
export async function writeReplication(
  { path, name }: { readonly path: string; readonly name: string },
  flags: ReplicationOptions,
  io: CommandIo,
): Promise<void> {
  const out = flags.replication!;
  const given = Object.entries(OTHERWISE).find(([option]) => flags[option as keyof typeof OTHERWISE] !== undefined);
  if (given !== undefined) {
    const option = given[0].replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
    throw new UsageError("option_without_effect", `--${option} does not go with --replication: ${given[1]}.`, {
      got: option,
    });
  }
  requireNew(out);
  const isProvided = (one: FolderData): boolean => flags.withoutData !== true && one.about.provided !== false;
  const written = studyText(readInput(path, name), name);
  const language = flags.language === undefined ? {} : { language: flags.language };
  const author = parseStudy(written, name, language);
  const data = folderData(author);
  const text = folderStudyText(written, author, data);
  const rule = ruleOf(author, data.every(isProvided), flags);
  const { software, archive } = packSoftware();

  const folder = dirname(resolve(path));
  const files = new Map(data.map((one) => [one.path, resolve(folder, one.given)]));
  const command = layout.studyCommand(flags.language ?? null);
  const run = await runClean(
    {
      ...{ text, name: layout.STUDY_FILE, command, sha256: sha256(text), ...language },
      ...{ folder, standIns: files, out: "results", hasPictures: true },
      ...(rule === undefined
        ? {}
        : {
            restricted: {
              sources: data.filter((one) => !isProvided(one)).flatMap(({ sources }) => sources),
              least: rule.min_cell,
            },
          }),
    },
    flags,
    io,
  );
  if (run === undefined) return;
  if (run.study.causes.length > 0) {
    processIo().exitCode = reportFailures(run.study);
    io.warn(`nothing was written: a folder that can't be verified replicates nothing`);
    return;
  }
  io.progress({ stage: "hashing data", fraction: 0.9, msLeft: null });
  const parts = new Map<string, string | Uint8Array>();
  const recorded: Record<string, RecordedData> = {};
  for (const one of data) {
    const added = await dataParts(one, resolve(folder, one.given), isProvided(one), run.study, readingLimit(flags));
    recorded[one.file] = added.recorded;
    for (const [file, content] of added.files) parts.set(file, content);
  }
  parts.set(layout.STUDY_FILE, text);
  for (const [file, content] of run.files) parts.set(layout.RESULTS + file, content);
  parts.set(software.file, archive);
  for (const [file, content] of installFiles(software)) parts.set(file, content);
  parts.set(layout.LICENCE, codeLicence(author.spec.replication, readFileSync(join(PACKAGE_ROOT, "LICENSE"), "utf8")));
  parts.set(layout.ATTRIBUTES, "* -text\n");
  const record = recordOf(run, { text, command, data: recorded, rule });
  parts.set(layout.RECORD, `${JSON.stringify(record, null, 2)}\n`);
  const engines = String((software.about.engines as { readonly node?: string } | undefined)?.node ?? "");
  const exhibits = JSON.parse(String(run.files.get("exhibits.json"))) as ExhibitMap;
  for (const tongue of LANGUAGES) {
    if (tongue === "zh" && run.study.file.spec.language !== "zh" && author.language !== "zh") continue;
    const file = parseStudy(text, layout.STUDY_FILE, { language: tongue });
    const facts = {
      ...{ file, record, exhibits, drawing: drawingStages(run.study.shown), seedLine: seedLine(file, text) },
      data: folderData(parseStudy(written, name, { language: tongue })),
      ...{ archive: software.file, packages: Object.keys(software.beside).length, engines, bytes: bytesOf(parts) },
    };
    parts.set(tongue === "en" ? layout.README : layout.README_ZH, readme(facts, tongue));
  }
  parts.set(layout.HASHES, hashList(parts));
  if (rule !== undefined && run.restricted !== null) {
    const found = disclosures(author, { texts: folderTexts(parts), results: layout.RESULTS }, run.restricted, rule);
    refuseDisclosures(found, rule.min_cell);
  }
  requireNew(out);
  await writeFolder(out, parts);
  if (run.font !== null) io.warn(run.font);
  showStudy(run.study, new Map([[layout.README, ""]]), out, flags, io);
  io.warn(
    `To verify it: wasmetrics verify ${shellWord(out)}; or, in a copy of it anywhere: ${layout.INSTALL}, ${layout.VERIFY}`,
  );
}

/** Throws UsageError `replication_folder` unless nothing stands at `path`, and as `requireWritable`. */
export function requireNew(path: string, option = "--replication"): void {
  requireFolderPath(path, [], option);
  if (existsSync(path) && readdirSync(path).length > 0) {
    throw new UsageError(
      "replication_folder",
      `${option} ${path} has files in it, and none of them would be replaced: give a folder that is new or empty.`,
      { got: path, expected: "a new folder" },
    );
  }
  requireWritable(path);
}

/** A data file as the folder has it: its bytes and the sums of its rows where they are provided, and what is recorded of it. */
async function dataParts(
  one: FolderData,
  path: string,
  provided: boolean,
  { record }: StudyResult,
  limit: ReadingLimit,
): Promise<{ readonly recorded: RecordedData; readonly files: ReadonlyMap<string, string | Uint8Array> }> {
  const { size } = statSync(path);
  const isHeld = size <= MOST_HELD;
  if (provided && !isHeld) {
    throw new NotSupported(
      "replication_size",
      `${one.given} has ${size} bytes, and a folder takes files of ${MOST_HELD} at most: write provided: false beside its path, and with access: where it is to be had. The folder then has its hash.`,
      { got: size, expected: MOST_HELD },
    );
  }
  const bytes = isHeld ? readFileSync(path) : null;
  const hash = bytes === null ? await sha256OfFile(path) : sha256(bytes);
  const read = one.sources.map((source) => record.provenance.data[source]!.sha256);
  if (read.some((was) => was !== null && was !== hash)) {
    throw new DataError(
      "file_changed",
      `${one.given} changed while the study ran, so that its numbers may be of another file than the folder would hold: run again when nothing writes to it.`,
      { path: one.given, expected: "a file that stays as it is" },
    );
  }
  const { contentSha256, rows } =
    bytes === null ? { contentSha256: null, rows: null } : await fileContent(path, bytes, one.source, limit);
  const rowsFile = `${layout.ROWS}${one.file.slice(layout.DATA.length)}.json`;
  const hasRows = provided && rows !== null;
  const recorded: RecordedData = {
    ...{ path: one.path, sources: [...one.sources], bytes: size },
    ...{ sha256: hash, content_sha256: contentSha256, provided, rows: hasRows ? rowsFile : null },
    size: rows === null ? null : { rows: rows.sums.sums.length / 2, columns: rows.sums.columns.length },
  };
  const sums = {
    kind: "rows",
    file: one.file,
    ...(rows && { columns: rows.sums.columns, sums: packedSums(rows.sums.sums) }),
  };
  return {
    recorded,
    files: new Map<string, string | Uint8Array>([
      ...(provided && bytes !== null ? [[one.file, bytes] as const] : []),
      ...(hasRows ? [[rowsFile, `${JSON.stringify(sums, null, 2)}\n`] as const] : []),
    ]),
  };
}

/** What is recorded of the run. */
function recordOf(
  { study, files, engine, seconds, font }: CleanRun,
  made: {
    readonly text: string;
    readonly command: string;
    readonly data: ReplicationRecord["data"];
    readonly rule: DisclosureRule | undefined;
  },
): ReplicationRecord {
  const processors = cpus();
  return {
    kind: "replication",
    title: study.record.title,
    language: study.file.spec.language,
    command: made.command,
    software: {
      ...{ name: "wasmetrics", version, kernels_sha256: engine.sha256 },
      node: process.versions.node,
    },
    seed: study.record.provenance.seed,
    measured: {
      seconds: Math.round(seconds * 10) / 10,
      peak_bytes: process.resourceUsage().maxRSS * 1024,
      threads: engine.threads,
      system: `${systemType()} ${release()} ${arch()}`,
      processor: `${processors[0]?.model.trim() ?? "unknown"} (${processors.length} cores)`,
      memory_bytes: totalmem(),
    },
    study: { sha256: sha256(made.text), lines: linesOf(made.text).map((line) => lineHash(line, sha256)) },
    data: made.data,
    results: Object.fromEntries([...files].map(([name, content]) => [name, sha256(content)])),
    ...(made.rule === undefined ? {} : { disclosure: made.rule }),
    font,
  };
}

/** The rule of a folder without some of its data; none where all are provided. Throws UsageError `option_without_effect`. */
function ruleOf(
  { spec }: StudyFile,
  isAllProvided: boolean,
  { minCell }: ReplicationOptions,
): DisclosureRule | undefined {
  const { min_cell, cleared } = spec.replication;
  if (!isAllProvided) return { min_cell: minCell ?? min_cell, cleared };
  if (minCell === undefined) return undefined;
  throw new UsageError(
    "option_without_effect",
    "--min-cell is for a folder without data, and all data of this one are provided: give --without-data, or provided: false of a data source.",
    { got: "min-cell" },
  );
}

/** The line that sets the seed. */
function seedLine(file: StudyFile, text: string): number | null {
  const [line] = file.lines(["seed"]);
  return /^\s*["']?seed["']?\s*:/.test(linesOf(text)[line - 1] ?? "") ? line : null;
}

const bytesOf = (parts: ReadonlyMap<string, string | Uint8Array>): number =>
  [...parts.values()].reduce(
    (sum, part) => sum + (typeof part === "string" ? Buffer.byteLength(part) : part.length),
    0,
  );

/** Hashes of the files in the format of sha256sum; the README is its readers' to add to. */
const hashList = (parts: ReadonlyMap<string, string | Uint8Array>): string =>
  [...parts]
    .filter(([name]) => name !== layout.README && name !== layout.README_ZH)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, content]) => `${sha256(content)}  ${name}\n`)
    .join("");
