import { f64At, InF64, InOutF64, InOutU8, InU32, InU8, setF64, u32At } from "../abi";
import { changeAt } from "./outcome-changes";

/**
 * Adds what units have to do with one horizon to the influence of their clusters: changes less their expectation, times what they weigh.
 *
 * In    as of switchingSums; flags as it gives them; of each cell, live u8: whether somebody is compared with it, slope and centre: a
 *       row adds weight * (slope * change - centre); of each cohort, share and mean: a switcher adds +-weight * share * (change - mean)
 * InOut used u8[nUnits*nPeriods]: set to 1 for rows that have part; influence f64[clusters]
 * Info  0
 * Cost  O(nUnits nPeriods)
 * Source  de Chaisemartin & D'Haultfoeuille (2024), Review of Economics and Statistics, doi:10.1162/rest_a_01414, web appendix
 */
export function switchingInfluence(
  nUnits: usize, nPeriods: usize, lag: usize, placebo: i32, weighted: i32, y: InF64, w: InF64, until: InU32, first: InU32,
  direction: InU32, set: InU32, cohort: InU32, cluster: InU32, flags: InU8, live: InU8, slope: InF64, centre: InF64,
  share: InF64, mean: InF64, used: InOutU8, influence: InOutF64,
): i32 {
  const isPlacebo = placebo != 0, isWeighted = weighted != 0;
  for (let u: usize = 0; u < nUnits; u++) {
    const row = u * nPeriods, from = u32At(set, u) * nPeriods, end = u32At(until, u);
    let sum: f64 = 0;
    for (let t = lag; t < end; t++) {
      const cell = from + t;
      if (load<u8>(live + cell) == 0) continue;
      const change = changeAt(y, row, t, lag, isPlacebo);
      const weight = isWeighted ? f64At(w, row + t) : 1;
      if (change != change || !(weight > 0)) continue;
      sum += weight * (f64At(slope, cell) * change - f64At(centre, cell));
      store<u8>(used + row + t, 1);
    }
    if (load<u8>(flags + u) != 0) {
      const t = u32At(first, u) + lag - 1, k = u32At(cohort, u), sign: f64 = u32At(direction, u) == 1 ? 1 : -1;
      const weight = isWeighted ? f64At(w, row + t) : 1;
      sum += sign * weight * f64At(share, k) * (changeAt(y, row, t, lag, isPlacebo) - f64At(mean, k));
      store<u8>(used + row + t, 1);
    }
    const own = u32At(cluster, u);
    setF64(influence, own, f64At(influence, own) + sum);
  }
  return 0;
}
