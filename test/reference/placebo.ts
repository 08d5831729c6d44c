/**
 * Plain TypeScript references of the placebo kernels: sums entry by entry, the quadratic form as two loops.
 */
import type { Arrays } from "../cases/row.js";
import { packedSolve } from "./moments.js";

const symmetricAt = (A: Float64Array, i: number, j: number): number =>
  i >= j ? A[(i * (i + 1)) / 2 + j]! : A[(j * (j + 1)) / 2 + i]!;

export function placeboCells(given: Arrays<"placeboCells">): number {
  const { nCells, r, stride, outcome, nPeriods, nDates, blocks, periods, periodWeights, dates, g, Ze, uZ } = given;
  const { sums } = given;
  for (let c = 0; c < nCells; c++) {
    const A = blocks.subarray(c * stride, (c + 1) * stride);
    const residual = (row: number) => {
      let value = symmetricAt(A, row, outcome);
      for (let j = 0; j < r; j++) value -= symmetricAt(A, row, j) * g[j]!;
      return value;
    };
    for (let i = 0; i < r; i++) Ze[c * r + i] = residual(i);
    for (let d = 0; d < nDates; d++) {
      const columns = periods.subarray(dates[d]!, nPeriods);
      const at = c * nDates + d;
      const total = (value: (column: number) => number) => [...columns].reduce((sum, q) => sum + value(q), 0);
      for (let j = 0; j < r; j++) uZ[at * r + j] = total((q) => symmetricAt(A, q, j));
      sums[3 * at] = total((q) => total((other) => symmetricAt(A, q, other)));
      sums[3 * at + 1] = total(residual);
      sums[3 * at + 2] = 0;
      for (let p = dates[d]!; p < nPeriods; p++) sums[3 * at + 2]! += periodWeights[c * nPeriods + p]!;
    }
  }
  return 0;
}

export function placeboDraws(given: Arrays<"placeboDraws">): number {
  const { nDraws, nCells, nClusters, r, stride, nDates, factor, clusters, blocks, L, Ze, uZ, sums, codes } = given;
  const { estimate, stdError } = given;
  for (let draw = 0; draw < nDraws; draw++) {
    const totals = new Float64Array(r);
    const all = [0, 0, 0];
    const placeOf = (c: number) => c * nDates + codes[draw * nCells + c]! - 1;
    const isTreated = (c: number) => codes[draw * nCells + c]! > 0;
    for (let c = 0; c < nCells; c++) {
      if (!isTreated(c)) continue;
      for (let j = 0; j < r; j++) totals[j]! += uZ[placeOf(c) * r + j]!;
      for (let s = 0; s < 3; s++) all[s]! += sums[3 * placeOf(c) + s]!;
    }
    const b = totals.slice();
    packedSolve({ n: r, nRight: 1, L, X: b });
    const variation = b.reduce((left, slope, j) => left - slope * totals[j]!, all[0]!);
    const varies = variation > 1e-10 * all[2]!;
    estimate[draw] = varies ? all[1]! / variation : Number.NaN;
    const scores = new Float64Array(nClusters);
    for (let c = 0; c < nCells; c++) {
      const A = blocks.subarray(c * stride, (c + 1) * stride);
      let [own, withOutcome] = [0, 0];
      for (let i = 0; i < r; i++) {
        withOutcome -= b[i]! * Ze[c * r + i]!;
        for (let j = 0; j < r; j++) own += b[i]! * b[j]! * symmetricAt(A, i, j);
        if (isTreated(c)) own -= 2 * b[i]! * uZ[placeOf(c) * r + i]!;
      }
      if (isTreated(c)) {
        own += sums[3 * placeOf(c)]!;
        withOutcome += sums[3 * placeOf(c) + 1]!;
      }
      scores[clusters[c]!]! += withOutcome - estimate[draw]! * own;
    }
    const squares = scores.reduce((sum, score) => sum + score * score, 0);
    stdError[draw] = varies ? Math.sqrt(factor * squares) / variation : Number.NaN;
  }
  return 0;
}
