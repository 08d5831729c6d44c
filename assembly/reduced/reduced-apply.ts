import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";

// Numbers of a level are neighbours, one a lane. `lanes` is a constant at each call, so that each loop keeps the sums
// of a group in registers: two lanes a vector, s0 to s5. Addresses are made once a cell, pairs are at constant offsets.

/** Adds the pairs v0 to v5, as many as `lanes` has, to the numbers at `at`. */
// @ts-ignore: decorator
@inline function addPairs(
  lanes: usize, at: usize, v0: v128, v1: v128, v2: v128, v3: v128, v4: v128, v5: v128,
): void {
  v128.store(at, f64x2.add(v128.load(at), v0));
  v128.store(at, f64x2.add(v128.load(at, 16), v1), 16);
  if (lanes > 4) {
    v128.store(at, f64x2.add(v128.load(at, 32), v2), 32);
    v128.store(at, f64x2.add(v128.load(at, 48), v3), 48);
  }
  if (lanes > 8) {
    v128.store(at, f64x2.add(v128.load(at, 64), v4), 64);
    v128.store(at, f64x2.add(v128.load(at, 80), v5), 80);
  }
}

/** One other effect. */
// @ts-ignore: decorator
@inline function applyOne(
  lanes: usize, low: usize, high: usize,
  offsets: usize, codes: usize, weights: usize, inverses: usize, a: usize, y: usize,
): void {
  const zero = f64x2.splat(0);
  let start = u32At(offsets, low);
  for (let g = low; g < high; g++) {
    const end = u32At(offsets, g + 1);
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero;
    for (let i = start; i < end; i++) {
      const w = v128.load64_splat(weights + (i << 3));
      const at = a + u32At(codes, i) * (lanes << 3);
      s0 = f64x2.add(s0, f64x2.mul(w, v128.load(at)));
      s1 = f64x2.add(s1, f64x2.mul(w, v128.load(at, 16)));
      if (lanes > 4) {
        s2 = f64x2.add(s2, f64x2.mul(w, v128.load(at, 32)));
        s3 = f64x2.add(s3, f64x2.mul(w, v128.load(at, 48)));
      }
      if (lanes > 8) {
        s4 = f64x2.add(s4, f64x2.mul(w, v128.load(at, 64)));
        s5 = f64x2.add(s5, f64x2.mul(w, v128.load(at, 80)));
      }
    }
    const inverse = v128.load64_splat(inverses + (g << 3));
    s0 = f64x2.mul(s0, inverse);
    s1 = f64x2.mul(s1, inverse);
    if (lanes > 4) {
      s2 = f64x2.mul(s2, inverse);
      s3 = f64x2.mul(s3, inverse);
    }
    if (lanes > 8) {
      s4 = f64x2.mul(s4, inverse);
      s5 = f64x2.mul(s5, inverse);
    }
    for (let i = start; i < end; i++) {
      const w = v128.load64_splat(weights + (i << 3));
      addPairs(
        lanes, y + u32At(codes, i) * (lanes << 3), f64x2.mul(w, s0), f64x2.mul(w, s1),
        f64x2.mul(w, s2), f64x2.mul(w, s3), f64x2.mul(w, s4), f64x2.mul(w, s5),
      );
    }
    start = end;
  }
}

/** Several other effects; `two`, a constant at each call: p is 2, and the loops over effects run once. */
// @ts-ignore: decorator
@inline function applySeveral(
  two: bool, lanes: usize, low: usize, high: usize, p: usize, stride: usize,
  offsets: usize, codes: usize, weights: usize, inverses: usize, a: usize, y: usize,
): void {
  const zero = f64x2.splat(0);
  let start = u32At(offsets, low);
  for (let g = low; g < high; g++) {
    const end = u32At(offsets, g + 1);
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero;
    for (let pass = 0; pass < 2; pass++) {
      for (let i = start; i < end; i++) {
        const w = v128.load64_splat(weights + (i << 3));
        let at = a + u32At(codes, i) * (lanes << 3);
        let v0 = v128.load(at), v1 = v128.load(at, 16), v2 = zero, v3 = zero, v4 = zero, v5 = zero;
        if (lanes > 4) {
          v2 = v128.load(at, 32);
          v3 = v128.load(at, 48);
        }
        if (lanes > 8) {
          v4 = v128.load(at, 64);
          v5 = v128.load(at, 80);
        }
        let f: usize = 1;
        do {
          at = a + u32At(codes, f * stride + i) * (lanes << 3);
          v0 = f64x2.add(v0, v128.load(at));
          v1 = f64x2.add(v1, v128.load(at, 16));
          if (lanes > 4) {
            v2 = f64x2.add(v2, v128.load(at, 32));
            v3 = f64x2.add(v3, v128.load(at, 48));
          }
          if (lanes > 8) {
            v4 = f64x2.add(v4, v128.load(at, 64));
            v5 = f64x2.add(v5, v128.load(at, 80));
          }
        } while (!two && ++f < p);
        if (pass == 0) {
          s0 = f64x2.add(s0, f64x2.mul(w, v0));
          s1 = f64x2.add(s1, f64x2.mul(w, v1));
          if (lanes > 4) {
            s2 = f64x2.add(s2, f64x2.mul(w, v2));
            s3 = f64x2.add(s3, f64x2.mul(w, v3));
          }
          if (lanes > 8) {
            s4 = f64x2.add(s4, f64x2.mul(w, v4));
            s5 = f64x2.add(s5, f64x2.mul(w, v5));
          }
          continue;
        }
        v0 = f64x2.mul(w, f64x2.sub(v0, s0));
        v1 = f64x2.mul(w, f64x2.sub(v1, s1));
        if (lanes > 4) {
          v2 = f64x2.mul(w, f64x2.sub(v2, s2));
          v3 = f64x2.mul(w, f64x2.sub(v3, s3));
        }
        if (lanes > 8) {
          v4 = f64x2.mul(w, f64x2.sub(v4, s4));
          v5 = f64x2.mul(w, f64x2.sub(v5, s5));
        }
        addPairs(lanes, y + u32At(codes, i) * (lanes << 3), v0, v1, v2, v3, v4, v5);
        f = 1;
        do {
          addPairs(lanes, y + u32At(codes, f * stride + i) * (lanes << 3), v0, v1, v2, v3, v4, v5);
        } while (!two && ++f < p);
      }
      if (pass != 0) continue;
      const inverse = v128.load64_splat(inverses + (g << 3));
      s0 = f64x2.mul(s0, inverse);
      s1 = f64x2.mul(s1, inverse);
      s2 = f64x2.mul(s2, inverse);
      s3 = f64x2.mul(s3, inverse);
      s4 = f64x2.mul(s4, inverse);
      s5 = f64x2.mul(s5, inverse);
    }
    start = end;
  }
}

