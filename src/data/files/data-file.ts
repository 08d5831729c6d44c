/**
 * A data file before anything knows its format: there, not empty, held while it is read. Its bytes are read once, in pieces:
 * hashed as they are on disk, unpacked from gzip, and every way to be damaged has its error. Knows nothing of what bytes mean.
 */

import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { didYouMean } from "../../base/did-you-mean.js";
import { DataError, WasmetricsError } from "../../base/errors.js";
import { systemWords } from "../../base/system-error.js";
import { HeldFile } from "../disk/held-file.js";
import { claims, targetOf } from "../disk/identity.js";
import { settle } from "../disk/transaction.js";

/** A file that exists and is not empty. */
export interface DataFile {
  /** What messages call it. */
  readonly name: string;
  /** Where to read it, which need not be where the user found it: the same bytes whatever that path leads to by now. */
  readonly path: string;
  readonly held: HeldFile;
  readonly bytes: number;
  /** Its first bytes, at most 8. */
  readonly magic: Buffer;
}

const MAGIC_BYTES = 8;

/**
 * The file at `path`, held until the caller closes it. Throws DataError `file_missing` (with the nearest name in its folder),
 * `file_is_directory`, `file_unreadable`, `file_empty`, UsageError `output_is_input` where it is to be written, and as `settle`.
 */
export async function openDataFile(path: string): Promise<DataFile> {
  await requireData(path);
  settle(dirname(targetOf(path)));
  const held = await HeldFile.open(path).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause);
  });
  try {
    claims.input(path, path, held.status);
    const file = { name: path, path: held.path, held, bytes: Number(held.status.size) };
    return { ...file, magic: await bytesAt(file, 0, MAGIC_BYTES) };
  } catch (error) {
    await held.close();
    throw error;
  }
}

/** What `use` makes of the file at `path`. Throws as `openDataFile` and `use`, and DataError `file_changed`. */
export async function withDataFile<T>(path: string, use: (file: DataFile) => Promise<T>): Promise<T> {
  const file = await openDataFile(path);
  return file.held.during(() => use(file));
}

/** Up to `count` bytes of a file from `position`. Throws DataError `file_unreadable`. */
export async function bytesAt(
  { name, path }: Pick<DataFile, "name" | "path">,
  position: number,
  count: number,
): Promise<Buffer> {
  const handle = await open(path, "r").catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(name, cause);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** DataError `file_unreadable`, with what the system said. */
export const unreadable = (name: string, cause: NodeJS.ErrnoException): DataError =>
  new DataError(
    "file_unreadable",
    `${name} cannot be read: ${systemWords(cause, "read")}.`,
    { path: name, got: cause.code },
    { cause },
  );

async function requireData(path: string): Promise<void> {
  const status = await stat(path).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ENOENT") throw unreadable(path, cause);
    const neighbours = await readdir(dirname(path)).catch(() => []);
    throw new DataError("file_missing", `There is no file ${path}${didYouMean(basename(path), neighbours)}`, {
      got: path,
      expected: "a file",
    });
  });
  if (status.isDirectory()) {
    throw new DataError("file_is_directory", `${path} is a directory, a data file was expected.`, { got: path });
  }
  if (status.size === 0) {
    throw new DataError("file_empty", `${path} is empty (0 bytes).`, { got: 0, expected: "data", path });
  }
}

const PIECE = 1 << 20;

/** A data file of text, packed or not. */
export interface TextFile extends DataFile {
  readonly gzip: boolean;
}

/** A data file as text. Throws DataError `gzip_corrupt` if the name ends in .gz and the file is not packed. */
export function asTextFile(file: DataFile): TextFile {
  const { name, magic } = file;
  const gzip = magic[0] === 0x1f && magic[1] === 0x8b;
  if (!gzip && name.toLowerCase().endsWith(".gz")) {
    throw new DataError(
      "gzip_corrupt",
      `${name} ends in .gz but is not packed with gzip; rename it or pack it again.`,
      { path: name, got: magic.toString("hex"), expected: "1f8b" },
    );
  }
  return { ...file, gzip };
}

/**
 * Passes the unpacked bytes of `file` on in order, waiting for each piece to be taken. Returns the SHA-256 of the file
 * on disk, in hex. Throws DataError `gzip_truncated`, `gzip_corrupt`, `file_unreadable`, `file_changed`, and what `take` throws.
 */
export async function readBytes(file: TextFile, take: (piece: Buffer) => void | Promise<void>): Promise<string> {
  const hash = createHash("sha256");
  const disk = createReadStream(file.path, { highWaterMark: PIECE });
  const hashed = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      hash.update(piece);
      yield piece;
    }
  };
  const takeAll = async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) await take(piece);
  };
  try {
    if (file.gzip) await pipeline(disk, hashed, createGunzip({ chunkSize: PIECE }), takeAll);
    else await pipeline(disk, hashed, takeAll);
  } catch (cause) {
    throw cause instanceof WasmetricsError ? cause : streamError(file.name, cause as NodeJS.ErrnoException);
  }
  const sha256 = hash.digest("hex");
  file.held.saw(sha256);
  return sha256;
}

/**
 * Passes the text of `file` to `taker`, whole characters only, without a byte order mark. Returns as `readBytes`.
 * Throws as `readBytes`, and DataError `not_utf8`, `not_text`.
 */
export async function readPieces(file: TextFile, taker: PieceTaker): Promise<string> {
  const text = new Utf8Pieces(file.name, taker);
  const sha256 = await readBytes(file, (piece) => text.push(piece));
  text.finish();
  return sha256;
}

function streamError(name: string, cause: NodeJS.ErrnoException): DataError {
  if (cause.code === "Z_BUF_ERROR") {
    return new DataError(
      "gzip_truncated",
      `${name} is cut short: its gzip stream ends before its end mark; copy or download it again.`,
      { path: name },
      { cause },
    );
  }
  if (cause.code?.startsWith("Z_")) {
    return new DataError(
      "gzip_corrupt",
      `${name} is damaged: ${cause.message} (gzip); copy or download it again.`,
      { path: name, got: cause.message },
      { cause },
    );
  }
  return unreadable(name, cause);
}

// Checks that pieces of a file are text in UTF-8 and hands them on cut between characters; otherwise says which line is not, and
// which encoding the bytes look like.

/** Bytes at the end that begin a character without completing it (0 to 3). */
function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

// Which script the bytes beyond ASCII look like, judged by runs of them between ASCII characters.
// Decoding alone can't tell: most Latin-1 text is also valid GB18030, and would become Chinese without a word. Method:
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
