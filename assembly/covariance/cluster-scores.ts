import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";

/** Rows taken through all columns before the next: their u and codes stay in the first cache. */
const BLOCK: usize = 1024;

/**
 * Adds x_i u_i for n rows to the k sums of their clusters, in row order; column j starts at X + j * stride bytes, code c
 * has its sums at scores[(c - low) * k]. While the code stays the same the sums are held in registers; a sum waits for the
 * row before, so eight columns side by side cost little more than two.
 */
export function addScores(
  n: usize, k: usize, low: usize, X: usize, stride: usize, u: usize, codes: usize, scores: usize,
): void {
  const origin = scores - ((low * k) << 3);
  let j: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (; j + 8 <= k; j += 8) addEight(n, stride, X + j * stride, u, codes, origin + (j << 3), k << 3);
  }
  for (; j + 4 <= k; j += 4) addFour(0, n, stride, X + j * stride, u, codes, origin + (j << 3), k << 3);
  if (ASC_FEATURE_SIMD) {
    for (; j + 2 <= k; j += 2) addTwo(n, stride, X + j * stride, u, codes, origin + (j << 3), k << 3);
  }
  for (; j < k; j++) addOne(0, n, X + j * stride, u, codes, origin + (j << 3), k << 3);
}

/**
 * Score sums by cluster of m columns of residuals, for the clusters low .. low + nCells - 1: scores[t][g] = sum over rows
 * i of cluster g of x_i U_it, in row order; any order of rows is right, sorted clusters are written once each. One pass
 * over X.
 *
 * In    X f64[stride*(k-1)+n]: column j from X[j*stride] on; U f64[stride*(m-1)+n] likewise; codes u32[n] in
 *       low..low+nCells-1
 * Out   scores f64[apart*(m-1)+nCells*k]: those of column t from scores[t*apart] on, row-major: the k sums of a cluster
 *       are contiguous; 0 for a cluster without rows; not between columns
 * Info  0; -10 when a code is out of range, the scores being then undefined
 * Cost  O(n k m)
 * Source  Liang & Zeger (1986), Biometrika 73(1), doi:10.1093/biomet/73.1.13
 */
export function clusterScores(
  n: usize, stride: usize, k: usize, m: usize, low: usize, nCells: usize, apart: usize, X: InF64, U: InF64,
  codes: InU32, scores: OutF64,
): i32 {
  for (let i: usize = 0; i < n; i++) if (u32At(codes, i) - low >= nCells) return -10;
  for (let t: usize = 0; t < m; t++) memory.fill(scores + ((t * apart) << 3), 0, (nCells * k) << 3);
  const step = stride << 3;
  for (let start: usize = 0; start < n; start += BLOCK) {
    const at = start << 3;
    const rows = min(BLOCK, n - start);
    for (let t: usize = 0; t < m; t++) {
      const u = U + t * step + at;
      addScores(rows, k, low, X + at, step, u, codes + (start << 2), scores + ((t * apart) << 3));
    }
  }
  return 0;
}

/** Four columns from x on, `stride` bytes apart, into the four neighbouring sums at `scores` of each row's cluster. */
// @ts-ignore: decorator
@inline function addFour(
  start: usize, end: usize, stride: usize, x: usize, u: usize, codes: usize, scores: usize, step: usize,
): void {
  const x1 = x + stride, x2 = x1 + stride, x3 = x2 + stride;
  for (let i = start; i < end;) {
    const code = load<u32>(codes + (i << 2));
    const cell = scores + <usize>code * step;
    if (ASC_FEATURE_SIMD) {
      let low = v128.load(cell), high = v128.load(cell, 16);
      do {
        const at = i << 3;
        const factor = v128.load64_splat(u + at);
        const a = v128.load_lane<f64>(x1 + at, v128.load64_zero(x + at), 1);
        const b = v128.load_lane<f64>(x3 + at, v128.load64_zero(x2 + at), 1);
        low = f64x2.add(low, f64x2.mul(a, factor));
        high = f64x2.add(high, f64x2.mul(b, factor));
      } while (++i < end && load<u32>(codes + (i << 2)) == code);
      v128.store(cell, low);
      v128.store(cell, high, 16);
    } else {
      let s0 = f64At(cell, 0), s1 = f64At(cell, 1), s2 = f64At(cell, 2), s3 = f64At(cell, 3);
      do {
        const factor = f64At(u, i);
        s0 += f64At(x, i) * factor;
        s1 += f64At(x1, i) * factor;
        s2 += f64At(x2, i) * factor;
        s3 += f64At(x3, i) * factor;
      } while (++i < end && load<u32>(codes + (i << 2)) == code);
      setF64(cell, 0, s0);
      setF64(cell, 1, s1);
      setF64(cell, 2, s2);
      setF64(cell, 3, s3);
    }
  }
}

/** Elements at `at` of the column at x and of the next. */
// @ts-ignore: decorator
@inline function pairAt(x: usize, stride: usize): v128 {
  return v128.load_lane<f64>(x + stride, v128.load64_zero(x), 1);
}

/** As `addFour`, of eight columns; SIMD only. */
// @ts-ignore: decorator
@inline function addEight(
  n: usize, stride: usize, x: usize, u: usize, codes: usize, scores: usize, step: usize,
): void {
  const two = stride << 1, four = stride << 2, six = four + two;
  for (let i: usize = 0; i < n;) {
    const code = load<u32>(codes + (i << 2));
    const cell = scores + <usize>code * step;
    let a = v128.load(cell), b = v128.load(cell, 16), c = v128.load(cell, 32), d = v128.load(cell, 48);
    do {
      const row = x + (i << 3);
      const factor = v128.load64_splat(u + (i << 3));
      a = f64x2.add(a, f64x2.mul(pairAt(row, stride), factor));
      b = f64x2.add(b, f64x2.mul(pairAt(row + two, stride), factor));
      c = f64x2.add(c, f64x2.mul(pairAt(row + four, stride), factor));
      d = f64x2.add(d, f64x2.mul(pairAt(row + six, stride), factor));
    } while (++i < n && load<u32>(codes + (i << 2)) == code);
    v128.store(cell, a);
    v128.store(cell, b, 16);
    v128.store(cell, c, 32);
    v128.store(cell, d, 48);
  }
}

/** As `addFour`, of two columns; SIMD only. */
// @ts-ignore: decorator
@inline function addTwo(
  n: usize, stride: usize, x: usize, u: usize, codes: usize, scores: usize, step: usize,
): void {
  for (let i: usize = 0; i < n;) {
    const code = load<u32>(codes + (i << 2));
    const cell = scores + <usize>code * step;
    let sum = v128.load(cell);
    do {
      const factor = v128.load64_splat(u + (i << 3));
      sum = f64x2.add(sum, f64x2.mul(pairAt(x + (i << 3), stride), factor));
    } while (++i < n && load<u32>(codes + (i << 2)) == code);
    v128.store(cell, sum);
  }
}

/** One column into one sum of each row's cluster. */
// @ts-ignore: decorator
@inline function addOne(
  start: usize, end: usize, x: usize, u: usize, codes: usize, scores: usize, step: usize,
): void {
  for (let i = start; i < end;) {
    const code = load<u32>(codes + (i << 2));
    const cell = scores + <usize>code * step;
    let sum = f64At(cell, 0);
    do {
      sum += f64At(x, i) * f64At(u, i);
    } while (++i < end && load<u32>(codes + (i << 2)) == code);
    setF64(cell, 0, sum);
  }
}
