/**
 * Tables of synthetic controls: how groups are fitted, and the weights. Everything shown comes from the record.
 */
import { decimalsFor, formatCount, formatFixed } from "../../../../report/format-number.js";
import {
  type Cell,
  emptyCell,
  headingRow,
  numberCell,
  scaledCell,
  type TableModel,
  type TableRow,
} from "../../../../report/table-model.js";
import type { Look } from "../../../verb.js";
import type { DetailTable } from "../../exhibits.js";
import { periodOf } from "../../period-of.js";
import type { DidEstimate, DidRecord } from "../../record.js";
import type { SyntheticGroup, SyntheticRecord } from "./record.js";
import { syntheticWords as words } from "./words.js";

/** Donors a table lists by name. */
const MOST_LISTED = 30;
const DECIMALS = 3;
/** Least weight of a period that is listed. */
const LEAST_LISTED = 5e-4;

const row = (label: string, cells: readonly Cell[], more: Partial<TableRow> = {}): TableRow => ({
  ...{ label, quantity: "", cells, ruleAbove: false },
  ...more,
});
const share = (value: number): Cell => numberCell(value, formatFixed(value, DECIMALS));
const count = (value: number): Cell => numberCell(value, formatCount(value));

export function syntheticTables(
  { groups }: SyntheticRecord,
  { estimator }: DidEstimate,
  { design }: DidRecord,
  { language = "en" }: Look,
): DetailTable[] {
  const period = periodOf(design);
  return [
    { name: `fit-${estimator}`, table: fitTable(groups, estimator, language, period) },
    { name: `weights-${estimator}`, table: weightsTable(groups, estimator, language, period) },
  ];
}

type Language = NonNullable<Look["language"]>;
type PeriodText = (at: number) => string;

function fitTable(groups: readonly SyntheticGroup[], name: string, language: Language, period: PeriodText): TableModel {
  const decimals = decimalsFor(groups.map(({ estimate }) => estimate)) + 2;
  const scaled = (value: number): Cell => scaledCell(value, formatFixed(value, decimals));
  const many = groups.length > 1;
  const variants = (groups.length === 1 ? groups[0]!.variants : []).map(({ method, estimate, pre_rmspe }) =>
    words.variant[language](method, formatFixed(estimate, decimals), formatFixed(pre_rmspe, decimals)),
  );
  return {
    title: words.fitTable[language](name),
    stub: words.group[language],
    heads: [
      [words.treatedUnits[language]],
      [words.donors[language]],
      [words.preRmspe[language]],
      [words.postRmspe[language]],
      [words.effect[language]],
      ...(many ? [[words.share[language]]] : []),
    ],
    rows: groups.map((group) =>
      row(
        many && group.treated_units.length === 1
          ? `${period(group.cohort)}: ${group.treated_units[0]}`
          : period(group.cohort),
        [
          ...[count(group.treated_units.length), count(group.unit_weights.length)],
          ...[scaled(group.pre_rmspe), scaled(group.post_rmspe), scaled(group.estimate)],
          ...(many ? [share(group.share)] : []),
        ],
      ),
    ),
    notes: [
      words.fitNote[language],
      ...(groups.some(({ time_weights }) => time_weights.length > 0) ? [words.shiftNote[language]] : []),
      ...(variants.length === 0 ? [] : [words.variants[language](variants.join(language === "zh" ? "；" : "; "))]),
    ],
  };
}

/** A column a group, donors by their largest weight; then periods. */
function weightsTable(
  groups: readonly SyntheticGroup[],
  name: string,
  language: Language,
  period: PeriodText,
): TableModel {
  const weights = groups.map(({ unit_weights }) => new Map(unit_weights.map(({ unit, weight }) => [unit, weight])));
  const largest = new Map<string, number>();
  for (const own of weights)
    for (const [unit, weight] of own) largest.set(unit, Math.max(largest.get(unit) ?? 0, weight));
  const order = [...largest].sort(([, a], [, b]) => b - a).map(([unit]) => unit);
  const [listed, rest] = [order.slice(0, MOST_LISTED), order.slice(MOST_LISTED)];
  const cellOf = (value: number | undefined): Cell => (value === undefined ? emptyCell() : share(value));
  const times = [
    ...new Set(
      groups.flatMap(({ time_weights: own }) =>
        own.flatMap(({ time, weight }) => (weight >= LEAST_LISTED ? [time] : [])),
      ),
    ),
  ];
  return {
    title: words.weightsTable[language](name),
    stub: words.unit[language],
    heads: groups.map(({ cohort }) => [
      groups.length === 1 ? words.weight[language] : words.cohort[language](period(cohort)),
    ]),
    rows: [
      ...listed.map((unit) =>
        row(
          unit,
          weights.map((own) => cellOf(own.get(unit))),
        ),
      ),
      ...(rest.length === 0
        ? []
        : [
            row(
              words.rest[language](formatCount(rest.length)),
              weights.map((own) => share(rest.reduce((sum, unit) => sum + (own.get(unit) ?? 0), 0))),
            ),
          ]),
      ...(times.length === 0 ? [] : [{ ...headingRow(words.timeWeights[language]), ruleAbove: true }]),
      ...times
        .sort((a, b) => a - b)
        .map((time) =>
          row(
            period(time),
            groups.map(({ time_weights: own }) => cellOf(own.find((one) => one.time === time)?.weight)),
            { inset: true },
          ),
        ),
    ],
    notes: [],
  };
}
