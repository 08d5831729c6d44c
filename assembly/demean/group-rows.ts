// Rows of groups in a buffer, row after row (see row-buffer), and what a group's mean does to them. Twelve columns at a time
// where there are as many, else eight or four: lanes are columns, each with the same sequence of operations whatever stands
// beside it. Deviations are taken from a group's first row before anything is added up, so that a distant mean costs no digits.
// Parameters named `eight`, `twelve`, `weighted`, `single` and `more` are constants at each call: one source, several loops.
import { f64At, setF64, u32At } from "../abi";
import { BUFFER_ROWS } from "../moments/row-buffer";
import { inverseOf } from "./lanes";

/** The group, at most `high`, before which the buffer is full: groups from g on whose rows fit together, or g alone. */
// @ts-ignore: decorator
@inline export function nextBuffer(g: usize, high: usize, offsets: usize): usize {
  const most = u32At(offsets, g) + <u32>BUFFER_ROWS;
  let next = g + 1;
  while (next < high && u32At(offsets, next + 1) <= most) next++;
  return next;
}

/** Bytes between the sums by level of a block of four columns and those of the next. */
// @ts-ignore: decorator
@inline function quad(levels: usize, apart: usize, b: usize): usize { return levels + b * (apart << 3); }

/** The coefficients of row i of all p effects, off the four columns of a block. */
// @ts-ignore: decorator
@inline function lessLevels(single: bool, n: usize, p: usize, i: usize, codes: usize, lane: usize, value: v128): v128 {
  if (single) return f64x2.sub(value, v128.load(lane + (u32At(codes, i) << 5)));
  for (let f: usize = 0; f < p; f++) value = f64x2.sub(value, v128.load(lane + (u32At(codes, f * n + i) << 5)));
  return value;
}

