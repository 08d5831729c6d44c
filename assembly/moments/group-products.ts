// What groups of rows add to the sums of their clusters: cross-products of columns, of dummies with columns, of dummies.
import { f64At, setF64, u32At } from "../abi";
import { addAllDeviations, takeAllMeans, weightOf } from "../demean/group-rows";
import { inverseOf } from "../demean/lanes";
import { closeLevels, countLevels } from "./level-products";
import { packedRow } from "./packed-factor";
import { addRowProducts, BUFFER_ROWS, fillRows, rowWidth } from "./row-buffer";

// Sums of a cluster, p columns and m dummies, width = rowWidth(p): X'X width by width, D'X in blocks of four columns, m by 4
// each, D'D packed, and the weights by level.

/** Numbers in the sums of a cluster. */
export function sumsSize(p: usize, m: usize): usize {
  const width = rowWidth(p);
  return width * width + m * width + packedRow(m) + m;
}

/** Clears the scratch that `addGroups` wants clear: f64[66*width + 2 m]. */
export function clearScratch(p: usize, m: usize, work: usize): void {
  memory.fill(work, 0, ((BUFFER_ROWS + 2) * rowWidth(p) + m) << 3);
}

/** Means of a group from the sums of its deviations. */
function closeSums(width: usize, W: f64, sums: usize): void {
  const inverse = inverseOf(W);
  for (let j: usize = 0; j < width; j += 2) {
    if (ASC_FEATURE_SIMD) v128.store(sums + (j << 3), f64x2.mul(v128.load(sums + (j << 3)), f64x2.splat(inverse)));
    else for (let i = j; i < j + 2; i++) setF64(sums, i, f64At(sums, i) * inverse);
  }
}

/**
 * Adds groups low .. high-1 to sums, `bytes` apart, of the clusters they lie in: `clusterOf` them, or all in the first where
 * it is 0. They are those listed in `groups`, or the numbers themselves where it is 0; `w` is 0 without weights. Means of
 * the columns are taken out where `centred` is set. Groups that follow each other are in the buffer together, and products
 * of those of a cluster are made at once.
 */
export function addGroups(
  low: usize, high: usize, n: usize, p: usize, m: usize, nEffects: usize, centred: bool, groups: usize, clusterOf: usize,
  offsets: usize, codes: usize, w: usize, X: usize, sums: usize, bytes: usize, work: usize,
): void {
  const width = rowWidth(p);
  const buffer = work;
  const firsts = buffer + ((BUFFER_ROWS * width) << 3), means = firsts + (width << 3);
  const byLevel = means + (width << 3), met = byLevel + (m << 3);
  const apart = m << 2, single = nEffects == 1;
  for (let t = low; t < high;) {
    let last = groups == 0 ? t : <usize>u32At(groups, t);
    const start = u32At(offsets, last);
    let next = t + 1;
    while (next < high) {
      const g = groups == 0 ? next : <usize>u32At(groups, next);
      if (g != last + 1 || u32At(offsets, g + 1) - start > BUFFER_ROWS) break;
      last = g;
      next++;
    }
    const fits = u32At(offsets, last + 1) - start <= BUFFER_ROWS;
    if (fits) fillRows(start, u32At(offsets, last + 1) - start, n, p, X, width, buffer);
    let own: usize = 0; // sums that rows of the buffer from `pending` on are added to
    let pending = start;
    for (let g = last + 1 - (next - t); g <= last; g++) {
      const from = u32At(offsets, g), to = u32At(offsets, g + 1);
      if (from == to) continue;
      const cluster = sums + (clusterOf == 0 ? 0 : u32At(clusterOf, g) * bytes);
      if (cluster != own) {
        if (fits && own != 0) addRowProducts(from - pending, width, buffer + (((pending - start) * width) << 3), own);
        own = cluster;
        pending = from;
      }
      const DtX = own + ((width * width) << 3), DtD = DtX + ((m * width) << 3), total = DtD + (packedRow(m) << 3);
      const row = buffer + (((from - start) * width) << 3);
      const W = centred ? weightOf(w != 0, w, from, to) : 0;
      if (centred) {
        if (!fits) fillRows(from, 1, n, p, X, width, row);
        memory.copy(firsts, row, width << 3);
        memory.fill(means, 0, width << 3);
        for (let i = from; i < to; i += BUFFER_ROWS) {
          const rows = min(BUFFER_ROWS, to - i);
          if (!fits) fillRows(i, rows, n, p, X, width, buffer);
          if (w == 0) addAllDeviations(false, rows, width, row, firsts, means, 0);
          else addAllDeviations(true, rows, width, row, firsts, means, w + (i << 3));
        }
        closeSums(width, W, means);
      }
      let nMet: usize = 0;
      for (let i = from; i < to; i += BUFFER_ROWS) {
        const rows = min(BUFFER_ROWS, to - i);
        if (!fits) fillRows(i, rows, n, p, X, width, buffer);
        if (w != 0) takeAllMeans(true, false, rows, width, row, firsts, means, w, i, n, nEffects, codes, DtX, apart);
        else if (single) takeAllMeans(false, true, rows, width, row, firsts, means, w, i, n, nEffects, codes, DtX, apart);
        else takeAllMeans(false, false, rows, width, row, firsts, means, w, i, n, nEffects, codes, DtX, apart);
        if (!fits) addRowProducts(rows, width, buffer, own);
        if (m > 0) nMet = countLevels(i, rows, n, nEffects, codes, w == 0 ? <usize>0 : w + (i << 3), DtD, byLevel, met, nMet);
      }
      if (m > 0) closeLevels(m, inverseOf(W), DtD, byLevel, met, nMet, total);
    }
    if (fits && own != 0) addRowProducts(u32At(offsets, last + 1) - pending, width, buffer + (((pending - start) * width) << 3), own);
    t = next;
  }
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
    for (let d: usize = 0; d < front; d++, block += 8) setF64(block, 0, f64At(DtX, levelAt(m, d, j)));
    memory.copy(block, sums + ((j * width) << 3), (j + 1) << 3);
    block += (j + 1) << 3;
  }
  for (let d = front; d < m; d++) {
    const row = DtD + (packedRow(d) << 3);
    memory.copy(block, row, front << 3);
    block += front << 3;
    for (let j: usize = 0; j < p; j++, block += 8) setF64(block, 0, f64At(DtX, levelAt(m, d, j)));
    memory.copy(block, row + (front << 3), (d - front + 1) << 3);
    block += (d - front + 1) << 3;
  }
}

/** Place of level d and column j in D'X. */
// @ts-ignore: decorator
@inline function levelAt(m: usize, d: usize, j: usize): usize { return (((j >> 2) * m + d) << 2) + (j & 3); }
