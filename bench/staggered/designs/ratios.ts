/**
 * Trends that are parallel in ratios, not in levels.
 */
import { type AdoptionMethod, adoptionDesign, of } from "./adoption.js";
import { bjs, notyet, twfe } from "./growing.js";

export const ratiosMethods: readonly AdoptionMethod[] = [
  twfe,
  { ...bjs, isOff: true },
  of("etwfe, Poisson", "etwfe", { options: { ...notyet, family: "poisson" } }),
];

export const ratios = adoptionDesign(
  {
    name: "ratios",
    title: "trends that are parallel in ratios",
    about: "Outcomes are exponential, cohorts the same in all replications; linear estimators are not for it.",
  },
  { outcomes: "ratios", isDrawn: false, purpose: 4004 },
  ratiosMethods,
);
