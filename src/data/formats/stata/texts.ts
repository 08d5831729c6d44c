/**
 * A column of texts, from the rows of pieces: distinct ones by their bytes, so that each is decoded once.
 */
import { MISSING_CODE } from "../../../base/columns.js";
import type { Rows } from "./numbers.js";

/** FNV-1a: Fowler, Noll and Vo (1991), in RFC 9923. */
const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** Distinct runs of bytes, numbered in the order in which they came. */
class ByteDictionary {
  /** Numbers by hash, open addressing; -1 is free. */
  private slots = new Int32Array(256).fill(-1);
  private hashes = new Int32Array(128);
  private ends = new Float64Array(128);
  private bytes = new Uint8Array(1024);
  private used = 0;
  count = 0;

  /** The number of the text at `start..end` of `from`, whose hash is `hash`. */
  number(from: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const number = this.slots[slot]!;
      if (number < 0) return this.enter(from, start, end, hash, slot);
      if (this.hashes[number] === hash && this.isAt(number, from, start, end)) return number;
      slot = (slot + 1) & mask;
    }
  }

  /** The bytes of text `number`. */
  at = (number: number): Uint8Array =>
    this.bytes.subarray(number === 0 ? 0 : this.ends[number - 1]!, this.ends[number]!);

  private isAt(number: number, from: Uint8Array, start: number, end: number): boolean {
    const { bytes } = this;
    let at = number === 0 ? 0 : this.ends[number - 1]!;
    if (this.ends[number]! - at !== end - start) return false;
    for (let i = start; i < end; i++) if (from[i] !== bytes[at++]) return false;
    return true;
  }

  private enter(from: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const number = this.count++;
    const length = end - start;
    if (this.used + length > this.bytes.length) this.bytes = widened(this.bytes, 2 * (this.used + length));
    if (number === this.hashes.length) {
      this.hashes = widened(this.hashes, 2 * number);
      this.ends = widened(this.ends, 2 * number);
    }
    for (let i = 0; i < length; i++) this.bytes[this.used + i] = from[start + i]!;
    this.used += length;
    this.hashes[number] = hash;
    this.ends[number] = this.used;
    this.slots[slot] = number;
    if (2 * this.count > this.slots.length) this.rehash();
    return number;
  }

  private rehash(): void {
    const mask = 2 * this.slots.length - 1;
    this.slots = new Int32Array(mask + 1).fill(-1);
    for (let number = 0; number < this.count; number++) {
      const hash = this.hashes[number]!;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = number;
    }
  }
}

function widened<T extends Uint8Array | Int32Array | Float64Array>(array: T, length: number): T {
  const wider = new (array.constructor as new (length: number) => T)(length);
  wider.set(array as never);
  return wider;
}

export class TextColumnGatherer {
  readonly codes: Uint32Array;
  private readonly dictionary = new ByteDictionary();

  constructor(
    private readonly offset: number,
    private readonly width: number,
    nRows: number,
  ) {
    this.codes = new Uint32Array(nRows).fill(MISSING_CODE);
  }

  add({ bytes, start, count, rowBytes, first }: Rows): void {
    const { codes, dictionary, width } = this;
    for (let row = 0, at = start + this.offset; row < count; row++, at += rowBytes) {
      let hash = BASIS;
      let end = at;
      const stop = at + width;
      for (; end < stop; end++) {
        const byte = bytes[end]!;
        if (byte === 0) break;
        hash = Math.imul(hash ^ byte, PRIME);
      }
      if (end > at) codes[first + row] = dictionary.number(bytes, at, end, hash);
    }
  }

  /** The distinct texts, by code. */
  cells(decode: (bytes: Uint8Array) => string): string[] {
    return Array.from({ length: this.dictionary.count }, (_, number) => decode(this.dictionary.at(number)));
  }
}