// @ts-ignore: decorator
@inline function addToLevel(single: bool, n: usize, p: usize, i: usize, codes: usize, lane: usize, value: v128): void {
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

/** Adds what `rows` rows of some columns of the buffer differ from `firsts`, each row times its weight, to `sums`. */
// @ts-ignore: decorator
@inline function addDeviations(
  eight: bool, twelve: bool, weighted: bool, rows: usize, step: usize, row: usize, firsts: usize, sums: usize, w: usize,
): void {
  const zero = f64x2.splat(0);
  const f0 = v128.load(firsts), f1 = v128.load(firsts, 16);
  let f2 = zero, f3 = zero, f4 = zero, f5 = zero;
  let s0 = v128.load(sums), s1 = v128.load(sums, 16), s2 = zero, s3 = zero, s4 = zero, s5 = zero;
  if (eight) { f2 = v128.load(firsts, 32); f3 = v128.load(firsts, 48); s2 = v128.load(sums, 32); s3 = v128.load(sums, 48); }
  if (twelve) { f4 = v128.load(firsts, 64); f5 = v128.load(firsts, 80); s4 = v128.load(sums, 64); s5 = v128.load(sums, 80); }
  for (let r: usize = 0; r < rows; r++, row += step) {
    let v0 = f64x2.sub(v128.load(row), f0), v1 = f64x2.sub(v128.load(row, 16), f1);
    let v2 = zero, v3 = zero, v4 = zero, v5 = zero;
    if (eight) { v2 = f64x2.sub(v128.load(row, 32), f2); v3 = f64x2.sub(v128.load(row, 48), f3); }
    if (twelve) { v4 = f64x2.sub(v128.load(row, 64), f4); v5 = f64x2.sub(v128.load(row, 80), f5); }
    if (weighted) {
      const weight = v128.load64_splat(w + (r << 3));
      v0 = f64x2.mul(weight, v0);
      v1 = f64x2.mul(weight, v1);
      if (eight) { v2 = f64x2.mul(weight, v2); v3 = f64x2.mul(weight, v3); }
      if (twelve) { v4 = f64x2.mul(weight, v4); v5 = f64x2.mul(weight, v5); }
    }
    s0 = f64x2.add(s0, v0);
    s1 = f64x2.add(s1, v1);
    if (eight) { s2 = f64x2.add(s2, v2); s3 = f64x2.add(s3, v3); }
    if (twelve) { s4 = f64x2.add(s4, v4); s5 = f64x2.add(s5, v5); }
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
  if (eight) { v128.store(sums, s2, 32); v128.store(sums, s3, 48); }
  if (twelve) { v128.store(sums, s4, 64); v128.store(sums, s5, 80); }
}

/**
 * Takes `firsts` and then `means` off `rows` rows of some columns of the buffer, multiplies them by the roots of their weights,
 * and adds them, times the roots again, to the sums of their levels.
 */
// @ts-ignore: decorator
@inline function takeMeans(
  eight: bool, twelve: bool, weighted: bool, single: bool, rows: usize, step: usize, row: usize,
  firsts: usize, means: usize, w: usize, first: usize, n: usize, p: usize, codes: usize, sums: usize, apart: usize,
): void {
  const zero = f64x2.splat(0);
  const f0 = v128.load(firsts), f1 = v128.load(firsts, 16), m0 = v128.load(means), m1 = v128.load(means, 16);
  let f2 = zero, f3 = zero, f4 = zero, f5 = zero, m2 = zero, m3 = zero, m4 = zero, m5 = zero;
  if (eight) { f2 = v128.load(firsts, 32); f3 = v128.load(firsts, 48); m2 = v128.load(means, 32); m3 = v128.load(means, 48); }
  if (twelve) { f4 = v128.load(firsts, 64); f5 = v128.load(firsts, 80); m4 = v128.load(means, 64); m5 = v128.load(means, 80); }
  const c0 = sums, c1 = quad(sums, apart, 1), c2 = quad(sums, apart, 2);
  for (let r: usize = 0; r < rows; r++, row += step) {
    const i = first + r;
    let v0 = f64x2.sub(f64x2.sub(v128.load(row), f0), m0), v1 = f64x2.sub(f64x2.sub(v128.load(row, 16), f1), m1);
    let v2 = zero, v3 = zero, v4 = zero, v5 = zero, root = zero;
    if (eight) {
      v2 = f64x2.sub(f64x2.sub(v128.load(row, 32), f2), m2);
      v3 = f64x2.sub(f64x2.sub(v128.load(row, 48), f3), m3);
    }
    if (twelve) {
      v4 = f64x2.sub(f64x2.sub(v128.load(row, 64), f4), m4);
      v5 = f64x2.sub(f64x2.sub(v128.load(row, 80), f5), m5);
    }
    if (weighted) {
      root = f64x2.splat(sqrt(f64At(w, i)));
      v0 = f64x2.mul(root, v0);
      v1 = f64x2.mul(root, v1);
      if (eight) { v2 = f64x2.mul(root, v2); v3 = f64x2.mul(root, v3); }
      if (twelve) { v4 = f64x2.mul(root, v4); v5 = f64x2.mul(root, v5); }
    }
    v128.store(row, v0);
    v128.store(row, v1, 16);
    if (eight) { v128.store(row, v2, 32); v128.store(row, v3, 48); }
    if (twelve) { v128.store(row, v4, 64); v128.store(row, v5, 80); }
    if (weighted) {
      v0 = f64x2.mul(root, v0);
      v1 = f64x2.mul(root, v1);
      if (eight) { v2 = f64x2.mul(root, v2); v3 = f64x2.mul(root, v3); }
      if (twelve) { v4 = f64x2.mul(root, v4); v5 = f64x2.mul(root, v5); }
    }
    addToLevel(single, n, p, i, codes, c0, v0);
    addToLevel(single, n, p, i, codes, c0 + 16, v1);
    if (eight) {
      addToLevel(single, n, p, i, codes, c1, v2);
      addToLevel(single, n, p, i, codes, c1 + 16, v3);
    }
    if (twelve) {
      addToLevel(single, n, p, i, codes, c2, v4);
      addToLevel(single, n, p, i, codes, c2 + 16, v5);
    }
  }
}

/** `addDeviations` for all columns of the buffer; w from the weight of the first of the rows on. */
// @ts-ignore: decorator
@inline export function addAllDeviations(
  weighted: bool, rows: usize, width: usize, row: usize, firsts: usize, sums: usize, w: usize,
): void {
  const step = width << 3;
  let j: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (; j + 12 <= width; j += 12) addDeviations(true, true, weighted, rows, step, row + (j << 3), firsts + (j << 3), sums + (j << 3), w);
    const at = j << 3;
    if (width - j == 8) addDeviations(true, false, weighted, rows, step, row + at, firsts + at, sums + at, w);
    else if (width - j == 4) addDeviations(false, false, weighted, rows, step, row + at, firsts + at, sums + at, w);
  } else {
    for (; j < width; j++) {
      const origin = f64At(firsts, j);
      let sum = f64At(sums, j);
      for (let r: usize = 0, at = row + (j << 3); r < rows; r++, at += step) {
        const value = f64At(at, 0) - origin;
        sum += weighted ? f64At(w, r) * value : value;
      }
      setF64(sums, j, sum);
    }
  }
}

/** `takeMeans` for all columns of the buffer. */
// @ts-ignore: decorator
@inline export function takeAllMeans(
  weighted: bool, single: bool, rows: usize, width: usize, row: usize,
  firsts: usize, means: usize, w: usize, first: usize, n: usize, p: usize, codes: usize, sums: usize, apart: usize,
): void {
  const step = width << 3;
  let j: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (; j + 12 <= width; j += 12) {
      const at = j << 3;
      takeMeans(true, true, weighted, single, rows, step, row + at, firsts + at, means + at, w, first, n, p, codes, quad(sums, apart, j >> 2), apart);
    }
    const at = j << 3, c = quad(sums, apart, j >> 2);
    if (width - j == 8) takeMeans(true, false, weighted, single, rows, step, row + at, firsts + at, means + at, w, first, n, p, codes, c, apart);
    else if (width - j == 4) takeMeans(false, false, weighted, single, rows, step, row + at, firsts + at, means + at, w, first, n, p, codes, c, apart);
  } else {
    for (; j < width; j++) {
      const lane = quad(sums, apart, j >> 2) + ((j & 3) << 3);
      const f0 = f64At(firsts, j), m = f64At(means, j);
      for (let r: usize = 0, at = row + (j << 3); r < rows; r++, at += step) {
        const root = weighted ? sqrt(f64At(w, first + r)) : 1;
        let v = (f64At(at, 0) - f0) - m;
        if (weighted) v = root * v;
        setF64(at, 0, v);
        if (weighted) v = root * v;
        for (let f: usize = 0; f < p; f++) {
          const cell = lane + (u32At(codes, f * n + first + r) << 5);
          store<f64>(cell, load<f64>(cell) + v);
        }
      }
    }
  }
}

