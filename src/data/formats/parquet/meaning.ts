/**
 * Values as the file stores them to what they mean: numbers where a column is numeric, texts where it is not.
 */
import { formatNumber } from "../../table/write-csv.js";
import type { LeafType, Meaning } from "./column-type.js";
import { Damage, require } from "./damage.js";
import type { ByteSlices, RawValues } from "./values.js";

const TWO_32 = 2 ** 32;
/** The upper half of 2^53. */
const EXACT_HIGH = 2 ** 21;
const EXACT = 2n ** 53n;

/** Numbers of values, and whether each is exact: an integer beyond 2^53 is not. */
export interface Numbers {
  readonly values: Float64Array;
  readonly exact: boolean;
}

/** The numbers of `raw`, whose column is numeric. */
export function numbersOf({ meaning }: LeafType, raw: RawValues): Numbers {
  if (raw instanceof Float64Array) return { values: raw, exact: true };
  if (meaning.kind === "decimal") return decimals(meaning.scale, raw);
  if (raw instanceof BigInt64Array) return longs(raw, meaning.kind === "integer" && meaning.unsigned);
  if (meaning.kind === "half") return { values: Float64Array.from(slicesOf(raw), half), exact: true };
  require(!isSlices(raw), "texts where numbers were expected");
  const values = new Float64Array(raw.length);
  if (meaning.kind === "integer" && meaning.unsigned) for (let i = 0; i < raw.length; i++) values[i] = raw[i]! >>> 0;
  else values.set(raw);
  return { values, exact: true };
}

/** Halves of each number are looked at rather than numbers of 64 bits made. */
function longs(raw: BigInt64Array, unsigned: boolean): Numbers {
  const halves = new Int32Array(raw.buffer, raw.byteOffset, 2 * raw.length);
  const values = new Float64Array(raw.length);
  let exact = true;
  for (let i = 0; i < values.length; i++) {
    const low = halves[2 * i]! >>> 0;
    const high = unsigned ? halves[2 * i + 1]! >>> 0 : halves[2 * i + 1]!;
    values[i] = high * TWO_32 + low;
    if (high < -EXACT_HIGH || (high >= EXACT_HIGH && !(high === EXACT_HIGH && low === 0))) exact = false;
  }
  return { values, exact };
}

/** By way of text, which rounds to the nearest double: dividing rounds but once where both are exact, too. */
function decimals(scale: number, raw: RawValues): Numbers {
  let exact = true;
  const integers = integersOf(raw);
  const divisor = 10 ** scale;
  const values = Float64Array.from(integers, (integer) => {
    const small = integer >= -EXACT && integer <= EXACT;
    if (!small && scale === 0) exact = false;
    return small && scale <= 22 ? Number(integer) / divisor : Number(decimalText(integer, scale));
  });
  return { values, exact };
}

/** Whole numbers, of however many bytes. */
function integersOf(raw: RawValues): bigint[] {
  return isSlices(raw) ? slicesOf(raw).map(bigEndian) : Array.from(raw as Int32Array, (value) => BigInt(value));
}

/** A number in two's complement, its highest byte first. */
function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, value);
}

