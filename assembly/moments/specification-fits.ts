import { f64At, InF64, InU32, OutF64, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { addScaled, subtractScaled } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { packedRow } from "./packed-factor";

/** Takes the parts of v along `count` orthonormal directions out of it, twice. */
function netOf(r: usize, count: usize, directions: usize, v: usize): void {
  for (let pass = 0; pass < 2; pass++) {
    for (let i: usize = 0; i < count; i++) {
      const direction = directions + ((i * r) << 3);
      subtractScaled(r, dotChunk(r, direction, v), direction, v);
    }
  }
}

/** x times a number, into y. */
// @ts-ignore: decorator
@inline function scaled(n: usize, factor: f64, x: usize, y: usize): void {
  memory.fill(y, 0, n << 3);
  addScaled(n, factor, x, y);
}

/**
 * Least squares of specifications `low` to `high` - 1 in coordinates of an orthonormal basis of r columns: of each the coefficient of one
 * column beside others, and quadratic forms of the products of the regressor's and the residual's coordinates, which are sums of
 * squared scores where K sums the products of cross-products. A control that leaves no more than `least` of itself beside those
 * before it is left out; a regressor that does has no estimate. Directions are kept over specifications that begin with the same controls.
 *
 * In    C f64[r*p] column-major; least f64[p]; K f64[(r(r+1)/2)^2 * forms] column-major; starts u32[specifications+1]; columns
 *       u32[...] the controls; regressors, outcomes u32[specifications] columns of C; firsts u32[specifications] the first form of
 *       each; counts u32[specifications] how many forms follow, at most `most`
 * Out   fits f64[(3+most)*specifications]: coefficient (NaN for none), squares of the regressor net of controls, of the residual, forms
 * Work  work f64[r*(r+2) + r(r+1)/2]; kept u32[2*r+2*p]
 * Info  0
 * Cost  O(r^4 specifications)
 */
export function specificationFits(
  low: usize, high: usize, r: usize, p: usize, most: usize, C: InF64, least: InF64, K: InF64, starts: InU32, columns: InU32,
  regressors: InU32, outcomes: InU32, firsts: InU32, counts: InU32, fits: OutF64, work: WorkF64, kept: WorkU32,
): i32 {
  const P = packedRow(r);
  const x = work + ((r * r) << 3), b = x + (r << 3), v = b + (r << 3);
  // controls of the specification before, and how many directions there were once each was met
  let known: usize = 0;
  for (let s = low; s < high; s++) {
    const own = columns + (u32At(starts, s) << 2);
    const length = u32At(starts, s + 1) - u32At(starts, s);
    let met: usize = 0;
    while (met < known && met < length && u32At(kept, 2 * met) == u32At(own, met)) met++;
    let count: usize = met == 0 ? 0 : u32At(kept, 2 * met - 1);
    for (let j = met; j < length; j++) {
      const column = u32At(own, j);
      memory.copy(x, C + ((column * r) << 3), r << 3);
      netOf(r, count, work, x);
      const left = Math.sqrt(dotChunk(r, x, x));
      if (left > f64At(least, column) && count < r) {
        scaled(r, 1.0 / left, x, work + ((r * count) << 3));
        count++;
      }
      setU32(kept, 2 * j, column);
      setU32(kept, 2 * j + 1, count);
    }
    known = length;

    const out = fits + ((s * (3 + most)) << 3);
    memory.fill(out, 0, (3 + most) << 3);
    const regressor = u32At(regressors, s);
    memory.copy(x, C + ((regressor * r) << 3), r << 3);
    netOf(r, count, work, x);
    const squares = dotChunk(r, x, x);
    if (!(Math.sqrt(squares) > f64At(least, regressor))) {
      setF64(out, 0, NaN);
      continue;
    }
    memory.copy(b, C + ((u32At(outcomes, s) * r) << 3), r << 3);
    netOf(r, count, work, b);
    const estimate = dotChunk(r, x, b) / squares;
    subtractScaled(r, estimate, x, b);
    setF64(out, 0, estimate);
    setF64(out, 1, squares);
    setF64(out, 2, dotChunk(r, b, b));
    const forms = u32At(counts, s);
    if (forms == 0) continue;
    // products of coordinates, both ways round off the diagonal: an entry of a packed cross-product stands for two
    for (let i: usize = 0; i < r; i++) {
      const row = v + (packedRow(i) << 3);
      scaled(i, f64At(x, i), b, row);
      addScaled(i, f64At(b, i), x, row);
      setF64(row, i, f64At(x, i) * f64At(b, i));
    }
    for (let f: usize = 0; f < forms; f++) {
      const form = K + (((u32At(firsts, s) + f) * P * P) << 3);
      let sum: f64 = 0;
      for (let i: usize = 0; i < P; i++) {
        const column = form + ((i * P) << 3);
        sum += f64At(v, i) * (2 * dotChunk(i, column, v) + f64At(column, i) * f64At(v, i));
      }
      setF64(out, 3 + f, sum);
    }
  }
  return 0;
}
