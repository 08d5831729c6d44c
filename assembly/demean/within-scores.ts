import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { BUFFER_ROWS, fillRows, rowWidth } from "../moments/row-buffer";
import { lessAllLevels, weightOf } from "./group-rows";
import { inverseOf } from "./lanes";

/** What C makes of each row of the buffer, `lanes` numbers a row; terms are added in the order of the columns. */
// @ts-ignore: decorator
@inline function combine(rows: usize, k: usize, width: usize, row: usize, lanes: usize, C: usize, V: usize): void {
  const step = width << 3, high = lanes << 3, end = k << 3;
  if (ASC_FEATURE_SIMD) {
    for (let q: usize = 0; q < high; q += 32) {
      let x = row, to = V + q, r: usize = 0;
      for (; r + 2 <= rows; r += 2, x += step << 1, to += high << 1) {
        let a = f64x2.splat(0), b = a, d = a, e = a;
        for (let at: usize = 0, c = C + q; at < end; at += 8, c += high) {
          const left = v128.load(c), right = v128.load(c, 16);
          const one = v128.load64_splat(x + at), two = v128.load64_splat(x + step + at);
          a = f64x2.add(a, f64x2.mul(one, left));
          b = f64x2.add(b, f64x2.mul(one, right));
          d = f64x2.add(d, f64x2.mul(two, left));
          e = f64x2.add(e, f64x2.mul(two, right));
        }
        v128.store(to, a);
        v128.store(to, b, 16);
        v128.store(to + high, d);
        v128.store(to + high, e, 16);
      }
      if (r < rows) {
        let a = f64x2.splat(0), b = a;
        for (let at: usize = 0, c = C + q; at < end; at += 8, c += high) {
          const one = v128.load64_splat(x + at);
          a = f64x2.add(a, f64x2.mul(one, v128.load(c)));
          b = f64x2.add(b, f64x2.mul(one, v128.load(c, 16)));
        }
        v128.store(to, a);
        v128.store(to, b, 16);
      }
    }
  } else {
    for (let r: usize = 0; r < rows; r++) {
      for (let v: usize = 0; v < lanes; v++) {
        let sum: f64 = 0;
        for (let j: usize = 0; j < k; j++) sum += f64At(row, r * width + j) * f64At(C, j * lanes + v);
        setF64(V, r * lanes + v, sum);
      }
    }
  }
}

/** Adds the (weighted) rows of V to `sums`. */
// @ts-ignore: decorator
@inline function addRows(weighted: bool, rows: usize, lanes: usize, V: usize, w: usize, sums: usize): void {
  for (let v: usize = 0; v < lanes; v++) {
    let sum = f64At(sums, v);
    for (let r: usize = 0, at = V + (v << 3); r < rows; r++, at += lanes << 3) {
      sum += weighted ? f64At(w, r) * load<f64>(at) : load<f64>(at);
    }
    setF64(sums, v, sum);
  }
}

/**
 * Takes the means off rows first .. first + rows - 1, and multiplies them by their weights; adds them to `left` and to the sums
 * of their levels, and their (weighted) squares to `squares`.
 */
// @ts-ignore: decorator
@inline function takeMeans(
  weighted: bool, rows: usize, lanes: usize, V: usize, means: usize, left: usize, squares: usize,
  first: usize, n: usize, p: usize, codes: usize, w: usize, sums: usize,
): void {
  const high = lanes << 3;
  for (let at: usize = 0; at < high; at += 16) {
    if (ASC_FEATURE_SIMD) {
      const mean = v128.load(means + at);
      let sum = v128.load(left + at), square = v128.load(squares + at);
      for (let r: usize = 0, to = V + at; r < rows; r++, to += high) {
        const value = f64x2.sub(v128.load(to), mean);
        const share = weighted ? f64x2.mul(v128.load64_splat(w + ((first + r) << 3)), value) : value;
        v128.store(to, share);
        sum = f64x2.add(sum, share);
        square = f64x2.add(square, f64x2.mul(share, value));
        for (let f: usize = 0; f < p; f++) {
          const level = sums + <usize>u32At(codes, f * n + first + r) * high + at;
          v128.store(level, f64x2.add(v128.load(level), share));
        }
      }
      v128.store(left + at, sum);
      v128.store(squares + at, square);
    } else {
      for (let lane = at; lane < at + 16; lane += 8) {
        for (let r: usize = 0, to = V + lane; r < rows; r++, to += high) {
          const value = load<f64>(to) - load<f64>(means + lane);
          const share = weighted ? f64At(w, first + r) * value : value;
          store<f64>(to, share);
          store<f64>(left + lane, load<f64>(left + lane) + share);
          store<f64>(squares + lane, load<f64>(squares + lane) + share * value);
          for (let f: usize = 0; f < p; f++) {
            const level = sums + <usize>u32At(codes, f * n + first + r) * high + lane;
            store<f64>(level, load<f64>(level) + share);
          }
        }
      }
    }
  }
}

