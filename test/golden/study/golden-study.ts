/** The study of the references, run once, and the numbers each of its stages is compared with. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readTable } from "../../../src/data/files/read-table.js";
import type { Table } from "../../../src/data/table/table.js";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseStudy } from "../../../src/study/file/study-file.js";
import { type FileSource, readingOf } from "../../../src/study/inputs/data-source.js";
import type { StudyResult } from "../../../src/study/run-study.js";
import { runWholeStudy } from "../../support/run-whole-study.js";

/** Folders of `test/golden` with files on the cities. */
export const FOLDERS = ["feols", "event-study", "placebo", "iv", "matching", "gmm"] as const;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Runs the stages of `study.yaml`, or one of them. */
export async function runGolden(only?: string): Promise<StudyResult> {
  const file = parseStudy(readFileSync(here("study.yaml"), "utf8"), "study.yaml");
  const tables = new Map<string, Table>();
  for (const [name, path] of Object.entries(file.spec.data))
    tables.set(name, await readTable(here(readingOf(path as FileSource).path)));
  const engine = await loadEngine({ threads: 1 });
  return runWholeStudy(engine, file, tables, only === undefined ? {} : { only });
}

/** Path of the references in a folder of `test/golden`. */
export const goldenFolder = (folder: (typeof FOLDERS)[number]): string => here(`../${folder}/expected/`);

/** Path of a reference file, in whichever folder it stands. */
export function referencePath(file: string): string {
  const found = FOLDERS.map((folder) => `${goldenFolder(folder)}${file}`).find(existsSync);
  if (found === undefined) throw new Error(`no reference ${file} among ${FOLDERS.join(", ")}`);
  return found;
}

/** The reference `name` as an object. */
export const reference = <T>(name: string): T => JSON.parse(readFileSync(referencePath(`${name}.json`), "utf8")) as T;

/** Coefficients and errors of independent software, clustered by city. */
export interface ReferenceFit {
  readonly nobs: number;
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly vcov_type: string;
}
