/**
 * A placebo test as a table: the true treatment beside the distribution of the fictitious ones, by
 * coefficient and by t. Everything shown comes from the record.
 */

import type { Language } from "../../base/messages.js";
import { drawsCsv } from "../../data/table/write-csv.js";
import { decimalsFor, formatCount, formatDrawnP, formatFixed, formatT } from "../../report/format-number.js";
import { naming, outcomeStub } from "../../report/naming.js";
import { modelNotes, shortModelNotes } from "../../report/regression/fit-summary.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  scaledCell,
  type TableModel,
  type TableRow,
} from "../../report/table-model.js";
import type { Distribution } from "../resampling/draw-loop.js";
import type { Presentation } from "../verb.js";
import { figureOfPlacebo, figureOfShifts } from "./figure.js";
import { placeboWords as words } from "./messages.js";
import type { PlaceboOutcomes, PlaceboRecord } from "./record.js";

/** Decimals of t statistics. */
const T_DECIMALS = 4;
/** Decimals of p-values: enough for (1 + b) / (1 + B) with thousands of draws. */
const P_DECIMALS = 5;

const TITLES: Readonly<Record<PlaceboRecord["permuted"], string>> = {
  space: "Placebo in space",
  time: "Placebo in time",
  mixed: "Placebo in space and time",
};

/** What the command shows and writes. */
export const presentPlacebo = (record: PlaceboRecord): Presentation => ({
  record,
  tables: [placeboTable(record), ...(record.outcomes === undefined ? [] : [outcomesTable(record, record.outcomes)])],
  figures: () => {
    const shifts = figureOfShifts(record);
    return { "": figureOfPlacebo(record), ...(shifts === null ? {} : { "-shifts": shifts }) };
  },
  files: () => ({ "draws.csv": drawsCsv({ ...record.draws }) }),
});

/** The table of `record`. */
export function placeboTable(record: PlaceboRecord): TableModel {
  const { observed, distribution, p_value, term, counts, permuted } = record;
  const decimals = decimalsFor([observed.std_error]) + 1;
  const row = (label: string, estimate: number | null, statistic: number | null, ruleAbove = false): TableRow => ({
    label,
    quantity: "",
    cells: [
      estimate === null ? emptyCell() : scaledCell(estimate, formatFixed(estimate, decimals)),
      cell(statistic, (value) => formatT(value, T_DECIMALS)),
    ],
    ruleAbove,
  });
  const quantiles = (key: keyof Distribution["quantiles"]) =>
    row(`${key} of draws`, distribution.estimate.quantiles[key]!, distribution.statistic.quantiles[key]!);
  return {
    title: `${TITLES[permuted]}: ${term} in ${record.call}`,
    ...outcomeStub([term], naming([record])),
    heads: [["Coefficient"], ["t"]],
    rows: [
      row("True treatment", observed.estimate, observed.statistic),
      row("Mean of draws", distribution.estimate.mean, distribution.statistic.mean, true),
      row("Std. dev. of draws", distribution.estimate.sd, distribution.statistic.sd),
      ...Object.keys(distribution.estimate.quantiles).map(quantiles),
      {
        ...row("Draws as far from zero", null, null, true),
        cells: [counts.at_least_estimate, counts.at_least_statistic].map((b) => numberCell(b, formatCount(b))),
      },
      {
        ...row(`p = ${placeboRule(record)}`, null, null),
        cells: [p_value.estimate, p_value.statistic].map((p) =>
          numberCell(p, formatDrawnP(p, counts.used, P_DECIMALS)),
        ),
      },
    ],
    notes: [...drawsText(record), ...modelNotes(record)],
    shortNotes: shortModelNotes(record),
  };
}

/** The treatment's coefficient in regressions of outcomes that it should not move. */
export function outcomesTable(record: PlaceboRecord, outcomes: PlaceboOutcomes, language: Language = "en"): TableModel {
  const { rows, joint, cluster, draws, enumerated } = outcomes;
  const name = naming([record], undefined, language);
  const p = (value: number): Cell => numberCell(value, formatFixed(value, P_DECIMALS));
  return {
    title: words.outcomes[language](name(record.term)),
    stub: words.outcome[language],
    heads: [words.coefficient, words.error, words.statistic, words.pAlone, words.pRomanoWolf, words.pHolm].map(
      (word) => [word[language]],
    ),
    rows: rows.map(({ outcome, estimate, std_error, statistic, p_value, p_romano_wolf, p_holm }) => {
      const decimals = decimalsFor([std_error]) + 1;
      return {
        ...{ label: name(outcome), name: outcome, quantity: "", ruleAbove: false },
        cells: [
          numberCell(estimate, formatFixed(estimate, decimals)),
          numberCell(std_error, formatFixed(std_error, decimals)),
          numberCell(statistic, formatT(statistic, T_DECIMALS)),
          ...[p_value, p_romano_wolf, p_holm].map(p),
        ],
      };
    }),
    notes: [
      words.outcomesJoint[language](
        formatFixed(joint.p_value, P_DECIMALS),
        joint.rejects,
        String(Number((1 - joint.level).toPrecision(6))),
      ),
      words.outcomesAbout[language](cluster, formatCount(draws), enumerated),
    ],
  };
}

