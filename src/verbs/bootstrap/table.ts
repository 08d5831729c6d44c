/**
 * A bootstrap as a table: what the formula says of a coefficient beside what the draws say, and beneath it
 * how they were made. Everything shown comes from the record.
 */

import type { TextColumn } from "../../base/columns.js";
import { ownOf } from "../../base/own.js";
import { drawsCsv, formatCsv, nullableColumn } from "../../data/table/write-csv.js";

import { decimalsFor, formatDrawnP, formatFixed, formatT, pText } from "../../report/format-number.js";
import { modelNotes, shortModelNotes } from "../../report/regression/model-notes.js";
import { emptyCell, numberCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { Presentation } from "../verb.js";
import { figureOfBootstrap } from "./figure.js";
import type { BootstrapInterval, BootstrapRecord, ClusterInfluence } from "./record.js";
import { bootstrapNotes } from "./table-notes.js";

/** Decimals of statistics and p-values: enough for b/B with thousands of draws. */
const T_DECIMALS = 4;
const P_DECIMALS = 5;
/** Clusters shown of those that move the estimate most. */
const MOST_INFLUENTIAL = 5;

type Number = number | null | undefined;

const HEADS = { wild: "Wild bootstrap", pairs: "Pairs bootstrap", jackknife: "Jackknife" } as const;
const TITLES = {
  wild: "Wild cluster bootstrap",
  pairs: "Pairs cluster bootstrap",
  jackknife: "Cluster jackknife",
} as const;

/** What the command shows and writes. */
export const presentBootstrap = (record: BootstrapRecord): Presentation => ({
  record,
  tables: [bootstrapTable(record)],
  figures: () => ({ "": figureOfBootstrap(record) }),
  files: () => numbersOf(record),
});

/** The table of `record`. */
export function bootstrapTable(record: BootstrapRecord): TableModel {
  const { observed, bootstrap, p_value, terms, pairs, interval, vcov } = record;
  const { kind } = bootstrap;
  const joint = terms.length > 1;
  const formula = joint ? undefined : ownOf(record.coefficients, terms[0]!);
  const decimals = decimalsFor([observed.std_error ?? 0]) + 1;
  const number = (value: number) => formatFixed(value, decimals);
  const statistic = (value: number) => formatT(value, T_DECIMALS);
  const p = {
    formula: (value: number) => (value === 0 ? pText(value) : formatFixed(value, P_DECIMALS)),
    drawn: (value: number) => formatDrawnP(value, bootstrap.draws.used, P_DECIMALS),
    tails: (value: number) => formatDrawnP(value, bootstrap.draws.used, P_DECIMALS, 2),
  };
  const level = `${Number((100 * vcov.level).toPrecision(6))}%`;
  const rows = [
    scaledRow("Coefficient", formula?.estimate, kind === "pairs" ? plus(formula?.estimate, pairs?.bias) : null, number),
    scaledRow("Std. error", formula?.std_error, errorOf(record), number),
    row(joint ? "F" : "t", joint ? observed.statistic : formula?.statistic, statisticOf(record), statistic),
    row("p", joint ? observed.p_value : formula?.p_value, p_value.statistic, p.formula, true, p.drawn),
    row("p, equal-tailed", null, p_value.equal_tailed, p.tails),
    row("p, by coefficient", null, p_value.estimate, p.drawn),
    ...(pairs === null
      ? ends(`${level} interval`, formula, interval)
      : [
          ...ends(`${level} interval, percentile`, formula, pairs.percentile),
          ...ends(`${level} interval, basic`, undefined, pairs.basic),
          ...ends(`${level} interval, studentized`, undefined, pairs.studentized),
        ]),
    ...robustRows(record.anderson_rubin, { statistic, formula: p.formula, number }),
    ...influenceRows(record.influence, number),
  ];

  function ends(label: string, by: { conf_low: number; conf_high: number } | undefined, own: BootstrapInterval | null) {
    return [
      scaledRow(`${label}: low`, by?.conf_low, own?.conf_low, number, true),
      scaledRow(`${label}: high`, by?.conf_high, own?.conf_high, number),
    ];
  }

  return {
    title: `${TITLES[kind]}: ${hypothesis(record)} in ${record.call}`,
    stub: terms.join(", "),
    heads: [["By formula"], [HEADS[kind]]],
    rows: rows.filter(({ cells }) => cells.some((cell) => cell.kind !== "empty")),
    notes: [...bootstrapNotes(record), ...modelNotes(record)],
    shortNotes: shortModelNotes(record),
  };
}

/** "did = 0", "did = eco = 0". */
function hypothesis({ terms, null_values }: BootstrapRecord): string {
  const values = new Set(null_values);
  if (values.size === 1) return `${terms.join(" = ")} = ${null_values[0]}`;
  return terms.map((term, i) => `${term} = ${null_values[i]}`).join(", ");
}

/** The error the draws give, or the one their statistic is made with where it is not the formula's. */
function errorOf({ pairs, bootstrap, observed }: BootstrapRecord): number | null {
  if (pairs !== null) return pairs.std_error;
  return bootstrap.kind === "jackknife" || bootstrap.type?.endsWith("3") ? observed.std_error : null;
}

function statisticOf({ bootstrap, observed, terms, null_values }: BootstrapRecord): number | null {
  const own =
    bootstrap.kind === "jackknife" || bootstrap.type?.endsWith("3") || null_values.some((value) => value !== 0);
  return own && terms.length === 1 ? observed.statistic : null;
}

/** The Anderson-Rubin test of an equation with instruments, and the ends of its set. */
function robustRows(
  robust: BootstrapRecord["anderson_rubin"],
  format: Readonly<Record<"statistic" | "formula" | "number", (value: number) => string>>,
): TableRow[] {
  if (robust === null || robust === undefined) return [];
  const pieces = robust.set?.intervals ?? [];
  const label = (which: string, i: number) => `Anderson-Rubin set${pieces.length > 1 ? ` ${i + 1}` : ""}: ${which}`;
  return [
    row("Anderson-Rubin F", robust.statistic, null, format.statistic, true),
    row("p, Anderson-Rubin", robust.p_value_F, robust.p_value, format.formula, false, (value) =>
      formatDrawnP(value, robust.draws.used, P_DECIMALS),
    ),
    ...pieces.flatMap(([low, high], i) => [
      scaledRow(label("low", i), null, low, format.number, i === 0),
      scaledRow(label("high", i), null, high, format.number),
    ]),
  ];
}

function influenceRows(influence: readonly ClusterInfluence[], format: (value: number) => string): TableRow[] {
  return influence
    .slice(0, MOST_INFLUENTIAL)
    .map(({ cluster, estimate }, i) => scaledRow(`Coefficient without ${cluster}`, null, estimate, format, i === 0));
}

/** Rows of estimates, errors and interval ends are on the scale of the coefficient. */
const scaledRow = (...args: Parameters<typeof row>): TableRow => {
  const made = row(...args);
  return { ...made, cells: made.cells.map((cell) => (cell.kind === "number" ? { ...cell, scaled: true } : cell)) };
};

const plus = (a: Number, b: Number): number | null => (typeof a === "number" && typeof b === "number" ? a + b : null);

function row(
  label: string,
  left: Number,
  right: Number,
  format: (value: number) => string,
  ruleAbove = false,
  formatRight = format,
): TableRow {
  const cell = (value: Number, own: typeof format) =>
    typeof value === "number" ? numberCell(value, own(value)) : emptyCell();
  return { label, quantity: "", cells: [cell(left, format), cell(right, formatRight)], ruleAbove };
}

/** `draws.csv`, or the clusters of a jackknife. */
function numbersOf({ draws, influence }: BootstrapRecord): Record<string, string> {
  if (influence.length === 0) return { "draws.csv": drawsCsv({ ...draws }) };
  const clusters: TextColumn = {
    kind: "text",
    name: "cluster",
    codes: Uint32Array.from(influence.keys()),
    levels: influence.map(({ cluster }) => cluster),
  };
  const numbers = (["rows", "estimate", "difference", "leverage"] as const).map((name) =>
    nullableColumn(
      name,
      influence.map((cluster) => cluster[name]),
    ),
  );
  return { "clusters.csv": formatCsv([clusters, ...numbers]) };
}
