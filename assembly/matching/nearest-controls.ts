import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At } from "../abi";

/**
 * The nearest controls of each treated unit, as many as were counted, from the nearest on: of scores on one side the nearer
 * comes first, of two at the same distance on either side, and of equal ones, the row that comes first. Every control of a
 * match counts the same.
 *
 * In    rows u32[nTreated]; score f64 and cells u32 by row; offsets, units, values, runs as scoreCells made them of the
 *       controls; middles u32[nTreated] as nearestCounts found them; places u32[nTreated+1]: where the pairs of each treated unit
 *       begin, not from 0 in a task
 * Out   treated, control u32 and share f64, by pair; those of the task alone
 * Info  0
 * Cost  O(nTreated + pairs)
 */
export function nearestControls(
  nTreated: usize, rows: InU32, score: InF64, cells: InU32, offsets: InU32, units: InU32, values: InF64, runs: InU32,
  middles: InU32, places: InU32, treated: OutU32, control: OutU32, share: OutF64,
): i32 {
  for (let i: usize = 0; i < nTreated; i++) {
    const row = u32At(rows, i), cell = u32At(cells, row), value = f64At(score, row);
    const low = u32At(offsets, cell), high = u32At(offsets, cell + 1);
    const start = u32At(places, i), end = u32At(places, i + 1);
    const weight = 1 / <f64>(end - start);
    // what is left of the run below are places down .. downEnd - 1, of all that is above places up .. high - 1
    let up = u32At(middles, i), downEnd = up;
    let down = downEnd > low ? u32At(runs, downEnd - 1) : low;
    for (let pair = start; pair < end; pair++) {
      const below = down < downEnd ? value - f64At(values, down) : Infinity;
      const above = up < high ? f64At(values, up) - value : Infinity;
      const isBelow = down < downEnd &&
        (up == high || below < above || (below == above && u32At(units, down) < u32At(units, up)));
      setU32(treated, pair, row);
      setU32(control, pair, u32At(units, isBelow ? down : up));
      setF64(share, pair, weight);
      if (!isBelow) {
        up++;
        continue;
      }
      const run = u32At(runs, down++);
      if (down == downEnd && run > low) {
        downEnd = run;
        down = u32At(runs, run - 1);
      }
    }
  }
  return 0;
}
