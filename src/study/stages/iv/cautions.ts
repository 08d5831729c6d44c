/**
 * Layer study. What a reader must know of the instruments of an equation before quoting it: what an instrument that never
 * changes within a unit compares, and what one times a trend takes for granted. Sees the models, no rows.
 */

import { includesEffect } from "../../../models/iv/instrument-text.js";
import type { StudySpec } from "../../file/schema.js";
import { tableName } from "../numbering.js";
import type { StagePlace } from "../shown.js";
import type { IvModel } from "./stage.js";

/** Notes of a fit that a reader must see before quoting its estimate. */
export const WARNINGS = ["weak_instruments", "iv_ratio", "anderson_rubin_empty"];

/** What the fits warn of, each told of its equation. */
export const strengthCautions = (place: StagePlace, models: readonly IvModel[]): string[] =>
  models.flatMap((model) =>
    model.fit.notes
      .filter(({ code }) => WARNINGS.includes(code))
      .map(({ message }) => `${equationText(place, model)}: ${message}`),
  );

/** An equation by its table and its heading there. */
export const equationText = (place: StagePlace, { label }: Pick<IvModel, "label">): string =>
  `${tableName(place)}, “${label}”`;

/** A sentence or two for each column with an instrument that is constant within units. */
export function instrumentCautions(
  place: StagePlace,
  models: readonly IvModel[],
  { panel, words }: Pick<StudySpec, "panel" | "words">,
  labels: Readonly<Record<string, string>>,
): string[] {
  return models.flatMap((model) => {
    const constant = model.instruments.filter(({ constant_within_unit }) => constant_within_unit);
    if (constant.length === 0) return [];
    const names = constant.map(({ written }) => labels[written] ?? written).join(", ");
    const outcome = labels[model.outcome] ?? model.outcome;
    const where = equationText(place, model);
    const isTrend = constant.some(({ trend }) => trend);
    if (isTrend && !(model.fe !== "none" && includesEffect(model.fe, panel.unit))) {
      return [
        `${where}: ${names} × trend stands without ${words.unit} effects, so the estimate compares ${words.units} with each other, more so in later ${panel.time}s: whatever difference in ${outcome} goes with ${names} is taken for an effect of treatment. Add ${panel.unit} to fe, so that it compares how they change.`,
      ];
    }
    if (isTrend) {
      return [
        `${where}: ${names} × trend compares how ${words.units} change with how they differ in ${names}. It needs that, but for treatment, ${outcome} would have had the same trend whatever ${names}; ${words.unit} effects do not make that so.`,
      ];
    }
    const [same, would] = constant.length === 1 ? ["is", "It would"] : ["are", "They would"];
    return [
      `${where}: ${names} ${same} the same in every ${panel.time} of each ${words.unit}, so the estimate compares ${words.units} with each other: whatever lasting difference in ${outcome} goes with ${names} is taken for an effect of treatment. ${would} be absorbed by ${words.unit} effects; trend: true gives the alternative that is not.`,
    ];
  });
}
