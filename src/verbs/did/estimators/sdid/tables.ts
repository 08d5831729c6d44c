/**
 * Tables of synthetic differences-in-differences: how cohorts are fitted, and the weights. Everything shown comes from the record.
 */

import { clauses, labelled } from "../../../../base/messages.js";
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
import type { DetailTable } from "../../design/exhibits.js";
import { periodOf } from "../../design/period-of.js";
import type { DidEstimate, DidRecord } from "../../design/record.js";
import type { SdidGroup, SdidRecord } from "./record.js";
import { sdidWords as words } from "./words.js";

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

export function sdidTables(
  details: SdidRecord,
  { estimator }: DidEstimate,
  { design }: DidRecord,
  { language = "en" }: Look,
): DetailTable[] {
  const period = periodOf(design);
  return [
    { name: `cohorts-${estimator}`, table: cohortsTable(details, estimator, language, period) },
    { name: `weights-${estimator}`, table: weightsTable(details.groups, estimator, language, period) },
  ];
}

type Language = NonNullable<Look["language"]>;
type PeriodText = (at: number) => string;

/** A row a cohort, beneath it its effect by other weights. */
function cohortsTable(
  { groups, errors, coefficients }: SdidRecord,
  name: string,
  language: Language,
  period: PeriodText,
): TableModel {
  const decimals = decimalsFor(groups.map(({ estimate }) => estimate)) + 2;
  const scaled = (value: number): Cell => scaledCell(value, formatFixed(value, decimals));
  const hasErrors = groups.some(({ variants }) => variants.some(({ std_error }) => std_error !== null));
  const parts = coefficients.map(({ covariate, estimate }) =>
    labelled[language](covariate, formatFixed(estimate, decimalsFor([estimate]) + 2)),
  );
  return {
    title: words.fitTable[language](name),
    stub: words.group[language],
    heads: [
      [words.treatedUnits[language]],
      [words.share[language]],
      [words.donors[language]],
      [words.preRmspe[language]],
      [words.effect[language]],
      ...(hasErrors ? [[words.error[language]]] : []),
    ],
    rows: groups.flatMap((group) => [
      row(period(group.cohort), [
        ...[count(group.treated_units.length), share(group.share), count(group.weights.length)],
        ...[scaled(group.rmspe_pre), scaled(group.estimate), ...(hasErrors ? [emptyCell()] : [])],
      ]),
      ...group.variants.map(({ method, donors, rmspe_pre, estimate, std_error }) =>
        row(
          words.variant[language](words[method][language]),
          [
            ...[emptyCell(), emptyCell(), count(donors), scaled(rmspe_pre), scaled(estimate)],
            ...(hasErrors ? [std_error === null ? emptyCell() : scaled(std_error)] : []),
          ],
          { inset: true, name: `${group.cohort}-${method}` },
        ),
      ),
    ]),
    notes: [
      words.fitNote[language],
      errorsText(errors, language),
      ...(parts.length === 0 ? [] : [words.coefficients[language](clauses[language](parts))]),
    ],
  };
}

function errorsText(errors: SdidRecord["errors"], language: Language): string {
  if (errors === null) return words.noErrors[language];
  const { method, replications, seed } = errors;
  return words.errors[language](
    words[method][language],
    seed === null
      ? words.left[language](formatCount(replications))
      : words.drawn[language](formatCount(replications), String(seed)),
  );
}

/** A column a group, donors by their largest weight; then periods. */
function weightsTable(groups: readonly SdidGroup[], name: string, language: Language, period: PeriodText): TableModel {
  const weights = groups.map(({ weights: own }) => new Map(own.map(({ unit, weight }) => [unit, weight])));
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
    notes: [words.shiftNote[language]],
  };
}
