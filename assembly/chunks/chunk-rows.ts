import { f64At, InF64, InOutU32, InU32, OutF64, OutU32, setF64, setU32, u32At } from "../abi";
import { fillRows, rowWidth } from "../moments/row-buffer";

/** The code of a row that is left out. */
// @ts-ignore: decorator
@inline const NONE: usize = 0xffff_ffff;

/** Bits of an exponent, all set in infinities and NaN. */
const EXPONENT: u64 = 0x7ff0_0000_0000_0000;

/** Sum of the bits of x, wrapped; rows of x that are not finite lose their unit. */
function screenColumn(low: usize, high: usize, x: usize, unit: usize): u64 {
  let sum: u64 = 0, i = low;
  if (ASC_FEATURE_SIMD) {
    const exponent = i64x2.splat(EXPONENT);
    let sums = i64x2.splat(0);
    for (; i + 2 <= high; i += 2) {
      const bits = v128.load(x + (i << 3));
      sums = i64x2.add(sums, bits);
      if (!v128.any_true(i64x2.eq(v128.and(bits, exponent), exponent))) continue;
      for (let k: usize = 0; k < 2; k++) if (!isFinite(f64At(x, i + k))) setU32(unit, i + k, NONE);
    }
    sum = i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1);
  }
  for (; i < high; i++) {
    sum += load<u64>(x + (i << 3));
    if (!isFinite(f64At(x, i))) setU32(unit, i, NONE);
  }
  return sum;
}

/**
 * Rows low .. high-1 of a batch made ready: row by row, less a centre, those left out told apart. A row is left out whose unit,
 * period, cluster, weight or some column is missing or infinite, whose weight is 0, or whose unit is not among the `count` from
 * `first` on; the first two are counted. The sums of bits tell whether the rows of another pass are the same.
 *
 * stride   numbers from column to column of X, p of them and, where `weighted` is not 0, the weights
 * lanes    parts of a cluster, among which its units are dealt
 * In       X f64[stride*(p+1)]; centre f64[P], P the multiple of four from p up; time u32[]
 * InOut    unit u32[]: becomes its number from `first` on, 0xffffffff where the row is left out; cluster u32[]: becomes
 *          cluster*lanes + unit mod lanes, nClusters*lanes where the row is left out
 * Out      rows f64[P*n], zeros behind the p columns; sums u32[2*(p+2)]: of the bits of each column, of the weights (0 without), and of the codes; lost
 *          u32[3]: rows with something missing, rows of weight 0, and of negative weight
 * Info     0
 * Cost     O(n p)
 */
export function chunkRows(
  low: usize, high: usize, p: usize, stride: usize, weighted: i32, nClusters: usize, lanes: usize, first: usize,
  count: usize, X: InF64, centre: InF64, time: InU32, unit: InOutU32, cluster: InOutU32, rows: OutF64, sums: OutU32,
  lost: OutU32,
): i32 {
  const width = rowWidth(p), w = X + ((p * stride) << 3);
  let codes: u64 = 0;
  for (let i = low; i < high; i++) {
    codes += (<u64>u32At(unit, i) << 32) + <u64>u32At(time, i) * 0x1_0001 + <u64>u32At(cluster, i);
  }
  for (let j: usize = 0; j < p; j++) store<u64>(sums + (j << 3), screenColumn(low, high, X + ((j * stride) << 3), unit));
  store<u64>(sums + (p << 3), weighted ? screenColumn(low, high, w, unit) : 0);
  store<u64>(sums + ((p + 1) << 3), codes);
  let incomplete: u32 = 0, weightless: u32 = 0, negative: u32 = 0;
  for (let i = low; i < high; i++) {
    const u = u32At(unit, i), c = u32At(cluster, i);
    let isOut = true;
    if (u == NONE || c == NONE || u32At(time, i) == NONE) incomplete++;
    else if (weighted && f64At(w, i) <= 0) {
      if (f64At(w, i) == 0) weightless++;
      else negative++;
    } else isOut = u - first >= count;
    setU32(unit, i, isOut ? NONE : u - first);
    setU32(cluster, i, isOut ? nClusters * lanes : c * lanes + u % lanes);
  }
  store<u32>(lost, incomplete);
  store<u32>(lost, weightless, 4);
  store<u32>(lost, negative, 8);
  fillRows(low, high - low, stride, p, X, width, rows + ((low * width) << 3));
  const end = rows + ((high * width) << 3);
  for (let row = rows + ((low * width) << 3); row < end; row += width << 3) {
    for (let j: usize = 0; j < width; j += 2) {
      const at = row + (j << 3);
      if (ASC_FEATURE_SIMD) v128.store(at, f64x2.sub(v128.load(at), v128.load(centre + (j << 3))));
      else for (let k: usize = 0; k < 2; k++) store<f64>(at + (k << 3), f64At(at, k) - f64At(centre, j + k));
    }
    for (let j = p; j < width; j++) setF64(row, j, 0);
  }
  return 0;
}
