import { InF64, OutF64, setF64, WorkF64 } from "../abi";
import { ddot } from "./ddot";

/**
 * 2-norm of every column of an n x k column-major matrix, as the root of `ddot`: exact in range while squares of the
 * entries neither overflow nor vanish (1e-150 to 1e150).
 *
 * In    X f64[n*k] column-major
 * Out   out f64[k]
 * Work  f64[32], as `ddot`
 * Info  0
 * Cost  O(n k)
 */
export function columnNorms(n: usize, k: usize, X: InF64, out: OutF64, work: WorkF64): i32 {
  for (let j: usize = 0; j < k; j++) {
    const x = X + ((j * n) << 3);
    setF64(out, j, sqrt(ddot(n, x, x, work)));
  }
  return 0;
}
