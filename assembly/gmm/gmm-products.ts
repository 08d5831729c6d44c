import { InF64, InU32, OutF64, OutU32, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { addScaled } from "../blas/axpy";
import {
  columnsOf, covarianceOf, hasLevels, instrumentsOf, isOrthogonal, PERIOD_RUN_STARTS, PERIOD_RUNS, periodsOf, RUN_STARTS, RUNS,
  table, unitWork,
} from "./plan";
import { addRowProducts } from "./row-products";
import { addOuter, addRow, fillValues } from "./unit-instruments";
import { deviationWeight, fillRows } from "./unit-rows";

/**
 * Cross-products of a panel regression with instruments, for units low .. high - 1: Z'Z, Z'HZ, Z'[y X], [y X]'[y X] and
 * the rows of each slot. Z is made a row at a time. Tasks own ranges of units.
 *
 * In    plan u32, see plan.ts; panel f64[*, nUnits*T], NaN where missing
 * Out   sums f64[2 L*L + L*p + p*p + 2T]: Z'Z and Z'HZ column-major, upper triangles (Z'HZ 0 where the plan says H is the
 *       identity), Z'[y X] by rows, [y X]'[y X] upper triangle, rows of each slot; rowCounts u32[2 nUnits], transformed and
 *       level rows of a unit, of which those of units low .. high - 1 are written
 * Work  work f64[3T (p + q + 1) + L (T + 2)], q variables; flags u32[5T]
 * Info  0; -2 unless low <= high <= nUnits
 * Cost  O(units T (nonzeros of a row)^2)
 * Source  Arellano and Bond (1991), Review of Economic Studies 58(2), doi:10.2307/2297968; Blundell and Bond (1998), Journal of
 *         Econometrics 87(1), doi:10.1016/S0304-4076(98)00009-8
 */
export function gmmProducts(
  nUnits: usize, low: usize, high: usize, plan: InU32, panel: InF64, sums: OutF64, rowCounts: OutU32, work: WorkF64,
  flags: WorkU32,
): i32 {
  if (low > high || high > nUnits) return -2;
  const T = periodsOf(plan), p = columnsOf(plan), L = instrumentsOf(plan);
  const ZZ = sums, ZHZ = ZZ + ((L * L) << 3), ZX = ZHZ + ((L * L) << 3), XX = ZX + ((L * p) << 3);
  const slots = XX + ((p * p) << 3);
  memory.fill(sums, 0, (2 * L * L + L * p + p * p + 2 * T) << 3);
  const values = work + ((3 * T * p) << 3);
  const row = work + (unitWork(plan) << 3);
  const byPeriod = row + (L << 3);
  memory.fill(row, 0, (L * (T + 2)) << 3);
  const starts = table(plan, RUN_STARTS), runs = table(plan, RUNS);
  const weighted = covarianceOf(plan);
  for (let unit = low; unit < high; unit++) {
    const first = unit * T;
    const count = fillRows(plan, first, nUnits * T, panel, work, flags);
    setU32(rowCounts, 2 * unit, count & 0xffff);
    setU32(rowCounts, 2 * unit + 1, count >> 16);
    if (count == 0) continue;
    fillValues(plan, first, nUnits * T, panel, flags + ((3 * T) << 2), values);
    for (let s: usize = 0; s < 2 * T; s++) {
      if (u32At(flags, s) == 0) continue;
      setF64(slots, s, load<f64>(slots + (s << 3)) + 1);
      const x = work + ((s * p) << 3);
      addOuter(plan, s, values, p, x, ZX);
      for (let j: usize = 0; j < p; j++) addScaled(j + 1, load<f64>(x + (j << 3)), x, XX + ((j * p) << 3));
      const from = u32At(starts, s), pieces = u32At(starts, s + 1) - from;
      addRow(plan, s, 1, values, row);
      addRowProducts(L, pieces, runs + (from << 3), row, ZZ);
      if (weighted == 1 && s >= T) {
        addRow(plan, s, 1, values, row);
        addRowProducts(L, pieces, runs + (from << 3), row, ZHZ);
      }
    }
    if (weighted > 0) addWeighted(plan, T, L, values, flags, byPeriod, ZHZ);
  }
  return 0;
}

/** Adds Q'Q to Z'HZ, Q the rows M'Z of the transformed equation by period, and those in levels where H covers both. */
function addWeighted(plan: usize, T: usize, L: usize, values: usize, flags: usize, byPeriod: usize, ZHZ: usize): void {
  if (isOrthogonal(plan)) fillDeviated(plan, T, L, values, flags, byPeriod);
  else {
    for (let t: usize = 1; t < T; t++) {
      if (u32At(flags, t) == 0) continue;
      addRow(plan, t, 1, values, byPeriod + ((t * L) << 3));
      addRow(plan, t, -1, values, byPeriod + (((t - 1) * L) << 3));
    }
  }
  if (hasLevels(plan) && covarianceOf(plan) == 2) {
    for (let t: usize = 0; t < T; t++) {
      if (u32At(flags, T + t)) addRow(plan, T + t, 1, values, byPeriod + ((t * L) << 3));
    }
  }
  const starts = table(plan, PERIOD_RUN_STARTS), runs = table(plan, PERIOD_RUNS);
  for (let t: usize = 0; t < T; t++) {
    const from = u32At(starts, t), pieces = u32At(starts, t + 1) - from;
    addRowProducts(L, pieces, runs + (from << 3), byPeriod + ((t * L) << 3), ZHZ);
  }
}

/** M'Z for orthogonal deviations: the deviation of a period, less its share in those of the periods before. */
function fillDeviated(plan: usize, T: usize, L: usize, values: usize, flags: usize, byPeriod: usize): void {
  const complete = flags + ((3 * T) << 2);
  const before = byPeriod + ((T * L) << 3);
  let later: usize = 0;
  for (let t: usize = 0; t < T; t++) later += u32At(complete, t);
  memory.fill(before, 0, L << 3);
  for (let t: usize = 0; t < T; t++) {
    if (u32At(complete, t) == 0) continue;
    later--;
    const row = byPeriod + ((t * L) << 3);
    addScaled(L, -1, before, row);
    if (later == 0) return;
    const weight = deviationWeight(later);
    addRow(plan, t + 1, weight, values, row);
    addRow(plan, t + 1, weight / <f64>later, values, before);
  }
}
