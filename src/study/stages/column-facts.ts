/**
 * Layer study. Rows every table of estimates has beneath its coefficients: treated units, imputed outcomes where rows were
 * chosen, the truth where it is known. Knows nothing of how a column was estimated.
 */
import { formatCount, formatFixed } from "../../report/format-number.js";
import type { TreatedRows } from "./treated-in-rows.js";

/** A fact of every column of a table. */
export interface ColumnFact {
  readonly label: string;
  readonly texts: readonly string[];
}

/** How many units, called `units`, are treated in the rows of each column. */
export const treatedFact = (units: string, models: readonly TreatedRows[]): ColumnFact => ({
  label: `Treated ${units}`,
  texts: models.map(({ treated }) => formatCount(treated.length)),
});

/** How many outcomes of each column were imputed; none where no column chose its rows. */
export const imputedFacts = (models: readonly TreatedRows[]): ColumnFact[] =>
  models.some(({ rows }) => rows !== undefined)
    ? [{ label: "Imputed outcomes", texts: models.map(({ imputed }) => formatCount(imputed ?? 0)) }]
    : [];

/** The effect that simulated data were made with; none where `truth` isn't told. */
export const truthFacts = (truth: number | undefined, models: readonly unknown[]): ColumnFact[] =>
  truth === undefined ? [] : [{ label: "True effect (simulated)", texts: models.map(() => formatFixed(truth, 4)) }];
