/**
 * Layer report. A decomposition as a table: means, their change and its terms by group and pair of periods, means over
 * groups last. Everything shown comes from the record.
 */
import type {
  DecompositionEffect,
  DecompositionRecord,
  DecompositionTotal,
} from "../../quality/decompose/decomposition-record.js";
import { decimalsFor, formatCount, formatFixed } from "../format-number.js";
import { type Cell, emptyCell, numberCell, type TableModel, type TableRow, textCell } from "../table-model.js";

/** What each method compares with what, in words. */
const METHODS: Readonly<Record<DecompositionRecord["method"], string>> = {
  "melitz-polanec":
    "Melitz & Polanec (2015): within is the change of the unweighted mean of units in both periods, between that of their covariance of share and outcome; entry and exit compare with these units",
  foster:
    "Foster, Haltiwanger & Krizan (2001): terms by shares of the first period, about its weighted mean; cross is what shares and outcomes change together",
  "griliches-regev":
    "Griliches & Regev (1995): terms by shares averaged over both periods, about the average of both means",
  "olley-pakes-static":
    "Olley & Pakes (1996), the difference of two cross-sections: within is the change of the unweighted mean, between that of the covariance of share and outcome; units that come or go are in both",
};

/** The table of `record`. */
export function decompositionTable(record: DecompositionRecord): TableModel {
  const { effects, total, by } = record;
  const terms = Object.keys(effects[0]!.terms) as (keyof DecompositionEffect["terms"])[];
  const decimals = decimalsFor(effects.map(({ change }) => change)) + 1;
  const number = (value: number): Cell => numberCell(value, formatFixed(value, decimals));
  const means = (entry: DecompositionEffect | DecompositionTotal): Cell[] => [
    textCell(`${entry.from} to ${entry.to}`),
    ...[entry.mean_from, entry.mean_to, entry.change].map(number),
    ...terms.map((term) => number(entry.terms[term]!)),
  ];
  const count = (n: number): Cell => numberCell(n, formatCount(n));
  const isWhole = by === null;
  return {
    title: `Change of the weighted mean of ${record.outcome}: ${record.call}`,
    stub: by ?? "",
    heads: [
      ...["Periods", "From", "To", "Change", ...terms.map(capital), "Stay", "Enter", "Leave"].map((head) => [head]),
    ],
    rows: [
      ...effects.map(
        (effect): TableRow => ({
          label: effect.group ?? "all",
          quantity: "",
          cells: [...means(effect), ...Object.values(effect.units).map(count)],
          ruleAbove: false,
        }),
      ),
      ...(isWhole ? [] : total).map(
        (mean, i): TableRow => ({
          label: `mean of ${formatCount(mean.groups)}`,
          quantity: "",
          cells: [...means(mean), emptyCell(), emptyCell(), emptyCell()],
          ruleAbove: i === 0,
        }),
      ),
    ],
    notes: notesOf(record),
  };
}

const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1);

function notesOf(record: DecompositionRecord): string[] {
  const { method, unit, by, weight, nobs, rows, max_error, notes } = record;
  return [
    `${METHODS[method]}.`,
    `Shares are of ${weight}; units are ${unit}${by === null ? "" : ` within ${by}`} (${formatCount(record.units)}${by === null ? "" : ` in ${formatCount(record.groups)} groups`}); ${formatCount(nobs)} of ${formatCount(rows.read)} rows.`,
    `Terms add up to the change: largest difference ${max_error.toExponential(1)}.${by === null ? "" : " The last rows are unweighted means over groups."}`,
    ...notes.map(({ message }) => `Note: ${message}`),
  ];
}
