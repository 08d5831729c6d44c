import { f64At, InF64, InU32, InU8, OutF64, OutU8, setF64, setU32, u32At, WorkU32 } from "../abi";
import { changeAt } from "./outcome-changes";

// Places of a cell: weight, sum, rows and clusters of those compared with; then of each direction weight, sum and number of units that
// have changed, and clusters of theirs that are not compared with.
// @ts-ignore: decorator
@inline const CELL: usize = 12;
// @ts-ignore: decorator
@inline const DIRECTION: usize = 4;
/** Places of a cohort: weight, sum, units, clusters. */
// @ts-ignore: decorator
@inline const COHORT: usize = 4;

/**
 * What one horizon is made of: sums of changes of the outcome of units that keep their dose, by comparison set and period, and of those
 * that changed it `lag` - 1 periods before, by the same and by cohort.
 *
 * In    y f64[nUnits*nPeriods], a unit's periods together, NaN where not observed; w alike, not read unless `weighted`; counts
 *       f64[clusters] that multiply weights; until u32: periods below it keep the dose and are compared with; first u32: period of the
 *       change; direction u32: 0 none, 1 up, 2 down; set, cohort, cluster u32, units of a cluster together; allowed u8: 0 is no switcher
 * Out   cells f64[12*nSets*nPeriods]: weight, sum, rows, clusters compared with; of either direction weight, sum, units, further
 *       clusters; cohorts f64[4*nCohorts]: weight, sum, units, clusters; flags u8[nUnits]: 1 for switchers with someone to compare with
 * Work  stamps u32[3*nSets*nPeriods + nCohorts]
 * Info  0
 * Cost  O(nUnits nPeriods)
 * Source  de Chaisemartin & D'Haultfoeuille (2024), Review of Economics and Statistics, doi:10.1162/rest_a_01414
 */
export function switchingSums(
  nUnits: usize, nPeriods: usize, nSets: usize, nCohorts: usize, lag: usize, placebo: i32, weighted: i32,
  y: InF64, w: InF64, counts: InF64, until: InU32, first: InU32, direction: InU32, set: InU32, cohort: InU32,
  cluster: InU32, allowed: InU8, cells: OutF64, cohorts: OutF64, flags: OutU8, stamps: WorkU32,
): i32 {
  const isPlacebo = placebo != 0, isWeighted = weighted != 0, nCells = nSets * nPeriods;
  const ofSwitchers = stamps + (nCells << 2), ofCohorts = ofSwitchers + (nCells << 3);
  memory.fill(cells, 0, (CELL * nCells) << 3);
  memory.fill(cohorts, 0, (COHORT * nCohorts) << 3);
  memory.fill(flags, 0, nUnits);
  memory.fill(stamps, 0, (3 * nCells + nCohorts) << 2);

  for (let u: usize = 0; u < nUnits; u++) {
    const row = u * nPeriods, own = u32At(cluster, u), times = f64At(counts, own), from = u32At(set, u) * nPeriods;
    const end = u32At(until, u);
    for (let t = lag; t < end; t++) {
      const change = changeAt(y, row, t, lag, isPlacebo);
      const weight = isWeighted ? times * f64At(w, row + t) : times;
      if (change != change || !(weight > 0)) continue;
      const cell = CELL * (from + t);
      add(cells, cell, weight);
      add(cells, cell + 1, weight * change);
      add(cells, cell + 2, 1);
      if (u32At(stamps, from + t) == own + 1) continue;
      setU32(stamps, from + t, own + 1);
      add(cells, cell + 3, 1);
    }
  }

  let end: usize = 0;
  for (let start: usize = 0; start < nUnits; start = end) {
    const own = u32At(cluster, start), times = f64At(counts, own);
    for (end = start; end < nUnits && u32At(cluster, end) == own; end++) {
      const row = end * nPeriods, from = u32At(set, end) * nPeriods, last = u32At(until, end);
      for (let t = lag; t < last; t++) {
        const change = changeAt(y, row, t, lag, isPlacebo);
        const weight = isWeighted ? times * f64At(w, row + t) : times;
        if (change == change && weight > 0) setU32(stamps, from + t, own + 1);
      }
    }
    for (let u = start; u < end; u++) {
      const way = u32At(direction, u), t = u32At(first, u) + lag - 1, row = u * nPeriods;
      if (way == 0 || load<u8>(allowed + u) == 0 || t >= nPeriods) continue;
      const change = changeAt(y, row, t, lag, isPlacebo);
      const weight = isWeighted ? times * f64At(w, row + t) : times;
      const at = u32At(set, u) * nPeriods + t;
      if (change != change || !(weight > 0) || !(f64At(cells, CELL * at) > 0)) continue;
      store<u8>(flags + u, 1);
      const cell = CELL * at + DIRECTION * way, k = u32At(cohort, u);
      addTo(cells, cell, weight, weight * change);
      addTo(cohorts, COHORT * k, weight, weight * change);
      if (u32At(ofCohorts, k) != own + 1) {
        setU32(ofCohorts, k, own + 1);
        add(cohorts, COHORT * k + 3, 1);
      }
      const stamp = (way - 1) * nCells + at;
      if (u32At(stamps, at) == own + 1 || u32At(ofSwitchers, stamp) == own + 1) continue;
      setU32(ofSwitchers, stamp, own + 1);
      add(cells, cell + 3, 1);
    }
  }
  return 0;
}

// @ts-ignore: decorator
@inline function add(x: usize, i: usize, value: f64): void { setF64(x, i, f64At(x, i) + value); }

/** Weight, sum and one unit more. */
// @ts-ignore: decorator
@inline function addTo(x: usize, i: usize, weight: f64, sum: f64): void {
  add(x, i, weight);
  add(x, i + 1, sum);
  add(x, i + 2, 1);
}
