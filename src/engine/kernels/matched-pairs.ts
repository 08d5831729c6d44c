/**
 * Wrappers of the kernels over matched pairs: effects and uses by unit, sums of squares, and variances among
 * neighbours of one's own group.
 */
import { treeSlots } from "./blas.js";
import { callKernel, checkInfo, checkLength, runChecked, sumOverRanges } from "./call.js";

import type { Engine, F64Block } from "./engine.js";
import type { PairArrays } from "./neighbours.js";

const CHUNK = 4_096;

/** Scratch of `pairSquares`, in f64. */
export const pairSquaresWork = (): number => 32 + 2 * CHUNK;

/** Scratch of `abadieImbensSums`, in f64. */
export const abadieImbensSumsWork = (n: number): number => 4 * CHUNK + 5 * treeSlots(n);

/** Scratch of `neighbourVariances`: keys in f64, order in u32. */
export const neighbourVariancesWork = (n: number): { readonly keys: number; readonly order: number } => ({
  keys: 2 * n + 64,
  ...{ order: 2 * n },
});

/** By unit, f64[n] each. */
export interface PairEffects {
  /** 1 for treated units with a pair. */
  readonly matched: Float64Array;
  /** Sum of share times the difference of outcomes. */
  readonly effect: Float64Array;
  /** Sum of a control's shares, and of their squares. */
  readonly used: Float64Array;
  readonly squares: Float64Array;
}

/** Effects and uses by unit. Throws KernelError when lengths differ or a position is not below the length of `y`. */
export function pairEffects(engine: Engine, pairs: PairArrays, y: Float64Array): PairEffects {
  checkPairs("pairEffects", pairs);
  const [n, make] = [y.length, () => new Float64Array(y.length)];
  const out = { matched: make(), effect: make(), used: make(), squares: make() };
  checkInfo("pairEffects", callKernel(engine, "pairEffects", { n, nPairs: pairs.share.length, ...pairs, y, ...out }));
  return out;
}

/** Sum over pairs of share (difference of outcomes - centre)^2. Errors as `pairEffects`, but NaN for a bad position. */
export function pairSquares(engine: Engine, pairs: PairArrays, y: Float64Array, centre: number): number {
  checkPairs("pairSquares", pairs);
  const { treated, control, share } = pairs;
  const work = new Float64Array(pairSquaresWork());
  return callKernel(engine, "pairSquares", {
    n: y.length,
    ...{ nPairs: share.length, centre, treated, control, share, y, work },
  });
}

/** Sums over units, m being `matched`, e `effect`, K `used` and K' `squares`. */
export interface AbadieImbensSums {
  /** Sum m. */
  readonly nMatched: number;
  /** Sum m (e - centre), and of its squares. */
  readonly deviations: number;
  readonly squaredDeviations: number;
  /** Sum (K^2 - K') sigma^2. */
  readonly reuse: number;
  /** Sum (m - K)^2 sigma^2. */
  readonly own: number;
}

/** The sums of a matching estimator's variance; `sigma2` f64[n] is the variance of the outcome at each unit. */
export function abadieImbensSums(
  engine: Engine,
  { matched, effect, used, squares }: PairEffects,
  sigma2: Float64Array,
  centre: number,
): AbadieImbensSums {
  const n = matched.length;
  checkLength("abadieImbensSums", "sigma2", sigma2.length, n);
  return engine.scope((scope) => {
    const [m, e, K, K2, s2] = [matched, effect, used, squares, sigma2].map((column) =>
      scope.copyF64(column),
    ) as F64Block[];
    const scratch = abadieImbensSumsWork(n);
    const sums = sumOverRanges(engine, scope, "abadieImbensSums", n, 5, scratch, ({ first, rows }, out, work) => {
      const own = { matched: m!.at(first), effect: e!.at(first), used: K!.at(first), squares: K2!.at(first) };
      return { n: rows, centre, ...own, sigma2: s2!.at(first), sums: out, work };
    }).view();
    return {
      ...{ nMatched: sums[0]!, deviations: sums[1]!, squaredDeviations: sums[2]! },
      ...{ reuse: sums[3]!, own: sums[4]! },
    };
  });
}

/** One group for `neighbourVariances`: numbers to be near in, and outcomes, of one length. */
export interface NeighbourGroup {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * Variance of y over each unit and its `neighbours` nearest in x within its group, ties within `tolerance` of the squared
 * distance included; distances are |x - x'| `scale`. A group is a task. NaN for a unit alone. Throws KernelError when an x
 * is NaN, `neighbours` is 0 or lengths differ.
 */
export function neighbourVariances(
  engine: Engine,
  groups: readonly NeighbourGroup[],
  neighbours: number,
  scale: number,
  tolerance: number,
): Float64Array[] {
  return engine.scope((scope) => {
    const outs = groups.map(({ x }) => scope.f64(x.length));
    const tasks = groups.map(({ x, y }, g) => {
      checkLength("neighbourVariances", "y", y.length, x.length);
      const work = neighbourVariancesWork(x.length);
      return {
        n: x.length,
        ...{ neighbours, scale, tolerance, x: scope.copyF64(x), y: scope.copyF64(y) },
        ...{ variances: outs[g]!, keys: scope.f64(work.keys), order: scope.u32(work.order) },
      };
    });
    runChecked(engine, "neighbourVariances", tasks);
    return outs.map((out) => Float64Array.from(out.view()));
  });
}

function checkPairs(kernel: string, { treated, control, share }: PairArrays): void {
  checkLength(kernel, "control", control.length, treated.length);
  checkLength(kernel, "share", share.length, treated.length);
}
