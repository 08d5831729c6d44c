import { f64At, InF64, InU32, OutF64, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";

/**
 * Adds what one group gives to the diagonal by one effect. The weight of a group outside a level is summed from both
 * ends, never taken as a difference, so that a level that outweighs the rest keeps its digits and one that has the
 * group to itself adds exactly 0.
 */
// @ts-ignore: decorator
@inline function addGroup(
  start: usize, end: usize, own: usize, weights: usize, totals: usize, diagonal: usize,
  byLevel: usize, after: usize, met: usize,
): void {
  let nMet: usize = 0;
  for (let i = start; i < end; i++) {
    const level = u32At(own, i);
    const before = f64At(byLevel, level);
    if (before == 0) setU32(met, nMet++, level);
    setF64(byLevel, level, before + f64At(weights, i));
  }
  let sum: f64 = 0;
  for (let t = nMet; t-- > 0;) {
    setF64(after, t, sum);
    sum += f64At(byLevel, u32At(met, t));
  }
  let before: f64 = 0;
  for (let t: usize = 0; t < nMet; t++) {
    const level = u32At(met, t);
    const weight = f64At(byLevel, level);
    setF64(byLevel, level, 0);
    setF64(totals, level, f64At(totals, level) + weight);
    setF64(diagonal, level, f64At(diagonal, level) + weight * ((before + f64At(after, t)) / sum));
    before += weight;
  }
}

/**
 * What `addGroup` does where all m cells weigh 1 and no two have the same level, as is usual where rows are cells; false,
 * and nothing is done, where two have. `seen` remembers the group that last met a level.
 */
// @ts-ignore: decorator
@inline function addDistinct(
  g: usize, start: usize, end: usize, own: usize, totals: usize, diagonal: usize, seen: usize,
): bool {
  for (let i = start; i < end; i++) {
    const level = u32At(own, i);
    if (u32At(seen, level) == g) return false;
    setU32(seen, level, g);
  }
  const m = <f64>(end - start), share = (m - 1) / m;
  for (let i = start; i < end; i++) {
    const level = u32At(own, i);
    setF64(totals, level, f64At(totals, level) + 1);
    setF64(diagonal, level, f64At(diagonal, level) + share);
  }
  return true;
}

/**
 * Diagonal of the reduced system, and what its products need: weights of levels and inverse weights of groups; or
 * rather what the groups low..high-1 give of them, a slab whose totals and diagonal are its own.
 *
 * In    cells as reducedCells gives them: offsets u32[nGroups+1], codes u32[p*stride], weights f64[cells] > 0, whole numbers
 *       where `counts` is not 0
 * Out   inverses f64[nGroups]: 1 over the weight of each group of the slab; totals f64[nLevels]: weight of each level;
 *       diagonal f64[nLevels]: sum over groups of s (W - s) / W, s the weight of the level in a group of weight W
 * Work  f64[2*nLevels]; u32[2*nLevels]
 * Info  0
 * Cost  O(cells p + nLevels); groups in order, cells in order
 */
export function reducedDiagonal(
  low: usize, high: usize, nLevels: usize, p: usize, stride: usize, counts: i32,
  offsets: InU32, codes: InU32, weights: InF64, inverses: OutF64, totals: OutF64, diagonal: OutF64, work: WorkF64, index: WorkU32,
): i32 {
  const byLevel = work, after = work + (nLevels << 3);
  memory.fill(totals, 0, nLevels << 3);
  memory.fill(diagonal, 0, nLevels << 3);
  memory.fill(byLevel, 0, nLevels << 3);
  const seen = index + (nLevels << 2);
  memory.fill(seen, 255, nLevels << 2);
  let start = u32At(offsets, low);
  for (let g = low; g < high; g++) {
    const end = u32At(offsets, g + 1);
    let W: f64 = 0;
    for (let i = start; i < end; i++) W += f64At(weights, i);
    setF64(inverses, g, 1 / W);
    const ones = counts != 0 && W == <f64>(end - start);
    for (let f: usize = 0; f < p; f++) {
      const own = codes + ((f * stride) << 2);
      if (ones && addDistinct(g, start, end, own, totals, diagonal, seen)) continue;
      addGroup(start, end, own, weights, totals, diagonal, byLevel, after, index);
    }
    start = end;
  }
  return 0;
}
