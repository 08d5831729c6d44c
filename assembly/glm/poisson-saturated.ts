import { CHUNK, f64At, InF64, OutF64, setF64, WorkF64 } from "../abi";
import { BLOCK, BLOCK_STRIDE as STRIDE } from "../blas/cross-products";
import { addToLanes, combineLanes, dotTail } from "../blas/lanes";
import { fileSum, foldSums } from "../blas/tree";
import { log1p64, log64 } from "../math/log";
import { stirlingRest } from "../math/stirling";

/** log(2 pi) / 2 */
// @ts-ignore: decorator
@inline const LOG_SQRT_2PI: f64 = 0.9189385332046728;

/**
 * The Poisson likelihood at a fit without error, row by row but for its constant: y log y - y, 0 for y = 0.
 *
 * In    y f64[n] >= 0; w f64[n], not read unless `weighted`
 * Out   saturated f64[n]
 * Work  f64[264*2 + 8 + slots], slots as in `crossProducts`
 * Returns the sum of w (y log y - y - log Gamma(y + 1)): the log-likelihood of that fit
 * Cost  O(n)
 */
export function poissonSaturated(
  n: usize, weighted: i32, y: InF64, w: InF64, saturated: OutF64, work: WorkF64,
): f64 {
  const full = work, weights = full + STRIDE, lanes = weights + STRIDE, slots = lanes + 64;
  for (let i: usize = 0; i < BLOCK; i++) setF64(weights, i, 1);
  memory.fill(lanes, 0, 64);
  let depth: usize = 0, chunks: usize = 0;
  for (let start: usize = 0; start < n; start += CHUNK) {
    const end = min(start + CHUNK, n);
    let tail: usize = 0, body: usize = 0, factor = weights;
    for (let row = start; row < end; row += BLOCK) {
      const rows = min(BLOCK, end - row);
      for (let i: usize = 0; i < rows; i++) {
        const value = f64At(y, row + i);
        setF64(saturated, row + i, value > 0 ? value * (log64(value) - 1) : 0);
        setF64(full, i, fullLogLik(value));
      }
      factor = weighted ? w + (row << 3) : weights;
      tail = rows & 7;
      body = (rows - tail) << 3;
      addToLanes(rows - tail, full, factor, lanes);
    }
    setF64(slots, depth, combineLanes(lanes) + dotTail(tail, full + body, factor + body));
    memory.fill(lanes, 0, 64);
    depth = fileSum(++chunks, depth, slots, 1);
  }
  foldSums(depth, slots, 1);
  return f64At(slots, 0);
}

/** From here on Stirling's series needs no step upwards. */
// @ts-ignore: decorator
@inline const SERIES_FROM: f64 = 8;

/**
 * y log y - y - log Gamma(z), z = y + 1, by Stirling's formula: at z for a large outcome, the large terms y log y and
 * (z - 1/2) log z taken together, so that it costs no digit; at z + m for a small one, less the log of the product between.
 */
// @ts-ignore: decorator
@inline function fullLogLik(y: f64): f64 {
  if (!(y > 0)) return 0;
  let z = y + 1;
  if (z >= SERIES_FROM) {
    // y log y - y - (z - 1/2) log z + z = 1 - y log(1 + 1/y) - log(z) / 2
    return ((1 - y * log1p64(1 / y)) - 0.5 * log64(z) - LOG_SQRT_2PI) - stirlingRest(z);
  }
  let product: f64 = 1;
  for (; z < SERIES_FROM; z += 1) product *= z;
  const logGamma = ((z - 0.5) * log64(z) - z + LOG_SQRT_2PI) + stirlingRest(z) - log64(product);
  return y * (log64(y) - 1) - logGamma;
}
