/** Numbers that stand for a missing value: -9, -999, 9999 and the like at an end of a column, far from all other values. */
import { finding } from "../finding.js";
import type { InspectRule } from "./rule.js";

/** Repeated digits that code books use. */
const DIGITS = [7, 8, 9] as const;
const LENGTHS = [1, 2, 3, 4, 5, 6, 7] as const;
const CODES: ReadonlySet<number> = new Set(
  LENGTHS.flatMap((length) => DIGITS.map((digit) => Number(String(digit).repeat(length)))).flatMap((code) =>
    code < 10 ? [-code] : [code, -code],
  ),
);
/** A code stands farther from the nearest other value than the others are from each other, and there are others. */
const LEAST_OTHERS = 10;

export const codes: InspectRule = {
  name: "codes",
  needs: [],
  limits: { others: LEAST_OTHERS },
  find: ({ measures, profile }) =>
    measures.flatMap(({ name, values }) => {
      const { sorted, distinct } = profile(name);
      const found = [codesAt(sorted, 1), codesAt(sorted, -1)].flat();
      if (found.length === 0 || distinct < LEAST_OTHERS) return [];
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

/** Values at one end that are codes and stand apart from the rest. */
function codesAt(sorted: Float64Array, direction: 1 | -1): number[] {
  const found: number[] = [];
  let [low, high] = [0, sorted.length - 1];
  for (;;) {
    const value = direction === 1 ? sorted[low] : sorted[high];
    if (value === undefined || !CODES.has(value)) break;
    while (low <= high && direction === 1 && sorted[low] === value) low++;
    while (low <= high && direction === -1 && sorted[high] === value) high--;
    if (high - low < LEAST_OTHERS) return [];
    found.push(value);
  }
  if (found.length === 0) return [];
  const spread = sorted[high]! - sorted[low]!;
  const nearest = direction === 1 ? sorted[low]! : sorted[high]!;
  return found.every((value) => Math.abs(value - nearest) > spread) ? found : [];
}