/** How p comes from counts. In time the true dates are not among the assignments, even where each was drawn. */
export const placeboRule = ({ enumeration, permuted }: PlaceboRecord): string =>
  enumeration && permuted !== "time" ? "b / M" : "(1 + b) / (1 + B)";

const cell = (value: number | null, format: (value: number) => string): Cell =>
  value === null ? emptyCell() : numberCell(value, format(value));

function drawsText(record: PlaceboRecord): string[] {
  const { counts, ties, observed, distribution, method, because } = record;
  const flat = counts.without_variation === 0 ? "" : `, ${formatCount(counts.without_variation)} without variation`;
  const differing = counts.assignments === null ? "more than 1e15" : formatCount(counts.assignments);
  const rule = ties === "count" ? "ties count" : "ties do not count";
  const error = (value: number) => formatFixed(value, decimalsFor([value]) + 1);
  const spread = distribution.estimate.sd;
  return [
    `Draws: B = ${formatCount(counts.used)} of ${formatCount(counts.requested)}${flat}; ${originOf(record)}; ${differing} assignments differ. Two-sided, ${rule}.`,
    permutedText(record),
    `Made ${method === "moments" ? "from cross-products by cell" : "by demeaning every treatment"} (${because}).`,
    `True treatment: std. error ${error(observed.std_error)} by formula, ${spread === null ? "NA" : error(spread)} by permutation.`,
    ...shiftTexts(record),
    ...leftOutTexts(record),
  ];
}

/** All cohorts moved together: estimate (std. error), t and p of the t test, a line each. */
export function shiftTexts({ by_shift }: PlaceboRecord, language: Language = "en"): string[] {
  return by_shift.map((row) =>
    words.shift[language](-row.shift, formatCount(row.units), estimateText(row), formatFixed(row.p_value, P_DECIMALS)),
  );
}

/** The test without each cohort: estimate (std. error), t and both p by permutation, a line each. */
export function leftOutTexts({ leave_one_out }: PlaceboRecord, language: Language = "en"): string[] {
  return (leave_one_out ?? []).map((row) =>
    words.leftOut[language](
      formatCount(row.units),
      String(row.cohort),
      estimateText(row),
      formatDrawnP(row.placebo_p_value.estimate, row.used, P_DECIMALS),
      formatDrawnP(row.placebo_p_value.statistic, row.used, P_DECIMALS),
    ),
  );
}

function estimateText(row: { readonly estimate: number; readonly std_error: number; readonly statistic: number }) {
  const decimals = decimalsFor([row.std_error]) + 1;
  return `${formatFixed(row.estimate, decimals)} (${formatFixed(row.std_error, decimals)}), t ${formatT(row.statistic, T_DECIMALS)}`;
}

function originOf({ source }: PlaceboRecord): string {
  if ("generator" in source) return `${source.generator}, seed ${source.seed}`;
  return "enumeration" in source ? "each assignment once" : `assignments of ${source.permutations}`;
}

/** What was assigned at random, over whom; in mixed, the dates too. */
export function permutedText(record: PlaceboRecord, language: Language = "en"): string {
  const { cohorts, pool, strata } = record;
  if (pool === null) {
    const dates = cohorts.map(({ cohort, units, dates = 0 }) =>
      words.datedUnits[language](formatCount(units), String(cohort), formatCount(dates)),
    );
    return words.datedEarlier[language](dates.join(language === "en" ? ", " : "、"));
  }
  const moved = cohorts
    .map(({ cohort, units }) => words.movedUnits[language](formatCount(units), String(cohort)))
    .join(language === "en" ? ", " : "、");
  const within = strata === null ? "" : words.within[language](strata);
  return words.permuted[language](moved, formatCount(pool.units), pool.rule, within, datesText(record, language));
}

/** In mixed, a sentence on the dates, after a space; else nothing. */
export const datesText = ({ dates }: PlaceboRecord, language: Language = "en"): string =>
  dates === null ? "" : words.dates[language](formatCount(dates.length), String(dates[0]), String(dates.at(-1)));
