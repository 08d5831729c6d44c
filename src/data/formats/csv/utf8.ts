/**
 * Whether bytes are text in UTF-8; otherwise which line is not, and which encoding the bytes look like. For texts that are small, and
 * to say what is wrong with one in which the kernels found something.
 */
import { DataError } from "../../../base/errors.js";

/** Bytes at the end that begin a character without completing it (0 to 3). */
export function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** Whether bytes are UTF-8, nothing cut off. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

// Which script the bytes beyond ASCII look like, judged by runs of them between ASCII characters.
// Decoding alone doesn't show: most Latin-1 text is also valid GB18030, and would become Chinese without a word. Method:
// UTF-8 writes Chinese in threes, GB18030 mostly in pairs of high bytes, alone between delimiters or several in a row;
// Latin-1 writes one or two accented letters next to plain ones. A high byte before a digit says nothing: a sign
// ("£5"), or half of one of GB18030's characters of four bytes.

type Guess = "UTF-8" | "GB18030" | "LATIN1";

/** Takes the bytes of a file in order and counts its runs of high bytes by the encoding they look like. */
export class HighByteRuns {
  private utf8 = 0;
  private gb18030 = 0;
  private latin1 = 0;
  /** The last byte before a run, and the run, if it may go on. */
  private rest: Uint8Array = new Uint8Array(0);

  push(piece: Uint8Array): this {
    const bytes = this.rest.length === 0 ? piece : joined(this.rest, piece);
    const n = bytes.length;
    this.rest = Uint8Array.from(bytes.subarray(n - 1));
    for (let i = 0; i < n; i++) {
      if (bytes[i]! < 0x80) continue;
      const start = i;
      while (i < n && bytes[i]! >= 0x80) i++;
      if (i < n) this.count(bytes, start, i);
      else this.rest = Uint8Array.from(bytes.subarray(Math.max(0, start - 1)));
    }
    return this;
  }

  /** The encoding most runs look like; the file is at its end. */
  guess(): Guess {
    const tail = incompleteTail(this.rest);
    if (tail > 0 && isUtf8(this.rest.subarray(0, this.rest.length - tail))) this.utf8++;
    else this.push(Uint8Array.of(LF));
    if (this.gb18030 > Math.max(this.utf8, this.latin1)) return "GB18030";
    return this.utf8 > this.latin1 ? "UTF-8" : "LATIN1";
  }

  private count(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    const besideLetter = isLetter(bytes[start - 1]) || isLetter(bytes[end]);
    if (length % 3 === 0 && isUtf8(bytes.subarray(start, end))) this.utf8++;
    else if (length === 1 && isDigit(bytes[end])) return;
    else if (length === 1 || (length === 2 && besideLetter)) this.latin1++;
    else if (length % 2 === 0) this.gb18030++;
  }
}

const isLetter = (byte = 0): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
const isDigit = (byte = 0): boolean => byte >= 0x30 && byte <= 0x39;

/** The bytes of one array behind those of another. */
export function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

const LF = 10;

/** Where the text of a file begins: behind the mark of UTF-8. Throws DataError `not_utf8` for the marks of UTF-16. */
export function textStart(head: Uint8Array, name: string): number {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 3;
  if (head[0] === 0xff && head[1] === 0xfe) throw notUtf8(name, "the file", "utf-16le");
  if (head[0] === 0xfe && head[1] === 0xff) throw notUtf8(name, "the file", "utf-16be");
  return 0;
}

/** Throws DataError `not_text`, `not_utf8` unless `bytes`, which begin on `line` with a character and end with one, are text. */
export function requireText(bytes: Uint8Array, name: string, line: number): void {
  if (bytes.includes(0)) {
    const at = line + countLines(bytes.subarray(0, bytes.indexOf(0)));
    throw new DataError(
      "not_text",
      `${name}: line ${at} has a zero byte, so this is no text file; if it is in UTF-16 without a mark, give the option encoding (utf-16le or utf-16be).`,
      { path: name, line: at },
    );
  }
  if (!isUtf8(bytes)) refuse(bytes, name, line);
}

function refuse(bytes: Uint8Array, name: string, firstLine: number): never {
  let line = firstLine;
  let start = 0;
  let end = lineEnd(bytes, start);
  while (end < bytes.length && isUtf8(bytes.subarray(start, end))) {
    line++;
    start = end + 1;
    end = lineEnd(bytes, start);
  }
  throw notUtf8(name, `line ${line}`, new HighByteRuns().push(bytes.subarray(start)).guess(), line);
}

function notUtf8(name: string, subject: string, encoding: Guess | "utf-16le" | "utf-16be", line = 1): DataError {
  const advice =
    encoding === "UTF-8"
      ? "as most of the file is, the character is damaged: correct it or write the file again"
      : `it looks like ${encoding}: give the option encoding, or convert the file with iconv -f ${encoding} -t UTF-8`;
  return new DataError("not_utf8", `${name}: ${subject} is not UTF-8; ${advice}.`, {
    path: name,
    line,
    got: encoding,
    expected: "UTF-8",
  });
}

function lineEnd(bytes: Uint8Array, start: number): number {
  const end = bytes.indexOf(LF, start);
  return end < 0 ? bytes.length : end;
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) lines++;
  return lines;
}
