import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { addLevels, closeLevels } from "./level-products";
import { packedRow } from "./packed-factor";
import { addRowProducts, addRowSums, BUFFER_ROWS, centreRows, fillRows, rowWidth } from "./row-buffer";

/** Packed block from its parts: m - behind dummies, p columns, the dummies behind them. */
function writeBlock(
  p: usize, m: usize, behind: usize, width: usize, XtX: usize, DtX: usize, DtD: usize, block: usize,
): void {
  const front = m - behind;
  memory.copy(block, DtD, packedRow(front) << 3);
  block += packedRow(front) << 3;
  for (let j: usize = 0; j < p; j++) {
    for (let d: usize = 0; d < front; d++, block += 8) setF64(block, 0, f64At(DtX, d * width + j));
    memory.copy(block, XtX + ((j * width) << 3), (j + 1) << 3);
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

/** Weights of the rows of a chunk, and their roots, into scratch; returns their sum. */
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

/**
 * Cross-products by cluster of dummies and columns, from which group means are taken out where `centred` is not 0, for
 * clusters low .. high-1, each made whole by one call. Rows are ordered by group, groups are listed by cluster; no
 * centred column is written. Of a cluster the order of a block is: dummies but the last `behind`, columns, those dummies.
 * A dense column is centred by its (weighted) mean in the group; dummies D stay sparse, D'D less s s' / W, s the weights
 * of the group's levels and W their sum, being what centring leaves. Groups of no weight count for nothing.
 *
 * In    starts u32[nClusters+1]: cluster c owns groups[starts[c]] .. groups[starts[c+1]-1]; offsets u32[nGroups+1];
 *       codes u32[nEffects*n] in 0..m-1, levels of later effects numbered after earlier ones'; w f64[n] >= 0, read only
 *       when `weighted` is not 0; X f64[n*p] column-major
 * Out   blocks f64[nClusters*R(R+1)/2], packed, R = m + p; levelWeights f64[nClusters*m]: weights by level before
 *       anything is taken out. Only those of clusters low .. high-1 are written
 * Work  f64[66*P + 64 + P*P + m*P + m(m+1)/2 + 2 m], P the multiple of four from p up
 * Info  0
 * Cost  O(n p (p + nEffects) + nGroups * levels^2 + nClusters * R^2)
 * Source Frisch & Waugh (1933), Econometrica 1(4), doi:10.2307/1907330, cluster by cluster
 */
export function momentBlocks(
  low: usize, high: usize, n: usize, p: usize, m: usize, behind: usize, nEffects: usize, weighted: i32, centred: i32,
  starts: InU32, groups: InU32, offsets: InU32, codes: InU32, w: InF64, X: InF64,
  blocks: OutF64, levelWeights: OutF64, work: WorkF64,
): i32 {
  const width = rowWidth(p);
  const buffer = work;
  const means = buffer + ((BUFFER_ROWS * width) << 3);
  const roots = means + (width << 4);
  const XtX = roots + (BUFFER_ROWS << 3);
  const DtX = XtX + ((width * width) << 3);
  const DtD = DtX + ((m * width) << 3);
  const byLevel = DtD + (packedRow(m) << 3);
  const met = byLevel + (m << 3);
  memory.fill(buffer, 0, (BUFFER_ROWS * width) << 3);
  memory.fill(byLevel, 0, m << 3);
  const root = weighted ? roots : 0;
  for (let c = low; c < high; c++) {
    memory.fill(XtX, 0, byLevel - XtX);
    const total = levelWeights + ((c * m) << 3);
    memory.fill(total, 0, m << 3);
    for (let t = u32At(starts, c), last = u32At(starts, c + 1); t < last; t++) {
      const g = u32At(groups, t);
      const start = u32At(offsets, g), end = u32At(offsets, g + 1);
      const fits = end - start <= BUFFER_ROWS;
      let inverse: f64 = 0;
      if (centred) {
        memory.fill(means, 0, width << 3);
        let W: f64 = 0;
        for (let i = start; i < end; i += BUFFER_ROWS) {
          const rows = min(BUFFER_ROWS, end - i);
          fillRows(i, rows, n, p, X, width, buffer);
          addRowSums(rows, width, weighted ? w + (i << 3) : 0, buffer, means);
          if (weighted) W += weighRows(i, rows, w, roots);
        }
        if (!weighted) W = <f64>(end - start);
        if (W == 0) continue;
        inverse = 1 / W;
        for (let j: usize = 0; j < width; j++) setF64(means, j, f64At(means, j) / W);
      }
      let nMet: usize = 0;
      for (let i = start; i < end; i += BUFFER_ROWS) {
        const rows = min(BUFFER_ROWS, end - i);
        if (!centred || !fits) {
          fillRows(i, rows, n, p, X, width, buffer);
          if (weighted) weighRows(i, rows, w, roots);
        }
        if (centred || weighted) centreRows(rows, width, centred ? means : 0, root, buffer);
        addRowProducts(rows, width, buffer, XtX);
        if (m > 0) {
          nMet = addLevels(
            i, rows, n, nEffects, codes, weighted ? w + (i << 3) : 0, root, width, buffer, DtX, DtD, byLevel, met, nMet,
          );
        }
      }
      if (m > 0) closeLevels(m, inverse, DtD, byLevel, met, nMet, total);
    }
    const order = m + p;
    writeBlock(p, m, behind, width, XtX, DtX, DtD, blocks + ((c * packedRow(order)) << 3));
  }
  return 0;
}
