import { f64At, InF64, InU32, InU8, OutF64, setF64, u32At, WorkF64 } from "../abi";

/**
 * Right-hand sides of the projection of cells on the rows compared with, their units' effects eliminated: what the (weighted)
 * rows of each cell have by level of time, and of k covariates, less what the means of their units over rows compared
 * with have. Level nLevels + j is covariate j.
 *
 * In    starts u32[units+1]; level u32[n] in 0..nLevels-1; cell u32[n], nCells or more for a row in none; compared u8[n];
 *       w f64[n] when weighted is 1; X f64[n k]
 * Out   out f64[(nLevels + k) nCells], a row of nCells numbers a level: sums over units low..high-1
 * Work  means f64[k]
 * Info  0; -9 if a level is not below nLevels
 * Cost  O(rows + sum over units of their rows in cells times those compared with)
 * Source  Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91(6), doi:10.1093/restud/rdae007, section 4.3
 */
export function cellProjections(
  low: usize, high: usize, n: usize, nLevels: usize, nCells: usize, k: usize, weighted: i32, starts: InU32, level: InU32,
  cell: InU32, compared: InU8, w: InF64, X: InF64, out: OutF64, means: WorkF64,
): i32 {
  memory.fill(out, 0, ((nLevels + k) * nCells) << 3);
  for (let u = low; u < high; u++) {
    const start = u32At(starts, u), end = u32At(starts, u + 1);
    let weight: f64 = 0;
    for (let i = start; i < end; i++) {
      if (u32At(level, i) >= nLevels) return -9;
      if (load<u8>(compared + i) != 0) weight += weighted == 1 ? f64At(w, i) : 1;
    }
    const inverse: f64 = weight > 0 ? 1 / weight : 0;
    for (let j: usize = 0; j < k; j++) {
      let sum: f64 = 0;
      for (let i = start; i < end; i++) {
        if (load<u8>(compared + i) == 0) continue;
        const x = f64At(X, j * n + i);
        sum += weighted == 1 ? f64At(w, i) * x : x;
      }
      setF64(means, j, sum * inverse);
    }
    for (let i = start; i < end; i++) {
      const c = u32At(cell, i);
      if (c >= nCells) continue;
      const wi: f64 = weighted == 1 ? f64At(w, i) : 1;
      const column = out + (c << 3);
      const own = u32At(level, i) * nCells;
      setF64(column, own, f64At(column, own) + wi);
      const share = wi * inverse;
      for (let s = start; s < end; s++) {
        if (load<u8>(compared + s) == 0) continue;
        const at = u32At(level, s) * nCells;
        setF64(column, at, f64At(column, at) - (weighted == 1 ? share * f64At(w, s) : share));
      }
      for (let j: usize = 0; j < k; j++) {
        const at = (nLevels + j) * nCells;
        setF64(column, at, f64At(column, at) + wi * (f64At(X, j * n + i) - f64At(means, j)));
      }
    }
  }
  return 0;
}