/** Takes `means` off every row of all columns of the buffer, then multiplies it by its number of u. */
// @ts-ignore: decorator
@inline export function multiplyDeviations(rows: usize, width: usize, row: usize, means: usize, u: usize): void {
  for (let r: usize = 0; r < rows; r++) {
    if (ASC_FEATURE_SIMD) {
      const factor = v128.load64_splat(u + (r << 3));
      for (let at: usize = 0; at < width << 3; at += 16) {
        v128.store(row + at, f64x2.mul(factor, f64x2.sub(v128.load(row + at), v128.load(means + at))));
      }
    } else {
      for (let j: usize = 0; j < width; j++) setF64(row, j, f64At(u, r) * (f64At(row, j) - f64At(means, j)));
    }
    row += width << 3;
  }
}

/** Weight of the rows start .. end - 1. */
// @ts-ignore: decorator
@inline export function weightOf(weighted: bool, w: usize, start: usize, end: usize): f64 {
  if (!weighted) return <f64>(end - start);
  let W: f64 = 0;
  for (let i = start; i < end; i++) W += f64At(w, i);
  return W;
}

/** Sums of a group to means; the (weighted) first and second moments of the means about `origins` are added to `moments`. */
// @ts-ignore: decorator
@inline export function closeMeans(width: usize, W: f64, firsts: usize, sums: usize, origins: usize, moments: usize): void {
  const inverse = inverseOf(W);
  for (let j: usize = 0; j < width; j += 2) {
    const at = j << 3, second = moments + ((width + j) << 3);
    if (ASC_FEATURE_SIMD) {
      const mean = f64x2.mul(v128.load(sums + at), f64x2.splat(inverse));
      v128.store(sums + at, mean);
      const d = f64x2.add(f64x2.sub(v128.load(firsts + at), v128.load(origins + at)), mean);
      const t = f64x2.mul(f64x2.splat(W), d);
      v128.store(moments + at, f64x2.add(v128.load(moments + at), t));
      v128.store(second, f64x2.add(v128.load(second), f64x2.mul(t, d)));
    } else {
      for (let lane: usize = 0; lane < 2; lane++) {
        const mean = f64At(sums + at, lane) * inverse;
        setF64(sums + at, lane, mean);
        const d = (f64At(firsts + at, lane) - f64At(origins + at, lane)) + mean;
        const t = W * d;
        setF64(moments + at, lane, f64At(moments + at, lane) + t);
        setF64(second, lane, f64At(second, lane) + t * d);
      }
    }
  }
}

