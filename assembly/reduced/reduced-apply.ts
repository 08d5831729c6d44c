import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { levelPlace } from "./levels";

// Numbers of a level are neighbours, one a lane. `lanes` is a constant at each call, so that each loop keeps the sums
// of a group in registers: two lanes a vector, s0 to s5. Addresses are made once a cell, pairs are at constant offsets.
// `weighted`, a constant too: where every weight is 1 no product with it is made, which changes no bit.

/** Cells of a group whose sums over two effects are kept between the sweeps: 12 kB at twelve lanes. */
// @ts-ignore: decorator
@inline const CELLS_KEPT: usize = 128;

/** `value`, times the weight of cell i where cells are weighted. */
// @ts-ignore: decorator
@inline function weighed(weighted: bool, w: v128, value: v128): v128 { return weighted ? f64x2.mul(w, value) : value; }

/** Weight of cell i in both lanes; not read where cells aren't weighted. */
// @ts-ignore: decorator
@inline function weightOf(weighted: bool, weights: usize, i: usize): v128 {
  return weighted ? v128.load64_splat(weights + (i << 3)) : f64x2.splat(1);
}

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
  weighted: bool, lanes: usize, low: usize, high: usize,
  offsets: usize, codes: usize, weights: usize, inverses: usize, a: usize, y: usize,
): void {
  const zero = f64x2.splat(0);
  let start = u32At(offsets, low);
  for (let g = low; g < high; g++) {
    const end = u32At(offsets, g + 1);
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero;
    for (let i = start; i < end; i++) {
      const w = weightOf(weighted, weights, i);
      const at = a + levelPlace(lanes, u32At(codes, i));
      s0 = f64x2.add(s0, weighed(weighted, w, v128.load(at)));
      s1 = f64x2.add(s1, weighed(weighted, w, v128.load(at, 16)));
      if (lanes > 4) {
        s2 = f64x2.add(s2, weighed(weighted, w, v128.load(at, 32)));
        s3 = f64x2.add(s3, weighed(weighted, w, v128.load(at, 48)));
      }
      if (lanes > 8) {
        s4 = f64x2.add(s4, weighed(weighted, w, v128.load(at, 64)));
        s5 = f64x2.add(s5, weighed(weighted, w, v128.load(at, 80)));
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
      const w = weightOf(weighted, weights, i);
      addPairs(
        lanes, y + levelPlace(lanes, u32At(codes, i)), weighed(weighted, w, s0), weighed(weighted, w, s1),
        weighed(weighted, w, s2), weighed(weighted, w, s3), weighed(weighted, w, s4), weighed(weighted, w, s5),
      );
    }
    start = end;
  }
}

/** Several other effects; `two`, a constant at each call: p is 2, and the loops over effects run once. */
// @ts-ignore: decorator
@inline function applySeveral(
  weighted: bool, two: bool, lanes: usize, low: usize, high: usize, p: usize, stride: usize,
  offsets: usize, codes: usize, weights: usize, inverses: usize, a: usize, y: usize,
): void {
  const zero = f64x2.splat(0);
  let start = u32At(offsets, low);
  for (let g = low; g < high; g++) {
    const end = u32At(offsets, g + 1);
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero;
    for (let pass = 0; pass < 2; pass++) {
      for (let i = start; i < end; i++) {
        const w = weightOf(weighted, weights, i);
        let at = a + levelPlace(lanes, u32At(codes, i));
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
          at = a + levelPlace(lanes, u32At(codes, f * stride + i));
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
          s0 = f64x2.add(s0, weighed(weighted, w, v0));
          s1 = f64x2.add(s1, weighed(weighted, w, v1));
          if (lanes > 4) {
            s2 = f64x2.add(s2, weighed(weighted, w, v2));
            s3 = f64x2.add(s3, weighed(weighted, w, v3));
          }
          if (lanes > 8) {
            s4 = f64x2.add(s4, weighed(weighted, w, v4));
            s5 = f64x2.add(s5, weighed(weighted, w, v5));
          }
          continue;
        }
        v0 = weighed(weighted, w, f64x2.sub(v0, s0));
        v1 = weighed(weighted, w, f64x2.sub(v1, s1));
        if (lanes > 4) {
          v2 = weighed(weighted, w, f64x2.sub(v2, s2));
          v3 = weighed(weighted, w, f64x2.sub(v3, s3));
        }
        if (lanes > 8) {
          v4 = weighed(weighted, w, f64x2.sub(v4, s4));
          v5 = weighed(weighted, w, f64x2.sub(v5, s5));
        }
        addPairs(lanes, y + levelPlace(lanes, u32At(codes, i)), v0, v1, v2, v3, v4, v5);
        f = 1;
        do {
          addPairs(lanes, y + levelPlace(lanes, u32At(codes, f * stride + i)), v0, v1, v2, v3, v4, v5);
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

/** Two other effects: sums over both are kept for the second sweep, whose loads all come before the stores of a pair. */
// @ts-ignore: decorator
@inline function applyTwo(
  weighted: bool, lanes: usize, low: usize, high: usize, stride: usize,
  offsets: usize, codes: usize, weights: usize, inverses: usize, a: usize, y: usize, kept: usize,
): void {
  const zero = f64x2.splat(0);
  let start = u32At(offsets, low);
  for (let g = low; g < high; g++) {
    const end = u32At(offsets, g + 1);
    if (end - start > CELLS_KEPT) {
      applySeveral(weighted, true, lanes, g, g + 1, 2, stride, offsets, codes, weights, inverses, a, y);
      start = end;
      continue;
    }
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero;
    let at = kept;
    for (let i = start; i < end; i++) {
      const w = weightOf(weighted, weights, i);
      const one = a + levelPlace(lanes, u32At(codes, i)), two = a + levelPlace(lanes, u32At(codes, stride + i));
      s0 = f64x2.add(s0, weighed(weighted, w, keepPair(one, two, at)));
      s1 = f64x2.add(s1, weighed(weighted, w, keepPair(one + 16, two + 16, at + 16)));
      if (lanes > 4) {
        s2 = f64x2.add(s2, weighed(weighted, w, keepPair(one + 32, two + 32, at + 32)));
        s3 = f64x2.add(s3, weighed(weighted, w, keepPair(one + 48, two + 48, at + 48)));
      }
      if (lanes > 8) {
        s4 = f64x2.add(s4, weighed(weighted, w, keepPair(one + 64, two + 64, at + 64)));
        s5 = f64x2.add(s5, weighed(weighted, w, keepPair(one + 80, two + 80, at + 80)));
      }
      at += lanes << 3;
    }
    const inverse = v128.load64_splat(inverses + (g << 3));
    s0 = f64x2.mul(s0, inverse);
    s1 = f64x2.mul(s1, inverse);
    s2 = f64x2.mul(s2, inverse);
    s3 = f64x2.mul(s3, inverse);
    s4 = f64x2.mul(s4, inverse);
    s5 = f64x2.mul(s5, inverse);
    at = kept;
    for (let i = start; i < end; i++) {
      const w = weightOf(weighted, weights, i);
      const one = y + levelPlace(lanes, u32At(codes, i)), two = y + levelPlace(lanes, u32At(codes, stride + i));
      addToBoth(one, two, weighed(weighted, w, f64x2.sub(v128.load(at), s0)));
      addToBoth(one + 16, two + 16, weighed(weighted, w, f64x2.sub(v128.load(at, 16), s1)));
      if (lanes > 4) {
        addToBoth(one + 32, two + 32, weighed(weighted, w, f64x2.sub(v128.load(at, 32), s2)));
        addToBoth(one + 48, two + 48, weighed(weighted, w, f64x2.sub(v128.load(at, 48), s3)));
      }
      if (lanes > 8) {
        addToBoth(one + 64, two + 64, weighed(weighted, w, f64x2.sub(v128.load(at, 64), s4)));
        addToBoth(one + 80, two + 80, weighed(weighted, w, f64x2.sub(v128.load(at, 80), s5)));
      }
      at += lanes << 3;
    }
    start = end;
  }
}

/** The sum of the pairs at `one` and `two`, stored at `at`. */
// @ts-ignore: decorator
@inline function keepPair(one: usize, two: usize, at: usize): v128 {
  const sum = f64x2.add(v128.load(one), v128.load(two));
  v128.store(at, sum);
  return sum;
}

/** Adds a pair at `one` and at `two`, which are levels of different effects. */
// @ts-ignore: decorator
@inline function addToBoth(one: usize, two: usize, value: v128): void {
  const sum = f64x2.add(v128.load(one), value), other = f64x2.add(v128.load(two), value);
  v128.store(one, sum);
  v128.store(two, other);
}

/** One lane, whose place in level 0 is at `a` and `y`. The arithmetic of the loops above. */
// @ts-ignore: decorator
@inline function applyLane(
  weighted: bool, lanes: usize, low: usize, high: usize, p: usize, stride: usize,
  offsets: usize, codes: usize, weights: usize, inverses: usize, a: usize, y: usize,
): void {
  for (let g = low; g < high; g++) {
    const start = u32At(offsets, g), end = u32At(offsets, g + 1);
    let s: f64 = 0;
    for (let i = start; i < end; i++) {
      const value = cellAt(lanes, p, stride, i, codes, a);
      s += weighted ? f64At(weights, i) * value : value;
    }
    const m = s * f64At(inverses, g);
    for (let i = start; i < end; i++) {
      const part = p == 1 ? m : cellAt(lanes, p, stride, i, codes, a) - m;
      const value = weighted ? f64At(weights, i) * part : part;
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
  weighted: bool, lanes: usize, low: usize, high: usize, p: usize, stride: usize,
  offsets: usize, codes: usize, weights: usize, inverses: usize, a: usize, y: usize, kept: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    if (p == 1) applyOne(weighted, lanes, low, high, offsets, codes, weights, inverses, a, y);
    else if (p == 2) applyTwo(weighted, lanes, low, high, stride, offsets, codes, weights, inverses, a, y, kept);
    else applySeveral(weighted, false, lanes, low, high, p, stride, offsets, codes, weights, inverses, a, y);
  } else {
    for (let j: usize = 0; j < lanes; j++) {
      const at = j << 3;
      applyLane(weighted, lanes, low, high, p, stride, offsets, codes, weights, inverses, a + at, y + at);
    }
  }
}

/**
 * The reduced system S times vectors, or rather what the groups low..high-1 give: a slab, whose y is its own.
 * reducedFinish makes the product of the y of all slabs. With one other effect y gathers w m, m the group's mean of a,
 * and S a = totals a - y; with several y gathers w (sum over effects of a - m) and S a = y.
 *
 * In    cells as reducedCells gives them: offsets u32[nGroups+1], codes u32[p*stride], no level in two effects, weights
 *       f64[cells], all 1 and not read when `weighted` is 0;
 *       inverses f64[nGroups]: 1 over the weight of each group; a f64[nLevels*lanes], `lanes` (4, 8 or 12) numbers a
 *       level
 * Out   y f64[nLevels*lanes]
 * Work  f64[128*lanes]
 * Info  0; -1 if lanes is not 4, 8 or 12; -5 if p = 0
 * Cost  O(cells p lanes + nLevels lanes); groups in order, cells in order
 */
export function reducedApply(
  lanes: usize, low: usize, high: usize, nLevels: usize, p: usize, stride: usize, weighted: i32,
  offsets: InU32, codes: InU32, weights: InF64, inverses: InF64, a: InF64, y: OutF64, work: WorkF64,
): i32 {
  if (lanes != 4 && lanes != 8 && lanes != 12) return -1;
  if (p == 0) return -5;
  memory.fill(y, 0, (nLevels * lanes) << 3);
  if (weighted) {
    if (lanes == 4) apply(true, 4, low, high, p, stride, offsets, codes, weights, inverses, a, y, work);
    else if (lanes == 8) apply(true, 8, low, high, p, stride, offsets, codes, weights, inverses, a, y, work);
    else apply(true, 12, low, high, p, stride, offsets, codes, weights, inverses, a, y, work);
  } else {
    if (lanes == 4) apply(false, 4, low, high, p, stride, offsets, codes, weights, inverses, a, y, work);
    else if (lanes == 8) apply(false, 8, low, high, p, stride, offsets, codes, weights, inverses, a, y, work);
    else apply(false, 12, low, high, p, stride, offsets, codes, weights, inverses, a, y, work);
  }
  return 0;
}
