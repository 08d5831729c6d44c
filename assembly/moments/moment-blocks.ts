import { InF64, InU32, OutF64, u32At, WorkF64 } from "../abi";
import { addGroups, clearScratch, sumsSize, writeBlock } from "./group-products";
import { packedRow } from "./packed-factor";

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
 * Work  f64[66*P + 2 m + P*P + m*P + m(m+1)/2 + m], P the multiple of four from p up
 * Info  0
 * Cost  O(n p (p + nEffects) + nGroups * levels^2 + nClusters * R^2)
 * Source Frisch & Waugh (1933), Econometrica 1(4), doi:10.2307/1907330, cluster by cluster
 */
export function momentBlocks(
  low: usize, high: usize, n: usize, p: usize, m: usize, behind: usize, nEffects: usize, weighted: i32, centred: i32,
  starts: InU32, groups: InU32, offsets: InU32, codes: InU32, w: InF64, X: InF64,
  blocks: OutF64, levelWeights: OutF64, work: WorkF64,
): i32 {
  const size = sumsSize(p, m), order = m + p;
  const sums = work, scratch = work + (size << 3);
  clearScratch(p, m, scratch);
  const weights = weighted ? w : <usize>0;
  for (let c = low; c < high; c++) {
    memory.fill(sums, 0, size << 3);
    addGroups(
      u32At(starts, c), u32At(starts, c + 1), n, p, m, nEffects, centred != 0, groups, 0, offsets, codes, weights, X, sums,
      0, scratch,
    );
    writeBlock(p, m, behind, sums, blocks + ((c * packedRow(order)) << 3), levelWeights + ((c * m) << 3));
  }
  return 0;
}
