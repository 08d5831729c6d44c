/**
 * Tables of what two-way effects compare. Everything shown comes from the record.
 */
import { formatCount, formatFixed } from "../../../report/format-number.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  scaledCell,
  type TableModel,
  type TableRow,
} from "../../../report/table-model.js";
import type { BaconRecord, CohortKey, Comparison, ContaminationRecord, WeightsRecord } from "./record.js";

export function comparisonTable(call: string, comparison: Comparison): TableModel {
  switch (comparison.decomposition) {
    case "bacon":
      return baconTable(call, comparison);
    case "twfe-weights":
      return weightsTable(call, comparison);
    case "contamination":
      return contaminationTable(call, comparison);
  }
}

const DECIMALS = 4;
const share = (value: number): Cell => numberCell(value, formatFixed(value, DECIMALS));
const scaled = (value: number): Cell => scaledCell(value, formatFixed(value, DECIMALS + 1));
const count = (value: number): Cell => numberCell(value, formatCount(value));
const row = (label: string, cells: readonly Cell[], ruleAbove = false): TableRow => ({
  ...{ label, quantity: "", cells, ruleAbove },
});
const nameOf = (key: CohortKey): string =>
  key === "never" ? "never treated" : key === "always" ? "always treated" : String(key);

function baconTable(call: string, { coefficient, comparisons, by_type, within }: BaconRecord): TableModel {
  return {
    title: `Two-way effects as an average of 2x2 comparisons: ${call}`,
    stub: "Treated, compared with",
    heads: [["Weight"], ["Estimate"]],
    rows: [
      ...comparisons.map(({ treated, untreated, weight, estimate }) =>
        row(`${nameOf(treated)}, ${nameOf(untreated)}`, [share(weight), scaled(estimate)]),
      ),
      ...by_type.map(({ type, weight, estimate }, j) => row(`All ${type}`, [share(weight), scaled(estimate)], j === 0)),
      ...(within === null ? [] : [row("Within cohorts", [share(within.weight), scaled(within.estimate)])]),
      row("Two-way coefficient", [share(1), scaled(coefficient)], true),
    ],
    notes: [
      "Weights sum to one; comparisons with units treated earlier take their effects for a trend (Goodman-Bacon 2021).",
    ],
  };
}

function weightsTable(
  call: string,
  { coefficient, cells, positive, negative, rows, robustness }: WeightsRecord,
): TableModel {
  const { zero_average: zero, opposite_sign: opposite } = robustness;
  return {
    title: `Weights of effects in the two-way coefficient: ${call}`,
    stub: "Cohort, period",
    heads: [["Weight"], ["Rows"], ["Least"], ["Largest"]],
    rows: [
      ...cells.map((cell) =>
        row(`${nameOf(cell.cohort)}, ${cell.time}`, [
          ...[share(cell.weight), count(cell.rows)],
          ...[cell.least, cell.largest].map((value) => numberCell(value, value.toPrecision(DECIMALS))),
        ]),
      ),
      row("Positive", [share(positive.sum), count(positive.rows), emptyCell(), emptyCell()], true),
      row("Negative", [share(negative.sum), count(negative.rows), emptyCell(), emptyCell()]),
      row("Two-way coefficient", [scaled(coefficient), count(rows), emptyCell(), emptyCell()], true),
    ],
    notes: [
      ...(zero === null
        ? []
        : [
            `The average effect may be zero if effects differ by a standard deviation of ${formatFixed(zero, DECIMALS)} (de Chaisemartin and D'Haultfoeuille 2020).`,
          ]),
      ...(opposite === null
        ? []
        : [`All effects may have the other sign if they differ by ${formatFixed(opposite, DECIMALS)}.`]),
    ],
  };
}

function contaminationTable(call: string, { effects }: ContaminationRecord): TableModel {
  return {
    title: `Other event times in coefficients of event time: ${call}`,
    stub: "Event time",
    heads: [["Coefficient"], ["Weight of others"], ["Negative cohorts"]],
    rows: effects.map(({ event, estimate, others, negative }) =>
      row(String(event), [scaled(estimate), share(others), count(negative.length)]),
    ),
    notes: [
      "Weight of others: the sum of the absolute weights with which effects at other event times, but for the reference, enter (Sun and Abraham 2021); weights by cohort are in the record.",
    ],
  };
}
