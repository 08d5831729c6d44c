import { f64At, setF64 } from "../abi";

// A tile is a row-major matrix of eight columns, one a draw: whatever is done to it is done to every draw by itself, so
// that SIMD and scalar code agree bit for bit and a draw does not depend on its neighbours.

/** Draws side by side. */
// @ts-ignore: decorator
@inline export const TILE: usize = 8;
/** Bytes of a row of a tile. */
// @ts-ignore: decorator
@inline export const TILE_ROW: usize = 64;

/** Adds row' B to a row of a tile; B is a tile of n rows. */
export function addProduct(n: usize, row: usize, B: usize, out: usize): void {
  if (ASC_FEATURE_SIMD) {
    let a = v128.load(out), b = v128.load(out, 16), c = v128.load(out, 32), d = v128.load(out, 48);
    for (const end = row + (n << 3); row < end; row += 8, B += TILE_ROW) {
      const factor = v128.load64_splat(row);
      a = f64x2.add(a, f64x2.mul(factor, v128.load(B)));
      b = f64x2.add(b, f64x2.mul(factor, v128.load(B, 16)));
      c = f64x2.add(c, f64x2.mul(factor, v128.load(B, 32)));
      d = f64x2.add(d, f64x2.mul(factor, v128.load(B, 48)));
    }
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
  } else {
    for (const end = row + (n << 3); row < end; row += 8, B += TILE_ROW) {
      const factor = load<f64>(row);
      for (let l: usize = 0; l < TILE; l++) setF64(out, l, f64At(out, l) + factor * f64At(B, l));
    }
  }
}

/** As `addProduct` for two rows at once, which read B together. */
export function addTwoProducts(n: usize, first: usize, second: usize, B: usize, out0: usize, out1: usize): void {
  if (ASC_FEATURE_SIMD) {
    let a0 = v128.load(out0), b0 = v128.load(out0, 16), c0 = v128.load(out0, 32), d0 = v128.load(out0, 48);
    let a1 = v128.load(out1), b1 = v128.load(out1, 16), c1 = v128.load(out1, 32), d1 = v128.load(out1, 48);
    for (const end = first + (n << 3); first < end; first += 8, second += 8, B += TILE_ROW) {
      const f = v128.load64_splat(first), g = v128.load64_splat(second);
      let y = v128.load(B);
      a0 = f64x2.add(a0, f64x2.mul(f, y));
      a1 = f64x2.add(a1, f64x2.mul(g, y));
      y = v128.load(B, 16);
      b0 = f64x2.add(b0, f64x2.mul(f, y));
      b1 = f64x2.add(b1, f64x2.mul(g, y));
      y = v128.load(B, 32);
      c0 = f64x2.add(c0, f64x2.mul(f, y));
      c1 = f64x2.add(c1, f64x2.mul(g, y));
      y = v128.load(B, 48);
      d0 = f64x2.add(d0, f64x2.mul(f, y));
      d1 = f64x2.add(d1, f64x2.mul(g, y));
    }
    v128.store(out0, a0);
    v128.store(out0, b0, 16);
    v128.store(out0, c0, 32);
    v128.store(out0, d0, 48);
    v128.store(out1, a1);
    v128.store(out1, b1, 16);
    v128.store(out1, c1, 32);
    v128.store(out1, d1, 48);
  } else {
    addProduct(n, first, B, out0);
    addProduct(n, second, B, out1);
  }
}

/** The product of A, nRows by n and row-major, and the tile B, n rows: a tile of nRows rows. */
export function productTile(nRows: usize, n: usize, A: usize, B: usize, out: usize): void {
  memory.fill(out, 0, nRows * TILE_ROW);
  const width = n << 3;
  let i: usize = 0;
  for (; i + 1 < nRows; i += 2, A += width << 1, out += TILE_ROW << 1) {
    addTwoProducts(n, A, A + width, B, out, out + TILE_ROW);
  }
  if (i < nRows) addProduct(n, A, B, out);
}

/** sum += factor * x * y for the draws of a row. */
// @ts-ignore: decorator
@inline export function addScaledSquares(factor: f64, x: usize, y: usize, sum: usize): void {
  if (ASC_FEATURE_SIMD) {
    const f = f64x2.splat(factor);
    for (let l: usize = 0; l < TILE_ROW; l += 16) {
      const square = f64x2.mul(v128.load(x + l), v128.load(y + l));
      v128.store(sum + l, f64x2.add(v128.load(sum + l), f64x2.mul(f, square)));
    }
  } else {
    for (let l: usize = 0; l < TILE; l++) setF64(sum, l, f64At(sum, l) + factor * (f64At(x, l) * f64At(y, l)));
  }
}
