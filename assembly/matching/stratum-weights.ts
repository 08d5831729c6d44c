import { f64At, InF64, InU32, OutF64, setF64, u32At } from "../abi";

/**
 * Weights of matching within strata, for the effect on the treated: 1 for treated units whose stratum has a control; for
 * controls the treated of their stratum over its controls; 0 where one side is missing.
 *
 * In    codes u32[n] below nStrata; treated f64[n], 1 or 0; treatedIn, controlIn f64[nStrata]: units of each side
 * Out   weights f64[n]
 * Info  0; -3 if a code is not below nStrata
 * Cost  O(n)
 * Source  Iacus, King & Porro (2012), Political Analysis 20(1), doi:10.1093/pan/mpr013
 */
export function stratumWeights(
  n: usize, nStrata: usize, codes: InU32, treated: InF64, treatedIn: InF64, controlIn: InF64, weights: OutF64,
): i32 {
  for (let i: usize = 0; i < n; i++) {
    const code = u32At(codes, i);
    if (code >= nStrata) return -3;
    const ones = f64At(treatedIn, code), zeros = f64At(controlIn, code);
    let weight: f64 = 0;
    if (ones > 0 && zeros > 0) weight = f64At(treated, i) > 0 ? 1 : ones / zeros;
    setF64(weights, i, weight);
  }
  return 0;
}
