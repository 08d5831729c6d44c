/**
 * JSON as its bytes come: what is to be read of one record stands in the buffer, or more is asked for and the record read anew. Source:
 * Bray (2017), The JavaScript Object Notation (JSON) Data Interchange Format, RFC 8259.
 */
import { DataError } from "../../../base/errors.js";
import { decimalAt } from "../decimal.js";
import type { ByteSource } from "../source.js";

const PIECE = 2 ** 20;
/** No record of a table is as long. */
const LONGEST = 2 ** 26;
const DEEPEST = 512;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Thrown where the buffer ends before the record does. */
const MORE = Symbol("more");

/** What a value is, and for text and numbers its place in the buffer. */
export type ValueKind = "number" | "text" | "true" | "false" | "null" | "object" | "array";

/** Words that stand for values; Python writes numbers that are none by name. */
const WORDS: readonly (readonly [word: string, kind: ValueKind, value: number])[] = [
  ["true", "true", 1],
  ["false", "false", 0],
  ["null", "null", Number.NaN],
  ["NaN", "null", Number.NaN],
  ["Infinity", "number", Number.POSITIVE_INFINITY],
  ["-Infinity", "number", Number.NEGATIVE_INFINITY],
];

export class JsonScanner {
  buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  at = 0;
  /** The value that was read last: its place, and its number. */
  start = 0;
  end = 0;
  escaped = false;
  number = 0;
  /** What is read, in words of messages; else the record of `row`, from 0. */
  reading: string | undefined = "the beginning";
  row = 0;
  private before = 0;
  private kept = 0;

  constructor(private readonly source: ByteSource) {}

  private get isWhole(): boolean {
    return this.before + this.buffer.length >= this.source.size;
  }

  /**
   * What `read` returns of the bytes from here on, however many more it takes: it is called anew with more of them where it ends too
   * soon, and goes on from where it said `keep` last.
   */
  async step<T>(read: () => T): Promise<T> {
    this.keep();
    for (;;) {
      try {
        return read();
      } catch (thrown) {
        if (thrown !== MORE) throw thrown;
        if (this.isWhole) throw this.wrong("the file ends within it");
        await this.fill(this.kept);
        this.kept = 0;
      }
    }
  }

  /** What is read so far is not read again. */
  keep(): void {
    this.kept = this.at;
  }

  private async fill(from: number): Promise<void> {
    const rest = this.buffer.subarray(from);
    if (rest.length > LONGEST) throw this.wrong(`it is longer than ${LONGEST} bytes`);
    const start = this.before + this.buffer.length;
    // as much again, so that a long record is not read anew for every piece
    const more = await this.source.slice(start, Math.min(this.source.size, start + Math.max(PIECE, rest.length)));
    const buffer = new Uint8Array(rest.length + more.length);
    buffer.set(rest);
    buffer.set(more, rest.length);
    this.before += from;
    this.buffer = buffer;
    this.at = 0;
  }

  /** The next byte that is not white space, which stays; -1 at the end of the file. */
  peek(): number {
    const { buffer } = this;
    for (; this.at < buffer.length; this.at++) {
      const byte = buffer[this.at]!;
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
    }
    if (this.isWhole) return -1;
    throw MORE;
  }

  /** Passes `letter` if it is next, and says whether it was. */
  passes(letter: string): boolean {
    if (this.peek() !== letter.charCodeAt(0)) return false;
    this.at++;
    return true;
  }

  /** Passes `letter`. Throws DataError `json_syntax` if another is next. */
  expect(letter: string): void {
    if (!this.passes(letter)) throw this.wrong(`${this.found()} was found where '${letter}' was expected`);
  }

  /** Reads a value, if it is no object or array: these are left as they begin. */
  value(): ValueKind {
    const byte = this.peek();
    if (byte === QUOTE) {
      this.text();
      return "text";
    }
    if (byte === 0x7b) return "object";
    if (byte === 0x5b) return "array";
    return byte === 0x2d || (byte >= 0x30 && byte <= 0x39) ? this.numeral() : this.word();
  }

