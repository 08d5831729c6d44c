import { f64At, InF64, InOutF64, InU32, OutF64, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { inverseOf, weightAt } from "../demean/lanes";
import { termValue } from "./terms";
import { weightOf } from "./group-rows";

/** Adds to the sums of a group along each direction what row i has of term t. */
// @ts-ignore: decorator
@inline function addAlong(
  intercept: bool, nSlopes: usize, n: usize, nLevels: usize, i: usize, level: usize, value: f64, B: usize, along: usize,
): void {
  if (intercept) setF64(along, level, f64At(along, level) + value);
  let sums = along + (nLevels << 3);
  for (let d: usize = 0; d < nSlopes; d++, sums += nLevels << 3) {
    setF64(sums, level, f64At(sums, level) + value * f64At(B, d * n + i));
  }
}

/** Takes the products of a group's sums along one direction, and clears them. */
// @ts-ignore: decorator
@inline function lessProducts(nMet: usize, met: usize, nLevels: usize, by: f64, sums: usize, S: usize): void {
  for (let s: usize = 0; s < nMet; s++) {
    const level = u32At(met, s), row = S + ((level * nLevels) << 3);
    const a = by * f64At(sums, level);
    for (let t: usize = 0; t <= s; t++) {
      const at = row + (u32At(met, t) << 3);
      store<f64>(at, load<f64>(at) - a * f64At(sums, u32At(met, t)));
    }
  }
  for (let s: usize = 0; s < nMet; s++) setF64(sums, u32At(met, s), 0);
}

// @ts-ignore: decorator
@inline function addGroups(
  weighted: bool, n: usize, low: usize, high: usize, nLevels: usize, p: usize, nSlopes: usize, intercept: bool,
  offsets: usize, codes: usize, terms: usize, owners: usize, values: usize, B: usize, w: usize, S: usize,
  along: usize, met: usize, stamp: usize,
): void {
  let start = u32At(offsets, low);
  for (let g = low; g < high; g++) {
    const end = u32At(offsets, g + 1), mark = g - low + 1;
    let nMet: usize = 0;
    for (let i = start; i < end; i++) {
      const wi = weightAt(weighted, w, i);
      for (let t: usize = 0; t < p; t++) {
        const level = u32At(codes, t * n + i), value = wi * termValue(n, t, i, terms, values);
        if (u32At(stamp, level) != mark) {
          setU32(stamp, level, mark);
          setU32(met, nMet++, level);
        }
        addAlong(intercept, nSlopes, n, nLevels, i, level, value, B, along);
        const row = S + ((level * nLevels) << 3);
        for (let s: usize = 0; s < t; s++) {
          if (u32At(owners, s) == u32At(owners, t)) continue;
          const at = row + (u32At(codes, s * n + i) << 3);
          store<f64>(at, load<f64>(at) + value * termValue(n, s, i, terms, values));
        }
      }
    }
    if (intercept) lessProducts(nMet, met, nLevels, inverseOf(weightOf(weighted, w, start, end)), along, S);
    for (let d: usize = 1; d <= nSlopes; d++) lessProducts(nMet, met, nLevels, 1, along + ((d * nLevels) << 3), S);
    start = end;
  }
}

/**
 * The equations of the other effects' terms once the directions of each group are eliminated, but for what the terms of
 * one effect have with themselves: what groups low .. high-1 add to D2'W (I - P1) D2. A pair is met in either triangle;
 * parts of several calls add up, and slopeFold makes the equations of the sum.
 *
 * In    as for slopePass; owners u32[p]: the effect of each term, whose terms are orthogonal to each other
 * Out   S f64[nLevels^2], row-major
 * Work  f64[(nSlopes+1)*nLevels]; u32[2*nLevels]
 * Info  0
 * Cost  O(n p (p + nSlopes) + sum over groups of (levels met)^2 (nSlopes + 1) + nLevels^2); groups in order
 */
export function slopeSchur(
  n: usize, low: usize, high: usize, nLevels: usize, p: usize, nSlopes: usize, intercept: i32, weighted: i32,
  offsets: InU32, codes: InU32, terms: InU32, owners: InU32, values: InF64, B: InF64, w: InF64, S: OutF64,
  along: WorkF64, index: WorkU32,
): i32 {
  const stamp = index + (nLevels << 2), constant = intercept != 0;
  memory.fill(S, 0, (nLevels * nLevels) << 3);
  memory.fill(along, 0, ((nSlopes + 1) * nLevels) << 3);
  memory.fill(stamp, 0, nLevels << 2);
  if (weighted) {
    addGroups(
      true, n, low, high, nLevels, p, nSlopes, constant, offsets, codes, terms, owners, values, B, w, S, along, index, stamp,
    );
  } else {
    addGroups(
      false, n, low, high, nLevels, p, nSlopes, constant, offsets, codes, terms, owners, values, B, w, S, along, index, stamp,
    );
  }
  return 0;
}

/**
 * Folds the two triangles slopeSchur has met into the lower one, adds what each term has with itself, and scales the
 * equations by it.
 *
 * In    totals f64[nLevels]: what each term has with itself; scale f64[nLevels]
 * InOut S f64[nLevels^2], row-major: the lower triangle of scale (S + S' + totals) scale out, what is above is left
 * Info  0
 * Cost  O(nLevels^2)
 */
export function slopeFold(nLevels: usize, totals: InF64, scale: InF64, S: InOutF64): i32 {
  for (let i: usize = 0; i < nLevels; i++) {
    const row = S + ((i * nLevels) << 3), own = f64At(scale, i);
    for (let j: usize = 0; j < i; j++) {
      setF64(row, j, (f64At(row, j) + f64At(S, j * nLevels + i)) * (own * f64At(scale, j)));
    }
    setF64(row, i, (f64At(row, i) + f64At(totals, i)) * (own * own));
  }
  return 0;
}
