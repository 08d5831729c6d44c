/**
 * Plain TypeScript references of the kernel weights: all pairs, no blocks; moments by cosines.
 */
import type { Arrays } from "../cases/row.js";

export function scoreBlocks({ m, nCells, width, offsets, x, starts, cellBlocks }: Arrays<"scoreBlocks">): number {
  const cuts: number[] = [];
  for (let cell = 0; cell < nCells; cell++) {
    cellBlocks[cell] = cuts.length;
    for (let i = offsets[cell]!; i < offsets[cell + 1]!; i++) {
      const first = cuts.at(-1);
      if (i === offsets[cell]! || x[i]! - x[first!]! > width) cuts.push(i);
    }
  }
  cellBlocks[nCells] = cuts.length;
  starts.fill(m);
  starts.set(cuts);
  return cuts.length;
}

export function blockMoments({ nBlocks, p, outcome, starts, x, y, moments }: Arrays<"blockMoments">): number {
  const step = p * (1 + outcome);
  moments.fill(0, 0, nBlocks * step);
  for (let block = 0; block < nBlocks; block++) {
    const [start, end] = [starts[block]!, starts[block + 1]!];
    if (end - start <= p) continue;
    const [middle, half] = [(x[start]! + x[end - 1]!) / 2, (x[end - 1]! - x[start]!) / 2];
    for (let i = start; i < end; i++) {
      const angle = Math.acos(half > 0 ? Math.min(1, Math.max(-1, (x[i]! - middle) / half)) : 0);
      for (let q = 0; q < p; q++) {
        let lagrange = 1 / p;
        for (let k = 1; k < p; k++)
          lagrange += (2 / p) * Math.cos((k * (2 * q + 1) * Math.PI) / (2 * p)) * Math.cos(k * angle);
        moments[block * step + q]! += lagrange;
        if (outcome) moments[block * step + p + q]! += lagrange * y[i]!;
      }
    }
  }
  return 0;
}

const KERNELS: readonly ((u: number) => number)[] = [
  (u) => (Math.abs(u) < 1 ? 1 - u ** 2 : 0),
  (u) => (Math.abs(u) <= 37.5 ? Math.exp(-(u ** 2) / 2) : 0),
  (u) => (Math.abs(u) < 1 ? (1 - u ** 2) ** 2 : 0),
  (u) => (Math.abs(u) <= 1 ? 1 : 0),
  (u) => (Math.abs(u) < 1 ? (1 - Math.abs(u) ** 3) ** 3 : 0),
];

export function kernelSums(given: Arrays<"kernelSums">): number {
  const { n, kernel, local, outcome, h, s, cells, cellBlocks, starts, x, y, a, b, total, counterfactual } = given;
  for (let i = 0; i < n; i++) {
    const sums = [0, 0, 0, 0, 0];
    for (let j = starts[cellBlocks[cells[i]!]!]!; j < starts[cellBlocks[cells[i]! + 1]!]!; j++) {
      const u = (s[i]! - x[j]!) / h;
      const weight = KERNELS[kernel]!(u);
      [1, u, u * u, ...(outcome ? [y[j]!, u * y[j]!] : [])].forEach((value, r) => {
        sums[r]! += weight * value;
      });
    }
    const [s0, s1, s2, y0, y1] = sums as [number, number, number, number, number];
    const determinant = s0 * s2 - s1 * s1;
    const line = determinant > 1e-12 * s0 * s2;
    a[i] = local ? (line ? s2 / determinant : 0) : s0 > 0 ? 1 / s0 : 0;
    b[i] = local && line ? -s1 / determinant : 0;
    total[i] = s0;
    counterfactual[i] = outcome && a[i]! > 0 ? a[i]! * y0 + b[i]! * y1 : Number.NaN;
  }
  return 0;
}

export function kernelShares(given: Arrays<"kernelShares">): number {
  const { nBlocks, kernel, h, blockCells, starts, x, offsets, s, a, b, shares } = given;
  for (let block = 0; block < nBlocks; block++) {
    const cell = blockCells[block]!;
    for (let j = starts[block]!; j < starts[block + 1]!; j++) {
      let share = 0;
      for (let i = offsets[cell]!; i < offsets[cell + 1]!; i++) {
        const u = (s[i]! - x[j]!) / h;
        share += KERNELS[kernel]!(u) * (a[i]! + b[i]! * u);
      }
      shares[j] = share;
    }
  }
  return 0;
}
