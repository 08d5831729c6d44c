/**
 * Structures in Thrift's compact protocol, as Parquet's footer and page headers are written: fields by their numbers. What a length says
 * is held against the bytes there are. Source: Apache Thrift, "Thrift Compact protocol encoding".
 */
import { Damage, require } from "./damage.js";

export type ThriftValue = number | boolean | Uint8Array | readonly ThriftValue[] | ThriftStruct;

/** Fields by number. */
export interface ThriftStruct {
  readonly fields: ReadonlyMap<number, ThriftValue>;
}

const TYPE = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
};
/** Structures within structures; Parquet has five. */
const DEEPEST = 16;
/** Bytes of a number of 64 bits, seven a byte. */
const VARINT_BYTES = 10;

/** Reads structures from `bytes`, one after the other. Throws Damage. */
export class ThriftReader {
  constructor(
    private readonly bytes: Uint8Array,
    /** Where the next structure begins. */
    public at = 0,
  ) {}

  struct(depth = 0): ThriftStruct {
    require(depth < DEEPEST, "structures within structures without end");
    const fields = new Map<number, ThriftValue>();
    let field = 0;
    for (let head = this.byte(); head !== 0; head = this.byte()) {
      const step = head >> 4;
      field = step === 0 ? this.signed() : field + step;
      fields.set(field, this.value(head & 15, depth));
    }
    return { fields };
  }

  private value(type: number, depth: number): ThriftValue {
    if (type === TYPE.true || type === TYPE.false) return type === TYPE.true;
    if (type === TYPE.byte) return this.byte();
    if (type >= TYPE.i16 && type <= TYPE.i64) return this.signed();
    if (type === TYPE.double) return this.taken(8)[0]!;
    if (type === TYPE.binary) return this.taken(this.unsigned());
    if (type === TYPE.list || type === TYPE.set) return this.list(depth);
    if (type === TYPE.map) return this.map(depth);
    if (type === TYPE.struct) return this.struct(depth + 1);
    throw new Damage(`a field of unknown type ${type}`);
  }

  private list(depth: number): ThriftValue[] {
    const head = this.byte();
    const size = head >> 4 === 15 ? this.unsigned() : head >> 4;
    const type = head & 15;
    // every element takes a byte or more
    require(size <= this.bytes.length - this.at, `a list of ${size} where fewer bytes are left`);
    require(depth < DEEPEST, "lists within lists without end");
    return Array.from({ length: size }, () =>
      type === TYPE.true || type === TYPE.false ? this.byte() === 1 : this.value(type, depth + 1),
    );
  }

  private map(depth: number): ThriftValue[] {
    const size = this.unsigned();
    if (size === 0) return [];
    require(2 * size <= this.bytes.length - this.at, `a map of ${size} where fewer bytes are left`);
    const types = this.byte();
    return Array.from({ length: 2 * size }, (_, i) => this.value(i % 2 === 0 ? types >> 4 : types & 15, depth + 1));
  }

  private byte(): number {
    require(this.at < this.bytes.length, "it ends within a structure");
    return this.bytes[this.at++]!;
  }

  private taken(length: number): Uint8Array {
    require(length <= this.bytes.length - this.at, `${length} bytes of text where fewer are left`);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** A number of 64 bits; beyond 2^53 the nearest double, which no size in a file is. */
  private unsigned(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < VARINT_BYTES; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new Damage("a number without end");
  }

  private signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

// Fields as what they are to be.

/** The number in `field`; `otherwise` where it is missing. Throws Damage where it is none. */
export function numberIn({ fields }: ThriftStruct, field: number, what: string, otherwise?: number): number {
  const value = fields.get(field) ?? otherwise;
  require(typeof value === "number", `${what} is ${value === undefined ? "missing" : "no number"}`);
  return value;
}

/** The whole number of at least 0 in `field`. */
export function countIn(struct: ThriftStruct, field: number, what: string, otherwise?: number): number {
  const value = numberIn(struct, field, what, otherwise);
  require(Number.isSafeInteger(value) && value >= 0, `${what} is ${value}`);
  return value;
}

/** The structure in `field`, undefined where it is missing. */
export function structIn({ fields }: ThriftStruct, field: number): ThriftStruct | undefined {
  const value = fields.get(field);
  return typeof value === "object" && "fields" in value ? value : undefined;
}

/** The structures in the list in `field`. */
export function structsIn({ fields }: ThriftStruct, field: number, what: string): ThriftStruct[] {
  const value = fields.get(field) ?? [];
  require(Array.isArray(value), `${what} are no list`);
  return value.map((one) => {
    require(typeof one === "object" && "fields" in one, `${what} are no structures`);
    return one;
  });
}

/** The text in `field`, undefined where it is missing. */
export function textIn({ fields }: ThriftStruct, field: number): string | undefined {
  const value = fields.get(field);
  return value instanceof Uint8Array ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(value) : undefined;
}
