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
import { printName } from "../../../formula/print.js";
import type { Variable } from "../../../formula/spec.js";
import type { FitRecord } from "../../../regression/record/fit-record.js";
import { clusterInfluence } from "../../../regression/variance/vcov.js";
import { type Fitted, feolsAnd } from "../../feols/feols.js";
import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";
import { AGGREGATIONS, aggregate } from "./aggregation.js";
import type { NumberedCells } from "./cells.js";
import { type Estimates, ownDegrees } from "./estimates.js";
import type { DidFit } from "./estimator.js";
import { knownCells } from "./identified.js";
import { requiringVariation } from "./no-variation.js";

/** The column a regression is about, of cells mostly, and that of the rows used. */
const [LEAD, USED] = ["did_cell", "did_used"] as const;
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
  const dummies = { kind: "indicator", column: LEAD, refs: [{ kind: "number", value: NONE }] } as const;
  const { names, ...regression } = regressOn(engine, sample, plan, {
    variable: dummies,
    values: Float64Array.from(cellOf, (cell) => Math.max(cell, NONE)),
    isUsed: (i) => cellOf[i]! >= 0,
  });
  return { ...regression, cells: names.map((name) => Number(name.slice(LEAD.length + 2))) };
}

/** What a regression is about, before the covariates: a variable of the column `LEAD`, its values, and the rows used. */
interface Lead {
  readonly variable: Variable;
  /** Of each row of the sample. */
  readonly values: Float64Array;
  readonly isUsed: (row: number) => boolean;
}

/** The regression of the sample's formula with a lead; its estimates are those of the lead alone. Throws DataError `did_no_variation`. */
function regressOn(
  engine: Engine,
  sample: DidSample,
  plan: DidPlan,
  { variable, values, isUsed }: Lead,
): Omit<CellRegression, "cells"> & { readonly names: readonly string[] } {
  const { panel, table, spec, rows } = sample;
  refuseNames(sample);
  const [lead, used] = [new Float64Array(table.nRows), new Float64Array(table.nRows)];
  rows.forEach((row, i) => {
    lead[row] = values[i]!;
    used[row] = Number(isUsed(i));
  });
  const numeric = (name: string, column: Float64Array) => ({ kind: "numeric", name, values: column }) as const;
  const widened = withLags({ ...panel, table: withColumns(panel.table, [numeric(LEAD, lead), numeric(USED, used)]) });
  const { lhs, terms, intercept, fixedEffects } = spec;
  const model = makeSpec({ lhs, terms: [{ variables: [variable] }, ...terms], intercept, fixedEffects });
  const options = {
    vcov: plan.vcov ?? `cluster:${printName(panel.unit.name)}`,
    ...{ ssc: plan.ssc, level: plan.level, subset: `${USED} == 1`, fixefRm: "none" as const },
    ...(plan.weights === undefined ? {} : { weights: plan.weights }),
    panel: { unit: panel.unit.name, time: panel.time.name },
  };
  const { record, taken } = requiringVariation(() =>
    feolsAnd(engine, widened, model, options, (fitted) => taking(engine, fitted, plan)),
  );
  return { ...taken, record, df: record.vcov.df, notes: record.notes };
}

/** The regression on a column of doses, or of zeros and ones; rows without one are left out. */
export function regressOnDose(engine: Engine, sample: DidSample, plan: DidPlan, values: Float64Array) {
  const variable = { kind: "expression", expression: { kind: "name", name: LEAD } } as const;
  return regressOn(engine, sample, plan, { variable, values, isUsed: (i) => !Number.isNaN(values[i]!) });
}

/** A regression on cells as a fit whose averages are by the rows of cells. */
export function fitByCells(engine: Engine, sample: DidSample, plan: DidPlan, numbered: NumberedCells): DidFit {
  const { cellOf } = numbered;
  const { cells: numbers, estimates, record, df, clusters, notes } = regressOnCells(engine, sample, plan, cellOf);
  const known = knownCells(engine, sample, numbered, cellOf, numbers, estimates);
  return {
    cells: known.cells,
    aggregations: AGGREGATIONS,
    aggregate: (by) => aggregate(engine, known.cells, by, plan.balanced),
    ...{ df, nobs: record.nobs, clusters, notes: [...notes, ...known.notes] },
    units: unitsIn(sample, cellOf),
  };
}

/** Units with a row that is used. */
export function unitsIn({ starts, units }: DidSample, cellOf: Int32Array): number {
  return units.reduce(
    (n, _, u) => n + Number(cellOf.subarray(starts[u]!, starts[u + 1]!).some((cell) => cell >= 0)),
    0,
  );
}

/** Estimates of the lead alone, with the influence of clusters where these make the variance: those of CR2 and CR3 are raised. */
function taking(engine: Engine, { fit, names, clusterTerms, ssc, covariance }: Fitted, { variance }: DidPlan) {
  const positions = names.flatMap((name, j) => (name === LEAD || name.startsWith(`${LEAD}::`) ? [j] : []));
  const p = positions.length;
  const matrix = new Float64Array(p * p);
  positions.forEach((a, i) => {
    positions.forEach((b, j) => {
      matrix[i * p + j] = covariance.matrix[a * fit.k + b]!;
    });
  });
  const [term] = clusterTerms;
  const isByInfluence = clusterTerms.length === 1 && (variance === null || variance.type === "cluster");
  const influence = isByInfluence ? clusterInfluence(engine, fit, term!, positions, ssc, covariance.K) : null;
  return {
    names: positions.map((j) => names[j]!),
    estimates: {
      ...{ values: Float64Array.from(positions, (j) => fit.beta[j]!), covariance: matrix, influence },
      ...ownDegrees(covariance, positions),
    },
    clusters: term?.nLevels ?? 0,
  };
}

function refuseNames({ table }: DidSample): void {
  const taken = [LEAD, USED].find((name) => table.has(name));
  if (taken === undefined) return;
  throw new UsageError("did_name", `The data have a column '${taken}', which did makes itself; rename it.`, {
    got: taken,
  });
}
