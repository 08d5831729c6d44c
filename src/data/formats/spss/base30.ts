/**
 * Numbers of portable files: digits to the base 30, exactly rounded to doubles.
 */

/** The value of a digit, "0" to "9" and "A" to "T", by its byte; -1 of others. */
export function digitOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  return byte >= 0x41 && byte <= 0x54 ? byte - 0x41 + 10 : -1;
}

/** Powers of 30 that doubles have exactly. */
const POWERS = Array.from({ length: 14 }, (_, k) => 30 ** k);
/** Digits that a double has exactly, whichever they are: 30^10 is below 2^53. */
const EXACT_DIGITS = 10;
/** 30^300 is beyond the doubles, as is 30^-300. */
const FURTHEST = 300;

/** `digits` times 30^`exponent`, nearest double, ties to even. */
export function base30(digits: readonly number[], exponent: number): number {
  const first = digits.findIndex((digit) => digit !== 0);
  if (first < 0) return 0;
  const significant = digits.slice(first);
  if (significant.length <= EXACT_DIGITS && Math.abs(exponent) < POWERS.length) {
    const whole = significant.reduce((sum, digit) => sum * 30 + digit, 0);
    return exponent < 0 ? whole / POWERS[-exponent]! : whole * POWERS[exponent]!;
  }
  if (exponent > FURTHEST) return Number.POSITIVE_INFINITY;
  if (exponent + significant.length < -FURTHEST) return 0;
  const whole = significant.reduce((sum, digit) => sum * 30n + BigInt(digit), 0n);
  return exponent >= 0 ? Number(whole * 30n ** BigInt(exponent)) : quotient(whole, 30n ** BigInt(-exponent));
}

/** Bits of a quotient that decide its rounding, one of them for all that follow. */
const BITS = 66;

/** `numerator` by `denominator`, nearest double, ties to even (but for the subnormal, whose bits are fewer). */
function quotient(numerator: bigint, denominator: bigint): number {
  const shift = BITS + bitLength(denominator) - bitLength(numerator);
  const scaled = shift >= 0 ? numerator << BigInt(shift) : numerator;
  const by = shift >= 0 ? denominator : denominator << BigInt(-shift);
  const whole = scaled / by;
  const sticky = whole * by === scaled ? whole : whole | 1n;
  const value = Number(sticky);
  // in two steps: a power of 2 beyond the doubles would be 0
  const half = Math.trunc(shift / 2);
  return value * 2 ** -half * 2 ** (half - shift);
}

const bitLength = (value: bigint): number => value.toString(2).length;
