import { OutU32, setU32, u32At, WorkU32 } from "../abi";
import { philoxBlock } from "./philox";

/**
 * A random permutation of 0..n-1, each equally likely: place i gets one of the numbers not placed yet, so that the first
 * m places are a random sample of m in random order. Numbers come from the stream of counters (0.., c1, c2, c3) under
 * key (k0, k1) in order; one below s is drawn without bias by multiplication, with rejection.
 *
 * In    c1, c2, c3 upper words of the counter; k0, k1 the key
 * Work  u32[4]
 * Out   order u32[n]
 * Info  0
 * Cost  O(n), about n / 4 blocks of Philox
 * Source  Fisher & Yates (1938), Statistical Tables; Durstenfeld (1964), CACM 7(7), doi:10.1145/364520.364540;
 *         Lemire (2019), ACM Transactions on Modeling and Computer Simulation 29(1), doi:10.1145/3230636
 */
export function randomPermutation(
  n: usize, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32, order: OutU32, work: WorkU32,
): i32 {
  for (let i: usize = 0; i < n; i++) setU32(order, i, i);
  let used: u32 = 0; // numbers of the stream taken so far
  for (let i: usize = 0; i + 1 < n; i++) {
    const left = <u32>(n - i);
    let product: u64 = 0;
    let isBiased = true;
    while (isBiased) {
      if ((used & 3) == 0) philoxBlock(used >> 2, c1, c2, c3, k0, k1, work);
      product = <u64>load<u32>(work + ((<usize>used & 3) << 2)) * <u64>left;
      used++;
      // the low word tells; the remainder costs a division, so it is taken only where it can matter
      isBiased = <u32>product < left && <u32>product < (0 - left) % left;
    }
    const at = i + <usize>(product >> 32);
    const chosen = u32At(order, at);
    setU32(order, at, u32At(order, i));
    setU32(order, i, chosen);
  }
  return 0;
}
