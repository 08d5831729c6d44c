// Dummies of a few effects among the rows of a cluster, kept sparse: a row stands in one level of each effect. Levels of
// all effects are numbered through, so that a code is a column.
import { f64At, setF64, setU32, u32At } from "../abi";
import { subtractScaled } from "../blas/axpy";
import { packedRow } from "./packed-factor";

/** Levels up to which those a group meets need no list. */
// @ts-ignore: decorator
@inline const FEW_LEVELS: usize = 32;

/**
 * Rows first .. first + rows - 1: products of dummies of different effects into DtD (packed), weights into byLevel. Returns how
 * many levels the group has met, listed in `met`, so far.
 */
export function countLevels(
  first: usize, rows: usize, n: usize, nEffects: usize, codes: usize, w: usize, DtD: usize, byLevel: usize, met: usize,
  nMet: usize,
): usize {
  for (let i: usize = 0; i < rows; i++) {
    const weight = w == 0 ? 1 : f64At(w, i);
    for (let e: usize = 0; e < nEffects; e++) {
      const level = u32At(codes, e * n + first + i);
      const before = f64At(byLevel, level);
      setU32(met, nMet, level);
      nMet += before == 0 && weight > 0 ? 1 : 0;
      setF64(byLevel, level, before + weight);
      for (let f: usize = 0; f < e; f++) {
        // effects are numbered one after the other: an earlier one's level is the smaller column
        const at = DtD + ((packedRow(level) + u32At(codes, f * n + first + i)) << 3);
        store<f64>(at, load<f64>(at) + weight);
      }
    }
  }
  return nMet;
}

/**
 * Ends a group: its weights by level s go on the diagonal of DtD and into `total`, and s s' / W is taken off DtD when
 * `inverse`, 1 / W, is not 0. Clears byLevel.
 */
export function closeLevels(
  m: usize, inverse: f64, DtD: usize, byLevel: usize, met: usize, nMet: usize, total: usize,
): void {
  for (let t: usize = 0; t < nMet; t++) {
    const level = u32At(met, t);
    const weight = f64At(byLevel, level);
    const at = DtD + ((packedRow(level) + level) << 3);
    store<f64>(at, load<f64>(at) + weight);
    setF64(total, level, f64At(total, level) + weight);
  }
  if (inverse != 0 && m <= FEW_LEVELS) {
    for (let i: usize = 0; i < m; i++) {
      const weight = f64At(byLevel, i);
      if (weight != 0) subtractScaled(i + 1, weight * inverse, byLevel, DtD + (packedRow(i) << 3));
    }
  } else if (inverse != 0) {
    for (let t: usize = 0; t < nMet; t++) {
      const level = u32At(met, t);
      const share = f64At(byLevel, level) * inverse;
      const row = DtD + (packedRow(level) << 3);
      for (let u: usize = 0; u < nMet; u++) {
        const other = u32At(met, u);
        if (other <= level) setF64(row, other, f64At(row, other) - share * f64At(byLevel, other));
      }
    }
  }
  for (let t: usize = 0; t < nMet; t++) setF64(byLevel, u32At(met, t), 0);
}
