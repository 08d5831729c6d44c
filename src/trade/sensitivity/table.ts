/**
 * A sensitivity analysis of quality as tables: what each choice gives, how it ranks cells beside the base,
 * and, with three choices or more, every pair. Everything shown comes from the record.
 */

import type { Language } from "../../base/messages.js";
import { noteText } from "../../base/messages.js";
import { type FlatRecord, recordsCsv } from "../../data/table/write-csv.js";
import { formatCount, formatFixed } from "../../report/format-number.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  type TableModel,
  type TableRow,
  textCell,
} from "../../report/table-model.js";
import type { Presentation } from "../../verbs/verb.js";
import type { Summary } from "../quality/summary.js";
import type { RankAgreement, RankComparison } from "./compare-ranks.js";
import { figureOfSensitivity } from "./figure.js";
import type { QualitySensitivityRecord } from "./fit.js";
import { rankWords as words } from "./messages.js";

/** Decimals of quality and correlations. */
const DECIMALS = 4;
/** Decimals of percentages. */
const PERCENT_DECIMALS = 2;
const ROUNDING = 1e-12;

/** The tables of `record` in `language`, default "en"; notes stand under the last. */
export function qualitySensitivityTables(record: QualitySensitivityRecord, language: Language = "en"): TableModel[] {
  const tables = [choicesTable(record, language), againstBaseTable(record, language)];
  if (record.choices.length > 2) tables.push(pairsTable(record, language));
  tables[tables.length - 1] = { ...tables.at(-1)!, notes: [...tables.at(-1)!.notes, ...notesOf(record, language)] };
  return tables;
}

function choicesTable({ call, choices, by }: QualitySensitivityRecord, language: Language): TableModel {
  return {
    title: call,
    stub: words.stub[language],
    heads: [
      ["", words.rows[language]],
      ["", words.degenerate[language]],
      [words.quality[language], words.sd[language]],
      [words.normalised[language], words.mean[language]],
      [words.normalised[language], words.sd[language]],
      [by, words.cells[language]],
      [by, words.mean[language]],
      [by, words.sd[language]],
    ],
    rows: choices.map(({ label, nobs, quality, r_quality, aggregate }) =>
      row(label, [
        ...[count(nobs), count(r_quality.n_degenerate), number(quality.sd), meanCell(r_quality), number(r_quality.sd)],
        ...[count(aggregate.n), meanCell(aggregate), number(aggregate.sd)],
      ]),
    ),
    notes: [],
  };
}

function againstBaseTable({ choices, base, year }: QualitySensitivityRecord, language: Language): TableModel {
  return {
    title: words.ranksBeside[language](base),
    stub: words.stub[language],
    heads: [
      ["", words.cells[language]],
      ["", words.spearman[language]],
      ["", words.kendall[language]],
      [words.changed[language], words.ofPairs[language]],
      ...(year === null
        ? []
        : [
            [words.withinYear[language], words.spearman[language]],
            [words.changed[language], words.inYear[language]],
          ]),
      [words.other[language], words.quintile[language]],
      [words.largest[language], words.moved[language]],
      ["", words.of[language]],
    ],
    rows: choices.map(({ label, against_base: { pooled, within_year, ...rest } }) =>
      row(label, [
        ...[count(rest.cells), number(pooled.spearman), number(pooled.kendall_tau_b), percent(pooled.share_changed)],
        ...(within_year === null ? [] : [number(within_year.spearman), percent(within_year.share_changed)]),
        percent(rest.other_quintile.share),
        rest.largest_change === null ? emptyCell() : number(rest.largest_change.ranks, 1),
        textCell((rest.largest_change?.ranks ?? 0) === 0 ? "" : rest.largest_change!.cell),
      ]),
    ),
    notes: [],
  };
}

