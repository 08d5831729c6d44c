import { CHUNK, f64At, InF64, setF64, WorkF64 } from "../abi";
import { multiply } from "./axpy";
import { dotChunk } from "./ddot";
import { fileSum, foldSums } from "./tree";

/** Bytes of the merge tree: 32 slots of two sums. */
const TREE: usize = 512;

/**
 * Sum of w (x - mean)^2 about the weighted mean of x; about the plain mean when `weighted` is 0. Two passes, the
 * second corrected by the rounding left in the mean.
 *
 * In      x f64[n]; w f64[n], not read when weighted = 0
 * Work    f64[12352]: the tree, and a chunk each of ones, deviations and weighted deviations
 * Returns the sum; 0 for no rows or no weight
 * Cost    O(n)
 * Source  Chan, Golub & LeVeque (1983), The American Statistician 37(3), doi:10.1080/00031305.1983.10483115
 */
export function centredSumOfSquares(n: usize, weighted: i32, x: InF64, w: InF64, work: WorkF64): f64 {
  const ones = work + TREE;
  const deviations = ones + (CHUNK << 3);
  const products = deviations + (CHUNK << 3);
  // A product with one is exact, so a chunk of ones serves as weights and turns dot products into sums.
  for (let i: usize = 0; i < CHUNK; i++) setF64(ones, i, 1);

  let chunks: usize = 0;
  let depth: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const rows = min(CHUNK, n - start);
    const weights = weighted ? w + (start << 3) : ones;
    const slot = work + (depth << 4);
    setF64(slot, 0, dotChunk(rows, weights, ones));
    setF64(slot, 1, dotChunk(rows, weights, x + (start << 3)));
    depth = fileSum(++chunks, depth, work, 2);
  }
  foldSums(depth, work, 2);
  const weight = f64At(work, 0);
  if (weight == 0) return 0;
  const mean = f64At(work, 1) / weight;

  chunks = 0;
  depth = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const rows = min(CHUNK, n - start);
    const slot = work + (depth << 4);
    for (let i: usize = 0; i < rows; i++) setF64(deviations, i, f64At(x, start + i) - mean);
    multiply(rows, deviations, weighted ? w + (start << 3) : ones, products);
    setF64(slot, 0, dotChunk(rows, products, deviations));
    setF64(slot, 1, dotChunk(rows, products, ones));
    depth = fileSum(++chunks, depth, work, 2);
  }
  foldSums(depth, work, 2);
  const left = f64At(work, 1);
  return f64At(work, 0) - left * left / weight;
}
