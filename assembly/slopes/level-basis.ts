import { f64At, InF64, InOutF64, InOutU32, InU32, setF64, setU32, u32At } from "../abi";
import { inverseOf, weightAt } from "../demean/lanes";

/** Row of place i: by `order` where rows are not ordered by level. */
// @ts-ignore: decorator
@inline function rowAt(ordered: bool, order: usize, i: usize): usize { return ordered ? i : u32At(order, i); }

/** Sum of w x y over the rows of a level. */
// @ts-ignore: decorator
@inline function product(
  weighted: bool, ordered: bool, start: usize, end: usize, order: usize, w: usize, x: usize, y: usize,
): f64 {
  let sum: f64 = 0;
  for (let i = start; i < end; i++) {
    const row = rowAt(ordered, order, i);
    sum += weightAt(weighted, w, row) * f64At(x, row) * f64At(y, row);
  }
  return sum;
}

/** x = x - by y, or x - by where y is 0, over the rows of a level. */
// @ts-ignore: decorator
@inline function subtract(ordered: bool, start: usize, end: usize, order: usize, by: f64, x: usize, y: usize): void {
  for (let i = start; i < end; i++) {
    const row = rowAt(ordered, order, i);
    setF64(x, row, f64At(x, row) - (y == 0 ? by : by * f64At(y, row)));
  }
}

/** Takes the weighted mean out of x over the rows of a level. */
// @ts-ignore: decorator
@inline function centre(
  weighted: bool, ordered: bool, start: usize, end: usize, order: usize, w: usize, inverse: f64, x: usize,
): void {
  let sum: f64 = 0;
  for (let i = start; i < end; i++) {
    const row = rowAt(ordered, order, i);
    sum += weightAt(weighted, w, row) * f64At(x, row);
  }
  subtract(ordered, start, end, order, sum * inverse, x, 0);
}

// @ts-ignore: decorator
@inline function basis(
  weighted: bool, ordered: bool, n: usize, nGroups: usize, low: usize, high: usize, nSlopes: usize, centred: bool, tolerance: f64,
  offsets: usize, order: usize, w: usize, B: usize, kept: usize,
): void {
  const apart = n << 3;
  for (let g = low; g < high; g++) {
    const start = u32At(offsets, g), end = u32At(offsets, g + 1);
    let W: f64 = 0;
    for (let i = start; i < end; i++) W += weightAt(weighted, w, rowAt(ordered, order, i));
    const inverse = inverseOf(W);
    for (let j: usize = 0; j < nSlopes; j++) {
      const x = B + j * apart;
      const raw = product(weighted, ordered, start, end, order, w, x, x);
      if (centred && start < end) {
        // about a row of the level first: a constant is exactly 0 then, and a year loses no digits
        subtract(ordered, start, end, order, f64At(x, rowAt(ordered, order, start)), x, 0);
        centre(weighted, ordered, start, end, order, w, inverse, x);
      }
      const before = product(weighted, ordered, start, end, order, w, x, x);
      // twice is enough
      for (let sweep = 0; sweep < 2; sweep++) {
        for (let l: usize = 0; l < j; l++) {
          const y = B + l * apart;
          subtract(ordered, start, end, order, product(weighted, ordered, start, end, order, w, y, x), x, y);
        }
        if (centred) centre(weighted, ordered, start, end, order, w, inverse, x);
      }
      const left = product(weighted, ordered, start, end, order, w, x, x);
      const most = max(tolerance * tolerance * before, tolerance * tolerance * tolerance * raw);
      const scale = left > most ? 1 / sqrt(left) : 0;
      setU32(kept, j * nGroups + g, scale > 0 ? 1 : 0);
      for (let i = start; i < end; i++) {
        const row = rowAt(ordered, order, i);
        setF64(x, row, scale > 0 ? f64At(x, row) * scale : 0);
      }
    }
  }
}

/**
 * Makes the slope columns orthonormal within each level low .. high-1 of an effect, with respect to w: first about the
 * mean of the level, when `centred` is not 0, then about the columns before. A column of which rounding alone is left in a
 * level is 0 there: too few rows, a constant, a combination of the others.
 *
 * In    tolerance: a column's norm must be more than this share of that about the mean, and than its power 3/2 of the norm
 *       about 0; offsets u32[nGroups+1], nGroups >= high; order u32[n]: rows by level, read only when `ordered` is 0, else
 *       rows are in that order themselves; w f64[n] >= 0, read only when `weighted` is not 0
 * InOut B f64[n*nSlopes], column-major: the slope variables in, the rows of these levels; the basis out;
 *       kept u32[nGroups*nSlopes], column-major, of these levels: 1 where a column is not 0
 * Info  0
 * Cost  O(n nSlopes^2); levels in order, their rows in order
 * Source  Giraud, Langou & Rozloznik (2005), Computers & Mathematics with Applications 50(7),
 *         doi:10.1016/j.camwa.2005.08.009
 */
export function levelBasis(
  n: usize, nGroups: usize, low: usize, high: usize, nSlopes: usize, centred: i32, weighted: i32, ordered: i32, tolerance: f64,
  offsets: InU32, order: InU32, w: InF64, B: InOutF64, kept: InOutU32,
): i32 {
  const about = centred != 0;
  if (weighted) {
    if (ordered) basis(true, true, n, nGroups, low, high, nSlopes, about, tolerance, offsets, order, w, B, kept);
    else basis(true, false, n, nGroups, low, high, nSlopes, about, tolerance, offsets, order, w, B, kept);
  } else {
    if (ordered) basis(false, true, n, nGroups, low, high, nSlopes, about, tolerance, offsets, order, w, B, kept);
    else basis(false, false, n, nGroups, low, high, nSlopes, about, tolerance, offsets, order, w, B, kept);
  }
  return 0;
}
