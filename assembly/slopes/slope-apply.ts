import { f64At, InF64, InOutF64, InU32, setF64, u32At, WorkF64 } from "../abi";
import { inverseOf, LANES } from "../demean/lanes";
import { finishGroup, projectGroup, weightOf } from "./group-rows";
import { addToTerms, lessTerms } from "./terms";

// @ts-ignore: decorator
@inline function apply(
  weighted: bool, n: usize, lanes: usize, low: usize, high: usize, p: usize, nSlopes: usize, intercept: bool,
  offsets: usize, codes: usize, terms: usize, values: usize, B: usize, w: usize, a: usize, q: usize, parts: usize, v: usize,
): void {
  let start = u32At(offsets, low);
  for (let g = low; g < high; g++) {
    const end = u32At(offsets, g + 1), count = end - start, at = start << 3;
    const inverse = inverseOf(weightOf(weighted, w, start, end));
    memory.fill(v, 0, count << 5);
    for (let i = start, row = v; i < end; i++, row += 32) lessTerms(n, p, i, lanes, codes, terms, values, a, row);
    projectGroup(weighted, intercept, nSlopes, 1, count, n, inverse, w + at, B + at, v, parts);
    finishGroup(intercept, nSlopes, count, n, B + at, v, parts);
    for (let i = start, row = v; i < end; i++, row += 32) {
      addToTerms(n, p, i, lanes, codes, terms, values, weighted ? -f64At(w, i) : -1, row, q);
    }
    start = end;
  }
}

/**
 * Four lanes of a product with the equations of the other effects' terms once the directions of each group are out:
 * what groups low .. high-1 add to D2'W (I - P1) D2 a. Parts of several calls add up.
 *
 * In    lanes: columns a and q interleave, a multiple of 4, of which those at at .. at+3 are taken; the rest as for
 *       slopePass; a f64[nLevels*lanes]
 * InOut q f64[nLevels*lanes]: the same four lanes are overwritten, the others are left
 * Work  f64[4*(nSlopes+1) + 4*rows of the largest group]
 * Info  0; -2 if lanes is not a multiple of 4 or at + 4 > lanes
 * Cost  O(n (p + nSlopes + 1)); groups in order, rows in order
 */
export function slopeApply(
  n: usize, lanes: usize, at: usize, low: usize, high: usize, nLevels: usize, p: usize, nSlopes: usize, intercept: i32,
  weighted: i32, offsets: InU32, codes: InU32, terms: InU32, values: InF64, B: InF64, w: InF64, a: InF64, q: InOutF64,
  work: WorkF64,
): i32 {
  if (lanes == 0 || (lanes & 3) != 0 || at + LANES > lanes) return -2;
  const from = a + (at << 3), to = q + (at << 3), v = work + ((nSlopes + 1) << 5), constant = intercept != 0;
  for (let l: usize = 0; l < nLevels; l++) {
    for (let j: usize = 0; j < LANES; j++) setF64(to, l * lanes + j, 0);
  }
  if (weighted) {
    apply(true, n, lanes, low, high, p, nSlopes, constant, offsets, codes, terms, values, B, w, from, to, work, v);
  } else {
    apply(false, n, lanes, low, high, p, nSlopes, constant, offsets, codes, terms, values, B, w, from, to, work, v);
  }
  return 0;
}
