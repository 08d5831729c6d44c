/**
 * Wrappers of the rank kernels: ranks within groups, and pairs by how two columns order them. Rows stand by
 * group; ranges of whole groups are tasks, and what a group gives does not depend on its task.
 */
import { UsageError } from "../../base/errors.js";
import { ddot } from "./blas.js";
import { checkLength, invokeChecked, RANGE, runChecked, slabStarts } from "./call.js";
import type { Engine, F64Block, Scope, Task, U32Block } from "./engine.js";

// Quantiles within groups: values are put side by side by group once, then ranges of groups are tasks. Knows nothing
// of what the values are.

/** Ranges of whole groups [first, last) of about 65,536 rows or more, fixed by where groups begin. */
function rangesOfGroups(offsets: Uint32Array): (readonly [number, number])[] {
  const nGroups = offsets.length - 1;
  const ranges: (readonly [number, number])[] = [];
  for (let first = 0, last = 1; last <= nGroups; last++) {
    if (last < nGroups && offsets[last]! - offsets[first]! < RANGE) continue;
    ranges.push([first, last]);
    first = last;
  }
  return ranges;
}

/**
 * Quantiles of `x` f64[n] within groups, a column of nGroups numbers for each of `probabilities`, one after the other; NaN
 * in a group without a value. `codes` u32[n] in 0..nGroups-1; rows whose x is NaN are skipped.
 *
 * Without weights: type 7, linear between order statistics. With `weights` f64[n] > 0: the least x whose weights up to it
 * reach p times their total, averaged with the next where they meet it exactly (type 2, weights counting equal
 * observations). Neither depends on the order of rows. Throws UsageError `probability_range`, KernelError on unequal
 * lengths or a code out of range.
 *
 * Source: Hyndman & Fan (1996), The American Statistician 50(4), doi:10.1080/00031305.1996.10473566.
 */
export function groupQuantiles(
  engine: Engine,
  x: Float64Array,
  codes: Uint32Array,
  nGroups: number,
  probabilities: readonly number[],
  weights: Float64Array | null = null,
): Float64Array {
  const n = x.length;
  const nP = probabilities.length;
  checkLength("groupQuantiles", "codes", codes.length, n);
  if (weights !== null) checkLength("groupQuantiles", "weights", weights.length, n);
  requireProbabilities(probabilities);
  return engine.scope((scope) => {
    const weighted = weights === null ? 0 : 1;
    const [offsets, ends, placed, p] = [
      scope.u32(nGroups + 1),
      scope.u32(nGroups),
      scope.f64(n),
      scope.copyF64(Float64Array.from(probabilities)),
    ];
    const loadedWeights = scope.f64(weighted * n);
    scope.scope((inner) => {
      const groups = inner.copyU32(codes);
      invokeChecked(engine, "csrOffsets", { n, nLevels: nGroups, codes: groups, offsets });
      invokeChecked(engine, "placeByGroup", {
        n,
        ...{ nGroups, weighted, x: inner.copyF64(x), codes: groups, w: weights && inner.copyF64(weights) },
        ...{ offsets, ends, outX: placed, outW: loadedWeights },
      });
    });
    const out = scope.f64(nGroups * nP);
    const tasks = rangesOfGroups(offsets.view().slice()).map(
      ([first, last]): Task<"groupQuantiles"> => ({
        first,
        ...{ last, nGroups, nP, weighted, offsets, ends, x: placed, w: loadedWeights, p, out },
      }),
    );
    engine.run("groupQuantiles", tasks);
    return Float64Array.from(out.view());
  });
}

function requireProbabilities(probabilities: readonly number[]): void {
  const outside = probabilities.find((p) => !(p >= 0 && p <= 1));
  if (outside === undefined) return;
  throw new UsageError("probability_range", `Quantiles are at shares from 0 to 1, got ${outside}; 0.5 is the median.`, {
    got: outside,
    expected: "0 <= p <= 1",
  });
}

/** Scratch of `midranks` and `pairCounts` for m rows, in f64 and as much in u32. */
export const ranksWork = (m: number): number => 2 * m;

/** Pairs of rows by how two columns order them; whole numbers. */
export interface PairCounts {
  /** Ordered the same way by both. */
  readonly concordant: number;
  /** Ordered opposite ways. */
  readonly discordant: number;
  /** Tied in the first column alone. */
  readonly tiedFirst: number;
  /** Tied in the second column alone. */
  readonly tiedSecond: number;
  readonly tiedBoth: number;
}

/**
 * Ranks of `x` f64[n] from 1 within groups, equal numbers sharing the mean of theirs. Group g owns rows offsets[g] ..
 * offsets[g+1]-1 of `offsets` u32[nGroups+1]; one group of all rows when left out. Throws KernelError when an x is NaN or
 * offsets don't end at n.
 */
