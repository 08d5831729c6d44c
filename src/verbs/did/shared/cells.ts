/**
 * Rows by cohort and period: the cells whose effects estimators have, with units and weights that stand behind each.
 */
import type { DidSample } from "../design/sample.js";
import type { Cell } from "./aggregation.js";

/**
 * What a cell of units that are treated at some time is in an estimate: estimated; compared with, as rows of the never treated are, or as
 * the period from which its cohort's effects are measured; left out with its rows.
 */
export type CellRole = "effect" | "control" | "reference" | "out";

export interface NumberedCells {
  /** Of each row of the sample: its cell's number, cohort by cohort and period by period from 1 on; 0 for rows compared with, -1 for rows left out. */
  readonly cellOf: Int32Array;
  /** The cell of a number. */
  readonly cell: (number: number) => Cell;
  /** The references. */
  readonly references: readonly Cell[];
}

/** Numbers the cells of cohorts by `roleOf`; never treated rows are compared with. */
export function numberCells(
  { cohort, starts, time, periods, weights, cellWeights, design }: DidSample,
  roleOf: (cohort: number, period: number) => CellRole,
): NumberedCells {
  const nPeriods = periods.length;
  const cohorts = design.cohorts.map((count) => count.cohort);
  const place = new Map(cohorts.map((first, g) => [first, g]));
  const size = cohorts.length * nPeriods;
  const [units, weight] = [new Uint32Array(size), new Float64Array(size)];
  const by = cellWeights ?? weights;
  const cellOf = new Int32Array(time.length);
  const isReference = new Uint8Array(size);
  for (let u = 0; u < cohort.length; u++) {
    const first = cohort[u]!;
    if (first === Number.POSITIVE_INFINITY) continue;
    const g = place.get(first);
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      const role = roleOf(first, periods[time[i]!]!);
      if (role === "out") cellOf[i] = -1;
      if ((role !== "effect" && role !== "reference") || g === undefined) continue;
      const at = g * nPeriods + time[i]!;
      if (role === "effect") cellOf[i] = at + 1;
      else isReference[at] = 1;
      units[at]!++;
      weight[at]! += by?.[i] ?? 1;
    }
  }
  const cellAt = (at: number): Cell => ({
    cohort: cohorts[Math.floor(at / nPeriods)]!,
    period: periods[at % nPeriods]!,
    ...{ units: units[at]!, weight: weight[at]!, isReference: isReference[at] !== 0 },
  });
  return {
    cellOf,
    cell: (number) => cellAt(number - 1),
    references: Array.from(isReference.keys()).flatMap((at) => (isReference[at] === 0 ? [] : [cellAt(at)])),
  };
}

/** All rows of a cohort in a period of the sample, whoever estimates them. */
export function sampleCells(sample: DidSample): (cohort: number, period: number) => Cell {
  const { cell } = numberCells(sample, () => "effect");
  const { design, periods } = sample;
  const place = new Map(design.cohorts.map(({ cohort }, g) => [cohort, g]));
  return (cohort, period) => cell(place.get(cohort)! * periods.length + periods.indexOf(period) + 1);
}

/** The sum of what cells are averaged by over the rows of a cohort in a period. */
export function cellWeightOf(sample: DidSample): (cohort: number, period: number) => number {
  const cellOf = sampleCells(sample);
  return (cohort, period) => cellOf(cohort, period).weight;
}
