/**
 * The truth of simulated cities as a table: effects by what they are means over, and what was made.
 */
import { formatCount, formatFixed } from "../../report/format-number.js";
import { emptyCell, numberCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { CitiesRecord } from "../../trade/simulate/cities/record.js";
import type { TrueMeans } from "../../trade/simulate/cities/truth.js";

const DECIMALS = 4;

/** The table of a simulation of cities. */
export function citiesTruthTable({ counts, truth, files, notes, provenance }: CitiesRecord): TableModel {
  const { att, att_weighted, att_measured, by_cohort, by_group, by_horizon } = truth;
  return {
    title: "Simulated cities: true effects of a pilot",
    stub: "Mean over",
    heads: [["Rows"], ["Quality"], ["Direct"], ["Indirect"], ["Innovation"], ["Informatisation"], ["Allocation"]],
    rows: [
      row("all treated rows", att),
      row("weighted by exports", att_weighted),
      row("with a measured outcome", att_measured),
      ...by_group.map(({ group, ...means }, i) => row(`development ${group}`, means, i === 0)),
      ...by_cohort.map(({ cohort, ...means }, i) => row(`batch ${cohort}`, means, i === 0)),
      ...by_horizon
        .filter(({ horizon, effect }) => horizon >= 0 || effect !== 0)
        .map(({ horizon, ...means }, i) => row(horizonText(horizon), means, i === 0)),
    ],
    notes: [
      `${formatCount(counts.rows!)} rows: ${formatCount(counts.cities!)} cities, ${formatCount(counts.pilots!)} pilots, ${formatCount(counts.provinces!)} provinces, ${formatCount(counts.years!)} years.`,
      `Outcomes: ${formatCount(counts.measured!)} measured, ${formatCount(counts.filled_by_formula!)} filled by formula, ${formatCount(counts.without_outcome!)} empty.`,
      `${provenance.generator}, seed ${provenance.seed}.`,
      ...notes.map(({ message }) => `Note: ${message}`),
      files.length === 0 ? "No file was written: --out says where rows go." : `Wrote ${files.join(", ")}.`,
    ],
  };
}

const horizonText = (h: number): string =>
  h === 0
    ? "first year"
    : h < 0
      ? `${-h} ${-h === 1 ? "year" : "years"} before`
      : `${h} ${h === 1 ? "year" : "years"} later`;

function row(label: string, means: TrueMeans | null, ruleAbove = false): TableRow {
  const { rows = 0, ...effects } = means ?? {};
  const cells = Object.values(effects).map((value) => numberCell(value, formatFixed(value, DECIMALS)));
  return {
    label,
    quantity: "estimate",
    ruleAbove,
    cells: [numberCell(rows, formatCount(rows)), ...(means === null ? Array.from({ length: 6 }, emptyCell) : cells)],
  };
}
