/** A change at once: the text after it, what that says, and what a run of it would take; or why it is no study. */
import { planStudy } from "../../../../src/study/plan-study.js";
import type { CostEstimate } from "../../protocol.js";
import type { Action } from "../action.js";
import { described } from "../described.js";
import { edited } from "../edited.js";
import { failureOf } from "../failure.js";
import { keepingOf, studyOf, tablesOf } from "../studies.js";

export const estimateCost: Action<"estimateCost"> = async (desk, { text: before, edits, language }) => {
  const text = edits.length === 0 ? before : edited(before, edits);
  const grants = desk.grants();
  let description: CostEstimate["description"] = null;
  try {
    const file = studyOf(text, language);
    description = described(desk, file);
    if (description.lacking.length > 0) return { text, description, plan: null, grants, failure: null };
    const options = { keeping: keepingOf(desk), pace: desk.pace };
    const plan = await planStudy(desk.engine, file, await tablesOf(desk, file), options);
    return { text, description, plan, grants, failure: null };
  } catch (error) {
    return { text, description, plan: null, grants, failure: failureOf(error) };
  }
};
