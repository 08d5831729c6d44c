import { InU32, OutU32, setU32, u32At } from "../abi";

/**
 * Numbers the combinations of two codes: rows are walked in an order in which equal combinations stand together, and each
 * new combination takes the next number.
 *
 * In    order u32[n]: a permutation of the rows; a, b u32[n]
 * Out   codes u32[n]
 * Returns how many combinations there are
 * Cost  O(n)
 */
export function runCodes(n: usize, order: InU32, a: InU32, b: InU32, codes: OutU32): u32 {
  let count: u32 = 0;
  let lastA: usize = 0, lastB: usize = 0;
  for (let i: usize = 0; i < n; i++) {
    const row = u32At(order, i);
    const ownA = u32At(a, row), ownB = u32At(b, row);
    if (i == 0 || ownA != lastA || ownB != lastB) count++;
    lastA = ownA;
    lastB = ownB;
    setU32(codes, row, count - 1);
  }
  return count;
}