/**
 * Takes `firsts` and the coefficients of p other effects off `rows` rows of some columns of the buffer, and stores what `beta`
 * makes of each row in u, adding to what is there where `more`.
 */
// @ts-ignore: decorator
@inline function combineRows(
  eight: bool, twelve: bool, single: bool, more: bool, rows: usize, step: usize, row: usize,
  firsts: usize, beta: usize, first: usize, n: usize, p: usize, codes: usize, coefs: usize, apart: usize, u: usize,
): void {
  const zero = f64x2.splat(0);
  const f0 = v128.load(firsts), f1 = v128.load(firsts, 16), b0 = v128.load(beta), b1 = v128.load(beta, 16);
  let f2 = zero, f3 = zero, f4 = zero, f5 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero;
  if (eight) { f2 = v128.load(firsts, 32); f3 = v128.load(firsts, 48); b2 = v128.load(beta, 32); b3 = v128.load(beta, 48); }
  if (twelve) { f4 = v128.load(firsts, 64); f5 = v128.load(firsts, 80); b4 = v128.load(beta, 64); b5 = v128.load(beta, 80); }
  const c1 = quad(coefs, apart, 1), c2 = quad(coefs, apart, 2);
  for (let r: usize = 0; r < rows; r++, row += step) {
    const i = first + r;
    const v0 = lessLevels(single, n, p, i, codes, coefs, f64x2.sub(v128.load(row), f0));
    const v1 = lessLevels(single, n, p, i, codes, coefs + 16, f64x2.sub(v128.load(row, 16), f1));
    v128.store(row, v0);
    v128.store(row, v1, 16);
    let sum = f64x2.add(f64x2.mul(b0, v0), f64x2.mul(b1, v1));
    if (eight) {
      const v2 = lessLevels(single, n, p, i, codes, c1, f64x2.sub(v128.load(row, 32), f2));
      const v3 = lessLevels(single, n, p, i, codes, c1 + 16, f64x2.sub(v128.load(row, 48), f3));
      v128.store(row, v2, 32);
      v128.store(row, v3, 48);
      sum = f64x2.add(f64x2.add(sum, f64x2.mul(b2, v2)), f64x2.mul(b3, v3));
    }
    if (twelve) {
      const v4 = lessLevels(single, n, p, i, codes, c2, f64x2.sub(v128.load(row, 64), f4));
      const v5 = lessLevels(single, n, p, i, codes, c2 + 16, f64x2.sub(v128.load(row, 80), f5));
      v128.store(row, v4, 64);
      v128.store(row, v5, 80);
      sum = f64x2.add(f64x2.add(sum, f64x2.mul(b4, v4)), f64x2.mul(b5, v5));
    }
    const value = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
    setF64(u, r, more ? f64At(u, r) + value : value);
  }
}

/** `combineRows` for all columns of the buffer. */
// @ts-ignore: decorator
@inline export function combineAllRows(
  single: bool, rows: usize, width: usize, row: usize,
  firsts: usize, beta: usize, first: usize, n: usize, p: usize, codes: usize, coefs: usize, apart: usize, u: usize,
): void {
  const step = width << 3;
  if (ASC_FEATURE_SIMD) {
    let j: usize = 0;
    for (; j + 12 <= width; j += 12) {
      const at = j << 3, c = quad(coefs, apart, j >> 2);
      if (j == 0) combineRows(true, true, single, false, rows, step, row, firsts, beta, first, n, p, codes, c, apart, u);
      else combineRows(true, true, single, true, rows, step, row + at, firsts + at, beta + at, first, n, p, codes, c, apart, u);
    }
    const at = j << 3, c = quad(coefs, apart, j >> 2);
    if (width - j == 8) combineRows(true, false, single, j > 0, rows, step, row + at, firsts + at, beta + at, first, n, p, codes, c, apart, u);
    else if (width - j == 4) combineRows(false, false, single, j > 0, rows, step, row + at, firsts + at, beta + at, first, n, p, codes, c, apart, u);
  } else {
    for (let r: usize = 0; r < rows; r++, row += step) {
      let value: f64 = 0;
      for (let block: usize = 0; block < width; block += 12) {
        let even: f64 = 0, odd: f64 = 0;
        for (let j = block; j < min(block + 12, width); j++) {
          let v = f64At(row, j) - f64At(firsts, j);
          const lane = quad(coefs, apart, j >> 2) + ((j & 3) << 3);
          for (let f: usize = 0; f < p; f++) v -= load<f64>(lane + (u32At(codes, f * n + first + r) << 5));
          setF64(row, j, v);
          const term = f64At(beta, j) * v;
          if (j & 1) odd = j == block + 1 ? term : odd + term;
          else even = j == block ? term : even + term;
        }
        value = block == 0 ? even + odd : value + (even + odd);
      }
      setF64(u, r, value);
    }
  }
}

