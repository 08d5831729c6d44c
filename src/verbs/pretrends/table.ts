/**
 * Power of tests of leads, the path beside a violation, and equivalence, as tables. Everything shown comes from the record.
 */
import type { Language } from "../../base/messages.js";
import { noteText } from "../../base/messages.js";
import { recordsCsv } from "../../data/table/write-csv.js";
import { percent } from "../../report/figures/words.js";
import { decimalsFor, formatDigits, formatFixed, numberText, pText } from "../../report/format-number.js";
import { type Cell, emptyCell, numberCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { Look, Presentation } from "../verb.js";
import { pretrendsFigure } from "./figure.js";
import { pretrendsWords as words } from "./messages.js";
import type { PretrendsRecord, TrendRecord } from "./record.js";

/** What the command shows and writes. */
export const presentPretrends = (record: PretrendsRecord, look: Look = {}): Presentation => ({
  record,
  tables: pretrendsTables(record, look),
  figures: () => ({ "": pretrendsFigure(record, look.language === undefined ? {} : { language: look.language }) }),
  files: () => ({ "trends.csv": trendsCsv(record) }),
});

/** A row a violation and event time. */
const trendsCsv = ({ path, trends }: PretrendsRecord): string =>
  recordsCsv(
    trends.flatMap((trend) =>
      path.events.map((event, i) => ({
        ...{ trend: trendText(trend, "en"), power: trend.power, event, estimate: path.estimates[i]! },
        violation: trend.violation[i]!,
        mean_after_passing: trend.mean_after_passing?.[i] ?? null,
      })),
    ),
  );

/** The tables of `record`; its notes stand under the last. */
export function pretrendsTables(record: PretrendsRecord, look: Look = {}): TableModel[] {
  const { language = "en" } = look;
  const { trends, non_inferiority } = record;
  const tables = [
    powerTable(record, language),
    ...(trends.length === 0 ? [] : [pathTable(record, trends[0]!, language)]),
    equivalenceTable(record, language),
    ...(non_inferiority === null ? [] : [inferiorityTable(record, non_inferiority, language)]),
  ];
  const last = tables.at(-1)!;
  const notes = [...last.notes, ...record.notes.map((note) => noteText(note, language)), ...(look.notes ?? [])];
  return [...tables.slice(0, -1), { ...last, notes }];
}

/** What a violation is called. */
export function trendText(trend: TrendRecord, language: Language): string {
  if (trend.kind === "linear") return words.slope[language](digits(trend.slope));
  return trend.kind === "expression" ? trend.expression : trend.name;
}

const digits = (value: number): string => formatDigits(value, 4);
const cell = (value: number): Cell => numberCell(value, numberText(value));
/** Chances and their ratios, to four decimals where these say anything. */
const chance = (value: number): Cell =>
  numberCell(value, value > 0 && value < 1e-3 ? value.toExponential(1) : formatFixed(value, 4));
const row = (label: string, cells: readonly Cell[], name = label): TableRow => ({
  ...{ label, name, quantity: "", cells, ruleAbove: false },
});
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function powerTable({ path, pretest, trends, detectable }: PretrendsRecord, language: Language): TableModel {
  const lags = path.events.flatMap((event, i) => (event >= 0 ? [i] : []));
  const ofLags = (values: readonly number[]): number => mean(lags.map((i) => values[i]!));
  const found = detectable.flatMap(({ power, slope, wald_slope }) =>
    slope === null
      ? []
      : [words.detectable[language](percent(power), digits(slope), wald_slope === null ? "-" : digits(wald_slope))],
  );
  return {
    title: words.powerTitle[language],
    stub: words.violation[language],
    heads: [words.anyLead, words.joint, words.bayes, words.likelihood, words.bias, words.biasPassing].map((word) => [
      word[language],
    ]),
    rows: [
      row(words.none[language], [...[pretest.size, 1 - pretest.level, 1, 1].map(chance), cell(0), cell(0)], "none"),
      ...trends.map((trend) =>
        row(trendText(trend, language), [
          ...[trend.power, trend.wald_power, trend.bayes_factor, trend.likelihood_ratio].map(chance),
          cell(ofLags(trend.violation)),
          trend.mean_after_passing === null ? emptyCell() : cell(ofLags(trend.mean_after_passing)),
        ]),
      ),
    ],
    notes: [
      words.pretest[language](digits(pretest.critical_value), pretest.rejects, pText(pretest.wald.p_value)),
      ...found,
      words.aboutPower[language],
    ],
  };
}

function pathTable({ path }: PretrendsRecord, trend: TrendRecord, language: Language): TableModel {
  const errors = path.events.map((_, i) => Math.sqrt(path.covariance[i]![i]!));
  const decimals = decimalsFor(errors) + 1;
  const fixed = (value: number): Cell => numberCell(value, formatFixed(value, decimals));
  return {
    title: words.pathTitle[language],
    stub: words.event[language],
    heads: [words.estimate, words.error, words.violates, words.passing].map((word) => [word[language]]),
    rows: path.events.map((event, i) =>
      row(
        String(event),
        [path.estimates[i]!, errors[i]!, trend.violation[i]!, trend.mean_after_passing?.[i]].map((value) =>
          value === undefined ? emptyCell() : fixed(value),
        ),
      ),
    ),
    notes: [words.aboutPath[language](trendText(trend, language))],
  };
}

function equivalenceTable({ equivalence, pretest }: PretrendsRecord, language: Language): TableModel {
  const { at, leads, joint, alpha } = equivalence;
  const withP = (p: number | undefined): readonly Cell[] =>
    at === undefined ? [] : [p === undefined ? emptyCell() : numberCell(p, pText(p))];
  return {
    title: words.equivalenceTitle[language],
    stub: words.event[language],
    heads: [
      [words.estimate[language]],
      [words.error[language]],
      [words.tost[language]],
      [words.folded[language]],
      ...(at === undefined ? [] : [[words.pAt[language](digits(at.bound))]]),
    ],
    rows: [
      ...leads.map(({ event, tost_bound, folded_bound, p_value }, i) => {
        const { estimate, std_error } = pretest.leads[i]!;
        return row(String(event), [...[estimate, std_error, tost_bound, folded_bound].map(cell), ...withP(p_value)]);
      }),
      row(
        words.all[language],
        [emptyCell(), emptyCell(), cell(joint.tost_bound), cell(joint.folded_bound), ...withP(at?.p_value)],
        "all",
      ),
    ],
    notes: [
      words.aboutEquivalence[language](percent(alpha)),
      ...(at === undefined ? [] : [words.accepted[language](digits(at.bound), at.accepted)]),
    ],
  };
}

function inferiorityTable(
  _record: PretrendsRecord,
  found: NonNullable<PretrendsRecord["non_inferiority"]>,
  language: Language,
): TableModel {
  const { without_trend, with_trend, difference, bound, relative_bound, alpha } = found;
  return {
    title: words.inferiorityTitle[language],
    stub: "",
    heads: [[words.estimate[language]], [words.error[language]]],
    rows: (
      [
        ["withoutTrend", without_trend],
        ["withTrend", with_trend],
        ["difference", difference],
      ] as const
    ).map(([name, { estimate, std_error }]) => row(words[name][language], [cell(estimate), cell(std_error)], name)),
    notes: [
      words.aboutInferiority[language](digits(bound), percent(Number(relative_bound.toPrecision(3))), percent(alpha)),
    ],
  };
}
