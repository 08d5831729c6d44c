/**
 * Objects of R in binary: integers of 4 bytes, doubles of 8, the most significant first (XDR) or last.
 */
import { MISSING_CODE } from "../../../base/columns.js";
import { OBJECT_BYTES } from "../memory-budget.js";
import { damaged } from "../source.js";
import { type PoolDecoding, TextPool } from "../text/text-pool.js";
import type { ByteWindow } from "./byte-window.js";
import { CHARSXP, FIRST_ELEMENTS, type RInput, type StoredDoubles, type StoredTexts, typeOf, VECTOR } from "./input.js";
import type { RTag } from "./objects.js";

/** The low half of a double that is NA: the year R's authors chose. */
const NA_LOW = 1954;
const EXPONENT = 0x7ff00000;

export class BinaryInput implements RInput {
  constructor(
    private readonly window: ByteWindow,
    private readonly little: boolean,
  ) {}

  async int(): Promise<number> {
    const { window } = this;
    if (window.left < 4) await window.need(4);
    window.at += 4;
    return window.view.getInt32(window.at - 4, this.little);
  }

  async bytes(count: number): Promise<Uint8Array> {
    const { window } = this;
    if (window.left < count) await window.need(count);
    window.at += count;
    window.memory.require(count, VECTOR);
    return window.buffer.slice(window.at - count, window.at);
  }

  text(length: number): Promise<Uint8Array> {
    return this.bytes(length);
  }

  async ints(count: number): Promise<Int32Array> {
    let values = new Int32Array(0);
    await this.blocks(count, 4, (done, some) => {
      values = this.larger(values, done + some, count);
      const { view, at } = this.window;
      for (let i = 0; i < some; i++) values[done + i] = view.getInt32(at + 4 * i, this.little);
    });
    return values;
  }

  async doubles(count: number): Promise<StoredDoubles> {
    let values = new Float64Array(0);
    const tags: RTag[] = [];
    await this.blocks(count, 8, (done, some) => {
      values = this.larger(values, done + some, count);
      this.copy(values, done, some);
      for (let row = done; row < done + some; row++)
        if (Number.isNaN(values[row])) this.tag(tags, row, this.window.at + 8 * (row - done));
    });
    return { values, tags };
  }

  async texts(count: number, decode: PoolDecoding): Promise<StoredTexts> {
    const { window } = this;
    const pool = new TextPool(decode, window.memory, VECTOR);
    let codes = new Uint32Array(0);
    for (let row = 0; row < count; row++) {
      codes = this.larger(codes, row + 1, count);
      if (window.left < 8) await window.need(8);
      const flags = window.view.getInt32(window.at, this.little);
      const length = window.view.getInt32(window.at + 4, this.little);
      if (typeOf(flags) !== CHARSXP || length < -1)
        throw damaged(window.file, `text ${row + 1} of a vector is no text`);
      window.at += 8;
      if (length < 0) {
        codes[row] = MISSING_CODE;
        continue;
      }
      if (window.left < length) await window.need(length);
      codes[row] = pool.code(window.buffer, window.at, window.at + length, flags);
      window.at += length;
    }
    return { cells: pool.done(), codes };
  }

  /** `values` with room for `least` elements, of `count` there are to be: more is taken as they come. */
  private larger<A extends Int32Array | Uint32Array | Float64Array>(values: A, least: number, count: number): A {
    if (least <= values.length) return values;
    const wanted = Math.min(count, Math.max(FIRST_ELEMENTS, 2 * least));
    return this.window.memory.grown(values, wanted === count ? count : least, wanted, VECTOR);
  }

  /** Copies doubles bit by bit: numbers of JavaScript need not keep the bits of a NaN, which are the integers of bit64. */
  private copy(values: Float64Array, done: number, some: number): void {
    const { view, at } = this.window;
    const words = new Uint32Array(values.buffer, 8 * done, 2 * some);
    const [low, high] = this.little ? [0, 4] : [4, 0];
    for (let i = 0; i < some; i++) {
      words[2 * i] = view.getUint32(at + 8 * i + low, this.little);
      words[2 * i + 1] = view.getUint32(at + 8 * i + high, this.little);
    }
  }

  /** Passes `count` elements of `size` bytes on as they come. */
  private async blocks(count: number, size: number, take: (done: number, some: number) => void): Promise<void> {
    const { window } = this;
    for (let done = 0; done < count; ) {
      if (window.left < size) await window.need(size);
      const some = Math.min(count - done, Math.floor(window.left / size));
      take(done, some);
      window.at += some * size;
      done += some;
    }
  }

  /** Notes the letter of a missing value, if it has one. */
  private tag(tags: RTag[], row: number, at: number): void {
    const { view } = this.window;
    const high = view.getUint32(this.little ? at + 4 : at, this.little);
    const low = view.getUint32(this.little ? at : at + 4, this.little);
    const letter = high & 0xff;
    if (low !== NA_LOW || (high & EXPONENT) !== EXPONENT || letter < 33 || letter >= 127) return;
    this.window.memory.takeObjects(OBJECT_BYTES, VECTOR);
    tags.push({ row, letter: String.fromCharCode(letter) });
  }
}
