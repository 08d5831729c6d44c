// The other effects as terms: a column of levels each, all numbered together, with the value 1 (an intercept) or a column
// of slopes. Numbers by level are interleaved, `stride` f64 a level, of which four lanes are taken.

import { f64At, setF64, u32At } from "../abi";

/** Value of term t in row i: 1, or that of its column of values. `terms[t]` is 0 for an intercept, else the column plus 1. */
// @ts-ignore: decorator
@inline export function termValue(n: usize, t: usize, i: usize, terms: usize, values: usize): f64 {
  const column = u32At(terms, t);
  return column == 0 ? 1 : f64At(values, (column - 1) * n + i);
}

/** Four numbers at v less those of the row's levels, term by term. */
// @ts-ignore: decorator
@inline export function lessTerms(
  n: usize, p: usize, i: usize, stride: usize, codes: usize, terms: usize, values: usize, coefs: usize, v: usize,
): void {
  for (let t: usize = 0; t < p; t++) {
    const at = coefs + ((u32At(codes, t * n + i) * stride) << 3), value = termValue(n, t, i, terms, values);
    if (ASC_FEATURE_SIMD) {
      const by = f64x2.splat(value);
      v128.store(v, f64x2.sub(v128.load(v), f64x2.mul(by, v128.load(at))));
      v128.store(v, f64x2.sub(v128.load(v, 16), f64x2.mul(by, v128.load(at, 16))), 16);
    } else {
      for (let j: usize = 0; j < 4; j++) setF64(v, j, f64At(v, j) - value * f64At(at, j));
    }
  }
}

/** Adds four numbers at v, times `weight`, to those of the row's levels, term by term. */
// @ts-ignore: decorator
@inline export function addToTerms(
  n: usize, p: usize, i: usize, stride: usize, codes: usize, terms: usize, values: usize, weight: f64, v: usize, sums: usize,
): void {
  for (let t: usize = 0; t < p; t++) {
    const at = sums + ((u32At(codes, t * n + i) * stride) << 3);
    const value = weight * termValue(n, t, i, terms, values);
    if (ASC_FEATURE_SIMD) {
      const by = f64x2.splat(value);
      v128.store(at, f64x2.add(v128.load(at), f64x2.mul(by, v128.load(v))));
      v128.store(at, f64x2.add(v128.load(at, 16), f64x2.mul(by, v128.load(v, 16))), 16);
    } else {
      for (let j: usize = 0; j < 4; j++) setF64(at, j, f64At(at, j) + value * f64At(v, j));
    }
  }
}
