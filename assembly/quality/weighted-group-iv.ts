import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";

/** Numbers of a group, in this order; `src/engine/kernels/drawn-quality` names them. */
// @ts-ignore: decorator
@inline const FIELDS: usize = 8;

/**
 * Weighted cross-products of price, quantity and instrument in every group, of which come the coefficients of 2SLS and
 * least squares; rows of no weight count for nothing. Rows stand by group, groups low .. high - 1.
 *
 * In    offsets u32[nGroups+1] first place of each group; order u32[n] the row at each place; w f64[n] >= 0 by row;
 *       q, p, z f64[n] by row, effects taken out under these weights; p0, z0 f64[n] by row, before
 * Out   out f64[nGroups*8], row-major, only groups low .. high - 1: weight, p'p, p'q, z'z, z'p, z'q, p0'p0, z0'z0
 * Info  0
 * Cost  O(rows of the groups), sums in the order of places
 * Source  Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, 2nd ed., ch. 5
 */
export function weightedGroupIv(
  low: usize, high: usize, offsets: InU32, order: InU32, w: InF64,
  q: InF64, p: InF64, z: InF64, p0: InF64, z0: InF64, out: OutF64,
): i32 {
  for (let g = low; g < high; g++) {
    const end = u32At(offsets, g + 1);
    let weight: f64 = 0;
    let pp: f64 = 0;
    let pq: f64 = 0;
    let zz: f64 = 0;
    let zp: f64 = 0;
    let zq: f64 = 0;
    let pp0: f64 = 0;
    let zz0: f64 = 0;
    for (let j: usize = u32At(offsets, g); j < end; j++) {
      const row = u32At(order, j);
      const wi = f64At(w, row);
      if (wi == 0) continue;
      const qi = f64At(q, row);
      const pi = f64At(p, row);
      const zi = f64At(z, row);
      const p0i = f64At(p0, row);
      const z0i = f64At(z0, row);
      weight += wi;
      pp += wi * pi * pi;
      pq += wi * pi * qi;
      zz += wi * zi * zi;
      zp += wi * zi * pi;
      zq += wi * zi * qi;
      pp0 += wi * p0i * p0i;
      zz0 += wi * z0i * z0i;
    }
    const at = out + g * (FIELDS << 3);
    setF64(at, 0, weight);
    setF64(at, 1, pp);
    setF64(at, 2, pq);
    setF64(at, 3, zz);
    setF64(at, 4, zp);
    setF64(at, 5, zq);
    setF64(at, 6, pp0);
    setF64(at, 7, zz0);
  }
  return 0;
}
