/**
 * Least squares of changes on functions of the dose, a comparison at a time, and the average of their coefficients over treated cells. Functions
 * are not 0 at few doses, so that their products are a band, and no matrix of units by functions is made.
 * Source: Callaway, Goodman-Bacon & Sant'Anna (2024), doi:10.3386/w32117.
 */
import type { Shares } from "../cs/cell-estimates.js";
import { bandedSolver } from "./banded.js";
import type { Row, UnitValues } from "./basis.js";
import { type Changes, meanOf } from "./changes.js";

/** A comparison's coefficients, with what the influence of its treated units on them is made of: `solve` of values times the residual. */
export interface CellFit {
  readonly changes: Changes;
  readonly functions: UnitValues;
  readonly coefficients: Float64Array;
  /** Of the treated, in their order. */
  readonly residuals: Float64Array;
  /** Products of the functions solved for what is given, in its place. */
  readonly solve: (b: Float64Array) => void;
}

/** Coefficients of `changes` on functions of the dose; null where the doses do not identify the functions. */
export function fitCell(changes: Changes, functions: UnitValues): CellFit | null {
  const { treated, changes: y } = changes;
  const { size, width } = functions.basis;
  const { firsts, values } = functions;
  if (treated.length < size) return null;
  const band = new Float64Array(size * width);
  const coefficients = new Float64Array(size);
  treated.forEach((u, i) => {
    const [first, own] = [firsts[u]!, u * width];
    for (let a = 0; a < width; a++) {
      const value = values[own + a]!;
      coefficients[first + a]! += value * y[i]!;
      for (let b = a; b < width; b++) band[(first + a) * width + b - a]! += value * values[own + b]!;
    }
  });
  const solve = bandedSolver(band, size, width);
  if (solve === null) return null;
  solve(coefficients);
  const residuals = y.map((change, i) => change - product(functions, treated[i]!, coefficients));
  return { changes, functions, coefficients, residuals, solve };
}

/** The functions at the dose of unit u times numbers of them. */
function product({ basis: { width }, firsts, values }: UnitValues, u: number, of: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += values[u * width + k]! * of[firsts[u]! + k]!;
  return sum;
}

/** The mean slope at the doses of a comparison's treated units, with the influence of every unit on it. */
export function meanSlope(
  { changes: { treated, untreated, others, mean }, functions, coefficients, residuals, solve }: CellFit,
  doses: Float64Array,
): { readonly effect: number; readonly onTreated: Float64Array; readonly onUntreated: Float64Array } {
  const { basis } = functions;
  const n = treated.length;
  const rows = Array.from(treated, (u) => basis.slope(doses[u]!));
  const slopes = Float64Array.from(rows, (row) => at(row, coefficients, mean));
  const effect = meanOf(slopes);
  const average = new Float64Array(basis.size);
  for (const { first, coefficients: own } of rows) {
    own.forEach((value, k) => {
      average[first + k]! += value / n;
    });
  }
  solve(average);
  const part = rows.reduce((sum, row) => sum + row.untreated, 0) / n;
  const onTreated = slopes.map(
    (slope, i) => (slope - effect) / n + product(functions, treated[i]!, average) * residuals[i]!,
  );
  const m = untreated.length;
  return { effect, onTreated, onUntreated: others.map((change) => (-part * (change - mean)) / m) };
}

/** A row's value: its coefficients' sum, less the change of the untreated. */
export function at({ first, coefficients, untreated }: Row, of: Float64Array, mean: number): number {
  let sum = -untreated * mean;
  for (let k = 0; k < coefficients.length; k++) sum += coefficients[k]! * of[first + k]!;
  return sum;
}

/** Averages over cells of the coefficients, and last of the untreated's mean. */
export interface DoseEstimates {
  readonly size: number;
  readonly values: Float64Array;
  readonly fits: readonly CellFit[];
  /** Of each cell, its weight. */
  readonly weights: readonly number[];
  /** Of each cohort, what a greater share of it adds to the averages. */
  readonly byShare: readonly Float64Array[];
}

/**
 * Averages of the coefficients of treated cells: the cells of a cohort alike, cohorts by their shares.
 *
 * @param shares of the cohorts at positions `groups`, in their order
 */
export function averaged(fits: readonly CellFit[], groups: readonly number[], shares: Shares): DoseEstimates {
  const size = fits[0]!.coefficients.length;
  const total = shares.values.reduce((sum, share) => sum + share, 0);
  const values = new Float64Array(size + 1);
  const weightOf = new Map<number, number>();
  const ofCohorts = groups.map((g, s) => {
    const own = fits.filter(({ changes: { comparison } }) => comparison.g === g);
    weightOf.set(g, shares.values[s]! / total / own.length);
    const average = new Float64Array(size + 1);
    for (const { changes, coefficients } of own) {
      for (let j = 0; j < size; j++) average[j]! += coefficients[j]! / own.length;
      average[size]! += changes.mean / own.length;
    }
    average.forEach((value, j) => {
      values[j]! += (shares.values[s]! / total) * value;
    });
    return average;
  });
  return {
    ...{ size, values, fits },
    weights: fits.map(({ changes: { comparison } }) => weightOf.get(comparison.g)!),
    byShare: ofCohorts.map((average) => average.map((value, j) => (value - values[j]!) / total)),
  };
}
