import { InF64, InOutF64, InU32, u32At, WorkF64 } from "../abi";

// A block of four rows and four lanes at a time: eight sums of two lanes, each in the order of columns.

/** Right-hand sides of four rows less their products with what is solved before: y[rows] - L y, m columns. */
// @ts-ignore: decorator
@inline function forwardBlock(m: usize, L: usize, apart: usize, step: usize, x: usize, y: usize): void {
  const end = L + (m << 3);
  if (ASC_FEATURE_SIMD) {
    const y1 = y + step, y2 = y1 + step, y3 = y2 + step;
    let a0 = v128.load(y), a1 = v128.load(y, 16), b0 = v128.load(y1), b1 = v128.load(y1, 16);
    let c0 = v128.load(y2), c1 = v128.load(y2, 16), d0 = v128.load(y3), d1 = v128.load(y3, 16);
    let l1 = L + apart, l2 = l1 + apart, l3 = l2 + apart;
    for (; L < end; L += 8, l1 += 8, l2 += 8, l3 += 8, x += step) {
      const x0 = v128.load(x), x1 = v128.load(x, 16);
      let l = v128.load64_splat(L);
      a0 = f64x2.sub(a0, f64x2.mul(l, x0));
      a1 = f64x2.sub(a1, f64x2.mul(l, x1));
      l = v128.load64_splat(l1);
      b0 = f64x2.sub(b0, f64x2.mul(l, x0));
      b1 = f64x2.sub(b1, f64x2.mul(l, x1));
      l = v128.load64_splat(l2);
      c0 = f64x2.sub(c0, f64x2.mul(l, x0));
      c1 = f64x2.sub(c1, f64x2.mul(l, x1));
      l = v128.load64_splat(l3);
      d0 = f64x2.sub(d0, f64x2.mul(l, x0));
      d1 = f64x2.sub(d1, f64x2.mul(l, x1));
    }
    v128.store(y, a0);
    v128.store(y, a1, 16);
    v128.store(y1, b0);
    v128.store(y1, b1, 16);
    v128.store(y2, c0);
    v128.store(y2, c1, 16);
    v128.store(y3, d0);
    v128.store(y3, d1, 16);
  } else {
    for (let r = 0; r < 4; r++, y += step, L += apart) {
      for (let j: usize = 0; j < 32; j += 8) {
        let sum = load<f64>(y + j);
        for (let k: usize = 0; k < m; k++) sum -= load<f64>(L + (k << 3)) * load<f64>(x + k * step + j);
        store<f64>(y + j, sum);
      }
    }
  }
}

/** y = y - l x, four lanes. */
// @ts-ignore: decorator
@inline function subtractFour(l: usize, x: usize, y: usize): void {
  if (ASC_FEATURE_SIMD) {
    const by = v128.load64_splat(l);
    v128.store(y, f64x2.sub(v128.load(y), f64x2.mul(by, v128.load(x))));
    v128.store(y, f64x2.sub(v128.load(y, 16), f64x2.mul(by, v128.load(x, 16))), 16);
  } else {
    const by = load<f64>(l);
    for (let j: usize = 0; j < 32; j += 8) store<f64>(y + j, load<f64>(y + j) - by * load<f64>(x + j));
  }
}

/** y = y inverse, four lanes. */
// @ts-ignore: decorator
@inline function scaleFour(inverse: usize, y: usize): void {
  const by = load<f64>(inverse);
  for (let j: usize = 0; j < 32; j += 8) store<f64>(y + j, load<f64>(y + j) * by);
}

