import { f64At, InF64, InOutF64, InOutU32, InU32, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";

// The envelope goes by blocks of four rows with the same first column, a multiple of four: it consists of 4 x 4 blocks.
// A block column is made of all that stands left of it (lanes = its four columns), then solved by its triangle.

/** The four rows of block c as columns: panel[k] holds column first + k of the four. */
// @ts-ignore: decorator
@inline function transpose(m: usize, rows: usize, apart: usize, panel: usize): void {
  for (let k: usize = 0; k < m; k++, rows += 8, panel += 32) {
    store<f64>(panel, load<f64>(rows));
    store<f64>(panel, load<f64>(rows + apart), 8);
    store<f64>(panel, load<f64>(rows + 2 * apart), 16);
    store<f64>(panel, load<f64>(rows + 3 * apart), 24);
  }
}

/** block = block - rows panel: four rows, m columns back from the block, against the panel. */
// @ts-ignore: decorator
@inline function subtractProducts(m: usize, rows: usize, apart: usize, panel: usize, block: usize): void {
  const end = panel + (m << 5);
  if (ASC_FEATURE_SIMD) {
    const b1 = block + apart, b2 = b1 + apart, b3 = b2 + apart;
    let r1 = rows + apart, r2 = r1 + apart, r3 = r2 + apart;
    let a0 = v128.load(block), a1 = v128.load(block, 16), c0 = v128.load(b1), c1 = v128.load(b1, 16);
    let d0 = v128.load(b2), d1 = v128.load(b2, 16), e0 = v128.load(b3), e1 = v128.load(b3, 16);
    for (; panel < end; panel += 32, rows += 8, r1 += 8, r2 += 8, r3 += 8) {
      const t0 = v128.load(panel), t1 = v128.load(panel, 16);
      let l = v128.load64_splat(rows);
      a0 = f64x2.sub(a0, f64x2.mul(l, t0));
      a1 = f64x2.sub(a1, f64x2.mul(l, t1));
      l = v128.load64_splat(r1);
      c0 = f64x2.sub(c0, f64x2.mul(l, t0));
      c1 = f64x2.sub(c1, f64x2.mul(l, t1));
      l = v128.load64_splat(r2);
      d0 = f64x2.sub(d0, f64x2.mul(l, t0));
      d1 = f64x2.sub(d1, f64x2.mul(l, t1));
      l = v128.load64_splat(r3);
      e0 = f64x2.sub(e0, f64x2.mul(l, t0));
      e1 = f64x2.sub(e1, f64x2.mul(l, t1));
    }
    v128.store(block, a0);
    v128.store(block, a1, 16);
    v128.store(b1, c0);
    v128.store(b1, c1, 16);
    v128.store(b2, d0);
    v128.store(b2, d1, 16);
    v128.store(b3, e0);
    v128.store(b3, e1, 16);
  } else {
    for (let r = 0; r < 4; r++, block += apart, rows += apart) {
      for (let j: usize = 0; j < 32; j += 8) {
        let sum = load<f64>(block + j);
        for (let t = panel + j, row = rows; t < end; t += 32, row += 8) sum -= load<f64>(row) * load<f64>(t);
        store<f64>(block + j, sum);
      }
    }
  }
}

/** sums = sums + the four numbers at row. */
// @ts-ignore: decorator
@inline function addRow(row: usize, sums: usize): void {
  for (let j: usize = 0; j < 32; j += 8) store<f64>(sums + j, load<f64>(sums + j) + load<f64>(row + j));
}

/** Four entries of a row right of what is finished, by the triangle of their columns. */
// @ts-ignore: decorator
@inline function finishRow(row: usize, t0: usize, t1: usize, t2: usize, t3: usize): void {
  const l0 = load<f64>(row) * load<f64>(t0);
  const l1 = (load<f64>(row, 8) - l0 * load<f64>(t1)) * load<f64>(t1, 8);
  const l2 = ((load<f64>(row, 16) - l0 * load<f64>(t2)) - l1 * load<f64>(t2, 8)) * load<f64>(t2, 16);
  const l3 = (((load<f64>(row, 24) - l0 * load<f64>(t3)) - l1 * load<f64>(t3, 8)) - l2 * load<f64>(t3, 16)) *
    load<f64>(t3, 24);
  store<f64>(row, l0);
  store<f64>(row, l1, 8);
  store<f64>(row, l2, 16);
  store<f64>(row, l3, 24);
}

/**
 * The triangle of a diagonal block, pivots inverted. A pivot of the first effect is minus the sum of the entries below it,
 * `sums` those below the block: all of one sign, so nothing cancels. Returns the positions pinned here.
 */
// @ts-ignore: decorator
@inline function factorTriangle(
  first: usize, nA: usize, order: usize, tolerance: f64, block: usize, apart: usize, sums: usize, whole: usize, pin: usize,
): i32 {
  let pinned: i32 = 0;
  for (let j: usize = 0; j < 4; j++) {
    const i = first + j, own = block + j * apart;
    let pivot: f64 = 0, least: f64 = 0, given: bool = true;
    if (i < nA) {
      for (let r = j + 1; r < 4 && first + r < nA; r++) pivot -= f64At(block + r * apart, j);
      pivot -= f64At(sums, j);
      given = u32At(pin, i) != 0;
    } else if (i < order) {
      pivot = f64At(own, j);
      least = tolerance * f64At(whole, j);
      given = u32At(pin, i) != 0;
    }
    let inverse: f64 = 0;
    if (!given && pivot > least) inverse = 1 / sqrt(pivot);
    else if (i < order) {
      setU32(pin, i, 1);
      pinned++;
    }
    setF64(own, j, inverse);
    for (let r = j + 1; r < 5; r++) {
      const row = r < 4 ? block + r * apart : sums;
      const l = f64At(row, j) * inverse;
      setF64(row, j, l);
      const to = min<usize>(r, 3);
      for (let h = j + 1; h <= to; h++) setF64(row, h, f64At(row, h) - l * (h == r ? l : f64At(block + h * apart, j)));
    }
    for (let h = j + 1; h < 4; h++) setF64(own, h, 0);
  }
  return pinned;
}

/**
 * Cholesky factor of the reduced system within its envelope, block column by block column. A position that is pinned
 * has coefficient 0: as given, one a component of the first effect, for its levels are determined up to a constant; and
 * each position of the border whose pivot shows that the levels before it determine it.
 *
 * In    firsts u32[nBlocks]: first column of each block of four rows, a multiple of 4; rows u32[4*nBlocks]: entry (i, j)
 *       is number rows[i] + j of S, modulo 2^32; blocks from `border` on start at 0, hold all positions from nA on
 * InOut S f64, as envelopeBuild gives it; the factor out, the inverse of each pivot on the diagonal, 0 where pinned;
 *       pin u32[order]: 1 where no equation is wanted in, 1 where none was used out
 * Work  f64[4*order + 8]; u32[nBlocks]
 * Info  positions pinned
 * Cost  O(sum of squared lengths of rows)
 * Source  George & Liu (1981), Computer Solution of Large Sparse Positive Definite Systems, section 4.2; pivots as sums:
 *         Grassmann, Taksar & Heyman (1985), Operations Research 33(5), doi:10.1287/opre.33.5.1107
 */
export function envelopeFactor(
  nBlocks: usize, border: usize, nA: usize, order: usize, tolerance: f64, firsts: InU32, rows: InU32,
  S: InOutF64, pin: InOutU32, work: WorkF64, reach: WorkU32,
): i32 {
  const sums = work, whole = work + 32, panel = work + 64;
  // reach[c]: the last block before the border that meets column block c or one left of it.
  for (let c: usize = 0; c < border; c++) setU32(reach, c, c);
  for (let b: usize = 0; b < border; b++) setU32(reach, u32At(firsts, b) >> 2, b);
  for (let c: usize = 1; c < border; c++) setU32(reach, c, max(u32At(reach, c), u32At(reach, c - 1)));
  let pinned: i32 = 0;
  for (let c: usize = 0; c < nBlocks; c++) {
    const column = c << 2, from = u32At(firsts, c);
    const apart = (column + 4 - from) << 3;
    const own = S + ((u32At(rows, column) + from) << 3), triangle = own + ((column - from) << 3);
    transpose(column - from, own, apart, panel);
    memory.fill(sums, 0, 32);
    for (let j: usize = 0; j < 4; j++) setF64(whole, j, f64At(triangle + j * apart, j));
    const near = c < border ? u32At(reach, c) + 1 : c;
    for (let b = c; b < nBlocks; b = b + 1 == near ? max(near, border) : b + 1) {
      const start = max(from, u32At(firsts, b));
      if (start > column) continue;
      const width = ((b << 2) + 4 - u32At(firsts, b)) << 3;
      const row = S + ((u32At(rows, b << 2) + start) << 3), block = row + ((column - start) << 3);
      subtractProducts(column - start, row, width, panel + ((start - from) << 5), block);
      if (b == c) continue;
      for (let r: usize = 0; r < 4 && (b << 2) + r < nA; r++) addRow(block + r * width, sums);
    }
    pinned += factorTriangle(column, nA, order, tolerance, triangle, apart, sums, whole, pin);
    const t1 = triangle + apart, t2 = t1 + apart, t3 = t2 + apart;
    for (let b = c + 1 == near ? max(near, border) : c + 1; b < nBlocks; b = b + 1 == near ? max(near, border) : b + 1) {
      const start = u32At(firsts, b);
      if (start > column) continue;
      const width = ((b << 2) + 4 - start) << 3;
      const block = S + ((u32At(rows, b << 2) + column) << 3);
      for (let r: usize = 0; r < 4; r++) finishRow(block + r * width, triangle, t1, t2, t3);
    }
  }
  return pinned;
}
