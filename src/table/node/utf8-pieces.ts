/**
 * Layer table, Node. Checks that pieces of a file are text in UTF-8 and hands them on cut between characters; otherwise
 * says which line is not, and which encoding it looks like.
 */
import { isUtf8 } from "node:buffer";
import { DataError } from "../../base/errors.js";

const LF = 10;

/** Takes the text in order; `line` is the line reached, for messages about what comes next. */
export interface PieceTaker {
  readonly line: number;
  push(piece: Uint8Array): void;
}

/** Feeds `taker` with whole characters; throws DataError `not_utf8` or `not_text`. */
export class Utf8Pieces {
  private rest: Buffer = Buffer.alloc(0);
  private first = true;

  constructor(
    private readonly path: string,
    private readonly taker: PieceTaker,
  ) {}

  push(piece: Buffer): void {
    let bytes = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    if (this.first) bytes = this.withoutMark(bytes);
    this.first = false;
    const whole = bytes.length - incompleteTail(bytes);
    this.rest = bytes.subarray(whole);
    this.pass(bytes.subarray(0, whole));
  }

  /** Ends the file: a character begun must have been completed. */
  finish(): void {
    if (this.rest.length > 0) this.refuse(this.rest);
  }

  private pass(bytes: Buffer): void {
    if (!isUtf8(bytes)) this.refuse(bytes);
    if (bytes.includes(0)) {
      const line = this.taker.line + countLines(bytes.subarray(0, bytes.indexOf(0)));
      throw new DataError(
        "not_text",
        `${this.path}: line ${line} has a zero byte, so this is no text file (or UTF-16: convert it with iconv -f UTF-16 -t UTF-8).`,
        { path: this.path, line },
      );
    }
    if (bytes.length > 0) this.taker.push(bytes);
  }

  private withoutMark(bytes: Buffer): Buffer {
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3);
    const mark = bytes.readUInt16BE(0);
    if (bytes.length >= 2 && (mark === 0xfffe || mark === 0xfeff)) {
      throw new DataError(
        "not_utf8",
        `${this.path} is in UTF-16, UTF-8 was expected; convert it with iconv -f UTF-16 -t UTF-8.`,
        { path: this.path, got: "UTF-16", expected: "UTF-8" },
      );
    }
    return bytes;
  }

  private refuse(bytes: Buffer): never {
    let line = this.taker.line;
    let start = 0;
    let end = lineEnd(bytes, start);
    while (end < bytes.length && isUtf8(bytes.subarray(start, end))) {
      line++;
      start = end + 1;
      end = lineEnd(bytes, start);
    }
    const encoding = guessEncoding(bytes.subarray(start));
    throw new DataError(
      "not_utf8",
      `${this.path}: line ${line} is not UTF-8; it looks like ${encoding}: convert it with iconv -f ${encoding} -t UTF-8.`,
      { path: this.path, line, got: encoding, expected: "UTF-8" },
    );
  }
}

/** Latin-1 letters stand mostly alone among ASCII, GB18030 characters are pairs of bytes, most of them both high. */
function guessEncoding(bytes: Buffer): "GB18030" | "LATIN1" {
  let alone = 0;
  let together = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! < 0x80) continue;
    const begin = i;
    while (i + 1 < bytes.length && bytes[i + 1]! >= 0x80) i++;
    if (i === begin) alone++;
    else together++;
  }
  return together > alone ? "GB18030" : "LATIN1";
}

/** Bytes at the end that begin a character without completing it (0 to 3). */
function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

function lineEnd(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(LF, start);
  return end < 0 ? bytes.length : end;
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) lines++;
  return lines;
}
