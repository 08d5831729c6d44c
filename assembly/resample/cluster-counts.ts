import { f64At, OutF64, setF64, WorkU32 } from "../abi";
import { philoxBlock } from "./philox";

/**
 * How often each cluster is drawn when nClusters are drawn with replacement, for nDraws draws: draw d takes its numbers in
 * order from the stream of counters (0.., first + d, c2, c3) under key (k0, k1), a position below nClusters from each
 * without bias by multiplication, with rejection.
 *
 * In    first, c2, c3 upper words of the counter of the first draw; k0, k1 the key
 * Work  u32[4]
 * Out   counts f64[nDraws*nClusters], by draw: whole numbers, ready to be weights
 * Info  0
 * Cost  O(nDraws nClusters), about a quarter as many blocks of Philox
 * Source  Efron (1979), Annals of Statistics 7(1), doi:10.1214/aos/1176344552; Lemire (2019), ACM Transactions on
 *         Modeling and Computer Simulation 29(1), doi:10.1145/3230636
 */
export function clusterCounts(
  nClusters: usize, nDraws: usize, first: u32, c2: u32, c3: u32, k0: u32, k1: u32, counts: OutF64, work: WorkU32,
): i32 {
  memory.fill(counts, 0, (nDraws * nClusters) << 3);
  const below = <u32>nClusters;
  for (let d: usize = 0; d < nDraws; d++) {
    const row = counts + ((d * nClusters) << 3);
    let used: u32 = 0; // numbers of the stream taken so far
    for (let i: usize = 0; i < nClusters; i++) {
      let product: u64 = 0;
      let isBiased = true;
      while (isBiased) {
        if ((used & 3) == 0) philoxBlock(used >> 2, first + <u32>d, c2, c3, k0, k1, work);
        product = <u64>load<u32>(work + ((<usize>used & 3) << 2)) * <u64>below;
        used++;
        // the low word tells; the remainder costs a division, so it is taken only where it can matter
        isBiased = <u32>product < below && <u32>product < (0 - below) % below;
      }
      const at = <usize>(product >> 32);
      setF64(row, at, f64At(row, at) + 1);
    }
  }
  return 0;
}
