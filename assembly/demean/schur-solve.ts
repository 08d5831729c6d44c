import { f64At, InF64, InOutF64, InU32, setF64, u32At } from "../abi";
import { LANES } from "./lanes";

/** Solves L y = b, then L' x = y for four columns; `order` levels from address b on. */
// @ts-ignore: decorator
@inline function solveFour(order: usize, stride: usize, L: usize, b: usize): void {
  for (let i: usize = 0; i < order; i++) {
    const row = L + i * stride, at = b + (i << 5);
    let s01 = f64x2.splat(0), s23 = s01;
    for (let j: usize = 0; j < i; j++) {
      const l = v128.load64_splat(row + (j << 3)), y = b + (j << 5);
      s01 = f64x2.add(s01, f64x2.mul(l, v128.load(y)));
      s23 = f64x2.add(s23, f64x2.mul(l, v128.load(y, 16)));
    }
    const pivot = v128.load64_splat(row + (i << 3));
    v128.store(at, f64x2.div(f64x2.sub(v128.load(at), s01), pivot));
    v128.store(at, f64x2.div(f64x2.sub(v128.load(at, 16), s23), pivot), 16);
  }
  for (let i = order; i-- > 0;) {
    const row = L + i * stride, at = b + (i << 5);
    const pivot = v128.load64_splat(row + (i << 3));
    const x01 = f64x2.div(v128.load(at), pivot), x23 = f64x2.div(v128.load(at, 16), pivot);
    v128.store(at, x01);
    v128.store(at, x23, 16);
    for (let j: usize = 0; j < i; j++) {
      const l = v128.load64_splat(row + (j << 3)), y = b + (j << 5);
      v128.store(y, f64x2.sub(v128.load(y), f64x2.mul(l, x01)));
      v128.store(y, f64x2.sub(v128.load(y, 16), f64x2.mul(l, x23)), 16);
    }
  }
}

/** One column; `lane` is the address of its number in the block's first level. The arithmetic of solveFour. */
// @ts-ignore: decorator
@inline function solveLane(order: usize, stride: usize, L: usize, lane: usize): void {
  for (let i: usize = 0; i < order; i++) {
    const row = L + i * stride, at = lane + (i << 5);
    let s: f64 = 0;
    for (let j: usize = 0; j < i; j++) s += f64At(row, j) * load<f64>(lane + (j << 5));
    store<f64>(at, (load<f64>(at) - s) / f64At(row, i));
  }
  for (let i = order; i-- > 0;) {
    const row = L + i * stride, at = lane + (i << 5);
    const x = load<f64>(at) / f64At(row, i);
    store<f64>(at, x);
    for (let j: usize = 0; j < i; j++) {
      const y = lane + (j << 5);
      store<f64>(y, load<f64>(y) - f64At(row, j) * x);
    }
  }
}

/**
 * Coefficients of the smaller effect from its right-hand side, block by block; the last level of each block gets 0.
 *
 * In    blocks u32[nBlocks+1]: first level of each block; L f64[sum of m^2]: blocks as schurFactor leaves them
 * InOut b f64[4*nLevels], interleaved by four: right-hand side in, coefficients out
 * Info  0
 * Cost  O(sum of m^2), four columns at once
 */
export function schurSolve(nBlocks: usize, blocks: InU32, L: InF64, b: InOutF64): i32 {
  for (let block: usize = 0; block < nBlocks; block++) {
    const low = u32At(blocks, block), m = u32At(blocks, block + 1) - low;
    if (m == 0) continue;
    const order = m - 1, first = b + (low << 5);
    if (ASC_FEATURE_SIMD) {
      solveFour(order, m << 3, L, first);
    } else {
      for (let j: usize = 0; j < LANES; j++) solveLane(order, m << 3, L, first + (j << 3));
    }
    for (let j: usize = 0; j < LANES; j++) setF64(first + (order << 5), j, 0);
    L += (m * m) << 3;
  }
  return 0;
}
