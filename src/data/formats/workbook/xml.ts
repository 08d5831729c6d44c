/**
 * Scans XML as bytes come, without making a tree of it: tags, attributes and text by their place in a buffer. Prefixes of names are left
 * out. Source: W3C, Extensible Markup Language (XML) 1.0, fifth edition (2008).
 */
import type { DataError } from "../../../base/errors.js";
import { damaged } from "../source.js";

/** What a scan calls. `tag` is the place of the name in the list it was given, or -1. */
export interface XmlHandler {
  open(tag: number, xml: XmlScanner): void;
  close(tag: number, xml: XmlScanner): void;
  /** Text, within an element, between two tags; it is read by `xml.text()`. */
  text(xml: XmlScanner): void;
}

/** No name, cell or comment of a table is as long. */
export const LONGEST = 2 ** 24;
/** Elements within elements, at most. */
const DEEPEST = 1024;

const LT = 60;
const GT = 62;
const SLASH = 47;
const QUESTION = 63;
const BANG = 33;
const EQUALS = 61;
const QUOTE = 34;
const APOSTROPHE = 39;
const COLON = 58;
const DASH = 45;
const BRACKET = 91;
const RETURN = 13;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A scan of one file of XML. */
export class XmlScanner {
  private buffer: Uint8Array = new Uint8Array(0);
  private readonly candidates = new Map<number, { readonly tag: number; readonly name: Uint8Array }[]>();
  /** Tags that are open. */
  private readonly stack: number[] = [];
  private first = true;
  /** Pieces that wait until there are as many bytes more as are left, so that a long text is not looked through anew for each. */
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  /** Where the attributes of the tag, or the text, are. */
  private from = 0;
  private to = 0;
  private literal = false;
  /** Where the value that `seek` found is. */
  valueStart = 0;
  valueEnd = 0;

  constructor(
    private readonly file: string,
    names: readonly string[],
    private readonly handler: XmlHandler,
  ) {
    names.forEach((text, tag) => {
      const name = ascii(text);
      const key = keyOf(name.length, name[0]!);
      const same = this.candidates.get(key);
      if (same === undefined) this.candidates.set(key, [{ tag, name }]);
      else same.push({ tag, name });
    });
  }

  /** The tag around the one that is opened. */
  get parent(): number {
    return this.stack.at(-2) ?? -1;
  }

  /** The bytes that places refer to, until the handler returns. */
  get bytes(): Uint8Array {
    return this.buffer;
  }

  /** Takes the next bytes. Throws DataError `file_damaged` for what is no XML. */
  push(piece: Uint8Array): void {
    this.waiting.push(piece);
    this.waitingBytes += piece.length;
    if (this.waitingBytes >= this.buffer.length) this.take();
  }

  private take(): void {
    const whole = new Uint8Array(this.buffer.length + this.waitingBytes);
    whole.set(this.buffer);
    let at = this.buffer.length;
    for (const piece of this.waiting) {
      whole.set(piece, at);
      at += piece.length;
    }
    [this.waiting, this.waitingBytes] = [[], 0];
    this.buffer = whole;
    if (this.first && whole.length >= 4) this.begin();
    const done = this.first ? 0 : this.scan();
    this.buffer = whole.subarray(done);
    if (this.buffer.length > LONGEST) throw this.broken(`a tag or text is longer than ${LONGEST} bytes`);
  }

  /** Ends the file: all that was opened must be closed. */
  finish(): void {
    if (this.waitingBytes > 0) this.take();
    if (this.first || this.stack.length > 0 || this.buffer.some((byte) => byte > 32))
      throw this.broken("it ends within an element");
  }

