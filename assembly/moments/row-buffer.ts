// A few rows of several columns side by side, row after row, `width` numbers each: the columns, then zeros up to a
// multiple of four. What is done to a row is done to all its columns at once: lanes are columns.
import { f64At, setF64 } from "../abi";

/** Rows of a buffer. */
// @ts-ignore: decorator
@inline export const BUFFER_ROWS: usize = 64;

/** Numbers of a row of p columns. */
// @ts-ignore: decorator
@inline export function rowWidth(p: usize): usize { return (p + 3) & ~3; }

/** Rows first .. first + rows - 1 of p columns, n apart, into the buffer; what stands behind column p is left. */
export function fillRows(first: usize, rows: usize, n: usize, p: usize, X: usize, width: usize, buffer: usize): void {
  const step = width << 3, apart = n << 3;
  let a = X + (first << 3), j: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (; j + 4 <= p; j += 4, a += apart << 2) {
      const end = a + ((rows & ~1) << 3);
      let x = a, to = buffer + (j << 3);
      for (; x < end; x += 16, to += step << 1) {
        const b = x + apart, c = b + apart, d = c + apart, next = to + step;
        const u = v128.load(x), v = v128.load(b), y = v128.load(c), z = v128.load(d);
        v128.store(to, v128.shuffle<f64>(u, v, 0, 2));
        v128.store(to, v128.shuffle<f64>(y, z, 0, 2), 16);
        v128.store(next, v128.shuffle<f64>(u, v, 1, 3));
        v128.store(next, v128.shuffle<f64>(y, z, 1, 3), 16);
      }
      if (rows & 1) for (let k: usize = 0; k < 4; k++) setF64(to, k, f64At(end + k * apart, 0));
    }
    for (; j + 2 <= p; j += 2, a += apart << 1) {
      const end = a + ((rows & ~1) << 3);
      let x = a, to = buffer + (j << 3);
      for (; x < end; x += 16, to += step << 1) {
        const u = v128.load(x), v = v128.load(x + apart);
        v128.store(to, v128.shuffle<f64>(u, v, 0, 2));
        v128.store(to + step, v128.shuffle<f64>(u, v, 1, 3));
      }
      if (rows & 1) for (let k: usize = 0; k < 2; k++) setF64(to, k, f64At(end + k * apart, 0));
    }
  }
  for (; j < p; j++, a += apart) {
    for (let x = a, to = buffer + (j << 3); x < a + (rows << 3); x += 8, to += step) setF64(to, 0, f64At(x, 0));
  }
}

/** Adds the cross-products of the rows to XtX, width by width, row-major: 4 by 4 tiles on and below the diagonal. */
export function addRowProducts(rows: usize, width: usize, buffer: usize, XtX: usize): void {
  addProducts(rows, width, buffer, buffer, XtX);
}

/** The same of rows at x with those at y. */
export function addProducts(rows: usize, width: usize, x: usize, y: usize, XtY: usize): void {
  for (let i: usize = 0; i < width; i += 4) {
    for (let j: usize = 0; j <= i; j += 4) addTile(rows, width, x + (i << 3), y + (j << 3), XtY + ((i * width + j) << 3));
  }
}

/** One tile: the columns at x with those at y, summed over the rows, then added. */
// @ts-ignore: decorator
@inline function addTile(rows: usize, width: usize, x: usize, y: usize, tile: usize): void {
  const step = width << 3;
  if (ASC_FEATURE_SIMD) {
    const zero = f64x2.splat(0);
    let a = zero, b = zero, c = zero, d = zero, e = zero, f = zero, g = zero, h = zero;
    for (const end = x + rows * step; x < end; x += step, y += step) {
      const left = v128.load(y), right = v128.load(y, 16);
      const first = v128.load64_splat(x);
      a = f64x2.add(a, f64x2.mul(first, left));
      b = f64x2.add(b, f64x2.mul(first, right));
      const second = v128.load64_splat(x, 8);
      c = f64x2.add(c, f64x2.mul(second, left));
      d = f64x2.add(d, f64x2.mul(second, right));
      const third = v128.load64_splat(x, 16);
      e = f64x2.add(e, f64x2.mul(third, left));
      f = f64x2.add(f, f64x2.mul(third, right));
      const fourth = v128.load64_splat(x, 24);
      g = f64x2.add(g, f64x2.mul(fourth, left));
      h = f64x2.add(h, f64x2.mul(fourth, right));
    }
    addPairs(tile, a, b);
    addPairs(tile + step, c, d);
    addPairs(tile + 2 * step, e, f);
    addPairs(tile + 3 * step, g, h);
  } else {
    for (let s: usize = 0; s < 4; s++) {
      for (let t: usize = 0; t < 4; t++) {
        let sum: f64 = 0;
        for (let i: usize = 0; i < rows; i++) sum += f64At(x, i * width + s) * f64At(y, i * width + t);
        setF64(tile, s * width + t, f64At(tile, s * width + t) + sum);
      }
    }
  }
}

/** Adds four neighbouring numbers. */
// @ts-ignore: decorator
@inline function addPairs(to: usize, a: v128, b: v128): void {
  v128.store(to, f64x2.add(v128.load(to), a));
  v128.store(to, f64x2.add(v128.load(to, 16), b), 16);
}

/** Rows first .. first + rows - 1 of p columns, n apart, from the buffer: what `fillRows` put there. */
export function emptyRows(first: usize, rows: usize, n: usize, p: usize, X: usize, width: usize, buffer: usize): void {
  const step = width << 3, apart = n << 3;
  let a = X + (first << 3), j: usize = 0;
  if (ASC_FEATURE_SIMD) {
    for (; j + 2 <= p; j += 2, a += apart << 1) {
      const end = a + ((rows & ~1) << 3);
      let x = a, from = buffer + (j << 3);
      for (; x < end; x += 16, from += step << 1) {
        const u = v128.load(from), v = v128.load(from + step);
        v128.store(x, v128.shuffle<f64>(u, v, 0, 2));
        v128.store(x + apart, v128.shuffle<f64>(u, v, 1, 3));
      }
      if (rows & 1) for (let k: usize = 0; k < 2; k++) setF64(end + k * apart, 0, f64At(from, k));
    }
  }
  for (; j < p; j++, a += apart) {
    for (let x = a, from = buffer + (j << 3); x < a + (rows << 3); x += 8, from += step) setF64(x, 0, f64At(from, 0));
  }
}
