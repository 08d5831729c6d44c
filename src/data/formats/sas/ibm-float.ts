/**
 * Numbers of transport files: hexadecimal floating point of IBM's System/360, a sign, an exponent of 16 in excess of 64 and up to 56 bits
 * of a fraction.
 */
import { missingName } from "./special-missing.js";

const POWERS = Float64Array.from({ length: 128 }, (_, k) => 2 ** (4 * (k - 64) - 56));
const HIGH = 2 ** 32;

/** Reads a number of `width` bytes, the rest of its eight being zero; NaN where missing. A fraction beyond 53 bits is rounded once. */
export function ibmReader(width: number): (view: DataView, at: number) => number {
  const read = width === 8 ? (view: DataView, at: number) => ibm(view, at) : padded(width);
  return (view, at) => (isMissing(view, at, width) ? Number.NaN : read(view, at));
}

function padded(width: number): (view: DataView, at: number) => number {
  const whole = new DataView(new ArrayBuffer(8));
  return (view, at) => {
    for (let k = 0; k < width; k++) whole.setUint8(k, view.getUint8(at + k));
    return ibm(whole, 0);
  };
}

function ibm(view: DataView, at: number): number {
  const first = view.getUint32(at);
  const fraction = (first & 0xff_ffff) * HIGH + view.getUint32(at + 4);
  const value = fraction * POWERS[(first >>> 24) & 0x7f]!;
  return first >>> 31 === 0 ? value : -value;
}

/** A missing value is its character, `.`, `_` or a letter, and zeros. */
function isMissing(view: DataView, at: number, width: number): boolean {
  const letter = view.getUint8(at);
  if (letter !== 0x2e && missingName(letter) === undefined) return false;
  for (let k = 1; k < width; k++) if (view.getUint8(at + k) !== 0) return false;
  return true;
}

/** The missing code of a cell that is NaN. */
export const ibmMissing = (value: number, view: DataView, at: number): string | undefined =>
  Number.isNaN(value) ? missingName(view.getUint8(at)) : undefined;
