import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { placeOf, readChanges } from "./control-changes";

/**
 * Products of changes of covariates, of powers of the baseline dose by period and of the outcome, in rows that keep their dose and less
 * their means by comparison set and period: the regression of each level, a set of sets.
 *
 * In    y, w, counts, set, cluster as of switchingSums; x f64[p*nUnits*nPeriods], a covariate after the other, each as y; powers
 *       f64[k*nUnits], a unit's together; first u32: rows below it keep their dose; level u32[nSets]
 * Out   means f64[(p+k+3)*nSets*nPeriods] of each cell: weight, rows, means of regressors and of the outcome; moments
 *       f64[nLevels*q*q], q = p + k*nPeriods + 1, row-major, symmetric: regressors in the order of their places, then the outcome
 * Work  f64[p+k+1]
 * Info  0
 * Cost  O(nUnits nPeriods (p + k)^2)
 */
export function switchingMoments(
  nUnits: usize, nPeriods: usize, nSets: usize, nLevels: usize, p: usize, k: usize, weighted: i32, y: InF64, x: InF64,
  powers: InF64, w: InF64, counts: InF64, first: InU32, set: InU32, level: InU32, cluster: InU32, means: OutF64,
  moments: OutF64, z: WorkF64,
): i32 {
  const isWeighted = weighted != 0, size = nUnits * nPeriods, n = p + k + 1, wide = n + 2, q = p + k * nPeriods + 1;
  memory.fill(means, 0, (wide * nSets * nPeriods) << 3);
  memory.fill(moments, 0, (nLevels * q * q) << 3);
  for (let pass = 0; pass < 2; pass++) {
    for (let u: usize = 0; u < nUnits; u++) {
      const times = f64At(counts, u32At(cluster, u)), end = min(<usize>u32At(first, u), nPeriods), own = u32At(set, u);
      const M = moments + ((u32At(level, own) * q * q) << 3);
      for (let t: usize = 1; t < end; t++) {
        const weight = isWeighted ? times * f64At(w, u * nPeriods + t) : times;
        if (!(weight > 0) || !readChanges(p, k, nPeriods, size, u, t, y, x, powers, z)) continue;
        const cell = means + ((wide * (own * nPeriods + t)) << 3);
        if (pass == 0) {
          setF64(cell, 0, f64At(cell, 0) + weight);
          setF64(cell, 1, f64At(cell, 1) + 1);
          for (let j: usize = 0; j < n; j++) setF64(cell, 2 + j, f64At(cell, 2 + j) + weight * f64At(z, j));
          continue;
        }
        for (let j: usize = 0; j < n; j++) setF64(z, j, f64At(z, j) - f64At(cell, 2 + j));
        for (let i: usize = 0; i < n; i++) {
          const line = M + ((placeOf(i, t, p, k, nPeriods) * q) << 3), value = weight * f64At(z, i);
          for (let j: usize = 0; j <= i; j++) {
            const at = placeOf(j, t, p, k, nPeriods);
            setF64(line, at, f64At(line, at) + value * f64At(z, j));
          }
        }
      }
    }
    if (pass == 1) continue;
    for (let c: usize = 0; c < nSets * nPeriods; c++) {
      const cell = means + ((wide * c) << 3), weight = f64At(cell, 0);
      if (weight > 0) for (let j: usize = 0; j < n; j++) setF64(cell, 2 + j, f64At(cell, 2 + j) / weight);
    }
  }
  for (let l: usize = 0; l < nLevels; l++) {
    const M = moments + ((l * q * q) << 3);
    for (let i: usize = 0; i < q; i++) for (let j: usize = 0; j < i; j++) setF64(M, j * q + i, f64At(M, i * q + j));
  }
  return 0;
}