/** Spearman below the diagonal, the share of pairs that change order above. */
function pairsTable({ choices, pairs }: QualitySensitivityRecord, language: Language): TableModel {
  const labels = choices.map(({ label }) => label);
  const agreement = (i: number, j: number) =>
    pairs.find(({ first, second }) => first === labels[Math.min(i, j)] && second === labels[Math.max(i, j)])!.pooled;
  return {
    title: words.everyPair[language],
    stub: words.stub[language],
    heads: labels.map((_, j) => [`(${j + 1})`]),
    rows: labels.map((label, i) =>
      row(
        `(${i + 1}) ${label}`,
        labels.map((_, j) => {
          if (i === j) return emptyCell();
          const { spearman, share_changed } = agreement(i, j);
          return i > j ? number(spearman) : percent(share_changed);
        }),
      ),
    ),
    notes: [],
  };
}

function notesOf({ by, year, cells, notes }: QualitySensitivityRecord, language: Language): string[] {
  const within = year === null ? "" : words.withinNote[language](year);
  return [
    words.cellsNote[language](by, formatCount(cells.any), formatCount(cells.all), within),
    words.ranksNote[language],
    ...notes.map((note) => words.note[language](noteText(note, language))),
  ];
}

const count = (n: number): Cell => numberCell(n, formatCount(n));

const number = (value: number | null, decimals = DECIMALS): Cell =>
  value === null ? textCell("NA") : numberCell(value, formatFixed(value, decimals));

/** A mean that is rounding beside the spread, as that of residuals is, is printed as 0. */
export const meanCell = ({ mean, sd }: Summary): Cell =>
  Math.abs(mean) < ROUNDING * sd ? numberCell(mean, formatFixed(0, DECIMALS)) : number(mean);

const percent = (share: number | null): Cell => number(share === null ? null : 100 * share, PERCENT_DECIMALS);

const row = (label: string, cells: readonly Cell[]): TableRow => ({ label, quantity: "", cells, ruleAbove: false });

/** The result as its command prints and writes it. */
export const presentSensitivity = (record: QualitySensitivityRecord): Presentation => ({
  record,
  tables: qualitySensitivityTables(record),
  figures: () => ({ "": figureOfSensitivity(record) }),
  files: () => sensitivityFiles(record),
});

// Numbers as CSV: names of columns are those of the record, joined by underscores.

/** `sensitivity.csv` and `pairs.csv`. */
function sensitivityFiles({ base, choices, pairs }: QualitySensitivityRecord): Readonly<Record<string, string>> {
  return {
    "sensitivity.csv": recordsCsv(
      choices.map(({ label, asked, nobs, quality, r_quality, aggregate, against_base }) => ({
        choice: label,
        sigma: asked.sigma,
        normalise: asked.normalise,
        base,
        nobs,
        ...prefixed("quality", { mean: quality.mean, sd: quality.sd }),
        ...prefixed("r_quality", { n: r_quality.n, mean: r_quality.mean, sd: r_quality.sd }),
        n_degenerate: r_quality.n_degenerate,
        n_degenerate_cells: r_quality.n_degenerate_cells,
        ...prefixed("aggregate", { n: aggregate.n, mean: aggregate.mean, sd: aggregate.sd }),
        ...flat(against_base),
      })),
    ),
    "pairs.csv": recordsCsv(pairs.map(({ first, second, ...comparison }) => ({ first, second, ...flat(comparison) }))),
  };
}

function flat({ pooled, within_year, largest_change, other_quintile, ...counts }: RankComparison): FlatRecord {
  return {
    ...{ cells: counts.cells, only_first: counts.only_first, only_second: counts.only_second },
    ...prefixed("", pooled),
    ...prefixed("within_year", within_year ?? nothing(pooled)),
    largest_change: largest_change?.ranks ?? null,
    largest_change_cell: largest_change?.cell ?? null,
    other_quintile_cells: other_quintile.cells,
    other_quintile_share: other_quintile.share,
  };
}

const nothing = (agreement: RankAgreement): FlatRecord =>
  Object.fromEntries(Object.keys(agreement).map((key) => [key, null]));

const prefixed = (prefix: string, record: FlatRecord | RankAgreement): FlatRecord =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [prefix === "" ? key : `${prefix}_${key}`, value]));
