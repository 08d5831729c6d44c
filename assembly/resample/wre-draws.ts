import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64, WorkU32 } from "../abi";
import { addProduct, addScaledSquares, productTile, TILE, TILE_ROW } from "./draw-tile";
import { weightsOfTile } from "./wild-weights";

/**
 * Draws first .. first + count - 1 of the wild restricted efficient bootstrap of an equation with one endogenous regressor.
 * With Q an orthonormal basis of kz excluded instruments net of the exogenous columns, which have the basis of `rank`
 * columns, u1 the structural residual, u2 the reduced form's, v the weights of a draw, one a bootstrap cluster, and
 *   [o1; r1; o2; r2] = A v     coordinates of v u1, then of v u2: on the exogenous basis (o), then on Q (r)
 *   p = p0 + r2                coordinates on Q of the drawn regressor
 *   d = p'r1 / p'p             the drawn 2SLS coefficient less its value
 *   s_c = p'(H_c (o1 - d o2) + a_c - d (b_c + K_c))   score of error cluster c; a, b the entries' values times v
 * what is kept of the draw is d and sum_c factors_c s_c^2 / (p'p)^2.
 *
 * In    kind, purpose, k0, k1 as in wildWeights; ld rows of `out`, of which the first is that of draw `first`
 *       p0 f64[kz]; A f64[2*(rank+kz)*nBoot] row-major; H f64[nRows*kz*rank] row-major, with the opposite sign; K f64[nRows*kz]
 *       entries of rows: offsets u32[nRows+1], clusters u32[entries], values f64[entries*2*kz]: a then b of each entry
 *       factors f64[nRows]
 * Out   out f64, columns of leading dimension ld: d, then the variance; rows 0..count-1
 * Work  f64[8 (nBoot + 2 rank + 5 kz + 4)]; u32[4]
 * Info  0; -1 for an unknown kind
 * Cost  O(count (nBoot (rank + kz) + nRows kz rank)), with the entries
 * Source  Davidson & MacKinnon (2010), Journal of Business & Economic Statistics 28(1), doi:10.1198/jbes.2009.07221;
 *         Roodman, MacKinnon, Nielsen & Webb (2019), Stata Journal 19(1), doi:10.1177/1536867X19830877
 */
export function wreDraws(
  kind: u32, first: u32, count: usize, ld: usize, nBoot: usize, nRows: usize, rank: usize, kz: usize, purpose: u32, k0: u32,
  k1: u32, p0: InF64, A: InF64, H: InF64, K: InF64, offsets: InU32, clusters: InU32, values: InF64, factors: InF64,
  out: OutF64, work: WorkF64, block: WorkU32,
): i32 {
  if (kind > 3) return -1;
  const weights = work;
  const o1 = weights + nBoot * TILE_ROW;
  const r1 = o1 + rank * TILE_ROW;
  const o2 = r1 + kz * TILE_ROW;
  const p = o2 + rank * TILE_ROW;
  const fitted = p + kz * TILE_ROW; // kz rows
  const pairs = fitted + kz * TILE_ROW; // a, then b: 2 kz rows
  const numerator = pairs + 2 * kz * TILE_ROW;
  const size = numerator + TILE_ROW;
  const score = size + TILE_ROW;
  const sum = score + TILE_ROW;
  for (let from: usize = 0; from < count; from += TILE) {
    const width = count - from < TILE ? count - from : TILE;
    weightsOfTile(kind, 0, nBoot, first + <u32>from, purpose, k0, k1, weights, block);
    productTile(2 * (rank + kz), nBoot, A, weights, o1);
    memory.fill(numerator, 0, 4 * TILE_ROW);
    for (let j: usize = 0; j < kz; j++) {
      const pj = p + j * TILE_ROW;
      addToRow(f64At(p0, j), pj);
      addScaledSquares(1, pj, r1 + j * TILE_ROW, numerator);
      addScaledSquares(1, pj, pj, size);
    }
    for (let l: usize = 0; l < TILE; l++) setF64(numerator, l, f64At(numerator, l) / f64At(size, l)); // d
    for (let i: usize = 0; i < rank; i++) subtractTimes(numerator, o2 + i * TILE_ROW, o1 + i * TILE_ROW);
    for (let c: usize = 0; c < nRows; c++) {
      productTile(kz, rank, H + ((c * kz * rank) << 3), o1, fitted);
      memory.fill(pairs, 0, 2 * kz * TILE_ROW);
      for (let e = u32At(offsets, c); e < u32At(offsets, c + 1); e++) {
        const v = weights + u32At(clusters, e) * TILE_ROW;
        const value = values + ((e * 2 * kz) << 3);
        for (let j: usize = 0; j < 2 * kz; j++) addProduct(1, value + (j << 3), v, pairs + j * TILE_ROW);
      }
      memory.fill(score, 0, TILE_ROW);
      for (let j: usize = 0; j < kz; j++) {
        const a = pairs + j * TILE_ROW;
        const b = a + kz * TILE_ROW;
        addToRow(f64At(K, c * kz + j), b);
        subtractTimes(numerator, b, a);
        addSumTimes(fitted + j * TILE_ROW, a, p + j * TILE_ROW, score);
      }
      addScaledSquares(f64At(factors, c), score, score, sum);
    }
    for (let l: usize = 0; l < width; l++) {
      setF64(out, from + l, f64At(numerator, l));
      setF64(out, ld + from + l, f64At(sum, l) / (f64At(size, l) * f64At(size, l)));
    }
  }
  return 0;
}

/** row += value */
// @ts-ignore: decorator
@inline function addToRow(value: f64, row: usize): void {
  if (ASC_FEATURE_SIMD) {
    const s = f64x2.splat(value);
    for (let l: usize = 0; l < TILE_ROW; l += 16) v128.store(row + l, f64x2.add(v128.load(row + l), s));
  } else {
    for (let l: usize = 0; l < TILE; l++) setF64(row, l, f64At(row, l) + value);
  }
}

/** out -= x * y for the draws of a row. */
// @ts-ignore: decorator
@inline function subtractTimes(x: usize, y: usize, out: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let l: usize = 0; l < TILE_ROW; l += 16) {
      v128.store(out + l, f64x2.sub(v128.load(out + l), f64x2.mul(v128.load(x + l), v128.load(y + l))));
    }
  } else {
    for (let l: usize = 0; l < TILE; l++) setF64(out, l, f64At(out, l) - f64At(x, l) * f64At(y, l));
  }
}

/** out += (x + y) * z for the draws of a row. */
// @ts-ignore: decorator
@inline function addSumTimes(x: usize, y: usize, z: usize, out: usize): void {
  if (ASC_FEATURE_SIMD) {
    for (let l: usize = 0; l < TILE_ROW; l += 16) {
      const total = f64x2.add(v128.load(x + l), v128.load(y + l));
      v128.store(out + l, f64x2.add(v128.load(out + l), f64x2.mul(total, v128.load(z + l))));
    }
  } else {
    for (let l: usize = 0; l < TILE; l++) {
      setF64(out, l, f64At(out, l) + (f64At(x, l) + f64At(y, l)) * f64At(z, l));
    }
  }
}
