// The shortest decimal digits that read back to a double, spelled as ECMAScript's Number::toString spells them.
//
// Source  R. Giulietti (2020), "The Schubfach way to render doubles"; the digits of eight at a time in one word after Lamport
//         (1975), Communications of the ACM 18(8), doi:10.1145/360933.360994; ECMA-262, Number::toString.

/** Bytes that may be overwritten behind what is written, and bytes of `scratch`. */
export const SLACK: usize = 32;

const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
const EXPONENT: u8 = 0x65;
const PLUS: u8 = 0x2b;
const ZEROS: u64 = 0x3030303030303030;
/** "Inf", first letter lowest. */
const INF: u32 = 0x666e49;

const TEN_8: u64 = 100_000_000;
/** Whole numbers below it are written as integers. */
const WHOLE: f64 = 9007199254740992;
/** Smaller numbers are written with an exponent. */
const LEAST_POINTED: f64 = 1e-6;
/** Below them eight, and two, decimals and what stands before have fifteen digits. */
const EIGHT_LIMIT: f64 = 1e7;
const DECIMAL_LIMIT: f64 = 1e13;
/** The power of ten that stands first in the table. */
const LEAST_POWER: i32 = -292;

/** Writes `x` at `at`: nothing for NaN, Inf and -Inf for the infinities. Returns where the text ends. */
export function writeNumber(at: usize, x: f64, powers: usize, scratch: usize): usize {
  if (isNaN(x)) return at;
  const bits = reinterpret<u64>(x);
  store<u8>(at, MINUS);
  at += <usize>(bits >> 63);
  const size = abs(x);
  if (size < WHOLE && floor(size) == size) return writeWhole(at, <u64>size);
  if (size == Infinity) {
    store<u32>(at, INF);
    return at + 3;
  }
  if (size < DECIMAL_LIMIT && size >= LEAST_POINTED) {
    const few = size < EIGHT_LIMIT;
    const end = few ? writeDecimal(at, size, 1e8, 1) : writeDecimal(at, size, 1e2, 1_000_000);
    if (end != 0) return end;
  }
  return writeFraction(at, bits & 0x7fff_ffff_ffff_ffff, powers, scratch);
}

/**
 * Writes a number below 10^15/ten of no more decimals than `ten` = 10^d has zeros; 0 where it has more. m/ten is rounded but once, so
 * it is the number where m, below 10^15, are its digits: no other decimal of so few digits reads back to it.
 */
// @ts-ignore: decorator
@inline function writeDecimal(at: usize, size: f64, ten: f64, filler: u32): usize {
  const m = nearest(size * ten);
  if (m / ten != size) return 0;
  const whole = <u64>floor(size);
  at = writeWhole(at, whole);
  const decimals = digits8(<u32>(m - <f64>whole * ten) * filler);
  store<u8>(at, POINT);
  store<u64>(at, decimals | ZEROS, 1);
  return at + 9 - <usize>(clz(decimals) >> 3);
}

/** Writes a whole number below 10^16. */
// @ts-ignore: decorator
@inline function writeWhole(at: usize, value: u64): usize {
  if (value < TEN_8) return writeUpTo8(at, <u32>value);
  const high = <u32>eighth(value);
  at = writeUpTo8(at, high);
  store<u64>(at, digits8(<u32>(value - <u64>high * TEN_8)) | ZEROS);
  return at + 8;
}

/** Writes a whole number below 10^8 without leading zeros. */
// @ts-ignore: decorator
@inline function writeUpTo8(at: usize, value: u32): usize {
  if (value < 10) {
    store<u8>(at, ZERO + <u8>value);
    return at + 1;
  }
  const digits = digits8(value);
  const leading = ctz(digits) & 0x38;
  store<u64>(at, (digits | ZEROS) >> leading);
  return at + <usize>(8 - (leading >> 3));
}

