import { InF64, OutF64, WorkF64 } from "../abi";
import { fileSum, foldSums } from "./tree";

/**
 * Sum of `count` vectors that lie one after the other, by the binary tree over their places. When each is itself the sum
 * over 2^p chunks of rows (the last may be less), the result has the bits of one tree over all chunks.
 *
 * In    parts f64[count*size]
 * Out   out f64[size], 0 when count is 0
 * Work  f64[slots*size], slots as the tree over `count` chunks needs
 * Info  0
 * Cost  O(count size)
 */
export function mergeSums(count: usize, size: usize, parts: InF64, out: OutF64, work: WorkF64): i32 {
  let depth: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    memory.copy(work + ((depth * size) << 3), parts + ((i * size) << 3), size << 3);
    depth = fileSum(i + 1, depth, work, size);
  }
  foldSums(depth, work, size);
  memory.copy(out, work, size << 3);
  return 0;
}
