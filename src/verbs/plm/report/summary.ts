/**
 * One panel model as text: what a person reads first after an estimate. Everything printed comes from the record.
 */

import { formatCount, numberText } from "../../../report/format-number.js";
import { coefficientTable, droppedText, type SummaryPresentation } from "../../../report/regression/fit-summary.js";
import type { PlmRecord } from "../record.js";
import { componentLines, modelText, panelText, testText, threeR2, varianceText } from "./words.js";

/** Model, panel, variance, coefficients, components, fit and notes. */
export function plmSummary(record: PlmRecord, presentation: SummaryPresentation = {}): string {
  const { vcov, fit, components, tests, notes, collinear, coefficients } = record;
  return [
    `${modelText(record)}: ${record.call}`,
    `${panelText(record.panel)}${droppedText(record)}`,
    `Observations: ${formatCount(record.nobs)}${rowsText(record)}`,
    `Std. errors: ${varianceText(record)}`,
    "",
    ...coefficientTable(Object.entries(coefficients), vcov.level, vcov.df === null ? "z" : "t", presentation),
    "",
    ...(components === null ? [] : [...componentLines(components), ""]),
    `R2 ${fit.r2.toFixed(6)}, adjusted ${fit.adj_r2.toFixed(6)} (of the transformed outcome); residual variance ${numberText(fit.sigma2)} with ${formatCount(fit.df_residual)} df`,
    ...threeR2(record),
    ...(tests.overall === null ? [] : [`All slopes: ${testText(tests.overall)}`]),
    ...collinear.map(({ term, because }) => `Omitted: ${term} (${because})`),
    ...notes.map(({ message }) => `Note: ${message}`),
  ].join("\n");
}

/** What is counted, where it is not the rows of the sample. */
function rowsText({ model, effect, panel }: PlmRecord): string {
  if (model === "between")
    return ` (means of ${effect === "time" ? panel.time : panel.unit}, of ${formatCount(panel.rows)} rows)`;
  return model === "fd" ? ` (differences, of ${formatCount(panel.rows)} rows)` : "";
}
