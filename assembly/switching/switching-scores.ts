import { f64At, InF64, InOutF64, InU32, setF64, u32At, WorkF64 } from "../abi";
import { placeOf, readChanges } from "./control-changes";

/**
 * Adds the influence of coefficients of covariates, along a direction a column, to the influence of clusters.
 *
 * In    as of switchingMoments and switchingResiduals, means as the first gives them; factor f64[nSets*nPeriods] of the rows of a cell;
 *       directions f64[h*nLevels*(p + k*nPeriods)], a column after the other
 * InOut influence f64[nClusters*h], a column after the other
 * Work  f64[p+k+1]
 * Info  0
 * Cost  O(nUnits nPeriods (p + k) h)
 */
export function switchingScores(
  nUnits: usize, nPeriods: usize, nLevels: usize, nClusters: usize, p: usize, k: usize, h: usize, weighted: i32, y: InF64,
  x: InF64, powers: InF64, w: InF64, first: InU32, set: InU32, level: InU32, cluster: InU32, means: InF64, theta: InF64,
  factor: InF64, directions: InF64, influence: InOutF64, z: WorkF64,
): i32 {
  const isWeighted = weighted != 0, size = nUnits * nPeriods, n = p + k, wide = n + 3, width = p + k * nPeriods;
  for (let u: usize = 0; u < nUnits; u++) {
    const own = u32At(set, u), l = u32At(level, own), end = min(<usize>u32At(first, u), nPeriods), c = u32At(cluster, u);
    const b = theta + ((l * width) << 3);
    for (let t: usize = 1; t < end; t++) {
      const weight = isWeighted ? f64At(w, u * nPeriods + t) : 1;
      if (!(weight > 0) || !readChanges(p, k, nPeriods, size, u, t, y, x, powers, z)) continue;
      const cell = means + ((wide * (own * nPeriods + t)) << 3);
      for (let j: usize = 0; j <= n; j++) setF64(z, j, f64At(z, j) - f64At(cell, 2 + j));
      let e = f64At(z, n);
      for (let j: usize = 0; j < n; j++) e -= f64At(b, placeOf(j, t, p, k, nPeriods)) * f64At(z, j);
      const score = weight * f64At(factor, own * nPeriods + t) * e;
      for (let r: usize = 0; r < h; r++) {
        const d = directions + (((r * nLevels + l) * width) << 3);
        let along: f64 = 0;
        for (let j: usize = 0; j < n; j++) along += f64At(d, placeOf(j, t, p, k, nPeriods)) * f64At(z, j);
        const at = r * nClusters + c;
        setF64(influence, at, f64At(influence, at) + score * along);
      }
    }
  }
  return 0;
}
