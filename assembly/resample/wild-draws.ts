import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64, WorkU32 } from "../abi";
import { addProduct, addScaledSquares, addTwoProducts, productTile, TILE, TILE_ROW } from "./draw-tile";
import { weightsOfTile } from "./wild-weights";

/**
 * Draws first .. first + count - 1 of the wild cluster bootstrap. With v the weights of a draw, one a bootstrap cluster,
 * each of nParts parts p (of a statistic that is linear in the null value; or contrasts of a joint test) has
 *   numerator  N_p = numerators_p' v
 *   score      S_pc = (direct_p v)_c - W_pc' (U_p v)   of every error cluster c, U_p of `rank` rows; 0 of them where
 *                                                      `direct` is full
 * and what is kept of the draw is N_p and, for q <= p, sum_c factors_c S_pc S_qc.
 *
 * In    kind, purpose, k0, k1 as in wildWeights; ld rows of `out`, of which the first is that of draw `first`
 *       U f64[nParts*rank*nBoot] row-major; W f64[nParts*nRows*rank] row-major, with the opposite sign
 *       direct as rows of entries: offsets u32[nRows+1], clusters u32[entries], values f64[nParts*entries], part by part
 *       numerators f64[nParts*nBoot]; factors f64[nRows]
 * Out   out f64, columns of leading dimension ld: nParts numerators, then (p, q), q <= p, by rows; rows 0..count-1
 * Work  f64[8 (nBoot + nParts rank + 2 nParts + nParts (nParts + 3) / 2)]; u32[4]
 * Info  0; -1 for an unknown kind
 * Cost  O(count (nRows + nBoot) (rank + nParts)), with the entries
 * Source  Roodman, MacKinnon, Nielsen & Webb (2019), Stata Journal 19(1), doi:10.1177/1536867X19830877; MacKinnon (2023),
 *         Econometrics and Statistics 26, doi:10.1016/j.ecosta.2021.11.009
 */
export function wildDraws(
  kind: u32, first: u32, count: usize, ld: usize, nBoot: usize, nRows: usize, rank: usize, nParts: usize, entries: usize,
  purpose: u32, k0: u32, k1: u32, U: InF64, W: InF64, offsets: InU32, clusters: InU32, values: InF64,
  numerators: InF64, factors: InF64, out: OutF64, work: WorkF64, block: WorkU32,
): i32 {
  if (kind > 3) return -1;
  const weights = work;
  const projections = weights + nBoot * TILE_ROW;
  const scores = projections + nParts * rank * TILE_ROW; // parts of one row, then of the next
  const results = scores + 2 * nParts * TILE_ROW;
  const nResults = nParts + ((nParts * (nParts + 1)) >> 1);
  for (let from: usize = 0; from < count; from += TILE) {
    const width = count - from < TILE ? count - from : TILE;
    weightsOfTile(kind, 0, nBoot, first + <u32>from, purpose, k0, k1, weights, block);
    productTile(nParts * rank, nBoot, U, weights, projections);
    productTile(nParts, nBoot, numerators, weights, results);
    memory.fill(results + nParts * TILE_ROW, 0, (nResults - nParts) * TILE_ROW);
    for (let c: usize = 0; c < nRows; c += 2) {
      const isPair = c + 1 < nRows;
      memory.fill(scores, 0, 2 * nParts * TILE_ROW);
      for (let p: usize = 0; p < nParts; p++) {
        const score = scores + p * TILE_ROW;
        const next = score + nParts * TILE_ROW;
        const direct = values + ((p * entries) << 3);
        addEntries(u32At(offsets, c), u32At(offsets, c + 1), clusters, direct, weights, score);
        const Wc = W + (((p * nRows + c) * rank) << 3);
        const Up = projections + p * rank * TILE_ROW;
        if (isPair) {
          addEntries(u32At(offsets, c + 1), u32At(offsets, c + 2), clusters, direct, weights, next);
          addTwoProducts(rank, Wc, Wc + (rank << 3), Up, score, next);
        } else {
          addProduct(rank, Wc, Up, score);
        }
      }
      addSquares(nParts, f64At(factors, c), scores, results + nParts * TILE_ROW);
      if (isPair) {
        addSquares(nParts, f64At(factors, c + 1), scores + nParts * TILE_ROW, results + nParts * TILE_ROW);
      }
    }
    for (let s: usize = 0; s < nResults; s++) {
      for (let l: usize = 0; l < width; l++) {
        setF64(out, s * ld + from + l, f64At(results + s * TILE_ROW, l));
      }
    }
  }
  return 0;
}

/** Adds to a row of scores its entries from `low` to `high`, each times the weights of its cluster. */
// @ts-ignore: decorator
@inline function addEntries(low: usize, high: usize, clusters: usize, values: usize, weights: usize, row: usize): void {
  for (let e = low; e < high; e++) {
    addProduct(1, values + (e << 3), weights + u32At(clusters, e) * TILE_ROW, row);
  }
}

/** Adds factor * S_p S_q of a row to the sums, q <= p. */
// @ts-ignore: decorator
@inline function addSquares(nParts: usize, factor: f64, scores: usize, sums: usize): void {
  let sum = sums;
  for (let p: usize = 0; p < nParts; p++) {
    for (let q: usize = 0; q <= p; q++, sum += TILE_ROW) {
      addScaledSquares(factor, scores + p * TILE_ROW, scores + q * TILE_ROW, sum);
    }
  }
}
