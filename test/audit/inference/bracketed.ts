/** Columns whose cells have brackets: "0.036*** (0.005) [7.2]" or "0.036 (0.005) [0.026, 0.046]". */
import type { PrintedColumn } from "../../../src/audit/paper.js";
import { column, number } from "../sample/hand.js";

export function bracketed(
  name: string,
  estimates: Readonly<Record<string, string>>,
  statistics: Readonly<Record<string, string>> = {},
  rest: Partial<PrintedColumn> = {},
): PrintedColumn {
  const split = Object.entries(estimates).map(([term, text]) => [term, ...text.split(/ \[|\]/)] as const);
  const plain = column(name, Object.fromEntries(split.map(([term, text]) => [term, text!])), statistics, rest);
  return {
    ...plain,
    estimates: plain.estimates.map((estimate, i) => {
      const inside = split[i]![2];
      if (inside === undefined) return estimate;
      const ends = inside.split(", ").map(number);
      return { ...estimate, bracket: ends.length === 2 ? [ends[0]!, ends[1]!] : ends[0]! };
    }),
  };
}
