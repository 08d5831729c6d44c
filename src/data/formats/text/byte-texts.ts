/**
 * The texts of a column as bytes, row by row: each distinct one is kept, and later decoded, once.
 */
import { MISSING_CODE } from "../../../base/columns.js";
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import { byteOrder } from "./byte-order.js";

const BLANK = 0x20;
const FIRST_ROWS = 1024;

export class ByteTexts {
  /** Bytes of all distinct texts one after the other, and where each ends. */
  pool = new Uint8Array(4096);
  ends = new Uint32Array(64);
  count = 0;
  /** Hash table by open addressing: a text's number plus 1; its length is a power of 2. */
  private slots = new Uint32Array(256);
  private codes: Uint32Array;
  private row = 0;
  private last = MISSING_CODE;

  /** `nRows`: how many rows are expected; `what` they are in messages. Throws DataError `file_memory`, as does adding to them. */
  constructor(
    private readonly memory: MemoryBudget,
    private readonly what: string,
    nRows = FIRST_ROWS,
  ) {
    memory.take(this.pool.byteLength + this.ends.byteLength + this.slots.byteLength, what);
    this.codes = memory.uint32(nRows, what);
  }

  /** The text of the next row: `bytes` from `start` to `end`, without the blanks and zeros that pad it. */
  add(bytes: Uint8Array, start: number, end: number): void {
    let to = end;
    while (to > start && (bytes[to - 1] === BLANK || bytes[to - 1] === 0)) to--;
    this.addExact(bytes, start, to);
  }

  /** The text of the next row as it stands; an empty one is missing. */
  addExact(bytes: Uint8Array, start: number, to: number): void {
    if (this.row === this.codes.length) this.codes = this.grown(this.codes);
    this.codes[this.row++] = to === start ? MISSING_CODE : this.codeOf(bytes, start, to);
  }

  /** Codes of the rows, and the distinct texts they stand for, in the order of their bytes. */
  decoded(decode: (bytes: Uint8Array) => string): { cells: string[]; codes: Uint32Array } {
    const codes = this.codes.length === this.row ? this.codes : this.codes.slice(0, this.row);
    this.memory.takeObjects(this.count * OBJECT_BYTES + this.startOf(this.count), this.what);
    const order = byteOrder(this);
    const place = new Uint32Array(this.count);
    order.forEach((code, k) => {
      place[code] = k;
    });
    for (let row = 0; row < codes.length; row++) if (codes[row] !== MISSING_CODE) codes[row] = place[codes[row]!]!;
    const cells = Array.from(order, (code) => decode(this.pool.subarray(this.startOf(code), this.ends[code]!)));
    return { cells, codes };
  }

  private codeOf(bytes: Uint8Array, start: number, end: number): number {
    if (this.last !== MISSING_CODE && this.same(this.last, bytes, start, end)) return this.last;
    let slot = hash(bytes, start, end) & (this.slots.length - 1);
    for (let held = this.slots[slot]!; held !== 0; held = this.slots[slot]!) {
      if (this.same(held - 1, bytes, start, end)) {
        this.last = held - 1;
        return this.last;
      }
      slot = (slot + 1) & (this.slots.length - 1);
    }
    this.slots[slot] = this.count + 1;
    this.last = this.keep(bytes, start, end);
    return this.last;
  }

  private same(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.startOf(code);
    const length = end - start;
    if (this.ends[code]! - from !== length) return false;
    const { pool } = this;
    for (let i = 0; i < length; i++) if (pool[from + i] !== bytes[start + i]) return false;
    return true;
  }

  private keep(bytes: Uint8Array, start: number, end: number): number {
    const code = this.count++;
    const from = this.startOf(code);
    const to = from + end - start;
    if (to > this.pool.length) this.pool = this.grown(this.pool, to);
    this.pool.set(bytes.subarray(start, end), from);
    if (code === this.ends.length) this.ends = this.grown(this.ends);
    this.ends[code] = to;
    if (this.count * 2 > this.slots.length) this.rehash();
    return code;
  }

  private rehash(): void {
    const slots = this.memory.uint32(this.slots.length * 4, this.what);
    this.memory.give(this.slots.byteLength);
    for (let code = 0; code < this.count; code++) {
      let slot = hash(this.pool, this.startOf(code), this.ends[code]!) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = code + 1;
    }
    this.slots = slots;
  }

  private startOf(code: number): number {
    return code === 0 ? 0 : this.ends[code - 1]!;
  }

  /** `values` in an array of twice the length, at least `least`. */
  private grown<T extends Uint8Array | Uint32Array>(values: T, least = values.length + 1): T {
    return this.memory.grown(values, least, Math.max(2 * values.length, least, 64), this.what);
  }
}

/** FNV-1a (Fowler, Noll and Vo) of bytes, its high bits folded in. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let h = 0x811c9dc5;
  for (let i = start; i < end; i++) h = Math.imul(h ^ bytes[i]!, 0x01000193);
  return (h ^ (h >>> 15)) >>> 0;
}
