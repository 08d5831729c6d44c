/**
 * Parts that tasks made of one array, one after the other in memory, and their sum: neighbours first, in an
 * order the number of parts fixes, whoever made them.
 */
import type { Engine, F64Block, Task } from "./engine.js";

/** Numbers of a part that one task of the sum takes. */
const SUM_RANGE = 16_384;

/** Adds up `nParts` vectors of `size` numbers in place; the first becomes the sum, which is returned. */
export function sumPartsBlock(engine: Engine, nParts: number, size: number, parts: F64Block): F64Block {
  sumPartsBlocks(engine, nParts, size, [parts]);
  return parts.part(0, size);
}

/** As `sumPartsBlock`, for several such arrays at once. */
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
export function sumFew(nParts: number, size: number, parts: Float64Array<ArrayBufferLike>): Float64Array {
  const sums = Float64Array.from(parts.subarray(0, nParts * size));
  for (let step = 1; step < nParts; step *= 2) {
    for (let part = 0; part + step < nParts; part += 2 * step) {
      for (let i = 0; i < size; i++) sums[part * size + i]! += sums[(part + step) * size + i]!;
    }
  }
  return sums.subarray(0, size);
}
