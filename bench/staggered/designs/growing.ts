/**
 * Effects that grow and differ by cohort, cohorts drawn anew: all estimators of staggered adoption, each held to its own average.
 */
import { type AdoptionMethod, adoptionDesign, of, WINDOW } from "./adoption.js";
import { projections, stacks, twoWay } from "./adoption-estimands.js";

const HIGH = WINDOW[1];

/** As stacks weighed by units have it: event times from 0 on alike, cohorts by their units. */
const inWindow = stacks("units", HIGH);
export const notyet = { control: "notyet" } as const;
export const twfe = of("twfe", "twfe", { estimand: twoWay, countsCohorts: true, ownAverage: true });
export const cs = of("cs", "cs", { countsCohorts: true });
export const bjs = of("bjs", "bjs");

export const growingMethods: readonly AdoptionMethod[] = [
  twfe,
  of("cs, never treated", "cs", { countsCohorts: true }),
  of("cs, not yet treated", "cs", { options: notyet, countsCohorts: true }),
  of("sunab", "sunab"),
  bjs,
  of("did2s", "did2s", { countsCohorts: true }),
  of("etwfe", "etwfe", { options: notyet }),
  of("stacked, corrective", "stacked", {
    options: notyet,
    estimand: inWindow,
    onTreated: inWindow,
    countsCohorts: true,
  }),
  of("stacked, no weights", "stacked", {
    options: { ...notyet, stackWeights: "none" },
    ...{ estimand: stacks("variance", HIGH), onTreated: inWindow },
    ...{ countsCohorts: true, ownAverage: true },
  }),
  of("lpdid", "lpdid", {
    options: notyet,
    ...{ estimand: projections("variance", HIGH), onTreated: inWindow },
    ...{ countsCohorts: true, ownAverage: true },
  }),
  of("lpdid, reweighted", "lpdid", {
    options: { ...notyet, reweight: true },
    ...{ estimand: projections("units", HIGH), onTreated: inWindow },
    ...{ countsCohorts: true, ownAverage: true },
  }),
];

export const growing = adoptionDesign(
  {
    name: "growing",
    title: "effects that grow and differ by cohort",
    about: "Trends are parallel, cohorts drawn anew in every replication; two-way effects are not for it.",
  },
  { outcomes: "growing", isDrawn: true, purpose: 4000 },
  growingMethods,
);