/** What four solved rows take from m positions before them: y - L' x. */
// @ts-ignore: decorator
@inline function backwardBlock(m: usize, L: usize, apart: usize, step: usize, x: usize, y: usize): void {
  const end = L + (m << 3);
  let l1 = L + apart, l2 = l1 + apart, l3 = l2 + apart;
  const x1 = x + step, x2 = x1 + step, x3 = x2 + step;
  if (ASC_FEATURE_SIMD) {
    const a0 = v128.load(x), a1 = v128.load(x, 16), b0 = v128.load(x1), b1 = v128.load(x1, 16);
    const c0 = v128.load(x2), c1 = v128.load(x2, 16), d0 = v128.load(x3), d1 = v128.load(x3, 16);
    for (; L < end; L += 8, l1 += 8, l2 += 8, l3 += 8, y += step) {
      const la = v128.load64_splat(L), lb = v128.load64_splat(l1);
      const lc = v128.load64_splat(l2), ld = v128.load64_splat(l3);
      let y0 = v128.load(y), y1 = v128.load(y, 16);
      y0 = f64x2.sub(f64x2.sub(y0, f64x2.mul(la, a0)), f64x2.mul(lb, b0));
      y1 = f64x2.sub(f64x2.sub(y1, f64x2.mul(la, a1)), f64x2.mul(lb, b1));
      v128.store(y, f64x2.sub(f64x2.sub(y0, f64x2.mul(lc, c0)), f64x2.mul(ld, d0)));
      v128.store(y, f64x2.sub(f64x2.sub(y1, f64x2.mul(lc, c1)), f64x2.mul(ld, d1)), 16);
    }
  } else {
    for (; L < end; L += 8, l1 += 8, l2 += 8, l3 += 8, y += step) {
      for (let j: usize = 0; j < 32; j += 8) {
        const two = (load<f64>(y + j) - load<f64>(L) * load<f64>(x + j)) - load<f64>(l1) * load<f64>(x1 + j);
        store<f64>(y + j, (two - load<f64>(l2) * load<f64>(x2 + j)) - load<f64>(l3) * load<f64>(x3 + j));
      }
    }
  }
}

/**
 * Solves S x = b by the factor for several right-hand sides. Positions pinned give 0.
 *
 * In    firsts u32[nBlocks], rows u32[4*nBlocks], L f64: as envelopeFactor leaves them; position u32[nLevels]
 * InOut b f64[nLevels*lanes], level by level, lanes a multiple of 4: the solution out
 * Work  f64[4*nBlocks*lanes]
 * Info  0; -1 if lanes is not a multiple of 4
 * Cost  O(envelope lanes); columns in order
 */
export function envelopeSolve(
  lanes: usize, nBlocks: usize, nLevels: usize, firsts: InU32, rows: InU32, L: InF64, position: InU32,
  b: InOutF64, work: WorkF64,
): i32 {
  if (lanes == 0 || (lanes & 3) != 0) return -1;
  const step = lanes << 3;
  memory.fill(work + nLevels * step, 0, ((nBlocks << 2) - nLevels) * step);
  for (let l: usize = 0; l < nLevels; l++) memory.copy(work + u32At(position, l) * step, b + l * step, step);
  for (let c: usize = 0; c < nBlocks; c++) {
    const first = u32At(firsts, c), m = (c << 2) - first, apart = (m + 4) << 3;
    const row = L + ((u32At(rows, c << 2) + first) << 3), triangle = row + (m << 3);
    for (let at: usize = 0; at < step; at += 32) {
      const y = work + (c << 2) * step + at;
      forwardBlock(m, row, apart, step, work + first * step + at, y);
      for (let r: usize = 0; r < 4; r++) {
        const own = triangle + r * apart;
        for (let h: usize = 0; h < r; h++) subtractFour(own + (h << 3), y + h * step, y + r * step);
        scaleFour(own + (r << 3), y + r * step);
      }
    }
  }
  for (let c = nBlocks; c-- > 0;) {
    const first = u32At(firsts, c), m = (c << 2) - first, apart = (m + 4) << 3;
    const row = L + ((u32At(rows, c << 2) + first) << 3), triangle = row + (m << 3);
    for (let at: usize = 0; at < step; at += 32) {
      const x = work + (c << 2) * step + at;
      for (let r: usize = 4; r-- > 0;) {
        for (let h = r + 1; h < 4; h++) subtractFour(triangle + h * apart + (r << 3), x + h * step, x + r * step);
        scaleFour(triangle + r * apart + (r << 3), x + r * step);
      }
      backwardBlock(m, row, apart, step, x, work + first * step + at);
    }
  }
  for (let l: usize = 0; l < nLevels; l++) memory.copy(b + l * step, work + u32At(position, l) * step, step);
  return 0;
}
