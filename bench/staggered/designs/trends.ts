/**
 * Trends that are parallel in all periods, which efficient estimates use, and trends that are parallel from the period before treatment on.
 */
import type { StudyDesign } from "../design.js";
import { type Asking, methodBy } from "../measure.js";
import type { Which } from "./adoption-estimands.js";
import { cohortStudy } from "./cohort-study.js";
import type { CohortPanel } from "./cohorts.js";

const EFFECTS: readonly Which[] = ["average", 0, 1];
const asked = (estimator: Asking["estimator"], options: Asking["options"] = {}): Asking => ({
  ...{ estimator, formula: "y ~ 1 | unit + time", ownAverage: false },
  options: { cohort: "cohort", ...options },
});

const panels: CohortPanel = {
  cohorts: [
    { first: 4, size: 70 },
    { first: 6, size: 70 },
    { first: Number.POSITIVE_INFINITY, size: 80 },
  ],
  ...{ periods: 7, dates: "drawn", lasts: 0, spread: 0.5, purpose: 4120 },
  effect: (g, period) => [1, 0.5][g]! + [0.4, 0.2][g]! * (period - [4, 6][g]!),
  apart: () => 0,
};

export const trendsAlways: StudyDesign = designOf(
  {
    name: "trends-always",
    title: "trends parallel in all periods",
    about:
      "Errors independent over periods, 220 units in cohorts drawn anew. All are for it, and edid has the smallest errors.",
  },
  panels,
  false,
);

export const trendsLate: StudyDesign = designOf(
  {
    name: "trends-late",
    title: "trends parallel from the period before treatment on",
    about:
      "The same, and cohorts treated at all are 0.5 higher in the first two periods. Not for edid where it takes trends to be parallel in all periods.",
  },
  { ...panels, purpose: 4130, apart: (g, period) => (g < 2 && period <= 2 ? 0.5 : 0) },
  true,
);

function designOf(
  words: Pick<StudyDesign, "name" | "title" | "about">,
  panel: CohortPanel,
  isOff: boolean,
): StudyDesign {
  const methods = [
    methodBy("cs", asked("cs"), EFFECTS),
    methodBy("edid", asked("edid", { trends: "all" }), EFFECTS, { isOff }),
    methodBy("edid, trends after", asked("edid", { trends: "post" }), EFFECTS),
  ];
  return cohortStudy({ ...words, effects: EFFECTS, methods }, panel);
}
