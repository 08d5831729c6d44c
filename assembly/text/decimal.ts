// Decimal digits to the nearest double: eight digits at a time, then one multiplication by a power of five of 128 bits.
// Sources: Clinger (1990), How to read floating point numbers accurately, PLDI '90, DOI 10.1145/93542.93557 (few digits and a
// small exponent: one operation on exact doubles); Lemire (2021), Number parsing at a gigabyte per second, Software: Practice
// and Experience 51(8), DOI 10.1002/spe.2984 (all others); Mushtak & Lemire (2023), Fast number parsing without fallback,
// Software: Practice and Experience 53(7), DOI 10.1002/spe.3198 (why the product of 128 bits always decides).

/**
 * Where `powers` has what, bytes: 10^0 .. 10^22 as doubles, 10^0 .. 10^16 as integers of 64 bits, vectors, powers of five, places of
 * digits. Vectors are loaded
 * because V8 makes a constant one of several instructions wherever it is used.
 */
// @ts-ignore: decorator
@inline const TENS: usize = 184;
// @ts-ignore: decorator
@inline export const VECTORS: usize = 320;
// @ts-ignore: decorator
@inline export const FIVES: usize = 464;
/** The powers of ten there are: below the least every number of 19 digits is 0, above the largest infinite. */
// @ts-ignore: decorator
@inline const LEAST: i32 = -342;
// @ts-ignore: decorator
@inline const LARGEST: i32 = 308;
/** Digits that an integer of 64 bits holds whatever they are. */
// @ts-ignore: decorator
@inline const MOST_DIGITS: usize = 19;
/** Integers of so many digits may be codes that a double would round. */
// @ts-ignore: decorator
@inline const CODE_DIGITS: usize = 16;
// @ts-ignore: decorator
@inline const INFINITE: u64 = 0x7ff0_0000_0000_0000;
/** Exponents beyond this are all alike. */
// @ts-ignore: decorator
@inline const FAR: i32 = 99_999;

/** Ones in bytes of v that are no digits, from the first such byte on. */
// @ts-ignore: decorator
@inline export function nonDigits(v: u64): u64 {
  return ((v & 0xf0f0_f0f0_f0f0_f0f0) ^ 0x3030_3030_3030_3030)
    | (((v + 0x0606_0606_0606_0606) & 0xf0f0_f0f0_f0f0_f0f0) ^ 0x3030_3030_3030_3030);
}

/** The integer of eight digits, each a byte of value 0 to 9, the first the lowest: pairs, then fours, then all. */
// @ts-ignore: decorator
@inline export function eightDigits(v: u64): u64 {
  const pairs = v * 10 + (v >> 8);
  return ((pairs & 0x0000_00ff_0000_00ff) * 0x000f_4240_0000_0064
    + ((pairs >> 16) & 0x0000_00ff_0000_00ff) * 0x0000_2710_0000_0001) >> 32;
}

/** w followed by the digits before the first of `others`, of none to seven of the eight bytes v. */
// @ts-ignore: decorator
@inline function withFew(w: u64, v: u64, others: u64, powers: usize): u64 {
  const bits = ctz(others) & 56;
  return w * load<u64>(powers + TENS + <usize>bits) + eightDigits((v - 0x3030_3030_3030_3030) << 8 << (56 - bits));
}

/** The digits at p, as bytes of value 0 to 9; others are above. */
// @ts-ignore: decorator
@inline function sixteen(p: usize, powers: usize): v128 {
  return i8x16.sub(v128.load(p), v128.load(powers, VECTORS));
}

/** How many digits there are at p, 16 at most. Reads 16 bytes. */
// @ts-ignore: decorator
@inline function countSixteen(p: usize, powers: usize): u32 {
  return ctz(i8x16.bitmask(i8x16.add_sat_u(sixteen(p, powers), v128.load(powers, VECTORS + 16))) | 0x1_0000); // above 9
}

