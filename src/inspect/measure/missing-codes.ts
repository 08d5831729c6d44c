/** Numbers of a column that code books use for a missing value, where they stand apart from all others. Knows no rule. */
import type { Profile } from "./profile.js";

/** Repeated digits that code books use. */
const DIGITS = [7, 8, 9] as const;
const LENGTHS = [1, 2, 3, 4, 5, 6, 7] as const;
const CODES: ReadonlySet<number> = new Set(
  LENGTHS.flatMap((length) => DIGITS.map((digit) => Number(String(digit).repeat(length)))).flatMap((code) =>
    code < 10 ? [-code] : [code, -code],
  ),
);
/** A code stands farther from the nearest other value than the others are from each other, and there are others. */
export const LEAST_OTHERS = 10;

/** Codes at either end of a column. */
export const missingCodes = ({ sorted, distinct }: Profile): readonly number[] =>
  distinct < LEAST_OTHERS ? [] : [...codesAt(sorted, 1), ...codesAt(sorted, -1)];

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
