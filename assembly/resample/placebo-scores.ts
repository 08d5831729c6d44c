import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64 } from "../abi";
import { dotChunk } from "../blas/ddot";
import { packedRow } from "../moments/packed-factor";
import { addProduct, addTwoProducts, TILE, TILE_ROW } from "./draw-tile";

/** Cells that a tile of draws goes through before the next: their blocks stay in cache. */
// @ts-ignore: decorator
@inline const CELLS: usize = 32;

/**
 * Scores of cells in tiles of eight draws. The score of cell c is
 * u_c'e_c - b'Z_c'e_c - theta (u_c'u_c - 2 b'Z_c'u_c + b'Z_c'Z_c b), of which the quadratic form is the sum over a block's
 * numbers times the products of b. What columns shared by cells that are alike add to it is made once for them.
 *
 * In    low <= high <= nCells: the cells whose scores are made; stride numbers from block to block; blocks, alike, Ze, uZ, sums
 *       of `placeboCells`, of the same nShared and with r columns kept; codes u32[nDraws*nCells] as in `placeboSlopes`, and,
 *       tile after tile, its slopes, lanes, products, found
 * Out   scores f64[8*nCells*tiles]: tile after tile, by cell, draws side by side
 * Work  f64[40]
 * Info  0
 * Cost  O((high - low) r^2 nDraws)
 * Source  as placeboSlopes; Liang & Zeger (1986), Biometrika 73(1), doi:10.1093/biomet/73.1.13
 */
export function placeboScores(
  low: usize, high: usize, nDraws: usize, nCells: usize, r: usize, nShared: usize, stride: usize, nDates: usize,
  blocks: InF64, alike: InU32, Ze: InF64, uZ: InF64, sums: InF64, codes: InU32, slopes: InF64, lanes: InF64,
  products: InF64, found: InF64, scores: OutF64, work: WorkF64,
): i32 {
  const size = packedRow(r), tiles = (nDraws + TILE - 1) / TILE;
  for (let first = low; first < high; first += CELLS) {
    const end = min(first + CELLS, high);
    for (let t: usize = 0; t < tiles; t++) {
      scoresOfTile(
        first, end, min(TILE, nDraws - t * TILE), nCells, r, packedRow(nShared), size, stride, nDates, blocks, alike, Ze, uZ,
        sums, codes + ((t * TILE * nCells) << 2), slopes + ((t * TILE * r) << 3), lanes + ((t * TILE * r) << 3),
        products + ((t * TILE * size) << 3), found + ((t * 2 * TILE) << 3), scores + t * nCells * TILE_ROW, work,
      );
    }
  }
  return 0;
}

function scoresOfTile(
  low: usize, high: usize, nDraws: usize, nCells: usize, r: usize, front: usize, size: usize, stride: usize, nDates: usize,
  blocks: usize, alike: usize, Ze: usize, uZ: usize, sums: usize, codes: usize, slopes: usize, lanes: usize,
  products: usize, found: usize, scores: usize, work: usize,
): void {
  const shared = work, squares = work + TILE_ROW, residuals = work + 3 * TILE_ROW; // b'Z'Zb and b'Z'e, of two cells
  for (let c = low; c < high; c += 2) {
    const both = c + 1 < high;
    const A = blocks + ((c * stride) << 3), B = both ? A + (stride << 3) : A;
    if (c == low || !u32At(alike, c)) sharedOf(front, A, products, shared);
    memory.copy(squares, shared, TILE_ROW);
    if (both && !u32At(alike, c + 1)) sharedOf(front, B, products, shared);
    memory.copy(squares + TILE_ROW, shared, TILE_ROW);
    memory.fill(residuals, 0, 2 * TILE_ROW);
    const others = products + front * TILE_ROW, at = front << 3, e = Ze + ((c * r) << 3);
    if (both) {
      addTwoProducts(size - front, A + at, B + at, others, squares, squares + TILE_ROW);
      addTwoProducts(r, e, e + (r << 3), lanes, residuals, residuals + TILE_ROW);
      scoresOfCell(c + 1, nDraws, nCells, r, nDates, uZ, sums, codes, slopes, found, squares + TILE_ROW, residuals + TILE_ROW, scores);
    } else {
      addProduct(size - front, A + at, others, squares);
      addProduct(r, e, lanes, residuals);
    }
    scoresOfCell(c, nDraws, nCells, r, nDates, uZ, sums, codes, slopes, found, squares, residuals, scores);
  }
}

/** What the shared columns of a block add to the quadratic form. */
function sharedOf(front: usize, A: usize, products: usize, shared: usize): void {
  memory.fill(shared, 0, TILE_ROW);
  addProduct(front, A, products, shared);
}

function scoresOfCell(
  c: usize, nDraws: usize, nCells: usize, r: usize, nDates: usize, uZ: usize, sums: usize, codes: usize, slopes: usize,
  found: usize, squares: usize, residuals: usize, scores: usize,
): void {
  const out = scores + c * TILE_ROW;
  for (let d: usize = 0; d < TILE; d++) setF64(out, d, -f64At(residuals, d) - f64At(found, d) * f64At(squares, d));
  for (let d: usize = 0; d < nDraws; d++) {
    const code = u32At(codes, d * nCells + c);
    if (code == 0) continue;
    const at = c * nDates + code - 1;
    const own = f64At(squares, d) + (f64At(sums, 3 * at) - 2 * dotChunk(r, slopes + ((d * r) << 3), uZ + ((at * r) << 3)));
    setF64(out, d, (f64At(sums, 3 * at + 1) - f64At(residuals, d)) - f64At(found, d) * own);
  }
}
