import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At } from "../abi";

/**
 * Units in order of their score, put apart by cell: where the search for neighbours looks. Cell c owns places offsets[c]
 * .. offsets[c+1]-1, in which scores ascend and equal ones stand in the order they came in.
 *
 * In    order u32[m]: rows in order of their score; sorted f64[m]: their scores; cells u32 in 0..nCells-1 by row, not
 *       read when nCells is 1
 * Out   offsets u32[nCells+1]; units u32[m]: the row at each place; values f64[m]: its score; runs u32[m]: the first place of
 *       the cell with the same score
 * Info  0; -5 if a cell is >= nCells
 * Cost  O(m + nCells)
 */
export function scoreCells(
  m: usize, nCells: usize, order: InU32, sorted: InF64, cells: InU32,
  offsets: OutU32, units: OutU32, values: OutF64, runs: OutU32,
): i32 {
  if (nCells == 1) {
    setU32(offsets, 0, 0);
    setU32(offsets, 1, m);
    memory.copy(units, order, m << 2);
    memory.copy(values, sorted, m << 3);
  } else if (!place(m, nCells, order, sorted, cells, offsets, units, values)) return -5;
  for (let c: usize = 0; c < nCells; c++) {
    const low = u32At(offsets, c), high = u32At(offsets, c + 1);
    for (let at = low; at < high; at++) {
      const isSame = at > low && f64At(values, at) == f64At(values, at - 1);
      setU32(runs, at, isSame ? u32At(runs, at - 1) : at);
    }
  }
  return 0;
}

/** Puts units in their cells; false where one has none. */
function place(
  m: usize, nCells: usize, order: usize, sorted: usize, cells: usize, offsets: usize, units: usize, values: usize,
): bool {
  memory.fill(offsets, 0, (nCells + 1) << 2);
  for (let i: usize = 0; i < m; i++) {
    const cell = u32At(cells, u32At(order, i));
    if (cell >= nCells) return false;
    setU32(offsets, cell + 1, u32At(offsets, cell + 1) + 1);
  }
  for (let c: usize = 0; c < nCells; c++) setU32(offsets, c + 1, u32At(offsets, c) + u32At(offsets, c + 1));
  // offsets[c] counts up to the end of cell c while its units are placed, and is put back afterwards
  for (let i: usize = 0; i < m; i++) {
    const row = u32At(order, i);
    const cell = u32At(cells, row);
    const at = u32At(offsets, cell);
    setU32(offsets, cell, at + 1);
    setU32(units, at, row);
    setF64(values, at, f64At(sorted, i));
  }
  for (let c = nCells; c > 0; c--) setU32(offsets, c, u32At(offsets, c - 1));
  setU32(offsets, 0, 0);
  return true;
}
