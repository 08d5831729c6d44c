import { f64At, InF64, InOutF64, InOutU32, InU32, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { closeLevels } from "../moments/level-products";
import { packedRow } from "../moments/packed-factor";
import { rowWidth } from "../moments/row-buffer";
import { sumsSize } from "../moments/group-products";

// @ts-ignore: decorator
@inline const NONE: usize = 0xffff_ffff;

/** Numbers a unit has, p of them and at most one more. */
// @ts-ignore: decorator
@inline export function unitWidth(p: usize): usize { return (p + 1) & ~1; }

/** Whether a unit, or a cluster, is this task's: 64 neighbours are one's, so that two never write to the same line. */
// @ts-ignore: decorator
@inline function isOwn(code: usize, task: usize, nTasks: usize): bool { return ((code >> 6) & (nTasks - 1)) == task; }

/**
 * Adds rows of a batch to the sums of their units, in the order of rows; and notes of each unit its cluster and its periods: as
 * bits while a unit has at most a row a period and no row a weight, else as sums of weights. Units are dealt among the tasks.
 *
 * words    u32 of bits a unit has, 0 where periods have sums
 * nTasks   a power of 2
 * In       rows f64[P*n], P the multiple of four from p up; w f64[n], read only when `weighted` is not 0; unit, time, cluster
 *          u32[n] of `chunkRows`
 * InOut    sums f64[q*nUnits], q the even number from p up; levels f64[(m+1)*nUnits]: weight by period, then rows; masks
 *          u32[words*nUnits]; owners u32[nUnits], 0xffffffff until a unit's cluster is known
 * Info     0; 2 i + 1 where row i has another cluster than its unit, 2 i + 2 where its unit had a row of its period: the first
 *          of these ends it
 * Cost     O(n p)
 */
export function unitSums(
  n: usize, p: usize, m: usize, words: usize, weighted: i32, task: usize, nTasks: usize, rows: InF64, w: InF64,
  unit: InU32, time: InU32, cluster: InU32, sums: InOutF64, levels: InOutF64, masks: InOutU32, owners: InOutU32,
): i32 {
  const width = rowWidth(p), q = unitWidth(p);
  for (let i: usize = 0; i < n; i++) {
    const u = u32At(unit, i);
    if (u == NONE || !isOwn(u, task, nTasks)) continue;
    const owner = u32At(owners, u), c = u32At(cluster, i);
    if (owner != c) {
      if (owner != NONE) return 2 * <i32>i + 1;
      setU32(owners, u, c);
    }
    const t = u32At(time, i), weight = weighted ? f64At(w, i) : 1;
    if (words != 0) {
      const at = masks + ((u * words + (t >> 5)) << 2);
      const bits = load<u32>(at), bit = <u32>1 << <u32>(t & 31);
      if ((bits & bit) != 0) return 2 * <i32>i + 2;
      store<u32>(at, bits | bit);
    } else {
      const own = levels + ((u * (m + 1)) << 3);
      setF64(own, t, f64At(own, t) + weight);
      setF64(own, m, f64At(own, m) + 1);
    }
    const row = rows + ((i * width) << 3), own = sums + ((u * q) << 3);
    for (let j: usize = 0; j < q; j += 2) {
      const at = own + (j << 3), x = row + (j << 3);
      if (ASC_FEATURE_SIMD) {
        v128.store(at, f64x2.add(v128.load(at), f64x2.mul(f64x2.splat(weight), v128.load(x))));
      } else {
        for (let k: usize = 0; k < 2; k++) setF64(at, k, f64At(at, k) + weight * f64At(x, k));
      }
    }
  }
  return 0;
}

/** Weights of the periods of unit u into byLevel, the periods it has listed in `met`; returns how many they are. */
// @ts-ignore: decorator
@inline export function periodsOf(
  u: usize, m: usize, words: usize, levels: usize, masks: usize, byLevel: usize, met: usize,
): usize {
  let nMet: usize = 0;
  if (words != 0) {
    for (let word: usize = 0; word < words; word++) {
      for (let bits = load<u32>(masks + ((u * words + word) << 2)); bits != 0; bits &= bits - 1) {
        const t = (word << 5) + <usize>ctz(bits);
        setF64(byLevel, t, 1);
        setU32(met, nMet++, t);
      }
    }
  } else {
    const own = levels + ((u * (m + 1)) << 3);
    for (let t: usize = 0; t < m; t++) {
      const weight = f64At(own, t);
      if (weight == 0) continue;
      setF64(byLevel, t, weight);
      setU32(met, nMet++, t);
    }
  }
  return nMet;
}

/** Weight of a unit from those of its periods. */
// @ts-ignore: decorator
@inline export function weightOfUnit(nMet: usize, byLevel: usize, met: usize): f64 {
  let W: f64 = 0;
  for (let k: usize = 0; k < nMet; k++) W += f64At(byLevel, u32At(met, k));
  return W;
}

/**
 * Sums of units to means; and what dummies of periods leave of themselves once unit means are taken out is added to the sums of
 * the units' clusters, with the weights by level. Clusters are dealt among the tasks. A unit of one row counts for nothing
 * unless `single` is not 0.
 *
 * In       levels, masks, owners as in `unitSums`
 * InOut    means f64[q*nUnits]: the sums; sums f64[nClusters*S], S = P*P + m*P + m(m+1)/2 + m as `momentWrite` reads them;
 *          counts f64[3*nClusters]: rows, units, and units of one row
 * Work     f64[m]; u32[m+1]
 * Info     0
 * Cost     O(nUnits (p + periods of a unit squared))
 */
export function unitMeans(
  nUnits: usize, p: usize, m: usize, words: usize, single: i32, task: usize, nTasks: usize, levels: InF64, masks: InU32,
  owners: InU32, means: InOutF64, sums: InOutF64, counts: InOutF64, byLevel: WorkF64, met: WorkU32,
): i32 {
  const width = rowWidth(p), q = unitWidth(p), size = sumsSize(p, m) << 3;
  memory.fill(byLevel, 0, m << 3);
  for (let u: usize = 0; u < nUnits; u++) {
    const c = u32At(owners, u);
    if (c == NONE || (c & (nTasks - 1)) != task) continue;
    const nMet = periodsOf(u, m, words, levels, masks, byLevel, met);
    const W = weightOfUnit(nMet, byLevel, met), rows = words != 0 ? <f64>nMet : f64At(levels, u * (m + 1) + m);
    const count = counts + (c * 3 << 3);
    if (rows == 1) setF64(count, 2, f64At(count, 2) + 1);
    if (rows > 1 || single) {
      setF64(count, 0, f64At(count, 0) + rows);
      setF64(count, 1, f64At(count, 1) + 1);
      const DtD = sums + c * size + ((width * (width + m)) << 3);
      closeLevels(m, 1 / W, DtD, byLevel, met, nMet, DtD + (packedRow(m) << 3));
    } else {
      for (let k: usize = 0; k < nMet; k++) setF64(byLevel, u32At(met, k), 0);
    }
    const own = means + ((u * q) << 3);
    for (let j: usize = 0; j < q; j++) setF64(own, j, f64At(own, j) / W);
  }
  return 0;
}
