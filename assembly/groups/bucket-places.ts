import { InU32, OutU32, setU32, u32At, WorkU32 } from "../abi";

/**
 * An order of rows in two steps, each of which stays near: places that fill the buckets of 2^shift rows, each bucket from its
 * first place on, as rows come; and for each row of the result its place. A column put into `slots` (scatterF64) and then
 * taken from `places` (gatherF64) is the column in that order.
 *
 * In    order u32[n], a permutation of 0..n-1
 * Out   slots u32[n]; places u32[n]: places[i] = slots[order[i]]
 * Work  inverse u32[n]; cursor u32[(n >> shift) + 1]
 * Info  0; -3 if an index is >= n
 * Cost  O(n)
 */
export function bucketPlaces(
  n: usize, shift: usize, order: InU32, slots: OutU32, places: OutU32, inverse: WorkU32, cursor: WorkU32,
): i32 {
  memory.fill(inverse, 0, n << 2);
  for (let i: usize = 0; i < n; i++) {
    const row = u32At(order, i);
    if (row >= n) return -3;
    setU32(inverse, row, i);
  }
  for (let b: usize = 0; b <= n >> shift; b++) setU32(cursor, b, b << shift);
  for (let row: usize = 0; row < n; row++) {
    const b = u32At(inverse, row) >> shift, place = u32At(cursor, b);
    setU32(cursor, b, place + 1);
    setU32(slots, row, place);
  }
  for (let i: usize = 0; i < n; i++) setU32(places, i, u32At(slots, u32At(order, i)));
  return 0;
}
