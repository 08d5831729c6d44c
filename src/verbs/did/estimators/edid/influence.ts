/**
 * Effects by cohort and period with the influence of every cluster, beside the shares of cohorts by which they are averaged.
 */
import { linearCombinations } from "../../../../engine/kernels/blas.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidSample } from "../../design/sample.js";
import type { CellEstimates } from "../../shared/aggregation.js";
import { cellWeightOf } from "../../shared/cells.js";
import type { CohortOutcomes } from "../../shared/cohort-outcomes.js";
import { byInfluence } from "../../shared/estimates.js";
import type { UnitClusters } from "../../shared/unit-clusters.js";
import type { EdidCell } from "./cells.js";

/** Cells with their estimates; shares of the cohorts behind them, unless cells are weighed by a column. */
export function cellEstimates(
  engine: Engine,
  sample: DidSample,
  outcomes: CohortOutcomes,
  clusters: UnitClusters,
  cells: readonly EdidCell[],
): CellEstimates {
  const { cohorts, sizes, periods, order } = outcomes;
  const weightOf = sample.cellWeights && cellWeightOf(sample);
  const estimated = cells.filter(({ isReference }) => !isReference);
  const ofCells = influenceOf(engine, outcomes, clusters, estimated);
  const described = cells.map(({ g, t, isReference }) => {
    const [cohort, period, units] = [cohorts[g]!, periods[t]!, sizes[g]!];
    return { cohort, period, units, weight: weightOf?.(cohort, period) ?? units, isReference };
  });
  const values = estimated.map(({ value }) => value);
  if (weightOf !== null) {
    return { cells: described, estimates: byInfluence(engine, Float64Array.from(values), ofCells), shares: null };
  }
  const n = clusters.nLevels;
  const present = [...new Set(estimated.map(({ g }) => g))];
  const all = new Float64Array(n * (estimated.length + present.length));
  all.set(ofCells);
  const shares = present.map((g) => sizes[g]! / order.length);
  const cohortOf = Array.from(sizes).flatMap((size, g) => new Array<number>(size).fill(g));
  present.forEach((g, s) => {
    const column = all.subarray((estimated.length + s) * n, (estimated.length + s + 1) * n);
    order.forEach((unit, i) => {
      column[clusters.ofUnit[unit]!]! += (Number(cohortOf[i] === g) - shares[s]!) / order.length;
    });
  });
  return {
    cells: described,
    estimates: byInfluence(engine, Float64Array.from([...values, ...shares]), all),
    shares: new Map(present.map((g, s) => [cohorts[g]!, shares[s]!])),
  };
}

/** f64[clusters * cells]: of a unit what its cohort's outcomes weigh, less the mean of the cohort, over its size. */
function influenceOf(
  engine: Engine,
  { sizes, nPeriods: t, outcomes, order }: CohortOutcomes,
  { ofUnit, nLevels }: UnitClusters,
  cells: readonly EdidCell[],
): Float64Array {
  const out = new Float64Array(nLevels * cells.length);
  if (cells.length === 0) return out;
  let first = 0;
  sizes.forEach((size, g) => {
    const rows = new Float64Array(size * t);
    for (let s = 0; s < t; s++) {
      let mean = 0;
      for (let i = 0; i < size; i++) mean += outcomes[(first + i) * t + s]! / size;
      for (let i = 0; i < size; i++) rows[s * size + i] = (outcomes[(first + i) * t + s]! - mean) / size;
    }
    const loads = new Float64Array(t * cells.length);
    cells.forEach((cell, j) => {
      loads.set(cell.loads.subarray(g * t, (g + 1) * t), j * t);
    });
    const own = linearCombinations(engine, size, t, cells.length, rows, loads);
    for (let j = 0; j < cells.length; j++) {
      for (let i = 0; i < size; i++) out[j * nLevels + ofUnit[order[first + i]!]!]! += own[j * size + i]!;
    }
    first += size;
  });
  return out;
}
