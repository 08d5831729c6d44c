import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";

/** sums[c] -= e * b[c] */
// @ts-ignore: decorator
@inline function subtractRow(nCells: usize, e: f64, b: usize, sums: usize): void {
  let c: usize = 0;
  if (ASC_FEATURE_SIMD) {
    const factor = f64x2.splat(e);
    for (const pairs = nCells & ~1; c < pairs; c += 2) {
      const at = c << 3;
      v128.store(sums + at, f64x2.sub(v128.load(sums + at), f64x2.mul(factor, v128.load(b + at))));
    }
  }
  for (; c < nCells; c++) setF64(sums, c, f64At(sums, c) - e * f64At(b, c));
}

/**
 * Influence of each unit on averages of imputed effects: its rows' shares in the averages they belong to, less its (weighted)
 * residuals e times what the projections B of the averages say of their period and their covariates. The effects of units drop
 * out: residuals sum to 0 within a unit.
 *
 * In    starts u32[units+1]; level u32[n] in 0..nLevels-1; cell u32[n], nCells or more for none; share f64[n], read of rows in
 *       cells; e f64[n], 0 of rows not compared with; X f64[n k]; B f64[(nLevels + k) nCells], a row of nCells numbers a level
 * Out   out f64[nUnits nCells], column-major, rows low..high-1
 * Work  sums f64[nCells]
 * Info  0; -9 if a level is not below nLevels
 * Cost  O(rows nCells)
 * Source  Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91(6), doi:10.1093/restud/rdae007, section 4.3
 */
export function imputedInfluence(
  low: usize, high: usize, n: usize, nUnits: usize, nLevels: usize, nCells: usize, k: usize, starts: InU32, level: InU32,
  cell: InU32, share: InF64, e: InF64, X: InF64, B: InF64, out: OutF64, sums: WorkF64,
): i32 {
  const width = nCells << 3;
  for (let u = low; u < high; u++) {
    const start = u32At(starts, u), end = u32At(starts, u + 1);
    memory.fill(sums, 0, width);
    for (let i = start; i < end; i++) {
      const t = u32At(level, i), residual = f64At(e, i);
      if (t >= nLevels) return -9;
      if (residual != 0) subtractRow(nCells, residual, B + t * width, sums);
      const c = u32At(cell, i);
      if (c < nCells) setF64(sums, c, f64At(sums, c) + f64At(share, i));
    }
    for (let j: usize = 0; j < k; j++) {
      let sum: f64 = 0;
      for (let i = start; i < end; i++) sum += f64At(e, i) * f64At(X, j * n + i);
      subtractRow(nCells, sum, B + (nLevels + j) * width, sums);
    }
    for (let c: usize = 0; c < nCells; c++) setF64(out, c * nUnits + u, f64At(sums, c));
  }
  return 0;
}
