import { f64At, InOutF64, InOutU32, OutU32, setF64, setU32, u32At, WorkU32 } from "../abi";
import { philoxBlock } from "../resample/philox";
import { below, happens } from "./customs-structure";

/** Kinds of defects, evenly likely. */
// @ts-ignore: decorator
@inline const KINDS: usize = 5;
/** Code of a missing text cell. */
// @ts-ignore: decorator
@inline const MISSING: usize = 0xffffffff;

/**
 * Spoils a share of clean customs rows, at most one way a row: 0 the quantity becomes 0; 1 the quantity is in a unit a
 * thousandth of the one stated; 2 the row stands twice; 3 the quantity is missing; 4 the destination is missing. What
 * happens to row i is a function of firstRow + i.
 *
 * In    share of rows; purpose, k0, k1 the stream
 * Work  u32[4]
 * Out   quantity f64[n] and dest u32[n], updated; order u32[2n]: the rows in their order, doubled ones twice, then 0;
 *       counts u32[5] by kind
 * Info  rows of `order`
 * Cost  O(n)
 */
export function customsDefects(
  n: usize, firstRow: u32, share: f64, purpose: u32, k0: u32, k1: u32, quantity: InOutF64, dest: InOutU32,
  order: OutU32, counts: OutU32, work: WorkU32,
): f64 {
  for (let kind: usize = 0; kind < KINDS; kind++) setU32(counts, kind, 0);
  let rows: usize = 0;
  for (let i: usize = 0; i < n; i++) {
    setU32(order, rows++, i);
    philoxBlock(firstRow + <u32>i, 0, purpose, 0, k0, k1, work);
    if (!happens(u32At(work, 0), share)) continue;
    const kind = below(u32At(work, 1), KINDS);
    setU32(counts, kind, u32At(counts, kind) + 1);
    if (kind == 0) setF64(quantity, i, 0);
    else if (kind == 1) setF64(quantity, i, 1000 * f64At(quantity, i));
    else if (kind == 2) setU32(order, rows++, i);
    else if (kind == 3) setF64(quantity, i, NaN);
    else setU32(dest, i, MISSING);
  }
  for (let i = rows; i < 2 * n; i++) setU32(order, i, 0);
  return <f64>rows;
}
