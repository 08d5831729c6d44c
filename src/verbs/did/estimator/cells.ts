/**
 * Rows by cohort and period: the cells whose effects estimators have, with units and weights that stand behind each.
 */
import type { DidSample } from "../sample.js";
import type { Cell } from "./aggregation.js";

/** What a cell of treated units is in an estimate: estimated, compared with, or left out with its rows. */
export type CellRole = "effect" | "control" | "out";

export interface NumberedCells {
  /** Of each row of the sample: its cell's number from 1 on, 0 for rows compared with, -1 for rows left out. */
  readonly cellOf: Int32Array;
  /** The cell of a number. */
  readonly cell: (number: number) => Cell;
}

/**
 * Numbers the cells of cohorts by `roleOf`; never treated rows are compared with, rows of units whose start is not seen (-Infinity) are
 * asked for as others are.
 */
export function numberCells(
  { cohort, starts, time, periods, weights, design }: DidSample,
  roleOf: (cohort: number, period: number) => CellRole,
): NumberedCells {
  const nPeriods = periods.length;
  const cohorts = design.cohorts.map((count) => count.cohort);
  const place = new Map(cohorts.map((first, g) => [first, g]));
  const size = cohorts.length * nPeriods;
  const [units, weight] = [new Uint32Array(size), new Float64Array(size)];
  const cellOf = new Int32Array(time.length);
  for (let u = 0; u < cohort.length; u++) {
    const first = cohort[u]!;
    if (first === Number.POSITIVE_INFINITY) continue;
    const g = place.get(first);
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      const role = roleOf(first, periods[time[i]!]!);
      if (role === "out") cellOf[i] = -1;
      if (role !== "effect" || g === undefined) continue;
      const at = g * nPeriods + time[i]!;
      cellOf[i] = at + 1;
      units[at]!++;
      weight[at]! += weights?.[i] ?? 1;
    }
  }
  return {
    cellOf,
    cell: (number) => {
      const at = number - 1;
      const [g, t] = [Math.floor(at / nPeriods), at % nPeriods];
      return { cohort: cohorts[g]!, period: periods[t]!, units: units[at]!, weight: weight[at]!, isReference: false };
    },
  };
}