  private begin(): void {
    this.first = false;
    const [a, b, c] = this.buffer as unknown as [number, number, number];
    if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || a === 0 || b === 0)
      throw this.broken("it is in UTF-16, UTF-8 was expected");
    if (a === 0xef && b === 0xbb && c === 0xbf) this.buffer = this.buffer.fill(32, 0, 3);
  }

  /** Handles what is whole in the buffer; returns where the rest begins. */
  private scan(): number {
    const { buffer } = this;
    let at = 0;
    for (;;) {
      const tag = buffer.indexOf(LT, at);
      if (tag < 0) return at;
      if (tag > at) this.between(at, tag);
      const end = buffer[tag + 1] === BANG || buffer[tag + 1] === QUESTION ? this.special(tag) : this.element(tag);
      if (end < 0) return tag;
      at = end;
    }
  }

  private between(start: number, end: number): void {
    if (this.stack.length === 0) return;
    this.from = start;
    this.to = end;
    this.literal = false;
    this.handler.text(this);
  }

  /** A tag that begins at `start`: where it ends, or -1 if that has not come yet. */
  private element(start: number): number {
    const { buffer } = this;
    const end = tagEnd(buffer, start + 1);
    if (end < 0) return -1;
    const closing = buffer[start + 1] === SLASH;
    let nameStart = start + (closing ? 2 : 1);
    let at = nameStart;
    for (; at < end; at++) {
      const byte = buffer[at]!;
      if (byte <= 32 || byte === SLASH) break;
      if (byte === COLON) nameStart = at + 1;
    }
    const tag = this.tagOf(nameStart, at);
    if (closing) {
      if (this.stack.pop() !== tag) throw this.broken("a tag closes what was not open");
      this.handler.close(tag, this);
      return end + 1;
    }
    const empty = buffer[end - 1] === SLASH;
    this.from = at;
    this.to = empty ? end - 1 : end;
    if (this.stack.push(tag) > DEEPEST) throw this.broken(`elements stand more than ${DEEPEST} deep`);
    this.handler.open(tag, this);
    if (empty) {
      this.stack.pop();
      this.handler.close(tag, this);
    }
    return end + 1;
  }

  /** A comment, an instruction, literal text or a type: where it ends, or -1. */
  private special(start: number): number {
    const { buffer } = this;
    if (buffer[start + 1] === QUESTION) return after(buffer, start + 2, "?>");
    if (buffer.length < start + 9) return -1;
    if (buffer[start + 2] === DASH) return after(buffer, start + 4, "-->");
    if (buffer[start + 2] !== BRACKET) throw this.broken("it declares a document type, as no table does");
    const end = after(buffer, start + 9, "]]>");
    if (end < 0) return -1;
    this.from = start + 9;
    this.to = end - 3;
    this.literal = true;
    this.handler.text(this);
    return end;
  }

  private tagOf(start: number, end: number): number {
    const same = this.candidates.get(keyOf(end - start, this.buffer[start]!));
    if (same === undefined) return -1;
    for (const { tag, name } of same) if (this.isAt(name, start)) return tag;
    return -1;
  }

  private isAt(name: Uint8Array, start: number): boolean {
    for (let i = 0; i < name.length; i++) if (this.buffer[start + i] !== name[i]) return false;
    return true;
  }

  /** Finds the attribute `name`, with its prefix or without, of the tag that is opened: its value stands from `valueStart` to `valueEnd`. */
  seek(name: Uint8Array): boolean {
    const { buffer, to } = this;
    let at = this.from;
    while (at < to) {
      while (at < to && buffer[at]! <= 32) at++;
      const wholeStart = at;
      let nameStart = at;
      for (; at < to && buffer[at] !== EQUALS && buffer[at]! > 32; at++) if (buffer[at] === COLON) nameStart = at + 1;
      const nameEnd = at;
      while (at < to && buffer[at] !== QUOTE && buffer[at] !== APOSTROPHE) at++;
      if (at >= to) return false;
      const start = at + 1;
      const end = buffer.indexOf(buffer[at]!, start);
      if (end < 0 || end > to) throw this.broken("the value of an attribute does not end");
      const matches = (begin: number) => nameEnd - begin === name.length && this.isAt(name, begin);
      if (matches(nameStart) || (wholeStart !== nameStart && matches(wholeStart))) {
        this.valueStart = start;
        this.valueEnd = end;
        return true;
      }
      at = end + 1;
    }
    return false;
  }

  /** The value of the attribute `name` of the tag that is opened. */
  attribute(name: Uint8Array): string | undefined {
    return this.seek(name) ? this.decode(this.valueStart, this.valueEnd) : undefined;
  }

  /** The text at hand behind `words`. Throws DataError `file_damaged` where no cell is as long. */
  joined(words: string): string {
    if (words.length + this.to - this.from > LONGEST) throw this.broken(`a text is longer than ${LONGEST} bytes`);
    return words + this.text();
  }

  /** The text at hand. */
  text(): string {
    return this.literal ? this.decodeLiteral(this.from, this.to) : this.decode(this.from, this.to);
  }

  /** Where the text at hand is, as it is written. */
  get start(): number {
    return this.from;
  }

  get end(): number {
    return this.to;
  }

  private decode(start: number, end: number): string {
    const text = this.decodeLiteral(start, end);
    return text.includes("&")
      ? text.replace(/&(#x?)?([^;&]*);?/gi, (all, number, name) => this.entity(all, number, name))
      : text;
  }

  private decodeLiteral(start: number, end: number): string {
    const { buffer } = this;
    let plain = end - start <= 64;
    for (let i = start; plain && i < end; i++) if (buffer[i]! >= 0x80 || buffer[i] === RETURN) plain = false;
    if (plain) return String.fromCharCode.apply(null, buffer.subarray(start, end) as unknown as number[]);
    try {
      return utf8.decode(buffer.subarray(start, end)).replace(/\r\n?/g, "\n");
    } catch {
      throw this.broken("its text is not UTF-8");
    }
  }

  private entity(all: string, number: string | undefined, name: string): string {
    if (number === undefined) {
      const known = ENTITIES[name];
      if (known !== undefined && all.endsWith(";")) return known;
    } else {
      const code = Number.parseInt(name, number.length === 2 ? 16 : 10);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
    }
    throw this.broken(`'${all}' stands for no character`);
  }

  private broken(problem: string): DataError {
    return damaged(this.file, `it is no XML of a table: ${problem}`);
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The bytes of a name in ASCII. */
export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const keyOf = (length: number, first: number): number => length * 256 + first;

/** The `>` that ends the tag whose inside begins at `at`, not one within a value; -1 if it has not come. */
function tagEnd(buffer: Uint8Array, at: number): number {
  let quote = 0;
  for (let i = at; i < buffer.length; i++) {
    const byte = buffer[i]!;
    if (quote !== 0) {
      if (byte === quote) quote = 0;
    } else if (byte === GT) return i;
    else if (byte === QUOTE || byte === APOSTROPHE) quote = byte;
  }
  return -1;
}

/** Where `mark`, which begins at `at` or later, ends; -1 if it has not come. */
function after(buffer: Uint8Array, at: number, mark: string): number {
  for (let i = at; i + mark.length <= buffer.length; i++) {
    let same = 0;
    while (same < mark.length && buffer[i + same] === mark.charCodeAt(same)) same++;
    if (same === mark.length) return i + mark.length;
  }
  return -1;
}

/** Scans `pieces` of the file called `file`. */
export async function scanXml(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
  names: readonly string[],
  handler: XmlHandler,
): Promise<void> {
  const scanner = new XmlScanner(file, names, handler);
  for await (const piece of pieces) scanner.push(piece);
  scanner.finish();
}
