import { CHUNK, f64At, InF64, OutF64, setF64, WorkF64 } from "../abi";
import { dotChunk } from "../blas/ddot";
import { fileSum, foldSums } from "../blas/tree";

/**
 * The sums of the variance of a matching estimator over units: what `pairEffects` made, and a variance of the outcome
 * given the score for each unit.
 *
 * In    matched, effect, used, squares, sigma2 f64[n]
 * Out   sums f64[5]: sum m; sum m (e - centre); sum m (e - centre)^2; sum (K^2 - K') sigma^2; sum (m - K)^2 sigma^2
 * Work  f64[16384 + 5*slots]: a chunk each of ones, deviations, products and their like, then the merge tree
 * Info  0
 * Cost  O(n)
 * Source  Abadie & Imbens (2006), Econometrica 74(1), doi:10.1111/j.1468-0262.2006.00655.x
 */
export function abadieImbensSums(
  n: usize, centre: f64, matched: InF64, effect: InF64, used: InF64, squares: InF64, sigma2: InF64,
  sums: OutF64, work: WorkF64,
): i32 {
  const ones = work;
  const deviations = ones + (CHUNK << 3);
  const products = deviations + (CHUNK << 3);
  const own = products + (CHUNK << 3);
  const slots = own + (CHUNK << 3);
  for (let i: usize = 0; i < CHUNK; i++) setF64(ones, i, 1);
  let chunks: usize = 0;
  let depth: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const rows = min(CHUNK, n - start);
    const at = start << 3;
    const slot = slots + ((depth * 5) << 3);
    for (let i: usize = 0; i < rows; i++) {
      const deviation = f64At(effect, start + i) - centre;
      setF64(deviations, i, deviation);
      setF64(products, i, f64At(matched, start + i) * deviation);
    }
    setF64(slot, 0, dotChunk(rows, matched + at, ones));
    setF64(slot, 1, dotChunk(rows, products, ones));
    setF64(slot, 2, dotChunk(rows, products, deviations));
    for (let i: usize = 0; i < rows; i++) {
      const K = f64At(used, start + i);
      const net = f64At(matched, start + i) - K;
      setF64(products, i, K * K - f64At(squares, start + i));
      setF64(own, i, net * net);
    }
    setF64(slot, 3, dotChunk(rows, products, sigma2 + at));
    setF64(slot, 4, dotChunk(rows, own, sigma2 + at));
    depth = fileSum(++chunks, depth, slots, 5);
  }
  foldSums(depth, slots, 5);
  memory.copy(sums, slots, 40);
  return 0;
}
