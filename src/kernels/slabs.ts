/**
 * Layer kernels. The grid by which passes over ordered groups are cut into tasks: slabs of whole groups, fixed by the
 * data and never by the number of threads, and the sum of what the slabs made of one array, in an order the number of
 * slabs fixes. Knows nothing of what is summed.
 */
import type { Engine, F64Block, Task } from "./engine.js";

/** Rows that are worth a task of their own. */
const FEWEST_ROWS = 16_384;
/** Rows a slab has for each number it makes, so that adding up parts stays small beside making them. */
const ROWS_A_CELL = 16;
const MOST_SLABS = 32;
/** Numbers of a part that one task of the sum takes. */
const SUM_RANGE = 16_384;

/**
 * First group of each slab, and the number of groups at the end: slab s owns groups starts[s] .. starts[s+1]-1, of
 * about equally many rows.
 *
 * @param offsets u32[nGroups+1]
 * @param cells numbers each slab makes
 */
export function slabStarts(nGroups: number, offsets: ArrayLike<number>, cells: number): readonly number[] {
  const n = offsets[nGroups] ?? 0;
  const fit = Math.floor(n / Math.max(FEWEST_ROWS, ROWS_A_CELL * cells));
  const nSlabs = Math.max(1, Math.min(MOST_SLABS, fit));
  const starts = Array.from({ length: nSlabs }, (_, s) => firstAtOrAfter(offsets, nGroups, (n / nSlabs) * s));
  return [...starts, nGroups];
}

/** The first group that begins at row `row` or later. */
function firstAtOrAfter(offsets: ArrayLike<number>, nGroups: number, row: number): number {
  let [low, high] = [0, nGroups];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (offsets[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds up `nParts` arrays of `size` numbers that lie one after the other; the first becomes the sum. */
export function sumPartsBlocks(engine: Engine, nParts: number, size: number, parts: readonly F64Block[]): void {
  if (nParts < 2) return;
  const tasks: Task[] = [];
  for (const block of parts) {
    for (let low = 0; low < size; low += SUM_RANGE) {
      tasks.push([nParts, size, low, Math.min(size, low + SUM_RANGE), block.address]);
    }
  }
  engine.run("sumParts", tasks);
}

/** The same sum for a few numbers a part, in TypeScript: parts[s*size + i] over s. */
export function sumFew(nParts: number, size: number, parts: Float64Array): Float64Array {
  const sums = parts.slice(0, nParts * size);
  for (let step = 1; step < nParts; step *= 2) {
    for (let part = 0; part + step < nParts; part += 2 * step) {
      for (let i = 0; i < size; i++) sums[part * size + i]! += sums[(part + step) * size + i]!;
    }
  }
  return sums.subarray(0, size);
}
