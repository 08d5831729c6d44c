/** What a study wrote to a folder, read again with the hashes of its files, and of the data where they are at hand. */
import { createHash } from "node:crypto";
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { DataError, UsageError, WasmetricsError } from "../base/errors.js";
import { readInput } from "../data/disk/held-file.js";
import { claims } from "../data/disk/identity.js";
import type { StudyFolder } from "../study/explain/explain.js";
import type { FileCheck } from "../study/explain/explanation.js";
import { readMap } from "../study/explain/read-map.js";
import { parseStudy, type StudyFile } from "../study/file/study-file.js";
import { studyText } from "../study/file/study-text.js";
import { isOnEngine, readingOf } from "../study/inputs/data-source.js";
import { readJson } from "./read-record.js";

const RESULTS = "results.json";
const EXHIBITS = "exhibits.json";
const MANIFEST = "manifest.json";

/** Where results are looked for: here, in results (of a replication folder), in out, in a folder of out. */
export function resultsFolder(): string {
  if (existsSync(RESULTS)) return ".";
  const below =
    existsSync("out") && statSync("out").isDirectory() ? readdirSync("out").map((name) => join("out", name)) : [];
  const found = ["results", "out", ...below.sort()].filter((folder) => existsSync(join(folder, RESULTS)));
  if (found.length === 1) return found[0]!;
  throw new UsageError(
    found.length === 0 ? "no_results" : "several_results",
    found.length === 0
      ? `There is no ${RESULTS} here, in results, in out or in a folder of out: give the folder of the results, --from FOLDER.`
      : `There are results in ${found.join(", ")}: say which, --from FOLDER.`,
    { expected: found },
  );
}

/** The study in `folder`; `study` is the path of its file where that is not the one of the run. Throws DataError for what can't be read. */
export function readStudyFolder(folder: string, study: string | undefined): StudyFolder {
  if (!existsSync(folder)) throw new DataError("no_file", `There is no folder ${folder}.`, { got: folder });
  if (!existsSync(join(folder, RESULTS))) {
    throw new DataError("no_results", `${folder} has no ${RESULTS}: give the folder that 'wasmetrics study' wrote.`, {
      got: folder,
    });
  }
  const results = readJson(join(folder, RESULTS));
  if (!isMap(results) || results.kind !== "study") {
    throw new DataError("not_a_record", `${join(folder, RESULTS)} is no record of a study.`, { got: folder });
  }
  if (!existsSync(join(folder, EXHIBITS))) {
    const version = isMap(results.provenance) ? String(results.provenance.version) : "unknown";
    throw new DataError(
      "no_exhibits",
      `${folder} has ${RESULTS} of version ${version} and no ${EXHIBITS}, by which numbers are found: run the study again.`,
      { got: version, expected: EXHIBITS },
    );
  }
  const map = readMap(readJson(join(folder, EXHIBITS)), join(folder, EXHIBITS));
  const manifest = existsSync(join(folder, MANIFEST)) ? readJson(join(folder, MANIFEST)) : null;
  return { map, results, files: checkedFiles(folder, manifest, map.study, study), from: folder };
}

type Named = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Named => typeof value === "object" && value !== null && !Array.isArray(value);
const inside = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((at, key) => (isMap(at) && Object.hasOwn(at, key) ? at[key] : undefined), value);
const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Results, study file and data against the hashes of the manifest. */
function checkedFiles(folder: string, manifest: unknown, name: string, given: string | undefined): FileCheck[] {
  const own = [RESULTS, EXHIBITS].map((file) =>
    checked(file, textOrNull(inside(manifest, "outputs", file)), join(folder, file)),
  );
  const path = studyPath(folder, name, given);
  const study = checked(name, textOrNull(inside(manifest, "inputs", "study", "sha256")), path);
  return [...own, study, ...dataFiles(manifest, path)];
}

/** The study file, where it is: as given, as the run named it, or beside the results. */
function studyPath(folder: string, name: string, given: string | undefined): string | null {
  if (given !== undefined) {
    if (!existsSync(given)) throw new DataError("no_file", `There is no study file ${given}.`, { got: given });
    return given;
  }
  const places = [name, join(folder, "..", name), join(folder, "study.yaml")];
  return places.find((one) => existsSync(one) && statSync(one).isFile()) ?? null;
}

function dataFiles(manifest: unknown, study: string | null): FileCheck[] {
  const sources = inside(manifest, "inputs", "data");
  if (!isMap(sources)) return [];
  const paths = study === null ? new Map<string, string>() : dataPaths(study);
  return Object.entries(sources).map(([source, recorded]) => {
    const file = textOrNull(inside(recorded, "name")) ?? source;
    return checked(file, textOrNull(inside(recorded, "sha256")), paths.get(source) ?? null);
  });
}

/** Paths of the data sources of a study file; none where it can't be read any more. */
function dataPaths(study: string): Map<string, string> {
  let file: StudyFile;
  try {
    file = parseStudy(studyText(readInput(study, study), study), study);
  } catch {
    return new Map();
  }
  const from = dirname(resolve(study));
  return new Map(
    Object.entries(file.spec.data).flatMap(([name, source]) => {
      if (isOnEngine(source)) return [];
      const { path } = readingOf(source);
      return [[name, isAbsolute(path) ? path : relative(".", join(from, path))] as const];
    }),
  );
}

function checked(file: string, recorded: string | null, path: string | null): FileCheck {
  const isThere = path !== null && existsSync(path) && statSync(path).isFile();
  return againstHash(file, recorded, isThere ? path : null);
}

/** A file against its hash; `path` is null where it is not at hand. */
export function againstHash(file: string, recorded: string | null, path: string | null): FileCheck {
  const found = path === null ? null : hashOf(path);
  return { file, recorded, found, agrees: recorded === null || found === null ? null : recorded === found };
}

const CHUNK = 1 << 20;

/** SHA-256 of a file of any size; null for one that can't be read. Throws UsageError `output_is_input` where it is to be written. */
function hashOf(path: string): string | null {
  const hash = createHash("sha256");
  const buffer = new Uint8Array(CHUNK);
  try {
    const file = openSync(path, "r");
    try {
      claims.input(path, path, fstatSync(file, { bigint: true }));
      for (let n = readSync(file, buffer); n > 0; n = readSync(file, buffer)) hash.update(buffer.subarray(0, n));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof WasmetricsError) throw error;
    return null;
  }
  return hash.digest("hex");
}
