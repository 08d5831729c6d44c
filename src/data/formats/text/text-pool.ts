/**
 * Distinct texts by their bytes, so that one that stands in a million rows is decoded once. Hashing: Fowler, Noll and Vo (FNV-1a), IETF
 * RFC 9923.
 */
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";

/** Makes text of bytes, by flags that say how they are to be read. */
export type PoolDecoding = (bytes: Uint8Array, flags: number) => string;

const FIRST_SLOTS = 64;
const FIRST_STORE = 2 ** 10;
const FIRST_BYTES = FIRST_STORE + 16 * FIRST_SLOTS;
const EMPTY = 0xffff_ffff;

export class TextPool {
  readonly cells: string[] = [];
  private slots = new Uint32Array(FIRST_SLOTS).fill(EMPTY);
  private hashes = new Uint32Array(FIRST_SLOTS);
  private starts = new Uint32Array(FIRST_SLOTS + 1);
  private flags = new Uint32Array(FIRST_SLOTS);
  private store = new Uint8Array(FIRST_STORE);
  private filled = 0;

  /** `what` the texts are of in messages. */
  constructor(
    private readonly decode: PoolDecoding,
    private readonly memory: MemoryBudget,
    private readonly what: string,
  ) {
    memory.take(FIRST_BYTES, what);
  }

  /** The texts, to which none will be added. */
  done(): readonly string[] {
    this.memory.give(FIRST_BYTES);
    return this.cells;
  }

  /** The code of the text at `start..end` of `bytes`. */
  code(bytes: Uint8Array, start: number, end: number, flags = 0): number {
    let hash = 0x811c9dc5;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    hash >>>= 0;
    const mask = this.slots.length - 1;
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const code = this.slots[slot]!;
      if (code === EMPTY) return this.add(bytes, start, end, flags, hash, slot);
      if (this.hashes[code] === hash && this.flags[code] === flags >>> 0 && this.isAt(code, bytes, start, end))
        return code;
    }
  }

  private isAt(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.starts[code]!;
    if (this.starts[code + 1]! - from !== end - start) return false;
    for (let i = start, at = from; i < end; i++, at++) if (bytes[i] !== this.store[at]) return false;
    return true;
  }

  private add(bytes: Uint8Array, start: number, end: number, flags: number, hash: number, slot: number): number {
    // its bytes, and its text
    this.memory.takeObjects(2 * (end - start) + 2 * OBJECT_BYTES, this.what);
    const code = this.cells.push(this.decode(bytes.subarray(start, end), flags)) - 1;
    if (this.filled + end - start > this.store.length) {
      const store = new Uint8Array(2 * (this.filled + end - start));
      store.set(this.store);
      this.store = store;
    }
    this.store.set(bytes.subarray(start, end), this.filled);
    this.filled += end - start;
    this.hashes[code] = hash;
    this.flags[code] = flags >>> 0;
    this.starts[code + 1] = this.filled;
    this.slots[slot] = code;
    if (2 * this.cells.length > this.slots.length) this.grow();
    return code;
  }

  private grow(): void {
    const size = 2 * this.slots.length;
    const wider = (from: Uint32Array<ArrayBuffer>, length: number) => {
      const to = new Uint32Array(length);
      to.set(from);
      return to;
    };
    this.hashes = wider(this.hashes, size);
    this.flags = wider(this.flags, size);
    this.starts = wider(this.starts, size + 1);
    this.slots = new Uint32Array(size).fill(EMPTY);
    for (let code = 0; code < this.cells.length; code++) {
      const hash = this.hashes[code]!;
      let slot = (hash ^ (hash >>> 15)) & (size - 1);
      while (this.slots[slot] !== EMPTY) slot = (slot + 1) & (size - 1);
      this.slots[slot] = code;
    }
  }
}
