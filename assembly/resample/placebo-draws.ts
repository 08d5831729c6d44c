import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { addTo } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { packedRow } from "../moments/packed-factor";
import { solveFactored } from "../moments/packed-solve";
import { addProduct, TILE } from "./draw-tile";

/** Share of the treated weight below which what is left of a treatment is rounding. */
// @ts-ignore: decorator
@inline const VARIATION: f64 = 1e-10;

/**
 * Regressions of one outcome on a treatment that changes from draw to draw, from the blocks of cells alone: coefficient
 * of the treatment and its error clustered by groups of cells. With D = u - Zb the treatment of a draw that controls and
 * effects leave, b = (Z'Z)^-1 Z'u, theta = u'e / D'D, and the score of cell c is
 * u_c'e_c - b'Z_c'e_c - theta (u_c'u_c - 2 b'Z_c'u_c + b'Z_c'Z_c b). The quadratic form is the sum over a block's
 * numbers times the products of b, so eight draws read a block once.
 *
 * In    nDraws at most 8; stride numbers from block to block; factor the small-sample factor of the variance;
 *       clusters u32[nCells] in 0..nClusters-1; blocks packed, one a cell, Z the first r columns;
 *       L f64[r(r+1)/2] packed factor of Z'Z over the cells; Ze, uZ, sums as `placeboCells` makes them; codes
 *       u32[nDraws*nCells], by draw: 0 where the cell is not treated, else 1 + its date
 * Out   estimate, stdError f64[nDraws], NaN in a draw whose treatment does not vary beside Z
 * Work  f64[8 (2 r + r(r+1)/2 + nClusters + 4)]
 * Info  0
 * Cost  O(nCells r^2 nDraws)
 * Source  Frisch & Waugh (1933), Econometrica 1(4), doi:10.2307/1907330; Liang & Zeger (1986), Biometrika 73(1),
 *         doi:10.1093/biomet/73.1.13
 */
export function placeboDraws(
  nDraws: usize, nCells: usize, nClusters: usize, r: usize, stride: usize, nDates: usize, factor: f64,
  clusters: InU32, blocks: InF64, L: InF64, Ze: InF64, uZ: InF64, sums: InF64, codes: InU32, estimate: OutF64,
  stdError: OutF64, work: WorkF64,
): i32 {
  const size = packedRow(r);
  const slopes = work; // b, by draw
  const lanes = slopes + ((TILE * r) << 3); // b, draws side by side
  const products = lanes + ((TILE * r) << 3);
  const thetas = products + ((TILE * size) << 3);
  const left = thetas + (TILE << 3); // D'D
  const dots = left + (TILE << 3); // b'Z_c'Z_c b, then b'Z_c'e_c, draws side by side
  const scores = dots + ((2 * TILE) << 3);
  memory.fill(work, 0, (TILE * (2 * r + size + nClusters + 4)) << 3);

  for (let d: usize = 0; d < nDraws; d++) {
    const b = slopes + ((d * r) << 3);
    const total = lanes; // Z'u, until the lanes are filled
    memory.fill(total, 0, r << 3);
    const dated = codes + ((d * nCells) << 2);
    let uu: f64 = 0, ue: f64 = 0, weight: f64 = 0;
    for (let c: usize = 0; c < nCells; c++) {
      const code = u32At(dated, c);
      if (code == 0) continue;
      const at = c * nDates + code - 1;
      addTo(r, total, uZ + ((at * r) << 3));
      uu += f64At(sums, 3 * at);
      ue += f64At(sums, 3 * at + 1);
      weight += f64At(sums, 3 * at + 2);
    }
    memory.copy(b, total, r << 3);
    solveFactored(r, L, b);
    const variation = uu - dotChunk(r, total, b);
    const varies = variation > VARIATION * weight;
    setF64(left, d, varies ? variation : 0);
    setF64(thetas, d, varies ? ue / variation : 0);
  }
  for (let d: usize = 0; d < TILE; d++) {
    for (let j: usize = 0; j < r; j++) setF64(lanes, j * TILE + d, f64At(slopes, d * r + j));
  }
  productsOfSlopes(r, lanes, products);

  for (let c: usize = 0; c < nCells; c++) {
    memory.fill(dots, 0, (2 * TILE) << 3);
    addProduct(size, blocks + ((c * stride) << 3), products, dots);
    addProduct(r, Ze + ((c * r) << 3), lanes, dots + (TILE << 3));
    const cluster = scores + ((u32At(clusters, c) * TILE) << 3);
    for (let d: usize = 0; d < nDraws; d++) {
      let own = f64At(dots, d), withOutcome = -f64At(dots, TILE + d);
      const code = u32At(codes, d * nCells + c);
      if (code != 0) {
        const at = c * nDates + code - 1;
        own += f64At(sums, 3 * at) - 2 * dotChunk(r, slopes + ((d * r) << 3), uZ + ((at * r) << 3));
        withOutcome += f64At(sums, 3 * at + 1);
      }
      setF64(cluster, d, f64At(cluster, d) + (withOutcome - f64At(thetas, d) * own));
    }
  }

  for (let d: usize = 0; d < nDraws; d++) {
    let squares: f64 = 0;
    for (let g: usize = 0; g < nClusters; g++) {
      const score = f64At(scores, g * TILE + d);
      squares += score * score;
    }
    const variation = f64At(left, d);
    setF64(estimate, d, variation > 0 ? f64At(thetas, d) : NaN);
    setF64(stdError, d, variation > 0 ? sqrt(factor * squares) / variation : NaN);
  }
  return 0;
}

/** b_i b_j for each element (i, j) of a packed matrix, twice off the diagonal, draws side by side. */
function productsOfSlopes(r: usize, lanes: usize, products: usize): void {
  for (let i: usize = 0; i < r; i++) {
    for (let j: usize = 0; j <= i; j++) {
      const at = (packedRow(i) + j) * TILE;
      const twice: f64 = i == j ? 1 : 2;
      for (let d: usize = 0; d < TILE; d++) {
        setF64(products, at + d, twice * f64At(lanes, i * TILE + d) * f64At(lanes, j * TILE + d));
      }
    }
  }
}
