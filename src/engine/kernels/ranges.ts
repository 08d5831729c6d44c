/**
 * Ranges of rows as tasks: whole numbers of 65,536 rows, which are sixteen chunks and so complete subtrees
 * of the tree over chunks. However many ranges there are, merging their results in order gives the bits of one pass.
 */
import type { Engine, F64Block, Scope, Task } from "./engine.js";
import { sumPartsBlock } from "./parts.js";

/** Rows of the smallest range. */
export const RANGE = 65_536;
/** Numbers that results and scratch of all tasks together should stay below: 64 MiB. */
const MOST_NUMBERS = 2 ** 23;

/** Rows first .. first + rows - 1. */
export interface Range {
  readonly first: number;
  readonly rows: number;
}

/** Ranges of n rows, as small as `perTask` numbers for each allow; one range when n is 0. */
export function rangesOf(n: number, perTask: number): Range[] {
  let size = RANGE;
  while (size < n && Math.ceil(n / size) * perTask > MOST_NUMBERS) size *= 2;
  return rangesOfSize(n, size);
}

/** Ranges of `size` rows, the last of what is left; one range when n is 0. */
export function rangesOfSize(n: number, size: number): Range[] {
  const count = Math.max(1, Math.ceil(n / size));
  return Array.from({ length: count }, (_, i) => ({ first: i * size, rows: Math.min(size, n - i * size) }));
}

/** Slots of a merge tree over `count` leaves. */
export const slotsFor = (count: number): number => (count <= 1 ? 1 : 33 - Math.clz32(count - 1));

/**
 * A result of `size` numbers that is a sum over n rows: a call of `kernel` for each range, then the merge. `task` gives
 * the arguments for a range, its place for results, and `scratch` numbers of its own.
 */
export function sumOverRanges(
  engine: Engine,
  scope: Scope,
  kernel:
    | "crossProducts"
    | "hcMeat"
    | "leverageMeat"
    | "clusterMeat"
    | "windowMeat"
    | "weightedMoments"
    | "abadieImbensSums"
    | "entropyTilt",
  n: number,
  size: number,
  scratch: number,
  task: (range: Range, out: number, work: number) => Task,
): F64Block {
  const ranges = rangesOf(n, size + scratch);
  const out = scope.f64(size);
  scope.scope((inner) => {
    const parts = inner.f64(ranges.length * size);
    const work = inner.f64(ranges.length * scratch);
    engine.run(
      kernel,
      ranges.map((range, i) => task(range, parts.at(i * size), work.at(i * scratch))),
    );
    out.view().set(sumPartsBlock(engine, ranges.length, size, parts).view());
  });
  return out;
}
