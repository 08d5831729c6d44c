/**
 * A replication folder as it is found: every file read once, hashed and held against what the folder says it was. Follows no link, and no
 * path of its record out of the folder.
 */
import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { DataError, UsageError, WasmetricsError } from "../../base/errors.js";
import { systemWords } from "../../base/system-error.js";
import { type Bundle, STUDY } from "../../study/bundle/bundle.js";
import { parseStudy } from "../../study/file/study-file.js";
import { studyText } from "../../study/file/study-text.js";
import { isOnEngine, readingOf } from "../../study/inputs/data-source.js";
import * as layout from "../../study/replication/layout.js";
import { lineChanges } from "../../study/replication/line-changes.js";
import {
  lineHash,
  linesOf,
  type RecordedData,
  type ReplicationRecord,
  readRecord,
  readRowSums,
} from "../../study/replication/record.js";
import { rowChanges } from "../../study/replication/row-changes.js";
import type { ChangedRow, DataFound, Held, RowsVerdict, Verification } from "../../study/replication/verify.js";
import { type MaxMemoryFlag, type ReadingLimit, readingLimit } from "../max-memory.js";
import { type CleanJob, MOST_HELD, sha256, sha256OfFile } from "./clean-run.js";
import { type FileRows, fileContent, withUnixLines } from "./data-rows.js";

/** A folder to verify: what it holds, and the run that shows whether it is so. */
export interface ReadFolder {
  readonly held: Held;
  /** Null where data are missing or the study can't be read, so that nothing can be run. */
  readonly job: CleanJob | null;
  /** Why the study can't be read. */
  readonly refusal?: WasmetricsError;
}

/** Folders and files that come with the two commands, with git, or with a look at a folder on other systems. */
const NOT_OURS = /^(?:node_modules|\.git)(?:\/|$)|(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini)$/;
const SINCE = [layout.README, layout.README_ZH, layout.HASHES];

/** The folder at `path`. Throws UsageError `replication_missing`, `replication_link`, and as `readRecord`. */
export async function readReplication(path: string, flags: MaxMemoryFlag): Promise<ReadFolder> {
  const files = filesIn(path);
  const read = (name: string): Uint8Array | undefined => (files.has(name) ? readFileSync(join(path, name)) : undefined);
  const recordBytes = read(layout.RECORD);
  if (recordBytes === undefined) throw noFolder(path, `it has no ${layout.RECORD}`);
  const record = readRecord(new TextDecoder().decode(recordBytes));
  const studyBytes = read(layout.STUDY_FILE);
  if (studyBytes === undefined) {
    throw new DataError(
      "replication_study",
      `${layout.STUDY_FILE} is missing, so that there is nothing to run. Take the folder anew from where it was published.`,
      { got: "no file", expected: layout.STUDY_FILE },
    );
  }
  const text = studyText(studyBytes, layout.STUDY_FILE);
  const study = studyVerdict(record, studyBytes, text);
  const { parts, lineEnds, missing } = resultsIn(record, read);
  const sources = attempted(() => sourcesByFile(text, record));
  const others = otherFiles(files, read);
  const data: DataFound[] = [];
  const limit = readingLimit(flags);
  const standIns = new Map<string, string>();
  for (const [file, one] of Object.entries(record.data)) {
    const isSumsWhole =
      one.rows !== null && !others.some(({ name, verdict }) => name === one.rows && verdict !== "line_ends");
    const sums = isSumsWhole ? read(one.rows!) : undefined;
    const found = await dataVerdict(file, one, {
      path: join(path, file),
      bytes: files.has(file) && statSync(join(path, file)).size > MOST_HELD ? "large" : read(file),
      sums,
      source: sources instanceof WasmetricsError ? undefined : sources.get(file),
      limit,
    });
    data.push(found);
    standIns.set(one.path, resolve(path, file));
  }
  parts.set(STUDY, studyBytes);
  for (const file of files.keys()) {
    const name = file.startsWith(layout.RESULTS) ? file.slice(layout.RESULTS.length) : null;
    if (name !== null && record.results[name] === undefined) parts.set(name, read(file)!);
  }
  const foreignData = [...files.keys()].filter(
    (file) => file.startsWith(layout.DATA) && record.data[file] === undefined,
  );
  const bundle: Bundle = {
    ...{ text, language: record.language, looks: null, parts, data: new Map() },
    manifest: {
      ...{ title: record.title, command: record.command, software: { version: record.software.version } },
      inputs: { study: { sha256: record.study.sha256 }, data: {} },
      outputs: Object.fromEntries(Object.entries(record.results).filter(([name]) => name !== "manifest.json")),
    },
  };
  const held: Held = {
    ...{ bundle, title: record.title, study, data, lineEnds, missing, font: record.font, isWhole: true },
    isWithoutRows: record.disclosure !== undefined,
    software: record.software,
    others: [...others, ...foreignData.map((name) => ({ name, verdict: "foreign" as const }))],
  };
  const refusal = sources instanceof WasmetricsError ? sources : attempted(() => refuseOutside(text, standIns));
  if (refusal instanceof WasmetricsError) return { held, job: null, refusal };
  const isRunnable = data.every(({ verdict }) => verdict !== "missing");
  const job: CleanJob = {
    ...{ text, name: layout.STUDY_FILE, command: record.command, language: record.language },
    sha256: study.verdict === "changed" ? sha256(studyBytes) : record.study.sha256,
    ...{ folder: join(path, "code"), standIns, out: "results" },
    ...(record.disclosure === undefined
      ? {}
      : { restricted: { sources: notProvided(record), least: record.disclosure.min_cell } }),
    hasPictures: Object.keys(record.results).some((name) => name.endsWith(".png")),
  };
  return { held, job: isRunnable ? job : null };
}

