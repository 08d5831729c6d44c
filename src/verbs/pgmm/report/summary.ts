/**
 * GMM on a dynamic panel as text: what was estimated, by which weight, and each test in a line. Everything printed comes from the
 * record; nothing is computed here.
 */

import type { Language } from "../../../base/messages.js";
import { periodWords } from "../../../data/panel/period-text.js";
import { formatCount, numberText, pEquals } from "../../../report/format-number.js";
import { naming } from "../../../report/naming.js";
import {
  coefficientTable,
  droppedText,
  labelledBy,
  type SummaryPresentation,
} from "../../../report/regression/fit-summary.js";
import { GMM_GROUPS, gmmWords } from "../messages.js";
import type { DifferenceInHansen, GmmTest, PgmmRecord, SerialTest } from "../record.js";

/** Instruments listed by name in the summary at most; all are in the record. */
const MOST_LISTED = 12;

/** The summary: sample, coefficients, long-run effects, tests, instruments and notes. */
export function pgmmSummary(record: PgmmRecord, presentation: SummaryPresentation = {}): string {
  const { vcov, coefficients, long_run, notes, collinear } = record;
  const statistic = vcov.df === null ? "z" : "t";
  const longRun = Object.entries(long_run);
  const labelled = labelledBy(record, presentation);
  const called = naming([record]);
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
      labelled,
    ),
    ...(longRun.length === 0
      ? []
      : ["", "Long-run effects (delta method)", ...coefficientTable(longRun, vcov.level, statistic, labelled)]),
    "",
    ...testLines(record),
    ...boundLines(record),
    "",
    ...instrumentLines(record),
    ...collinear.map(({ term, because }) => `Omitted: ${called(term)} (${because})`),
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
    `Panel: ${formatCount(panel.units)} units${gaps}, ${panel.time} ${periodWords(panel.period, panel.first_period)} to ${periodWords(panel.period, panel.last_period)}`,
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

/** `Two-step system GMM`. */
export function estimatorName(
  { model, steps }: Pick<PgmmRecord, "model" | "steps">,
  language: Language = "en",
): string {
  const step = steps === 1 ? "One-step" : steps === 2 ? "Two-step" : "Iterated";
  return gmmWords.estimatorName[language](step, model);
}

/** `first differences`. */
export const transformName = ({ transform }: Pick<PgmmRecord, "transform">, language: Language = "en"): string =>
  (transform === "d" ? gmmWords.firstDifferences : gmmWords.orthogonal)[language];

const VARIANCES: Readonly<Record<PgmmRecord["vcov"]["type"], string>> = {
  classical: "classical one-step",
  robust: "one-step, robust to heteroskedasticity and correlation within units",
  "two-step": "not corrected for the estimated weight",
  windmeijer: "corrected for the estimated weight (Windmeijer 2005)",
};

/** How errors are made, with the small-sample rule. */
export function varianceText({ vcov }: Pick<PgmmRecord, "vcov">, language: Language = "en"): string {
  if (language === "zh") return varianceZh(vcov);
  const by = vcov.df === null ? "z" : `t with ${vcov.df} df`;
  const small = vcov.small
    ? `small sample: variance times ${Number(vcov.factor.toPrecision(6))}`
    : "no small-sample factor";
  return `${VARIANCES[vcov.type]}; ${by}; ${small}`;
}

const VARIANCES_ZH: typeof VARIANCES = {
  classical: "经典一步估计",
  robust: "一步估计，对异方差和组内相关稳健",
  "two-step": "未对估计的权重作修正",
  windmeijer: "对估计的权重作 Windmeijer (2005) 修正",
};

function varianceZh({ type, df, small, factor }: PgmmRecord["vcov"]): string {
  const rule = small ? `小样本修正：方差乘以 ${Number(factor.toPrecision(6))}` : "无小样本修正";
  return `${VARIANCES_ZH[type]}；${df === null ? "z" : `t，自由度 ${df}`}；${rule}`;
}

/** `chi2(25) = 31.381416, p = 0.1767`. */
export function testText({ statistic, distribution, df1, df2, p_value }: GmmTest): string {
  if (distribution === "chi2" && df1 <= 0) return "n.a., no restriction to test";
  const of = distribution === "F" ? `F(${df1}, ${df2})` : `chi2(${df1})`;
  return `${of} = ${numberText(statistic)}${p_value === null ? "" : `, ${pEquals(p_value)}`}`;
}

/** `z = -3.599593, p = 3.19e-4`. */
export function serialText({ statistic, p_value }: SerialTest): string {
  return statistic === null || p_value === null
    ? "none, no unit has residuals that far apart"
    : `z = ${numberText(statistic)}, ${pEquals(p_value)}`;
}

/** The tests of serial correlation in order. */
export function serialTests({ tests }: Pick<PgmmRecord, "tests">): SerialTest[] {
  const found = Object.entries(tests).flatMap(([name, test]) => (/^ar\d+$/.test(name) ? [test as SerialTest] : []));
  return found.sort((a, b) => a.order - b.order);
}

/** `excluding: chi2(11) = 12.01, p = 0.36; difference: chi2(14) = 19.37, p = 0.15`. */
export function differenceText({ excluding, difference, because }: DifferenceInHansen): string {
  if (excluding === null) return `none: ${because}`;
  if (difference === null) return `without them ${testText(excluding)}; difference n.a.: ${because}`;
  return `without them ${testText(excluding)}; difference ${testText(difference)}`;
}

/** Names of coefficients in the order they were estimated, without time dummies unless wanted. */
export function shownTerms({ vcov, time_dummies }: PgmmRecord, withTime = false): string[] {
  return vcov.names.filter((name) => withTime || !time_dummies.includes(name));
}

/** Variables of a group named in the rows of a table; the notes have all. */
const FEW = 3;

/** A group as a table's row names it: `iv(did, eco and 8 more)`. */
export function shortGroup(group: string, language: Language = "en"): string {
  const parts = /^(gmm|iv)\((.*)\)$/.exec(group);
  const items = splitItems(parts?.[2] ?? "");
  if (parts === null || items.length <= FEW) return groupName(group, language);
  const named = items.slice(0, FEW - 1);
  return gmmWords.andMore[language](parts[1]!, named.join(", "), items.length - named.length);
}

/** A group of instruments by its name: as written, or what was added to the formula. */
export const groupName = (group: string, language: Language): string =>
  Object.hasOwn(GMM_GROUPS, group) ? GMM_GROUPS[group as keyof typeof GMM_GROUPS][language] : group;

/** Texts parted by commas outside parentheses. */
function splitItems(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let item = "";
  for (const character of text) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth === 0) {
      items.push(item.trim());
      item = "";
    } else item += character;
  }
  return [...items, item.trim()];
}
