/**
 * Layer table, Node. Checks that pieces of a file are text in UTF-8 and hands them on cut between characters; otherwise
 * says which line is not, and which encoding it looks like.
 */
import { isUtf8 } from "node:buffer";
import { DataError } from "../../base/errors.js";
import { type Guess, HighByteRuns } from "./high-byte-runs.js";
import { incompleteTail } from "./utf8-tail.js";

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
    private readonly name: string,
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
    if (bytes.includes(0)) {
      const line = this.taker.line + countLines(bytes.subarray(0, bytes.indexOf(0)));
      throw new DataError(
        "not_text",
        `${this.name}: line ${line} has a zero byte, so this is no text file; if it is in UTF-16 without a mark, give the option encoding (utf-16le or utf-16be).`,
        { path: this.name, line },
      );
    }
    if (!isUtf8(bytes)) this.refuse(bytes);
    if (bytes.length > 0) this.taker.push(bytes);
  }

  private withoutMark(bytes: Buffer): Buffer {
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3);
    if (bytes[0] === 0xff && bytes[1] === 0xfe) throw this.notUtf8("the file", "utf-16le");
    if (bytes[0] === 0xfe && bytes[1] === 0xff) throw this.notUtf8("the file", "utf-16be");
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
    throw this.notUtf8(`line ${line}`, new HighByteRuns().push(bytes.subarray(start)).guess(), line);
  }

  private notUtf8(subject: string, encoding: Guess | "utf-16le" | "utf-16be", line = 1): DataError {
    const advice =
      encoding === "UTF-8"
        ? "as most of the file is, the character is damaged: correct it or write the file again"
        : `it looks like ${encoding}: give the option encoding, or convert the file with iconv -f ${encoding} -t UTF-8`;
    return new DataError("not_utf8", `${this.name}: ${subject} is not UTF-8; ${advice}.`, {
      path: this.name,
      line,
      got: encoding,
      expected: "UTF-8",
    });
  }
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
