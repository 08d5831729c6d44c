/**
 * A quality run as tables: where the rows went, what quality looks like, what was aggregated. Everything
 * printed comes from the record.
 */

import { formatCount, formatFixed } from "../../report/format-number.js";
import { type Cell, emptyCell, numberCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { QualityRecord } from "../../trade/quality/quality-record.js";
import type { Summary } from "../../trade/quality/summary.js";
import { sigmaInWords, waterfallTable } from "../../trade/quality/table.js";

import { meanCell } from "../../trade/sensitivity/sensitivity-table.js";
import { sigmaTables } from "./sigma-tables.js";

/** Decimals of quality, whose scale is about 1. */
const DECIMALS = 4;
/** The record's tables. */
export function qualityTables(record: QualityRecord): TableModel[] {
  const tables = [
    waterfallTable(record.waterfall, { title: record.call }),
    ...sigmaTables(record),
    summaryTable(record),
  ];
  if (record.aggregates.length > 0) tables.push(aggregateTable(record));
  const last = tables.length - 1;
  tables[last] = { ...tables[last]!, notes: [...tables[last]!.notes, ...closingNotes(record)] };
  return tables;
}

function summaryTable({ quality, r_quality, sigma, normalise }: QualityRecord): TableModel {
  return {
    title: `Quality with sigma ${sigmaInWords(sigma)}; r_quality ${scaleInWords(normalise)}`,
    stub: "",
    heads: [["n"], ["mean"], ["sd"], ["min"], ["max"]],
    rows: [row("quality", moments(quality)), row("r_quality", moments(r_quality))],
    notes: [],
  };
}

function aggregateTable({ aggregates }: QualityRecord): TableModel {
  return {
    title: "Means by value: r_quality (normalised) and quality (as estimated)",
    stub: "by",
    heads: [
      ["", "groups"],
      ["largest row, % of value", "median"],
      ["largest row, % of value", "P90"],
      ["rows left out", "no r_quality"],
      ["rows left out", "missing key"],
    ],
    rows: aggregates.map(({ by, groups, largest_share, excluded }) =>
      row(by, [
        count(groups),
        percent(largest_share?.median),
        percent(largest_share?.p90),
        count(excluded.no_quality),
        count(excluded.missing_key),
      ]),
    ),
    notes: [],
  };
}

function closingNotes(record: QualityRecord): string[] {
  const { fixed_effects, solver, r_quality, normalise, files, notes } = record;
  const effects = Object.entries(fixed_effects.effects).map(([name, { levels }]) => `${name} (${formatCount(levels)})`);
  return [
    `Effects: ${effects.join(", ")}; rank ${formatCount(fixed_effects.rank.value)}${fixed_effects.rank.exact ? "" : " at most"}.`,
    ...(record.separately === null ? [] : [`A demand equation of its own in each ${record.separately}.`]),
    `Singletons: ${record.singletons === "drop" ? "dropped recursively" : "kept, with quality 0"}.`,
    `Cells of ${normalise.within}: ${formatCount(normalise.cells)}, of which ${formatCount(r_quality.n_degenerate_cells)} degenerate (max = min, ${formatCount(r_quality.n_degenerate)} rows without r_quality).`,
    `Solver: ${solver.method}, ${solver.iterations} iterations, certificate ${solver.certificate.toExponential(1)}, error estimate ${solver.error_estimate.toExponential(1)}.`,
    files.length === 0 ? "Files: none; --out FOLDER writes rows and aggregates." : `Files: ${files.join(", ")}`,
    ...notes.map(({ message }) => `Note: ${message}`),
  ];
}

const moments = (summary: Summary): Cell[] => [
  count(summary.n),
  meanCell(summary),
  ...[summary.sd, summary.min, summary.max].map((value) => numberCell(value, formatFixed(value, DECIMALS))),
];

const scaleInWords = ({ within, rule }: QualityRecord["normalise"]): string =>
  rule === "none" ? "as it is" : `on [0, 1] within ${within}${rule === "min-max" ? "" : `, ${rule}`}`;

const percent = (share: number | undefined): Cell =>
  share === undefined ? emptyCell() : numberCell(100 * share, formatFixed(100 * share, 1));

const count = (n: number): Cell => numberCell(n, formatCount(n));

const row = (label: string, cells: readonly Cell[]): TableRow => ({ label, quantity: "", cells, ruleAbove: false });
