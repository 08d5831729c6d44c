import { f64At, InF64, InOutF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { addRowProducts, BUFFER_ROWS, fillRows, rowWidth } from "../moments/row-buffer";
import { addAllScores, combineAllRows, multiplyDeviations, nextBuffer, weightOf } from "./group-rows";
import { inverseOf } from "./lanes";

// @ts-ignore: decorator
@inline function pass(
  weighted: bool, single: bool, n: usize, k: usize, low: usize, high: usize, p: usize, scored: bool, squared: bool, apart: usize,
  base: usize, stride: usize, X: usize, offsets: usize, codes: usize, w: usize, coefs: usize, beta: usize,
  u: usize, sums: usize, scores: usize, meat: usize, measures: usize, work: usize,
): void {
  const width = rowWidth(k), r = k - 1;
  const buffer = work;
  const firsts = buffer + ((BUFFER_ROWS * width) << 3), own = firsts + (width << 3), means = own + (width << 3);
  const shares = means + (width << 3);
  let squares = f64At(measures, 0), largest = f64At(measures, 1);
  for (let g = low; g < high;) {
    const start = u32At(offsets, g);
    const next = nextBuffer(g, high, offsets), end = u32At(offsets, next);
    const fits = end - start <= BUFFER_ROWS;
    if (fits) fillRows(start - base, end - start, stride, k, X, width, buffer);
    for (; g < next; g++) {
      const from = u32At(offsets, g), to = u32At(offsets, g + 1);
      if (from == to) {
        if (scored) memory.fill(scores + ((g * r) << 3), 0, r << 3);
        continue;
      }
      const row = buffer + (((from - start) * width) << 3);
      if (!fits) fillRows(from - base, 1, stride, k, X, width, row);
      memory.copy(firsts, row, width << 3);
      let sum: f64 = 0;
      if (squared) memory.fill(means, 0, width << 3);
      for (let i = from; i < to; i += BUFFER_ROWS) {
        const rows = min(BUFFER_ROWS, to - i), fitted = u + (i << 3);
        if (!fits) fillRows(i - base, rows, stride, k, X, width, buffer);
        combineAllRows(single, rows, width, row, firsts, beta, i, n, p, codes, coefs, apart, fitted);
        for (let l: usize = 0; l < rows; l++) {
          const weight = weighted ? f64At(w, i + l) : 1;
          sum += weight * f64At(fitted, l);
          setF64(shares, l, weight);
        }
        if (squared) addAllScores(rows, width, row, shares, means);
      }
      const inverse = inverseOf(weightOf(weighted, w, from, to));
      const mean = sum * inverse;
      if (squared) for (let j: usize = 0; j < width; j++) setF64(means, j, f64At(means, j) * inverse);
      sum = 0;
      if (scored) memory.fill(own, 0, width << 3);
      for (let i = from; i < to; i += BUFFER_ROWS) {
        const rows = min(BUFFER_ROWS, to - i), left = u + (i << 3);
        if (!fits && (scored || squared)) {
          fillRows(i - base, rows, stride, k, X, width, buffer);
          combineAllRows(single, rows, width, row, firsts, beta, i, n, p, codes, coefs, apart, left);
        }
        for (let l: usize = 0; l < rows; l++) {
          const root = weighted ? sqrt(f64At(w, i + l)) : 1;
          let value = f64At(left, l) - mean;
          if (weighted) value = root * value;
          setF64(left, l, value);
          squares += value * value;
          const share = weighted ? root * value : value;
          setF64(shares, l, share);
          sum += share;
          for (let f: usize = 0; f < p; f++) {
            const at = sums + (u32At(codes, f * n + i + l) << 3);
            store<f64>(at, load<f64>(at) + share);
          }
        }
        if (scored) addAllScores(rows, width, row, shares, own);
        if (squared) {
          multiplyDeviations(rows, width, row, means, shares);
          if (!fits) addRowProducts(rows, width, buffer, meat);
        }
      }
      largest = max(largest, abs(sum * inverse));
      if (scored) for (let j: usize = 0; j < r; j++) setF64(scores, g * r + j, f64At(own, j));
    }
    if (fits && squared) addRowProducts(end - start, width, buffer, meat);
  }
  setF64(measures, 0, squares);
  setF64(measures, 1, largest);
}

/**
 * Second pass: residuals of the last of k columns on the others, all p + 1 effects absorbed, of groups low .. high-1, and the
 * sums over each group of x u, or over all rows of the products of x u. The coefficients of the p other effects leave the
 * columns in a buffer; the group means then leave the residuals alone, because these sum to zero in a group and so no mean of x
 * enters a score. X is not changed. `more` as in `withinProducts`.
 *
 * In    X, offsets, codes, w as `withinProducts`; coefs f64[apart*(width/4-1)+4*nLevels], laid out as its sums, 0 beyond
 *       column k; beta f64[width]: less the coefficient of each regressor, then 1, then 0
 * Out   u f64[n], of which rows of these groups are written: (weights: times the root of w); scores f64[nGroups*(k-1)]
 *       row-major, of which these groups are written, unless `scored` is 0
 * InOut sums f64[nLevels]: (weighted) sum of u by level; meat f64[width*width] laid out as XtX of `withinProducts`, unless
 *       `squared` is 0; measures f64[2]: (weighted) sum of squares of u, largest |group mean|
 * Work  f64[67*width+64]
 * Info  0; -11 as -9 of `withinProducts`
 * Cost  O(n k p), with `squared` O(n k (k + p)), X read once; groups in order, rows in order. A group of no weight has mean 0
 */
export function withinResiduals(
  n: usize, k: usize, low: usize, high: usize, nLevels: usize, p: usize, weighted: i32, scored: i32, squared: i32, more: i32,
  apart: usize, base: usize, stride: usize, X: InF64, offsets: InU32, codes: InU32, w: InF64, coefs: InF64, beta: InF64,
  u: OutF64, sums: InOutF64, scores: OutF64, meat: InOutF64, measures: InOutF64, work: WorkF64,
): i32 {
  const width = rowWidth(k), s = scored != 0, q = squared != 0;
  if (width > 4 && apart < nLevels << 2) return -11;
  if (!more) {
    memory.fill(sums, 0, nLevels << 3);
    memory.fill(measures, 0, 16);
    if (q) memory.fill(meat, 0, (width * width) << 3);
  }
  memory.fill(work, 0, ((BUFFER_ROWS + 3) * width) << 3);
  if (weighted) pass(true, false, n, k, low, high, p, s, q, apart, base, stride, X, offsets, codes, w, coefs, beta, u, sums, scores, meat, measures, work);
  else if (p == 1) pass(false, true, n, k, low, high, p, s, q, apart, base, stride, X, offsets, codes, w, coefs, beta, u, sums, scores, meat, measures, work);
  else pass(false, false, n, k, low, high, p, s, q, apart, base, stride, X, offsets, codes, w, coefs, beta, u, sums, scores, meat, measures, work);
  return 0;
}
