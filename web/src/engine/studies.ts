/** A study's text with its tables from the desk, ready to be planned and run. */

import { NotSupported } from "../../../src/base/errors.js";
import type { Language } from "../../../src/base/messages.js";
import { flagText } from "../../../src/base/text.js";
import { version } from "../../../src/base/version.js";
import type { Table } from "../../../src/data/table/table.js";
import { located, parseStudy, type StudyFile } from "../../../src/study/file/study-file.js";
import { isOnEngine, readingOf } from "../../../src/study/inputs/data-source.js";
import type { Keeping } from "../../../src/study/plan-study.js";
import type { Desk } from "./desk.js";
import { sha256 } from "./sha256.js";

/** What the study is called in messages and results. */
export const STUDY_NAME = "study.yaml";

/** Studies read lately, by language and text: a change is described, planned and run of one reading. */
const read = new Map<string, StudyFile>();
const MOST_READ = 8;

export function studyOf(text: string, language?: Language): StudyFile {
  const key = `${language} ${text}`;
  let study = read.get(key);
  if (study === undefined) {
    study = parseStudy(text, STUDY_NAME, language === undefined ? {} : { language });
    if (read.size >= MOST_READ) read.delete(read.keys().next().value!);
    read.set(key, study);
  }
  return study;
}

/** The command that makes the same at a terminal, in the folder of the study and its data. */
export function commandOf({ spec, language: own }: StudyFile): string {
  const language = own === spec.language ? "" : ` ${flagText("language", spec.language)}`;
  return `wasmetrics study ${STUDY_NAME}${language} ${flagText("out", spec.output)}`;
}

/** The tables of its data sources. Throws, at the source's key, as the desk. */
export async function tablesOf(desk: Desk, file: StudyFile): Promise<ReadonlyMap<string, Table>> {
  const tables = new Map<string, Table>();
  for (const [name, source] of Object.entries(file.spec.data)) {
    if (isOnEngine(source)) throw located(onEngine(source.engine), file, ["data", name]);
    const { path, options } = readingOf(source);
    try {
      tables.set(name, await desk.named(path, options));
    } catch (error) {
      throw located(error, file, ["data", name]);
    }
  }
  return tables;
}

const onEngine = (engine: string): NotSupported =>
  new NotSupported(
    "engine_in_page",
    `Rows that an engine holds are not reached from a page: run the study at a terminal.`,
    {
      got: engine,
    },
  );

/** What keeps values of stages while the page is open. */
export const keepingOf = (desk: Desk): Keeping => ({ store: desk.store, code: version, hash: sha256 });
