import { f64At, InF64, InU32, OutF64, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { mergeOrder } from "./merge-order";

/**
 * Ranks of x within groups, from 1; numbers that are equal share the mean of the ranks they take up, so that the ranks of
 * a group of m sum to m (m + 1) / 2. Group g owns rows offsets[g] .. offsets[g+1]-1; a task may have a range of groups.
 *
 * In    offsets u32[nGroups+1] ascending, not from 0 in a task; x f64 up to the last offset, no NaN
 * Out   ranks f64, the rows of the groups alone
 * Work  keys f64[2 m], order u32[2 m], m = offsets[nGroups] - offsets[0]
 * Info  0; -3 if an x is NaN
 * Cost  O(m log m)
 * Source  Kendall (1945), Biometrika 33(3), doi:10.1093/biomet/33.3.239 (ranks of ties)
 */
export function midranks(
  nGroups: usize, offsets: InU32, x: InF64, ranks: OutF64, keys: WorkF64, order: WorkU32,
): i32 {
  for (let g: usize = 0; g < nGroups; g++) {
    const low = u32At(offsets, g), m = u32At(offsets, g + 1) - low;
    const out = ranks + (low << 3);
    memory.copy(keys, x + (low << 3), m << 3);
    for (let i: usize = 0; i < m; i++) {
      if (isNaN(f64At(keys, i))) return -3;
      setU32(order, i, i);
    }
    mergeOrder(m, keys, order);
    let end: usize = 0;
    for (let first: usize = 0; first < m; first = end) {
      const value = f64At(keys, first);
      for (end = first + 1; end < m && f64At(keys, end) == value; end++) {}
      const rank = 0.5 * <f64>(first + 1 + end);
      for (let at = first; at < end; at++) setF64(out, u32At(order, at), rank);
    }
  }
  return 0;
}
