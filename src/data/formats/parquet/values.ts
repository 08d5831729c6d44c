/**
 * Values of a page from its bytes, by encoding: numbers as the file stores them, and texts as slices of bytes. Source: Apache Parquet
 * format 2.11, Encodings.md.
 */
import { NotSupported } from "../../../base/errors.js";
import type { MemoryBudget } from "../memory-budget.js";
import { type LeafType, PHYSICAL } from "./column-type.js";
import { Damage, require } from "./damage.js";
import { ENCODING } from "./pages.js";

/** Slice i is the bytes starts[i] to ends[i]. */
export interface ByteSlices {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Booleans as 0 and 1 (Uint8Array), numbers, or slices of bytes. */
export type RawValues = Uint8Array | Int32Array | BigInt64Array | Float32Array | Float64Array | ByteSlices;

/** The `count` values in `bytes`, which are the caller's own. Throws Damage, NotSupported `parquet_encoding`, DataError `file_memory`. */
export function valuesOf(
  type: LeafType,
  encoding: number,
  bytes: Uint8Array<ArrayBuffer>,
  count: number,
  memory: MemoryBudget,
): RawValues {
  const { physical } = type;
  if (encoding === ENCODING.plain) return plain(type, bytes, count);
  if (encoding === ENCODING.split) return plain(type, joined(bytes, type.width, count), count);
  if (encoding === ENCODING.deltaPacked && physical === PHYSICAL.int32) {
    return Int32Array.from(deltas(bytes, count).values, (value) => Number(BigInt.asIntN(32, value)));
  }
  if (encoding === ENCODING.deltaPacked && physical === PHYSICAL.int64) return deltas(bytes, count).values;
  if (encoding === ENCODING.deltaLength && physical === PHYSICAL.bytes) return deltaLengths(bytes, count);
  if (encoding === ENCODING.deltaBytes && (physical === PHYSICAL.bytes || physical === PHYSICAL.fixed)) {
    return deltaBytes(bytes, count, memory);
  }
  throw new NotSupported(
    "parquet_encoding",
    `values of type ${type.stored} in encoding ${encoding} are not read: write the file with plain or dictionary encoding.`,
    { got: encoding, expected: Object.values(ENCODING) },
  );
}

function plain({ physical, width }: LeafType, bytes: Uint8Array<ArrayBuffer>, count: number): RawValues {
  if (physical === PHYSICAL.boolean) return bits(bytes, count);
  if (physical === PHYSICAL.bytes) return prefixed(bytes, count);
  require(count * width <= bytes.length, `${count} values of ${width} bytes in ${bytes.length}`);
  if (physical === PHYSICAL.fixed || physical === PHYSICAL.int96) return fixed(bytes, width, count);
  const { buffer } = bytes.slice(0, count * width);
  if (physical === PHYSICAL.int32) return new Int32Array(buffer);
  if (physical === PHYSICAL.int64) return new BigInt64Array(buffer);
  return physical === PHYSICAL.float ? new Float32Array(buffer) : new Float64Array(buffer);
}

function bits(bytes: Uint8Array, count: number): Uint8Array {
  require(count <= 8 * bytes.length, `${count} booleans in ${bytes.length} bytes`);
  return Uint8Array.from({ length: count }, (_, i) => (bytes[i >> 3]! >> (i & 7)) & 1);
}

function fixed(bytes: Uint8Array, width: number, count: number): ByteSlices {
  return {
    bytes,
    starts: Uint32Array.from({ length: count }, (_, i) => i * width),
    ends: Uint32Array.from({ length: count }, (_, i) => (i + 1) * width),
  };
}

/** Slices with their length before each. */
function prefixed(bytes: Uint8Array, count: number): ByteSlices {
  require(4 * count <= bytes.length, `${count} texts in ${bytes.length} bytes`);
  const [starts, ends] = [new Uint32Array(count), new Uint32Array(count)];
  let at = 0;
  for (let i = 0; i < count; i++) {
    require(at + 4 <= bytes.length, "a text beyond the end of its page");
    const length = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    at += 4;
    require(length >= 0 && length <= bytes.length - at, "a text beyond the end of its page");
    starts[i] = at;
    at += length;
    ends[i] = at;
  }
  return { bytes, starts, ends };
}

/** Values whose first bytes stand together, then their second ones, side by side again. */
function joined(bytes: Uint8Array, width: number, count: number): Uint8Array<ArrayBuffer> {
  require(width > 0 && count * width <= bytes.length, `${count} values of ${width} bytes in ${bytes.length}`);
  const out = new Uint8Array(count * width);
  for (let k = 0; k < width; k++) for (let i = 0; i < count; i++) out[i * width + k] = bytes[k * count + i]!;
  return out;
}

/** Differences between numbers, packed: the numbers, and where they end. */
function deltas(bytes: Uint8Array, count?: number): { readonly values: BigInt64Array; readonly end: number } {
  const reader = new VarintReader(bytes);
  const blockSize = Number(reader.unsigned());
  const minis = Number(reader.unsigned());
  const total = Number(reader.unsigned());
  const perMini = blockSize / minis;
  require(minis > 0 &&
    Number.isInteger(perMini) &&
    perMini % 8 === 0 &&
    blockSize <= 2 ** 20, "a block of differences of no size");
  require(count === undefined || total === count, `${total} packed numbers where ${count} were expected`);
  // a block takes a byte for each of its parts, and two more
  require(total <=
    1 + (bytes.length / (minis + 1) + 1) * blockSize, `${total} packed numbers in ${bytes.length} bytes`);
  const values = new BigInt64Array(total);
  let value = reader.signed();
  if (total > 0) values[0] = value;
  for (let i = 1; i < total; ) {
    const least = reader.signed();
    const widths = reader.bytes(minis);
    for (const width of widths) {
      if (i >= total) break;
      require(width <= 64, `a difference of ${width} bits`);
      const packed = reader.bytes((width * perMini) / 8);
      const take = Math.min(perMini, total - i);
      for (let k = 0; k < take; k++) {
        value = BigInt.asIntN(64, value + least + bitsAt(packed, k * width, width));
        values[i++] = value;
      }
    }
  }
  return { values, end: reader.at };
}

/** The `width` bits from bit `start` of `bytes`. */
function bitsAt(bytes: Uint8Array, start: number, width: number): bigint {
  if (width <= 24) {
    const at = start >> 3;
    const word = bytes[at]! | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
    return BigInt((word >>> (start & 7)) & ((1 << width) - 1));
  }
  let value = 0n;
  for (let i = 0; i < width; i++) {
    const bit = start + i;
    if ((bytes[bit >> 3]! >> (bit & 7)) & 1) value |= 1n << BigInt(i);
  }
  return value;
}

/** Lengths as differences, then the texts. */
function deltaLengths(bytes: Uint8Array, count: number): ByteSlices {
  const { values, end } = deltas(bytes, count);
  const [starts, ends] = [new Uint32Array(count), new Uint32Array(count)];
  let at = end;
  for (let i = 0; i < count; i++) {
    const length = Number(values[i]!);
    require(length >= 0 && length <= bytes.length - at, "a text beyond the end of its page");
    starts[i] = at;
    at += length;
    ends[i] = at;
  }
  return { bytes, starts, ends };
}

/** Of each text what it shares with the one before, as lengths, and the rest. */
function deltaBytes(bytes: Uint8Array, count: number, memory: MemoryBudget): ByteSlices {
  const shared = deltas(bytes, count);
  const rest = deltaLengths(bytes.subarray(shared.end), count);
  const [starts, ends] = [new Uint32Array(count), new Uint32Array(count)];
  let total = 0;
  for (let i = 0; i < count; i++) {
    const prefix = Number(shared.values[i]!);
    const before = i === 0 ? 0 : ends[i - 1]! - starts[i - 1]!;
    require(prefix >= 0 && prefix <= before, "a text that shares more than the one before has");
    starts[i] = total;
    total += prefix + rest.ends[i]! - rest.starts[i]!;
    require(total < 2 ** 31, "texts of more than 2 GiB in a page");
    ends[i] = total;
  }
  memory.require(total, "texts of a page");
  const out = new Uint8Array(total);
  for (let i = 0; i < count; i++) {
    const prefix = Number(shared.values[i]!);
    if (prefix > 0) out.copyWithin(starts[i]!, starts[i - 1]!, starts[i - 1]! + prefix);
    out.set(rest.bytes.subarray(rest.starts[i]!, rest.ends[i]!), starts[i]! + prefix);
  }
  return { bytes: out, starts, ends };
}

class VarintReader {
  at = 0;
  constructor(private readonly all: Uint8Array) {}

  unsigned(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      require(this.at < this.all.length, "it ends within a number");
      const byte = this.all[this.at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new Damage("a number without end");
  }

  signed(): bigint {
    const value = this.unsigned();
    return (value >> 1n) ^ -(value & 1n);
  }

  /** The next `length` bytes; fewer are taken where the last block is cut. */
  bytes(length: number): Uint8Array {
    require(length <= this.all.length - this.at, "differences beyond the end of their page");
    this.at += length;
    return this.all.subarray(this.at - length, this.at);
  }
}
