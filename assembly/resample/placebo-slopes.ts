import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { addTo } from "../blas/axpy";
import { dotChunk } from "../blas/ddot";
import { packedRow } from "../moments/packed-factor";
import { solveFactored } from "../moments/packed-solve";
import { TILE } from "./draw-tile";

/** Share of the treated weight below which what is left of a treatment is rounding. */
// @ts-ignore: decorator
@inline const VARIATION: f64 = 1e-10;

/**
 * Regressions of one outcome on a treatment that changes from draw to draw, from the blocks of cells alone: with
 * D = u - Zb the treatment of a draw that controls and effects leave, b = (Z'Z)^-1 Z'u and theta = u'e / D'D. Cells are gone
 * through once for all draws.
 *
 * In    nDraws at most 8; L f64[r(r+1)/2] packed factor of Z'Z over the cells; uZ, sums as `placeboCells` makes them; codes
 *       u32[nDraws*nCells], by draw: 0 where the cell is not treated, else 1 + its date
 * Out   slopes f64[8*r] b, by draw; lanes f64[8*r] b, draws side by side; products f64[8*r(r+1)/2] the numbers of packed bb',
 *       twice off the diagonal, draws side by side; found f64[16]: theta of each draw, then D'D, both 0 in a draw whose
 *       treatment does not vary beside Z. 0 beyond draw nDraws
 * Work  f64[8 (r + 3)]
 * Info  0
 * Cost  O((nCells r + r^2) nDraws)
 * Source  Frisch & Waugh (1933), Econometrica 1(4), doi:10.2307/1907330
 */
export function placeboSlopes(
  nDraws: usize, nCells: usize, r: usize, nDates: usize, L: InF64, uZ: InF64, sums: InF64, codes: InU32, slopes: OutF64,
  lanes: OutF64, products: OutF64, found: OutF64, work: WorkF64,
): i32 {
  const totals = work, counted = work + ((TILE * r) << 3); // Z'u; u'u, u'e and the weight treated
  memory.fill(work, 0, (TILE * (r + 3)) << 3);
  memory.fill(slopes, 0, (TILE * r) << 3);
  memory.fill(found, 0, (2 * TILE) << 3);
  for (let c: usize = 0; c < nCells; c++) {
    for (let d: usize = 0; d < nDraws; d++) {
      const code = u32At(codes, d * nCells + c);
      if (code == 0) continue;
      const at = c * nDates + code - 1;
      addTo(r, totals + ((d * r) << 3), uZ + ((at * r) << 3));
      for (let s: usize = 0; s < 3; s++) setF64(counted, 3 * d + s, f64At(counted, 3 * d + s) + f64At(sums, 3 * at + s));
    }
  }
  for (let d: usize = 0; d < nDraws; d++) {
    const b = slopes + ((d * r) << 3), total = totals + ((d * r) << 3);
    memory.copy(b, total, r << 3);
    solveFactored(r, L, b);
    const variation = f64At(counted, 3 * d) - dotChunk(r, total, b);
    if (!(variation > VARIATION * f64At(counted, 3 * d + 2))) continue;
    setF64(found, d, f64At(counted, 3 * d + 1) / variation);
    setF64(found, TILE + d, variation);
  }
  for (let d: usize = 0; d < TILE; d++) {
    for (let j: usize = 0; j < r; j++) setF64(lanes, j * TILE + d, f64At(slopes, d * r + j));
  }
  for (let i: usize = 0; i < r; i++) {
    for (let j: usize = 0; j <= i; j++) {
      const at = (packedRow(i) + j) * TILE;
      const twice: f64 = i == j ? 1 : 2;
      for (let d: usize = 0; d < TILE; d++) {
        setF64(products, at + d, twice * f64At(lanes, i * TILE + d) * f64At(lanes, j * TILE + d));
      }
    }
  }
  return 0;
}