export function midranks(engine: Engine, x: Float64Array, offsets = oneGroup(x.length)): Float64Array {
  checkOffsets("midranks", offsets, x.length);
  return engine.scope((scope) => {
    const [values, bounds, ranks] = [scope.copyF64(x), scope.copyU32(offsets), scope.f64(x.length)];
    const work = workFor(scope, x.length);
    runByGroups(engine, "midranks", offsets, (low, high) => {
      return { nGroups: high - low, offsets: bounds.at(low), x: values, ranks, ...workOf(work, offsets, low) };
    });
    return Float64Array.from(ranks.view());
  });
}

/**
 * Pairs of rows of the same group by how `x` and `y`, both f64[n], order them, summed over groups. `offsets` as for
 * `midranks`. Throws KernelError when a number is NaN, lengths differ or offsets don't end at n.
 */
export function pairCounts(engine: Engine, x: Float64Array, y: Float64Array, offsets = oneGroup(x.length)): PairCounts {
  checkLength("pairCounts", "y", y.length, x.length);
  checkOffsets("pairCounts", offsets, x.length);
  const nGroups = offsets.length - 1;
  return engine.scope((scope) => {
    const [first, second, bounds] = [scope.copyF64(x), scope.copyF64(y), scope.copyU32(offsets)];
    const counts: F64Block = scope.f64(5 * nGroups);
    const work = workFor(scope, x.length);
    runByGroups(engine, "pairCounts", offsets, (low, high) => {
      const own = { nGroups: high - low, offsets: bounds.at(low), counts: counts.at(5 * low) };
      return { x: first, y: second, ...own, ...workOf(work, offsets, low) };
    });
    const sums = [0, 0, 0, 0, 0];
    counts.view().forEach((count, i) => {
      sums[i % 5]! += count;
    });
    const [concordant, discordant, tiedFirst, tiedSecond, tiedBoth] = sums as [number, number, number, number, number];
    return { concordant, discordant, tiedFirst, tiedSecond, tiedBoth };
  });
}

/**
 * Spearman's rank correlation: the correlation of the midranks of `x` and `y`, both about the mean of their group. With
 * several groups it is the correlation within them. NaN where a column is tied throughout. Arguments and errors as
 * `pairCounts`.
 */
export function spearman(engine: Engine, x: Float64Array, y: Float64Array, offsets = oneGroup(x.length)): number {
  return rankCorrelation(engine, midranks(engine, x, offsets), midranks(engine, y, offsets), offsets);
}

/** As `spearman`, from the midranks of both columns within their groups. */
export function rankCorrelation(
  engine: Engine,
  ranksX: Float64Array,
  ranksY: Float64Array,
  offsets = oneGroup(ranksX.length),
): number {
  checkLength("spearman", "y", ranksY.length, ranksX.length);
  const [a, b] = [centred(ranksX, offsets), centred(ranksY, offsets)];
  const size = Math.sqrt(ddot(engine, a, a) * ddot(engine, b, b));
  return Math.max(-1, Math.min(1, ddot(engine, a, b) / size));
}

/** Midranks less the mean rank of their group, which ties don't change: (m + 1) / 2 of m rows. */
function centred(ranks: Float64Array, offsets: Uint32Array): Float64Array {
  const less = new Float64Array(ranks.length);
  for (let g = 0; g + 1 < offsets.length; g++) {
    const mean = (offsets[g + 1]! - offsets[g]! + 1) / 2;
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) less[i] = ranks[i]! - mean;
  }
  return less;
}

/**
 * Kendall's tau-b: (C - D) / sqrt((C + D + T1) (C + D + T2)). NaN where a column is tied throughout.
 * Source: Kendall (1945), Biometrika 33(3), doi:10.1093/biomet/33.3.239.
 */
export function kendallTauB({ concordant, discordant, tiedFirst, tiedSecond }: PairCounts): number {
  const untied = concordant + discordant;
  return (concordant - discordant) / Math.sqrt((untied + tiedFirst) * (untied + tiedSecond));
}

function oneGroup(n: number): Uint32Array {
  return Uint32Array.of(0, n);
}

function checkOffsets(kernel: string, offsets: Uint32Array, n: number): void {
  checkLength(kernel, "offsets", offsets.at(-1) ?? 0, n);
}

interface Work {
  readonly keys: F64Block;
  readonly order: U32Block;
}

const workFor = (scope: Scope, n: number): Work => ({ keys: scope.f64(ranksWork(n)), order: scope.u32(ranksWork(n)) });

/** Scratch of a task that begins at group `low`: as much as its rows, apart from that of others. */
function workOf({ keys, order }: Work, offsets: Uint32Array, low: number) {
  const at = ranksWork(offsets[low]!);
  return { keys: keys.at(at), order: order.at(at) };
}

/** Runs a kernel over ranges of whole groups, cut by the rows they have. */
function runByGroups<K extends "midranks" | "pairCounts">(
  engine: Engine,
  kernel: K,
  offsets: Uint32Array,
  task: (low: number, high: number) => Task<K>,
): void {
  const starts = slabStarts(offsets.length - 1, offsets, 1);
  const tasks = starts.slice(1).flatMap((high, s) => (high > starts[s]! ? [task(starts[s]!, high)] : []));
  runChecked(engine, kernel, tasks);
}
