/**
 * What one cell of a text file is: missing, a number, a code or text. The grammar is strict and the same for every reader and host;
 * libraries' own guesses (dates, booleans, hexadecimal, thousands separators) are not used. Knows nothing of columns or files.
 */

// A text in memory beside its code units: scanners and parsers run over the units, strings are cut from the text.
// Knows nothing of delimiters or columns.

/** `units[i]` is the UTF-16 code unit of `text` at i. */
export interface Sheet {
  readonly text: string;
  readonly units: Uint16Array;
}

/** The sheet of `text`. */
export function makeSheet(text: string): Sheet {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < units.length; i++) units[i] = text.charCodeAt(i);
  return { text, units };
}

/** The cell at `start..end` of `text`, doubled quotes halved if `doubled`. */
export function cellText(text: string, start: number, end: number, doubled: boolean): string {
  const cell = text.slice(start, end);
  return doubled ? cell.replaceAll('""', '"') : cell;
}

/** Cells read as missing unless the reader is asked otherwise, after trimming: empty, R's NA, spreadsheets' N/A, NaN, Stata's dot, null of SQL and JSON. */
export const MISSING_MARKERS: readonly string[] = ["", "NA", "N/A", "NaN", ".", "null"];

/** Spelled-out infinities, as R writes them. */
export const INFINITIES: readonly string[] = ["Inf", "+Inf", "-Inf"];

const usualMarkers: ReadonlySet<string> = new Set(MISSING_MARKERS);
/** Digits can be read in one way only: a long cell that is no number is told from one in one pass. */
const decimal = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const leadingZero = /^[+-]?0[0-9]/;
const longInteger = /^[+-]?[0-9]{16,}$/;
const decimalComma = /^[+-]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]*),[0-9]+$/;

export type CellKind = "missing" | "number" | "code" | "text";

/**
 * The kind of a trimmed cell; `missing` holds the cells that are. A code is made of digits but means a name: a zero followed by a digit ("030285"), or an
 * integer of 16 digits and more that a double would round, so that two of them could become one.
 */
export function cellKind(cell: string, missing: ReadonlySet<string> = usualMarkers): CellKind {
  if (missing.has(cell)) return "missing";
  if (!isNumber(cell)) return "text";
  return leadingZero.test(cell) || (longInteger.test(cell) && isRounded(cell)) ? "code" : "number";
}

/** Optional sign, digits, at most one point, exponent; or Inf, -Inf. Numbers beyond the range of doubles are none. */
export function isNumber(cell: string): boolean {
  return (decimal.test(cell) && Number.isFinite(Number(cell))) || INFINITIES.includes(cell);
}

/** The double nearest to a cell that `isNumber`. */
export function parseNumber(cell: string): number {
  if (!INFINITIES.includes(cell)) return Number(cell);
  return cell.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Whether a cell is a number written with a decimal comma: "1,5" or "1.234,5". */
export function hasDecimalComma(cell: string): boolean {
  return decimalComma.test(cell);
}

/** What to do about `cell`, which is no number where one is due. One comma before three digits may be of thousands. */
export function numberAdvice(cell: string): string {
  if (/^[+-]?\d{1,3},\d{3}$/.test(cell))
    return "it looks like a decimal comma or separated thousands: write the file with decimal points, thousands unseparated";
  return hasDecimalComma(cell)
    ? "it looks like a decimal comma: write the file with decimal points"
    : "correct or blank these cells, or use the column as text";
}

/** A cell without surrounding white space: ASCII, U+00A0, U+3000 (full width) and every other Unicode space. */
export function trimCell(cell: string): string {
  return cell.trim();
}

/** An integer is kept exactly if it is what its double prints, trailing zeros of large round numbers included. */
function isRounded(integer: string): boolean {
  const digits = integer.replace(/^[+-]/, "");
  return String(Number(digits)) !== digits && BigInt(Number(digits)) !== BigInt(digits);
}

// The quick way to the number in a cell, without making a string of it: digits are gathered as an integer and scaled
// once by an exact power of ten, which rounds to the nearest double. Whatever it leaves undecided is for `cells`,
// whose grammar it is a part of. Source: Clinger (1990), How to read floating point numbers accurately, PLDI '90, DOI
// 10.1145/93542.93557.

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