/** 10^count, at most 10^16. */
// @ts-ignore: decorator
@inline export function tensOf(count: usize, powers: usize): u64 {
  return load<u64>(powers + TENS + (count << 3));
}

/** The integer of sixteen digits, each a byte of value 0 to 9: pairs, then fours, then eights. */
// @ts-ignore: decorator
@inline export function sixteenDigits(digits: v128, powers: usize): u64 {
  const pairs = i16x8.shr_u(i16x8.mul(digits, v128.load(powers, VECTORS + 64)), 8); // 10 * 256 + 1: the upper byte is the pair
  const fours = i32x4.dot_i16x8_s(pairs, v128.load(powers, VECTORS + 80)); // 100, 1
  const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_s(fours, fours), v128.load(powers, VECTORS + 96)); // 10000, 1
  const both = <u64>i64x2.extract_lane(eights, 0);
  return (both & 0xffff_ffff) * 100_000_000 + (both >> 32);
}

/** w followed by the `count` digits at p: the same whatever their number, which is what changes from cell to cell. */
// @ts-ignore: decorator
@inline function withSixteen(w: u64, p: usize, count: u32, powers: usize): u64 {
  const place = i8x16.sub(v128.load(powers, VECTORS + 32), i8x16.splat(<i8>(16 - count))); // 0, 1, 2, ...
  const right = i8x16.swizzle(sixteen(p, powers), place); // zeros before them
  return w * tensOf(<usize>count, powers) + sixteenDigits(right, powers);
}

/** The upper 64 bits of a product. */
// @ts-ignore: decorator
@inline function highProduct(a: u64, b: u64): u64 {
  const aLow = a & 0xffff_ffff, aHigh = a >> 32, bLow = b & 0xffff_ffff, bHigh = b >> 32;
  const middle = aHigh * bLow + ((aLow * bLow) >> 32);
  return aHigh * bHigh + (middle >> 32) + ((aLow * bHigh + (middle & 0xffff_ffff)) >> 32);
}

/** Bits of the double nearest to w 10^q, w > 0; INFINITE beyond the range. */
// @ts-ignore: decorator
@inline export function nearest(w: u64, q: i32, powers: usize): u64 {
  if (<u32>(q - LEAST) > <u32>(LARGEST - LEAST)) return q < 0 ? 0 : INFINITE;
  const shift = clz(w);
  const five = powers + FIVES + (<usize>(q - LEAST) << 4);
  w <<= shift;
  let high = highProduct(w, load<u64>(five)), low = w * load<u64>(five);
  if ((high & 0x1ff) == 0x1ff) { // the bits below may carry into those that count
    const more = highProduct(w, load<u64>(five, 8));
    low += more;
    if (low < more) high++;
  }
  const top = high >> 63;
  const rest = top + 9;
  let m = high >> rest; // 54 bits: one to round by
  let exponent = ((217_706 * q) >> 16) + 1086 + <i32>top - <i32>shift; // floor(q log2(10)), biased
  if (exponent <= 0) {
    if (exponent < -62) return 0;
    m >>= <u64>(1 - exponent);
    m = (m + (m & 1)) >> 1;
    return m; // rounded up to 2^52, it is the smallest normal number as it stands
  }
  // halfway between two doubles, which only these powers allow: to the even one
  if (low <= 1 && q >= -4 && q <= 23 && (m & 3) == 1 && m << rest == high) m ^= 1;
  m = (m + (m & 1)) >> 1;
  if (m >> 53 != 0) {
    m >>= 1;
    exponent++;
  }
  return exponent >= 0x7ff ? INFINITE : (<u64>exponent << 52) | (m & 0x000f_ffff_ffff_ffff);
}

