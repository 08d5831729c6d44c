import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64, WorkU32 } from "../abi";
import { addScaled } from "../blas/axpy";
import { columnsOf, covarianceOf, hasLevels, instrumentsOf, isOrthogonal, periodsOf, unitWork } from "./plan";
import { addSquare, fillResiduals } from "./row-products";
import { addRow, deviations, fillValues } from "./unit-instruments";
import { fillRows } from "./unit-rows";

/**
 * Sums at the residuals e = [y X] c of a panel regression with instruments, for units low .. high - 1: the covariance of the
 * units' scores Z'e, squares, and what the tests of serial correlation of orders 1 .. nOrders need, of residuals in
 * first differences e and w, those m periods before. Where `classical` is 1, also what errors of covariance H give: w'Hw
 * and Z'Hw. Tasks own ranges of units.
 *
 * In    plan u32, see plan.ts; panel f64[*, nUnits*T], NaN where missing; combination f64[p], 1 then minus the coefficients
 * Out   sums f64[L*L + 2 + nOrders (5 + p + 2 L)]: sum of Z'e e'Z, column-major, upper triangle; e'e of transformed and of level rows;
 *       for each order the sum of w'e, of its squares, units and terms of w'e, w'Hw, [y X]'w, Z'e (w'e), Z'Hw (0 unless classical)
 * Work  work f64[3T (p + q + 1) + L + 2T], q variables; flags u32[5T]
 * Info  0; -4 unless low <= high <= nUnits
 * Cost  O(units (T (p + nonzeros of a row) + L^2))
 * Source  Arellano and Bond (1991), Review of Economic Studies 58(2), doi:10.2307/2297968
 */
export function gmmScores(
  nUnits: usize, nOrders: usize, classical: usize, low: usize, high: usize, plan: InU32, panel: InF64, combination: InF64, sums: OutF64,
  work: WorkF64, flags: WorkU32,
): i32 {
  if (low > high || high > nUnits) return -4;
  const T = periodsOf(plan), p = columnsOf(plan), L = instrumentsOf(plan);
  const squares = sums + ((L * L) << 3), serial = squares + 16;
  memory.fill(sums, 0, (L * L + 2 + nOrders * (5 + p + 2 * L)) << 3);
  const values = work + ((3 * T * p) << 3);
  const scores = work + (unitWork(plan) << 3);
  const residuals = scores - ((3 * T) << 3);
  const slots: usize = isOrthogonal(plan) ? <usize>3 * T : <usize>2 * T;
  const differences: usize = isOrthogonal(plan) ? 2 * T : 0;
  for (let unit = low; unit < high; unit++) {
    if (fillRows(plan, unit * T, nUnits * T, panel, work, flags) == 0) continue;
    fillValues(plan, unit * T, nUnits * T, panel, flags + ((3 * T) << 2), values);
    fillResiduals(slots, p, flags, work, combination, residuals);
    memory.fill(scores, 0, L << 3);
    for (let s: usize = 0; s < 2 * T; s++) {
      if (u32At(flags, s) == 0) continue;
      const e = f64At(residuals, s);
      addRow(plan, s, e, values, scores);
      const part: usize = s < T ? 0 : 1;
      setF64(squares, part, f64At(squares, part) + e * e);
    }
    addSquare(L, scores, sums);
    const own = flags + (differences << 2), e = residuals + (differences << 3), x = work + ((differences * p) << 3);
    for (let m: usize = 1; m <= nOrders; m++) {
      const out = serial + (((m - 1) * (5 + p + 2 * L)) << 3);
      if (!addSerial(T, p, L, m, own, e, x, scores, out)) continue;
      if (classical != 0) addClassical(plan, T, L, m, own, e, flags, values, scores + (L << 3), out + 32, out + ((5 + p + L) << 3));
    }
  }
  return 0;
}

/** Adds what a unit gives the test of order m, if it has residuals so far apart. */
function addSerial(
  T: usize, p: usize, L: usize, m: usize, flags: usize, e: usize, x: usize, scores: usize, out: usize,
): bool {
  let sum: f64 = 0, terms: f64 = 0;
  for (let t = m; t < T; t++) {
    if (u32At(flags, t) == 0 || u32At(flags, t - m) == 0) continue;
    sum += f64At(e, t) * f64At(e, t - m);
    terms += 1;
    addScaled(p, f64At(e, t - m), x + ((t * p) << 3), out + 40);
  }
  if (terms == 0) return false;
  setF64(out, 0, f64At(out, 0) + sum);
  setF64(out, 1, f64At(out, 1) + sum * sum);
  setF64(out, 2, f64At(out, 2) + 1);
  setF64(out, 3, f64At(out, 3) + terms);
  addScaled(L, sum, scores, out + ((5 + p) << 3));
  return true;
}

/**
 * Adds w'Hw and Z'Hw of a unit. With v = D'w, D first differences, and M the transformation, the first is v'v and the second Z'M v,
 * with Z'v of the levels where H covers both; where H is the identity of first differences, w'w and Z'w. Work: f64[2T].
 */
function addClassical(
  plan: usize, T: usize, L: usize, m: usize, own: usize, e: usize, flags: usize, values: usize, v: usize, square: usize, out: usize,
): void {
  const orthogonal = isOrthogonal(plan), covariance = covarianceOf(plan);
  const transformed = v + (T << 3);
  memory.fill(v, 0, T << 4);
  let sum: f64 = 0;
  for (let t = m; t < T; t++) {
    if (u32At(own, t) == 0 || u32At(own, t - m) == 0) continue;
    const w = f64At(e, t - m);
    if (orthogonal || covariance > 0) {
      setF64(v, t, f64At(v, t) + w);
      setF64(v, t - 1, f64At(v, t - 1) - w);
    } else {
      setF64(transformed, t, w);
      sum += w * w;
    }
  }
  if (orthogonal || covariance > 0) {
    for (let t: usize = 0; t < T; t++) sum += f64At(v, t) * f64At(v, t);
    if (orthogonal) deviations(T, v, flags + ((3 * T) << 2), transformed);
    else for (let t: usize = 1; t < T; t++) setF64(transformed, t, f64At(v, t) - f64At(v, t - 1));
  }
  setF64(square, 0, f64At(square, 0) + sum);
  for (let t: usize = 1; t < T; t++) {
    if (u32At(flags, t)) addRow(plan, t, f64At(transformed, t), values, out);
  }
  if (covariance != 2 || !hasLevels(plan)) return;
  for (let t: usize = 0; t < T; t++) {
    if (u32At(flags, T + t)) addRow(plan, T + t, f64At(v, t), values, out);
  }
}
