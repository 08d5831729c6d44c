import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { addTo } from "../blas/axpy";
import { TILE, TILE_ROW } from "./draw-tile";

/**
 * Coefficients of a tile of draws and their errors clustered by groups of cells, from the scores of cells.
 *
 * In    nDraws at most 8; factor the small-sample factor of the variance; clusters u32[nCells] in 0..nClusters-1; scores
 *       f64[8*nCells] of `placeboScores`; found f64[16] of `placeboSlopes`
 * Out   estimate, stdError f64[nDraws], NaN in a draw whose treatment does not vary beside the other columns
 * Work  f64[8*nClusters]
 * Info  0
 * Cost  O(nCells nDraws)
 * Source  Liang & Zeger (1986), Biometrika 73(1), doi:10.1093/biomet/73.1.13
 */
export function placeboErrors(
  nDraws: usize, nCells: usize, nClusters: usize, factor: f64, clusters: InU32, scores: InF64, found: InF64,
  estimate: OutF64, stdError: OutF64, work: WorkF64,
): i32 {
  memory.fill(work, 0, nClusters * TILE_ROW);
  for (let c: usize = 0; c < nCells; c++) addTo(TILE, work + u32At(clusters, c) * TILE_ROW, scores + c * TILE_ROW);
  for (let d: usize = 0; d < nDraws; d++) {
    let squares: f64 = 0;
    for (let g: usize = 0; g < nClusters; g++) {
      const score = f64At(work, g * TILE + d);
      squares += score * score;
    }
    const variation = f64At(found, TILE + d);
    setF64(estimate, d, variation > 0 ? f64At(found, d) : NaN);
    setF64(stdError, d, variation > 0 ? sqrt(factor * squares) / variation : NaN);
  }
  return 0;
}