const notProvided = ({ data }: ReplicationRecord): string[] =>
  Object.values(data).flatMap(({ provided, sources }) => (provided ? [] : sources));

/** What `act` gives, or the error it throws. */
function attempted<T>(act: () => T): T | WasmetricsError {
  try {
    return act();
  } catch (error) {
    if (error instanceof WasmetricsError) return error;
    throw error;
  }
}

const noFolder = (path: string, why: string): UsageError =>
  new UsageError(
    "replication_missing",
    `${path} is no replication folder: ${why}. Give a folder that study --replication wrote, or a bundle (.zip) that the page saved.`,
    { got: path, expected: layout.RECORD },
  );

/** Files of the folder by their paths with `/`. Throws UsageError `replication_missing`, `replication_link`. */
function filesIn(folder: string): ReadonlyMap<string, true> {
  const files = new Map<string, true>();
  const visit = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const own = join(path, entry.name);
      const name = relative(folder, own).split(sep).join("/");
      if (NOT_OURS.test(name)) continue;
      if (entry.isDirectory()) visit(own);
      else if (entry.isFile()) files.set(name, true);
      else {
        throw new UsageError(
          "replication_link",
          `${name} is ${entry.isSymbolicLink() ? "a link, which may lead out of the folder" : "no file"}: what it leads to would be read in place of what was published. Put the file itself there, or remove it.`,
          { got: name, expected: "files" },
        );
      }
    }
  };
  try {
    if (!lstatSync(`${folder}/.`).isDirectory()) throw noFolder(folder, "it is a file");
    visit(folder);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw noFolder(folder, systemWords(cause, "read"));
  }
  return files;
}

/** Throws UsageError `replication_outside` for data that the study file, changed since, would read from elsewhere. */
function refuseOutside(text: string, standIns: ReadonlyMap<string, string>): void {
  const file = parseStudy(text, layout.STUDY_FILE);
  for (const [name, source] of Object.entries(file.spec.data)) {
    const place = isOnEngine(source) ? source.engine : readingOf(source).path;
    if (!isOnEngine(source) && standIns.has(place)) continue;
    throw new UsageError(
      "replication_outside",
      `${file.at(["data", name])}: '${name}' is read from '${place}', which is none of the data of this folder (${[...standIns.keys()].join(", ")}), and a folder is verified by its own data alone. Restore the path, or write a folder of the new study: wasmetrics study STUDY.yaml --replication DIR.`,
      { got: place, expected: [...standIns.keys()] },
    );
  }
}

function studyVerdict({ study }: ReplicationRecord, bytes: Uint8Array, text: string): Verification["study"] {
  if (sha256(bytes) === study.sha256) return { verdict: "same", lines: [] };
  const lines = linesOf(text);
  const hashes = lines.map((line) => lineHash(line, sha256));
  const changes = lineChanges(study.lines, hashes, lines);
  return changes.length === 0 ? { verdict: "line_ends", lines: [] } : { verdict: "changed", lines: changes };
}

/** Results as they were but for line ends stand as they were, and are named. */
function resultsIn(record: ReplicationRecord, read: (name: string) => Uint8Array | undefined) {
  const parts = new Map<string, Uint8Array>();
  const lineEnds: string[] = [];
  const missing: string[] = [];
  for (const [name, hash] of Object.entries(record.results)) {
    const bytes = read(layout.RESULTS + name);
    if (bytes === undefined) {
      missing.push(name);
      continue;
    }
    const unix = sha256(bytes) === hash ? bytes : withUnixLines(bytes);
    const isLineEnds = unix !== bytes && sha256(unix) === hash;
    if (isLineEnds) lineEnds.push(name);
    parts.set(name, isLineEnds ? unix : bytes);
  }
  return { parts, lineEnds, missing };
}

