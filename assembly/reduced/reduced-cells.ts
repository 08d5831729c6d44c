import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At, WorkU32 } from "../abi";

/** End of a chain of cells. */
// @ts-ignore: decorator
@inline const NONE: usize = 0xffff_ffff;
/** Chains of cells when a cell has several codes: a power of two. */
// @ts-ignore: decorator
@inline const SLOTS: u32 = 16_384;

/** Slot of a row or cell: its level, or a number mixed from its levels (Fibonacci hashing, effect by effect). */
// @ts-ignore: decorator
@inline function slotOf(single: bool, stride: usize, p: usize, i: usize, codes: usize): usize {
  if (single) return u32At(codes, i);
  let mixed: u32 = 0;
  for (let f: usize = 0; f < p; f++) mixed = (mixed ^ <u32>u32At(codes, f * stride + i)) * 0x9e37_79b1;
  return <usize>((mixed ^ (mixed >> 15)) & (SLOTS - 1));
}

/** True when row i and cell `cell` have the same codes. */
// @ts-ignore: decorator
@inline function sameCodes(n: usize, p: usize, i: usize, cell: usize, codes: usize, cellCodes: usize): bool {
  let f: usize = 0;
  while (f < p && u32At(codes, f * n + i) == u32At(cellCodes, f * n + cell)) f++;
  return f == p;
}

/**
 * Fills the cells; returns the groups kept, or -7 for a code out of range. `last` is not cleared between groups: an
 * entry counts only when the cell it names is one of this group and falls in the same slot.
 */
// @ts-ignore: decorator
@inline function gatherCells(
  single: bool, weighted: bool, n: usize, nGroups: usize, nLevels: usize, p: usize,
  offsets: usize, codes: usize, w: usize, cellOffsets: usize, cellCodes: usize, cellWeights: usize,
  last: usize, chain: usize,
): i32 {
  let kept: usize = 0, nCells: usize = 0;
  let start = u32At(offsets, 0);
  for (let g: usize = 0; g < nGroups; g++) {
    const end = u32At(offsets, g + 1);
    const base = nCells;
    for (let i = start; i < end; i++) {
      for (let f: usize = 0; f < p; f++) if (u32At(codes, f * n + i) >= nLevels) return -7;
      const wi: f64 = weighted ? f64At(w, i) : 1;
      if (weighted && wi == 0) continue;
      const slot = slotOf(single, n, p, i, codes);
      let first = u32At(last, slot);
      if (first - base >= nCells - base || slotOf(single, n, p, first, cellCodes) != slot) first = NONE;
      let cell = first;
      if (!single) while (cell != NONE && !sameCodes(n, p, i, cell, codes, cellCodes)) cell = u32At(chain, cell);
      let weight: f64 = 0;
      if (cell != NONE) {
        weight = f64At(cellWeights, cell);
      } else {
        cell = nCells++;
        for (let f: usize = 0; f < p; f++) setU32(cellCodes, f * n + cell, u32At(codes, f * n + i));
        if (!single) setU32(chain, cell, first);
        setU32(last, slot, cell);
      }
      weight += wi;
      // rows that agree often follow each other
      if (single) {
        for (; i + 1 < end && u32At(codes, i + 1) == slot; i++) weight += weighted ? f64At(w, i + 1) : 1;
      }
      setF64(cellWeights, cell, weight);
    }
    if (nCells - base > 1) setU32(cellOffsets, ++kept, nCells);
    else nCells = base;
    start = end;
  }
  clearRest(n, nGroups, p, kept, nCells, cellOffsets, cellCodes, cellWeights);
  return <i32>kept;
}

/** Clears what `kept` groups of nCells cells leave of the room for n cells. */
// @ts-ignore: decorator
@inline function clearRest(
  n: usize, nGroups: usize, p: usize, kept: usize, nCells: usize, cellOffsets: usize, cellCodes: usize, cellWeights: usize,
): void {
  const rest = n - nCells;
  for (let f: usize = 0; f < p; f++) memory.fill(cellCodes + ((f * n + nCells) << 2), 0, rest << 2);
  memory.fill(cellWeights + (nCells << 3), 0, rest << 3);
  memory.fill(cellOffsets + ((kept + 1) << 2), 0, (nGroups - kept) << 2);
}

/**
 * Merges the rows of each group that have the same levels in all p other effects into cells, which is all the reduced
 * system sees of them. Rows of weight 0 vanish, and so do groups left with one cell: they say nothing of the levels.
 *
 * In    offsets u32[nGroups+1], rows ordered by group; codes u32[p*n], levels of all p effects numbered together in
 *       0..nLevels-1; w f64[n] >= 0, read only when `weighted` is not 0
 * Out   cellOffsets u32[nGroups+1]: first cell of each group kept, then the number of cells; cellCodes u32[p*n]: effect
 *       f of cell i at f*n + i; cellWeights f64[n]: sums of weights, or rows. Cells of a group stand in the order of
 *       their first rows. What is not used is 0
 * Work  u32[nLevels] for p = 1, else u32[16,384 + n]
 * Info  groups kept; -4 if p = 0; -7 if a code is not below nLevels
 * Cost  O(n p), expected when p > 1; rows in order
 * Source  entries without initialisation: Briggs & Torczon (1993), ACM Letters on Programming Languages and Systems 2,
 *         doi:10.1145/176454.176484
 */
export function reducedCells(
  n: usize, nGroups: usize, nLevels: usize, p: usize, weighted: i32, offsets: InU32, codes: InU32, w: InF64,
  cellOffsets: OutU32, cellCodes: OutU32, cellWeights: OutF64, work: WorkU32,
): i32 {
  if (p == 0) return -4;
  setU32(cellOffsets, 0, 0);
  const chain = work + (<usize>SLOTS << 2);
  if (p == 1) {
    if (weighted) {
      return gatherCells(
        true, true, n, nGroups, nLevels, 1, offsets, codes, w, cellOffsets, cellCodes, cellWeights, work, chain,
      );
    }
    return gatherCells(
      true, false, n, nGroups, nLevels, 1, offsets, codes, w, cellOffsets, cellCodes, cellWeights, work, chain,
    );
  }
  if (weighted) {
    return gatherCells(
      false, true, n, nGroups, nLevels, p, offsets, codes, w, cellOffsets, cellCodes, cellWeights, work, chain,
    );
  }
  return gatherCells(
    false, false, n, nGroups, nLevels, p, offsets, codes, w, cellOffsets, cellCodes, cellWeights, work, chain,
  );
}
