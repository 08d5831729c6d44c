import { InF64, OutF64, setF64, WorkF64 } from "../abi";
import { ddot } from "../blas/ddot";

/**
 * Draws of a multiplier bootstrap: of each column of influences, its dot product with the weights of each draw.
 *
 * In    psi f64[n*p], column-major, a row a unit; weights f64[nDraws*n], by draw
 * Work  f64[32]
 * Out   draws f64[nDraws*p], by draw
 * Info  0
 * Cost  O(nDraws n p)
 * Source  Callaway & Sant'Anna (2021), Journal of Econometrics 225(2), doi:10.1016/j.jeconom.2020.12.001, algorithm 1
 */
export function multiplierDraws(
  n: usize, p: usize, nDraws: usize, psi: InF64, weights: InF64, draws: OutF64, work: WorkF64,
): i32 {
  for (let d: usize = 0; d < nDraws; d++) {
    for (let j: usize = 0; j < p; j++) {
      setF64(draws, d * p + j, ddot(n, psi + ((j * n) << 3), weights + ((d * n) << 3), work));
    }
  }
  return 0;
}
