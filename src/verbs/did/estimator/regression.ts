/**
 * Estimators that are regressions: `feols` on the rows of the sample with a column of cells, a dummy each. Cells are numbered; 0 is the
 * cell of all rows that are compared with.
 */
import { UsageError } from "../../../base/errors.js";
import type { Note } from "../../../base/messages.js";
import { withLags } from "../../../data/panel/panel.js";
import { withColumns } from "../../../data/table/table.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { makeSpec } from "../../../formula/parser.js";
import type { FitRecord } from "../../../regression/record/fit-record.js";
import { clusterInfluence } from "../../../regression/variance/vcov.js";
import { type Fitted, feolsAnd } from "../../feols/feols.js";
import type { DidPlan } from "../plan.js";
import type { DidSample } from "../sample.js";
import { AGGREGATIONS, aggregate } from "./aggregation.js";
import type { NumberedCells } from "./cells.js";
import type { Estimates } from "./estimates.js";
import type { DidFit } from "./estimator.js";

/** The column of cells, and that of the rows used. */
const [CELL, USED] = ["did_cell", "did_used"] as const;
const NONE = 0;

export interface CellRegression {
  /** Cells that were estimated, ascending; the others are collinear. */
  readonly cells: readonly number[];
  readonly estimates: Estimates;
  readonly record: FitRecord;
  readonly df: number;
  readonly clusters: number;
  readonly notes: readonly Note[];
}

/**
 * @param cellOf of each row of the sample: its cell from 1 on, 0 for none, -1 where the row is left out
 */
export function regressOnCells(engine: Engine, sample: DidSample, plan: DidPlan, cellOf: Int32Array): CellRegression {
  const { panel, table, spec, rows } = sample;
  refuseNames(sample);
  const [cells, used] = [new Float64Array(table.nRows), new Float64Array(table.nRows)];
  rows.forEach((row, i) => {
    cells[row] = Math.max(cellOf[i]!, NONE);
    used[row] = cellOf[i]! < 0 ? 0 : 1;
  });
  const numeric = (name: string, values: Float64Array) => ({ kind: "numeric", name, values }) as const;
  const widened = withLags({ ...panel, table: withColumns(panel.table, [numeric(CELL, cells), numeric(USED, used)]) });
  const dummies = { kind: "indicator", column: CELL, refs: [{ kind: "number", value: NONE }] } as const;
  const { lhs, terms, intercept, fixedEffects } = spec;
  const model = makeSpec({ lhs, terms: [{ variables: [dummies] }, ...terms], intercept, fixedEffects });
  const options = {
    vcov: plan.vcov ?? `cluster:${panel.unit.name}`,
    ...{ ssc: plan.ssc, level: plan.level, subset: `${USED} == 1`, fixefRm: "none" as const },
    ...(plan.weights === undefined ? {} : { weights: plan.weights }),
    panel: { unit: panel.unit.name, time: panel.time.name },
  };
  const { record, taken } = feolsAnd(engine, widened, model, options, (fitted) => taking(engine, fitted));
  return { ...taken, record, df: record.vcov.df, notes: record.notes };
}

/** A regression on cells as a fit whose averages are by the rows of cells. */
export function fitByCells(engine: Engine, sample: DidSample, plan: DidPlan, { cellOf, cell }: NumberedCells): DidFit {
  const { cells: numbers, estimates, record, df, clusters, notes } = regressOnCells(engine, sample, plan, cellOf);
  const cells = { cells: numbers.map(cell), estimates, shares: null };
  return {
    cells,
    aggregations: AGGREGATIONS,
    aggregate: (by) => aggregate(engine, cells, by, plan.balanced),
    ...{ df, nobs: record.nobs, clusters, notes },
    units: unitsIn(sample, cellOf),
  };
}

function unitsIn({ starts, units }: DidSample, cellOf: Int32Array): number {
  return units.reduce(
    (n, _, u) => n + Number(cellOf.subarray(starts[u]!, starts[u + 1]!).some((cell) => cell >= 0)),
    0,
  );
}

/** Estimates of the cells alone, with the influence of clusters where one clustering makes the variance. */
function taking(engine: Engine, { fit, names, clusterTerms, ssc, covariance }: Fitted) {
  const positions = names.flatMap((name, j) => (name.startsWith(`${CELL}::`) ? [j] : []));
  const p = positions.length;
  const matrix = new Float64Array(p * p);
  positions.forEach((a, i) => {
    positions.forEach((b, j) => {
      matrix[i * p + j] = covariance.matrix[a * fit.k + b]!;
    });
  });
  const [term] = clusterTerms;
  const influence =
    clusterTerms.length === 1 ? clusterInfluence(engine, fit, term!, positions, ssc, covariance.K) : null;
  return {
    cells: positions.map((j) => Number(names[j]!.slice(CELL.length + 2))),
    estimates: { values: Float64Array.from(positions, (j) => fit.beta[j]!), covariance: matrix, influence },
    clusters: term?.nLevels ?? 0,
  };
}

function refuseNames({ table }: DidSample): void {
  const taken = [CELL, USED].find((name) => table.has(name));
  if (taken === undefined) return;
  throw new UsageError("did_name", `The data have a column '${taken}', which did makes itself; rename it.`, {
    got: taken,
  });
}
