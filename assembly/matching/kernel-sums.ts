import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";
import { isSmooth, kernelAt, reachOf } from "./kernel-value";

/** Below this share of what it is the difference of, the determinant of a local line is rounding. */
// @ts-ignore: decorator
@inline const NO_LINE: f64 = 1e-12;

/**
 * For each treated unit, how its controls are weighted: the weight of a control at distance u = (s - x) / h is
 * K(u) (a + b u). Without `local`, a is 1 / sum K and b is 0: a local mean; with it, a and b are those of a local line at s.
 * Blocks on which the kernel is smooth are taken by their points, the controls of others one by one.
 *
 * In    s f64[n], cells u32[n] of the treated; cellBlocks u32[nCells+1], starts u32[nBlocks+1], x f64[m] ascending within a
 *       cell, as `scoreBlocks` cuts them; y f64[m], not read unless `outcome`; moments as `blockMoments` makes them; points
 *       f64[p] in -1..1
 * Out   a, b f64[n], 0 where there is no mean or no line; total f64[n]: sum of K, 0 when no control is near; counterfactual
 *       f64[n]: the weighted outcome, NaN without one or without weights
 * Info  0
 * Cost  O(n (blocks near p + controls near the edge))
 * Source  Heckman, Ichimura & Todd (1997), Review of Economic Studies 64(4), doi:10.2307/2971733; Fan (1992), JASA 87(420),
 *         doi:10.1080/01621459.1992.10476255 (local line)
 */
export function kernelSums(
  n: usize, kernel: i32, local: i32, outcome: i32, h: f64, p: usize, s: InF64, cells: InU32, cellBlocks: InU32,
  starts: InU32, x: InF64, y: InF64, moments: InF64, points: InF64, a: OutF64, b: OutF64, total: OutF64,
  counterfactual: OutF64,
): i32 {
  const reach = reachOf(kernel);
  const step = outcome ? p << 1 : p;
  for (let i: usize = 0; i < n; i++) {
    const at = f64At(s, i);
    const cell = u32At(cells, i);
    const end = u32At(cellBlocks, cell + 1);
    let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, y0: f64 = 0, y1: f64 = 0;
    for (let block = firstNear(at, h, reach, u32At(cellBlocks, cell), end, starts, x); block < end; block++) {
      const start = u32At(starts, block), stop = u32At(starts, block + 1);
      const low = f64At(x, start), high = f64At(x, stop - 1);
      if ((low - at) / h > reach) break;
      if (isSmooth(kernel, p, stop - start, h, at, low, high)) {
        const half = 0.5 * (high - low);
        const weights = moments + ((block * step) << 3);
        for (let q: usize = 0; q < p; q++) {
          const u = ((at - low) - half * (1 + f64At(points, q))) / h;
          const value = kernelAt(kernel, u);
          const weight = value * f64At(weights, q);
          s0 += weight;
          if (local) {
            s1 += weight * u;
            s2 += weight * u * u;
          }
          if (outcome) {
            const product = value * f64At(weights, p + q);
            y0 += product;
            if (local) y1 += product * u;
          }
        }
      } else {
        for (let j = start; j < stop; j++) {
          const u = (at - f64At(x, j)) / h;
          const weight = kernelAt(kernel, u);
          s0 += weight;
          if (local) {
            s1 += weight * u;
            s2 += weight * u * u;
          }
          if (outcome) {
            const product = weight * f64At(y, j);
            y0 += product;
            if (local) y1 += product * u;
          }
        }
      }
    }
    let level: f64 = 0, slope: f64 = 0;
    if (!local) {
      if (s0 > 0) level = 1 / s0;
    } else {
      const determinant = s0 * s2 - s1 * s1;
      if (determinant > NO_LINE * (s0 * s2)) {
        level = s2 / determinant;
        slope = -s1 / determinant;
      }
    }
    setF64(a, i, level);
    setF64(b, i, slope);
    setF64(total, i, s0);
    setF64(counterfactual, i, outcome && level > 0 ? level * y0 + slope * y1 : NaN);
  }
  return 0;
}

/** The first of blocks low .. high-1 that does not end more than `reach` bandwidths below s. */
// @ts-ignore: decorator
@inline function firstNear(s: f64, h: f64, reach: f64, low: usize, high: usize, starts: usize, x: usize): usize {
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    if ((s - f64At(x, u32At(starts, middle + 1) - 1)) / h > reach) low = middle + 1;
    else high = middle;
  }
  return low;
}
