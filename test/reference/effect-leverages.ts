/**
 * Plain TypeScript twin of the kernel of effects' leverages.
 */
import type { Arrays } from "../cases/row.js";

export function effectLeverages(given: Arrays<"effectLeverages">): number {
  const { n, low, high, nLevels, stride, p, weighted, offsets, codes, w, M, h } = given;
  const ownLevels = (i: number): number[] => Array.from({ length: p }, (_, f) => codes[f * n + i]!);
  for (let g = low; g < high; g++) {
    const rows = Array.from({ length: offsets[g + 1]! - offsets[g]! }, (_, r) => offsets[g]! + r);
    const weightOf = (i: number): number => (weighted ? w[i]! : 1);
    const total = rows.reduce((sum, i) => sum + weightOf(i), 0);
    // each row's dummies less their means in the group
    const means = new Float64Array(nLevels);
    for (const i of rows) for (const level of ownLevels(i)) means[level]! += total > 0 ? weightOf(i) / total : 0;
    const met = Array.from(means.keys()).filter((level) => means[level] !== 0);
    for (const i of rows) {
      const own = ownLevels(i);
      const z = new Map(met.map((level) => [level, -means[level]!]));
      for (const level of own) z.set(level, (z.get(level) ?? 0) + 1);
      let form = 0;
      for (const [a, za] of z) for (const [b, zb] of z) form += za * M[a * stride + b]! * zb;
      h[i] = weightOf(i) > 0 ? weightOf(i) * (1 / total + form) : 0;
    }
  }
  return 0;
}
