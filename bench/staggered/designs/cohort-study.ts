/**
 * A design on panels by cohorts whose methods all estimate the effect on treated rows, by event time and on average.
 */
import type { StudyDesign } from "../design.js";
import { effectOnTreated, type Which } from "./adoption-estimands.js";
import { type CohortPanel, cohortPanels } from "./cohorts.js";

export function cohortStudy(
  parts: Pick<StudyDesign, "name" | "title" | "about" | "methods"> & { readonly effects: readonly Which[] },
  panel: CohortPanel,
): StudyDesign {
  const { expected, draw } = cohortPanels(panel);
  const all = parts.effects.map((which) => effectOnTreated(expected, which));
  return {
    ...parts,
    draw: (engine, replication) => ({
      panel: draw(engine, replication).panel,
      targets: parts.methods.map(() => ({ own: all, treated: all })),
    }),
  };
}