/** A pair of neighbouring numbers, the first alone where `count` is 1, added to what is there where `more`. */
// @ts-ignore: decorator
@inline function put(to: usize, value: v128, count: usize, more: bool): void {
  if (count >= 2) v128.store(to, more ? f64x2.add(v128.load(to), value) : value);
  else if (count == 1) {
    const one = f64x2.extract_lane(value, 0);
    store<f64>(to, more ? load<f64>(to) + one : one);
  }
}

/**
 * Sums over rows of `count` columns of the buffer times each of r lanes of V, those of a lane side by side and `between` bytes from
 * those of the next; added to what is there where `more`.
 */
// @ts-ignore: decorator
@inline function addScores(
  more: bool, rows: usize, width: usize, row: usize, count: usize, lanes: usize, r: usize, V: usize, out: usize, between: usize,
): void {
  const step = width << 3, high = lanes << 3;
  if (ASC_FEATURE_SIMD) {
    for (let v: usize = 0; v < r; v += 4) {
      for (let j: usize = 0; j < count; j += 4) {
        const zero = f64x2.splat(0);
        let a = zero, b = zero, c = zero, d = zero, e = zero, f = zero, g = zero, h = zero;
        let x = row + (j << 3), y = V + (v << 3);
        for (let i: usize = 0; i < rows; i++, x += step, y += high) {
          const left = v128.load(x), right = v128.load(x, 16);
          const first = v128.load64_splat(y), second = v128.load64_splat(y, 8);
          a = f64x2.add(a, f64x2.mul(first, left));
          b = f64x2.add(b, f64x2.mul(first, right));
          c = f64x2.add(c, f64x2.mul(second, left));
          d = f64x2.add(d, f64x2.mul(second, right));
          const third = v128.load64_splat(y, 16), fourth = v128.load64_splat(y, 24);
          e = f64x2.add(e, f64x2.mul(third, left));
          f = f64x2.add(f, f64x2.mul(third, right));
          g = f64x2.add(g, f64x2.mul(fourth, left));
          h = f64x2.add(h, f64x2.mul(fourth, right));
        }
        const few = count - j, rest = few > 2 ? few - 2 : 0, lane = r - v;
        let to = out + v * between + (j << 3);
        put(to, a, few, more);
        put(to + 16, b, rest, more);
        if (lane > 1) { to += between; put(to, c, few, more); put(to + 16, d, rest, more); }
        if (lane > 2) { to += between; put(to, e, few, more); put(to + 16, f, rest, more); }
        if (lane > 3) { to += between; put(to, g, few, more); put(to + 16, h, rest, more); }
      }
    }
  } else {
    for (let v: usize = 0; v < r; v++) {
      for (let j: usize = 0; j < count; j++) {
        let sum: f64 = 0;
        for (let i: usize = 0; i < rows; i++) sum += f64At(V, i * lanes + v) * f64At(row, i * width + j);
        const to = out + v * between + (j << 3);
        store<f64>(to, more ? load<f64>(to) + sum : sum);
      }
    }
  }
}

