/**
 * Layer estimators. Least squares on columns a transformation has made of those of a panel: what it left of each decides
 * whether it is a regressor at all.
 */
import { centredSumOfSquaresBlock, columnNormsBlock, ddotBlock } from "../../kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../kernels/engine.js";
import { type OlsOptions, type OlsResult, ols } from "../ols.js";

/** What a transformation leaves of a column, as a share of what it was, for the column to count as gone. */
const GONE = 1e-9;

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
  const total = totalOf(engine, scope, y);
  const shrunk = Array.from(after, (size, j) => Math.max(1, before[j]! / size));
  const result = ols(engine, scope, n, k, columns, absorbed, {
    shrunk,
    ...(clusters === undefined ? {} : { clusters }),
  });
  // residuals are orthogonal to fitted values, but need not sum to zero
  const { uHat, ssr } = result.fit;
  const residuals = centredSumOfSquaresBlock(engine, scope, uHat, undefined);
  const products = ssr - (total * totalOf(engine, scope, uHat)) / n;
  const squaredCorrelation = (centred - products) ** 2 / (centred * (centred - 2 * products + residuals));
  return { result, tss, squaredCorrelation };
}

const totalOf = (engine: Engine, scope: Scope, x: F64Block): number =>
  scope.scope((inner) => {
    const ones = inner.f64(x.length);
    ones.view().fill(1);
    return ddotBlock(engine, inner, x, ones);
  });

/** Root mean square of each of the first k columns of n numbers. */
export function rootMeanSquares(engine: Engine, scope: Scope, n: number, k: number, columns: F64Block): Float64Array {
  return scope.scope((inner) =>
    Float64Array.from(
      columnNormsBlock(engine, inner, n, k, columns.part(0, n * k)).view(),
      (norm) => norm / Math.sqrt(n),
    ),
  );
}