  /** Reads a text: its place is from `start` to `end`. */
  text(): void {
    if (this.peek() !== QUOTE) throw this.wrong(`${this.found()} was found where a text in quotes was expected`);
    const { buffer } = this;
    this.escaped = false;
    let at = this.at + 1;
    this.start = at;
    for (; at < buffer.length; at++) {
      const byte = buffer[at]!;
      if (byte === QUOTE) {
        this.end = at;
        this.at = at + 1;
        return;
      }
      if (byte === BACKSLASH) {
        this.escaped = true;
        at++;
      } else if (byte < 0x20) throw this.wrong("a text has a line break or another control character in it");
    }
    throw this.short();
  }

  private numeral(): ValueKind {
    const { buffer } = this;
    let at = this.at;
    while (at < buffer.length && isNumeral(buffer[at]!)) at++;
    if (at === buffer.length && !this.isWhole) throw MORE;
    if (at === this.at + 1 && buffer[this.at] === 0x2d) return this.word();
    this.start = this.at;
    this.end = at;
    this.number = decimalAt(buffer, this.start, at);
    if (Number.isNaN(this.number) || !this.isNumeral()) throw this.wrong(`'${this.raw()}' is no number`);
    this.at = at;
    return "number";
  }

  /** Whether the last value is a number as JSON writes it: digits on both sides of a point, no zero before others. */
  private isNumeral(): boolean {
    const { buffer, end } = this;
    const first = buffer[this.start] === MINUS ? this.start + 1 : this.start;
    if (!isDigit(buffer[first]) || (buffer[first] === ZERO && first + 1 < end && isDigit(buffer[first + 1])))
      return false;
    const point = buffer.subarray(first, end).indexOf(POINT);
    return point < 0 || (first + point + 1 < end && isDigit(buffer[first + point + 1]));
  }

  private word(): ValueKind {
    for (const [word, kind, value] of WORDS) {
      if (this.buffer[this.at] !== word.charCodeAt(0)) continue;
      if (this.at + word.length > this.buffer.length) throw this.short();
      this.start = this.at;
      this.end = this.at + word.length;
      if (this.raw() !== word) continue;
      this.at = this.end;
      this.number = value;
      return kind;
    }
    throw this.wrong(`${this.found()} was found where a value was expected`);
  }

  /** Passes one value, whatever it holds. */
  skip(depth = 0): void {
    if (depth > DEEPEST) throw this.wrong(`values stand more than ${DEEPEST} deep`);
    const kind = this.value();
    if (kind === "object") {
      this.each("{", "}", () => {
        this.text();
        this.expect(":");
        this.skip(depth + 1);
      });
    } else if (kind === "array") this.each("[", "]", () => this.skip(depth + 1));
  }

  /** Calls `member` for each member of an object or array. */
  each(open: string, close: string, member: () => void): void {
    this.expect(open);
    if (this.passes(close)) return;
    do member();
    while (this.passes(","));
    this.expect(close);
  }

  /** The bytes of the last value as they stand. */
  raw(most = 40): string {
    return String.fromCharCode(...this.buffer.subarray(this.start, Math.min(this.end, this.start + most)));
  }

  /** DataError `json_syntax`: what is wrong, and where. */
  wrong(problem: string): DataError {
    const byte = this.before + this.at;
    return new DataError(
      "json_syntax",
      `${this.source.name}: ${this.reading ?? `record ${this.row + 1}`} is no JSON at byte ${byte}: ${problem}; correct it, or write or download the file again.`,
      { got: problem, expected: "JSON", byte },
    );
  }

  private short(): unknown {
    return this.isWhole ? this.wrong("the file ends within it") : MORE;
  }

  private found(): string {
    const byte = this.peek();
    return byte < 0 ? "the end of the file" : `'${String.fromCharCode(byte)}'`;
  }
}

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;

const isDigit = (byte = 0): boolean => byte >= ZERO && byte <= 0x39;

const isNumeral = (byte: number): boolean =>
  isDigit(byte) || byte === MINUS || byte === POINT || byte === 0x2b || byte === 0x65 || byte === 0x45;
