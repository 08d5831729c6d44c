/** A run of a study: each stage as soon as it is made, then the whole page. What was made before is taken as it is. */
import type { Table } from "../../../../src/data/table/table.js";
import type { StudyFile } from "../../../../src/study/file/study-file.js";
import { runStudy, type StudyResult } from "../../../../src/study/run-study.js";
import type { Action } from "../action.js";
import type { Desk } from "../desk.js";
import { partsOf, withDrawings } from "../page.js";
import { commandOf, keepingOf, studyOf, tablesOf } from "../studies.js";

export const run: Action<"run"> = async (desk, { text, language, stages }, report) => {
  const file = studyOf(text, language);
  const command = commandOf(file);
  const tables = await tablesOf(desk, file);
  for (const stage of stages ?? Object.keys(file.spec.stages)) {
    const begun = performance.now();
    const study = await ofStages(desk, file, tables, stage, report);
    desk.learn(study.made);
    for (const part of await partsOf(study, command)) {
      if (part.stage === stage) report({ part: { ...part, ms: performance.now() - begun } });
    }
  }
  return withDrawings(await ofStages(desk, file, tables, stages, report), command);
};

/** One stage, several, or all of them. */
export const ofStages = (
  desk: Desk,
  file: StudyFile,
  tables: ReadonlyMap<string, Table>,
  only: string | readonly string[] | undefined,
  report: (progress: { readonly stage: string; readonly fraction: number; readonly msLeft: number | null }) => void,
): Promise<StudyResult> =>
  runStudy(desk.engine, file, tables, {
    keeping: keepingOf(desk),
    signal: desk.signal,
    onProgress: report,
    ...(only !== undefined && { only }),
  });
