// What the instruments of one unit are made of, and rows of Z from it.
import { f64At, setF64, u32At } from "../abi";
import { addScaled } from "../blas/axpy";
import {
  COLUMNS, columnsOf, ENTRY_COLUMNS, ENTRY_SOURCES, isOrthogonal, periodsOf, ROW_STARTS, table, variablesOf,
} from "./plan";
import { deviationWeight, isFiniteNumber } from "./unit-rows";

/**
 * Values of the variables of a unit: in levels, in first differences, in orthogonal deviations (with them only), each
 * f64[variables*T]; 0 where missing. `complete` are the periods the deviations run over.
 */
export function fillValues(
  plan: usize, first: usize, stride: usize, panel: usize, complete: usize, values: usize,
): void {
  const T = periodsOf(plan), q = variablesOf(plan);
  const columns = table(plan, COLUMNS) + (columnsOf(plan) << 2);
  const block = (q * T) << 3;
  const orthogonal = isOrthogonal(plan);
  for (let v: usize = 0; v < q; v++) {
    const column = panel + ((u32At(columns, v) * stride + first) << 3);
    const level = values + ((v * T) << 3);
    for (let t: usize = 0; t < T; t++) {
      const x = f64At(column, t);
      setF64(level, t, isFiniteNumber(x) ? x : 0);
      const change = t > 0 ? x - f64At(column, t - 1) : NaN;
      setF64(level + block, t, isFiniteNumber(change) ? change : 0);
    }
    if (orthogonal) deviations(T, column, complete, level + 2 * block);
  }
}

/** Forward orthogonal deviations of a column, each a period later; 0 where there is none or one of its values is missing. */
export function deviations(T: usize, column: usize, complete: usize, out: usize): void {
  memory.fill(out, 0, T << 3);
  let sum: f64 = 0;
  let later: usize = 0;
  for (let t = T; t-- > 0; ) {
    if (u32At(complete, t) == 0) continue;
    const x = f64At(column, t);
    if (later > 0) {
      const value = deviationWeight(later) * (x - sum / <f64>later);
      setF64(out, t + 1, isFiniteNumber(value) ? value : 0);
    }
    sum += x;
    later++;
  }
}

/** Adds `factor` times the row of Z in a slot to `row` f64[L]. */
export function addRow(plan: usize, slot: usize, factor: f64, values: usize, row: usize): void {
  const starts = table(plan, ROW_STARTS), columns = table(plan, ENTRY_COLUMNS), sources = table(plan, ENTRY_SOURCES);
  const end = u32At(starts, slot + 1);
  for (let e = u32At(starts, slot); e < end; e++) {
    const at = row + (u32At(columns, e) << 3);
    store<f64>(at, load<f64>(at) + factor * f64At(values, u32At(sources, e)));
  }
}

/** Product of the row of Z in a slot with x f64[L]. */
export function rowProduct(plan: usize, slot: usize, values: usize, x: usize): f64 {
  const starts = table(plan, ROW_STARTS), columns = table(plan, ENTRY_COLUMNS), sources = table(plan, ENTRY_SOURCES);
  const end = u32At(starts, slot + 1);
  let sum: f64 = 0;
  for (let e = u32At(starts, slot); e < end; e++) sum += f64At(values, u32At(sources, e)) * f64At(x, u32At(columns, e));
  return sum;
}

/** Adds z times x f64[width] to row l of `out` f64[L*width], for every z of the row of Z in a slot. */
export function addOuter(plan: usize, slot: usize, values: usize, width: usize, x: usize, out: usize): void {
  const starts = table(plan, ROW_STARTS), columns = table(plan, ENTRY_COLUMNS), sources = table(plan, ENTRY_SOURCES);
  const end = u32At(starts, slot + 1);
  for (let e = u32At(starts, slot); e < end; e++) {
    const z = f64At(values, u32At(sources, e));
    if (z != 0) addScaled(width, z, x, out + ((u32At(columns, e) * width) << 3));
  }
}
