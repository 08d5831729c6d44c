/**
 * Plain TypeScript references of the placebo kernels: sums entry by entry, the quadratic form as two loops.
 */
import type { Arrays } from "../cases/row.js";
import { packedSolve } from "./moments.js";

const symmetricAt = (A: Float64Array, i: number, j: number): number =>
  i >= j ? A[(i * (i + 1)) / 2 + j]! : A[(j * (j + 1)) / 2 + i]!;

export function placeboCells(given: Arrays<"placeboCells">): number {
  const { nCells, r, nKept, nShared, stride, outcome, nPeriods, nDates, blocks, periods, periodWeights, dates, g } =
    given;
  const { kept, alike, Ze, uZ, sums } = given;
  const size = (n: number): number => (n * (n + 1)) / 2;
  for (let c = 0; c < nCells; c++) {
    const A = blocks.subarray(c * stride, (c + 1) * stride);
    const residual = (row: number) => {
      let value = symmetricAt(A, row, outcome);
      for (let j = 0; j < r; j++) value -= symmetricAt(A, row, j) * g[j]!;
      return value;
    };
    for (let i = 0; i < nKept; i++) Ze[c * nKept + i] = residual(kept[i]!);
    for (let d = 0; d < nDates; d++) {
      const columns = periods.subarray(dates[d]!, nPeriods);
      const at = c * nDates + d;
      const total = (value: (column: number) => number) => [...columns].reduce((sum, q) => sum + value(q), 0);
      for (let j = 0; j < nKept; j++) uZ[at * nKept + j] = total((q) => symmetricAt(A, q, kept[j]!));
      sums[3 * at] = total((q) => total((other) => symmetricAt(A, q, other)));
      sums[3 * at + 1] = total(residual);
      sums[3 * at + 2] = 0;
      for (let p = dates[d]!; p < nPeriods; p++) sums[3 * at + 2]! += periodWeights[c * nPeriods + p]!;
    }
    const whole = A.slice();
    for (let i = 0; i < nKept; i++) {
      for (let j = 0; j <= i; j++) A[size(i) + j] = symmetricAt(whole, kept[i]!, kept[j]!);
    }
    const front = (block: number) => [...blocks.subarray(block * stride, block * stride + size(nShared))];
    alike[c] = c > 0 && front(c).every((value, i) => value === front(c - 1)[i]) ? 1 : 0;
  }
  return 0;
}

/** Draws of a tile. */
const TILE = 8;

export function placeboSlopes(given: Arrays<"placeboSlopes">): number {
  const { nDraws, nCells, r, nDates, L, uZ, sums, codes, slopes, lanes, products, found } = given;
  for (const out of [slopes, lanes, products, found]) out.fill(0);
  for (let draw = 0; draw < nDraws; draw++) {
    const totals = new Float64Array(r);
    const all = [0, 0, 0];
    for (let c = 0; c < nCells; c++) {
      const code = codes[draw * nCells + c]!;
      if (code === 0) continue;
      const place = c * nDates + code - 1;
      for (let j = 0; j < r; j++) totals[j]! += uZ[place * r + j]!;
      for (let s = 0; s < 3; s++) all[s]! += sums[3 * place + s]!;
    }
    const b = totals.slice();
    packedSolve({ n: r, nRight: 1, L, X: b });
    slopes.set(b, draw * r);
    const variation = b.reduce((left, slope, j) => left - slope * totals[j]!, all[0]!);
    if (variation > 1e-10 * all[2]!) {
      found[draw] = all[1]! / variation;
      found[TILE + draw] = variation;
    }
    for (let i = 0; i < r; i++) {
      lanes[i * TILE + draw] = b[i]!;
      for (let j = 0; j <= i; j++) {
        products[((i * (i + 1)) / 2 + j) * TILE + draw] = (i === j ? 1 : 2) * b[i]! * b[j]!;
      }
    }
  }
  return 0;
}

export function placeboScores(given: Arrays<"placeboScores">): number {
  const { low, high, nDraws, nCells, r, stride, nDates, blocks, Ze, uZ, sums, codes, slopes, found, scores } = given;
  for (let draw = 0; draw < TILE * Math.ceil(nDraws / TILE); draw++) {
    const [tile, lane] = [Math.floor(draw / TILE), draw % TILE];
    const b = slopes.subarray(draw * r, (draw + 1) * r);
    for (let c = low; c < high; c++) {
      const A = blocks.subarray(c * stride, (c + 1) * stride);
      const code = draw < nDraws ? codes[draw * nCells + c]! : 0;
      const place = c * nDates + code - 1;
      let [own, withOutcome] = code === 0 ? [0, 0] : [sums[3 * place]!, sums[3 * place + 1]!];
      for (let i = 0; i < r; i++) {
        withOutcome -= b[i]! * Ze[c * r + i]!;
        for (let j = 0; j < r; j++) own += b[i]! * b[j]! * symmetricAt(A, i, j);
        if (code > 0) own -= 2 * b[i]! * uZ[place * r + i]!;
      }
      scores[(tile * nCells + c) * TILE + lane] = withOutcome - found[2 * TILE * tile + lane]! * own;
    }
  }
  return 0;
}

export function placeboErrors(given: Arrays<"placeboErrors">): number {
  const { nDraws, nCells, nClusters, factor, clusters, scores, found, estimate, stdError } = given;
  for (let draw = 0; draw < nDraws; draw++) {
    const sums = new Float64Array(nClusters);
    for (let c = 0; c < nCells; c++) sums[clusters[c]!]! += scores[c * TILE + draw]!;
    const squares = sums.reduce((sum, score) => sum + score * score, 0);
    const variation = found[TILE + draw]!;
    estimate[draw] = variation > 0 ? found[draw]! : Number.NaN;
    stdError[draw] = variation > 0 ? Math.sqrt(factor * squares) / variation : Number.NaN;
  }
  return 0;
}
