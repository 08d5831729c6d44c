/** Code that gives the numbers of a stage again, of what was made of it. */
import { stageCode } from "../../../../src/study/code/code.js";
import type { Action } from "../action.js";
import { commandOf, studyOf, tablesOf } from "../studies.js";
import { ofStages } from "./run.js";

export const code: Action<"code"> = async (desk, { text, language, stage, to }, report) => {
  const file = studyOf(text, language);
  const study = await ofStages(desk, file, await tablesOf(desk, file), stage, report);
  return stageCode(study, stage, to, commandOf(file));
};
