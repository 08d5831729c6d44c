import { f64At, InF64, InU32, OutF64, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { mergeOrder } from "./merge-order";

/**
 * Pairs of rows of a group by how x and y order them: the same way, opposite ways, tied in x alone, in y alone, in both.
 * Rows are sorted by (x, y); sorting them on by y takes an exchange for each pair that is ordered opposite ways. Group g
 * owns rows offsets[g] .. offsets[g+1]-1; a task may have a range of groups.
 *
 * In    offsets u32[nGroups+1] ascending, not from 0 in a task; x, y f64 up to the last offset, no NaN
 * Out   counts f64[5*nGroups]: concordant, discordant, tied in x, tied in y, tied in both, by group; whole numbers, exact
 *       below 2^53
 * Work  keys f64[2 m], order u32[2 m], m = offsets[nGroups] - offsets[0]
 * Info  0; -3 if an x is NaN, -4 if a y is
 * Cost  O(m log m)
 * Source  Knight (1966), Journal of the American Statistical Association 61(314), doi:10.1080/01621459.1966.10480879
 */
export function pairCounts(
  nGroups: usize, offsets: InU32, x: InF64, y: InF64, counts: OutF64, keys: WorkF64, order: WorkU32,
): i32 {
  for (let g: usize = 0; g < nGroups; g++) {
    const low = u32At(offsets, g), m = u32At(offsets, g + 1) - low;
    const xs = x + (low << 3), ys = y + (low << 3);
    for (let i: usize = 0; i < m; i++) {
      if (isNaN(f64At(xs, i))) return -3;
      if (isNaN(f64At(ys, i))) return -4;
      setU32(order, i, i);
    }
    memory.copy(keys, ys, m << 3);
    mergeOrder(m, keys, order);
    inOrder(m, xs, order, keys);
    mergeOrder(m, keys, order); // stable: by x, then y
    const inX = tiedPairs(m, xs, xs, order), inBoth = tiedPairs(m, xs, ys, order);
    inOrder(m, ys, order, keys);
    const discordant = mergeOrder(m, keys, order);
    const inY = tiedPairs(m, ys, ys, order);
    const concordant = pairsOf(m) - inX - inY + inBoth - discordant;
    const out = counts + ((5 * g) << 3);
    setF64(out, 0, <f64>concordant);
    setF64(out, 1, <f64>discordant);
    setF64(out, 2, <f64>(inX - inBoth));
    setF64(out, 3, <f64>(inY - inBoth));
    setF64(out, 4, <f64>inBoth);
  }
  return 0;
}

/** keys[i] = x[order[i]] */
function inOrder(m: usize, x: usize, order: usize, keys: usize): void {
  for (let at: usize = 0; at < m; at++) setF64(keys, at, f64At(x, u32At(order, at)));
}

/** Pairs of rows equal in both a and b, which stand side by side in `order`. */
function tiedPairs(m: usize, a: usize, b: usize, order: usize): u64 {
  let pairs: u64 = 0, before: u64 = 0;
  for (let at: usize = 1; at < m; at++) {
    const row = u32At(order, at), last = u32At(order, at - 1);
    const ties = f64At(a, row) == f64At(a, last) && f64At(b, row) == f64At(b, last);
    before = ties ? before + 1 : 0;
    pairs += before;
  }
  return pairs;
}

/** m (m - 1) / 2 */
function pairsOf(m: usize): u64 {
  return m == 0 ? 0 : (<u64>m * <u64>(m - 1)) >> 1;
}
