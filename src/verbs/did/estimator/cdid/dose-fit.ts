/**
 * Least squares of changes on functions of the dose, a comparison at a time, and the average of their coefficients over treated cells: what is
 * known of the curve is these coefficients, the mean change of the untreated, and the influence of every cluster on them. All curves,
 * derivatives, bands and contrasts of sieves are linear in them.
 * Source: Callaway, Goodman-Bacon & Sant'Anna (2024), doi:10.3386/w32117.
 */
import { crossProducts, linearCombinations } from "../../../../engine/kernels/blas.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { Shares } from "../cs/cell-estimates.js";
import { solver } from "../scaled-root.js";
import type { Basis, Row } from "./basis.js";
import { type Changes, meanOf } from "./changes.js";

/** A comparison's coefficients, and what a change of one unit's outcome does to them. */
export interface CellFit {
  readonly changes: Changes;
  readonly coefficients: Float64Array;
  /** f64[treated * size], column-major: the influence of each treated unit on each coefficient. */
  readonly influence: Float64Array;
  /** Values of the functions of the treated, f64[treated * size], column-major. */
  readonly values: Float64Array;
}

/** Coefficients of `changes` on `basis`; null where the doses do not tell the functions apart. */
export function fitCell(engine: Engine, changes: Changes, basis: Basis, doses: Float64Array): CellFit | null {
  const n = changes.treated.length;
  const { size } = basis;
  if (n < size) return null;
  const columns = new Float64Array(n * (size + 1));
  changes.treated.forEach((u, i) => {
    basis.value(doses[u]!).coefficients.forEach((value, j) => {
      columns[j * n + i] = value;
    });
  });
  columns.set(changes.changes, size * n);
  const products = crossProducts(engine, n, size + 1, columns);
  const inverse = inverseOf(products, size);
  if (inverse === null) return null;
  const coefficients = Float64Array.from({ length: size }, (_, j) => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += inverse[j * size + k]! * products[k * (size + 1) + size]!;
    return sum;
  });
  const values = columns.subarray(0, n * size);
  const influence = linearCombinations(engine, n, size, size, values, inverse);
  const residual = linearCombinations(engine, n, size, 1, values, coefficients).map(
    (fitted, i) => changes.changes[i]! - fitted,
  );
  for (let j = 0; j < size; j++) for (let i = 0; i < n; i++) influence[j * n + i]! *= residual[i]!;
  return { changes, coefficients, influence, values };
}

/** The inverse of the first `k` rows and columns of symmetric products of k + 1; null where they have none. */
function inverseOf(products: Float64Array, k: number): Float64Array | null {
  const solve = solver((i, j) => products[i * (k + 1) + j]!, k);
  if (solve === null) return null;
  const inverse = new Float64Array(k * k);
  for (let c = 0; c < k; c++) {
    const unit = new Float64Array(k);
    unit[c] = 1;
    inverse.set(solve(unit), c * k);
  }
  return inverse;
}

/** The mean slope at the doses of a comparison's treated units, with the influence of every unit on it. */
export function meanSlope(
  { changes: { treated, untreated, others, mean }, coefficients, influence }: CellFit,
  basis: Basis,
  doses: Float64Array,
): { readonly effect: number; readonly onTreated: Float64Array; readonly onUntreated: Float64Array } {
  const n = treated.length;
  const rows = Array.from(treated, (u) => basis.slope(doses[u]!));
  const slopes = Float64Array.from(rows, (row) => at(row, coefficients, mean));
  const effect = meanOf(slopes);
  const average = new Float64Array(basis.size);
  for (const { coefficients: own } of rows) {
    own.forEach((value, j) => {
      average[j]! += value / n;
    });
  }
  const part = rows.reduce((sum, row) => sum + row.untreated, 0) / n;
  const onTreated = slopes.map((slope, i) => {
    let sum = (slope - effect) / n;
    for (let j = 0; j < basis.size; j++) sum += average[j]! * influence[j * n + i]!;
    return sum;
  });
  const m = untreated.length;
  return { effect, onTreated, onUntreated: others.map((change) => (-part * (change - mean)) / m) };
}

/** A row's value: its coefficients' sum, less the change of the untreated. */
export function at({ coefficients, untreated }: Row, of: Float64Array, mean: number): number {
  let sum = -untreated * mean;
  for (let j = 0; j < of.length; j++) sum += coefficients[j]! * of[j]!;
  return sum;
}

/** Averages over cells of the coefficients, and last of the untreated's mean, with the influences of clusters, f64[clusters * (size + 1)]. */
export interface DoseEstimates {
  readonly size: number;
  readonly values: Float64Array;
  readonly influence: Float64Array;
}

/**
 * Averages of the coefficients of treated cells: the cells of a cohort alike, cohorts by their shares, whose error counts.
 *
 * @param shares of the cohorts at positions `groups`, in their order
 */
export function averaged(
  fits: readonly CellFit[],
  ofUnit: Uint32Array,
  n: number,
  groups: readonly number[],
  shares: Shares,
): DoseEstimates {
  const size = fits[0]!.coefficients.length;
  const total = shares.values.reduce((sum, share) => sum + share, 0);
  const values = new Float64Array(size + 1);
  const influence = new Float64Array(n * (size + 1));
  const ofCohorts = groups.map((g, s) => {
    const own = fits.filter(({ changes: { comparison } }) => comparison.g === g);
    const weight = shares.values[s]! / total / own.length;
    const average = new Float64Array(size + 1);
    for (const { changes, coefficients, influence: moved } of own) {
      const { treated, untreated, others, mean } = changes;
      for (let j = 0; j < size; j++) {
        average[j]! += coefficients[j]! / own.length;
        for (let i = 0; i < treated.length; i++) {
          influence[j * n + ofUnit[treated[i]!]!]! += weight * moved[j * treated.length + i]!;
        }
      }
      average[size]! += mean / own.length;
      for (let i = 0; i < untreated.length; i++) {
        influence[size * n + ofUnit[untreated[i]!]!]! += (weight * (others[i]! - mean)) / untreated.length;
      }
    }
    average.forEach((value, j) => {
      values[j]! += (shares.values[s]! / total) * value;
    });
    return average;
  });
  ofCohorts.forEach((average, s) => {
    for (let j = 0; j <= size; j++) {
      const slope = (average[j]! - values[j]!) / total;
      if (slope === 0) continue;
      for (let c = 0; c < n; c++) influence[j * n + c]! += slope * shares.influence[s * n + c]!;
    }
  });
  return { size, values, influence };
}