/** As `nearest`, of more than 19 digits at p .. end with a point among them or not; INFINITE too where 19 do not decide. */
function nearestOfMany(p: usize, end: usize, q: i32, powers: usize): u64 {
  let w: u64 = 0, count: usize = 0, pointed = false, rest = false;
  for (; p < end; p++) {
    const digit = <u64>load<u8>(p) - 48;
    if (digit > 9) {
      pointed = true;
    } else if (count < MOST_DIGITS) {
      w = w * 10 + digit;
      if (w != 0) count++;
      if (pointed) q--;
    } else {
      rest = rest || digit != 0;
      if (!pointed) q++;
    }
  }
  if (w == 0) return 0;
  const bits = nearest(w, q, powers);
  return rest && nearest(w + 1, q, powers) != bits ? INFINITE : bits;
}

/**
 * Reads the number written at p into `to`: optional sign, digits without a leading zero, at most one point, exponent; at most 15
 * digits without a point. Returns where it ends; 0 where there is none, where it is beyond the range of doubles, or where it is
 * undecided. Reads up to 16 bytes beyond.
 */
// @ts-ignore: decorator
@inline export function readNumber(p: usize, to: usize, powers: usize): usize {
  let c = <u32>load<u8>(p);
  const sign = <u64>(c == 45) << 63;
  p += <usize>(c == 45) | <usize>(c == 43); // no branch: signs are as good as random
  let at = p + 1, w: u64 = 0;
  if (load<u8>(at) == 46) { // one digit before the point, as most decimals have
    w = <u64>load<u8>(p) - 48;
    if (w > 9) return 0;
  } else {
    let v = load<u64>(p), others = nonDigits(v);
    at = p;
    while (others == 0) {
      w = w * 100_000_000 + eightDigits(v - 0x3030_3030_3030_3030);
      v = load<u64>(at += 8);
      others = nonDigits(v);
    }
    w = withFew(w, v, others, powers);
    at += <usize>(ctz(others) >> 3);
  }
  const whole = at - p;
  if (whole > 1 && load<u8>(p) == 48) return 0;
  let digits = whole;
  c = <u32>load<u8>(at);
  if (c == 46) {
    const from = ++at;
    if (ASC_FEATURE_SIMD) {
      const count = countSixteen(from, powers);
      w = withSixteen(w, from, count, powers);
      at += <usize>count;
      if (count == 16) {
        for (let digit = <u64>load<u8>(at) - 48; digit <= 9; digit = <u64>load<u8>(++at) - 48) w = w * 10 + digit;
      }
    } else {
      let v = load<u64>(at), others = nonDigits(v);
      while (others == 0) {
        w = w * 100_000_000 + eightDigits(v - 0x3030_3030_3030_3030);
        v = load<u64>(at += 8);
        others = nonDigits(v);
      }
      w = withFew(w, v, others, powers);
      at += <usize>(ctz(others) >> 3);
    }
    digits += at - from;
    c = <u32>load<u8>(at);
  } else if (whole >= CODE_DIGITS) {
    return 0;
  }
  if (digits == 0) return 0;
  const written = at;
  let q: i32 = 0;
  if ((c | 32) == 101) {
    c = <u32>load<u8>(++at);
    const down = c == 45;
    if (down || c == 43) at++;
    const from = at;
    for (c = <u32>load<u8>(at) - 48; c <= 9; c = <u32>load<u8>(++at) - 48) q = min(FAR, q * 10 + <i32>c);
    if (at == from) return 0;
    if (down) q = -q;
  }
  if (digits <= MOST_DIGITS) {
    q -= <i32>(digits - whole);
    if (digits < CODE_DIGITS && q >= -22 && q <= 22) {
      const exact = q < 0 ? <f64><i64>w / load<f64>(powers + (<usize>(-q) << 3)) : <f64><i64>w * load<f64>(powers + (<usize>q << 3));
      store<u64>(to, reinterpret<u64>(exact) | sign);
      return at;
    }
  }
  const bits: u64 = digits > MOST_DIGITS ? nearestOfMany(p, written, q, powers) : w == 0 ? 0 : nearest(w, q, powers);
  if (bits == INFINITE) return 0;
  store<u64>(to, bits | sign);
  return at;
}