function decimalText(integer: bigint, scale: number): string {
  const digits = (integer < 0n ? -integer : integer).toString().padStart(scale + 1, "0");
  const sign = integer < 0n ? "-" : "";
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** IEEE 754 binary16, low byte first. */
function half(bytes: Uint8Array): number {
  const word = bytes[0]! | (bytes[1]! << 8);
  const [sign, exponent, fraction] = [word & 0x8000 ? -1 : 1, (word >> 10) & 31, word & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

export const isSlices = (raw: RawValues): raw is ByteSlices => "starts" in raw;

function slicesOf(raw: RawValues): Uint8Array[] {
  require(isSlices(raw), "numbers where bytes were expected");
  return Array.from(raw.starts, (start, i) => raw.bytes.subarray(start, raw.ends[i]!));
}

export const countOf = (raw: RawValues): number => (isSlices(raw) ? raw.starts.length : raw.length);

/** What distinguishes a value from others, and its text, which is made of each value but once; null is missing. */
export interface Texts {
  key(i: number): string | number | bigint;
  text(i: number): string | null;
}

/** The texts of `raw`. Throws NotText where bytes are none. */
export function textsOf({ meaning, physical }: LeafType, raw: RawValues): Texts {
  if (isSlices(raw)) return slicedTexts(meaning, raw);
  const text = (i: number) => textOf(meaning, raw[i]!, physical);
  return { key: (i) => raw[i]!, text };
}

function textOf(meaning: Meaning, value: number | bigint, physical: number): string | null {
  switch (meaning.kind) {
    case "boolean":
      return value === 1 ? "true" : "false";
    case "date":
      return dateText(Number(value));
    case "time":
      return timeText(nanoseconds(BigInt(value), meaning.unit)) + (meaning.utc ? "+00" : "");
    case "timestamp":
      return stampText(nanoseconds(BigInt(value), meaning.unit)) + (meaning.utc ? "+00" : "");
    case "decimal":
      return decimalText(BigInt(value), meaning.scale);
    case "integer": {
      if (!meaning.unsigned) return String(value);
      return typeof value === "bigint" ? String(BigInt.asUintN(64, value)) : String(value >>> 0);
    }
    default:
      return floatText(Number(value), physical === FLOAT);
  }
}

const FLOAT = 4;

const PER_UNIT = { ms: 1_000_000n, us: 1_000n, ns: 1n };
const nanoseconds = (value: bigint, unit: keyof typeof PER_UNIT): bigint => value * PER_UNIT[unit];

const DAY_MS = 86_400_000;
const DAY_NS = 86_400_000_000_000n;
/** Days from 1970 that a calendar of JavaScript knows, and the day that stands for no end. */
const FURTHEST_DAY = 100_000_000;
const ENDLESS_DAY = 2 ** 31 - 1;

function dateText(day: number): string {
  if (Math.abs(day) === ENDLESS_DAY) return day > 0 ? "infinity" : "-infinity";
  if (Math.abs(day) > FURTHEST_DAY) return `${day} days since 1970`;
  const date = new Date(day * DAY_MS);
  const year = date.getUTCFullYear();
  const two = (value: number) => String(value).padStart(2, "0");
  const text = `${String(year > 0 ? year : 1 - year).padStart(4, "0")}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  return year > 0 ? text : `${text} (BC)`;
}

/** "12:34:56", with ".123" where there is a part of a second. */
function timeText(ns: bigint): string {
  const seconds = Number(ns / 1_000_000_000n);
  const two = (value: number) => String(value).padStart(2, "0");
  const part = String(ns % 1_000_000_000n)
    .padStart(9, "0")
    .replace(/0+$/, "");
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return part === "" ? clock : `${clock}.${part}`;
}

function stampText(ns: bigint): string {
  const day = ns / DAY_NS - (ns % DAY_NS < 0n ? 1n : 0n);
  const date = dateText(Number(day));
  const era = date.endsWith(" (BC)") ? " (BC)" : "";
  return `${date.slice(0, date.length - era.length)} ${timeText(ns - day * DAY_NS)}${era}`;
}

const EXACT_NUMBER = 2 ** 53;

/** Whole numbers without a point; others the shortest that read back. */
function floatText(x: number, single: boolean): string | null {
  if (Number.isNaN(x)) return null;
  if (Math.abs(x) < EXACT_NUMBER && Math.trunc(x) === x) return String(x + 0);
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  return single ? shortestSingle(x) : formatNumber(x);
}

function shortestSingle(x: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Math.fround(short) === x) return formatNumber(short);
  }
  return formatNumber(Number(x.toPrecision(9)));
}

/** Bytes that were to be text are none. */
export class NotText extends Error {}

/** Decodes one byte a character, so that places in the text are those in the bytes. */
const BYTEWISE = new TextDecoder("windows-1252");
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function slicedTexts(meaning: Meaning, { bytes, starts, ends }: ByteSlices): Texts {
  const slice = (i: number) => bytes.subarray(starts[i]!, ends[i]!);
  const of = (text: (i: number) => string): Texts => ({ key: text, text });
  if (meaning.kind === "uuid") return of((i) => uuid(slice(i)));
  if (meaning.kind === "decimal") return of((i) => decimalText(bigEndian(slice(i)), meaning.scale));
  if (meaning.kind === "half") return { key: (i) => half(slice(i)), text: (i) => floatText(half(slice(i)), true) };
  if (meaning.kind === "timestamp") return of((i) => stampText(oldTimestamp(slice(i))));
  if (meaning.kind !== "text" && meaning.kind !== "bytes") throw new Damage("bytes where numbers were expected");
  const whole = BYTEWISE.decode(bytes);
  return of((i) => {
    const [start, end] = [starts[i]!, ends[i]!];
    for (let at = start; at < end; at++) if (bytes[at]! >= 0x80) return utf8(bytes.subarray(start, end), meaning.kind);
    return whole.slice(start, end);
  });
}

function utf8(bytes: Uint8Array, kind: "text" | "bytes"): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    if (kind === "bytes") throw new NotText();
    throw new Damage("a text that is not UTF-8");
  }
}

function uuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The Julian day of 1970-01-01. */
const JULIAN_1970 = 2_440_588n;

/** Nanoseconds of a day, then the Julian day. */
function oldTimestamp(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return (BigInt(view.getUint32(8, true)) - JULIAN_1970) * DAY_NS + view.getBigInt64(0, true);
}
