/** A study of which every stage must give a result: what a stage throws is thrown. */
import { runStudy, type StudyResult } from "../../src/study/run-study.js";

export async function runWholeStudy(...args: Parameters<typeof runStudy>): Promise<StudyResult> {
  const result = await runStudy(...args);
  if (result.causes.length > 0) throw result.causes[0];
  return result;
}
