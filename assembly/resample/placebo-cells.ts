import { f64At, InF64, InOutF64, InU32, OutF64, OutU32, setF64, setU32, u32At, WorkF64 } from "../abi";
import { packedRow } from "../moments/packed-factor";
import { symmetricAt } from "../moments/symmetric-at";

/**
 * What a placebo draw needs of each cell (a unit of assignment), from its block of cross-products: for every date a cell
 * could be treated from, the cross-products of u, the sum of the dummies of all periods from that date on, which is the
 * treatment with the effects nested in cells projected out. Z are the first r columns of a block, e = y - Zg. A block
 * becomes what draws read of it, Z'Z of the columns kept.
 *
 * In    stride numbers from block to block; outcome the column of y; nKept <= r columns of Z, kept u32[nKept] ascending;
 *       periods u32[nPeriods] the column of each period, ascending; periodWeights f64[nCells*nPeriods] the weight of each
 *       period in each cell, before projection; dates u32[nDates] the number of the first period of each date, strictly
 *       ascending; g f64[r]
 * InOut blocks packed, one a cell; on return the first nKept(nKept+1)/2 numbers of each are packed Z'Z of the columns kept
 * Out   alike u32[nCells]: 1 where the products of the first nShared columns kept are those of the cell before, in this call;
 *       Ze f64[nCells*nKept] Z'e; uZ f64[nCells*nDates*nKept] u'Z, by cell and date; sums f64[nCells*nDates*3] u'u, u'e
 *       and the weight treated
 * Work  f64[r]
 * Info  0
 * Cost  O(nCells (r^2 + nPeriods r + nPeriods^2))
 * Source  Frisch & Waugh (1933), Econometrica 1(4), doi:10.2307/1907330
 */
export function placeboCells(
  nCells: usize, r: usize, nKept: usize, nShared: usize, stride: usize, outcome: usize, nPeriods: usize, nDates: usize,
  blocks: InOutF64, kept: InU32, periods: InU32, periodWeights: InF64, dates: InU32, g: InF64, alike: OutU32, Ze: OutF64,
  uZ: OutF64, sums: OutF64, work: WorkF64,
): i32 {
  for (let c: usize = 0; c < nCells; c++) {
    const A = blocks + ((c * stride) << 3);
    outcomeOfCell(r, nKept, outcome, A, kept, g, Ze + ((c * nKept) << 3));
    const weights = periodWeights + ((c * nPeriods) << 3);
    memory.fill(work, 0, r << 3);
    let uu: f64 = 0, ue: f64 = 0, weight: f64 = 0;
    let date = nDates; // dates from this one on are stored
    for (let p = nPeriods; ; p--) {
      while (date > 0 && u32At(dates, date - 1) >= p) {
        const at = c * nDates + --date;
        for (let j: usize = 0; j < nKept; j++) setF64(uZ, at * nKept + j, f64At(work, u32At(kept, j)));
        setF64(sums, 3 * at, uu);
        setF64(sums, 3 * at + 1, ue);
        setF64(sums, 3 * at + 2, weight);
      }
      if (p == 0) break;
      const column = u32At(periods, p - 1);
      let fitted: f64 = 0, cross: f64 = 0;
      for (let j: usize = 0; j < r; j++) {
        const product = symmetricAt(A, column, j);
        setF64(work, j, f64At(work, j) + product);
        fitted += product * f64At(g, j);
      }
      for (let later = p; later < nPeriods; later++) cross += symmetricAt(A, column, u32At(periods, later));
      uu += symmetricAt(A, column, column) + 2 * cross;
      ue += symmetricAt(A, column, outcome) - fitted;
      weight += f64At(weights, p - 1);
    }
    keepColumns(nKept, kept, A);
    setU32(alike, c, c > 0 && areAlike(packedRow(nShared), A, A - (stride << 3)) ? 1 : 0);
  }
  return 0;
}

/** Z'e = Z'y - Z'Z g of one block. */
function outcomeOfCell(r: usize, nKept: usize, outcome: usize, A: usize, kept: usize, g: usize, Ze: usize): void {
  for (let k: usize = 0; k < nKept; k++) {
    const i = <usize>u32At(kept, k);
    let fitted: f64 = 0;
    for (let j: usize = 0; j < r; j++) fitted += symmetricAt(A, i, j) * f64At(g, j);
    setF64(Ze, k, f64At(A, packedRow(outcome) + i) - fitted);
  }
}

/** Rows and columns `kept` of a packed matrix to its front. */
function keepColumns(nKept: usize, kept: usize, A: usize): void {
  let to = A;
  for (let i: usize = 0; i < nKept; i++) {
    const row = A + (packedRow(u32At(kept, i)) << 3);
    for (let j: usize = 0; j <= i; j++, to += 8) setF64(to, 0, f64At(row, u32At(kept, j)));
  }
}

function areAlike(n: usize, x: usize, y: usize): bool {
  for (let i: usize = 0; i < n; i++) if (f64At(x, i) != f64At(y, i)) return false;
  return true;
}
