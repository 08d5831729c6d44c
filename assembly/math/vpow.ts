import { f64At, InF64, OutF64, setF64 } from "../abi";
import { pow64 } from "./pow";

/**
 * out[i] = x[i]^y within 1 ulp, with the special cases of IEEE 754 (x^0 = 1 even for NaN). For y = 1, 2, 3 and -1 the
 * result is x, x x, (x x) x and 1 / x as the processor rounds them.
 *
 * In    y scalar; x f64[n]
 * Out   out f64[n], may be x
 * Info  0
 * Cost  O(n)
 */
export function vpow(n: usize, y: f64, x: InF64, out: OutF64): i32 {
  if (y == 1) memory.copy(out, x, n << 3);
  else if (y == 2) for (let i: usize = 0; i < n; i++) setF64(out, i, f64At(x, i) * f64At(x, i));
  else if (y == 3) for (let i: usize = 0; i < n; i++) setF64(out, i, f64At(x, i) * f64At(x, i) * f64At(x, i));
  else if (y == -1) for (let i: usize = 0; i < n; i++) setF64(out, i, 1 / f64At(x, i));
  else for (let i: usize = 0; i < n; i++) setF64(out, i, pow64(f64At(x, i), y));
  return 0;
}
