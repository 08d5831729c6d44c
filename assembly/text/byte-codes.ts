import { InOutU32, InOutU8, InU32, InU8, OutU32, setU32, u32At } from "../abi";

/** The code of an empty text. */
// @ts-ignore: decorator
@inline const NONE: usize = 0xffff_ffff;

/** Length of the white space (of JavaScript's `trim`, in UTF-8) at `at`, before `end`; 0 where there is none. */
function spaceAt(at: usize, end: usize): usize {
  const first = load<u8>(at);
  if (first == 32 || (first >= 9 && first <= 13)) return 1;
  if (first < 0xc2) return 0;
  if (first == 0xc2) return at + 2 <= end && load<u8>(at, 1) == 0xa0 ? 2 : 0;
  if (at + 3 > end) return 0;
  const rest = (<u32>load<u8>(at, 1) << 8) | <u32>load<u8>(at, 2);
  if (first == 0xe1) return rest == 0x9a80 ? 3 : 0;
  if (first == 0xe3) return rest == 0x8080 ? 3 : 0;
  if (first == 0xef) return rest == 0xbbbf ? 3 : 0;
  if (first != 0xe2) return 0;
  const isSpace = (rest >= 0x8080 && rest <= 0x808a) || rest == 0x80a8 || rest == 0x80a9 || rest == 0x80af || rest == 0x819f;
  return isSpace ? 3 : 0;
}

/** Length of the white space that ends at `end`, after `start`. */
function spaceBefore(start: usize, end: usize): usize {
  if (load<u8>(end - 1) < 0x80) return spaceAt(end - 1, end);
  for (let length: usize = 2; length <= 3 && start + length <= end; length++) {
    if (spaceAt(end - length, end) == length) return length;
  }
  return 0;
}

/** Fowler, Noll and Vo's FNV-1a, its upper bits into the lower. Source: IETF RFC 9923. */
function hashOf(from: usize, end: usize): u32 {
  let hash: u32 = 0x811c_9dc5;
  for (let at = from; at < end; at++) hash = (hash ^ <u32>load<u8>(at)) * 0x0100_0193;
  return hash ^ (hash >> 15);
}

function isSame(a: usize, b: usize, length: usize): bool {
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
  for (; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

/**
 * Codes of texts by first appearance, by a table of their hashes with linear probing; an empty one is missing. Goes on from an
 * earlier part, and stops where there is no room for the next one.
 *
 * trimmed  whether white space round a text (UTF-8) is no part of it
 * In       starts, ends u32[n]: where each text stands in bytes u8[]
 * InOut    slots u32[nSlots], nSlots a power of 2 above maxFound: 1 + the code, 0 where free; stops u32[maxFound+1]: where the
 *          text of each code ends in pool u8[poolBytes], and the next begins, with stops[0] = 0; state u32[3]: codes met so far,
 *          texts done, bytes of the text that has no room
 *          codes u32[n]
 * Info     0; 1 when there was no room
 * Cost     O(bytes of the texts)
 * Source   Knuth (1998), The Art of Computer Programming 3, 6.4
 */
export function byteCodes(
  n: usize, trimmed: i32, maxFound: usize, nSlots: usize, poolBytes: usize, starts: InU32, ends: InU32, bytes: InU8,
  slots: InOutU32, stops: InOutU32, pool: InOutU8, state: InOutU32, codes: InOutU32,
): i32 {
  let nFound = u32At(state, 0), i = u32At(state, 1);
  const mask = nSlots - 1;
  for (; i < n; i++) {
    let from = bytes + u32At(starts, i), end = bytes + u32At(ends, i);
    if (trimmed) {
      for (let space: usize = 1; from < end && space > 0; from += space) space = spaceAt(from, end);
      for (let space: usize = 1; from < end && space > 0; end -= space) space = spaceBefore(from, end);
    }
    if (from == end) {
      setU32(codes, i, NONE);
      continue;
    }
    const length = end - from;
    let slot = <usize>hashOf(from, end) & mask, code = u32At(slots, slot);
    for (; code != 0; slot = (slot + 1) & mask, code = u32At(slots, slot)) {
      const at = u32At(stops, code - 1);
      if (u32At(stops, code) - at == length && isSame(pool + at, from, length)) break;
    }
    if (code == 0) {
      const at = u32At(stops, nFound);
      if (nFound == maxFound || at + length > poolBytes) {
        setU32(state, 2, length);
        setU32(state, 0, nFound);
        setU32(state, 1, i);
        return 1;
      }
      memory.copy(pool + at, from, length);
      code = ++nFound;
      setU32(stops, nFound, at + length);
      setU32(slots, slot, code);
    }
    setU32(codes, i, code - 1);
  }
  setU32(state, 0, nFound);
  setU32(state, 1, i);
  return 0;
}

/**
 * Puts the texts of a pool into a larger table of their hashes.
 *
 * In    stops u32[n+1], pool u8[] of `byteCodes`
 * Out   slots u32[nSlots]
 * Info  0; -2 unless the table is large enough
 * Cost  O(bytes + nSlots)
 */
export function placeBytes(n: usize, nSlots: usize, stops: InU32, pool: InU8, slots: OutU32): i32 {
  if (popcnt(nSlots) != 1 || nSlots < 2 * n) return -2;
  memory.fill(slots, 0, nSlots << 2);
  const mask = nSlots - 1;
  for (let code: usize = 0; code < n; code++) {
    let slot = <usize>hashOf(pool + u32At(stops, code), pool + u32At(stops, code + 1)) & mask;
    while (u32At(slots, slot) != 0) slot = (slot + 1) & mask;
    setU32(slots, slot, code + 1);
  }
  return 0;
}
