/**
 * Rows every table of estimates has beneath its coefficients: treated units, imputed outcomes where rows were
 * chosen, the truth where it is known. Knows nothing of how a column was estimated.
 */

import type { Language } from "../../base/messages.js";
import { formatCount, formatFixed } from "../../report/format-number.js";
import { regressionWords } from "../../report/messages/regression.js";
import type { TreatedRows } from "./treated-in-rows.js";

/** A fact of every column of a table. */
export interface ColumnFact {
  readonly label: string;
  readonly texts: readonly string[];
}

/** How many units, called `units`, are treated in the rows of each column. */
export const treatedFact = (units: string, models: readonly TreatedRows[], language: Language = "en"): ColumnFact => ({
  label: regressionWords.treated[language](units),
  texts: models.map(({ treated }) => formatCount(treated.length)),
});

/** How many outcomes of each column were imputed; none where no column chose its rows. */
export const imputedFacts = (models: readonly TreatedRows[], language: Language = "en"): ColumnFact[] =>
  models.some(({ rows }) => rows !== undefined)
    ? [{ label: regressionWords.imputed[language], texts: models.map(({ imputed }) => formatCount(imputed ?? 0)) }]
    : [];

/** The effect that simulated data were made with: `truth` where the stage gives it, else that of each column's rows. */
export const trueEffect = (truth: number | undefined, model: Pick<TreatedRows, "true_effect">): number | undefined =>
  truth ?? model.true_effect;

/** A row of them; none where no column has one. `label` where it is not "True effect (simulated)". */
export function truthFacts(
  truth: number | undefined,
  models: readonly Pick<TreatedRows, "true_effect">[],
  label?: string,
  language: Language = "en",
): ColumnFact[] {
  const known = models.map((model) => trueEffect(truth, model));
  if (known.every((value) => value === undefined)) return [];
  return [
    {
      label: label ?? regressionWords.truth[language],
      texts: known.map((value) => (value === undefined ? "" : formatFixed(value, 4))),
    },
  ];
}
