/** A study from the columns of a file: every role with its candidates and reasons; of a large file first from whole units of it. */
import type { Decision } from "../../../../src/study/init/candidate.js";
import { chooseStudy } from "../../../../src/study/init/choose-study.js";
import { studyYaml } from "../../../../src/study/init/study-yaml.js";
import type { Action } from "../action.js";
import { STUDY_NAME } from "../studies.js";
import { wholeUnits } from "../whole-units.js";

export const guess: Action<"guess"> = async (desk, { file, given, language, whole = false }) => {
  const all = await desk.table(file);
  const table = whole ? all : wholeUnits(all, given);
  const decisions: (Decision & { taken: string })[] = [];
  // controls are never taken unasked
  const choices = await chooseStudy(table, { controls: [], ...given, language }, async (decision) => {
    const taken = decision.candidates[0]!.value;
    decisions.push({ ...decision, taken });
    return taken;
  });
  return { text: studyYaml(choices, { data: file, study: STUDY_NAME }), decisions, rows: table.nRows };
};
