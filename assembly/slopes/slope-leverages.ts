import { f64At, InF64, InOutF64, InU32, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { inverseOf, weightAt } from "../demean/lanes";
import { weightOf } from "./group-rows";
import { termValue } from "./terms";

/** Direction d of row i: the first is the constant where there is one. */
// @ts-ignore: decorator
@inline function directionAt(intercept: usize, root: f64, n: usize, d: usize, i: usize, B: usize): f64 {
  return d < intercept ? root : f64At(B, (d - intercept) * n + i);
}

/**
 * Leverages of effects with slopes in groups low .. high-1 of the ordered effect, the diagonal of W^(1/2) D (D'WD)^- D' W^(1/2):
 * the squares of the group's directions, and what the other terms add once these directions are out of them, by a generalised
 * inverse M of the equations that are left when the ordered effect is eliminated.
 *
 * In    as for slopePass; M f64[nLevels*stride], row-major, symmetric
 * InOut h f64[n]: the rows of the groups are overwritten. A row of no weight has leverage 0
 * Work  f64[2*(nSlopes+1)*nLevels + (nSlopes+1)^2]; u32[2*nLevels]
 * Info  0
 * Cost  O(sum over groups of (levels met)^2 (nSlopes+1) + n p (p + nSlopes)); groups in order
 */
export function slopeLeverages(
  n: usize, low: usize, high: usize, stride: usize, nLevels: usize, p: usize, nSlopes: usize, intercept: i32,
  weighted: i32, offsets: InU32, codes: InU32, terms: InU32, values: InF64, B: InF64, w: InF64, M: InF64, h: InOutF64,
  work: WorkF64, index: WorkU32,
): i32 {
  const constant: usize = intercept != 0 ? 1 : 0, D = nSlopes + constant, apart = nLevels << 3;
  const along = work, product = along + (nSlopes + 1) * apart, form = product + (nSlopes + 1) * apart;
  const met = index, stamp = index + (nLevels << 2);
  memory.fill(along, 0, (nSlopes + 1) * apart);
  memory.fill(stamp, 0, nLevels << 2);
  for (let g = low; g < high; g++) {
    const start = u32At(offsets, g), end = u32At(offsets, g + 1), mark = g - low + 1;
    const root = sqrt(inverseOf(weightOf(weighted != 0, w, start, end)));
    let nMet: usize = 0;
    for (let i = start; i < end; i++) {
      const wi = weightAt(weighted != 0, w, i);
      for (let t: usize = 0; t < p; t++) {
        const level = u32At(codes, t * n + i), value = wi * termValue(n, t, i, terms, values);
        if (u32At(stamp, level) != mark) {
          setU32(stamp, level, mark);
          setU32(met, nMet++, level);
        }
        for (let d: usize = 0; d < D; d++) {
          const at = along + d * apart;
          setF64(at, level, f64At(at, level) + value * directionAt(constant, root, n, d, i, B));
        }
      }
    }
    for (let d: usize = 0; d < D; d++) {
      for (let s: usize = 0; s < nMet; s++) {
        const row = M + ((u32At(met, s) * stride) << 3);
        let sum: f64 = 0;
        for (let t: usize = 0; t < nMet; t++) sum += f64At(row, u32At(met, t)) * f64At(along + d * apart, u32At(met, t));
        setF64(product + d * apart, u32At(met, s), sum);
      }
      for (let e: usize = 0; e < D; e++) {
        let sum: f64 = 0;
        for (let s: usize = 0; s < nMet; s++) {
          sum += f64At(along + e * apart, u32At(met, s)) * f64At(product + d * apart, u32At(met, s));
        }
        setF64(form, d * D + e, sum);
      }
    }
    for (let i = start; i < end; i++) {
      const wi = weightAt(weighted != 0, w, i);
      let own: f64 = 0, cross: f64 = 0, squares: f64 = 0, both: f64 = 0;
      if (wi > 0) {
        for (let d: usize = 0; d < D; d++) {
          const b = directionAt(constant, root, n, d, i, B);
          squares += b * b;
          for (let t: usize = 0; t < p; t++) {
            cross += b * termValue(n, t, i, terms, values) * f64At(product + d * apart, u32At(codes, t * n + i));
          }
          for (let e: usize = 0; e < D; e++) both += b * directionAt(constant, root, n, e, i, B) * f64At(form, d * D + e);
        }
        for (let t: usize = 0; t < p; t++) {
          const row = M + ((u32At(codes, t * n + i) * stride) << 3), a = termValue(n, t, i, terms, values);
          for (let s: usize = 0; s < p; s++) {
            own += a * termValue(n, s, i, terms, values) * f64At(row, u32At(codes, s * n + i));
          }
        }
      }
      setF64(h, i, wi * (squares + ((own - cross) - (cross - both))));
    }
    for (let d: usize = 0; d < D; d++) {
      for (let s: usize = 0; s < nMet; s++) setF64(along + d * apart, u32At(met, s), 0);
    }
  }
  return 0;
}
