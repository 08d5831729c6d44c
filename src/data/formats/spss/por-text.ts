/**
 * The characters of a portable file: lines of 80 put together, translated where the file is not in ASCII, read as numbers and texts.
 */
import { type ByteSource, bytesAt, damaged, truncated } from "../source.js";
import { base30, digitOf } from "./base30.js";

type Bytes = Uint8Array<ArrayBuffer>;

const LINE = 80;
const BLANK = 0x20;
const CARRIAGE_RETURN = 0x0d;
const NEWLINE = 0x0a;
const SLASH = 0x2f;
/** Bytes fetched at a time, and the most that a number or text takes. */
const PIECE = 1 << 18;
const MOST_DIGITS = 64;

/** Where the table of characters is in the header, and where the file proper begins. */
const TABLE = 200;
export const HEADER_CHARACTERS = 464;

/** What stands at positions 64 and up of the table: digits, letters, and what else of ASCII the format has, zeros for the rest. */
const FROM_64 =
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz .<(+|&[]!$*);^-/|,%_>?`:#@'=\"\0\0\0\0\0\0~" +
  "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0{}\\";

/** A file's bytes as characters, from its beginning. */
export class PorText {
  private buffer: Bytes = new Uint8Array(0);
  private at = 0;
  /** Characters before those in the buffer. */
  private before = 0;
  private fetched = 0;
  private column = 0;
  private translation: Bytes | undefined;

  constructor(private readonly source: ByteSource) {}

  /** The share of the file that was read. */
  get progress(): number {
    return this.fetched / Math.max(1, this.source.size);
  }

  /** Makes sure of the next `count` characters, or of all there are. */
  async ensure(count: number): Promise<void> {
    while (this.buffer.length - this.at < count && this.fetched < this.source.size) await this.fetch();
  }

  /** Takes the table of characters of the header, which stands before the next character. */
  translate(header: Bytes): void {
    const table = header.subarray(TABLE, TABLE + 256);
    if (table[64] === 0x30 && table[74] === 0x41) return;
    this.translation = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    for (let place = 64 + FROM_64.length - 1; place >= 64; place--) {
      const character = FROM_64.charCodeAt(place - 64);
      if (character !== 0) this.translation[table[place]!] = character;
    }
    for (let i = this.at; i < this.buffer.length; i++) this.buffer[i] = this.translation[this.buffer[i]!]!;
  }

  /** The next character, as its byte; -1 at the end. */
  peek(): number {
    return this.at < this.buffer.length ? this.buffer[this.at]! : -1;
  }

  skip(): void {
    this.at++;
  }

  async take(count: number, what: string): Promise<Bytes> {
    await this.ensure(count);
    if (this.buffer.length - this.at < count) throw this.ends(what);
    this.at += count;
    return this.buffer.subarray(this.at - count, this.at);
  }

  /** A number, NaN for the system-missing value. */
  async number(what: string): Promise<number> {
    await this.ensure(2 * MOST_DIGITS);
    while (this.peek() === BLANK) this.skip();
    if (this.peek() === 0x2a) {
      this.at += 2;
      return Number.NaN;
    }
    const sign = this.sign();
    const digits: number[] = [];
    let fraction = 0;
    this.digits(digits);
    if (this.peek() === 0x2e) {
      this.skip();
      const whole = digits.length;
      this.digits(digits);
      fraction = digits.length - whole;
    }
    const exponent = this.exponent();
    if (digits.length === 0 || digits.length > MOST_DIGITS || this.peek() !== SLASH) throw this.noNumber(what);
    this.skip();
    return sign * base30(digits, exponent - fraction);
  }

  /** A number that counts: whole, from 0 to `most`. */
  async count(what: string, most: number): Promise<number> {
    const count = await this.number(what);
    if (Number.isInteger(count) && count >= 0 && count <= most) return count;
    throw damaged(this.source.name, `${what} before character ${this.before + this.at} is ${count}`);
  }

  /** A text, its length before it. */
  async text(what: string): Promise<Bytes> {
    const length = await this.count(`the length of ${what}`, this.source.size);
    return (await this.take(length, what)).slice();
  }

  /** DataError `file_damaged`: `problem`, and where. */
  wrong(problem: string) {
    return damaged(this.source.name, `${problem} at character ${this.before + this.at}`);
  }

  private digits(into: number[]): void {
    for (let digit = digitOf(this.peek()); digit >= 0 && into.length <= MOST_DIGITS; digit = digitOf(this.peek())) {
      into.push(digit);
      this.skip();
    }
  }

  private sign(): number {
    const sign = this.peek();
    if (sign !== 0x2b && sign !== 0x2d) return 1;
    this.skip();
    return sign === 0x2d ? -1 : 1;
  }

  private exponent(): number {
    if (this.peek() !== 0x2b && this.peek() !== 0x2d) return 0;
    const sign = this.sign();
    const digits: number[] = [];
    this.digits(digits);
    return sign * base30(digits, 0);
  }

  private noNumber(what: string) {
    return this.peek() < 0 ? this.ends(what) : this.wrong(`${what} is no number`);
  }

  private ends(what: string) {
    return truncated(this.source, what, this.source.size, 1);
  }

  private async fetch(): Promise<void> {
    const piece = await bytesAt(
      this.source,
      this.fetched,
      Math.min(PIECE, this.source.size - this.fetched),
      "characters",
    );
    this.fetched += piece.length;
    const characters = this.unbroken(piece);
    const rest = this.buffer.subarray(this.at);
    const next = new Uint8Array(rest.length + characters.length);
    next.set(rest);
    next.set(characters, rest.length);
    this.before += this.at;
    this.buffer = next;
    this.at = 0;
  }

  /** `piece` without the ends of lines, which are filled up to 80 characters with blanks. */
  private unbroken(piece: Bytes): Bytes {
    const { translation } = this;
    const lines = piece.reduce((sum, byte) => sum + (byte === NEWLINE ? 1 : 0), 0);
    const characters = new Uint8Array(piece.length + lines * LINE);
    let to = 0;
    for (const byte of piece) {
      if (byte === CARRIAGE_RETURN) continue;
      if (byte === NEWLINE) {
        const missing = this.column === 0 ? 0 : LINE - this.column;
        characters.fill(BLANK, to, to + missing);
        to += missing;
        this.column = 0;
        continue;
      }
      characters[to++] = translation === undefined ? byte : translation[byte]!;
      this.column = this.column === LINE - 1 ? 0 : this.column + 1;
    }
    return characters.subarray(0, to);
  }
}
