/** Numbers that stand for a missing value: -9, -999, 9999 and the like at an end of a column, far from all other values. */
import { finding } from "../../finding.js";
import { LEAST_OTHERS, missingCodes } from "../../measure/missing-codes.js";
import type { InspectRule } from "../rule.js";

export const codes: InspectRule = {
  name: "codes",
  needs: [],
  limits: { others: LEAST_OTHERS },
  find: ({ measures, profile }) =>
    measures.flatMap(({ name, values }) => {
      const { sorted } = profile(name);
      const found = missingCodes(profile(name));
      if (found.length === 0) return [];
      const others = sorted.filter((value) => !found.includes(value));
      const rows: number[] = [];
      values.forEach((value, row) => {
        if (found.includes(value)) rows.push(row + 1);
      });
      return [
        finding(
          "codes",
          "serious",
          "missing_codes",
          { column: name, codes: found, rows: rows.length, low: others[0]!, high: others.at(-1)! },
          { columns: [name], rows },
        ),
      ];
    }),
};
