/**
 * What a reader must know of the instruments of an equation before quoting it: what an instrument that never
 * changes within a unit compares, and what one times a trend takes for granted. Sees the models, no rows.
 */

import { ownOf } from "../../../base/own.js";
import type { Coefficient } from "../../../regression/tests/coefficients.js";
import { noteText } from "../../../report/messages/notes.js";
import { regressionWords } from "../../../report/messages/regression.js";
import { includesEffect } from "../../../verbs/iv/instrument-text.js";
import { ivWords } from "../../../verbs/iv/messages.js";
import type { IvFit } from "../../../verbs/iv/report/columns.js";
import type { StudySpec } from "../../file/schema.js";
import { tableName } from "../numbering.js";
import type { StagePlace } from "../present.js";
import type { TreatedRows } from "../treated-in-rows.js";
import type { InstrumentTerm } from "./instrument-terms.js";

/** What is computed for an equation. */
export interface IvEstimate extends TreatedRows {
  readonly treatment: string;
  readonly instruments: readonly InstrumentTerm[];
  readonly controls: readonly string[];
  readonly outcome: string;
  /** Fixed effects as written; "none" for none. */
  readonly fe: string;
  readonly formula: string;
  readonly fit: IvFit;
  /** The treatment's coefficient by least squares, under the same variance. */
  readonly least_squares: Coefficient;
}

/** An equation of the stage. */
export interface IvModel extends IvEstimate {
  readonly label: string;
}

/** Notes of a fit that a reader must see before quoting its estimate. */
export const WARNINGS = ["weak_instruments", "iv_ratio", "anderson_rubin_empty"];

/** What the fits warn of, each with its equation. */
export const strengthCautions = (place: StagePlace, models: readonly IvModel[]): string[] =>
  models.flatMap((model) =>
    model.fit.notes
      .filter(({ code }) => WARNINGS.includes(code))
      .map((note) => regressionWords.told[place.language](equationText(place, model), noteText(note, place.language))),
  );

/** An equation by its table and its heading there. */
export const equationText = (place: StagePlace, { label }: Pick<IvModel, "label">): string =>
  ivWords.where[place.language](tableName(place), label);

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
    const names = constant
      .map(({ written }) => ownOf(labels, written) ?? written)
      .join(place.language === "en" ? ", " : "、");
    const outcome = ownOf(labels, model.outcome) ?? model.outcome;
    const where = equationText(place, model);
    const texts = {
      where,
      names,
      isOne: constant.length === 1,
      ...words,
      time: panel.time,
      outcome,
      unitColumn: panel.unit,
    };
    const isTrend = constant.some(({ trend }) => trend);
    if (isTrend && !(model.fe !== "none" && includesEffect(model.fe, panel.unit))) {
      return [ivWords.trendNoEffects[place.language](texts)];
    }
    return [(isTrend ? ivWords.trendNote : ivWords.constantNote)[place.language](texts)];
  });
}
