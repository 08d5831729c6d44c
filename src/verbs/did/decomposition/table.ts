/**
 * Tables of what two-way effects compare. Everything shown comes from the record.
 */
import type { Language } from "../../../base/messages.js";
import { formatCount, formatFixed } from "../../../report/format-number.js";
import {
  type Cell,
  emptyCell,
  numberCell,
  scaledCell,
  type TableModel,
  type TableRow,
} from "../../../report/table-model.js";
import { comparisonWords as words } from "./messages.js";
import type { BaconRecord, CohortKey, Comparison, ContaminationRecord, WeightsRecord } from "./record.js";

export function comparisonTable(call: string, comparison: Comparison, language: Language = "en"): TableModel {
  switch (comparison.decomposition) {
    case "bacon":
      return baconTable(call, comparison, language);
    case "twfe-weights":
      return weightsTable(call, comparison, language);
    case "contamination":
      return contaminationTable(call, comparison, language);
  }
}

const DECIMALS = 4;
const share = (value: number): Cell => numberCell(value, formatFixed(value, DECIMALS));
const scaled = (value: number): Cell => scaledCell(value, formatFixed(value, DECIMALS + 1));
const count = (value: number): Cell => numberCell(value, formatCount(value));
const row = (label: string, cells: readonly Cell[], ruleAbove = false): TableRow => ({
  ...{ label, quantity: "", cells, ruleAbove },
});
const nameOf = (key: CohortKey, language: Language): string =>
  typeof key === "number" ? String(key) : words[key][language];

function baconTable(
  call: string,
  { coefficient, comparisons, by_type, within }: BaconRecord,
  language: Language,
): TableModel {
  return {
    title: words.baconTable[language](call),
    stub: words.stub2x2[language],
    heads: [[words.weight[language]], [words.estimate[language]]],
    rows: [
      ...comparisons.map(({ treated, untreated, weight, estimate }) =>
        row(`${nameOf(treated, language)}, ${nameOf(untreated, language)}`, [share(weight), scaled(estimate)]),
      ),
      ...by_type.map(({ type, weight, estimate }, j) =>
        row(words.all[language](words.types[type][language]), [share(weight), scaled(estimate)], j === 0),
      ),
      ...(within === null ? [] : [row(words.withinCohorts[language], [share(within.weight), scaled(within.estimate)])]),
      row(words.coefficient[language], [share(1), scaled(coefficient)], true),
    ],
    notes: [words.baconNote[language]],
  };
}

function weightsTable(
  call: string,
  { coefficient, cells, positive, negative, rows, robustness }: WeightsRecord,
  language: Language,
): TableModel {
  const { zero_average: zero, opposite_sign: opposite } = robustness;
  return {
    title: words.weightsTable[language](call),
    stub: words.stubCell[language],
    heads: [[words.weight[language]], [words.rows[language]], [words.least[language]], [words.largest[language]]],
    rows: [
      ...cells.map((cell) =>
        row(`${nameOf(cell.cohort, language)}, ${cell.time}`, [
          ...[share(cell.weight), count(cell.rows)],
          ...[cell.least, cell.largest].map((value) => numberCell(value, value.toPrecision(DECIMALS))),
        ]),
      ),
      row(words.positive[language], [share(positive.sum), count(positive.rows), emptyCell(), emptyCell()], true),
      row(words.negative[language], [share(negative.sum), count(negative.rows), emptyCell(), emptyCell()]),
      row(words.coefficient[language], [scaled(coefficient), count(rows), emptyCell(), emptyCell()], true),
    ],
    notes: [
      ...(zero === null ? [] : [words.zeroAverage[language](formatFixed(zero, DECIMALS))]),
      ...(opposite === null ? [] : [words.oppositeSign[language](formatFixed(opposite, DECIMALS))]),
    ],
  };
}

function contaminationTable(call: string, { effects }: ContaminationRecord, language: Language): TableModel {
  return {
    title: words.contaminationTable[language](call),
    stub: words.stubEvent[language],
    heads: [[words.estimate[language]], [words.othersWeight[language]], [words.negativeCohorts[language]]],
    rows: effects.map(({ event, estimate, others, negative }) =>
      row(String(event), [scaled(estimate), share(others), count(negative.length)]),
    ),
    notes: [words.contaminationNote[language]],
  };
}
