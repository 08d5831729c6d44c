import { InOutU32, InOutU8, InU32, InU8, setU32, u32At } from "../abi";

/** The code of an empty cell. */
// @ts-ignore: decorator
@inline const MISSING: usize = 0xffff_ffff;
// @ts-ignore: decorator
@inline const LENGTH: u32 = 0x7fff_ffff;

/** The bytes of entry `code`, and whether they are those at `from`, `length` without its mark of doubled quotes. */
// @ts-ignore: decorator
@inline function isSame(a: usize, b: usize, length: usize): bool {
  if (length >= 8) {
    const last = length - 8; // may overlap the eight before
    for (let i: usize = 0; i < last; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
    return load<u64>(a + last) == load<u64>(b + last);
  }
  if (length >= 4) return load<u32>(a) == load<u32>(b) && load<u32>(a + length - 4) == load<u32>(b + length - 4);
  for (let i: usize = 0; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

/**
 * Codes of the texts of a column, by a dictionary that goes on from an earlier part: the first cell of a kind is entered, in the order
 * of rows. Stops where there is no room for the next one, to go on from there.
 *
 * row      the first row's number
 * In       parts u32[2*nParts]: where the cells of a part stand in `texts`, counted in u32, and their number
 *          bytes u8[]
 *          texts u32[]: start in `bytes`, length (bit 31: doubled quotes), hash
 * InOut    entries u32[5*maxEntries]: hash, place in `pool`, length (with bit 31), cells, row of the first
 *          slots u32[nSlots], nSlots a power of 2 above maxEntries: 1 + the entry, by its hash and what follows; 0 where free
 *          pool u8[poolBytes]: the bytes of the entries, a zero behind each
 *          state u32[4]: entries; bytes of `pool` in use; cells done of these parts, to begin with 0; bytes of the cell that has no room
 *          codes u32[cells of the parts]: the entry; 0xffffffff where the cell is empty
 * Info     0; 1 when there was no room
 * Cost     O(bytes of the cells)
 */
export function codeCells(
  nParts: usize, row: usize, maxEntries: usize, nSlots: usize, poolBytes: usize, parts: InU32, bytes: InU8, texts: InU32,
  entries: InOutU32, slots: InOutU32, pool: InOutU8, state: InOutU32, codes: InOutU32,
): i32 {
  let nEntries = u32At(state, 0), used = u32At(state, 1), done = u32At(state, 2);
  const mask = nSlots - 1;
  let before: usize = 0;
  let info: i32 = 0;
  for (let part: usize = 0; part < nParts && info == 0; part++) {
    const rows = u32At(parts, (part << 1) + 1);
    let cell = texts + (u32At(parts, part << 1) << 2);
    const first = done > before ? done - before : 0;
    cell += first * 12;
    for (let i = first; i < rows; i++, cell += 12) {
      const mark = load<u32>(cell, 4), length = <usize>(mark & LENGTH);
      if (length == 0) {
        setU32(codes, before + i, MISSING);
        done++;
        continue;
      }
      const from = bytes + load<u32>(cell), hash = load<u32>(cell, 8);
      let slot = <usize>hash & mask, code = u32At(slots, slot);
      while (code != 0) {
        const entry = entries + (code - 1) * 20;
        if (load<u32>(entry) == hash && load<u32>(entry, 8) == mark && isSame(pool + load<u32>(entry, 4), from, length)) {
          store<u32>(entry, load<u32>(entry, 12) + 1, 12);
          break;
        }
        slot = (slot + 1) & mask;
        code = u32At(slots, slot);
      }
      if (code == 0) {
        if (nEntries == maxEntries || used + length + 1 > poolBytes) {
          setU32(state, 3, length);
          info = 1;
          break;
        }
        const entry = entries + nEntries * 20;
        store<u32>(entry, hash);
        store<u32>(entry, <u32>used, 4);
        store<u32>(entry, mark, 8);
        store<u32>(entry, 1, 12);
        store<u32>(entry, <u32>(row + before + i), 16);
        memory.copy(pool + used, from, length);
        store<u8>(pool + used + length, 0);
        used += length + 1;
        code = ++nEntries;
        setU32(slots, slot, code);
      }
      setU32(codes, before + i, code - 1);
      done++;
    }
    before += rows;
  }
  setU32(state, 0, nEntries);
  setU32(state, 1, used);
  setU32(state, 2, done);
  return info;
}