/** The eight digits of a number below 10^8, a byte each, the first lowest: halves, quarters and eighths of it side by side. */
// @ts-ignore: decorator
@inline function digits8(value: u32): u64 {
  const high = (<u64>value * 3518437209) >> 45;
  const fours = high | ((<u64>value - high * 10000) << 32);
  const hundreds = ((fours * 10486) >> 20) & 0x0000_007f_0000_007f;
  const twos = hundreds | ((fours - hundreds * 100) << 16);
  const tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
  return tens | ((twos - tens * 10) << 8);
}

/** High 64 bits of a product. */
// @ts-ignore: decorator
@inline function high64(a: u64, b: u64): u64 {
  const a0 = a & 0xffff_ffff, a1 = a >> 32;
  const b0 = b & 0xffff_ffff, b1 = b >> 32;
  const crossed = a0 * b1;
  const middle = a1 * b0 + ((a0 * b0) >> 32) + (crossed & 0xffff_ffff);
  return a1 * b1 + (crossed >> 32) + (middle >> 32);
}

/** value / 10 */
// @ts-ignore: decorator
@inline function tenth(value: u64): u64 { return high64(value, 0xcccc_cccc_cccc_cccd) >> 3; }

/** value / 10^8 */
// @ts-ignore: decorator
@inline function eighth(value: u64): u64 { return high64(value, 0xabcc_7711_8461_cefd) >> 26; }

/**
 * Writes the positive finite number of `bits`. With it as c 2^q and k = floor(log10(2^q)), the digits are among the multiples of
 * 10^k and of 10^(k+1) next to it; they and the ends of the interval that rounds to it are compared as multiples of 10^k/4, rounded to
 * odd.
 */
function writeFraction(at: usize, bits: u64, powers: usize, scratch: usize): usize {
  const biased = <i32>(bits >> 52);
  const fraction = bits & 0x000f_ffff_ffff_ffff;
  const normal = biased != 0;
  const c = normal ? fraction | 0x0010_0000_0000_0000 : fraction;
  const q = (normal ? biased : 1) - 1075;
  // below a power of two the interval is half as wide
  const uneven = normal && fraction == 0 && biased > 1;
  const k = uneven ? (q * 1262611 - 524031) >> 22 : (q * 1262611) >> 22;
  const h = <u64>(q + ((-k * 1741647) >> 19) + 1);
  const power = powers + (<usize>(-k - LEAST_POWER) << 4);
  const g0 = load<u64>(power), g1 = load<u64>(power, 8);

  const scaled = (c << 2) << h;
  const carried = high64(g0, scaled);
  const w0 = g0 * scaled;
  const y0 = g1 * scaled;
  const w1 = y0 + carried;
  const w2 = high64(g1, scaled) + <u64>(w1 < y0);
  const middle = toOdd(w2, w1);

  // the ends of the interval: the exact product with (4c - 2) or (4c - 1), and (4c + 2)
  const below = uneven ? h : h + 1;
  const lower = toOdd(w2 - high(g1, below) - borrow(w1, w0, g1, g0, below), w1 - mid(g1, g0, below) - <u64>(w0 < (g0 << below)));
  const above = h + 1;
  const upper = toOdd(w2 + high(g1, above) + carry(w1, w0, g1, g0, above), w1 + mid(g1, g0, above) + <u64>(w0 + (g0 << above) < w0));
  const odd = c & 1;
  const least = lower + odd, most = upper - odd;

  // both are made and one is taken: which it is can't be foreseen
  const s = middle >> 2;
  const tens = tenth(s) * 10;
  const tensDown = least <= tens << 2;
  const tensUp = (tens + 10) << 2 <= most;
  const down = least <= s << 2;
  const up = (s + 1) << 2 <= most;
  const half = (s << 2) + 2;
  const nearer = <u64>(middle > half) | (<u64>(middle == half) & s & 1);
  const one = s + select<u64>(<u64>up, nearer, down != up);
  const digits = select<u64>(tens + 10 * <u64>tensUp, one, (s >= 10) & (tensDown != tensUp));
  return spell(at, digits, k, scratch);
}

