/**
 * Plain TypeScript references of the rank kernels: every pair of rows looked at, the definition as written.
 */
import type { Arrays } from "../cases/row.js";

export function midranks({ nGroups, offsets, x, ranks }: Arrays<"midranks">): number {
  for (let g = 0; g < nGroups; g++) {
    const group = x.subarray(offsets[g]!, offsets[g + 1]!);
    if (group.some(Number.isNaN)) return -3;
    group.forEach((value, i) => {
      let [less, equal] = [0, 0];
      for (const other of group) {
        if (other < value) less++;
        else if (other === value) equal++;
      }
      ranks[offsets[g]! + i] = less + (equal + 1) / 2;
    });
  }
  return 0;
}

export function pairCounts({ nGroups, offsets, x, y, counts }: Arrays<"pairCounts">): number {
  counts.fill(0);
  for (let g = 0; g < nGroups; g++) {
    const [low, high] = [offsets[g]!, offsets[g + 1]!];
    for (let i = low; i < high; i++) {
      if (Number.isNaN(x[i]!)) return -3;
      if (Number.isNaN(y[i]!)) return -4;
    }
    for (let i = low; i < high; i++) {
      for (let j = i + 1; j < high; j++) {
        const sign = Math.sign(x[i]! - x[j]!) * Math.sign(y[i]! - y[j]!);
        const ties = x[i] === x[j] ? (y[i] === y[j] ? 4 : 2) : 3;
        counts[5 * g + (sign > 0 ? 0 : sign < 0 ? 1 : ties)]!++;
      }
    }
  }
  return 0;
}
