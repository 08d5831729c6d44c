/**
 * A quality run as tables: where the rows went, what quality looks like, what was aggregated. Everything shown comes from the record.
 */
import { catalogue, type Language, stepText } from "../../base/messages.js";
import { formatCount, formatFixed } from "../../report/format-number.js";
import { type Cell, emptyCell, numberCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { Presentation } from "../../verbs/verb.js";
import { meanCell } from "../sensitivity/table.js";
import type { QualityResult } from "./fit.js";
import type { QualityRecord } from "./record.js";
import type { WaterfallStep } from "./sample.js";
import { sigmaInWords, sigmaTables } from "./sigma/present-sigma.js";
import type { Summary } from "./summary.js";

/** Decimals of quality, whose scale is about 1. */
const DECIMALS = 4;

/** The result as its command prints it. */
export const presentQuality = ({ record }: Pick<QualityResult, "record">): Presentation => ({
  record,
  tables: qualityTables(record),
});

/** The record's tables. */
function qualityTables(record: QualityRecord): TableModel[] {
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

export const waterfallWords = catalogue({
  step: { en: "Rows", zh: "步骤" },
  rows: { en: "Rows", zh: "观测值" },
  value: { en: "Value", zh: "金额" },
  dropped: { en: "Dropped", zh: "剔除" },
  droppedValue: { en: "Value dropped", zh: "剔除金额" },
  droppedShare: { en: "% of value", zh: "金额占比（%）" },
  idle: {
    en: (steps: string) => `No rows were dropped for: ${steps}.`,
    zh: (steps: string) => `未剔除观测值的步骤：${steps}。`,
  },
  between: { en: "; ", zh: "；" },
});

/** Totals from here on are printed without decimals. */
const LARGE = 10_000;

/** The table of `waterfall`: the rows read and each step that took some; steps that took none are in a note. */
export function waterfallTable(
  waterfall: readonly WaterfallStep[],
  {
    title,
    notes = [],
    language = "en",
  }: { readonly title: string; readonly notes?: readonly string[]; readonly language?: Language },
): TableModel {
  const total = waterfall[0]!.value;
  const idle = waterfall.slice(1).filter((step) => step.dropped_rows === 0);
  const shown = waterfall.filter((step) => !idle.includes(step));
  const decimals = total >= LARGE ? 0 : 2;
  const count = (n: number): Cell => numberCell(n, formatCount(n));
  const value = (sum: number): Cell =>
    numberCell(sum, decimals === 0 ? formatCount(Math.round(sum)) : formatFixed(sum, decimals));
  return {
    title,
    stub: waterfallWords.step[language],
    heads: [
      waterfallWords.rows,
      waterfallWords.value,
      waterfallWords.dropped,
      waterfallWords.droppedValue,
      waterfallWords.droppedShare,
    ].map((head) => [head[language]]),
    rows: shown.map((step) => ({
      label: stepText(step, language),
      quantity: "",
      cells: [
        ...[count(step.rows), value(step.value), count(step.dropped_rows), value(step.dropped_value)],
        numberCell((100 * step.dropped_value) / total, formatFixed((100 * step.dropped_value) / total, 2)),
      ],
      ruleAbove: false,
    })),
    notes: [
      ...(idle.length === 0
        ? []
        : [
            waterfallWords.idle[language](
              idle.map((step) => stepText(step, language)).join(waterfallWords.between[language]),
            ),
          ]),
      ...notes,
    ],
  };
}
