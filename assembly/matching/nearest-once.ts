import { f64At, InF64, InU32, OutU32, setU32, u32At, WorkU32 } from "../abi";
import { lowerBound } from "./places";

/** A choice not made: no control was free within reach. */
// @ts-ignore: decorator
@inline const NONE: usize = 0xffffffff;

/**
 * Treated units choose in turn, one control each a round, the nearest that is still free; a control serves once. Of two at
 * the same distance, and of equal scores, the row that comes first is taken. The next free place in either direction is
 * found by paths that are halved as they are walked.
 *
 * In    turns u32[nTreated]: who chooses at each turn, a place in `rows`; rows u32[nTreated]; score f64 and cells u32 by row;
 *       offsets, units, values, runs as scoreCells made them of the controls; limit the largest distance
 * Out   chosen u32[nTreated*ratio]: rows of the controls, from the nearest on, 0xffffffff where fewer were to be had; counts
 *       u32[nTreated]
 * Work  down u32[m+1], up u32[m+1]
 * Info  0
 * Cost  O(ratio nTreated log m + m), m controls
 * Source  Gabow & Tarjan (1985), Journal of Computer and System Sciences 30(2), doi:10.1016/0022-0000(85)90014-5 (next free
 *         place); Tarjan & van Leeuwen (1984), Journal of the ACM 31(2), doi:10.1145/62.2160 (halving)
 */
export function nearestOnce(
  nTreated: usize, m: usize, nCells: usize, ratio: usize, limit: f64, turns: InU32, rows: InU32, score: InF64,
  cells: InU32, offsets: InU32, units: InU32, values: InF64, runs: InU32,
  chosen: OutU32, counts: OutU32, down: WorkU32, up: WorkU32,
): i32 {
  for (let at: usize = 0; at <= m; at++) {
    setU32(down, at, at); // place at - 1, 0 where there is none
    setU32(up, at, at);
  }
  memory.fill(counts, 0, nTreated << 2);
  memory.fill(chosen, 0xff, (nTreated * ratio) << 2);
  for (let round: usize = 0; round < ratio; round++) {
    for (let turn: usize = 0; turn < nTreated; turn++) {
      const i = u32At(turns, turn);
      const count = u32At(counts, i);
      if (count < round) continue; // nothing was within reach, and nothing is set free
      const row = u32At(rows, i), cell = u32At(cells, row), value = f64At(score, row);
      const place = nearestFree(value, u32At(offsets, cell), u32At(offsets, cell + 1), limit, units, values, runs, down, up);
      if (place == NONE) continue;
      setU32(chosen, i * ratio + count, u32At(units, place));
      setU32(counts, i, count + 1);
      setU32(down, place + 1, place);
      setU32(up, place, place + 1);
    }
  }
  return 0;
}

/** The nearest free place of low .. high - 1 within `limit`, or NONE. */
function nearestFree(
  value: f64, low: usize, high: usize, limit: f64, units: usize, values: usize, runs: usize, down: usize, up: usize,
): usize {
  const middle = lowerBound(values, low, high, value);
  const right = freeFrom(up, middle);
  const above = right < high ? f64At(values, right) - value : Infinity;
  // the last free place below belongs to the nearest score; the first free one of that score is what is taken
  const last = freeFrom(down, middle);
  const left = last > low ? freeFrom(up, u32At(runs, last - 1)) : NONE;
  const below = left != NONE ? value - f64At(values, left) : Infinity;
  const isBelow = left != NONE && (right >= high || below < above || (below == above && u32At(units, left) < u32At(units, right)));
  if (isBelow) return below > limit ? NONE : left;
  return right >= high || above > limit ? NONE : right;
}

/** The end of the path from `at`, which is halved. */
function freeFrom(path: usize, at: usize): usize {
  let next = u32At(path, at);
  while (next != at) {
    const after = u32At(path, next);
    setU32(path, at, after);
    at = after;
    next = u32At(path, at);
  }
  return at;
}
