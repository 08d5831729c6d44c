/**
 * The certificate of columns another program demeaned: largest absolute group mean over the column's standard
 * deviation before, in plain TypeScript. Knows nothing of the program.
 */
import type { Problem } from "./problems/problem.js";

/** Certificate of `demeaned`, column j of the problem after its effects were taken out; rows in the problem's order. */
export function certificateOf({ n, columns, effects }: Problem, j: number, demeaned: Float64Array): number {
  let worst = 0;
  for (const { codes, nLevels } of effects) {
    const sums = new Float64Array(nLevels);
    const counts = new Uint32Array(nLevels);
    for (let i = 0; i < n; i++) {
      const code = codes[i]!;
      sums[code] = sums[code]! + demeaned[i]!;
      counts[code] = counts[code]! + 1;
    }
    for (let g = 0; g < nLevels; g++) worst = Math.max(worst, Math.abs(sums[g]! / counts[g]!));
  }
  const sd = standardDeviation(columns[j]!);
  return sd > 0 ? worst / sd : 0;
}

/** About the mean, divided by n. */
function standardDeviation(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return Math.sqrt(squares / values.length);
}
