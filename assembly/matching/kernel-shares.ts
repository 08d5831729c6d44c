import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { placeIn } from "./block-moments";
import { isSmooth, kernelAt, reachOf } from "./kernel-value";

/**
 * What each control counts in all counterfactuals: the sum over treated units of K(u) (a + b u), u = (s - x) / h, with a and
 * b as `kernelSums` gives them. Treated units from which the kernel is smooth on a block add to its points, whose
 * interpolant is then read at each control; others add to each control.
 *
 * In    blockCells u32[nBlocks]; starts u32[nBlocks+1]: places of the blocks' controls in x; x f64; offsets u32[nCells+1]:
 *       the treated of a cell, in s, a, b f64[n], s ascending within a cell; points, basis as for `blockMoments`
 * Out   shares f64, at the same places as x
 * Work  f64[2*p]
 * Info  0
 * Cost  O(nBlocks (treated near p) + controls near an edge of a treated unit)
 */
export function kernelShares(
  nBlocks: usize, kernel: i32, h: f64, p: usize, blockCells: InU32, starts: InU32, x: InF64, offsets: InU32, s: InF64,
  a: InF64, b: InF64, points: InF64, basis: InF64, shares: OutF64, work: WorkF64,
): i32 {
  const reach = reachOf(kernel);
  const coefficients = work + (p << 3);
  for (let block: usize = 0; block < nBlocks; block++) {
    const start = u32At(starts, block), stop = u32At(starts, block + 1);
    const low = f64At(x, start), high = f64At(x, stop - 1);
    const half = 0.5 * (high - low);
    for (let j = start; j < stop; j++) setF64(shares, j, 0);
    memory.fill(work, 0, p << 3);
    let any = false;
    const cell = u32At(blockCells, block);
    const end = u32At(offsets, cell + 1);
    for (let i = firstNear(low, h, reach, u32At(offsets, cell), end, s); i < end; i++) {
      const at = f64At(s, i);
      if ((at - high) / h > reach) break;
      const level = f64At(a, i), slope = f64At(b, i);
      if (level == 0) continue;
      if (isSmooth(kernel, p, stop - start, h, at, low, high)) {
        any = true;
        for (let q: usize = 0; q < p; q++) {
          const u = ((at - low) - half * (1 + f64At(points, q))) / h;
          setF64(work, q, f64At(work, q) + kernelAt(kernel, u) * (level + slope * u));
        }
      } else {
        for (let j = start; j < stop; j++) {
          const u = (at - f64At(x, j)) / h;
          setF64(shares, j, f64At(shares, j) + kernelAt(kernel, u) * (level + slope * u));
        }
      }
    }
    if (!any) continue;
    for (let k: usize = 0; k < p; k++) {
      let sum: f64 = 0;
      for (let q: usize = 0; q < p; q++) sum += f64At(basis, k + q * p) * f64At(work, q);
      setF64(coefficients, k, (2 * sum) / <f64>p);
    }
    for (let j = start; j < stop; j++) {
      const place = placeIn(f64At(x, j), low, high);
      setF64(shares, j, f64At(shares, j) + chebyshevAt(p, coefficients, place));
    }
  }
  return 0;
}

/** c_0 / 2 + sum c_k T_k(z), by Clenshaw's recurrence. */
// @ts-ignore: decorator
@inline function chebyshevAt(p: usize, c: usize, z: f64): f64 {
  let one: f64 = 0, two: f64 = 0;
  for (let k = p - 1; k > 0; k--) {
    const next = f64At(c, k) + 2 * z * one - two;
    two = one;
    one = next;
  }
  return 0.5 * f64At(c, 0) + z * one - two;
}

/** The first of treated low .. high-1 that is not more than `reach` bandwidths below `from`. */
// @ts-ignore: decorator
@inline function firstNear(from: f64, h: f64, reach: f64, low: usize, high: usize, s: usize): usize {
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    if ((from - f64At(s, middle)) / h > reach) low = middle + 1;
    else high = middle;
  }
  return low;
}
