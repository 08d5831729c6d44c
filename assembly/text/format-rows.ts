import { f64At, InF64, InOutU8, InU32, InU8, u32At, WorkU8 } from "../abi";
import { SLACK, writeNumber } from "./shortest-digits";

const MISSING: usize = 0xffff_ffff;
const COMMA: u8 = 0x2c;
const NEW_LINE: u8 = 0x0a;

/**
 * Rows of a table as lines of CSV. Numbers are the shortest digits that read back, NaN an empty cell; text is copied from its levels,
 * which the caller has quoted where they must be.
 *
 * In    kinds u32[nColumns], 0 for the next column of numbers, 1 for the next of codes; numbers f64[n, columns of numbers]; codes
 *       u32[n, columns of codes] below the levels of their column, or 0xffffffff: an empty cell; starts u32[columns of codes + 1]:
 *       where the offsets of a column's levels begin; offsets u32 into bytes, one more than levels in each column; bytes u8, 8 more
 *       than the levels have; powers u32[4*617], of `powersOfTen`
 * InOut out u8, of the size `formatRowsBytes` says: the lines; the 32 bytes behind them become 0
 * Work  u8[32]
 * Info  bytes of the lines; -5 if a code is out of range
 * Cost  O(n nColumns)
 * Source  RFC 4180; `shortest-digits`
 */
export function formatRows(
  n: usize, nColumns: usize, kinds: InU32, numbers: InF64, codes: InU32, starts: InU32, offsets: InU32, bytes: InU8,
  powers: InU32, out: InOutU8, work: WorkU8,
): i32 {
  let at = out;
  for (let i: usize = 0; i < n; i++) {
    let number: usize = i, code: usize = i, text: usize = 0;
    for (let column: usize = 0; column < nColumns; column++) {
      if (u32At(kinds, column) == 0) {
        at = writeNumber(at, f64At(numbers, number), powers, work);
        number += n;
      } else {
        const level = u32At(codes, code);
        code += n;
        const start = u32At(starts, text++);
        if (level != MISSING) {
          if (start + level + 1 >= u32At(starts, text)) return -5;
          const from = u32At(offsets, start + level);
          at = copyText(at, bytes + from, u32At(offsets, start + level + 1) - from);
        }
      }
      store<u8>(at++, COMMA);
    }
    if (nColumns > 0) store<u8>(at - 1, NEW_LINE);
  }
  memory.fill(at, 0, SLACK);
  return <i32>(at - out);
}

/** Copies a text by words, the last of which may reach 7 bytes beyond it. */
// @ts-ignore: decorator
@inline function copyText(to: usize, from: usize, length: usize): usize {
  for (let i: usize = 0; i < length; i += 8) store<u64>(to + i, load<u64>(from + i));
  return to + length;
}
