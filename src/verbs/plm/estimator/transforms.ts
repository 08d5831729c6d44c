/**
 * What turns the columns of a panel into those of its regressions: means of groups, quasi-demeaning.
 * Columns are column-major in linear memory, rows in any order; knows neither names nor what is estimated.
 */
import { runChecked } from "../../../engine/kernels/call.js";
import type { Engine, F64Block, Scope, U32Block } from "../../../engine/kernels/engine.js";
import { subtractLevelsBlock } from "../../../engine/kernels/panel.js";

/** Units or periods of rows: dense codes, every level used. */
export interface RowGroups {
  readonly codes: U32Block;
  readonly nLevels: number;
}

export interface GroupMeanColumns {
  /** nLevels by width, column-major. */
  readonly means: F64Block;
  /** Rows of each level (nLevels). */
  readonly counts: Float64Array;
}

/** Means by group of each of `width` columns of n numbers, a task a column. */
export function groupMeanColumns(
  engine: Engine,
  scope: Scope,
  n: number,
  width: number,
  { codes, nLevels }: RowGroups,
  X: F64Block,
): GroupMeanColumns {
  const means = scope.f64(nLevels * width);
  const totals = scope.f64(nLevels * width);
  const tasks = Array.from({ length: width }, (_, j) => ({
    totals: totals.at(j * nLevels),
    ...{ n, nLevels, weighted: 0, x: X.at(j * n), codes, w: null, means: means.at(j * nLevels) },
  }));
  runChecked(engine, "groupMeans", tasks);
  return { means, counts: Float64Array.from(totals.part(0, nLevels).view()) };
}

/** Takes theta[g] times the mean of group g out of each of `width` columns, in place: 0 leaves them, 1 demeans them. */
export function quasiDemean(
  engine: Engine,
  scope: Scope,
  n: number,
  width: number,
  groups: RowGroups,
  theta: Float64Array,
  X: F64Block,
): void {
  scope.scope((inner) => {
    const { means } = groupMeanColumns(engine, inner, n, width, groups, X);
    timesTheta(means, theta);
    subtractLevelsBlock(engine, n, width, groups.nLevels, groups.codes, means, X);
  });
}

/** One theta for all units, one for all periods, and one for the mean of all rows. */
export interface TwoWayTheta {
  readonly unit: number;
  readonly time: number;
  readonly total: number;
}

/**
 * Takes theta.unit times the mean of its unit and theta.time times that of its period out of each row, and adds theta.total
 * times the mean of all rows, in place: the transformation of a balanced panel with random effects of both.
 */
export function quasiDemeanBoth(
  engine: Engine,
  scope: Scope,
  n: number,
  width: number,
  unit: RowGroups,
  time: RowGroups,
  theta: TwoWayTheta,
  X: F64Block,
): void {
  scope.scope((inner) => {
    const byUnit = groupMeanColumns(engine, inner, n, width, unit, X);
    const byTime = groupMeanColumns(engine, inner, n, width, time, X);
    const periods = byTime.means.view();
    for (let j = 0; j < width; j++) {
      const own = periods.subarray(j * time.nLevels, (j + 1) * time.nLevels);
      const mean = own.reduce((sum, value, t) => sum + byTime.counts[t]! * value, 0) / n;
      own.forEach((value, t) => {
        own[t] = theta.time * value - theta.total * mean;
      });
    }
    timesTheta(byUnit.means, new Float64Array(unit.nLevels).fill(theta.unit));
    subtractLevelsBlock(engine, n, width, unit.nLevels, unit.codes, byUnit.means, X);
    subtractLevelsBlock(engine, n, width, time.nLevels, time.codes, byTime.means, X);
  });
}

/** Multiplies the means of level g by theta[g], column after column. */
function timesTheta(means: F64Block, theta: Float64Array): void {
  const view = means.view();
  for (let i = 0; i < view.length; i++) view[i]! *= theta[i % theta.length]!;
}
