/**
 * Wrappers of the panel kernels: differences of rows, numbers taken out by level, correlations of pairs of
 * units; named ...Block, on columns that already lie in linear memory, a task a column.
 */
import { unitOf } from "../../base/exponent.js";
import { callKernel, checkInfo, checkLength, runChecked } from "./call.js";

import type { Engine, F64Block, Scope, U32Block } from "./engine.js";

/** Scratch of `pairCorrelations`, in f64. */
export const PAIR_CORRELATIONS_WORK = 24;
/** Numbers `pairCorrelations` makes of a unit. */
export const PAIR_CORRELATIONS_WIDTH = 7;
/** Units of a task of `pairCorrelations`. */
const UNITS_A_TASK = 32;

/** x[rows[i]] - x[before[i]]. Throws KernelError on a row that is none. */
export function rowDifferences(engine: Engine, x: Float64Array, rows: Uint32Array, before: Uint32Array): Float64Array {
  checkLength("rowDifferences", "before", before.length, rows.length);
  const out = new Float64Array(rows.length);
  const info = callKernel(engine, "rowDifferences", { m: rows.length, n: x.length, rows, before, x, out });
  checkInfo("rowDifferences", info);
  return out;
}

/** The same of each of k columns of n numbers: m by k, column-major. */
export function rowDifferencesBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  rows: U32Block,
  before: U32Block,
  X: F64Block,
): F64Block {
  const m = rows.length;
  checkLength("rowDifferences", "before", before.length, m);
  checkLength("rowDifferences", "X", X.length, n * k);
  const out = scope.f64(m * k);
  const tasks = Array.from({ length: k }, (_, j) => ({ m, n, rows, before, x: X.at(j * n), out: out.at(j * m) }));
  runChecked(engine, "rowDifferences", tasks);
  return out;
}

/** x[i] - shift[codes[i]]. Throws KernelError on a code that is no level. */
export function subtractLevels(engine: Engine, x: Float64Array, codes: Uint32Array, shift: Float64Array): Float64Array {
  checkLength("subtractLevels", "codes", codes.length, x.length);
  const out = x.slice();
  checkInfo(
    "subtractLevels",
    callKernel(engine, "subtractLevels", { n: x.length, nLevels: shift.length, codes, shift, x: out }),
  );
  return out;
}

/** The same of each of k columns of n numbers, in place; `shifts` has nLevels numbers a column. */
export function subtractLevelsBlock(
  engine: Engine,
  n: number,
  k: number,
  nLevels: number,
  codes: U32Block,
  shifts: F64Block,
  X: F64Block,
): void {
  checkLength("subtractLevels", "codes", codes.length, n);
  checkLength("subtractLevels", "shifts", shifts.length, nLevels * k);
  checkLength("subtractLevels", "X", X.length, n * k);
  const tasks = Array.from({ length: k }, (_, j) => ({
    n,
    nLevels,
    codes,
    shift: shifts.at(j * nLevels),
    x: X.at(j * n),
  }));
  runChecked(engine, "subtractLevels", tasks);
}

/** Correlations of residuals of pairs of units over the periods both have, r_ij over T_ij periods. */
export interface PairCorrelations {
  /** Sum of r_ij sqrt(T_ij), of r_ij, of their absolute values, of T_ij r_ij^2, and of T_ij r_ij^2 - 1. */
  readonly sumByRoot: number;
  readonly sum: number;
  readonly sumAbsolute: number;
  readonly sumSquares: number;
  readonly sumExcess: number;
  /** Pairs that have a correlation. */
  readonly pairs: number;
  /** Pairs of fewer than two common periods, or whose numbers do not vary in them. */
  readonly without: number;
}

/**
 * Sums over all pairs of units, a task for each 32 units; the order of addition is fixed by the units.
 *
 * @param e numbers of the rows; `unit` and `time` dense codes of them, each pair at most once
 * Throws KernelError on unequal lengths.
 */
export function pairCorrelations(
  engine: Engine,
  e: Float64Array,
  unit: { readonly codes: Uint32Array; readonly nLevels: number },
  time: { readonly codes: Uint32Array; readonly nLevels: number },
): PairCorrelations {
  checkLength("pairCorrelations", "codes of units", unit.codes.length, e.length);
  checkLength("pairCorrelations", "codes of periods", time.codes.length, e.length);
  const [nUnits, nPeriods] = [unit.nLevels, time.nLevels];
  const stride = 4 * Math.ceil(nUnits / 4);
  const width = PAIR_CORRELATIONS_WIDTH;
  return engine.scope((scope) => {
    const [values, seen] = [scope.f64(nPeriods * stride), scope.f64(nPeriods * stride)];
    const out = scope.f64(width * nUnits);
    const nTasks = Math.ceil(nUnits / UNITS_A_TASK);
    const work = scope.f64(PAIR_CORRELATIONS_WORK * nTasks);
    // correlations are of no unit, products of sums of squares are numbers in one alone
    const size = unitOf(e);
    place(
      e.map((value) => value / size),
      unit.codes,
      time.codes,
      stride,
      values,
      seen,
    );
    const tasks = Array.from({ length: nTasks }, (_, task) => {
      const first = task * UNITS_A_TASK;
      const end = Math.min(nUnits, first + UNITS_A_TASK);
      return {
        work: work.at(task * PAIR_CORRELATIONS_WORK),
        ...{ first, end, nUnits, nPeriods, stride, e: values, seen, out: out.at(first * width) },
      };
    });
    runChecked(engine, "pairCorrelations", tasks);
    const sums = new Float64Array(width);
    out.view().forEach((value, i) => {
      sums[i % width]! += value;
    });
    const [sumByRoot, sum, sumAbsolute, sumSquares, sumExcess, pairs, without] = [...sums] as Sums;
    return { sumByRoot, sum, sumAbsolute, sumSquares, sumExcess, pairs, without };
  });
}

type Sums = [number, number, number, number, number, number, number];

/** Numbers to their period and unit, and where there is one. */
function place(
  e: Float64Array,
  unit: Uint32Array,
  time: Uint32Array,
  stride: number,
  values: F64Block,
  seen: F64Block,
): void {
  const [to, mark] = [values.view().fill(0), seen.view().fill(0)];
  for (let i = 0; i < e.length; i++) {
    const at = time[i]! * stride + unit[i]!;
    to[at] = e[i]!;
    mark[at] = 1;
  }
}
