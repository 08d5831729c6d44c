import { f64At, InF64, InOutF64, InU32, setF64, setU32, u32At, WorkF64, WorkU32 } from "../abi";
import { inverseOf, weightAt } from "./lanes";

/**
 * Leverages of the dummies of p + 1 effects, the diagonal of W^(1/2) D (D'WD)^- D' W^(1/2), in groups low .. high-1 of the
 * ordered effect: 1 over the weight of the group, and what the levels of the others add once their means in the group are
 * out, by a generalised inverse M of the equations that are left when the ordered effect is eliminated.
 *
 * In    offsets u32[nGroups+1], rows ordered by group; codes u32[p*n], the levels of all p effects numbered together in
 *       0..nLevels-1; w f64[n] >= 0, read only when `weighted` is not 0; M f64[nLevels*stride], row-major, symmetric
 * InOut h f64[n]: the rows of the groups are overwritten. A row of no weight has leverage 0
 * Work  f64[2*nLevels]; u32[nLevels]
 * Info  0
 * Cost  O(sum over groups of (levels met)^2 + n p^2); groups in order
 */
export function effectLeverages(
  n: usize, low: usize, high: usize, nLevels: usize, stride: usize, p: usize, weighted: i32,
  offsets: InU32, codes: InU32, w: InF64, M: InF64, h: InOutF64, work: WorkF64, met: WorkU32,
): i32 {
  const share = work, product = work + (nLevels << 3);
  memory.fill(share, 0, nLevels << 3);
  for (let g = low; g < high; g++) {
    const start = u32At(offsets, g), end = u32At(offsets, g + 1);
    let W: f64 = 0, nMet: usize = 0;
    for (let i = start; i < end; i++) {
      const wi = weightAt(weighted != 0, w, i);
      W += wi;
      for (let f: usize = 0; f < p; f++) {
        const level = u32At(codes, f * n + i), before = f64At(share, level);
        if (before == 0 && wi > 0) setU32(met, nMet++, level);
        setF64(share, level, before + wi);
      }
    }
    const inverse = inverseOf(W);
    let square: f64 = 0;
    for (let s: usize = 0; s < nMet; s++) {
      const row = M + ((u32At(met, s) * stride) << 3);
      let sum: f64 = 0;
      for (let t: usize = 0; t < nMet; t++) {
        const level = u32At(met, t);
        sum += f64At(row, level) * f64At(share, level);
      }
      setF64(product, u32At(met, s), sum * inverse);
      square += sum * inverse * (f64At(share, u32At(met, s)) * inverse);
    }
    for (let i = start; i < end; i++) {
      const wi = weightAt(weighted != 0, w, i);
      let own: f64 = 0, cross: f64 = 0;
      if (wi > 0) {
        for (let f: usize = 0; f < p; f++) {
          const level = u32At(codes, f * n + i), row = M + ((level * stride) << 3);
          for (let e: usize = 0; e < p; e++) own += f64At(row, u32At(codes, e * n + i));
          cross += f64At(product, level);
        }
      }
      setF64(h, i, wi * (inverse + ((own - cross) - (cross - square))));
    }
    for (let s: usize = 0; s < nMet; s++) setF64(share, u32At(met, s), 0);
  }
  return 0;
}
