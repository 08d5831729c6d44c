// What a group of rows adds to the sums of its cluster: cross-products of columns, of dummies with columns, of dummies.
import { f64At, setF64 } from "../abi";
import { addLevels, closeLevels } from "./level-products";
import { packedRow } from "./packed-factor";
import { addRowProducts, addRowSums, BUFFER_ROWS, centreRows, fillRows, rowWidth } from "./row-buffer";

// Sums of a cluster, p columns and m dummies, width = rowWidth(p): X'X width by width, D'X m by width, D'D packed, and the
// weights by level.

/** Numbers in the sums of a cluster. */
export function sumsSize(p: usize, m: usize): usize {
  const width = rowWidth(p);
  return width * width + m * width + packedRow(m) + m;
}

/** Weights of the rows of a chunk: their roots into scratch; returns their sum. */
// @ts-ignore: decorator
@inline function weighRows(first: usize, rows: usize, w: usize, roots: usize): f64 {
  let W: f64 = 0;
  for (let i: usize = 0; i < rows; i++) {
    const weight = f64At(w, first + i);
    setF64(roots, i, sqrt(weight));
    W += weight;
  }
  return W;
}

/** Clears the scratch that `addGroup` wants clear: f64[65*width + 64 + 2 m]. */
export function clearScratch(p: usize, m: usize, work: usize): void {
  memory.fill(work, 0, (65 * rowWidth(p) + BUFFER_ROWS + m) << 3);
}

/**
 * Adds rows start .. end - 1, a group, to the sums of its cluster; `w` is 0 without weights. Means of the columns are taken
 * out where `centred` is set: then a group of no weight adds nothing.
 */
export function addGroup(
  start: usize, end: usize, n: usize, p: usize, m: usize, nEffects: usize, centred: bool,
  codes: usize, w: usize, X: usize, sums: usize, work: usize,
): void {
  const width = rowWidth(p);
  const buffer = work;
  const means = buffer + ((BUFFER_ROWS * width) << 3);
  const roots = means + (width << 3);
  const byLevel = roots + (BUFFER_ROWS << 3);
  const met = byLevel + (m << 3);
  const DtX = sums + ((width * width) << 3);
  const DtD = DtX + ((m * width) << 3);
  const total = DtD + (packedRow(m) << 3);
  const root = w == 0 ? <usize>0 : roots;
  let inverse: f64 = 0;
  if (centred) {
    memory.fill(means, 0, width << 3);
    let W: f64 = w == 0 ? <f64>(end - start) : 0;
    for (let i = start; i < end; i += BUFFER_ROWS) {
      const rows = min(BUFFER_ROWS, end - i);
      fillRows(i, rows, n, p, X, width, buffer);
      addRowSums(rows, width, w == 0 ? <usize>0 : w + (i << 3), buffer, means);
      if (w != 0) W += weighRows(i, rows, w, roots);
    }
    if (W == 0) return;
    inverse = 1 / W;
    for (let j: usize = 0; j < width; j++) setF64(means, j, f64At(means, j) / W);
  }
  const fits = end - start <= BUFFER_ROWS;
  let nMet: usize = 0;
  for (let i = start; i < end; i += BUFFER_ROWS) {
    const rows = min(BUFFER_ROWS, end - i);
    if (!centred || !fits) {
      fillRows(i, rows, n, p, X, width, buffer);
      if (w != 0) weighRows(i, rows, w, roots);
    }
    if (centred || w != 0) centreRows(rows, width, centred ? means : <usize>0, root, buffer);
    addRowProducts(rows, width, buffer, sums);
    if (m > 0) {
      const weights = w == 0 ? <usize>0 : w + (i << 3);
      nMet = addLevels(i, rows, n, nEffects, codes, weights, root, width, buffer, DtX, DtD, byLevel, met, nMet);
    }
  }
  if (m > 0) closeLevels(m, inverse, DtD, byLevel, met, nMet, total);
}

/** Packed block of a cluster from its sums: m - behind dummies, p columns, the dummies behind them; and weights by level. */
export function writeBlock(p: usize, m: usize, behind: usize, sums: usize, block: usize, levelWeights: usize): void {
  const width = rowWidth(p);
  const DtX = sums + ((width * width) << 3);
  const DtD = DtX + ((m * width) << 3);
  const front = m - behind;
  memory.copy(levelWeights, DtD + (packedRow(m) << 3), m << 3);
  memory.copy(block, DtD, packedRow(front) << 3);
  block += packedRow(front) << 3;
  for (let j: usize = 0; j < p; j++) {
    for (let d: usize = 0; d < front; d++, block += 8) setF64(block, 0, f64At(DtX, d * width + j));
    memory.copy(block, sums + ((j * width) << 3), (j + 1) << 3);
    block += (j + 1) << 3;
  }
  for (let d = front; d < m; d++) {
    const row = DtD + (packedRow(d) << 3);
    memory.copy(block, row, front << 3);
    memory.copy(block + (front << 3), DtX + ((d * width) << 3), p << 3);
    memory.copy(block + ((front + p) << 3), row + (front << 3), (d - front + 1) << 3);
    block += (p + d + 1) << 3;
  }
}
