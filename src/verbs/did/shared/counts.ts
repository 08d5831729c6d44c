/**
 * Extended two-way effects of outcomes that cannot be negative, by a Poisson regression: trends are parallel in ratios, effects are in units
 * of the outcome, the mean of a cell less what it would be without treatment. As the regression fits the sum of each cell, that is its
 * mean times 1 - exp(-coefficient); errors count that the mean is estimated too.
 * Source: Wooldridge (2023), Econometrics Journal 26(3), doi:10.1093/ectj/utad016.
 */

import { DataError, NotSupported } from "../../../base/errors.js";
import { periodWords } from "../../../data/panel/period-text.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { expm1 } from "../../../engine/kernels/math.js";
import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";
import { AGGREGATIONS, aggregate } from "./aggregation.js";
import type { NumberedCells } from "./cells.js";
import { regressDerived } from "./derived.js";
import { byInfluence } from "./estimates.js";
import type { DidFit } from "./estimator.js";
import { knownCells } from "./identified.js";
import { unitsIn } from "./regression.js";
import { unitOfRows } from "./row-units.js";

const CELL = "did_cell_";

/** Throws NotSupported `did_poisson_covariates` and `did_variance`, DataError `did_zero_cell`, and as `fepois`. */
export function fitCounts(engine: Engine, sample: DidSample, plan: DidPlan, numbered: NumberedCells): DidFit {
  if (sample.x.names.length > 0) throw withCovariates(sample.x.names);
  const { cellOf } = numbered;
  const means = cellMeans(sample, numbered);
  const unit = unitOfRows(sample);
  const isPositive = new Uint8Array(sample.units.length);
  sample.y.forEach((y, row) => {
    if (cellOf[row]! >= 0 && y !== 0) isPositive[unit[row]!] = 1;
  });
  // units without an outcome above 0 are fitted by 0 throughout: their effect is 0, and counts in the means
  const from = Uint32Array.from(cellOf.keys()).filter((row) => cellOf[row]! >= 0 && isPositive[unit[row]!] !== 0);
  const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(from, (row) => values[row]!);
  const fit = regressDerived(engine, sample, plan, {
    ...{ from, outcome: pick(sample.y), weights: sample.weights && pick(sample.weights), covariates: [] },
    regressors: [...means.keys()].map((number) => ({
      name: `${CELL}${number}`,
      values: Float64Array.from(from, (row) => Number(cellOf[row] === number)),
    })),
    effects: [
      { name: "did_unit", codes: pick(unit) },
      { name: "did_time", codes: pick(sample.time) },
    ],
    family: "poisson",
  });
  const numbers = fit.names.map((name) => Number(name.slice(CELL.length)));
  const estimates = inLevels(engine, sample, cellOf, numbers, means, fit.estimates);
  const fitted = new Int32Array(cellOf.length).fill(-1);
  for (const row of from) fitted[row] = cellOf[row]!;
  const known = knownCells(engine, sample, numbered, fitted, numbers, estimates);
  return {
    cells: known.cells,
    aggregations: AGGREGATIONS,
    aggregate: (by) => aggregate(engine, known.cells, by, plan.balanced),
    // units that are 0 throughout have an influence by the means of cells
    ...{ df: fit.df, nobs: fit.nobs, clusters: clustersIn(sample, cellOf), notes: [...fit.notes, ...known.notes] },
    units: unitsIn(sample, cellOf),
  };
}

/** Number of clusters with a row that is used. */
const clustersIn = ({ clusters }: DidSample, cellOf: Int32Array): number =>
  new Set(clusters.codes.filter((_, row) => cellOf[row]! >= 0)).size;

interface CellMean {
  readonly weight: number;
  readonly mean: number;
}

/** (Weighted) means of outcomes by number of a cell, ascending. Throws DataError `did_zero_cell`. */
function cellMeans({ y, weights, panel }: DidSample, { cellOf, cell }: NumberedCells): Map<number, CellMean> {
  const sums = new Map<number, { weight: number; sum: number }>();
  cellOf.forEach((number, row) => {
    if (number <= 0) return;
    const { weight, sum } = sums.get(number) ?? { weight: 0, sum: 0 };
    const own = weights?.[row] ?? 1;
    sums.set(number, { weight: weight + own, sum: sum + own * y[row]! });
  });
  for (const [number, { sum }] of sums) {
    if (sum !== 0) continue;
    const { cohort, period } = cell(number);
    throw new DataError(
      "did_zero_cell",
      `All outcomes of the cohort of ${periodWords(panel.period, cohort)} in ${periodWords(panel.period, period)} are 0: a Poisson regression has no finite coefficient of it. Leave the period out with --subset, or use --family gaussian.`,
      { got: 0, expected: "an outcome above 0", cohort, period },
    );
  }
  const inOrder = [...sums].sort(([a], [b]) => a - b);
  return new Map(inOrder.map(([number, { weight, sum }]) => [number, { weight, mean: sum / weight }]));
}

/** Coefficients as effects in levels: influences of the coefficient, and of the mean of the cell. */
function inLevels(
  engine: Engine,
  { y, weights, clusters }: DidSample,
  cellOf: Int32Array,
  numbers: readonly number[],
  means: ReadonlyMap<number, CellMean>,
  { values, influence }: ReturnType<typeof regressDerived>["estimates"],
) {
  if (influence === null) throw notClustered();
  const { codes, nLevels } = clusters;
  const out = new Float64Array(influence.length);
  const places = new Map(numbers.map((number, j) => [number, j]));
  const share = expm1(
    engine,
    values.map((beta) => -beta),
  ).map((less) => -less);
  numbers.forEach((number, j) => {
    const slope = means.get(number)!.mean * (1 - share[j]!);
    for (let c = 0; c < nLevels; c++) out[j * nLevels + c] = slope * influence[j * nLevels + c]!;
  });
  cellOf.forEach((number, row) => {
    const j = places.get(number);
    if (j === undefined) return;
    const { mean, weight } = means.get(number)!;
    out[j * nLevels + codes[row]!]! += (share[j]! * (weights?.[row] ?? 1) * (y[row]! - mean)) / weight;
  });
  return byInfluence(
    engine,
    Float64Array.from(numbers, (number, j) => means.get(number)!.mean * share[j]!),
    out,
  );
}

const withCovariates = (names: readonly string[]): NotSupported =>
  new NotSupported(
    "did_poisson_covariates",
    `Effects in levels of a Poisson regression with covariates (${names.join(", ")}) are not validated: leave them out, or use --family gaussian.`,
    { got: names, expected: [] },
  );

const notClustered = (): NotSupported =>
  new NotSupported(
    "did_variance",
    "Effects in levels of a Poisson regression have errors by clusters of one clustering, of the coefficient and of the mean together: leave --vcov out, or give cluster:a.",
    { got: "another variance", expected: ["cluster:a"] },
  );