/** How each data file is read, by the study file. */
function sourcesByFile(text: string, record: ReplicationRecord) {
  const { data } = parseStudy(text, layout.STUDY_FILE).spec;
  return new Map(
    Object.entries(record.data).flatMap(([file, { path }]) => {
      const source = Object.values(data).find((one) => !isOnEngine(one) && readingOf(one).path === path);
      return source === undefined || isOnEngine(source) ? [] : [[file, source] as const];
    }),
  );
}

/** A data file as it is found. */
interface FoundFile {
  readonly path: string;
  readonly bytes: Uint8Array | "large" | undefined;
  /** Sums of its rows as it was, where the folder has them as they were written. */
  readonly sums: Uint8Array | undefined;
  readonly source: Parameters<typeof fileContent>[2] | undefined;
  readonly limit: ReadingLimit;
}

async function dataVerdict(
  file: string,
  was: RecordedData,
  { path, bytes, sums, source, limit }: FoundFile,
): Promise<DataFound> {
  const size = was.size?.rows ?? null;
  const about = (is: string | null) => ({ file, size, sha256: { was: was.sha256, is } });
  if (bytes === undefined) return { ...about(null), verdict: "missing", rows: null };
  const is = bytes === "large" ? await sha256OfFile(path) : sha256(bytes);
  if (is === was.sha256) return { ...about(is), verdict: "same", rows: null };
  if (bytes === "large") return { ...about(is), verdict: "changed", rows: null };
  const content = await fileContent(path, bytes, source ?? file, limit);
  if (was.content_sha256 !== null && content.contentSha256 === was.content_sha256) {
    return { ...about(is), verdict: isPackedFile(file) ? "packed_anew" : "line_ends", rows: null };
  }
  const then = sums === undefined ? null : readRowSums(new TextDecoder().decode(sums));
  const rows = then === null || content.rows === null ? null : rowsVerdict(then, content.rows);
  return { ...about(is), verdict: "changed", rows };
}

const isPackedFile = (file: string): boolean => /\.(?:gz|bz2|xz|zip)$/i.test(file);

/** Changes listed at most. */
const MOST_ROWS = 1000;

function rowsVerdict(then: Parameters<typeof rowChanges>[0], now: FileRows): RowsVerdict {
  const found = rowChanges(then, now.sums);
  if (found.kind === "order") return { kind: "order", row: found.first + 1, line: now.line(found.first) };
  if (found.kind !== "rows") return found;
  const changes = found.changes.slice(0, MOST_ROWS).map(({ was, is, column }): ChangedRow => {
    if (is === null) return { kind: "gone", row: was! + 1, line: null, column: null, is: null };
    return {
      kind: was === null ? "added" : "changed",
      ...{ row: is + 1, line: now.line(is) },
      column: column === null ? null : now.sums.columns[column]!,
      is: column === null ? null : now.cell(is, column),
    };
  });
  return { kind: "rows", count: found.changes.length, changes };
}

/** Files beside study, data and results, by the list of hashes; those that no run wrote. */
function otherFiles(files: ReadonlyMap<string, true>, read: (name: string) => Uint8Array | undefined): Held["others"] {
  const list = read(layout.HASHES);
  if (list === undefined) return [{ name: layout.HASHES, verdict: "missing" }];
  const hashes = new Map(
    linesOf(new TextDecoder().decode(list)).flatMap((line) => {
      const [, hash, name] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
      return hash === undefined ? [] : [[name!, hash] as const];
    }),
  );
  const isElsewhere = (name: string): boolean =>
    name === layout.STUDY_FILE || name.startsWith(layout.DATA) || name.startsWith(layout.RESULTS);
  const known = [...hashes].flatMap(([name, hash]): Held["others"][number][] => {
    if (isElsewhere(name)) return [];
    const bytes = read(name);
    if (bytes === undefined) return [{ name, verdict: "missing" }];
    if (sha256(bytes) === hash) return [];
    return [{ name, verdict: sha256(withUnixLines(bytes)) === hash ? "line_ends" : "changed" }];
  });
  const foreign = [...files.keys()].filter(
    (name) => !hashes.has(name) && !isElsewhere(name) && !SINCE.includes(name) && name !== layout.RECORD,
  );
  return [...known, ...foreign.map((name) => ({ name, verdict: "foreign" as const }))];
}
