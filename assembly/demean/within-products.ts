import { f64At, InF64, InOutF64, InU32, setF64, u32At, WorkF64 } from "../abi";
import { addRowProducts, BUFFER_ROWS, fillRows, rowWidth } from "../moments/row-buffer";
import { addAllDeviations, closeMeans, nextBuffer, takeAllMeans, weightOf } from "./group-rows";

// @ts-ignore: decorator
@inline function pass(
  weighted: bool, single: bool, n: usize, k: usize, low: usize, high: usize, p: usize, apart: usize, base: usize, stride: usize,
  X: usize, origins: usize, offsets: usize, codes: usize, w: usize, sums: usize, XtX: usize, moments: usize, work: usize,
): void {
  const width = rowWidth(k);
  const buffer = work;
  const firsts = buffer + ((BUFFER_ROWS * width) << 3), means = firsts + (width << 3);
  let total = f64At(moments, 2 * width);
  for (let g = low; g < high;) {
    const start = u32At(offsets, g);
    const next = nextBuffer(g, high, offsets), end = u32At(offsets, next);
    const fits = end - start <= BUFFER_ROWS;
    if (fits) fillRows(start - base, end - start, stride, k, X, width, buffer);
    for (; g < next; g++) {
      const from = u32At(offsets, g), to = u32At(offsets, g + 1);
      if (from == to) continue;
      const row = buffer + (((from - start) * width) << 3);
      if (!fits) fillRows(from - base, 1, stride, k, X, width, row);
      memory.copy(firsts, row, width << 3);
      memory.fill(means, 0, width << 3);
      for (let i = from; i < to; i += BUFFER_ROWS) {
        const rows = min(BUFFER_ROWS, to - i);
        if (!fits) fillRows(i - base, rows, stride, k, X, width, buffer);
        addAllDeviations(weighted, rows, width, row, firsts, means, w + (i << 3));
      }
      const W = weightOf(weighted, w, from, to);
      closeMeans(width, W, firsts, means, origins, moments);
      total += W;
      for (let i = from; i < to; i += BUFFER_ROWS) {
        const rows = min(BUFFER_ROWS, to - i);
        if (!fits) fillRows(i - base, rows, stride, k, X, width, buffer);
        takeAllMeans(weighted, single, rows, width, row, firsts, means, w, i, n, p, codes, sums, apart);
        if (!fits) addRowProducts(rows, width, buffer, XtX);
      }
    }
    if (fits) addRowProducts(end - start, width, buffer, XtX);
  }
  setF64(moments, 2 * width, total);
}

/**
 * First pass of a regression on k columns with p + 1 effects absorbed, of groups low .. high-1: takes the group means of the
 * ordered effect out of each column in a buffer, and sums, times w, the products of what is left and, by the levels of the p
 * other effects, what is left itself. X is not changed. With `more` not 0 adds to what an earlier call made; parts of several
 * calls add up.
 *
 * In    X f64[stride*(k-1)+...], rows from `base` on of k columns, `stride` apart, ordered by group; origins f64[width], a number
 *       near those of each column, 0 beyond column k; offsets u32[nGroups+1], nGroups >= high; codes u32[p*n], the levels of
 *       all p effects numbered together in 0..nLevels-1; w f64[n] >= 0, read only when `weighted` is not 0
 * InOut sums f64[apart*(width/4-1)+4*nLevels], width k up to a multiple of four: columns 4b .. 4b+3 interleaved by level from
 *       sums[b*apart] on; XtX f64[width*width] row-major, of which 4 by 4 tiles on and below the diagonal are made;
 *       moments f64[2*width+1]: for each column the (weighted) sum of group means less its origin, then of their squares, a
 *       number a row; the weight of the rows. 0 beyond column k
 * Work  f64[66*width]
 * Info  0; -9 if apart is below 4*nLevels and there are more columns than four
 * Cost  O(n k (k + p)), X read once; groups in order, rows in order. A group of no weight has mean 0
 */
export function withinProducts(
  n: usize, k: usize, low: usize, high: usize, nLevels: usize, p: usize, weighted: i32, more: i32, apart: usize, base: usize,
  stride: usize, X: InF64, origins: InF64, offsets: InU32, codes: InU32, w: InF64,
  sums: InOutF64, XtX: InOutF64, moments: InOutF64, work: WorkF64,
): i32 {
  const width = rowWidth(k), one = p == 1;
  if (width > 4 && apart < nLevels << 2) return -9;
  if (!more) {
    for (let b: usize = 0; b < width >> 2; b++) memory.fill(sums + ((b * apart) << 3), 0, nLevels << 5);
    memory.fill(XtX, 0, (width * width) << 3);
    memory.fill(moments, 0, (2 * width + 1) << 3);
  }
  memory.fill(work, 0, ((BUFFER_ROWS + 2) * width) << 3);
  if (weighted && one) pass(true, true, n, k, low, high, p, apart, base, stride, X, origins, offsets, codes, w, sums, XtX, moments, work);
  else if (weighted) pass(true, false, n, k, low, high, p, apart, base, stride, X, origins, offsets, codes, w, sums, XtX, moments, work);
  else if (one) pass(false, true, n, k, low, high, p, apart, base, stride, X, origins, offsets, codes, w, sums, XtX, moments, work);
  else pass(false, false, n, k, low, high, p, apart, base, stride, X, origins, offsets, codes, w, sums, XtX, moments, work);
  return 0;
}
