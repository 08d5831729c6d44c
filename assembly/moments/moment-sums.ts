import { InF64, InU32, OutF64, WorkF64 } from "../abi";
import { addGroups, clearScratch, sumsSize, writeBlock } from "./group-products";
import { packedRow } from "./packed-factor";

/**
 * What groups low .. high-1 add to the sums of their clusters, in the order rows have in memory: for clusters few enough
 * that the sums of all stay in cache, while their groups lie scattered. Sums of several calls add up, and `momentWrite`
 * makes blocks of them. Otherwise as `momentBlocks`.
 *
 * In    offsets u32[nGroups+1]; clusterOf u32[nGroups] in 0..nClusters-1; codes, w, X as in `momentBlocks`
 * Out   sums f64[nClusters*S], S = P*P + m*P + m(m+1)/2 + m, P the multiple of four from p up
 * Work  f64[66*P + 2 m]
 * Info  0
 * Cost  O(n p (p + nEffects) + nGroups * levels^2 + nClusters * S)
 */
export function momentSums(
  low: usize, high: usize, n: usize, p: usize, m: usize, nEffects: usize, weighted: i32, centred: i32, nClusters: usize,
  offsets: InU32, clusterOf: InU32, codes: InU32, w: InF64, X: InF64, sums: OutF64, work: WorkF64,
): i32 {
  const bytes = sumsSize(p, m) << 3;
  memory.fill(sums, 0, nClusters * bytes);
  clearScratch(p, m, work);
  const weights = weighted ? w : <usize>0;
  addGroups(low, high, n, p, m, nEffects, centred != 0, 0, clusterOf, offsets, codes, weights, X, sums, bytes, work);
  return 0;
}

/**
 * Packed blocks and weights by level of clusters low .. high-1 from their sums.
 *
 * In    sums f64[nClusters*S] of `momentSums`
 * Out   blocks f64[nClusters*R(R+1)/2], R = m + p; levelWeights f64[nClusters*m]
 * Info  0
 * Cost  O(nClusters * R^2)
 */
export function momentWrite(
  low: usize, high: usize, p: usize, m: usize, behind: usize, sums: InF64, blocks: OutF64, levelWeights: OutF64,
): i32 {
  const bytes = sumsSize(p, m) << 3, order = m + p;
  for (let c = low; c < high; c++) {
    writeBlock(p, m, behind, sums + c * bytes, blocks + ((c * packedRow(order)) << 3), levelWeights + ((c * m) << 3));
  }
  return 0;
}
