/** Rows of a fit of plain columns, for rules that need its weights or the means of its columns. */

import type { Table } from "../../../src/data/table/table.js";
import type { FitRecord } from "../../../src/regression/record/fit-record.js";

/** Columns on the rows of the sample, and weights scaled to a mean of 1, by the factor `scale`. */
export interface Sample {
  readonly y: Float64Array;
  /** By the coefficient's name; the constant is 1. */
  readonly x: ReadonlyMap<string, Float64Array>;
  readonly weights: Float64Array;
  readonly scale: number;
}

export function sampleOf(fit: FitRecord, table: Table): Sample {
  const names = Object.keys(fit.coefficients);
  const all = names.map((name) =>
    name === "(Intercept)" ? new Float64Array(table.nRows).fill(1) : table.numeric(name.replace(/^fit_/, "")),
  );
  const outcome = table.numeric(fit.depvar);
  const rows = Array.from(outcome.keys()).filter((i) => [outcome, ...all].every((column) => !Number.isNaN(column[i])));
  const taken = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]!);
  const weights = fit.weights === null ? new Float64Array(rows.length).fill(1) : taken(table.numeric(fit.weights));
  const scale = rows.length / weights.reduce((sum, w) => sum + w, 0);
  return {
    scale,
    y: taken(outcome),
    x: new Map(names.map((name, j) => [name, taken(all[j]!)])),
    weights: weights.map((w) => w * scale),
  };
}

const mean = (values: Float64Array, weights: Float64Array): number =>
  values.reduce((sum, value, i) => sum + weights[i]! * value, 0) / values.length;

/** y - x b, at the means of the sample: what xtreg, fe prints as its constant. */
export function constantAtMeans(fit: FitRecord, table: Table): number {
  const { y, x, weights } = sampleOf(fit, table);
  return [...x].reduce(
    (left, [name, column]) => left - fit.coefficients[name]!.estimate * mean(column, weights),
    mean(y, weights),
  );
}
