/**
 * Averages over cells of imputed outcomes, with the influence of clusters: a row is in one average at most. What a row's outcome is
 * measured from is for the estimator to say.
 */
import { type Note, note } from "../../../../base/messages.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import { groupSums } from "../../../../engine/kernels/groups.js";
import { imputedInfluence } from "../../../../engine/kernels/imputation.js";
import { byInfluence, type Estimates } from "../../shared/estimates.js";
import type { UnitClusters } from "../../shared/unit-clusters.js";
import { type Imputation, NO_CELL } from "./imputation.js";
import { IMPUTATION_NOTES } from "./messages.js";

/** The cells of each average, by position. */
export type AveragedCells = readonly (readonly number[])[];

/** Averages before their errors. */
export interface Averaged {
  /** The average of each row, NO_CELL for none; and of each cell. */
  readonly ofRow: Uint32Array;
  readonly ofCell: Uint32Array;
  readonly values: Float64Array;
  /** Weight (or number) of rows of each. */
  readonly totals: Float64Array;
}

/** Deviations of rows times their share in their average, by row. */
export type SharesOf = (averaged: Averaged) => Float64Array;

/** Multiplications that the covariance of cells may take: some seconds. */
const MOST_PRODUCTS = 4e9;

/** Whether the influence of each cluster on each cell, and the covariance of cells, take too much to be made. */
export const tooManyCells = (cells: number, { nLevels }: UnitClusters): boolean => nLevels * cells ** 2 > MOST_PRODUCTS;

export const notListed = (cells: number, { nLevels: clusters }: UnitClusters): Note =>
  note(IMPUTATION_NOTES, "cells_not_listed", { cells, clusters });

/** Averages in the order given. */
export function averagesOf(
  engine: Engine,
  imputation: Imputation,
  clusters: UnitClusters,
  averages: AveragedCells,
  sharesOf: SharesOf,
): Estimates {
  const { rows, outcomes, covariates } = imputation;
  const averaged = averageCells(imputation, averages);
  const residuals = new Float64Array(outcomes.length);
  for (let i = 0; i < residuals.length; i++) {
    if (rows.compared[i] === 1) residuals[i] = outcomes[i]! * (rows.weights?.[i] ?? 1);
  }
  const influence = imputedInfluence(engine, rows, covariates, {
    ...{ cell: averaged.ofRow, nCells: averages.length, shares: sharesOf(averaged), residuals },
    projections: combined(imputation, averages, averaged.totals),
  });
  return byInfluence(engine, averaged.values, byCluster(engine, influence, clusters, averages.length));
}

function averageCells({ rows, outcomes, cells, cellOf }: Imputation, averages: AveragedCells): Averaged {
  const ofCell = new Uint32Array(cells.length).fill(NO_CELL);
  averages.forEach((own, a) => {
    for (const cell of own) ofCell[cell] = a;
  });
  const ofRow = new Uint32Array(cellOf.length);
  const [values, totals] = [new Float64Array(averages.length), new Float64Array(averages.length)];
  for (let i = 0; i < ofRow.length; i++) {
    const cell = cellOf[i]!;
    const a = cell === NO_CELL ? NO_CELL : ofCell[cell]!;
    ofRow[i] = a;
    if (a === NO_CELL) continue;
    const weight = rows.weights?.[i] ?? 1;
    values[a]! += weight * outcomes[i]!;
    totals[a]! += weight;
  }
  return { ofRow, ofCell, values: values.map((sum, a) => sum / totals[a]!), totals };
}

/** Projections of averages: those of their cells, by their weight. */
function combined({ projections, cells }: Imputation, averages: AveragedCells, totals: Float64Array): Float64Array {
  const [count, width] = [averages.length, cells.length];
  const out = new Float64Array((projections.length / width) * count);
  for (let l = 0; l * width < projections.length; l++) {
    averages.forEach((own, a) => {
      let sum = 0;
      for (const cell of own) sum += projections[l * width + cell]!;
      out[l * count + a] = sum / totals[a]!;
    });
  }
  return out;
}

/** Sums over the units of each cluster, column by column. */
function byCluster(engine: Engine, influence: Float64Array, clusters: UnitClusters, count: number): Float64Array {
  const { ofUnit, nLevels, isUnit } = clusters;
  if (isUnit) return influence;
  const out = new Float64Array(nLevels * count);
  const n = ofUnit.length;
  for (let a = 0; a < count; a++) {
    out.set(groupSums(engine, influence.subarray(a * n, (a + 1) * n), ofUnit, nLevels), a * nLevels);
  }
  return out;
}

/** Estimates one after the other, of the same clusters. */
export function joined(engine: Engine, parts: readonly Estimates[]): Estimates {
  const concat = (arrays: readonly Float64Array[]): Float64Array => {
    const out = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const array of arrays) {
      out.set(array, at);
      at += array.length;
    }
    return out;
  };
  return byInfluence(
    engine,
    concat(parts.map(({ values }) => values)),
    concat(parts.map(({ influence }) => influence!)),
  );
}