/** One lane, whose place in level 0 is at `a` and `y`. The arithmetic of the loops above. */
// @ts-ignore: decorator
@inline function applyLane(
  lanes: usize, low: usize, high: usize, p: usize, stride: usize,
  offsets: usize, codes: usize, weights: usize, inverses: usize, a: usize, y: usize,
): void {
  for (let g = low; g < high; g++) {
    const start = u32At(offsets, g), end = u32At(offsets, g + 1);
    let s: f64 = 0;
    for (let i = start; i < end; i++) s += f64At(weights, i) * cellAt(lanes, p, stride, i, codes, a);
    const m = s * f64At(inverses, g);
    for (let i = start; i < end; i++) {
      const value = f64At(weights, i) * (p == 1 ? m : cellAt(lanes, p, stride, i, codes, a) - m);
      for (let f: usize = 0; f < p; f++) {
        const at = u32At(codes, f * stride + i) * lanes;
        setF64(y, at, f64At(y, at) + value);
      }
    }
  }
}

/** Sum over the effects of cell i of its numbers in the lane at `a`. */
// @ts-ignore: decorator
@inline function cellAt(lanes: usize, p: usize, stride: usize, i: usize, codes: usize, a: usize): f64 {
  let sum = f64At(a, u32At(codes, i) * lanes);
  for (let f: usize = 1; f < p; f++) sum += f64At(a, u32At(codes, f * stride + i) * lanes);
  return sum;
}

// @ts-ignore: decorator
@inline function apply(
  single: bool, lanes: usize, low: usize, high: usize, p: usize, stride: usize,
  offsets: usize, codes: usize, weights: usize, inverses: usize, a: usize, y: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    if (single) applyOne(lanes, low, high, offsets, codes, weights, inverses, a, y);
    else if (p == 2) applySeveral(true, lanes, low, high, p, stride, offsets, codes, weights, inverses, a, y);
    else applySeveral(false, lanes, low, high, p, stride, offsets, codes, weights, inverses, a, y);
  } else {
    for (let j: usize = 0; j < lanes; j++) {
      applyLane(lanes, low, high, p, stride, offsets, codes, weights, inverses, a + (j << 3), y + (j << 3));
    }
  }
}

/**
 * The reduced system S times vectors, or rather what the groups low..high-1 give: a slab, whose y is its own.
 * reducedFinish makes the product of the y of all slabs. With one other effect y gathers w m, m the group's mean of a,
 * and S a = totals a - y; with several y gathers w (sum over effects of a - m) and S a = y.
 *
 * In    cells as reducedCells gives them: offsets u32[nGroups+1], codes u32[p*stride], weights f64[cells];
 *       inverses f64[nGroups]: 1 over the weight of each group; a f64[nLevels*lanes], `lanes` (4, 8 or 12) numbers a
 *       level
 * Out   y f64[nLevels*lanes]
 * Info  0; -1 if lanes is not 4, 8 or 12; -5 if p = 0
 * Cost  O(cells p lanes + nLevels lanes); groups in order, cells in order
 */
export function reducedApply(
  lanes: usize, low: usize, high: usize, nLevels: usize, p: usize, stride: usize,
  offsets: InU32, codes: InU32, weights: InF64, inverses: InF64, a: InF64, y: OutF64,
): i32 {
  if (lanes != 4 && lanes != 8 && lanes != 12) return -1;
  if (p == 0) return -5;
  memory.fill(y, 0, (nLevels * lanes) << 3);
  if (p == 1) {
    if (lanes == 4) apply(true, 4, low, high, 1, stride, offsets, codes, weights, inverses, a, y);
    else if (lanes == 8) apply(true, 8, low, high, 1, stride, offsets, codes, weights, inverses, a, y);
    else apply(true, 12, low, high, 1, stride, offsets, codes, weights, inverses, a, y);
  } else {
    if (lanes == 4) apply(false, 4, low, high, p, stride, offsets, codes, weights, inverses, a, y);
    else if (lanes == 8) apply(false, 8, low, high, p, stride, offsets, codes, weights, inverses, a, y);
    else apply(false, 12, low, high, p, stride, offsets, codes, weights, inverses, a, y);
  }
  return 0;
}
