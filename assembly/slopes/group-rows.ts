// The rows of one group as four columns side by side, f64[4*count] in scratch, and projections of them on the group's
// orthonormal directions: a constant, then slopes. A direction is taken out while the sum for the next one is made, so
// that each direction costs one walk over the rows. Parameters named `weighted`, `take` and `sum` are constants at each
// call: one source, several loops.

import { f64At, setF64 } from "../abi";

/** Directions: none, the constant, a column of slopes. */
// @ts-ignore: decorator
@inline const NONE: i32 = 0;
// @ts-ignore: decorator
@inline const CONSTANT: i32 = 1;
// @ts-ignore: decorator
@inline const SLOPE: i32 = 2;

/**
 * One walk: takes `part` (four numbers) times a direction out of the rows, then sums the rows, weighted, times another
 * direction, into `sums`. `b` is the column taken out, `d` the one summed.
 */
// @ts-ignore: decorator
@inline function walk(
  weighted: bool, take: i32, sum: i32, count: usize, w: usize, b: usize, part: usize, d: usize, v: usize, sums: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    let p01 = f64x2.splat(0), p23 = p01;
    if (take != NONE) { p01 = v128.load(part); p23 = v128.load(part, 16); }
    let s01 = f64x2.splat(0), s23 = s01;
    for (let i: usize = 0; i < count; i++, v += 32) {
      let v01 = v128.load(v), v23 = v128.load(v, 16);
      if (take == CONSTANT) {
        v01 = f64x2.sub(v01, p01);
        v23 = f64x2.sub(v23, p23);
      } else if (take == SLOPE) {
        const by = v128.load64_splat(b + (i << 3));
        v01 = f64x2.sub(v01, f64x2.mul(by, p01));
        v23 = f64x2.sub(v23, f64x2.mul(by, p23));
      }
      if (take != NONE) { v128.store(v, v01); v128.store(v, v23, 16); }
      if (sum == NONE) continue;
      if (weighted || sum == SLOPE) {
        const by = f64x2.splat(factor(weighted, sum, w, d, i));
        v01 = f64x2.mul(by, v01);
        v23 = f64x2.mul(by, v23);
      }
      s01 = f64x2.add(s01, v01);
      s23 = f64x2.add(s23, v23);
    }
    if (sum != NONE) { v128.store(sums, s01); v128.store(sums, s23, 16); }
  } else {
    let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, s3: f64 = 0;
    for (let i: usize = 0; i < count; i++, v += 32) {
      if (take != NONE) {
        for (let j: usize = 0; j < 4; j++) {
          const p = f64At(part, j);
          setF64(v, j, f64At(v, j) - (take == SLOPE ? f64At(b, i) * p : p));
        }
      }
      if (sum == NONE) continue;
      let by: f64 = 1;
      if (weighted || sum == SLOPE) by = factor(weighted, sum, w, d, i);
      s0 += by * f64At(v, 0);
      s1 += by * f64At(v, 1);
      s2 += by * f64At(v, 2);
      s3 += by * f64At(v, 3);
    }
    if (sum != NONE) {
      setF64(sums, 0, s0);
      setF64(sums, 1, s1);
      setF64(sums, 2, s2);
      setF64(sums, 3, s3);
    }
  }
}

/** What a row counts for in the sum along a direction. */
// @ts-ignore: decorator
@inline function factor(weighted: bool, sum: i32, w: usize, d: usize, i: usize): f64 {
  if (sum == CONSTANT) return f64At(w, i);
  return weighted ? f64At(w, i) * f64At(d, i) : f64At(d, i);
}

/** Four numbers times `by`. */
// @ts-ignore: decorator
@inline function scaleFour(sums: usize, by: f64): void {
  for (let j: usize = 0; j < 4; j++) setF64(sums, j, f64At(sums, j) * by);
}

/**
 * Projects the rows at v off the constant (when `intercept`) and off nSlopes orthonormal columns, `sweeps` times over;
 * all but the last direction is taken out when it returns, and `finishGroup` takes that.
 *
 * @param inverse 1 over the weight of the group
 * @param B columns n numbers apart, from the group's first row on
 * @param parts f64[4*(nSlopes+1)]: what of each direction was found last
 */
// @ts-ignore: decorator
@inline export function projectGroup(
  weighted: bool, intercept: bool, nSlopes: usize, sweeps: i32, count: usize, n: usize, inverse: f64,
  w: usize, B: usize, v: usize, parts: usize,
): void {
  const slopes = parts + 32, apart = n << 3;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    if (intercept) {
      if (sweep == 0) walk(weighted, NONE, CONSTANT, count, w, 0, 0, 0, v, parts);
      else if (nSlopes == 0) walk(weighted, CONSTANT, CONSTANT, count, w, 0, parts, 0, v, parts);
      else {
        const last = nSlopes - 1;
        walk(weighted, SLOPE, CONSTANT, count, w, B + last * apart, slopes + (last << 5), 0, v, parts);
      }
      scaleFour(parts, inverse);
    }
    for (let j: usize = 0; j < nSlopes; j++) {
      const b = B + j * apart, sums = slopes + (j << 5);
      if (j > 0) walk(weighted, SLOPE, SLOPE, count, w, b - apart, sums - 32, b, v, sums);
      else if (intercept) walk(weighted, CONSTANT, SLOPE, count, w, 0, parts, b, v, sums);
      else if (sweep == 0) walk(weighted, NONE, SLOPE, count, w, 0, 0, b, v, sums);
      else {
        const last = nSlopes - 1;
        walk(weighted, SLOPE, SLOPE, count, w, B + last * apart, slopes + (last << 5), b, v, sums);
      }
    }
  }
}

/** Takes the last direction of projectGroup out of the rows. */
// @ts-ignore: decorator
@inline export function finishGroup(
  intercept: bool, nSlopes: usize, count: usize, n: usize, B: usize, v: usize, parts: usize,
): void {
  if (nSlopes > 0) {
    const last = nSlopes - 1;
    walk(false, SLOPE, NONE, count, 0, B + last * (n << 3), parts + 32 + (last << 5), 0, v, 0);
  } else if (intercept) walk(false, CONSTANT, NONE, count, 0, 0, parts, 0, v, 0);
}

/** Sums of the rows, weighted, along each direction: `parts` as projectGroup has them, the mean for the constant. */
// @ts-ignore: decorator
@inline export function alongDirections(
  weighted: bool, intercept: bool, nSlopes: usize, count: usize, n: usize, inverse: f64,
  w: usize, B: usize, v: usize, parts: usize,
): void {
  if (intercept) {
    walk(weighted, NONE, CONSTANT, count, w, 0, 0, 0, v, parts);
    scaleFour(parts, inverse);
  }
  for (let j: usize = 0; j < nSlopes; j++) {
    walk(weighted, NONE, SLOPE, count, w, 0, 0, B + j * (n << 3), v, parts + 32 + (j << 5));
  }
}

/** Weight of rows start .. end-1. */
// @ts-ignore: decorator
@inline export function weightOf(weighted: bool, w: usize, start: usize, end: usize): f64 {
  if (!weighted) return <f64>(end - start);
  let W: f64 = 0;
  for (let i = start; i < end; i++) W += f64At(w, i);
  return W;
}
