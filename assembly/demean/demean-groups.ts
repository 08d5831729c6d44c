// Groups of rows without the coefficients of other effects and without their means: up to eight columns at a time in a buffer (see
// row-buffer), or one where it stands. Lanes are columns, each with the same sequence of operations whatever stands beside it.
// Deviations are taken from a group's first row before anything is added up, so that a distant mean costs no digits.
// Parameters named `four`, `eight` and `single` are constants at each call: how many columns, and whether one other effect and no
// weights are all there is.
import { f64At, InF64, InOutF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { BUFFER_ROWS, emptyRows, fillRows, rowWidth } from "../moments/row-buffer";
import { weightOf } from "./group-rows";
import { addToLevels, inverseOf, lessCoefficients } from "./lanes";

/** What a call does with its rows: all of a group; or, of a group larger than the buffer, sums first and, means known, the rest. */
// @ts-ignore: decorator
@inline const WHOLE: i32 = 0;
// @ts-ignore: decorator
@inline const SUMS: i32 = 1;
// @ts-ignore: decorator
@inline const REST: i32 = 2;

/** Numbers of a row of the buffer. */
// @ts-ignore: decorator
@inline function widthOf(k: usize): usize { return k < 3 ? 2 : rowWidth(k); }

// @ts-ignore: decorator
@inline function addPair(at: usize, value: v128): void { v128.store(at, f64x2.add(v128.load(at), value)); }

/** One pair of columns of a group whose sums are known: its mean, which is returned, in the moments of the means. */
// @ts-ignore: decorator
@inline function closePair(first: v128, sum: v128, W: f64, inverse: v128, origin: usize, moment: usize, step: usize): v128 {
  const mean = f64x2.mul(sum, inverse);
  const d = f64x2.add(f64x2.sub(first, v128.load(origin)), mean);
  const t = f64x2.mul(f64x2.splat(W), d);
  addPair(moment, t);
  addPair(moment + step, f64x2.mul(t, d));
  return mean;
}

// @ts-ignore: decorator
@inline function raise(at: usize, value: v128): void { v128.store(at, f64x2.max(v128.load(at), f64x2.abs(value))); }

/**
 * Rows of a group, some columns of the buffer: takes the first row, where `written` coefficients, and the means off them, and adds
 * what is left to the sums by level and its squares to the moments.
 */
// @ts-ignore: decorator
@inline function visit(
  four: bool, eight: bool, single: bool, written: bool, weighted: bool, phase: i32,
  rows: usize, step: usize, row: usize, state: usize, moments: usize, W: f64,
  n: usize, p: usize, w: usize, codes: usize, coefs: usize, coefNext: usize, sums: usize, next: usize,
): void {
  const zero = f64x2.splat(0), end = row + rows * step, firsts = phase == WHOLE ? row : state, means = state + step;
  const f0 = v128.load(firsts);
  let f1 = zero, f2 = zero, f3 = zero, s0 = zero, s1 = zero, s2 = zero, s3 = zero;
  if (four) f1 = v128.load(firsts, 16);
  if (eight) { f2 = v128.load(firsts, 32); f3 = v128.load(firsts, 48); }
  if (phase == SUMS) {
    s0 = v128.load(means);
    if (four) s1 = v128.load(means, 16);
    if (eight) { s2 = v128.load(means, 32); s3 = v128.load(means, 48); }
  }
  for (let at = row, own = codes, v = w; at < end; at += step) {
    let v0 = f64x2.sub(v128.load(at), f0), v1 = zero, v2 = zero, v3 = zero;
    if (four) v1 = f64x2.sub(v128.load(at, 16), f1);
    if (eight) { v2 = f64x2.sub(v128.load(at, 32), f2); v3 = f64x2.sub(v128.load(at, 48), f3); }
    if (written) {
      if (single) {
        const c = coefs + (load<u32>(own) << 5);
        v0 = f64x2.sub(v0, v128.load(c));
        if (four) v1 = f64x2.sub(v1, v128.load(c, 16));
        if (eight) { v2 = f64x2.sub(v2, v128.load(c + coefNext)); v3 = f64x2.sub(v3, v128.load(c + coefNext, 16)); }
      } else {
        for (let f: usize = 0; f < p; f++) {
          const c = coefs + (u32At(own, f * n) << 5);
          v0 = f64x2.sub(v0, v128.load(c));
          if (four) v1 = f64x2.sub(v1, v128.load(c, 16));
          if (eight) { v2 = f64x2.sub(v2, v128.load(c + coefNext)); v3 = f64x2.sub(v3, v128.load(c + coefNext, 16)); }
        }
      }
      own += 4;
    }
    v128.store(at, v0);
    if (four) v128.store(at, v1, 16);
    if (eight) { v128.store(at, v2, 32); v128.store(at, v3, 48); }
    if (weighted) {
      const weight = v128.load64_splat(v);
      v += 8;
      v0 = f64x2.mul(weight, v0);
      if (four) v1 = f64x2.mul(weight, v1);
      if (eight) { v2 = f64x2.mul(weight, v2); v3 = f64x2.mul(weight, v3); }
    }
    s0 = f64x2.add(s0, v0);
    if (four) s1 = f64x2.add(s1, v1);
    if (eight) { s2 = f64x2.add(s2, v2); s3 = f64x2.add(s3, v3); }
  }
  if (phase == SUMS) {
    v128.store(means, s0);
    if (four) v128.store(means, s1, 16);
    if (eight) { v128.store(means, s2, 32); v128.store(means, s3, 48); }
    return;
  }
  const inverse = f64x2.splat(inverseOf(W));
  if (phase == REST) {
    s0 = v128.load(means);
    if (four) s1 = v128.load(means, 16);
    if (eight) { s2 = v128.load(means, 32); s3 = v128.load(means, 48); }
  } else {
    const origins = state + 3 * step;
    s0 = closePair(f0, s0, W, inverse, origins, moments, step);
    if (four) s1 = closePair(f1, s1, W, inverse, origins + 16, moments + 16, step);
    if (eight) {
      s2 = closePair(f2, s2, W, inverse, origins + 32, moments + 32, step);
      s3 = closePair(f3, s3, W, inverse, origins + 48, moments + 48, step);
    }
  }
  const squares = moments + 2 * step, rests = means + step;
  let q0 = v128.load(squares), q1 = zero, q2 = zero, q3 = zero, r0 = zero, r1 = zero, r2 = zero, r3 = zero;
  if (four) q1 = v128.load(squares, 16);
  if (eight) { q2 = v128.load(squares, 32); q3 = v128.load(squares, 48); }
  if (phase == REST) {
    r0 = v128.load(rests);
    if (four) r1 = v128.load(rests, 16);
    if (eight) { r2 = v128.load(rests, 32); r3 = v128.load(rests, 48); }
  }
  for (let at = row, own = codes, v = w; at < end; at += step) {
    const v0 = f64x2.sub(v128.load(at), s0);
    let v1 = zero, v2 = zero, v3 = zero;
    if (four) v1 = f64x2.sub(v128.load(at, 16), s1);
    if (eight) { v2 = f64x2.sub(v128.load(at, 32), s2); v3 = f64x2.sub(v128.load(at, 48), s3); }
    if (written) {
      v128.store(at, v0);
      if (four) v128.store(at, v1, 16);
      if (eight) { v128.store(at, v2, 32); v128.store(at, v3, 48); }
    }
    let u0 = v0, u1 = v1, u2 = v2, u3 = v3;
    if (weighted) {
      const weight = v128.load64_splat(v);
      v += 8;
      u0 = f64x2.mul(weight, v0);
      if (four) u1 = f64x2.mul(weight, v1);
      if (eight) { u2 = f64x2.mul(weight, v2); u3 = f64x2.mul(weight, v3); }
    }
    q0 = f64x2.add(q0, f64x2.mul(u0, v0));
    if (four) q1 = f64x2.add(q1, f64x2.mul(u1, v1));
    if (eight) { q2 = f64x2.add(q2, f64x2.mul(u2, v2)); q3 = f64x2.add(q3, f64x2.mul(u3, v3)); }
    if (written) {
      r0 = f64x2.add(r0, u0);
      if (four) r1 = f64x2.add(r1, u1);
      if (eight) { r2 = f64x2.add(r2, u2); r3 = f64x2.add(r3, u3); }
    }
    if (single) {
      const c = sums + (load<u32>(own) << 5);
      addPair(c, u0);
      if (four) addPair(c + 16, u1);
      if (eight) { addPair(c + next, u2); addPair(c + next + 16, u3); }
    } else {
      for (let f: usize = 0; f < p; f++) {
        const c = sums + (u32At(own, f * n) << 5);
        addPair(c, u0);
        if (four) addPair(c + 16, u1);
        if (eight) { addPair(c + next, u2); addPair(c + next + 16, u3); }
      }
    }
    own += 4;
  }
  v128.store(squares, q0);
  if (four) v128.store(squares, q1, 16);
  if (eight) { v128.store(squares, q2, 32); v128.store(squares, q3, 48); }
  if (!written) return;
  if (phase == WHOLE) {
    const largest = squares + step;
    raise(largest, f64x2.mul(r0, inverse));
    if (four) raise(largest + 16, f64x2.mul(r1, inverse));
    if (eight) { raise(largest + 32, f64x2.mul(r2, inverse)); raise(largest + 48, f64x2.mul(r3, inverse)); }
  } else {
    v128.store(rests, r0);
    if (four) v128.store(rests, r1, 16);
    if (eight) { v128.store(rests, r2, 32); v128.store(rests, r3, 48); }
  }
}

/** `visit` for as many pairs of columns as P has bytes. */
function visitPairs<P>(
  written: bool, weighted: bool, phase: i32, rows: usize, step: usize, row: usize, state: usize, moments: usize, W: f64,
  n: usize, p: usize, w: usize, codes: usize, coefs: usize, coefNext: usize, sums: usize, next: usize,
): void {
  const four = sizeof<P>() > 1, eight = sizeof<P>() > 2;
  if (weighted || p != 1) visit(four, eight, false, written, weighted, phase, rows, step, row, state, moments, W, n, p, w, codes, coefs, coefNext, sums, next);
  else if (written) visit(four, eight, true, true, false, phase, rows, step, row, state, moments, W, n, p, w, codes, coefs, coefNext, sums, next);
  else visit(four, eight, true, false, false, phase, rows, step, row, state, moments, W, n, p, w, codes, coefs, coefNext, sums, next);
}

/** `visit` for all columns of the buffer, rows from i on. */
// @ts-ignore: decorator
@inline function visitAll(
  written: bool, weighted: bool, phase: i32, i: usize, rows: usize, step: usize, row: usize, state: usize, moments: usize, W: f64,
  n: usize, p: usize, w: usize, codes: usize, coefs: usize, coefsApart: usize, sums: usize, apart: usize,
): void {
  const next = apart << 3, coefNext = coefsApart << 3, weights = w + (i << 3), own = codes + (i << 2);
  let at: usize = 0;
  for (; at + 64 <= step; at += 64) {
    visitPairs<u32>(written, weighted, phase, rows, step, row + at, state + at, moments + at, W, n, p, weights, own, coefs, coefNext, sums, next);
    sums += 2 * next;
    coefs += 2 * coefNext;
  }
  if (step - at == 32) visitPairs<u16>(written, weighted, phase, rows, step, row + at, state + at, moments + at, W, n, p, weights, own, coefs, 0, sums, 0);
  else if (step - at == 16) visitPairs<u8>(written, weighted, phase, rows, step, row, state, moments, W, n, p, weights, own, coefs, 0, sums, 0);
}

/** A group that no buffer holds: its sums, a buffer at a time, then what is left of its rows. */
function visitLarge(
  written: bool, weighted: bool, from: usize, to: usize, k: usize, step: usize, work: usize, state: usize, moments: usize, W: f64,
  n: usize, p: usize, w: usize, codes: usize, coefs: usize, coefsApart: usize, X: usize, sums: usize, apart: usize,
): void {
  const width = step >> 3, means = state + step, rests = means + step, largest = moments + 3 * step;
  fillRows(from, 1, n, k, X, width, state);
  memory.fill(means, 0, 2 * step);
  for (let i = from; i < to; i += BUFFER_ROWS) {
    const rows = min(BUFFER_ROWS, to - i);
    fillRows(i, rows, n, k, X, width, work);
    visitAll(written, weighted, SUMS, i, rows, step, work, state, moments, W, n, p, w, codes, coefs, coefsApart, sums, apart);
  }
  const inverse = f64x2.splat(inverseOf(W));
  for (let at: usize = 0; at < step; at += 16) {
    v128.store(means + at, closePair(v128.load(state + at), v128.load(means + at), W, inverse, state + 3 * step + at, moments + at, step));
  }
  for (let i = from; i < to; i += BUFFER_ROWS) {
    const rows = min(BUFFER_ROWS, to - i);
    fillRows(i, rows, n, k, X, width, work);
    visitAll(written, weighted, REST, i, rows, step, work, state, moments, W, n, p, w, codes, coefs, coefsApart, sums, apart);
    if (written) emptyRows(i, rows, n, k, X, width, work);
  }
  for (let at: usize = 0; at < step; at += 16) raise(largest + at, f64x2.mul(v128.load(rests + at), inverse));
}

/** All columns, through the buffer. */
function visitBuffered(
  written: bool, weighted: bool, n: usize, k: usize, low: usize, high: usize, p: usize, apart: usize, coefsApart: usize,
  offsets: usize, codes: usize, w: usize, coefs: usize, X: usize, sums: usize, moments: usize, work: usize,
): void {
  const width = widthOf(k), step = width << 3, state = work + BUFFER_ROWS * step;
  memory.fill(work, 0, (BUFFER_ROWS + 4) * step);
  fillRows(0, n > 0 ? 1 : 0, n, k, X, width, state + 3 * step);
  for (let g = low; g < high;) {
    const start = u32At(offsets, g);
    let next = g + 1;
    while (next < high && u32At(offsets, next + 1) - start <= BUFFER_ROWS) next++;
    const end = u32At(offsets, next);
    const fits = end - start <= BUFFER_ROWS;
    if (fits) fillRows(start, end - start, n, k, X, width, work);
    for (let from = start; g < next; g++) {
      const to = u32At(offsets, g + 1);
      if (from == to) continue;
      const W = weightOf(weighted, w, from, to);
      if (fits) visitAll(written, weighted, WHOLE, from, to - from, step, work + (from - start) * step, state, moments, W, n, p, w, codes, coefs, coefsApart, sums, apart);
      else visitLarge(written, weighted, from, to, k, step, work, state, moments, W, n, p, w, codes, coefs, coefsApart, X, sums, apart);
      from = to;
    }
    if (written && fits) emptyRows(start, end - start, n, k, X, width, work);
  }
}

/** One column where it stands: the arithmetic of `visit`. `moment`, `coefs` and `sums` are addresses of its lane. */
// @ts-ignore: decorator
@inline function visitColumn(
  single: bool, written: bool, weighted: bool, n: usize, low: usize, high: usize, p: usize, step: usize,
  offsets: usize, codes: usize, w: usize, coefs: usize, x: usize, sums: usize, moment: usize,
): void {
  const origin = n > 0 ? f64At(x, 0) : 0, squares = moment + 2 * step, largest = moment + 3 * step;
  let T = f64At(moment, 0), D = load<f64>(moment + step), Q = load<f64>(squares), M = load<f64>(largest);
  let from = u32At(offsets, low);
  for (let g = low; g < high; g++) {
    const to = u32At(offsets, g + 1);
    if (from == to) continue;
    const first = f64At(x, from), W = weightOf(weighted, w, from, to), inverse = inverseOf(W);
    let s: f64 = 0, rest: f64 = 0;
    for (let i = from; i < to; i++) {
      let v = f64At(x, i) - first;
      if (written) v = lessCoefficients(single, n, p, i, codes, coefs, v);
      s += weighted ? f64At(w, i) * v : v;
    }
    const mean = s * inverse, d = (first - origin) + mean, t = W * d;
    T += t;
    D += t * d;
    for (let i = from; i < to; i++) {
      let v = f64At(x, i) - first;
      if (written) v = lessCoefficients(single, n, p, i, codes, coefs, v);
      v -= mean;
      if (written) setF64(x, i, v);
      const u = weighted ? f64At(w, i) * v : v;
      Q += u * v;
      if (written) rest += u;
      addToLevels(single, n, p, i, codes, sums, u);
    }
    if (written) M = max(M, abs(rest * inverse));
    from = to;
  }
  setF64(moment, 0, T);
  store<f64>(moment + step, D);
  store<f64>(squares, Q);
  store<f64>(largest, M);
}

/**
 * What p + 1 effects leave of columns, groups low .. high-1: with `written`, takes the coefficients of the p other effects and then
 * the group means of the ordered effect out of each column, in place; else the group means alone, and X is not changed. Sums what
 * is left, times w, by the levels of the other effects: the right-hand side of their equations, or of a correction. Parts of
 * several calls add up.
 *
 * In    offsets u32[nGroups+1], nGroups >= high; codes u32[p*n], the levels of all p effects numbered together in 0..nLevels-1;
 *       w f64[n] >= 0, read only when `weighted` is not 0; coefs f64, columns 4b .. 4b+3 interleaved by level from
 *       coefs[b*coefsApart] on, 0 beyond column k, read only when `written` is not 0
 * InOut X f64[n*k] column-major, rows ordered by group
 * Out   sums f64, laid out as coefs, `apart` between blocks, 0 beyond column k; moments f64[4*width+1], width 2 for one or two
 *       columns, else k up to a multiple of four: for each column the (weighted) sum of group means less X[0], then of their
 *       squares, then of the squares of what is left, then, when `written`, the largest |group mean| left; the weight of the rows
 * Work  f64[68*width]
 * Info  0
 * Cost  O(n k p), X read once and written once; groups in order, rows in order. A group of no weight has mean 0
 */
export function demeanGroups(
  n: usize, k: usize, low: usize, high: usize, nLevels: usize, p: usize, weighted: i32, written: i32, apart: usize, coefsApart: usize,
  offsets: InU32, codes: InU32, w: InF64, coefs: InF64, X: InOutF64, sums: OutF64, moments: OutF64, work: WorkF64,
): i32 {
  const width = widthOf(k), step = width << 3, takes = written != 0, weighs = weighted != 0;
  for (let b: usize = 0; b << 2 < width; b++) memory.fill(sums + b * (apart << 3), 0, nLevels << 5);
  memory.fill(moments, 0, (4 * width + 1) << 3);
  if (ASC_FEATURE_SIMD && k > 1) {
    visitBuffered(takes, weighs, n, k, low, high, p, apart, coefsApart, offsets, codes, w, coefs, X, sums, moments, work);
  } else {
    for (let j: usize = 0; j < k; j++) {
      const b = j >> 2, lane = (j & 3) << 3, x = X + ((j * n) << 3), own = sums + b * (apart << 3) + lane;
      const c = coefs + b * (coefsApart << 3) + lane, moment = moments + (j << 3);
      if (weighs || p != 1) visitColumn(false, takes, weighs, n, low, high, p, step, offsets, codes, w, c, x, own, moment);
      else if (takes) visitColumn(true, true, false, n, low, high, p, step, offsets, codes, w, c, x, own, moment);
      else visitColumn(true, false, false, n, low, high, p, step, offsets, codes, w, c, x, own, moment);
    }
  }
  setF64(moments, 4 * width, low < high ? weightOf(weighs, w, u32At(offsets, low), u32At(offsets, high)) : 0);
  return 0;
}
