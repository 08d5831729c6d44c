import { f64At, InF64, OutF64, setF64, WorkF64, WorkU32 } from "../abi";
import { addProduct, addTwoProducts, TILE, TILE_ROW } from "./draw-tile";
import { twoPointDraws } from "./two-point-draws";
import { MAMMEN, MAMMEN_BELOW, MAMMEN_HIGH, MAMMEN_LOW, RADEMACHER, weightsOfTile } from "./wild-weights";

/** Units whose weights are made at a time: they and some ten columns of influences fit the first cache. */
// @ts-ignore: decorator
@inline const UNITS: usize = 256;

/**
 * Draws first .. first + nDraws - 1 of a multiplier bootstrap: of each column of influences, its dot product with the weights of the
 * draw, those of `wildWeights`. Weights of two points go by `twoPointDraws`; others by eight draws side by side, each a sum over units
 * in their order.
 *
 * In    kind, purpose, k0, k1 as in wildWeights; psi f64[n*p], column-major, a row a unit
 * Work  f64[the larger of 8*(256 + p) and (64 + nDraws)*(p + 3) + 32]; u32[4]
 * Out   draws f64[nDraws*p], by draw
 * Info  0; -1 for an unknown kind
 * Cost  O(nDraws n p)
 * Source  Callaway & Sant'Anna (2021), Journal of Econometrics 225(2), doi:10.1016/j.jeconom.2020.12.001, algorithm 1
 */
export function multiplierDraws(
  kind: u32, n: usize, p: usize, first: u32, nDraws: usize, purpose: u32, k0: u32, k1: u32, psi: InF64, draws: OutF64,
  work: WorkF64, block: WorkU32,
): i32 {
  if (kind > 3) return -1;
  if (kind == RADEMACHER) {
    twoPointDraws(1, -1, 0x80000000, n, p, first, nDraws, purpose, k0, k1, psi, draws, work, block);
    return 0;
  }
  if (kind == MAMMEN) {
    twoPointDraws(
      MAMMEN_LOW, MAMMEN_HIGH, MAMMEN_BELOW, n, p, first, nDraws, purpose, k0, k1, psi, draws, work, block,
    );
    return 0;
  }
  const sums = work + UNITS * TILE_ROW, column = n << 3;
  for (let from: usize = 0; from < nDraws; from += TILE) {
    memory.fill(sums, 0, p * TILE_ROW);
    for (let start: usize = 0; start < n; start += UNITS) {
      const units = min(UNITS, n - start);
      weightsOfTile(kind, start, units, first + <u32>from, purpose, k0, k1, work, block);
      let j: usize = 0, own = psi + (start << 3);
      for (; j + 1 < p; j += 2, own += column << 1) {
        addTwoProducts(units, own, own + column, work, sums + j * TILE_ROW, sums + (j + 1) * TILE_ROW);
      }
      if (j < p) addProduct(units, own, work, sums + j * TILE_ROW);
    }
    for (let l: usize = 0; l < min(TILE, nDraws - from); l++) {
      for (let j: usize = 0; j < p; j++) setF64(draws, (from + l) * p + j, f64At(sums + j * TILE_ROW, l));
    }
  }
  return 0;
}
