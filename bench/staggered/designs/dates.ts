/**
 * Dates of treatment assigned at random among units, and dates that go with levels of outcomes though trends are parallel.
 */
import type { StudyDesign } from "../design.js";
import { type Asking, methodBy } from "../measure.js";
import type { Which } from "./adoption-estimands.js";
import { cohortStudy } from "./cohort-study.js";
import type { CohortPanel } from "./cohorts.js";

const EFFECTS: readonly Which[] = ["average", 0, 1];
/** Of the test that assigns dates anew, which is not read. */
const FEW = 20;
const asked = (estimator: Asking["estimator"], options: Asking["options"] = {}): Asking => ({
  ...{ estimator, formula: "y ~ 1 | unit + time", ownAverage: false },
  options: { cohort: "cohort", control: "notyet", ...options },
});

const panels: CohortPanel = {
  cohorts: [
    { first: 3, size: 80 },
    { first: 5, size: 80 },
    { first: 7, size: 80 },
    { first: Number.POSITIVE_INFINITY, size: 80 },
  ],
  ...{ periods: 8, dates: "assigned", lasts: 0.5, spread: 0, purpose: 4100 },
  effect: (g, period) => [1, 0.6, 0.2][g]! + [0.4, 0.2, 0.1][g]! * (period - [3, 5, 7][g]!),
  apart: () => 0,
};

/** Dates say nothing of outcomes. */
export const datesAssigned: StudyDesign = designOf(
  {
    name: "dates-assigned",
    title: "dates assigned at random",
    about:
      "Four cohorts of 80 units each, assigned anew in every replication; errors last (autocorrelation 0.5). Both estimators are for it, and rs has smaller errors (of half as many units a cohort its intervals hold effects in 93 to 95%).",
  },
  panels,
  false,
);

/** Cohorts have levels of their own, and parallel trends. */
export const datesByLevel: StudyDesign = designOf(
  {
    name: "dates-by-level",
    title: "dates that go with levels",
    about:
      "The same, and units treated early have higher outcomes in all periods: trends are parallel, dates are not random. Not for rs.",
  },
  { ...panels, purpose: 4110, apart: (g) => [0.8, 0.5, 0.2, 0][g]! },
  true,
);

function designOf(
  words: Pick<StudyDesign, "name" | "title" | "about">,
  panel: CohortPanel,
  isOff: boolean,
): StudyDesign {
  const methods = [
    methodBy("cs, not yet treated", asked("cs"), EFFECTS, { isConservative: true }),
    methodBy("rs", asked("rs", { draws: FEW }), EFFECTS, { isOff }),
    methodBy("rs, beta 1", asked("rs", { beta: 1, draws: FEW }), EFFECTS),
  ];
  return cohortStudy({ ...words, effects: EFFECTS, methods }, panel);
}
