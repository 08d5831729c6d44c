/**
 * Objects of R in ASCII: an item a line, text with escapes.
 */
import { MISSING_CODE } from "../../../base/columns.js";
import { damaged } from "../source.js";
import { type PoolDecoding, TextPool } from "../text/text-pool.js";
import type { ByteWindow } from "./byte-window.js";
import { CHARSXP, type RInput, type StoredDoubles, type StoredTexts, typeOf, VECTOR } from "./input.js";
import { NA_INTEGER } from "./objects.js";

const LINE_FEED = 10;
const BACKSLASH = 92;
const LONGEST_LINE = 512;
/** Bytes that an element takes: in the list it is put in as it comes, and in the vector. */
const SPELLED = 16;
/** Bytes that one byte of text takes at most, as an octal escape. */
const ESCAPED = 4;

/** Escapes of one letter, as in C. */
const ESCAPES: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  v: 11,
  b: 8,
  r: 13,
  f: 12,
  a: 7,
  "\\": 92,
  "?": 63,
  "'": 39,
  '"': 34,
};

const NUMBER = /^[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const HEXADECIMAL = /^([+-]?)0x([\da-f]+)(?:\.([\da-f]*))?p([+-]?\d+)$/i;

export class AsciiInput implements RInput {
  constructor(private readonly window: ByteWindow) {}

  async int(): Promise<number> {
    const word = await this.word();
    if (word === "NA") return NA_INTEGER;
    const value = Number(word);
    if (!/^-?\d+$/.test(word) || value !== (value | 0)) throw this.broken(word, "an integer");
    return value;
  }

  async ints(count: number): Promise<Int32Array> {
    const { window } = this;
    const values: number[] = [];
    while (values.length < count) {
      window.memory.take(SPELLED, VECTOR);
      values.push(await this.int());
    }
    return Int32Array.from(values);
  }

  async doubles(count: number): Promise<StoredDoubles> {
    const { window } = this;
    const values: number[] = [];
    while (values.length < count) {
      window.memory.take(SPELLED, VECTOR);
      values.push(this.double(await this.word()));
    }
    return { values: Float64Array.from(values), tags: [] };
  }

  async bytes(count: number): Promise<Uint8Array> {
    const bytes: number[] = [];
    while (bytes.length < count) {
      const word = await this.word();
      if (!/^[\da-f]{2}$/i.test(word)) throw this.broken(word, "a byte");
      this.window.memory.take(SPELLED, VECTOR);
      bytes.push(Number.parseInt(word, 16));
    }
    return Uint8Array.from(bytes);
  }

  async texts(count: number, decode: PoolDecoding): Promise<StoredTexts> {
    const pool = new TextPool(decode, this.window.memory, VECTOR);
    const codes: number[] = [];
    while (codes.length < count) {
      this.window.memory.take(SPELLED, VECTOR);
      const flags = await this.int();
      if (typeOf(flags) !== CHARSXP) throw damaged(this.window.file, `text ${codes.length + 1} of a vector is no text`);
      const length = await this.int();
      if (length < 0) codes.push(MISSING_CODE);
      else {
        const bytes = await this.text(length);
        codes.push(pool.code(bytes, 0, bytes.length, flags));
      }
    }
    return { cells: pool.done(), codes: Uint32Array.from(codes) };
  }

  /** The bytes of a text of `length`, escapes undone. */
  async text(length: number): Promise<Uint8Array> {
    const { window } = this;
    const bytes: number[] = [];
    while (bytes.length < length) {
      await window.more(Math.min(LONGEST_LINE, ESCAPED * (length - bytes.length)));
      if (window.left === 0) await window.need(1);
      if (bytes.length % LONGEST_LINE === 0) window.memory.require(SPELLED * bytes.length, VECTOR);
      const byte = window.buffer[window.at++]!;
      bytes.push(byte === BACKSLASH ? this.escape() : byte);
    }
    await window.need(1);
    if (window.buffer[window.at++] !== LINE_FEED) throw damaged(window.file, "a text does not end with its line");
    return Uint8Array.from(bytes);
  }

  private escape(): number {
    const { window } = this;
    const letters = String.fromCharCode(...window.buffer.subarray(window.at, window.at + 3));
    const octal = /^[0-7]{1,3}/.exec(letters)?.[0];
    if (octal !== undefined) {
      window.at += octal.length;
      return Number.parseInt(octal, 8) & 0xff;
    }
    window.at++;
    const byte = ESCAPES[letters[0] ?? ""];
    if (byte === undefined) throw damaged(window.file, "an escape in a text is none");
    return byte;
  }

  private double(word: string): number {
    if (word === "NA" || word === "NaN") return Number.NaN;
    if (word === "Inf") return Number.POSITIVE_INFINITY;
    if (word === "-Inf") return Number.NEGATIVE_INFINITY;
    if (NUMBER.test(word)) return Number(word);
    const parts = HEXADECIMAL.exec(word);
    if (parts === null) throw this.broken(word, "a number");
    const [, sign, whole = "", fraction = "", exponent] = parts;
    return (
      (sign === "-" ? -1 : 1) * Number.parseInt(whole + fraction, 16) * 2 ** (Number(exponent) - 4 * fraction.length)
    );
  }

  /** The next line, spaces around it apart. */
  private async word(): Promise<string> {
    const { window } = this;
    for (;;) {
      let end = window.buffer.indexOf(LINE_FEED, window.at);
      if (end < 0) {
        const whole = await window.more(window.left + 1);
        end = window.buffer.indexOf(LINE_FEED, window.at);
        if (end < 0 && (!whole || window.left > LONGEST_LINE)) await window.need(window.left + 1);
        if (end < 0) continue;
      }
      if (end - window.at > LONGEST_LINE) throw damaged(window.file, "a line is too long");
      const word = String.fromCharCode(...window.buffer.subarray(window.at, end)).trim();
      window.at = end + 1;
      if (word !== "") return word;
    }
  }

  private broken(word: string, expected: string) {
    return damaged(this.window.file, `'${word.slice(0, 40)}' was found where ${expected} was expected`);
  }
}
