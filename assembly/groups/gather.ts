import { f64At, InF64, InU32, OutF64, OutU32, setF64, setU32, u32At } from "../abi";

/**
 * out[i] = x[order[i]].
 *
 * In    x f64[nSource]; order u32[n] in 0..nSource-1
 * Out   out f64[n], apart from x
 * Info  0; -4 if an index is >= nSource
 * Cost  O(n)
 */
export function gatherF64(n: usize, nSource: usize, x: InF64, order: InU32, out: OutF64): i32 {
  for (let i: usize = 0; i < n; i++) {
    const from = u32At(order, i);
    if (from >= nSource) return -4;
    setF64(out, i, f64At(x, from));
  }
  return 0;
}

/**
 * out[i] = x[order[i]] for codes: reorders rows, or relabels levels (x the new label of each, order the old codes).
 *
 * In    x u32[nSource]; order u32[n] in 0..nSource-1
 * Out   out u32[n], apart from x; may be order itself
 * Info  0; -4 if an index is >= nSource
 * Cost  O(n)
 */
export function gatherU32(n: usize, nSource: usize, x: InU32, order: InU32, out: OutU32): i32 {
  for (let i: usize = 0; i < n; i++) {
    const from = u32At(order, i);
    if (from >= nSource) return -4;
    setU32(out, i, u32At(x, from));
  }
  return 0;
}

/**
 * out[order[i]] = x[i]: undoes gatherF64 when order is a permutation.
 *
 * In    x f64[n]; order u32[n] in 0..nOut-1
 * Out   out f64[nOut], apart from x, of which the numbers that `order` names are written
 * Info  0; -4 if an index is >= nOut
 * Cost  O(n)
 */
export function scatterF64(n: usize, nOut: usize, x: InF64, order: InU32, out: OutF64): i32 {
  for (let i: usize = 0; i < n; i++) {
    const to = u32At(order, i);
    if (to >= nOut) return -4;
    setF64(out, to, f64At(x, i));
  }
  return 0;
}
