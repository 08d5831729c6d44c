/**
 * Least squares on columns a transformation has made of those of a panel: what it left of each decides
 * whether it is a regressor at all.
 */
import {
  centredSumOfSquaresBlock,
  columnNormsBlock,
  copyOut,
  ddotBlock,
  linearCombinationsBlock,
} from "../../../engine/kernels/blas.js";
import { runChecked } from "../../../engine/kernels/call.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import type { Fit } from "../../../regression/least-squares/fit.js";
import { type OlsOptions, type OlsResult, ols } from "../../../regression/least-squares/ols.js";
import type { RowGroups } from "./transforms.js";

/** What a transformation leaves of a column, as a share of what it was, for the column to count as gone. */
const GONE = 1e-9;

/** Share of its sum of squares that rounding leaves of a constant column about its mean, at most. */
const CONSTANT = 1e-28;

export interface TransformedOls {
  readonly result: OlsResult;
  /** Sum of squares of the transformed outcome, about its mean where the regression has a constant. */
  readonly tss: number;
  /**
   * Squared correlation of outcome and fitted values: 1 - ssr / tss where a constant is among the transformed columns, but
   * not where that column varies, as it does in an unbalanced panel with random effects.
   */
  readonly squaredCorrelation: number;
}

/**
 * Regresses the last of k + 1 columns of n numbers on the k before it.
 *
 * @param before root mean squares of the k regressors as they were
 * @param constant whether a constant stands among them
 * Throws NumericalError when no regressor is left.
 */
export function transformedOls(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  columns: F64Block,
  before: ArrayLike<number>,
  constant: boolean,
  clusters?: OlsOptions["clusters"],
): TransformedOls {
  const after = rootMeanSquares(engine, scope, n, k, columns);
  const absorbed = Array.from(after, (size, j) => !(size > GONE * before[j]!));
  const y = columns.part(n * k, n);
  const centred = centredSumOfSquaresBlock(engine, scope, y, undefined);
  const tss = constant ? centred : ddotBlock(engine, scope, y, y);
  const shrunk = Array.from(after, (size, j) => Math.max(1, before[j]! / size));
  const result = ols(engine, scope, n, k, columns, absorbed, {
    shrunk,
    ...(clusters === undefined ? {} : { clusters }),
  });
  return { result, tss, squaredCorrelation: squaredCorrelation(engine, scope, result.fit, centred) };
}

/** Of outcome and fitted values; `centred` is the outcome's sum of squares about its mean. 0 where the fitted ones do not vary. */
function squaredCorrelation(engine: Engine, scope: Scope, { n, k, X, beta, uHat }: Fit, centred: number): number {
  return scope.scope((inner) => {
    const fitted = linearCombinationsBlock(engine, inner, n, k, 1, X, inner.copyF64(beta));
    // each about its own mean: residuals need not sum to zero, and means may be far larger than what varies about them
    const explained = centredSumOfSquaresBlock(engine, inner, fitted, undefined);
    if (!(explained > CONSTANT * ddotBlock(engine, inner, fitted, fitted))) return 0;
    const left = centredSumOfSquaresBlock(engine, inner, uHat, undefined);
    const product = (centred + explained - left) / 2;
    return (product / centred) * (product / explained);
  });
}

/** Root mean square of each of the first k columns of n numbers. */
export function rootMeanSquares(engine: Engine, scope: Scope, n: number, k: number, columns: F64Block): Float64Array {
  return scope.scope((inner) =>
    Float64Array.from(
      columnNormsBlock(engine, inner, n, k, columns.part(0, n * k)).view(),
      (norm) => norm / Math.sqrt(n),
    ),
  );
}

// Residuals, and their squares, summed by units or periods.

export interface GroupSums {
  /** Sums, and sums of squares, of each level. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  /** Rows of each level. */
  readonly counts: Float64Array;
}

/** Sums of n residuals by each of `groupings`. */
export function groupResiduals(
  engine: Engine,
  scope: Scope,
  n: number,
  e: F64Block,
  groupings: readonly RowGroups[],
): GroupSums[] {
  return groupings.map(({ codes, nLevels }) =>
    scope.scope((inner) => {
      const ones = inner.f64(n);
      ones.view().fill(1);
      const [sums, squares, counts] = [inner.f64(nLevels), inner.f64(nLevels), inner.f64(nLevels)];
      const summed = [
        [0, e, e, sums],
        [1, e, e, squares],
        [0, ones, ones, counts],
      ] as const;
      const tasks = summed.map(([weighted, x, w, out]) => ({ n, nLevels, weighted, x, codes, w, sums: out }));
      runChecked(engine, "groupSums", tasks);
      return { sums: copyOut(sums), squares: copyOut(squares), counts: copyOut(counts) };
    }),
  );
}
