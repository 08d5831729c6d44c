/**
 * Layer report. A placebo test as a table: the true treatment beside the distribution of the fictitious ones, by
 * coefficient and by t. Everything shown comes from the record.
 */
import type { Distribution } from "../models/distribution.js";
import type { PlaceboRecord } from "../models/placebo-record.js";
import { decimalsFor, formatCount, formatFixed, formatT } from "./format-number.js";
import { modelNotes } from "./model-notes.js";
import { type Cell, emptyCell, numberCell, type TableModel, type TableRow } from "./table-model.js";

/** Decimals of t statistics. */
const T_DECIMALS = 4;
/** Decimals of p-values: enough for (1 + b) / (1 + B) with thousands of draws. */
const P_DECIMALS = 5;

/** The table of `record`. */
export function placeboTable(record: PlaceboRecord): TableModel {
  const { observed, distribution, p_value, term, counts } = record;
  const decimals = decimalsFor([observed.std_error]) + 1;
  const row = (label: string, estimate: number | null, statistic: number | null, ruleAbove = false): TableRow => ({
    label,
    quantity: "",
    cells: [
      cell(estimate, (value) => formatFixed(value, decimals)),
      cell(statistic, (value) => formatT(value, T_DECIMALS)),
    ],
    ruleAbove,
  });
  const quantiles = (key: keyof Distribution["quantiles"]) =>
    row(`${key} of draws`, distribution.estimate.quantiles[key]!, distribution.statistic.quantiles[key]!);
  return {
    title: `Placebo in space: ${term} in ${record.call}`,
    stub: term,
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
        ...row("p = (1 + b) / (1 + B)", null, null),
        cells: [p_value.estimate, p_value.statistic].map((p) => numberCell(p, formatFixed(p, P_DECIMALS))),
      },
    ],
    notes: [...drawsText(record), ...modelNotes(record)],
  };
}

const cell = (value: number | null, format: (value: number) => string): Cell =>
  value === null ? emptyCell() : numberCell(value, format(value));

function drawsText({ counts, pool, cohorts, source, ties, observed, distribution }: PlaceboRecord): string[] {
  const origin =
    "generator" in source ? `${source.generator}, seed ${source.seed}` : `assignments of ${source.permutations}`;
  const flat = counts.without_variation === 0 ? "" : `, ${formatCount(counts.without_variation)} without variation`;
  const differing = counts.assignments === null ? "more than 1e15" : formatCount(counts.assignments);
  const rule = ties === "count" ? "ties count" : "ties do not count";
  return [
    `Draws: B = ${formatCount(counts.used)} of ${formatCount(counts.requested)}${flat}; ${origin}; ${differing} assignments differ. Two-sided, ${rule}.`,
    `Permuted: ${cohorts.map(({ cohort, units }) => `${formatCount(units)} units from ${cohort} on`).join(", ")}, over a pool of ${formatCount(pool.units)} units (${pool.rule}).`,
    `True treatment: std. error ${formatFixed(observed.std_error, decimalsFor([observed.std_error]) + 1)} by formula, ${distribution.estimate.sd === null ? "NA" : formatFixed(distribution.estimate.sd, decimalsFor([distribution.estimate.sd]) + 1)} by permutation.`,
  ];
}
