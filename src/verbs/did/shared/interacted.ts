/**
 * Covariates in extended two-way effects, as Wooldridge has them: slopes of their own in each period, in each cohort where a covariate
 * varies over time, and in each cell, about the mean of its rows, so that the coefficient of the cell's dummy is the average effect on them.
 * Source: Wooldridge (2021), Two-way fixed effects, the two-way Mundlak regression, and difference-in-differences estimators,
 * doi:10.2139/ssrn.3906345, section 5.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";
import { AGGREGATIONS, aggregate } from "./aggregation.js";
import type { NumberedCells } from "./cells.js";
import { type Named, regressDerived } from "./derived.js";
import type { DidFit } from "./estimator.js";
import { knownCells } from "./identified.js";
import { unitsIn } from "./regression.js";
import { cohortOfRows, unitOfRows } from "./row-units.js";

/** Names of dummies of cells begin so; their numbers follow. */
const CELL = "did_cell_";

/** The regression on cells with interacted covariates. */
export function fitInteracted(engine: Engine, sample: DidSample, plan: DidPlan, numbered: NumberedCells): DidFit {
  const { cellOf } = numbered;
  const from = Uint32Array.from(cellOf.keys()).filter((row) => cellOf[row]! >= 0);
  const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(from, (row) => values[row]!);
  const cells = [...new Set(cellOf)].filter((number) => number > 0).sort((a, b) => a - b);
  const fit = regressDerived(engine, sample, plan, {
    ...{ from, outcome: pick(sample.y), weights: sample.weights && pick(sample.weights) },
    regressors: cells.map((number) => ({
      name: `${CELL}${number}`,
      values: Float64Array.from(from, (row) => Number(cellOf[row] === number)),
    })),
    covariates: sample.x.names.flatMap((name, j) =>
      slopesOf(sample, from, { name, values: sample.x.columns[j]! }, cellOf, cells),
    ),
    effects: [
      { name: "did_unit", codes: pick(unitOfRows(sample)) },
      { name: "did_time", codes: pick(sample.time) },
    ],
  });
  const { estimates, df, nobs, clusters, notes } = fit;
  const numbers = fit.names.map((name) => Number(name.slice(CELL.length)));
  const known = knownCells(engine, sample, numbered, cellOf, numbers, estimates);
  return {
    cells: known.cells,
    aggregations: AGGREGATIONS,
    aggregate: (by) => aggregate(engine, known.cells, by, plan.balanced),
    ...{ df, nobs, clusters, notes: [...notes, ...known.notes], units: unitsIn(sample, cellOf) },
  };
}

/** Of a covariate: slopes in cohorts, periods (but the first) and cells; those of cohorts are unit effects where it is constant in units. */
function slopesOf(
  sample: DidSample,
  from: Uint32Array,
  { name, values }: Named,
  cellOf: Int32Array,
  cells: readonly number[],
): Named[] {
  const { time, weights, periods, design } = sample;
  const where = (label: string, isIn: (row: number) => boolean, mean = 0): Named => ({
    name: `${name}, ${label}`,
    values: Float64Array.from(from, (row) => (isIn(row) ? values[row]! - mean : 0)),
  });
  const cohort = cohortOfRows(sample);
  const inCohorts = isConstantInUnits(sample, values)
    ? []
    : [
        { name, values: Float64Array.from(from, (row) => values[row]!) },
        ...design.cohorts.map((count) => where(`cohort ${count.cohort}`, (row) => cohort[row] === count.cohort)),
      ];
  const used = [...new Set(Array.from(from, (row) => time[row]!))].sort((a, b) => a - b).slice(1);
  const inPeriods = used.map((t) => where(`period ${periods[t]}`, (row) => time[row] === t));
  const inCells = cells.map((number) => {
    let [total, sum] = [0, 0];
    for (const row of from) {
      if (cellOf[row] !== number) continue;
      total += weights?.[row] ?? 1;
      sum += (weights?.[row] ?? 1) * values[row]!;
    }
    return where(`cell ${number}`, (row) => cellOf[row] === number, sum / total);
  });
  return [...inCohorts, ...inPeriods, ...inCells].filter((column) => column.values.some((value) => value !== 0));
}

function isConstantInUnits({ starts }: DidSample, values: Float64Array): boolean {
  for (let u = 0; u + 1 < starts.length; u++) {
    for (let i = starts[u]! + 1; i < starts[u + 1]!; i++) if (values[i] !== values[i - 1]) return false;
  }
  return true;
}
