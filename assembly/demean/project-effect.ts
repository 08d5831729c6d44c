import { f64At, InF64, InOutF64, InU32, setF64, u32At, WorkF64 } from "../abi";
import { addPairToLevels, addToLevels, inverseOf, LANES, lessCoefficientPair, lessCoefficients } from "./lanes";

/** Four columns as two vectors; `own` are the codes of the effect to update, `rest` where its sums go. */
// @ts-ignore: decorator
@inline function projectFour(
  weighted: bool, single: bool, n: usize, nGroups: usize, p: usize, effect: usize,
  offsets: usize, codes: usize, w: usize, coefs: usize, rest: usize,
): void {
  const own = codes + ((effect * n) << 2);
  const zero = f64x2.splat(0);
  let start = u32At(offsets, 0);
  for (let g: usize = 0; g < nGroups; g++) {
    const end = u32At(offsets, g + 1);
    let s01 = zero, s23 = zero;
    let W: f64 = weighted ? 0 : <f64>(end - start);
    for (let i = start; i < end; i++) {
      let v01 = lessCoefficientPair(single, n, p, i, codes, coefs, zero);
      let v23 = lessCoefficientPair(single, n, p, i, codes, coefs + 16, zero);
      if (weighted) {
        const wi = f64At(w, i);
        W += wi;
        v01 = f64x2.mul(f64x2.splat(wi), v01);
        v23 = f64x2.mul(f64x2.splat(wi), v23);
      }
      s01 = f64x2.add(s01, v01);
      s23 = f64x2.add(s23, v23);
    }
    const inverse = f64x2.splat(inverseOf(W));
    const m01 = f64x2.mul(s01, inverse), m23 = f64x2.mul(s23, inverse);
    for (let i = start; i < end; i++) {
      let v01 = f64x2.sub(zero, m01), v23 = f64x2.sub(zero, m23);
      if (!single) {
        for (let f: usize = 0; f < p; f++) {
          if (f == effect) continue;
          const at = coefs + (u32At(codes, f * n + i) << 5);
          v01 = f64x2.sub(v01, v128.load(at));
          v23 = f64x2.sub(v23, v128.load(at, 16));
        }
      }
      if (weighted) {
        const wi = f64x2.splat(f64At(w, i));
        v01 = f64x2.mul(wi, v01);
        v23 = f64x2.mul(wi, v23);
      }
      addPairToLevels(true, n, 1, i, own, rest, v01);
      addPairToLevels(true, n, 1, i, own, rest + 16, v23);
    }
    start = end;
  }
}

/** One column; `coefs` and `rest` are addresses of its lane. The arithmetic of projectFour. */
// @ts-ignore: decorator
@inline function projectLane(
  weighted: bool, single: bool, n: usize, nGroups: usize, p: usize, effect: usize,
  offsets: usize, codes: usize, w: usize, coefs: usize, rest: usize,
): void {
  const own = codes + ((effect * n) << 2);
  let start = u32At(offsets, 0);
  for (let g: usize = 0; g < nGroups; g++) {
    const end = u32At(offsets, g + 1);
    let s: f64 = 0;
    let W: f64 = weighted ? 0 : <f64>(end - start);
    for (let i = start; i < end; i++) {
      const v = lessCoefficients(single, n, p, i, codes, coefs, 0);
      if (weighted) W += f64At(w, i);
      s += weighted ? f64At(w, i) * v : v;
    }
    const m = s * inverseOf(W);
    for (let i = start; i < end; i++) {
      let v = 0 - m;
      if (!single) {
        for (let f: usize = 0; f < p; f++) {
          if (f != effect) v -= load<f64>(coefs + (u32At(codes, f * n + i) << 5));
        }
      }
      addToLevels(true, n, 1, i, own, rest, weighted ? f64At(w, i) * v : v);
    }
    start = end;
  }
}

// @ts-ignore: decorator
@inline function project(
  weighted: bool, single: bool, n: usize, nGroups: usize, p: usize, effect: usize,
  offsets: usize, codes: usize, w: usize, coefs: usize, rest: usize,
): void {
  if (ASC_FEATURE_SIMD) {
    projectFour(weighted, single, n, nGroups, p, effect, offsets, codes, w, coefs, rest);
  } else {
    for (let j: usize = 0; j < LANES; j++) {
      projectLane(weighted, single, n, nGroups, p, effect, offsets, codes, w, coefs + (j << 3), rest + (j << 3));
    }
  }
}

/**
 * One alternating projection in the space of coefficients, four columns at once: the group means of the ordered effect
 * given all other coefficients, then the coefficients of one other effect given those and the rest. Rows are not read
 * but for their codes: `rhs` holds all that is needed of the columns.
 *
 * In    offsets u32[nGroups+1], rows ordered by group; codes u32[p*n], levels of all p effects numbered together; w
 *       f64[n] >= 0, read only when `weighted` is not 0; totals f64[nLevels]: weight of each level; rhs f64[4*nLevels]:
 *       sums by level as demeanGroups gives them
 * InOut coefs f64[4*nLevels]: those of levels low..high-1, which belong to effect `effect` (from 0), are replaced
 * Work  f64[4*nLevels]
 * Info  0; -5 if effect >= p; -7 unless low <= high <= nLevels
 * Cost  O(n p); groups in order, rows in order. A group or level of no weight has coefficient 0
 * Source  Halperin (1962), Acta Scientiarum Mathematicarum 23 (alternating projections); Gaure (2013), Computational
 *         Statistics & Data Analysis 66, doi:10.1016/j.csda.2013.03.024; in coefficients as Berge (2018), CREA 2018-13
 */
export function projectEffect(
  n: usize, nGroups: usize, nLevels: usize, p: usize, effect: usize, low: usize, high: usize, weighted: i32,
  offsets: InU32, codes: InU32, w: InF64, totals: InF64, rhs: InF64, coefs: InOutF64, work: WorkF64,
): i32 {
  if (effect >= p) return -5;
  if (low > high || high > nLevels) return -7;
  memory.fill(work + (low << 5), 0, (high - low) << 5);
  if (weighted) {
    if (p == 1) project(true, true, n, nGroups, p, effect, offsets, codes, w, coefs, work);
    else project(true, false, n, nGroups, p, effect, offsets, codes, w, coefs, work);
  } else {
    if (p == 1) project(false, true, n, nGroups, p, effect, offsets, codes, w, coefs, work);
    else project(false, false, n, nGroups, p, effect, offsets, codes, w, coefs, work);
  }
  for (let l = low; l < high; l++) {
    const total = f64At(totals, l);
    for (let j: usize = 0; j < LANES; j++) {
      const at = l * LANES + j;
      setF64(coefs, at, total > 0 ? (f64At(rhs, at) + f64At(work, at)) / total : 0);
    }
  }
  return 0;
}
