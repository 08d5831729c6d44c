import { addTo } from "./axpy";

// The binary tree over chunks, for partial results that are vectors of `size` f64. Slots are a stack: slot `depth` is
// where the next chunk writes; merging follows the carries of a binary counter, so the order depends on the chunk
// number alone. A tree over C chunks needs bitLength(C - 1) + 1 slots.

/** Files the partial result in slot `depth`, that of chunk number `chunks` (from 1); returns the new depth. */
// @ts-ignore: decorator
@inline export function fileSum(chunks: usize, depth: usize, slots: usize, size: usize): usize {
  for (let carry = chunks; (carry & 1) == 0; carry >>= 1) {
    depth--;
    addTo(size, slots + ((depth * size) << 3), slots + (((depth + 1) * size) << 3));
  }
  return depth + 1;
}

/** Folds the `depth` pending partial results into slot 0, the latest first; zero when there are none. */
// @ts-ignore: decorator
@inline export function foldSums(depth: usize, slots: usize, size: usize): void {
  if (depth == 0) memory.fill(slots, 0, size << 3);
  for (; depth > 1; depth--) addTo(size, slots + (((depth - 2) * size) << 3), slots + (((depth - 1) * size) << 3));
}
