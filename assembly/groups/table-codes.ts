import { f64At, InF64, InOutF64, InOutU32, OutU32, setF64, setU32, u32At } from "../abi";

/** The code of a missing row, and a slot that holds no level. */
// @ts-ignore: decorator
@inline const NONE: usize = 0xffff_ffff;

/**
 * Codes of integers by first appearance, NaN as missing, by a table over the range low .. low+nSlots-1: neighbours stay
 * neighbours, which a hash would scatter. Goes on from an earlier part, and stops at a number that has no slot.
 *
 * In      nFound: levels met so far; x f64[n]
 * InOut   slots u32[nSlots]: the code of each integer, 0xffffffff to begin with; levels f64[nFound + n]
 *         codes u32[n]
 * Out     done u32[1]: how many of x have their code, fewer than n where the next has no slot
 * Info    levels met so far
 * Cost    O(n)
 */
export function tableCodes(
  n: usize, nFound: usize, nSlots: usize, low: f64, x: InF64, slots: InOutU32, levels: InOutF64, codes: InOutU32,
  done: OutU32,
): i32 {
  let i: usize = 0;
  for (; i < n; i++) {
    const value = f64At(x, i);
    if (value != value) {
      setU32(codes, i, NONE);
      continue;
    }
    const place = value - low;
    if (!(place >= 0 && place < <f64>nSlots)) break;
    const slot = <usize><u32>place;
    if (<f64>slot != place) break;
    let code = u32At(slots, slot);
    if (code == NONE) {
      code = nFound++;
      setU32(slots, slot, code);
      setF64(levels, code, value + 0);
    }
    setU32(codes, i, code);
  }
  setU32(done, 0, i);
  return <i32>nFound;
}
