import { f64At, setF64 } from "../abi";

// Dot products of some vectors with others, in tiles that load each vector once. The eight virtual lanes of a product
// live in memory, eight f64 a product, so that a chunk can be walked in blocks that fit the first cache while every
// product keeps exactly the bits of `dotChunk`.

/** Adds n rows (a multiple of eight) to the lanes of x'y. */
// @ts-ignore: decorator
@inline export function addToLanes(n: usize, x: usize, y: usize, lanes: usize): void {
  const end = x + (n << 3);
  if (ASC_FEATURE_SIMD) {
    let a = v128.load(lanes), b = v128.load(lanes, 16), c = v128.load(lanes, 32), d = v128.load(lanes, 48);
    for (; x < end; x += 64, y += 64) {
      let v = v128.load(x);
      a = f64x2.add(a, f64x2.mul(v, v128.load(y)));
      v = v128.load(x, 16);
      b = f64x2.add(b, f64x2.mul(v, v128.load(y, 16)));
      v = v128.load(x, 32);
      c = f64x2.add(c, f64x2.mul(v, v128.load(y, 32)));
      v = v128.load(x, 48);
      d = f64x2.add(d, f64x2.mul(v, v128.load(y, 48)));
    }
    v128.store(lanes, a);
    v128.store(lanes, b, 16);
    v128.store(lanes, c, 32);
    v128.store(lanes, d, 48);
  } else {
    for (; x < end; x += 64, y += 64) {
      for (let lane: usize = 0; lane < 8; lane++) {
        setF64(lanes, lane, f64At(lanes, lane) + f64At(x, lane) * f64At(y, lane));
      }
    }
  }
}

/**
 * Adds n rows (a multiple of eight) to the lanes of x0'y0..x0'y3, at `lanes0`, and x1'y0..x1'y3, at `lanes1`. One pair
 * of lanes at a time: eight sums in registers cost six loads.
 */
export function addToLanes2x4(
  n: usize, x0: usize, x1: usize, y0: usize, y1: usize, y2: usize, y3: usize, lanes0: usize, lanes1: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    for (let pair: usize = 0; pair < 64; pair += 16) {
      const p0 = lanes0 + pair, p1 = lanes1 + pair;
      let a0 = v128.load(p0), b0 = v128.load(p0, 64), c0 = v128.load(p0, 128), d0 = v128.load(p0, 192);
      let a1 = v128.load(p1), b1 = v128.load(p1, 64), c1 = v128.load(p1, 128), d1 = v128.load(p1, 192);
      let r0 = x0 + pair, r1 = x1 + pair, a = y0 + pair, b = y1 + pair, c = y2 + pair, d = y3 + pair;
      const end = r0 + (n << 3);
      for (; r0 < end; r0 += 64, r1 += 64, a += 64, b += 64, c += 64, d += 64) {
        const u = v128.load(r0), v = v128.load(r1);
        let y = v128.load(a);
        a0 = f64x2.add(a0, f64x2.mul(u, y));
        a1 = f64x2.add(a1, f64x2.mul(v, y));
        y = v128.load(b);
        b0 = f64x2.add(b0, f64x2.mul(u, y));
        b1 = f64x2.add(b1, f64x2.mul(v, y));
        y = v128.load(c);
        c0 = f64x2.add(c0, f64x2.mul(u, y));
        c1 = f64x2.add(c1, f64x2.mul(v, y));
        y = v128.load(d);
        d0 = f64x2.add(d0, f64x2.mul(u, y));
        d1 = f64x2.add(d1, f64x2.mul(v, y));
      }
      v128.store(p0, a0);
      v128.store(p0, b0, 64);
      v128.store(p0, c0, 128);
      v128.store(p0, d0, 192);
      v128.store(p1, a1);
      v128.store(p1, b1, 64);
      v128.store(p1, c1, 128);
      v128.store(p1, d1, 192);
    }
  } else {
    for (let row = 0; row < 2; row++, x0 = x1, lanes0 = lanes1) {
      addToLanes(n, x0, y0, lanes0);
      addToLanes(n, x0, y1, lanes0 + 64);
      addToLanes(n, x0, y2, lanes0 + 128);
      addToLanes(n, x0, y3, lanes0 + 192);
    }
  }
}

/** The eight lanes as one sum, in the fixed order. */
// @ts-ignore: decorator
@inline export function combineLanes(lanes: usize): f64 {
  return ((f64At(lanes, 0) + f64At(lanes, 2)) + (f64At(lanes, 4) + f64At(lanes, 6)))
    + ((f64At(lanes, 1) + f64At(lanes, 3)) + (f64At(lanes, 5) + f64At(lanes, 7)));
}

/** Sum over the last rows, n < 8 of them, which have no lane. */
// @ts-ignore: decorator
@inline export function dotTail(n: usize, x: usize, y: usize): f64 {
  let tail: f64 = 0;
  for (const end = x + (n << 3); x < end; x += 8, y += 8) tail += load<f64>(x) * load<f64>(y);
  return tail;
}

/** x0'y0..x0'y3, x1'y0..x1'y3 over one chunk of n rows, left in lanes[0..7]; `lanes` is f64[64]. */
export function dotChunk2x4(
  n: usize, x0: usize, x1: usize, y0: usize, y1: usize, y2: usize, y3: usize, lanes: usize,
): void {
  const body = n & ~7;
  const at = body << 3;
  memory.fill(lanes, 0, 512);
  addToLanes2x4(body, x0, x1, y0, y1, y2, y3, lanes, lanes + 256);
  for (let product: usize = 0; product < 8; product++) {
    const x = product < 4 ? x0 : x1;
    const column = product & 3;
    const y = column == 0 ? y0 : column == 1 ? y1 : column == 2 ? y2 : y3;
    setF64(lanes, product, combineLanes(lanes + (product << 6)) + dotTail(n - body, x + at, y + at));
  }
}
