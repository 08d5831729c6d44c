/**
 * One regression as text: what a person reads first after an estimate. Everything printed comes from the
 * record; nothing is computed here.
 */
import type { CombinationRecord } from "../../regression/record/combination-record.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { formatCount, numberText } from "../../report/format-number.js";
import { jointTestText } from "../../report/joint-test-text.js";
import { clusterDiagnosticsLines } from "../../report/regression/cluster-diagnostics.js";
import {
  coefficientTable,
  droppedText,
  effectsLines,
  type SummaryPresentation,
  solverLine,
  vcovText,
} from "../../report/regression/fit-summary.js";
import { isNormal } from "../../report/regression/variance-words.js";
import { combinationTitle, distributionText } from "../combinations/table.js";
import { isIvFit } from "../iv/report/columns.js";
import { instrumentedLine, ivLines } from "../iv/report/summary.js";
import { estimatorText } from "../iv/report/words.js";

/** The summary: call, sample, variance with its small-sample rule, coefficients, fit, solver and notes. */
export function fitSummary(record: FitRecord, presentation: SummaryPresentation = {}): string {
  const { vcov, fit } = record;
  const lines = [
    `${isIvFit(record) ? estimatorText(record.iv) : "OLS"}: ${record.call}`,
    ...(isIvFit(record) ? [instrumentedLine(record)] : []),
    `Observations: ${formatCount(record.nobs)}${droppedText(record)}`,
    ...effectsLines(record),
    ...(record.weights === null ? [] : [`Weights: ${record.weights}`]),
    `Std. errors: ${vcovText(record)}`,
    "",
    ...coefficientLines(record, presentation),
    "",
    `${r2Text(fit)}; RMSE ${numberText(fit.rmse)}`,
    ...Object.entries(record.tests).flatMap(([name, test]) =>
      "terms" in test ? [`Wald test (${name}): ${jointTestText(test)}`] : [],
    ),
    ...(isIvFit(record) ? ivLines(record) : []),
    ...combinationLines(record.combinations ?? [], presentation),
    solverLine(record),
    ...record.collinear.map(({ term, because }) => `Omitted: ${term} (${because})`),
    ...record.notes.map(({ message }) => `Note: ${message}`),
  ];
  if (vcov.not_counted.length > 0) {
    lines.push(`Note: K = ${vcov.K} does not count the levels of ${vcov.not_counted.join(", ")} (see --ssc K.fixef).`);
  }
  if (record.cluster_diagnostics !== undefined) lines.push("", ...clusterDiagnosticsLines(record.cluster_diagnostics));
  return lines.join("\n");
}

/** R2, about the mean; without constant and effects that of the outcome's squares beside it, with whose it is. */
function r2Text({ r2, adj_r2, within_r2, uncentred_r2, adj_uncentred_r2 }: FitRecord["fit"]): string {
  const [all, adjusted] = [r2.toFixed(6), adj_r2.toFixed(6)];
  if (uncentred_r2 === undefined || adj_uncentred_r2 === undefined) {
    return `R2 ${all}, adjusted ${adjusted}${within_r2 === null ? "" : `, within ${within_r2.toFixed(6)}`}`;
  }
  return `R2 without a constant: uncentred ${uncentred_r2.toFixed(6)}, adjusted ${adj_uncentred_r2.toFixed(6)} (R's lm, Stata's noconstant); centred ${all}, adjusted ${adjusted} (about the mean)`;
}

function coefficientLines({ coefficients, vcov }: FitRecord, presentation: SummaryPresentation): string[] {
  const statistic = isNormal(vcov.df) ? "z" : "t";
  return coefficientTable(Object.entries(coefficients), vcov.level, statistic, {
    ...presentation,
    df: vcov.df_by_term,
  });
}

/** Combinations of coefficients with an empty line round each table; none without any. */
function combinationLines(records: readonly CombinationRecord[], presentation: SummaryPresentation): string[] {
  const lines = records.flatMap((record) => [
    "",
    `${combinationTitle(record)}; ${distributionText(record)}`,
    ...coefficientTable(
      Object.entries(record.combinations),
      record.level,
      record.distribution === "t" ? "t" : "z",
      presentation,
    ),
    ...record.notes.map(({ message }) => `Note: ${message}`),
  ]);
  return records.length === 0 ? [] : [...lines, ""];
}
