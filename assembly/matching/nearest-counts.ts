import { f64At, InF64, InU32, OutU32, setU32, u32At } from "../abi";
import { firstBeyond, firstBeyondSquare, firstWithin, firstWithinSquare, lowerBound } from "./places";

/**
 * How many controls each treated unit is matched with when controls serve any number of times: the `ratio` nearest of its
 * cell within `limit`, or as many as there are; and, where `tolerance` is not negative, all others whose squared distance
 * exceeds that of the last of them by no more than `tolerance`.
 *
 * In    rows u32[nTreated]; score f64 and cells u32 by row; offsets, values as scoreCells made them of the controls
 * Out   counts u32[nTreated]
 * Info  0
 * Cost  O(nTreated (ratio + log m)), m controls
 * Source  Abadie & Imbens (2006), Econometrica 74(1), doi:10.1111/j.1468-0262.2006.00655.x (ties)
 */
export function nearestCounts(
  nTreated: usize, ratio: usize, limit: f64, tolerance: f64, rows: InU32, score: InF64, cells: InU32,
  offsets: InU32, values: InF64, counts: OutU32,
): i32 {
  for (let i: usize = 0; i < nTreated; i++) {
    const row = u32At(rows, i), cell = u32At(cells, row), value = f64At(score, row);
    const low = u32At(offsets, cell), high = u32At(offsets, cell + 1);
    const middle = lowerBound(values, low, high, value);
    const first = firstWithin(values, low, middle, value, limit);
    const end = firstBeyond(values, middle, high, value, limit);
    let count = end - first;
    if (count > ratio) {
      count = ratio;
      if (tolerance >= 0) {
        const last = lastDistance(ratio, values, first, middle, end, value);
        const reach = last * last + tolerance;
        count = firstBeyondSquare(values, middle, end, value, reach) - firstWithinSquare(values, first, middle, value, reach);
      }
    }
    setU32(counts, i, count);
  }
  return 0;
}

/** Distance of the nearest but ratio - 1, of more than `ratio` places first .. end - 1 round `middle`. */
function lastDistance(ratio: usize, values: usize, first: usize, middle: usize, end: usize, value: f64): f64 {
  let left = middle, right = middle, distance: f64 = 0;
  for (let taken: usize = 0; taken < ratio; taken++) {
    const below = left > first ? value - f64At(values, left - 1) : Infinity;
    const above = right < end ? f64At(values, right) - value : Infinity;
    if (below < above || right == end) {
      distance = below;
      left--;
    } else {
      distance = above;
      right++;
    }
  }
  return distance;
}
