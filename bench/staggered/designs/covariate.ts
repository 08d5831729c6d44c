/**
 * Trends that a covariate moves, so that they are parallel among units alike in it.
 */
import { type AdoptionMethod, adoptionDesign, of } from "./adoption.js";
import { cs, notyet } from "./growing.js";

const withX = { withCovariate: true } as const;

export const covariateMethods: readonly AdoptionMethod[] = [
  { ...cs, name: "cs, no covariate", isOff: true },
  { ...cs, ...withX, name: "cs, outcome regression", options: { method: "reg" } },
  { ...cs, ...withX, name: "cs, weighting", options: { method: "ipw" } },
  { ...cs, ...withX, name: "cs, doubly robust", options: { method: "dr" } },
  of("etwfe, interacted", "etwfe", { options: notyet, ...withX }),
];

export const covariate = adoptionDesign(
  {
    name: "covariate",
    title: "trends that a covariate moves",
    about:
      "Trends are parallel among units with the same covariate, whose mean differs by cohort; estimators without it are not for it.",
  },
  { outcomes: "covariate", isDrawn: true, purpose: 4002 },
  covariateMethods,
);
