/**
 * Cross-products and residuals with about twice the digits of a double, a task for each range of rows. A
 * number of that precision is two: `high`, and `low` below its rounding.
 */
import { add } from "../../base/double-double.js";
import { treeSlots } from "./blas.js";
import { checkLength } from "./checks.js";
import type { Engine, F64Block, Scope } from "./engine.js";
import { RANGE, rangesOf, rangesOfSize } from "./ranges.js";

/** Scratch of `compensatedProducts`, in f64. */
export const compensatedProductsWork = (n: number, k: number): number => (8 + treeSlots(n)) * k * (k + 1);

/** Numbers of about 31 digits: entry i is high[i] + low[i]. */
export interface TwofoldArray {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** X'X, k x k, of an n x k matrix in linear memory: of X + low where low parts are given. */
export function compensatedProductsBlock(
  engine: Engine,
  n: number,
  k: number,
  X: F64Block,
  low: F64Block | null,
): TwofoldArray {
  checkLength("compensatedProducts", "X", X.length, n * k);
  if (low !== null) checkLength("compensatedProducts", "low", low.length, n * k);
  const size = 2 * k * k;
  const ranges = rangesOf(n, size + compensatedProductsWork(n, k));
  const scratch = compensatedProductsWork(ranges[0]!.rows, k);
  return engine.scope((scope) => {
    const parts = scope.f64(ranges.length * size);
    const work = scope.f64(ranges.length * scratch);
    engine.run(
      "compensatedProducts",
      ranges.map(({ first, rows }, i) => {
        const withLow = low === null ? 0 : 1;
        return [rows, n, k, withLow, X.at(first), low?.at(first) ?? 0, parts.at(i * size), work.at(i * scratch)];
      }),
    );
    return sumOfParts(ranges.length, size, parts.view());
  });
}

/** The sum of parts of pairs of numbers, neighbours first. */
function sumOfParts(nParts: number, size: number, parts: Float64Array<ArrayBufferLike>): TwofoldArray {
  const pairAt = (at: number) => ({ high: parts[at]!, low: parts[at + 1]! });
  for (let step = 1; step < nParts; step *= 2) {
    for (let part = 0; part + step < nParts; part += 2 * step) {
      for (let i = 0; i < size; i += 2) {
        const sum = add(pairAt(part * size + i), pairAt((part + step) * size + i));
        parts[part * size + i] = sum.high;
        parts[part * size + i + 1] = sum.low;
      }
    }
  }
  const of = (offset: number) => Float64Array.from({ length: size / 2 }, (_, i) => parts[2 * i + offset]!);
  return { high: of(0), low: of(1) };
}

/**
 * Residuals y - X beta, rounded once, of n rows and k regressors: the columns are X and then y, with their low parts where
 * given.
 */
export function compensatedResidualsBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  columns: F64Block,
  low: F64Block | null,
  beta: TwofoldArray,
): F64Block {
  checkLength("compensatedResiduals", "columns", columns.length, n * (k + 1));
  if (low !== null) checkLength("compensatedResiduals", "low", low.length, n * (k + 1));
  checkLength("compensatedResiduals", "beta", beta.high.length, k);
  const out = scope.f64(n);
  scope.scope((inner) => {
    const [b, bLow] = [inner.copyF64(beta.high), inner.copyF64(beta.low)];
    const at = (block: F64Block | null, row: number) => block?.at(row) ?? 0;
    engine.run(
      "compensatedResiduals",
      rangesOfSize(n, RANGE).map(({ first, rows }) => {
        const [x, xLow] = [columns.at(first), at(low, first)];
        const [y, yLow] = [columns.at(n * k + first), at(low, n * k + first)];
        return [rows, n, k, low === null ? 0 : 1, x, xLow, y, yLow, b.address, bLow.address, out.at(first)];
      }),
    );
  });
  return out;
}
