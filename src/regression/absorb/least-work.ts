/**
 * What an exact factor takes at least, in any order of the levels: known without ordering them, so that
 * graphs no order helps are not ordered in vain. Knows nothing of how levels are ordered.
 */
import type { CellGraph } from "../../engine/kernels/reduced.js";

/** Levels whose neighbours are counted. */
const SAMPLED_LEVELS = 16;
/** Cells looked at: fewer neighbours found only lower the bound. */
const MOST_CELLS = 1_000_000;

/**
 * Multiplications and additions a factor of the equations takes at least: a row of the envelope reaches as far as half
 * its level's neighbours, on average over levels; rows of the effects after the first are full.
 *
 * @param nA levels of the first of the other effects
 */
export function leastFactorWork(graph: CellGraph, nA: number): number {
  const border = graph.nLevels - nA;
  const full = (border * border * nA) / 2;
  const width = meanNeighbours(graph, nA) / 2;
  return full + nA * width * width;
}

/** Mean number of distinct neighbours of some levels, evenly spread, as far as the cells looked at show. */
function meanNeighbours({ nGroups, nCells, offsets, codes }: CellGraph, nA: number): number {
  const nSampled = Math.min(SAMPLED_LEVELS, nA);
  if (nSampled === 0) return 0;
  const sampled = new Int8Array(nA).fill(-1);
  for (let s = 0; s < nSampled; s++) sampled[Math.floor((s * nA) / nSampled)] = s;
  const met = Array.from({ length: nSampled }, () => new Uint8Array(nA));
  const own = codes.view().subarray(0, nCells);
  const starts = offsets.view();
  for (let g = 0; g < nGroups && starts[g]! < MOST_CELLS; g++) {
    for (let i = starts[g]!; i < starts[g + 1]!; i++) {
      const s = sampled[own[i]!]!;
      if (s < 0) continue;
      const neighbours = met[s]!;
      for (let k = starts[g]!; k < starts[g + 1]!; k++) neighbours[own[k]!] = 1;
    }
  }
  const counts = met.map((neighbours) => neighbours.reduce((sum, one) => sum + one, 0));
  return counts.reduce((sum, count) => sum + count, 0) / nSampled;
}
