import { f64At, InF64, InOutF64, InU32, OutF64, setF64, u32At, WorkF64, WorkU32 } from "../abi";
import { packedRow } from "../moments/packed-factor";
import { rowWidth } from "../moments/row-buffer";
import { periodsOf, unitWidth, weightOfUnit } from "./unit-sums";

// @ts-ignore: decorator
@inline const NONE: usize = 0xffff_ffff;

/**
 * Adds to the scores of units what rows of a batch have of regressors times residual. A regressor is less its unit's mean and the
 * coefficient of its period; a residual is so of the outcome less the regressors times theirs, and not yet less its own mean in
 * the unit, which `unitMeat` sees to. Units are dealt among the tasks.
 *
 * nTasks   a power of 2
 * In       rows, w, unit, time as in `unitSums`, of p = k + 1 columns, the outcome last; means of `unitMeans`; beta f64[k];
 *          periods f64[(k+1)*m]: for each period the coefficients of the regressors, then of the residual
 * InOut    scores f64[k*nUnits]
 * Info     0
 * Cost     O(n k)
 */
export function unitScores(
  n: usize, k: usize, weighted: i32, task: usize, nTasks: usize, rows: InF64, w: InF64, unit: InU32, time: InU32,
  means: InF64, beta: InF64, periods: InF64, scores: InOutF64,
): i32 {
  const width = rowWidth(k + 1), q = unitWidth(k + 1);
  for (let i: usize = 0; i < n; i++) {
    const u = u32At(unit, i);
    if (u == NONE || ((u >> 6) & (nTasks - 1)) != task) continue;
    const x = rows + ((i * width) << 3), mean = means + ((u * q) << 3);
    const period = periods + ((u32At(time, i) * (k + 1)) << 3), own = scores + ((u * k) << 3);
    let residual = f64At(x, k) - f64At(mean, k) - f64At(period, k);
    for (let j: usize = 0; j < k; j++) residual -= f64At(beta, j) * (f64At(x, j) - f64At(mean, j));
    if (weighted) residual *= f64At(w, i);
    for (let j: usize = 0; j < k; j++) {
      setF64(own, j, f64At(own, j) + (f64At(x, j) - f64At(mean, j) - f64At(period, j)) * residual);
    }
  }
  return 0;
}

/**
 * Sum over units low .. high-1 of their scores' squares and cross-products, packed, once the mean of the residual in the unit is
 * taken out: of regressors and residual, less unit means, the weighted sums over a unit are those of the coefficients of its
 * periods. Units of one row count for nothing.
 *
 * In       levels, masks, owners as in `unitSums`; periods, scores of `unitScores`
 * Out      meat f64[k(k+1)/2]
 * Work     f64[m]; u32[m+1]; f64[k]
 * Info     0
 * Cost     O(nUnits (k^2 + periods of a unit k))
 */
export function unitMeat(
  low: usize, high: usize, k: usize, m: usize, words: usize, levels: InF64, masks: InU32, owners: InU32, periods: InF64,
  scores: InF64, meat: OutF64, byLevel: WorkF64, met: WorkU32, score: WorkF64,
): i32 {
  memory.fill(meat, 0, packedRow(k) << 3);
  memory.fill(byLevel, 0, m << 3);
  for (let u = low; u < high; u++) {
    if (u32At(owners, u) == NONE) continue;
    const nMet = periodsOf(u, m, words, levels, masks, byLevel, met);
    const W = weightOfUnit(nMet, byLevel, met), rows = words != 0 ? <f64>nMet : f64At(levels, u * (m + 1) + m);
    let residual: f64 = 0;
    for (let t: usize = 0; t < nMet; t++) {
      const level = u32At(met, t);
      residual -= f64At(byLevel, level) * f64At(periods, level * (k + 1) + k);
    }
    const mean = residual / W;
    for (let j: usize = 0; j < k; j++) {
      let sum: f64 = 0;
      for (let t: usize = 0; t < nMet; t++) {
        const level = u32At(met, t);
        sum -= f64At(byLevel, level) * f64At(periods, level * (k + 1) + j);
      }
      setF64(score, j, f64At(scores, u * k + j) - sum * mean);
    }
    for (let t: usize = 0; t < nMet; t++) setF64(byLevel, u32At(met, t), 0);
    if (rows == 1) continue;
    for (let i: usize = 0, at = meat; i < k; i++) {
      const value = f64At(score, i);
      for (let j: usize = 0; j <= i; j++, at += 8) setF64(at, 0, f64At(at, 0) + value * f64At(score, j));
    }
  }
  return 0;
}
