/**
 * Wrappers of the balance kernels: weighted moments of many columns by group, the Kolmogorov-Smirnov
 * distance of two weighted samples. Knows nothing of treatments or names.
 */
import { treeSlots } from "./blas.js";
import { checkLength, sumOverRanges } from "./call.js";
import type { Engine, F64Block, Scope } from "./engine.js";

const CHUNK = 4_096;
/** Columns that lie in linear memory at a time. */
const COLUMNS = 8;

/** Scratch of `weightedMoments`, in f64. */
export const weightedMomentsWork = (n: number, k: number, q: number): number =>
  3 * CHUNK + treeSlots(n) * 2 * q * (k + 1);

/** Scratch of `ksDistance`, in f64. */
export const ksDistanceWork = (n: number): number => 2 * n;

/** Moments of columns under one column of weights. */
export interface WeightedMoments {
  /** Sum of the weights, and of their squares. */
  readonly weight: number;
  readonly squaredWeights: number;
  /** Weighted means by column; NaN where the weights sum to 0. */
  readonly means: Float64Array;
  /** Sum of w (x - mean)^2 by column. */
  readonly squares: Float64Array;
}

/**
 * Means and centred squares of `columns`, each f64[n], under each of `weights`, each f64[n], in two passes. Throws
 * KernelError when lengths differ.
 */
export function weightedMoments(
  engine: Engine,
  columns: readonly Float64Array[],
  weights: readonly Float64Array[],
): WeightedMoments[] {
  const n = weights[0]?.length ?? 0;
  const q = weights.length;
  for (const w of weights) checkLength("weightedMoments", "weights", w.length, n);
  for (const x of columns) checkLength("weightedMoments", "columns", x.length, n);
  const all = weights.map(() => ({ weight: 0, squaredWeights: 0, means: [] as number[], squares: [] as number[] }));
  engine.scope((scope) => {
    const W = stacked(scope, weights, n);
    for (let first = 0; first === 0 || first < columns.length; first += COLUMNS) {
      const part = columns.slice(first, first + COLUMNS);
      scope.scope((inner) => {
        const X = stacked(inner, part, n);
        const k = part.length;
        const about0 = momentsAbout(engine, inner, n, k, q, X, W, new Float64Array(k * q));
        const means = Float64Array.from({ length: k * q }, (_, at) => about0[2 * q + 2 * at]! / about0[2 * (at % q)]!);
        const about = momentsAbout(engine, inner, n, k, q, X, W, means);
        all.forEach((sum, g) => {
          sum.weight = about0[2 * g]!;
          sum.squaredWeights = about0[2 * g + 1]!;
          for (let j = 0; j < k; j++) {
            // what rounding left in the mean comes off both
            const [left, squares] = [about[2 * q * (1 + j) + 2 * g]!, about[2 * q * (1 + j) + 2 * g + 1]!];
            sum.means.push(means[j * q + g]! + left / sum.weight);
            sum.squares.push(squares - (left * left) / sum.weight);
          }
        });
      });
    }
  });
  return all.map(({ means, squares, ...totals }) => ({
    ...totals,
    means: Float64Array.from(means),
    squares: Float64Array.from(squares),
  }));
}

/** One pass: `weightedMoments` of the kernel, a task for each range of rows. */
function momentsAbout(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  q: number,
  X: F64Block,
  W: F64Block,
  about: Float64Array,
): Float64Array {
  const size = 2 * q * (k + 1);
  const centres = scope.copyF64(about);
  const scratch = weightedMomentsWork(n, k, q);
  const sums = sumOverRanges(engine, scope, "weightedMoments", n, size, scratch, ({ first, rows }, out, work) => {
    return { n: rows, stride: n, k, q, X: X.at(first), W: W.at(first), centres, moments: out, work };
  });
  return Float64Array.from(sums.view());
}

function stacked(scope: Scope, columns: readonly Float64Array[], n: number): F64Block {
  const block = scope.f64(n * columns.length);
  columns.forEach((column, j) => {
    block.view().set(column, j * n);
  });
  return block;
}

/**
 * Kolmogorov-Smirnov distances of `columns`, each f64[n], between the rows where `weights` f64[n] is above 0, which weigh
 * `total1`, and those where it is below, which weigh -weights and in sum `total2`; a column is a task. NaN where a total is 0
 * or a number that counts is NaN.
 */
export function ksDistances(
  engine: Engine,
  columns: readonly Float64Array[],
  weights: Float64Array,
  total1: number,
  total2: number,
): Float64Array {
  const n = weights.length;
  for (const x of columns) checkLength("ksDistance", "columns", x.length, n);
  const distances = new Float64Array(columns.length);
  engine.scope((scope) => {
    const w = scope.copyF64(weights);
    for (let from = 0; from < columns.length; from += COLUMNS) {
      const part = columns.slice(from, from + COLUMNS);
      scope.scope((inner) => {
        const tasks = part.map((x) => ({
          n,
          total1,
          total2,
          x: inner.copyF64(x),
          w,
          work: inner.f64(ksDistanceWork(n)),
        }));
        distances.set(engine.run("ksDistance", tasks), from);
      });
    }
  });
  return distances;
}
