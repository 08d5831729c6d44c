/**
 * GMM on a dynamic panel as text: what a person reads first after an estimate. Everything printed comes from
 * the record; nothing is computed here.
 */

import { formatCount, numberText } from "../../../report/format-number.js";
import { coefficientTable, droppedText, type SummaryPresentation } from "../../../report/regression/fit-summary.js";
import type { PgmmRecord } from "../record.js";
import {
  differenceText,
  estimatorName,
  serialTests,
  serialText,
  shownTerms,
  testText,
  transformName,
  varianceText,
} from "./words.js";

/** Instruments listed by name in the summary at most; all are in the record. */
const MOST_LISTED = 12;

/** The summary: sample, coefficients, long-run effects, tests, instruments and notes. */
export function pgmmSummary(record: PgmmRecord, presentation: SummaryPresentation = {}): string {
  const { vcov, coefficients, long_run, notes, collinear } = record;
  const statistic = vcov.df === null ? "z" : "t";
  const longRun = Object.entries(long_run);
  return [
    `${estimatorName(record)}, ${transformName(record)}: ${record.call}`,
    ...(record.xtabond2 === null ? [] : [`Translated from: ${record.xtabond2}`]),
    `Same as: ${record.command}`,
    ...sampleLines(record),
    `Instruments: ${formatCount(record.n_instruments)}${dropsText(record)}`,
    `Std. errors: ${varianceText(record)}`,
    `One-step weight: h = ${record.h}${iterationText(record)}`,
    "",
    ...coefficientTable(
      shownTerms(record, true).map((name) => [name, coefficients[name]!]),
      vcov.level,
      statistic,
      presentation,
    ),
    ...(longRun.length === 0
      ? []
      : ["", "Long-run effects (delta method)", ...coefficientTable(longRun, vcov.level, statistic, presentation)]),
    "",
    ...testLines(record),
    ...boundLines(record),
    "",
    ...instrumentLines(record),
    ...collinear.map(({ term, because }) => `Omitted: ${term} (${because})`),
    ...notes.map(({ message }) => `Note: ${message}`),
  ].join("\n");
}

/** Observations with what is counted, groups, and the panel. */
export function sampleLines(record: PgmmRecord): string[] {
  const { nobs, observations, n_groups, per_group, panel } = record;
  const what =
    observations.reported === "levels"
      ? `rows of the equation in levels; ${formatCount(observations.transformed)} transformed`
      : "transformed rows";
  const gaps = panel.units_with_gaps === 0 ? "" : `, ${formatCount(panel.units_with_gaps)} with gaps`;
  return [
    `Observations: ${formatCount(nobs)} (${what})${droppedText(record)}`,
    `Groups: ${formatCount(n_groups)} of ${panel.unit}, rows each ${per_group.min} to ${per_group.max}, mean ${per_group.mean.toFixed(2)}`,
    `Panel: ${formatCount(panel.units)} units${gaps}, ${panel.time} ${panel.first_period} to ${panel.last_period}`,
  ];
}

function dropsText({ instruments }: PgmmRecord): string {
  const count = (because: "empty" | "collinear") => instruments.dropped.filter((row) => row.because === because).length;
  const parts = [
    ...(count("empty") > 0 ? [`${count("empty")} omitted as zero in every row`] : []),
    ...(count("collinear") > 0 ? [`${count("collinear")} as collinear`] : []),
  ];
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

function iterationText({ steps_taken, last_change }: PgmmRecord): string {
  if (last_change === null) return "";
  return `; ${steps_taken} steps, the last moved no coefficient by more than ${last_change.toExponential(1)} standard errors`;
}

/** The tests, a line each. */
export function testLines(record: PgmmRecord): string[] {
  const { tests } = record;
  return [
    ...serialTests(record).map((test) => `AR(${test.order}) in first differences: ${serialText(test)}`),
    `Sargan (not robust, not weakened by many instruments): ${testText(tests.sargan)}`,
    `Hansen (robust, weakened by many instruments): ${tests.hansen === null ? "none" : testText(tests.hansen)}`,
    ...tests.diff_hansen.map((test) => `Difference-in-Hansen of ${test.group}: ${differenceText(test)}`),
    `Wald, all slopes: ${testText(tests.wald)}`,
    ...(tests.wald_regressors === undefined ? [] : [`Wald, regressors: ${testText(tests.wald_regressors)}`]),
    ...(tests.wald_time === undefined ? [] : [`Wald, time dummies: ${testText(tests.wald_time)}`]),
  ];
}

function boundLines({ bounds }: PgmmRecord): string[] {
  if (bounds === null) return [];
  const { term, estimate, within, pooled_ols, position } = bounds;
  return [
    `Bounds of ${term}: within ${numberText(within.estimate)} (too low), pooled OLS ${numberText(pooled_ols.estimate)} (too high); the estimate ${numberText(estimate)} lies ${position === "between" ? "between them" : position}`,
  ];
}

/** Instruments by group, their names where few. */
function instrumentLines({ instruments }: PgmmRecord): string[] {
  return [
    "Instruments by group",
    ...instruments.groups.map(({ group, used, empty, collinear }) => {
      const names = instruments.used.filter((column) => column.group === group).map(({ name }) => name);
      const listed = names.slice(0, MOST_LISTED).join(", ");
      const more = names.length > MOST_LISTED ? ` and ${names.length - MOST_LISTED} more` : "";
      const left = empty + collinear === 0 ? "" : ` (${empty} empty, ${collinear} collinear omitted)`;
      return `  ${group}: ${used}${left}${names.length === 0 ? "" : `: ${listed}${more}`}`;
    }),
  ];
}
