import { f64At, InF64, OutF64, setF64 } from "../abi";

/**
 * Powers of a standardised column less their targets: z - t1, z^2 - t2, ..., z^p - tp with z = (x - centre) / scale.
 *
 * In    centre, scale (not 0); x f64[n]; targets f64[p]
 * Out   out f64[n*p]: power j+1 from out[j*n] on
 * Info  0
 * Cost  O(n p)
 */
export function powerColumns(
  n: usize, p: usize, centre: f64, scale: f64, x: InF64, targets: InF64, out: OutF64,
): i32 {
  for (let i: usize = 0; i < n; i++) {
    const z = (f64At(x, i) - centre) / scale;
    let power = z;
    for (let j: usize = 0, at = i; j < p; j++, at += n) {
      setF64(out, at, power - f64At(targets, j));
      power *= z;
    }
  }
  return 0;
}
