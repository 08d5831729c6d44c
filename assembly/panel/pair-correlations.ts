import { f64At, InF64, OutF64, setF64, WorkF64 } from "../abi";

/** Squares about the mean that are no more than this share of those about zero are rounding. */
const ROUNDING: f64 = 1e-24;
/** Numbers a unit has in the output. */
const WIDTH: usize = 7;

/**
 * Correlations of pairs of units over the periods both have, summed over the partners j > i of each unit i: what tests of
 * cross-sectional dependence are made of. Four partners are taken at a time, each over its periods in order, so that the
 * bits do not depend on the width of a vector. Means are those of the common periods.
 *
 * In    e, seen f64[nPeriods*stride], period by period: numbers and 1 where observed, 0 and 0 where not; stride is a multiple
 *       of four, at least nUnits, and the places from nUnits on are 0
 * Out   out f64[7*(end-first)], by unit i of first..end-1, over its pairs of T_ij >= 2 common periods whose numbers vary:
 *       sum of r sqrt(T_ij), of r, of |r|, of T_ij r^2, of T_ij r^2 - 1; how many pairs; then how many pairs have fewer than
 *       two common periods or do not vary in them
 * Work  work f64[24]
 * Info  0; -2 if end is above nUnits, -5 if stride is no multiple of four
 * Cost  O((end - first) nUnits nPeriods)
 * Source  Pesaran (2004), General Diagnostic Tests for Cross Section Dependence in Panels, CESifo Working Paper 1229
 */
export function pairCorrelations(
  first: usize, end: usize, nUnits: usize, nPeriods: usize, stride: usize,
  e: InF64, seen: InF64, out: OutF64, work: WorkF64,
): i32 {
  if (end > nUnits) return -2;
  if ((stride & 3) != 0) return -5;
  for (let i = first; i < end; i++, out += WIDTH << 3) {
    let byRoot: f64 = 0, sum: f64 = 0, sumAbs: f64 = 0, squares: f64 = 0, excess: f64 = 0;
    let used: f64 = 0, without: f64 = 0;
    for (let j = (i + 1) & ~3; j < nUnits; j += 4) {
      fourPairs(i, j, nPeriods, stride, e, seen, work);
      for (let lane: usize = 0; lane < 4; lane++) {
        if (j + lane <= i || j + lane >= nUnits) continue;
        const T = f64At(work, lane), squaresI = f64At(work, 4 + lane), squaresJ = f64At(work, 8 + lane);
        if (!(T >= 2 && varies(squaresI, f64At(work, 16 + lane)) && varies(squaresJ, f64At(work, 20 + lane)))) {
          without += 1;
          continue;
        }
        const r = f64At(work, 12 + lane) / Math.sqrt(squaresI * squaresJ);
        byRoot += Math.sqrt(T) * r;
        sum += r;
        sumAbs += Math.abs(r);
        squares += T * (r * r);
        excess += T * (r * r) - 1;
        used += 1;
      }
    }
    setF64(out, 0, byRoot);
    setF64(out, 1, sum);
    setF64(out, 2, sumAbs);
    setF64(out, 3, squares);
    setF64(out, 4, excess);
    setF64(out, 5, used);
    setF64(out, 6, without);
  }
  return 0;
}

// @ts-ignore: decorator
@inline function varies(squares: f64, mean: f64): bool {
  return squares > ROUNDING * mean;
}

/**
 * Of unit i with j..j+3: common periods, sums of squares of i and of j about their means, of products, and T times the
 * squared means of i and of j; four of each.
 */
// @ts-ignore: decorator
@inline function fourPairs(
  i: usize, j: usize, nPeriods: usize, stride: usize, e: usize, seen: usize, work: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    twoLanes(i, j, nPeriods, stride, e, seen, work);
    twoLanes(i, j + 2, nPeriods, stride, e, seen, work + 16);
  } else {
    for (let lane: usize = 0; lane < 4; lane++) oneLane(i, j + lane, nPeriods, stride, e, seen, work + (lane << 3));
  }
}

// @ts-ignore: decorator
@inline function twoLanes(
  i: usize, j: usize, nPeriods: usize, stride: usize, e: usize, seen: usize, work: usize,
): void {
  const none = f64x2.splat(0);
  let T = none, sumI = none, sumJ = none;
  for (let t: usize = 0, at: usize = 0; t < nPeriods; t++, at += stride) {
    if (f64At(seen, at + i) == 0) continue;
    const both = v128.load(seen + ((at + j) << 3));
    T = f64x2.add(T, both);
    sumI = f64x2.add(sumI, f64x2.mul(f64x2.splat(f64At(e, at + i)), both));
    sumJ = f64x2.add(sumJ, v128.load(e + ((at + j) << 3)));
  }
  const meanI = f64x2.div(sumI, T), meanJ = f64x2.div(sumJ, T);
  let squaresI = none, squaresJ = none, products = none;
  for (let t: usize = 0, at: usize = 0; t < nPeriods; t++, at += stride) {
    if (f64At(seen, at + i) == 0) continue;
    const both = v128.load(seen + ((at + j) << 3));
    const a = f64x2.mul(f64x2.sub(f64x2.splat(f64At(e, at + i)), meanI), both);
    const b = f64x2.mul(f64x2.sub(v128.load(e + ((at + j) << 3)), meanJ), both);
    squaresI = f64x2.add(squaresI, f64x2.mul(a, a));
    squaresJ = f64x2.add(squaresJ, f64x2.mul(b, b));
    products = f64x2.add(products, f64x2.mul(a, b));
  }
  v128.store(work, T);
  v128.store(work, squaresI, 32);
  v128.store(work, squaresJ, 64);
  v128.store(work, products, 96);
  v128.store(work, f64x2.mul(sumI, meanI), 128);
  v128.store(work, f64x2.mul(sumJ, meanJ), 160);
}

// @ts-ignore: decorator
@inline function oneLane(
  i: usize, j: usize, nPeriods: usize, stride: usize, e: usize, seen: usize, work: usize,
): void {
  let T: f64 = 0, sumI: f64 = 0, sumJ: f64 = 0;
  for (let t: usize = 0, at: usize = 0; t < nPeriods; t++, at += stride) {
    if (f64At(seen, at + i) == 0) continue;
    const both = f64At(seen, at + j);
    T += both;
    sumI += f64At(e, at + i) * both;
    sumJ += f64At(e, at + j);
  }
  const meanI = sumI / T, meanJ = sumJ / T;
  let squaresI: f64 = 0, squaresJ: f64 = 0, products: f64 = 0;
  for (let t: usize = 0, at: usize = 0; t < nPeriods; t++, at += stride) {
    if (f64At(seen, at + i) == 0) continue;
    const both = f64At(seen, at + j);
    const a = (f64At(e, at + i) - meanI) * both, b = (f64At(e, at + j) - meanJ) * both;
    squaresI += a * a;
    squaresJ += b * b;
    products += a * b;
  }
  setF64(work, 0, T);
  setF64(work, 4, squaresI);
  setF64(work, 8, squaresJ);
  setF64(work, 12, products);
  setF64(work, 16, sumI * meanI);
  setF64(work, 20, sumJ * meanJ);
}
