import { f64At, InF64, InOutF64, OutF64, setF64 } from "../abi";
import { addTo } from "../blas/axpy";
import { LEVELS_A_CHUNK, LEVELS_AT_ONCE } from "./levels";

/** Adds the slabs of `size` numbers at y, `apart` bytes from each other, into the first: a binary tree over slabs. */
// @ts-ignore: decorator
@inline function mergeSlabs(nSlabs: usize, size: usize, apart: usize, y: usize): void {
  for (let width: usize = 1; width < nSlabs; width <<= 1) {
    for (let s: usize = 0; s + width < nSlabs; s += width << 1) addTo(size, y + s * apart, y + (s + width) * apart);
  }
}

/** Four lanes of levels low..high-1: y becomes the product, `dots` gathers a times it. */
// @ts-ignore: decorator
@inline function finishFour(
  single: bool, lanes: usize, low: usize, high: usize, totals: usize, a: usize, y: usize, dots: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    let d01 = v128.load(dots), d23 = v128.load(dots, 16);
    for (let l = low; l < high; l++) {
      const at = (l * lanes) << 3;
      const a01 = v128.load(a + at), a23 = v128.load(a + at, 16);
      let q01 = v128.load(y + at), q23 = v128.load(y + at, 16);
      if (single) {
        const total = v128.load64_splat(totals + (l << 3));
        q01 = f64x2.sub(f64x2.mul(total, a01), q01);
        q23 = f64x2.sub(f64x2.mul(total, a23), q23);
        v128.store(y + at, q01);
        v128.store(y + at, q23, 16);
      }
      d01 = f64x2.add(d01, f64x2.mul(a01, q01));
      d23 = f64x2.add(d23, f64x2.mul(a23, q23));
    }
    v128.store(dots, d01);
    v128.store(dots, d23, 16);
  } else {
    for (let j: usize = 0; j < 4; j++) {
      let dot = f64At(dots, j);
      for (let l = low; l < high; l++) {
        const at = l * lanes + j;
        if (single) setF64(y, at, f64At(totals, l) * f64At(a, at) - f64At(y, at));
        dot += f64At(a, at) * f64At(y, at);
      }
      setF64(dots, j, dot);
    }
  }
}

/**
 * Makes q = S a of what reducedApply gave slab by slab, for levels low..high-1, and the products a'q of each lane.
 *
 * In    totals f64[nLevels]: weight of each level, read only when p = 1; a f64[nLevels*lanes], lanes a multiple of 4
 * InOut y f64[nSlabs*nLevels*lanes], slab by slab: the first becomes q, the others are left with partial sums
 * Out   dots f64[nChunks*lanes]: sums of a q over the chunks of 1,024 levels; those of the chunks in low..high-1
 * Info  0; -1 if lanes is not a multiple of 4; -2 if low is not a multiple of 1,024
 * Cost  O((high - low) lanes nSlabs); slabs by a binary tree, levels of a chunk in order
 */
export function reducedFinish(
  lanes: usize, low: usize, high: usize, nLevels: usize, nSlabs: usize, p: usize,
  totals: InF64, a: InF64, y: InOutF64, dots: OutF64,
): i32 {
  if (lanes == 0 || (lanes & 3) != 0) return -1;
  if (low % LEVELS_A_CHUNK != 0) return -2;
  for (let start = low; start < high; start += LEVELS_A_CHUNK) {
    const end = min(start + LEVELS_A_CHUNK, high);
    const sums = dots + (((start / LEVELS_A_CHUNK) * lanes) << 3);
    memory.fill(sums, 0, lanes << 3);
    for (let from = start; from < end; from += LEVELS_AT_ONCE) {
      const to = min(from + LEVELS_AT_ONCE, end);
      mergeSlabs(nSlabs, (to - from) * lanes, (nLevels * lanes) << 3, y + ((from * lanes) << 3));
      for (let j: usize = 0; j < lanes; j += 4) {
        if (p == 1) finishFour(true, lanes, from, to, totals, a + (j << 3), y + (j << 3), sums + (j << 3));
        else finishFour(false, lanes, from, to, totals, a + (j << 3), y + (j << 3), sums + (j << 3));
      }
    }
  }
  return 0;
}
