import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";

/**
 * Outcomes less what covariates, and powers of the baseline dose from period to period, say of them.
 *
 * In    as of switchingMoments; theta f64[nLevels*(p + k*nPeriods)], coefficients of a level together, 0 for those left out
 * Out   out f64[nUnits*nPeriods]
 * Info  0
 * Cost  O(nUnits nPeriods (p + k))
 */
export function switchingResiduals(
  nUnits: usize, nPeriods: usize, p: usize, k: usize, y: InF64, x: InF64, powers: InF64, set: InU32, level: InU32,
  theta: InF64, out: OutF64,
): i32 {
  const size = nUnits * nPeriods, width = p + k * nPeriods;
  for (let u: usize = 0; u < nUnits; u++) {
    const b = theta + ((u32At(level, u32At(set, u)) * width) << 3);
    let drift: f64 = 0;
    for (let t: usize = 0; t < nPeriods; t++) {
      const at = u * nPeriods + t;
      let fitted: f64 = 0;
      for (let j: usize = 0; j < p; j++) fitted += f64At(b, j) * f64At(x, j * size + at);
      for (let j: usize = 0; j < k && t > 0; j++) drift += f64At(b, p + t * k + j) * f64At(powers, u * k + j);
      setF64(out, at, f64At(y, at) - fitted - drift);
    }
  }
  return 0;
}
