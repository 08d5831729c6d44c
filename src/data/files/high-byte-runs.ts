/**
 * Layer table, Node. Which script the bytes beyond ASCII look like, judged by runs of them between ASCII characters.
 * Decoding alone can't tell: most Latin-1 text is also valid GB18030, and would become Chinese without a word.
 * Method: UTF-8 writes Chinese in threes, GB18030 mostly in pairs of high bytes, alone between delimiters or several in
 * a row; Latin-1 writes one or two accented letters next to plain ones. A high byte before a digit says nothing: a
 * sign ("£5"), or half of one of GB18030's characters of four bytes.
 */
import { isUtf8 } from "node:buffer";
import { incompleteTail } from "./utf8-tail.js";

export type Guess = "UTF-8" | "GB18030" | "LATIN1";

/** Takes the bytes of a file in order and counts its runs of high bytes by the encoding they look like. */
export class HighByteRuns {
  private utf8 = 0;
  private gb18030 = 0;
  private latin1 = 0;
  /** The last byte before a run, and the run, if it may go on. */
  private rest: Buffer = Buffer.alloc(0);

  push(piece: Buffer): this {
    const bytes = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    const n = bytes.length;
    this.rest = bytes.subarray(n - 1);
    for (let i = 0; i < n; i++) {
      if (bytes[i]! < 0x80) continue;
      const start = i;
      while (i < n && bytes[i]! >= 0x80) i++;
      if (i < n) this.count(bytes, start, i);
      else this.rest = bytes.subarray(Math.max(0, start - 1));
    }
    return this;
  }

  /** The encoding most runs look like; the file is at its end. */
  guess(): Guess {
    const tail = incompleteTail(this.rest);
    if (tail > 0 && isUtf8(this.rest.subarray(0, this.rest.length - tail))) this.utf8++;
    else this.push(Buffer.of(10));
    if (this.gb18030 > Math.max(this.utf8, this.latin1)) return "GB18030";
    return this.utf8 > this.latin1 ? "UTF-8" : "LATIN1";
  }

  private count(bytes: Buffer, start: number, end: number): void {
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
