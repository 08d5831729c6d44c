import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";

/**
 * Means of x over the rows of the same group that lie in another part of it: the mean price of a firm-product-year in
 * the other destinations. Rows stand by (group, part), so that the sum elsewhere is the sum before the part and the sum
 * after it: nothing is subtracted, and no digit is lost where one part outweighs the rest. Groups low .. high - 1.
 *
 * In    offsets u32[nGroups+1] first place of each group; order u32[n] the row at each place; parts u32[n] by place;
 *       x f64[n] by row; w f64[n] > 0 by row, read only when `weighted` is not 0
 * Out   out f64[n] by row: NaN where the group has no other part. Only rows of groups low .. high - 1 are written
 * Work  before f64[n] by place, only places of these groups
 * Info  0
 * Cost  O(rows of the groups), sums in the order of places, outwards from either end of the group
 * Source  Hausman (1996), in Bresnahan & Gordon (eds), The Economics of New Goods, ch. 5, for prices elsewhere as
 *         instruments
 */
export function leaveOutMeans(
  low: usize, high: usize, weighted: i32, offsets: InU32, order: InU32, parts: InU32,
  x: InF64, w: InF64, out: OutF64, before: WorkF64,
): i32 {
  for (let g = low; g < high; g++) {
    const first = u32At(offsets, g);
    const end = u32At(offsets, g + 1);
    sumBefore(first, end, weighted, order, parts, x, w, out, before);
    addAfter(first, end, weighted, order, parts, x, w, out, before);
  }
  return 0;
}

/** out and before of each place: sums of w x and of w over the places before its part. */
// @ts-ignore: decorator
@inline function sumBefore(
  first: usize, end: usize, weighted: i32, order: usize, parts: usize, x: usize, w: usize, out: usize, before: usize,
): void {
  let sum: f64 = 0;
  let weight: f64 = 0;
  for (let j = first; j < end; ) {
    const part = u32At(parts, j);
    const startSum = sum;
    const startWeight = weight;
    for (; j < end && u32At(parts, j) == part; j++) {
      const row = u32At(order, j);
      const share = weighted ? f64At(w, row) : 1;
      sum += share * f64At(x, row);
      weight += share;
      setF64(out, row, startSum);
      setF64(before, j, startWeight);
    }
  }
}

/** The same from the far end, added; then the mean. */
// @ts-ignore: decorator
@inline function addAfter(
  first: usize, end: usize, weighted: i32, order: usize, parts: usize, x: usize, w: usize, out: usize, before: usize,
): void {
  let sum: f64 = 0;
  let weight: f64 = 0;
  for (let j = end; j > first; ) {
    const part = u32At(parts, j - 1);
    const startSum = sum;
    const startWeight = weight;
    for (; j > first && u32At(parts, j - 1) == part; j--) {
      const row = u32At(order, j - 1);
      const share = weighted ? f64At(w, row) : 1;
      sum += share * f64At(x, row);
      weight += share;
      const total = f64At(before, j - 1) + startWeight;
      setF64(out, row, total > 0 ? (f64At(out, row) + startSum) / total : NaN);
    }
  }
}
