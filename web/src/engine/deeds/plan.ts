/** What a run would make, and what it would take. */
import { planStudy } from "../../../../src/study/plan-study.js";
import type { Deed } from "../deeds.js";
import { keepingOf, studyOf, tablesOf } from "../studies.js";

export const plan: Deed<"plan"> = async (desk, { text }) => {
  const file = studyOf(text);
  return planStudy(desk.engine, file, await tablesOf(desk, file), { keeping: keepingOf(desk) });
};
