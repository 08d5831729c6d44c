/**
 * How a number is read of the bytes of each type.
 */
import type { ArrowType, TimeUnit } from "./schema.js";

/** The number in row `row`. */
export type NumberReader = (data: DataView, row: number) => number;

/** Units in a second. */
export const PER_SECOND: Readonly<Record<TimeUnit, number>> = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 };

/** Of an integer; one of 64 bits is rounded if it has to be. */
export function intReader(bits: number, signed: boolean): NumberReader {
  switch (bits) {
    case 8:
      return signed ? (data, row) => data.getInt8(row) : (data, row) => data.getUint8(row);
    case 16:
      return signed ? (data, row) => data.getInt16(2 * row, true) : (data, row) => data.getUint16(2 * row, true);
    case 32:
      return signed ? (data, row) => data.getInt32(4 * row, true) : (data, row) => data.getUint32(4 * row, true);
    default:
      return signed
        ? (data, row) => data.getInt32(8 * row + 4, true) * 2 ** 32 + data.getUint32(8 * row, true)
        : (data, row) => data.getUint32(8 * row + 4, true) * 2 ** 32 + data.getUint32(8 * row, true);
  }
}

export function floatReader(bits: number): NumberReader {
  if (bits === 64) return (data, row) => data.getFloat64(8 * row, true);
  return bits === 32
    ? (data, row) => data.getFloat32(4 * row, true)
    : (data, row) => half(data.getUint16(2 * row, true));
}

/** The value of the 16 bits of a half. Source: IEEE 754-2019, binary16. */
function half(bits: number): number {
  const sign = bits >>> 15 === 1 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

export const boolReader: NumberReader = (data, row) => (data.getUint8(row >>> 3) >>> (row & 7)) & 1;

/** Bits of a value of a type whose values take as many each; undefined for others. */
export function bitsOf(type: ArrowType): number | undefined {
  switch (type.is) {
    case "int":
    case "float":
    case "decimal":
    case "time":
      return type.bits;
    case "bool":
      return 1;
    case "date":
      return type.unit === "day" ? 32 : 64;
    case "timestamp":
    case "duration":
      return 64;
    default:
      return undefined;
  }
}

/** An integer of `bits` bits, of as many words as it takes. */
export function bigIntegerAt(data: DataView, row: number, bits: number): bigint {
  if (bits === 32) return BigInt(data.getInt32(4 * row, true));
  const words = bits / 64;
  let value = 0n;
  for (let word = words - 1; word >= 0; word--)
    value = (value << 64n) | data.getBigUint64(8 * (words * row + word), true);
  return BigInt.asIntN(bits, value);
}
