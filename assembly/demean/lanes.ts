// Columns as lanes. The demeaning kernels take one to four columns a call and give each column the same sequence of
// operations, so that SIMD (two vectors of two columns) and one column at a time give the same bits. Numbers by level
// are interleaved by four: those of a level are neighbours, one half of a cache line, whatever the number of columns.
// Parameters named `weighted` and `single` are constants at each call: one source, several loops.

import { f64At, setF64, u32At } from "../abi";

/** Columns a call takes at most, and the stride of numbers interleaved by level. */
// @ts-ignore: decorator
@inline export const LANES: usize = 4;

/** Address of column j of X, the last column standing in for those beyond it. */
// @ts-ignore: decorator
@inline export function columnAt(X: usize, n: usize, k: usize, j: usize): usize { return X + ((min(j, k - 1) * n) << 3); }

/** The numbers at byte offset `at` of two columns as one vector. */
// @ts-ignore: decorator
@inline export function pairAt(x: usize, y: usize, at: usize): v128 {
  return v128.load_lane<f64>(y + at, v128.load64_splat(x + at), 1);
}

/** Weight of row i: 1 when there are no weights. */
// @ts-ignore: decorator
@inline export function weightAt(weighted: bool, w: usize, i: usize): f64 { return weighted ? f64At(w, i) : 1; }

/** 1 / W, or 0 for a group of no weight, whose mean then counts as 0. */
// @ts-ignore: decorator
@inline export function inverseOf(W: f64): f64 { return W > 0 ? 1 / W : 0; }

/** Adds `value` to one lane of the level of row i in each of p effects; `single`: p is 1. */
// @ts-ignore: decorator
@inline export function addToLevels(
  single: bool, n: usize, p: usize, i: usize, codes: usize, lane: usize, value: f64,
): void {
  if (single) {
    const at = lane + (u32At(codes, i) << 5);
    store<f64>(at, load<f64>(at) + value);
  } else {
    for (let f: usize = 0; f < p; f++) {
      const at = lane + (u32At(codes, f * n + i) << 5);
      store<f64>(at, load<f64>(at) + value);
    }
  }
}

/** `value` less the coefficients of row i in one lane, effect by effect. */
// @ts-ignore: decorator
@inline export function lessCoefficients(
  single: bool, n: usize, p: usize, i: usize, codes: usize, lane: usize, value: f64,
): f64 {
  if (single) return value - load<f64>(lane + (u32At(codes, i) << 5));
  for (let f: usize = 0; f < p; f++) value -= load<f64>(lane + (u32At(codes, f * n + i) << 5));
  return value;
}

/** addToLevels for one pair of lanes: `lane` is `sums` or `sums + 16`. */
// @ts-ignore: decorator
@inline export function addPairToLevels(
  single: bool, n: usize, p: usize, i: usize, codes: usize, lane: usize, value: v128,
): void {
  if (single) {
    const at = lane + (u32At(codes, i) << 5);
    v128.store(at, f64x2.add(v128.load(at), value));
  } else {
    for (let f: usize = 0; f < p; f++) {
      const at = lane + (u32At(codes, f * n + i) << 5);
      v128.store(at, f64x2.add(v128.load(at), value));
    }
  }
}

/** lessCoefficients for one pair of lanes. */
// @ts-ignore: decorator
@inline export function lessCoefficientPair(
  single: bool, n: usize, p: usize, i: usize, codes: usize, lane: usize, value: v128,
): v128 {
  if (single) return f64x2.sub(value, v128.load(lane + (u32At(codes, i) << 5)));
  for (let f: usize = 0; f < p; f++) {
    value = f64x2.sub(value, v128.load(lane + (u32At(codes, f * n + i) << 5)));
  }
  return value;
}

/** Clears the lanes from k on of every level: they hold copies of the last column. */
// @ts-ignore: decorator
@inline export function clearLanes(nLevels: usize, k: usize, sums: usize): void {
  for (let l: usize = 0; l < nLevels; l++) {
    for (let j = k; j < LANES; j++) setF64(sums, l * LANES + j, 0);
  }
}

/** Stores the numbers of columns 0 and 1 of a vector pair, and of 2 and 3 where they exist. */
// @ts-ignore: decorator
@inline export function storeColumns(
  k: usize, x0: usize, x1: usize, x2: usize, x3: usize, at: usize, v01: v128, v23: v128,
): void {
  v128.store_lane<f64>(x0 + at, v01, 0);
  v128.store_lane<f64>(x1 + at, v01, 1);
  if (k > 2) v128.store_lane<f64>(x2 + at, v23, 0);
  if (k > 3) v128.store_lane<f64>(x3 + at, v23, 1);
}

/** Writes one number a column into a row of k numbers: lanes 0, 1 and, where they exist, 2 and 3. */
// @ts-ignore: decorator
@inline export function storeLanes(k: usize, out: usize, v01: v128, v23: v128): void {
  v128.store(out, v01);
  if (k > 2) v128.store_lane<f64>(out, v23, 0, 16);
  if (k > 3) v128.store_lane<f64>(out, v23, 1, 24);
}
