/**
 * Numbers as they stand in bytes of ASCII, without making strings of those that are short. Source: Clinger (1990), How to read floating
 * point numbers accurately, PLDI '90, DOI 10.1145/93542.93557.
 */

const ZERO = 48;
const NINE = 57;
const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const UPPER_E = 69;
const LOWER_E = 101;

/** Digits whose integer is a double whatever they are, and the powers of ten that are. */
const EXACT_DIGITS = 15;
const POWERS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
const LONGEST = 400;

/** The number at `start..end`, white space around it apart; NaN if this is none, or beyond the range of doubles. */
export function decimalAt(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === MINUS;
  if (negative) at++;
  let mantissa = 0;
  let digits = 0;
  let scale = 0;
  for (; at < end; at++, digits++) {
    const digit = bytes[at]!;
    if (digit < ZERO || digit > NINE) break;
    mantissa = mantissa * 10 + digit - ZERO;
  }
  if (digits > 0 && at < end && bytes[at] === POINT) {
    for (at++; at < end; at++, digits++, scale++) {
      const digit = bytes[at]!;
      if (digit < ZERO || digit > NINE) break;
      mantissa = mantissa * 10 + digit - ZERO;
    }
  }
  if (at < end || digits === 0 || digits > EXACT_DIGITS) return anyNumber(bytes, start, end);
  const size = mantissa / POWERS[scale]!;
  return negative ? -size : size;
}

/** By way of a string, which only digits, signs, a point and an exponent may be in: what `Number` takes besides is no number of a file. */
function anyNumber(bytes: Uint8Array, start: number, end: number): number {
  let [from, to] = [start, end];
  while (from < to && bytes[from]! <= SPACE) from++;
  while (to > from && bytes[to - 1]! <= SPACE) to--;
  if (to === from || to - from > LONGEST) return Number.NaN;
  for (let at = from; at < to; at++) if (!isPart(bytes[at]!)) return Number.NaN;
  const value = Number(String.fromCharCode.apply(null, bytes.subarray(from, to) as unknown as number[]));
  return Number.isFinite(value) ? value : Number.NaN;
}

const isPart = (byte: number): boolean =>
  (byte >= ZERO && byte <= NINE) ||
  byte === POINT ||
  byte === MINUS ||
  byte === PLUS ||
  byte === UPPER_E ||
  byte === LOWER_E;