// @ts-ignore: decorator
@inline function pass(
  weighted: bool, single: bool, n: usize, k: usize, r: usize, low: usize, high: usize, nGroups: usize, p: usize, scored: bool,
  apart: usize, X: usize, offsets: usize, codes: usize, w: usize, coefs: usize, C: usize,
  sums: usize, scores: usize, measures: usize, work: usize,
): void {
  const width = rowWidth(k), lanes = rowWidth(r), s = k - 1, between = (nGroups * s) << 3;
  const buffer = work, V = buffer + ((BUFFER_ROWS * width) << 3), firsts = V + ((BUFFER_ROWS * lanes) << 3);
  const means = firsts + (width << 3), left = means + (lanes << 3), largest = measures + (lanes << 3);
  for (let g = low; g < high;) {
    const start = u32At(offsets, g);
    let next = g + 1;
    while (next < high && u32At(offsets, next + 1) - start <= BUFFER_ROWS) next++;
    const end = u32At(offsets, next);
    const fits = end - start <= BUFFER_ROWS;
    if (fits) fillRows(start, end - start, n, k, X, width, buffer);
    for (; g < next; g++) {
      const from = u32At(offsets, g), to = u32At(offsets, g + 1), out = scores + ((g * s) << 3);
      if (from == to) {
        if (scored) for (let v: usize = 0; v < r; v++) memory.fill(out + v * between, 0, s << 3);
        continue;
      }
      const row = buffer + (((from - start) * width) << 3);
      if (!fits) fillRows(from, 1, n, k, X, width, row);
      memory.copy(firsts, row, width << 3);
      memory.fill(means, 0, lanes << 4);
      for (let i = from; i < to; i += BUFFER_ROWS) {
        const rows = min(BUFFER_ROWS, to - i);
        if (!fits) fillRows(i, rows, n, k, X, width, buffer);
        lessAllLevels(single, rows, width, row, firsts, i, n, p, codes, coefs, apart);
        combine(rows, k, width, row, lanes, C, V);
        addRows(weighted, rows, lanes, V, w + (i << 3), means);
      }
      const inverse = inverseOf(weightOf(weighted, w, from, to));
      for (let v: usize = 0; v < lanes; v++) setF64(means, v, f64At(means, v) * inverse);
      for (let i = from; i < to; i += BUFFER_ROWS) {
        const rows = min(BUFFER_ROWS, to - i);
        if (!fits) {
          fillRows(i, rows, n, k, X, width, buffer);
          lessAllLevels(single, rows, width, row, firsts, i, n, p, codes, coefs, apart);
          combine(rows, k, width, row, lanes, C, V);
        }
        takeMeans(weighted, rows, lanes, V, means, left, measures, i, n, p, codes, w, sums);
        if (scored) {
          if (fits) addScores(false, rows, width, row, s, lanes, r, V, out, between);
          else addScores(i != from, rows, width, row, s, lanes, r, V, out, between);
        }
      }
      for (let v: usize = 0; v < lanes; v++) setF64(largest, v, max(f64At(largest, v), abs(f64At(left, v) * inverse)));
    }
  }
}

/**
 * Second pass for several residuals at once: r combinations of k columns, all p + 1 effects absorbed, of groups low .. high-1, and
 * for each of them the sums over each group of x u, x the first k - 1 columns. As in `withinResiduals` the coefficients of the p
 * other effects leave the columns in a buffer, and group means leave the combinations alone. X is not changed, no row is written.
 *
 * In    X, offsets, codes, w, coefs as `withinResiduals`; C f64[k*lanes] row-major, lanes r up to a multiple of four, 0 beyond r
 * Out   sums f64[nLevels*lanes]: (weighted) sums by level, those of a level side by side; scores f64[r*nGroups*(k-1)]: for each
 *       combination a row-major matrix of which the rows of these groups are written, unless `scored` is 0;
 *       measures f64[2*lanes]: (weighted) sums of squares, then largest |group means|
 * Work  f64[65*width+66*lanes]
 * Info  0; -11 as -8 of `withinProducts`
 * Cost  O(n k (p + r)), X read once; groups in order, rows in order. A group of no weight has mean 0
 */
export function withinScores(
  n: usize, k: usize, r: usize, low: usize, high: usize, nLevels: usize, nGroups: usize, p: usize, weighted: i32, scored: i32,
  apart: usize, X: InF64, offsets: InU32, codes: InU32, w: InF64, coefs: InF64, C: InF64,
  sums: OutF64, scores: OutF64, measures: OutF64, work: WorkF64,
): i32 {
  const width = rowWidth(k), lanes = rowWidth(r), s = scored != 0;
  if (width > 4 && apart < nLevels << 2) return -11;
  memory.fill(sums, 0, (nLevels * lanes) << 3);
  memory.fill(measures, 0, lanes << 4);
  memory.fill(work, 0, (BUFFER_ROWS * width) << 3);
  if (weighted) pass(true, false, n, k, r, low, high, nGroups, p, s, apart, X, offsets, codes, w, coefs, C, sums, scores, measures, work);
  else if (p == 1) pass(false, true, n, k, r, low, high, nGroups, p, s, apart, X, offsets, codes, w, coefs, C, sums, scores, measures, work);
  else pass(false, false, n, k, r, low, high, nGroups, p, s, apart, X, offsets, codes, w, coefs, C, sums, scores, measures, work);
  return 0;
}
