/**
 * Combinations of coefficients as a table: estimate, error, statistic, p and interval of each. Everything
 * shown comes from the record.
 */

import type { CombinationRecord } from "../../regression/record/fit-record.js";
import { decimalsFor, formatCount, formatFixed, formatP, formatT } from "../../report/format-number.js";
import { type Cell, numberCell, scaledCell, type TableModel } from "../../report/table-model.js";

const T_DECIMALS = 4;

/** The table of `record`. */
export function combinationTable(record: CombinationRecord, options: { readonly title?: string } = {}): TableModel {
  const statistic = record.distribution === "t" ? "t" : "z";
  const level = `${Number((100 * record.level).toFixed(6))}%`;
  return {
    title: options.title ?? combinationTitle(record),
    stub: "Combination",
    heads: [["Estimate"], ["Std. Error"], [statistic], ["p"], [`${level} low`], [`${level} high`]],
    rows: Object.entries(record.combinations).map(([label, row]) => {
      const decimals = decimalsFor([row.std_error]) + 1;
      const number = (value: number, p?: number): Cell =>
        scaledCell(value, formatFixed(value, decimals), p === undefined ? {} : { p });
      return {
        label,
        quantity: "",
        cells: [
          number(row.estimate, row.p_value),
          number(row.std_error),
          numberCell(row.statistic, formatT(row.statistic, T_DECIMALS)),
          numberCell(row.p_value, formatP(row.p_value)),
          number(row.conf_low),
          number(row.conf_high),
        ],
        ruleAbove: false,
      };
    }),
    notes: [distributionText(record), ...record.notes.map(({ message }) => message)],
  };
}

/** What a combination is one of. */
export const combinationTitle = ({ kind }: CombinationRecord): string =>
  kind === "lincom" ? "Linear combinations of coefficients" : "Functions of coefficients, by the delta method";

/** The distribution p and intervals are from. */
export function distributionText({ distribution, df, df_by_combination: own }: CombinationRecord): string {
  if (distribution !== "t") return "Normal distribution.";
  const each =
    own === undefined
      ? formatCount(df!)
      : Object.values(own)
          .map((one) => one.toFixed(1))
          .join(", ");
  return `t with ${each} degrees of freedom.`;
}
