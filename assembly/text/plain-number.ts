// Cells of columns of numbers as nearly all are written: a sign or none, digits, a point or none. Where the cell ends is found before its
// digits are read, so that the next cell need not wait for them; all others are left to `readNumber`. By vectors alone.

import { FIVES, VECTORS, nearest, sixteenDigits, tensOf } from "./decimal";

// @ts-ignore: decorator
@inline const POINTS: usize = VECTORS + 48;
/** Sixteen zeros and sixteen 0xff: from byte k on, the k last of sixteen. */
// @ts-ignore: decorator
@inline const LASTS: usize = VECTORS + 112;
/** As LASTS, of eight. */
// @ts-ignore: decorator
@inline const LASTS_OF_EIGHT: usize = LASTS + 8;
/** Where the digits of a short cell stand, right-aligned, by its sign, length and whole part. */
// @ts-ignore: decorator
@inline const PLACES: usize = FIVES + 651 * 16;

/** Ones where `bytes` equal `other`. */
// @ts-ignore: decorator
@inline function matches(bytes: v128, other: v128): u32 { return <u32>i8x16.bitmask(i8x16.eq(bytes, other)); }

/** 1 if a number may begin with its sign `first`. */
// @ts-ignore: decorator
@inline function isSign(first: u32): u32 { return <u32>(((first - 43) & ~2) == 0); }

/** The sign bit of a number that begins with `first`: of + and -, only the latter has this bit. */
// @ts-ignore: decorator
@inline function signBit(first: u32, signed: u32): u64 { return <u64>(signed & (first >> 2)) << 63; }

/**
 * Reads the number from p to the first `stop` into `to`, as `readNumber` does. Returns where that stands; 0 where the cell is longer than 31
 * bytes or written otherwise. Reads 32 bytes, and up to 25 before the stop.
 */
// @ts-ignore: decorator
@inline export function readPlainNumber(p: usize, stop: u32, to: usize, powers: usize): usize {
  const stops = i8x16.splat(<i8>stop);
  const bytes = v128.load(p);
  const ends = matches(bytes, stops);
  if (ends == 0) return readLong(p, bytes, stops, to, powers);
  const length = ctz(ends), whole = ctz(ends | matches(bytes, v128.load(powers, POINTS)));
  const first = <u32>load<u8>(p), signed = isSign(first);
  const place = powers + <usize>((signed << 12) | (length << 8) | (whole << 4));
  const digits = i8x16.swizzle(i8x16.sub(bytes, v128.load(powers, VECTORS)), v128.load(place, PLACES));
  const decimals = length - whole - <u32>(whole < length);
  if (length - signed - <u32>(whole < length) == 0) return 0;
  if (i8x16.bitmask(i8x16.add_sat_u(digits, v128.load(powers, VECTORS + 16))) != 0) return 0;
  if (whole - signed > 1 && load<u8>(p + <usize>signed) == 48) return 0;
  const exact = <f64><i64>sixteenDigits(digits, powers) / load<f64>(powers + (<usize>decimals << 3));
  store<u64>(to, reinterpret<u64>(exact) | signBit(first, signed));
  return p + <usize>length;
}

/** As `readPlainNumber`, of at least 16 bytes. */
// @ts-ignore: decorator
@inline function readLong(p: usize, left: v128, stops: v128, to: usize, powers: usize): usize {
  const right = v128.load(p, 16), points = v128.load(powers, POINTS);
  const ends = matches(right, stops) << 16;
  if (ends == 0) return 0;
  const length = ctz(ends), whole = ctz(ends | matches(left, points) | (matches(right, points) << 16));
  const first = <u32>load<u8>(p), signed = isSign(first);
  if (whole == length || length - signed > 25 || (whole - signed > 1 && load<u8>(p + <usize>signed) == 48)) return 0;
  const end = p + <usize>length;
  const digits = length - signed - 1, decimals = length - whole - 1;
  // without the point: what stands before it comes one byte later
  const last = v128.bitselect(v128.load(end - 16), v128.load(end - 17), v128.load(powers + <usize>min(decimals, 16), LASTS));
  const values = v128.and(i8x16.sub(last, v128.load(powers, VECTORS)), v128.load(powers + <usize>min(digits, 16), LASTS));
  const after = load<u64>(powers + <usize>(max(decimals, 16) - 16), LASTS_OF_EIGHT);
  const kept = load<u64>(powers + <usize>(max(digits, 16) - 16), LASTS_OF_EIGHT);
  const late = load<u64>(end - 25);
  const before = ((late ^ ((late ^ load<u64>(end - 24)) & after)) & kept) ^ (0x3030_3030_3030_3030 & kept);
  const three = <u32>(before >> 40); // 19 digits at most
  const wrong = i8x16.bitmask(i8x16.add_sat_u(values, v128.load(powers, VECTORS + 16))) | <i32>((three + 0x76_7676 | three) & 0x80_8080);
  if (wrong != 0 || before << 24 != 0) return 0;
  const high = <u64>((three & 0xff) * 100 + ((three >> 8) & 0xff) * 10 + (three >> 16));
  const w = high * tensOf(16, powers) + sixteenDigits(values, powers);
  const bits = w == 0 ? 0 : nearest(w, -<i32>decimals, powers);
  store<u64>(to, bits | signBit(first, signed));
  return end;
}
