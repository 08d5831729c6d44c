/**
 * The quick way to the number in a cell, without making a string of it: digits are gathered as an integer
 * and scaled once by an exact power of ten, which rounds to the nearest double. Whatever it leaves undecided is for
 * `cells`, whose grammar it is a part of.
 * Source: Clinger (1990), How to read floating point numbers accurately, PLDI '90, DOI 10.1145/93542.93557.
 */
import type { Sheet } from "./sheet.js";

const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const UPPER_E = 69;
const LOWER_E = 101;

/** Integers below this are doubles, whichever digits they have. */
const EXACT = 2 ** 53;
/** Integers of so many digits may be codes (see `cellKind`). */
const CODE_DIGITS = 16;
/** Powers of ten that are doubles. */
const POWERS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

/**
 * The number at `start..end` of a sheet, or NaN if this is none in plain writing: optional sign, digits without a
 * leading zero, at most one point, exponent; at most 15 digits without a point.
 */
export function plainNumber({ text, units }: Sheet, start: number, end: number): number {
  let i = start;
  const sign = units[i];
  if (sign === MINUS || sign === PLUS) i++;
  let mantissa = 0;
  let scale = 0;
  const whole = i;
  for (; i < end && isDigit(units[i]!); i++) mantissa = mantissa * 10 + (units[i]! - ZERO);
  const nWhole = i - whole;
  if (nWhole > 1 && units[whole] === ZERO) return Number.NaN;
  let nDigits = nWhole;
  const pointed = i < end && units[i] === POINT;
  if (pointed) {
    for (i++; i < end && isDigit(units[i]!); i++) {
      mantissa = mantissa * 10 + (units[i]! - ZERO);
      scale--;
    }
    nDigits -= scale;
  }
  if (nDigits === 0 || (!pointed && nWhole >= CODE_DIGITS)) return Number.NaN;
  if (i < end) {
    if (units[i] !== LOWER_E && units[i] !== UPPER_E) return Number.NaN;
    const exponentSign = units[++i];
    if (exponentSign === MINUS || exponentSign === PLUS) i++;
    if (i === end) return Number.NaN;
    let exponent = 0;
    for (; i < end && isDigit(units[i]!); i++) exponent = exponent * 10 + (units[i]! - ZERO);
    if (i < end) return Number.NaN;
    scale += exponentSign === MINUS ? -exponent : exponent;
  }
  if (mantissa < EXACT && scale >= -22 && scale <= 22) {
    const size = scale < 0 ? mantissa / POWERS[-scale]! : mantissa * POWERS[scale]!;
    return sign === MINUS ? -size : size;
  }
  const value = Number(text.slice(start, end));
  return Number.isFinite(value) ? value : Number.NaN;
}

const isDigit = (unit: number): boolean => unit >= ZERO && unit <= ZERO + 9;
