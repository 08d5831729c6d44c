import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At, WorkU32 } from "../abi";

/** Counts into starts[l + 1] the other cells that those of level l meet, then adds up. */
// @ts-ignore: decorator
@inline function countEdges(nGroups: usize, nLevels: usize, offsets: usize, codes: usize, starts: usize): void {
  memory.fill(starts, 0, (nLevels + 1) << 2);
  for (let g: usize = 0; g < nGroups; g++) {
    const start = u32At(offsets, g), end = u32At(offsets, g + 1);
    for (let i = start; i < end; i++) {
      const level = u32At(codes, i) + 1;
      setU32(starts, level, u32At(starts, level) + end - start - 1);
    }
  }
  for (let l: usize = 0; l < nLevels; l++) setU32(starts, l + 1, u32At(starts, l) + u32At(starts, l + 1));
}

/** Every two cells of a group that differ in level, from both sides: w v / W; `next` becomes the end of each level's. */
// @ts-ignore: decorator
@inline function fillEdges(
  nGroups: usize, offsets: usize, codes: usize, weights: usize, others: usize, edges: usize, next: usize,
): void {
  for (let g: usize = 0; g < nGroups; g++) {
    const start = u32At(offsets, g), end = u32At(offsets, g + 1);
    let W: f64 = 0;
    for (let i = start; i < end; i++) W += f64At(weights, i);
    for (let i = start; i < end; i++) {
      const level = u32At(codes, i), share = f64At(weights, i) / W;
      let at = u32At(next, level);
      for (let j = start; j < end; j++) {
        const other = u32At(codes, j);
        if (other == level) continue;
        setU32(others, at, other);
        setF64(edges, at++, share * f64At(weights, j));
      }
      setU32(next, level, at);
    }
  }
}

/** Merges the edges low..high-1, those of one level, into those from `first` on; returns their end and adds up weights. */
// @ts-ignore: decorator
@inline function mergeEdges(
  first: usize, low: usize, high: usize, others: usize, edges: usize, met: usize, total: usize,
): usize {
  let end = first;
  for (let e = low; e < high; e++) {
    const other = u32At(others, e), weight = f64At(edges, e), at = u32At(met, other);
    // what `met` says of a level counts only when the edge it names is one of these and leads there
    if (at - first < end - first && u32At(others, at) == other) {
      setF64(edges, at, f64At(edges, at) + weight);
    } else {
      setU32(others, end, other);
      setF64(edges, end, weight);
      setU32(met, other, end++);
    }
  }
  let sum: f64 = 0;
  for (let e = first; e < end; e++) sum += f64At(edges, e);
  store<f64>(total, sum);
  return end;
}

/**
 * The reduced system of one other effect as a graph of its levels: S = diag(D) - E, an edge of weight w v / W for every
 * two cells of a group that weigh w and v of W, parallel edges merged. For groups of few cells, which S is smaller than.
 *
 * In    cells as reducedCells gives them for p = 1: offsets u32[nGroups+1], codes u32[cells] < nLevels, weights f64[cells] > 0
 * Out   starts u32[nLevels+1]: first edge of each level, then their number; others u32[m], edges f64[m], m the number of
 *       pairs of cells in groups, each from both sides: where an edge leads and what it weighs, as they are first met, and
 *       0 in what is not used; diagonal f64[nLevels]: weight of the edges of each level
 * Work  u32[2*nLevels]
 * Info  the number of edges
 * Cost  O(m + nLevels); groups in order, cells in order
 */
export function reducedEdges(
  nGroups: usize, nLevels: usize, offsets: InU32, codes: InU32, weights: InF64,
  starts: OutU32, others: OutU32, edges: OutF64, diagonal: OutF64, work: WorkU32,
): i32 {
  const met = work + (nLevels << 2);
  countEdges(nGroups, nLevels, offsets, codes, starts);
  memory.copy(work, starts, nLevels << 2);
  fillEdges(nGroups, offsets, codes, weights, others, edges, work);
  const nPairs = u32At(starts, nLevels);
  let end: usize = 0;
  for (let l: usize = 0; l < nLevels; l++) {
    const low = u32At(starts, l), first = end;
    end = mergeEdges(first, low, u32At(work, l), others, edges, met, diagonal + (l << 3));
    setU32(starts, l, first);
  }
  setU32(starts, nLevels, end);
  memory.fill(others + (end << 2), 0, (nPairs - end) << 2);
  memory.fill(edges + (end << 3), 0, (nPairs - end) << 3);
  return <i32>end;
}
