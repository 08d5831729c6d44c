import { f64At, InF64, InU32, OutU32, setU32, u32At } from "../abi";
import { firstBeyond, firstWithin, lowerBound } from "./places";

/**
 * How many controls each treated unit is matched with when controls serve any number of times: the `ratio` nearest of its
 * cell within `limit`, or as many as there are; and, where `tolerance` is not negative, all others whose squared distance
 * exceeds that of the last of them by no more than `tolerance`.
 *
 * In    rows u32[nTreated]; score f64 and cells u32 by row; offsets, values as scoreCells made them of the controls
 * Out   middles u32[nTreated]: the first place of the cell whose score is not below the unit's; counts u32[nTreated]
 * Info  0
 * Cost  O(nTreated (ratio + log m)), m controls
 * Source  Abadie & Imbens (2006), Econometrica 74(1), doi:10.1111/j.1468-0262.2006.00655.x (ties)
 */
export function nearestCounts(
  nTreated: usize, ratio: usize, limit: f64, tolerance: f64, rows: InU32, score: InF64, cells: InU32,
  offsets: InU32, values: InF64, middles: OutU32, counts: OutU32,
): i32 {
  for (let i: usize = 0; i < nTreated; i++) {
    const row = u32At(rows, i), cell = u32At(cells, row), value = f64At(score, row);
    const low = u32At(offsets, cell), high = u32At(offsets, cell + 1);
    const middle = lowerBound(values, low, high, value);
    let left = middle, right = middle, distance: f64 = 0;
    while (right - left < ratio) {
      const below = left > low ? value - f64At(values, left - 1) : Infinity;
      const above = right < high ? f64At(values, right) - value : Infinity;
      const nearer = min(below, above);
      if (nearer > limit || nearer == Infinity) break;
      distance = nearer;
      if (below < above) left--;
      else right++;
    }
    if (tolerance >= 0 && right - left == ratio) {
      const reach = distance * distance + tolerance;
      left = firstWithin(values, low, left, value, limit, reach);
      right = firstBeyond(values, right, high, value, limit, reach);
    }
    setU32(middles, i, middle);
    setU32(counts, i, right - left);
  }
  return 0;
}