/** Takes `firsts` and the coefficients of p other effects off `rows` rows of all columns of the buffer. */
// @ts-ignore: decorator
@inline export function lessAllLevels(
  single: bool, rows: usize, width: usize, row: usize,
  firsts: usize, first: usize, n: usize, p: usize, codes: usize, coefs: usize, apart: usize,
): void {
  for (let r: usize = 0; r < rows; r++, row += width << 3) {
    const i = first + r;
    if (ASC_FEATURE_SIMD) {
      for (let at: usize = 0, lane = coefs; at < width << 3; at += 32, lane += apart << 3) {
        const v = f64x2.sub(v128.load(row + at), v128.load(firsts + at));
        const u = f64x2.sub(v128.load(row + at, 16), v128.load(firsts + at, 16));
        v128.store(row + at, lessLevels(single, n, p, i, codes, lane, v));
        v128.store(row + at, lessLevels(single, n, p, i, codes, lane + 16, u), 16);
      }
    } else {
      for (let j: usize = 0; j < width; j++) {
        const lane = quad(coefs, apart, j >> 2) + ((j & 3) << 3);
        let v = f64At(row, j) - f64At(firsts, j);
        for (let f: usize = 0; f < p; f++) v -= load<f64>(lane + (u32At(codes, f * n + i) << 5));
        setF64(row, j, v);
      }
    }
  }
}

/** Adds rows of some columns of the buffer, each times its u, to the numbers at `sums`. */
// @ts-ignore: decorator
@inline function addScores(eight: bool, twelve: bool, rows: usize, step: usize, row: usize, u: usize, sums: usize): void {
  const zero = f64x2.splat(0);
  let s0 = v128.load(sums), s1 = v128.load(sums, 16), s2 = zero, s3 = zero, s4 = zero, s5 = zero;
  if (eight) { s2 = v128.load(sums, 32); s3 = v128.load(sums, 48); }
  if (twelve) { s4 = v128.load(sums, 64); s5 = v128.load(sums, 80); }
  for (let r: usize = 0; r < rows; r++, row += step) {
    const factor = v128.load64_splat(u + (r << 3));
    s0 = f64x2.add(s0, f64x2.mul(factor, v128.load(row)));
    s1 = f64x2.add(s1, f64x2.mul(factor, v128.load(row, 16)));
    if (eight) {
      s2 = f64x2.add(s2, f64x2.mul(factor, v128.load(row, 32)));
      s3 = f64x2.add(s3, f64x2.mul(factor, v128.load(row, 48)));
    }
    if (twelve) {
      s4 = f64x2.add(s4, f64x2.mul(factor, v128.load(row, 64)));
      s5 = f64x2.add(s5, f64x2.mul(factor, v128.load(row, 80)));
    }
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
  if (eight) { v128.store(sums, s2, 32); v128.store(sums, s3, 48); }
  if (twelve) { v128.store(sums, s4, 64); v128.store(sums, s5, 80); }
}

/** sums[j] += column j of the rows times their u, for all columns of the buffer. */
// @ts-ignore: decorator
@inline export function addAllScores(rows: usize, width: usize, row: usize, u: usize, sums: usize): void {
  const step = width << 3;
  let j: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (; j + 12 <= width; j += 12) addScores(true, true, rows, step, row + (j << 3), u, sums + (j << 3));
    if (width - j == 8) addScores(true, false, rows, step, row + (j << 3), u, sums + (j << 3));
    else if (width - j == 4) addScores(false, false, rows, step, row + (j << 3), u, sums + (j << 3));
  } else {
    for (; j < width; j++) {
      let sum = f64At(sums, j);
      for (let r: usize = 0, at = row + (j << 3); r < rows; r++, at += step) sum += f64At(u, r) * f64At(at, 0);
      setF64(sums, j, sum);
    }
  }
}
