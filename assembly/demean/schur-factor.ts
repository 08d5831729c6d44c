import { f64At, InOutF64, InU32, setF64, u32At } from "../abi";
import { dotChunk } from "../blas/ddot";

/** Rows of a panel: they stay in cache while the rows above stream by. */
// @ts-ignore: decorator
@inline const PANEL: usize = 32;

/** Sum of x[i] y[i] over an even number of entries: even and odd entries apart, then both. */
// @ts-ignore: decorator
@inline function dotEven(m: usize, x: usize, y: usize): f64 {
  let even: f64 = 0, odd: f64 = 0;
  for (const end = x + (m << 3); x < end; x += 16, y += 16) {
    even += load<f64>(x) * load<f64>(y);
    odd += load<f64>(x, 8) * load<f64>(y, 8);
  }
  return even + odd;
}

// @ts-ignore: decorator
@inline function both(v: v128): f64 { return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1); }

/** Entries j and j + 1 of a row below, given its dot products with rows `upper` and `lower` over the first j columns. */
// @ts-ignore: decorator
@inline function finishPair(row: usize, upper: usize, lower: usize, j: usize, dotUpper: f64, dotLower: f64): void {
  const l = (f64At(row, j) - dotUpper) / f64At(upper, j);
  setF64(row, j, l);
  setF64(row, j + 1, (f64At(row, j + 1) - (dotLower + l * f64At(lower, j))) / f64At(lower, j + 1));
}

/** Four rows against the two rows j and j + 1, over j columns: eight dot products share their loads. */
// @ts-ignore: decorator
@inline function tile(j: usize, r0: usize, r1: usize, r2: usize, r3: usize, upper: usize, lower: usize): void {
  let u0 = f64x2.splat(0), u1 = u0, u2 = u0, u3 = u0, l0 = u0, l1 = u0, l2 = u0, l3 = u0;
  for (let at: usize = 0, end = j << 3; at < end; at += 16) {
    const u = v128.load(upper + at), l = v128.load(lower + at);
    const a = v128.load(r0 + at), b = v128.load(r1 + at), c = v128.load(r2 + at), d = v128.load(r3 + at);
    u0 = f64x2.add(u0, f64x2.mul(a, u));
    l0 = f64x2.add(l0, f64x2.mul(a, l));
    u1 = f64x2.add(u1, f64x2.mul(b, u));
    l1 = f64x2.add(l1, f64x2.mul(b, l));
    u2 = f64x2.add(u2, f64x2.mul(c, u));
    l2 = f64x2.add(l2, f64x2.mul(c, l));
    u3 = f64x2.add(u3, f64x2.mul(d, u));
    l3 = f64x2.add(l3, f64x2.mul(d, l));
  }
  finishPair(r0, upper, lower, j, both(u0), both(l0));
  finishPair(r1, upper, lower, j, both(u1), both(l1));
  finishPair(r2, upper, lower, j, both(u2), both(l2));
  finishPair(r3, upper, lower, j, both(u3), both(l3));
}

/** Rows first..last-1 of the factor, columns 0..first-1 (an even number), two columns at a time. */
// @ts-ignore: decorator
@inline function leftOfPanel(m: usize, block: usize, first: usize, last: usize): void {
  const stride = m << 3;
  for (let j: usize = 0; j < first; j += 2) {
    const upper = block + j * stride, lower = upper + stride;
    let i = first;
    if (ASC_FEATURE_SIMD) {
      for (; i + 4 <= last; i += 4) {
        const r = block + i * stride;
        tile(j, r, r + stride, r + 2 * stride, r + 3 * stride, upper, lower);
      }
    }
    for (; i < last; i++) {
      const r = block + i * stride;
      finishPair(r, upper, lower, j, dotEven(j, r, upper), dotEven(j, r, lower));
    }
  }
}

/**
 * Cholesky factor of each block of the Schur complement but for its last level, whose coefficient is set to zero: a
 * component's levels are determined up to one constant, so exactly one of them is redundant, by structure and not by
 * tolerance. Row by row in panels of 32, the part left of a panel in tiles of four rows by two columns.
 *
 * In    blocks u32[nBlocks+1]: first level of each block
 * InOut S f64[sum of m^2], row-major blocks, lower triangle in; in the leading m - 1 rows, the factor out
 * Info  0; > 0 the level (from 1) whose pivot is not positive: the weights are too unequal for the arithmetic
 * Cost  O(sum of m^3 / 3)
 * Source  Golub & Van Loan (2013), Matrix Computations, 4th ed., section 4.2
 */
export function schurFactor(nBlocks: usize, blocks: InU32, S: InOutF64): i32 {
  for (let b: usize = 0; b < nBlocks; b++) {
    const low = u32At(blocks, b), m = u32At(blocks, b + 1) - low;
    const order = max<usize>(m, 1) - 1;
    for (let first: usize = 0; first < order; first += PANEL) {
      const last = min(first + PANEL, order);
      leftOfPanel(m, S, first, last);
      for (let i = first; i < last; i++) {
        const row = S + ((i * m) << 3);
        for (let j = first; j < i; j++) {
          const above = S + ((j * m) << 3);
          setF64(row, j, (f64At(row, j) - dotChunk(j, row, above)) / f64At(above, j));
        }
        const pivot = f64At(row, i) - dotChunk(i, row, row);
        if (!(pivot > 0)) return <i32>(low + i + 1);
        setF64(row, i, sqrt(pivot));
      }
    }
    S += (m * m) << 3;
  }
  return 0;
}
