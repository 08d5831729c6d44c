/**
 * Rows of numbers beneath the coefficients of a table of models: each in the columns whose results have it.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import type { Language } from "../../base/messages.js";
import { formatCount, formatFixed, formatP } from "../../report/format-number.js";
import { type Cell, emptyCell, numberCell, type TableRow } from "../../report/table-model.js";
import { modelTableWords as words } from "./messages.js";
import type { ModelColumn } from "./model-column.js";

const share = (value: number): string => formatFixed(value, 3);
const twoDecimals = (value: number): string => formatFixed(value, 2);

/** How each number is printed. */
const VALUES = {
  nobs: formatCount,
  n_groups: formatCount,
  n_instruments: formatCount,
  n_treated: formatCount,
  r2: share,
  uncentred_r2: share,
  adj_r2: share,
  within_r2: share,
  pseudo_r2: share,
  rmse: share,
  loglik: twoDecimals,
} as const;

/** Tests: the statistic, and its p in brackets beneath. */
const TESTS = ["first_stage_f", "ar1", "ar2", "hansen", "sargan"] as const;

/** Statistics a table can show, by name. */
export const STATISTICS = [...(Object.keys(VALUES) as (keyof typeof VALUES)[]), ...TESTS];
export type Statistic = (typeof STATISTICS)[number];

/** Shown where not given, where a result has them. */
const USUAL: readonly Statistic[] = [
  "nobs",
  "r2",
  "uncentred_r2",
  "within_r2",
  "pseudo_r2",
  "n_groups",
  "n_instruments",
  "n_treated",
  "first_stage_f",
  "ar1",
  "ar2",
  "hansen",
];

/** The rows of `wanted`, default the usual ones that a result has. Throws UsageError `unknown_statistic`. */
export function statisticRows(
  columns: readonly ModelColumn[],
  wanted: readonly string[] | undefined,
  language: Language,
): TableRow[] {
  for (const name of wanted ?? []) requireStatistic(name);
  const isThere = (name: Statistic): boolean =>
    columns.some(({ values, tests }) => (values[name] ?? tests[name] ?? null) !== null);
  const names = (wanted as readonly Statistic[] | undefined) ?? USUAL.filter(isThere);
  return names.flatMap((name, i) => {
    const isTest = (TESTS as readonly string[]).includes(name);
    const label = words[name][language];
    if (!isTest) {
      const text = VALUES[name as keyof typeof VALUES];
      const cells = columns.map(({ values }) => cell(values[name], text));
      return [{ label, name, quantity: "", cells, ruleAbove: i === 0 }];
    }
    const tests = columns.map((column) => column.tests[name]);
    return [
      {
        label,
        name,
        quantity: "statistic",
        cells: tests.map((test) => cell(test?.statistic, twoDecimals)),
        ruleAbove: i === 0,
      },
      {
        label: "",
        quantity: "p_value",
        cells: tests.map((test) => cell(test?.p_value, formatP, true)),
        ruleAbove: false,
      },
    ];
  });
}

function cell(value: number | null | undefined, text: (value: number) => string, brackets = false): Cell {
  if (value === null || value === undefined) return emptyCell();
  return brackets ? numberCell(value, text(value), "[", "]") : numberCell(value, text(value));
}

function requireStatistic(name: string): void {
  if ((STATISTICS as readonly string[]).includes(name)) return;
  throw new UsageError(
    "unknown_statistic",
    `A table has no statistic '${name}'${didYouMean(name, STATISTICS)} It can show ${STATISTICS.join(", ")}.`,
    { got: name, expected: STATISTICS },
  );
}
