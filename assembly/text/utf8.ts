// Whether bytes are text in UTF-8 (RFC 3629), without a zero byte. A text of ASCII costs one look at sixteen bytes at a time.

/** Bytes a character takes by its first byte; 0 where that begins none. */
// @ts-ignore: decorator
@inline function lengthOf(first: u32): usize {
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  return first < 0xf5 ? 4 : 0;
}

// @ts-ignore: decorator
@inline function isTail(p: usize): bool { return (load<u8>(p) & 0xc0) == 0x80; }

/** Bytes from p on that belong to a character that begins before it, and not before `first`. */
function bytesOfEarlier(first: usize, p: usize): usize {
  for (let back: usize = 1; back <= 3 && p - back >= first; back++) {
    if (isTail(p - back)) continue;
    const length = lengthOf(<u32>load<u8>(p - back));
    return length > back ? length - back : 0;
  }
  return 0;
}

/** Whether the character at p is sound, its first byte not ASCII. One that is cut off at `limit` is, unless `whole`. */
function isCharacter(p: usize, limit: usize, whole: bool): bool {
  const first = <u32>load<u8>(p);
  const length = lengthOf(first);
  if (length < 2) return false;
  if (whole && p + length > limit) return false;
  if (p + 1 < limit) {
    const second = <u32>load<u8>(p + 1);
    if (first == 0xe0 && second < 0xa0) return false; // could be shorter
    if (first == 0xed && second > 0x9f) return false; // half of a pair of UTF-16
    if (first == 0xf0 && second < 0x90) return false;
    if (first == 0xf4 && second > 0x8f) return false; // beyond Unicode
  }
  for (let i: usize = 1; i < length && p + i < limit; i++) if (!isTail(p + i)) return false;
  return true;
}

/**
 * Whether the characters that begin at start .. end - 1 are text. `first` is where the text begins, `limit` where what is there of it
 * ends: a character may go on behind that unless `whole`.
 */
export function isText(first: usize, start: usize, end: usize, limit: usize, whole: bool): bool {
  let p = start;
  let high: bool = false;
  if (ASC_FEATURE_SIMD) {
    let least = i8x16.splat(1), other = least; // as signed bytes: a zero is 0, what is not ASCII is below
    for (; p + 32 <= end; p += 32) {
      least = i8x16.min_s(least, v128.load(p));
      other = i8x16.min_s(other, v128.load(p, 16));
    }
    least = i8x16.min_s(least, other);
    high = i8x16.bitmask(least) != 0;
    if (i8x16.bitmask(i8x16.eq(least, i8x16.splat(0))) != 0) return false;
    if (high) p = start; // a zero may stand where a lane is below it
  }
  for (; p < end; p++) {
    const byte = load<i8>(p);
    if (byte == 0) return false;
    if (byte < 0) high = true;
  }
  if (!high) return true;
  for (p = start + min(bytesOfEarlier(first, start), end - start); p < end;) {
    if (load<i8>(p) >= 0) {
      p += p + 8 <= end && (load<u64>(p) & 0x8080_8080_8080_8080) == 0 ? 8 : 1;
    } else {
      if (!isCharacter(p, limit, whole)) return false;
      p += lengthOf(<u32>load<u8>(p));
    }
  }
  return true;
}
