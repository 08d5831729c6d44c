/**
 * What is shown of regressions: one as text, which a person reads first after an estimate, or as tables; several as columns of one.
 * Everything printed comes from the records; nothing is computed here.
 */
import { ownOf } from "../../base/objects.js";
import type { CombinationRecord, FitRecord } from "../../regression/record/fit-record.js";
import { formatCount, numberText } from "../../report/format-number.js";
import { jointTestText } from "../../report/joint-test-text.js";
import { naming } from "../../report/naming.js";
import { clusterDiagnosticsLines, clusterDiagnosticsTable } from "../../report/regression/cluster-diagnostics.js";
import {
  coefficientTable,
  droppedText,
  effectsLines,
  labelledBy,
  type SummaryPresentation,
  solverLine,
  vcovText,
} from "../../report/regression/fit-summary.js";
import { regressionTable } from "../../report/regression/regression-table.js";
import { isNormal } from "../../report/regression/variance-words.js";
import type { TableModel } from "../../report/table-model.js";
import { combinationTable, combinationTitle, distributionText } from "../combinations/table.js";
import { instrumentedLine, ivLines } from "../iv/report/summary.js";
import { ivTable } from "../iv/report/table.js";
import { estimatorText, isIvFit } from "../iv/report/words.js";
import type { Presentation } from "../verb.js";
import type { OneFit, SeveralRecord } from "./multiple-estimation.js";

/** The regression as text or tables: its own, combinations of its coefficients, and its clusters diagnosed. */
export function presentFeols(record: FitRecord): Presentation {
  const { combinations = [], cluster_diagnostics: diagnostics } = record;
  const own = isIvFit(record)
    ? ivTable([{ label: "", fit: record }], { reducedForm: true })
    : regressionTable([{ label: "", fit: record }]);
  return {
    record,
    tables: [
      own,
      ...combinations.map((combination) => combinationTable(combination)),
      ...(diagnostics === undefined ? [] : [clusterDiagnosticsTable(diagnostics)]),
    ],
    text: (presentation) => fitSummary(record, presentation),
  };
}

/** Several regressions as one table. */
export const presentSeveral = (record: SeveralRecord): Presentation => ({ record, tables: [severalTable(record)] });

/** A column a regression, headed by what differs and is not in its rows: the sample and the outcome. */
function severalTable({ fits, varies, split, failed }: SeveralRecord): TableModel {
  const made = fits.flatMap((one) => (one.fit === null ? [] : [{ ...one, fit: one.fit }]));
  const called = naming(made.map(({ fit }) => fit));
  const label = ({ sample, depvar }: OneFit): string[] => [
    ...(split === null ? [] : [ownOf(split.labels, sample ?? "") ?? sample ?? ""]),
    ...(varies.includes("depvar") ? [called(depvar)] : []),
  ];
  const notes = [
    ...(split === null ? [] : [splitNote(split)]),
    ...(failed === 0
      ? []
      : [`Failed, and not shown: ${fits.flatMap((one) => (one.fit === null ? [one.label] : [])).join("; ")}.`]),
  ];
  const equations = made.flatMap(({ fit, ...one }) =>
    isIvFit(fit) ? [{ label: label({ ...one, fit }).join(", "), fit }] : [],
  );
  if (equations.length === made.length) return ivTable(equations, { notes });
  return regressionTable(
    made.map((one) => ({ label: label(one), fit: one.fit })),
    { notes, ...(varies.includes("depvar") ? { stub: "" } : {}) },
  );
}

function splitNote({ column, label, missing }: NonNullable<SeveralRecord["split"]>): string {
  const lost = missing === 0 ? "" : ` Rows in which it is missing (${missing}) are in none.`;
  return `Samples are split by ${label ?? column}.${lost}`;
}

/** The summary: call, sample, variance with its small-sample rule, coefficients, fit, solver and notes. */
export function fitSummary(record: FitRecord, presentation: SummaryPresentation = {}): string {
  const { vcov, fit } = record;
  const called = naming([record]);
  const lines = [
    `${isIvFit(record) ? estimatorText(record.iv) : "OLS"}: ${record.call}`,
    ...(isIvFit(record) ? [instrumentedLine(record)] : []),
    `Observations: ${formatCount(record.nobs)}${droppedText(record)}`,
    ...effectsLines(record),
    ...(record.weights === null ? [] : [`Weights: ${record.weights}`]),
    `Std. errors: ${vcovText(record)}`,
    "",
    ...coefficientLines(record, labelledBy(record, presentation)),
    "",
    `${r2Text(fit)}; RMSE ${numberText(fit.rmse)}`,
    ...Object.entries(record.tests).flatMap(([name, test]) =>
      "terms" in test ? [`Wald test (${name}): ${jointTestText(test)}`] : [],
    ),
    ...(isIvFit(record) ? ivLines(record) : []),
    ...combinationLines(record.combinations ?? [], presentation),
    solverLine(record),
    ...record.collinear.map(({ term, because }) => `Omitted: ${called(term)} (${because})`),
    ...record.notes.map(({ message }) => `Note: ${message}`),
  ];
  if (vcov.not_counted.length > 0) {
    lines.push(
      `Note: K = ${vcov.K} does not count the levels of ${vcov.not_counted.map(called).join(", ")} (see --ssc K.fixef).`,
    );
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
