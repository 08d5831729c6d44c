import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64, WorkU32 } from "../abi";
import { addScaled } from "../blas/axpy";
import { columnsOf, instrumentsOf, periodsOf, unitWork } from "./plan";
import { fillResiduals } from "./row-products";
import { addOuter, fillValues, rowProduct } from "./unit-instruments";
import { fillRows } from "./unit-rows";

/**
 * Minus the derivative of the scores' covariance by each coefficient, times a vector u: the sum over units low .. high - 1 of
 * Z'x (e'Z u) + Z'e (x'Z u) for x each column of [y X], e = [y X] c. What Windmeijer's correction needs of the rows.
 * Tasks own ranges of units.
 *
 * In    plan u32, see plan.ts; panel f64[*, nUnits*T], NaN where missing; combination f64[p]; u f64[L]
 * Out   sums f64[L*p], by rows
 * Work  work f64[3T (p + q + 1) + 2 p], q variables; flags u32[5T]
 * Info  0; -2 unless low <= high <= nUnits
 * Cost  O(units T p (nonzeros of a row))
 * Source  Windmeijer (2005), Journal of Econometrics 126(1), doi:10.1016/j.jeconom.2004.02.005
 */
export function gmmCorrections(
  nUnits: usize, low: usize, high: usize, plan: InU32, panel: InF64, combination: InF64, u: InF64, sums: OutF64,
  work: WorkF64, flags: WorkU32,
): i32 {
  if (low > high || high > nUnits) return -2;
  const T = periodsOf(plan), p = columnsOf(plan), L = instrumentsOf(plan);
  memory.fill(sums, 0, (L * p) << 3);
  const values = work + ((3 * T * p) << 3);
  const along = work + (unitWork(plan) << 3), mixed = along + (p << 3);
  const residuals = along - ((3 * T) << 3);
  for (let unit = low; unit < high; unit++) {
    if (fillRows(plan, unit * T, nUnits * T, panel, work, flags) == 0) continue;
    fillValues(plan, unit * T, nUnits * T, panel, flags + ((3 * T) << 2), values);
    fillResiduals(2 * T, p, flags, work, combination, residuals);
    let eZu: f64 = 0;
    memory.fill(along, 0, p << 3);
    for (let s: usize = 0; s < 2 * T; s++) {
      if (u32At(flags, s) == 0) continue;
      const z = rowProduct(plan, s, values, u);
      eZu += f64At(residuals, s) * z;
      addScaled(p, z, work + ((s * p) << 3), along);
    }
    for (let s: usize = 0; s < 2 * T; s++) {
      if (u32At(flags, s) == 0) continue;
      const e = f64At(residuals, s), x = work + ((s * p) << 3);
      for (let j: usize = 0; j < p; j++) setF64(mixed, j, eZu * f64At(x, j) + e * f64At(along, j));
      addOuter(plan, s, values, p, mixed, sums);
    }
  }
  return 0;
}
