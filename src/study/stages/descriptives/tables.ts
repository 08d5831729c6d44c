/**
 * The tables of stage `descriptives`. Sees what was computed, no rows.
 */

import type { Language } from "../../../base/messages.js";
import type { correlations } from "../../../data/panel/sample.js";
import type { Trend } from "../../../inspect/figures/trends.js";
import { decimalsFor, formatCount, formatFixed, formatP } from "../../../report/format-number.js";
import { type Cell, emptyCell, numberCell, type TableModel, type TableRow } from "../../../report/table-model.js";
import type { Groups } from "../group-difference/groups.js";
import type { OutcomeRows } from "../outcome-rows.js";
import type { Compared, Summary } from "./compared.js";
import { descriptivesWords as words } from "./messages.js";
import type { DescriptivesSpec, Statistic } from "./schema.js";

/** Groups side by side; `split` is null for units ever treated and the others. */
export interface GroupsResult {
  readonly split: Omit<Groups, "codes"> | null;
  readonly counts: readonly { readonly rows: number; readonly units: number }[];
  readonly variables: readonly Compared[];
}

/** What the stage computes. */
export interface DescriptivesResult {
  /** Rows described, and which of an extrapolated outcome's. */
  readonly nobs: number;
  readonly units: number;
  readonly rows: OutcomeRows | null;
  readonly summaries: readonly Summary[];
  readonly groups: GroupsResult | null;
  readonly correlations: ReturnType<typeof correlations> | null;
  /** `starts` are the first treated periods within the sample. */
  readonly trends: { readonly series: readonly Trend[]; readonly starts: readonly number[] } | null;
}

/** Words and notes of a table. */
interface TableWords {
  readonly title: string;
  readonly notes: readonly string[];
  readonly nameOf: (term: string) => string;
  readonly language: Language;
}

const COUNTS: readonly Statistic[] = ["n", "missing"];
/** Decimals of correlations and normalised differences. */
const SHARES = 3;

const cell = (value: number | null, text: (value: number) => string): Cell =>
  value === null ? emptyCell() : numberCell(value, text(value));

const row = (label: string, name: string, cells: readonly Cell[], ruleAbove = false): TableRow => ({
  ...{ label, name, quantity: "", cells, ruleAbove },
});

/** A row a variable, a column a statistic. */
export function summaryTable(
  summaries: readonly Summary[],
  { statistics, within }: Pick<DescriptivesSpec, "statistics" | "within">,
  { title, notes, nameOf, language }: TableWords,
): TableModel {
  return {
    title,
    stub: words.stub[language],
    heads: [
      ...statistics.map((name) => [words[name][language]]),
      ...(within ? [[words.between[language]], [words.within[language]]] : []),
    ],
    rows: summaries.map(({ written, statistics: values, variation }) => {
      const decimals = decimalsFor([values.sd ?? 0]);
      const number = (value: number) => formatFixed(value, decimals);
      return row(nameOf(written), written, [
        ...statistics.map((name) => cell(values[name], COUNTS.includes(name) ? formatCount : number)),
        ...(within ? [cell(variation.between, number), cell(variation.within, number)] : []),
      ]);
    }),
    notes,
    notesInCsv: true,
  };
}

/** Mean and deviation of each group, the difference and its tests; rows and units of the groups beneath. */
export function comparedTable(
  { counts, variables }: GroupsResult,
  heads: readonly string[],
  units: string,
  { title, notes, nameOf, language }: TableWords,
): TableModel {
  const isPair = heads.length === 2;
  const count = (label: string, name: string, values: readonly number[], ruleAbove: boolean): TableRow =>
    row(
      label,
      name,
      [
        ...values.flatMap((value) => [cell(value, formatCount), emptyCell()]),
        ...Array.from({ length: isPair ? 4 : 1 }, emptyCell),
      ],
      ruleAbove,
    );
  return {
    title,
    stub: words.stub[language],
    heads: [
      ...heads.flatMap((head) => [
        [head, words.mean[language]],
        [head, words.sd[language]],
      ]),
      ...(isPair
        ? [words.difference, words.error, words.p, words.normalised].map((word) => ["", word[language]])
        : [["", words.equalP[language]]]),
    ],
    rows: [
      ...variables.map((variable) => comparedRow(variable, isPair, nameOf(variable.written))),
      count(
        words.rowsRow[language],
        "rows",
        counts.map(({ rows }) => rows),
        true,
      ),
      count(
        words.unitsRow[language](units),
        "units",
        counts.map((own) => own.units),
        false,
      ),
    ],
    notes,
    notesInCsv: true,
  };
}

function comparedRow(variable: Compared, isPair: boolean, label: string): TableRow {
  const { written, groups, difference, std_error, p_value, normalised } = variable;
  const decimals = decimalsFor([...groups.map(({ sd }) => sd ?? 0), std_error ?? 0]);
  const number = (value: number) => formatFixed(value, decimals);
  return row(label, written, [
    ...groups.flatMap(({ mean, sd }) => [cell(mean, number), cell(sd, number)]),
    ...(isPair ? [cell(difference, number), cell(std_error, number)] : []),
    cell(p_value, formatP),
    ...(isPair ? [cell(normalised, (value) => formatFixed(value, SHARES))] : []),
  ]);
}

/** The lower triangle, variables numbered in the headings. */
export function correlationsTable(
  { matrix }: NonNullable<DescriptivesResult["correlations"]>,
  variables: readonly string[],
  { title, notes, nameOf, language }: TableWords,
): TableModel {
  return {
    title,
    stub: words.stub[language],
    heads: variables.map((_, j) => [`(${j + 1})`]),
    rows: variables.map((written, i) =>
      row(
        `(${i + 1}) ${nameOf(written)}`,
        written,
        matrix[i]!.map((value, j) => (j > i ? emptyCell() : cell(value, (own) => own.toFixed(SHARES)))),
      ),
    ),
    notes,
    notesInCsv: true,
  };
}
