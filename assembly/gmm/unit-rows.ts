// The rows of one unit: outcome and regressors in each slot, and which slots are rows at all.
import { f64At, setF64, setU32, u32At } from "../abi";
import { addTo } from "../blas/axpy";
import { AS_IS, COLUMNS, columnsOf, hasLevels, isOrthogonal, NEEDED, periodsOf, table, variablesOf } from "./plan";

// Flags of a unit, u32: 3T of the slots, then T of the periods complete for the transformed equation, T for that in levels.

/** Finite: neither NaN nor infinite. */
// @ts-ignore: decorator
@inline export function isFiniteNumber(x: f64): bool { return x - x == 0; }

/**
 * Fills rows f64[3T*p] and flags u32[5T] of a unit whose first row of the panel is `first`, in columns `stride` apart.
 * Level rows are filled whether or not they take part. Returns the rows that take part: transformed + 65536 * levels.
 */
export function fillRows(plan: usize, first: usize, stride: usize, panel: usize, rows: usize, flags: usize): usize {
  const T = periodsOf(plan), p = columnsOf(plan);
  const complete = flags + ((3 * T) << 2);
  completePeriods(plan, first, stride, panel, complete);
  const width = p << 3;
  const levels = rows + T * width;
  const columns = table(plan, COLUMNS);
  for (let j: usize = 0; j < p; j++) {
    const column = panel + ((u32At(columns, j) * stride + first) << 3);
    for (let t: usize = 0; t < T; t++) setF64(levels + t * width, j, f64At(column, t));
  }
  memory.fill(flags, 0, (3 * T) << 2);
  let transformed: usize = 0, inLevels: usize = 0;
  if (isOrthogonal(plan)) {
    transformed = orthogonalRows(T, p, complete, levels, rows, flags);
    differencedRows(plan, T, p, complete, levels, rows + 2 * T * width, flags + ((2 * T) << 2));
  } else {
    transformed = differencedRows(plan, T, p, complete, levels, rows, flags);
  }
  if (hasLevels(plan)) {
    for (let t: usize = 0; t < T; t++) {
      const takesPart = u32At(complete, T + t);
      setU32(flags, T + t, takesPart);
      inLevels += takesPart;
    }
  }
  return transformed + (inLevels << 16);
}

/** Periods in which nothing that the equation needs is missing: T flags for the transformed one, T for that in levels. */
function completePeriods(plan: usize, first: usize, stride: usize, panel: usize, complete: usize): void {
  const T = periodsOf(plan), p = columnsOf(plan);
  const columns = table(plan, COLUMNS), needed = table(plan, NEEDED);
  for (let t: usize = 0; t < 2 * T; t++) setU32(complete, t, 1);
  const all = p + variablesOf(plan);
  for (let j: usize = 0; j < all; j++) {
    const needs: usize = j < p ? 3 : u32At(needed, j - p);
    if (needs == 0) continue;
    const column = panel + ((u32At(columns, j) * stride + first) << 3);
    for (let t: usize = 0; t < T; t++) {
      if (isFiniteNumber(f64At(column, t))) continue;
      if (needs & 1) setU32(complete, t, 0);
      if (needs & 2) setU32(complete, T + t, 0);
    }
  }
}

/** x(t) - x(t-1) where both are complete; columns marked so stay as they are. Returns how many rows. */
function differencedRows(
  plan: usize, T: usize, p: usize, complete: usize, levels: usize, rows: usize, flags: usize,
): usize {
  const asIs = table(plan, AS_IS), width = p << 3;
  let count: usize = 0;
  for (let t: usize = 1; t < T; t++) {
    if (u32At(complete, t) == 0 || u32At(complete, t - 1) == 0) continue;
    const now = levels + t * width, before = now - width, row = rows + t * width;
    for (let j: usize = 0; j < p; j++) {
      setF64(row, j, u32At(asIs, j) ? f64At(now, j) : f64At(now, j) - f64At(before, j));
    }
    setU32(flags, t, 1);
    count++;
  }
  return count;
}

/**
 * sqrt(m / (m + 1)) (x(t) - mean of the m later values), kept in slot t + 1, where a later complete period exists. The sums
 * of later values stand in slot 0 of the rows, which is none.
 */
function orthogonalRows(T: usize, p: usize, complete: usize, levels: usize, rows: usize, flags: usize): usize {
  const width = p << 3;
  let later: usize = 0;
  memory.fill(rows, 0, width);
  for (let t = T; t-- > 0; ) {
    if (u32At(complete, t) == 0) continue;
    const now = levels + t * width;
    if (later > 0) {
      const row = rows + (t + 1) * width;
      const weight = deviationWeight(later), m = <f64>later;
      for (let j: usize = 0; j < p; j++) setF64(row, j, weight * (f64At(now, j) - f64At(rows, j) / m));
      setU32(flags, t + 1, 1);
    }
    addTo(p, rows, now);
    later++;
  }
  return later > 0 ? later - 1 : 0;
}

/** Weight of an orthogonal deviation from m later values. */
// @ts-ignore: decorator
@inline export function deviationWeight(m: usize): f64 { return sqrt(<f64>m / <f64>(m + 1)); }
