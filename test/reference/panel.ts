/**
 * Plain TypeScript references of the panel kernels: the definitions as written.
 */
import type { Arrays } from "../cases/row.js";

export function rowDifferences({ m, n, rows, before, x, out }: Arrays<"rowDifferences">): number {
  for (let i = 0; i < m; i++) {
    if (rows[i]! >= n) return -3;
    if (before[i]! >= n) return -4;
    out[i] = x[rows[i]!]! - x[before[i]!]!;
  }
  return 0;
}

export function subtractLevels({ n, nLevels, codes, shift, x }: Arrays<"subtractLevels">): number {
  for (let i = 0; i < n; i++) {
    if (codes[i]! >= nLevels) return -3;
    x[i]! -= shift[codes[i]!]!;
  }
  return 0;
}

export function pairCorrelations(given: Arrays<"pairCorrelations">): number {
  const { first, end, nUnits, nPeriods, stride, e, seen, out } = given;
  if (end > nUnits) return -2;
  if (stride % 4 !== 0) return -5;
  const periods = Array.from({ length: nPeriods }, (_, t) => t * stride);
  const has = (at: number) => seen[at] === 1;
  for (let i = first; i < end; i++) {
    const sums = [0, 0, 0, 0, 0, 0, 0];
    const add = (place: number, value: number) => {
      sums[place]! += value;
    };
    for (let j = i + 1; j < nUnits; j++) {
      const both = periods.filter((at) => has(at + i) && has(at + j));
      const T = both.length;
      const total = (unit: number) => both.reduce((sum, at) => sum + e[at + unit]!, 0);
      const about = (unit: number): number[] => both.map((at) => e[at + unit]! - total(unit) / T);
      const [a, b] = [about(i), about(j)];
      const product = (x: number[], y: number[]) => x.reduce((sum, value, t) => sum + value * y[t]!, 0);
      const varies = (x: number[], unit: number) => product(x, x) > 1e-24 * (total(unit) * (total(unit) / T));
      if (!(T >= 2 && varies(a, i) && varies(b, j))) {
        add(6, 1);
        continue;
      }
      const r = product(a, b) / Math.sqrt(product(a, a) * product(b, b));
      [Math.sqrt(T) * r, r, Math.abs(r), T * (r * r), T * (r * r) - 1, 1].forEach((value, place) => {
        add(place, value);
      });
    }
    out.set(sums, (i - first) * 7);
  }
  return 0;
}
