import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";

/** Numbers of a group, in this order; `src/engine/kernels/quality` names them. */
// @ts-ignore: decorator
@inline const FIELDS: usize = 16;

/**
 * One instrument, one endogenous regressor, a regression of its own in every group: q on p by 2SLS with z, by least
 * squares, and p on z, all on columns whose effects have been taken out. Rows stand by (group, cluster), groups
 * low .. high - 1.
 *
 * In    offsets u32[nGroups+1] first place of each group; order u32[n] the row at each place; clusters u32[n] by place
 *       (of a number of its own for each row, where errors are to be heteroskedasticity-robust);
 *       q, p, z f64[n] by row; p0, z0 f64[n] by row, p and z before the effects were taken out
 * Out   out f64[nGroups*16], row-major, only groups low .. high - 1: rows, clusters, p'p, z'z, z'p,
 *       2SLS coefficient z'q/z'p, least-squares coefficient p'q/p'p, first stage z'p/z'z,
 *       squared residuals of the three regressions (2SLS, first stage, least squares),
 *       sums over clusters of squared scores of the three (z u, z v, p e), p0'p0, z0'z0
 * Info  0
 * Cost  O(rows of the groups), two passes, sums in the order of places
 * Source  Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, 2nd ed., ch. 5
 */
export function groupIv(
  low: usize, high: usize, offsets: InU32, order: InU32, clusters: InU32,
  q: InF64, p: InF64, z: InF64, p0: InF64, z0: InF64, out: OutF64,
): i32 {
  for (let g = low; g < high; g++) {
    const first = u32At(offsets, g);
    const end = u32At(offsets, g + 1);
    const at = out + g * (FIELDS << 3);
    products(first, end, order, q, p, z, p0, z0, at);
    residuals(first, end, order, clusters, q, p, z, at);
  }
  return 0;
}

/** Cross-products and coefficients. */
// @ts-ignore: decorator
@inline function products(
  first: usize, end: usize, order: usize, q: usize, p: usize, z: usize, p0: usize, z0: usize, at: usize,
): void {
  let pp: f64 = 0;
  let pq: f64 = 0;
  let zz: f64 = 0;
  let zp: f64 = 0;
  let zq: f64 = 0;
  let pp0: f64 = 0;
  let zz0: f64 = 0;
  for (let j = first; j < end; j++) {
    const row = u32At(order, j);
    const qi = f64At(q, row);
    const pi = f64At(p, row);
    const zi = f64At(z, row);
    const p0i = f64At(p0, row);
    const z0i = f64At(z0, row);
    pp += pi * pi;
    pq += pi * qi;
    zz += zi * zi;
    zp += zi * pi;
    zq += zi * qi;
    pp0 += p0i * p0i;
    zz0 += z0i * z0i;
  }
  setF64(at, 0, <f64>(end - first));
  setF64(at, 2, pp);
  setF64(at, 3, zz);
  setF64(at, 4, zp);
  setF64(at, 5, zq / zp);
  setF64(at, 6, pq / pp);
  setF64(at, 7, zp / zz);
  setF64(at, 14, pp0);
  setF64(at, 15, zz0);
}

/** Residuals, and squared sums of scores by cluster. */
// @ts-ignore: decorator
@inline function residuals(
  first: usize, end: usize, order: usize, clusters: usize, q: usize, p: usize, z: usize, at: usize,
): void {
  const slope = f64At(at, 5);
  const plain = f64At(at, 6);
  const stage = f64At(at, 7);
  let nClusters: f64 = 0;
  let uu: f64 = 0;
  let vv: f64 = 0;
  let ee: f64 = 0;
  let meatU: f64 = 0;
  let meatV: f64 = 0;
  let meatE: f64 = 0;
  for (let j = first; j < end; ) {
    const cluster = u32At(clusters, j);
    let zu: f64 = 0;
    let zv: f64 = 0;
    let pe: f64 = 0;
    for (; j < end && u32At(clusters, j) == cluster; j++) {
      const row = u32At(order, j);
      const qi = f64At(q, row);
      const pi = f64At(p, row);
      const zi = f64At(z, row);
      const u = qi - slope * pi;
      const v = pi - stage * zi;
      const e = qi - plain * pi;
      uu += u * u;
      vv += v * v;
      ee += e * e;
      zu += zi * u;
      zv += zi * v;
      pe += pi * e;
    }
    nClusters++;
    meatU += zu * zu;
    meatV += zv * zv;
    meatE += pe * pe;
  }
  setF64(at, 1, nClusters);
  setF64(at, 8, uu);
  setF64(at, 9, vv);
  setF64(at, 10, ee);
  setF64(at, 11, meatU);
  setF64(at, 12, meatV);
  setF64(at, 13, meatE);
}