/** The bits of g << s above 128. */
// @ts-ignore: decorator
@inline function high(g1: u64, s: u64): u64 { return g1 >> (64 - s); }
/** Bits 64 to 127 of g << s. */
// @ts-ignore: decorator
@inline function mid(g1: u64, g0: u64, s: u64): u64 { return (g1 << s) | (g0 >> (64 - s)); }

/** What the upper word of w - (g << s) is less by. */
// @ts-ignore: decorator
@inline function borrow(w1: u64, w0: u64, g1: u64, g0: u64, s: u64): u64 {
  const part = mid(g1, g0, s);
  return <u64>(w1 < part || (w1 == part && w0 < (g0 << s)));
}

/** What the upper word of w + (g << s) is more by. */
// @ts-ignore: decorator
@inline function carry(w1: u64, w0: u64, g1: u64, g0: u64, s: u64): u64 {
  const sum = w1 + mid(g1, g0, s);
  const low = <u64>(w0 + (g0 << s) < w0);
  return <u64>(sum < w1 || sum + low < sum);
}

/** A fixed-point number rounded to an odd integer unless it is whole, up to what the table's powers are short of. */
// @ts-ignore: decorator
@inline function toOdd(whole: u64, part: u64): u64 { return whole | <u64>(part > 1); }

/** Writes digits 10^k, digits below 10^18. */
// @ts-ignore: decorator
@inline function spell(at: usize, digits: u64, k: i32, scratch: usize): usize {
  // seventeen digits and one before, in a line: 2 and 8 and 8
  const upper = eighth(digits);
  const last = digits8(<u32>(digits - upper * TEN_8));
  const top = <u32>((upper * 1441151881) >> 57);
  const middle = digits8(<u32>(upper - <u64>top * TEN_8));
  const tens = top / 10;
  store<u8>(scratch, ZERO + <u8>tens, 6);
  store<u8>(scratch, ZERO + <u8>(top - 10 * tens), 7);
  store<u64>(scratch, middle | ZEROS, 8);
  store<u64>(scratch, last | ZEROS, 16);
  const below: usize = middle != 0 ? 8 + <usize>(ctz(middle) >> 3) : 16 + <usize>(ctz(last) >> 3);
  const first = select<usize>(6, select<usize>(7, below, top != 0), tens != 0);
  const end: usize = last != 0 ? 24 - <usize>(clz(last) >> 3) : middle != 0 ? 16 - <usize>(clz(middle) >> 3) : 8;
  const from = scratch + first;
  const count = <i32>(end - first);
  // the number is 0.d1 d2 ... 10^point
  const point = 24 - <i32>first + k;
  if (point > 21 || point <= -6) return spellExponent(at, from, count, point - 1);
  if (point <= 0) {
    store<u64>(at, 0x3030_3030_3030_2e30);
    at += <usize>(2 - point);
    copy18(at, from);
    return at + count;
  }
  copy18(at, from);
  if (count > point) {
    store<u8>(at + point, POINT);
    copy18(at + point + 1, from + point);
    return at + count + 1;
  }
  for (let i = count; i < point; i++) store<u8>(at + i, ZERO);
  return at + point;
}

function spellExponent(at: usize, from: usize, count: i32, exponent: i32): usize {
  store<u8>(at++, load<u8>(from));
  if (count > 1) {
    store<u8>(at++, POINT);
    copy18(at, from + 1);
    at += count - 1;
  }
  store<u8>(at, EXPONENT);
  store<u8>(at, exponent < 0 ? MINUS : PLUS, 1);
  return writeUpTo8(at + 2, <u32>abs(exponent));
}

/** Copies the up to eighteen bytes of digits, and what stands behind them. */
// @ts-ignore: decorator
@inline function copy18(to: usize, from: usize): void {
  const first = load<u64>(from), second = load<u64>(from, 8);
  const third = load<u16>(from, 16);
  store<u64>(to, first);
  store<u64>(to, second, 8);
  store<u16>(to, third, 16);
}
