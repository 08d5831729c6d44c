/**
 * Cohorts of which some units are eligible for treatment: trends that differ by cohort and by eligibility, and trends that eligible units
 * of a cohort have to themselves.
 */
import type { StudyDesign, Targets, Which } from "../design.js";
import { type Asking, methodBy } from "../measure.js";
import { effectOnTreated, type Setting } from "./adoption-estimands.js";
import { type CohortPanel, cohortPanels } from "./cohorts.js";

const EFFECTS: readonly Which[] = ["average", -2, 0, 1];
const NEVER = Number.POSITIVE_INFINITY;
const STARTS = [4, 6, NEVER] as const;
const asked = (estimator: Asking["estimator"], options: Asking["options"]): Asking => ({
  ...{ estimator, formula: "y ~ 1 | unit + time", ownAverage: false },
  options: { cohort: "cohort", ...options },
});

/** A cohort's place and whether it is eligible, by the place among cohorts, eligible ones first. */
const parts = (g: number) => ({ start: g % STARTS.length, isEligible: g < STARTS.length });
const growth = (g: number, period: number): number =>
  period * (0.1 * [1, 0.5, 0][parts(g).start]! + (parts(g).isEligible ? 0.2 : 0));

const panels: CohortPanel = {
  cohorts: [true, false].flatMap((isEligible) => STARTS.map((first) => ({ first, size: 50, isEligible }))),
  ...{ periods: 7, dates: "drawn", lasts: 0.5, spread: 0.5, purpose: 4170 },
  effect: (g, period) => [1, 0.5][parts(g).start]! + [0.4, 0.2][parts(g).start]! * (period - STARTS[parts(g).start]!),
  apart: growth,
};

function designOf(
  words: Pick<StudyDesign, "name" | "title" | "about">,
  panel: CohortPanel,
  isOff: boolean,
  replications?: number,
): StudyDesign {
  const { expected, draw } = cohortPanels(panel);
  const all = EFFECTS.map((which) => effectOnTreated(expected as Setting, which as number));
  const targets: Targets = { own: all, treated: all };
  const methods = [
    methodBy("ddd", asked("ddd", { eligible: "eligible" }), EFFECTS, { isOff }),
    methodBy("ddd, not yet treated", asked("ddd", { eligible: "eligible", control: "notyet" }), EFFECTS, { isOff }),
    methodBy("cs, eligible alone", asked("cs", { subset: "eligible == 1" }), EFFECTS, { isOff: true }),
  ];
  return {
    ...{ ...words, effects: EFFECTS, methods, ...(replications === undefined ? {} : { replications }) },
    draw: (engine, replication) => ({ panel: draw(engine, replication).panel, targets: methods.map(() => targets) }),
  };
}

export const eligible = designOf(
  {
    name: "eligible",
    title: "trends that differ by cohort and by eligibility",
    about:
      "300 units, half of each cohort eligible; trends differ by cohort and by eligibility, both by as much wherever the other. For ddd, not for differences among the eligible.",
  },
  panels,
  false,
  10_000, // at 2,000 chance has the effects 3 errors off
);

export const eligibleApart = designOf(
  {
    name: "eligible-apart",
    title: "eligible units of treated cohorts with trends of their own",
    about: "The same, and eligible units of cohorts that are treated grow by 0.2 more a period. For neither.",
  },
  { ...panels, purpose: 4180, apart: (g, period) => growth(g, period) + (g < 2 ? 0.2 * period : 0) },
  true,
);
