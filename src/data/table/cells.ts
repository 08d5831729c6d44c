/**
 * What one cell of a text file is: missing, a number, a code or text. The grammar is strict and the same
 * for every reader and host; libraries' own guesses (dates, booleans, hexadecimal, thousands separators) are not used.
 * Knows nothing of columns or files.
 */

/** Cells read as missing unless a reader is told otherwise, after trimming: empty, R's NA, spreadsheets' N/A, NaN, Stata's dot, null of SQL and JSON. */
export const MISSING_MARKERS: readonly string[] = ["", "NA", "N/A", "NaN", ".", "null"];

/** Spelled-out infinities, as R writes them. */
export const INFINITIES: readonly string[] = ["Inf", "+Inf", "-Inf"];

const usualMarkers: ReadonlySet<string> = new Set(MISSING_MARKERS);
const decimal = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
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
