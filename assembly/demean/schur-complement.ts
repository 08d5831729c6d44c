import { f64At, InF64, InU32, OutF64, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { addProducts, BUFFER_ROWS, rowWidth } from "../moments/row-buffer";
import { inverseOf } from "./lanes";

/**
 * Adds the level pairs of every group to S. A group's weights by level come first, without repeats, so that a group of
 * many rows costs the square of its levels, not of its rows. A pair is met once, in either triangle.
 */
// @ts-ignore: decorator
@inline function addGroups(
  weighted: bool, from: usize, to: usize, offsets: usize, codes: usize, w: usize, S: usize,
  byLevel: usize, dense: usize, rowStart: usize, met: usize,
): void {
  let start = u32At(offsets, from);
  for (let g = from; g < to; g++) {
    const end = u32At(offsets, g + 1);
    let nMet: usize = 0;
    let W: f64 = 0;
    for (let i = start; i < end; i++) {
      const level = u32At(codes, i);
      const before = f64At(byLevel, level);
      const wi = weighted ? f64At(w, i) : 1;
      setU32(met, nMet, level);
      nMet += before == 0 && wi > 0 ? 1 : 0;
      setF64(byLevel, level, before + wi);
      W += wi;
    }
    const inverse = 1 / W;
    for (let s: usize = 0; s < nMet; s++) {
      const level = u32At(met, s);
      const weight = f64At(byLevel, level);
      setF64(byLevel, level, 0);
      setF64(dense, s, weight);
      const row = S + (u32At(rowStart, level) << 3);
      const share = weight * inverse;
      for (let t: usize = 0; t < s; t++) {
        const at = row + (u32At(met, t) << 3);
        store<f64>(at, load<f64>(at) + share * f64At(dense, t));
      }
    }
    start = end;
  }
}

/** Levels up to which a group's weights by level are held whole and every pair is added, met or not. */
// @ts-ignore: decorator
@inline const FEW_LEVELS: usize = 16;

/** addGroups for a single block of few levels: products of rows of weights by level, a row a group. */
// @ts-ignore: decorator
@inline function addGroupsOfFew(
  weighted: bool, m: usize, from: usize, to: usize, offsets: usize, codes: usize, w: usize, S: usize, work: usize,
): void {
  const width = rowWidth(m), step = width << 3, shares = work + BUFFER_ROWS * step, tiles = shares + BUFFER_ROWS * step;
  memory.fill(tiles, 0, width * step);
  let start = u32At(offsets, from);
  for (let g = from; g < to;) {
    const rows = min(BUFFER_ROWS, to - g);
    memory.fill(work, 0, rows * step);
    for (let row = work, share = shares; row < work + rows * step; row += step, share += step) {
      const end = u32At(offsets, ++g);
      let W: f64 = 0;
      for (let i = start; i < end; i++) {
        const at = row + (u32At(codes, i) << 3), wi = weighted ? f64At(w, i) : 1;
        store<f64>(at, load<f64>(at) + wi);
        W += wi;
      }
      const inverse = inverseOf(W);
      if (ASC_FEATURE_SIMD) {
        for (let at: usize = 0; at < step; at += 16) v128.store(share + at, f64x2.mul(v128.load(row + at), f64x2.splat(inverse)));
      } else {
        for (let l: usize = 0; l < width; l++) setF64(share, l, f64At(row, l) * inverse);
      }
      start = end;
    }
    addProducts(rows, width, shares, work, tiles);
  }
  for (let i: usize = 0; i < m; i++) {
    for (let j: usize = 0; j < m; j++) setF64(S, i * m + j, j < i ? f64At(tiles, i * width + j) : 0);
  }
}

/**
 * The equations of the smaller of two effects once the larger, ordered one is eliminated: what groups low .. high-1 add
 * to the off-diagonal of D2'W D1 (D1'W D1)^-1 D1'W D2, one dense block a connected component. Each pair of levels is met
 * in either triangle; parts of several calls add up, and schurFold makes the equations of the sum.
 *
 * In    offsets u32[nGroups+1], rows ordered by group; codes u32[n], levels numbered component by component;
 *       blocks u32[nBlocks+1]: first level of each component; w f64[n] >= 0, read only when `weighted` is not 0
 * Out   S f64[sum of m^2], block by block, row-major m by m
 * Work  f64[max(2*nLevels, 2304)]; u32[2*nLevels + 1]
 * Info  0
 * Cost  O(n + sum over groups of (levels met)^2 + sum of m^2); groups in order
 */
export function schurComplement(
  low: usize, high: usize, nLevels: usize, nBlocks: usize, weighted: i32,
  offsets: InU32, codes: InU32, blocks: InU32, w: InF64, S: OutF64, work: WorkF64, index: WorkU32,
): i32 {
  const byLevel = work, dense = work + (nLevels << 3);
  const rowStart = index, met = index + (nLevels << 2);
  let size: usize = 0;
  for (let b: usize = 0; b < nBlocks; b++) {
    const first = u32At(blocks, b), m = u32At(blocks, b + 1) - first;
    // Less `first`, so that the level itself is the column; never negative, for earlier blocks hold at least as many cells.
    for (let i: usize = 0; i < m; i++) setU32(rowStart, first + i, size + i * m - first);
    size += m * m;
  }
  memory.fill(S, 0, size << 3);
  if (nBlocks == 1 && nLevels <= FEW_LEVELS) {
    if (weighted) addGroupsOfFew(true, nLevels, low, high, offsets, codes, w, S, work);
    else addGroupsOfFew(false, nLevels, low, high, offsets, codes, w, S, work);
    return 0;
  }
  memory.fill(byLevel, 0, nLevels << 3);
  if (weighted) addGroups(true, low, high, offsets, codes, w, S, byLevel, dense, rowStart, met);
  else addGroups(false, low, high, offsets, codes, w, S, byLevel, dense, rowStart, met);
  return 0;
}
