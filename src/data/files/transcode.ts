/**
 * Text files that are not UTF-8: decoded as a stream into a UTF-8 file without a name, which everything
 * that reads text then reads in their place and which is gone with the process. The encoding is the user's word, or that of a byte order mark, or GB18030
 * (with GBK and GB2312 within it) where the bytes allow no other reading; never a guess among Latin encodings.
 */

import type { FileHandle } from "node:fs/promises";
import { DataError, UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { note } from "../../base/messages.js";
import { HeldFile } from "../disk/held-file.js";
import { appendTo, withScratchFile } from "../disk/scratch.js";
import { TABLE_NOTES } from "../messages.js";
import { HighByteRuns, readBytes, type TextFile } from "./data-file.js";

/** A file to be read as UTF-8, and what was done to it. */
export interface Utf8File {
  readonly file: TextFile;
  /** SHA-256 of the original file, if `file` is not it. */
  readonly sha256?: string;
  readonly notes: readonly Note[];
}

/**
 * The result of `read` on `file`, or on a UTF-8 copy that is gone when `read` ends: if `encoding` says another one;
 * or, without `encoding`, if `read` finds UTF-16 by its mark, or bytes that are not UTF-8 and are all GB18030 and look so.
 * Throws UsageError `encoding` (unknown name), DataError `not_decodable` (bytes are not in `encoding`), `not_utf8` (not
 * in GB18030 either, or more like Latin-1), `temp_folder`, `temp_copy`, and what `read` throws.
 */
export async function readAsUtf8<T>(
  file: TextFile,
  encoding: string | undefined,
  read: (text: Utf8File) => Promise<T>,
): Promise<T> {
  const asked = encoding === undefined ? undefined : decoderName(encoding);
  if (asked !== undefined && asked !== "utf-8") return readCopy(file, asked, "requested", read);
  try {
    return await read({ file, notes: [] });
  } catch (error) {
    if (asked !== undefined || !(error instanceof DataError) || error.code !== "not_utf8") throw error;
    const marked = error.detail.got;
    if (marked === "utf-16le" || marked === "utf-16be") return readCopy(file, marked, "byte order mark", read);
    return readCopy(file, "gb18030", error, read);
  }
}

async function readCopy<T>(
  file: TextFile,
  encoding: string,
  why: "requested" | "byte order mark" | DataError,
  read: (text: Utf8File) => Promise<T>,
): Promise<T> {
  return withScratchFile(async ({ handle: copy, path }) => {
    const { sha256, sample } = await copyAsUtf8(file, encoding, copy, typeof why === "string" ? undefined : why);
    const because = typeof why === "string" ? { why } : { line: why.detail.line as number, sample: sample! };
    const held = await HeldFile.open(path);
    const text: Utf8File = {
      file: { ...file, path, held, gzip: false },
      sha256,
      notes: [note(TABLE_NOTES, "transcoded", { encoding, ...because })],
    };
    return read(text).finally(() => held.close());
  });
}

/** Writes `file` to `copy` as UTF-8; `refusal` is thrown if its encoding was a guess and the bytes speak against it. */
async function copyAsUtf8(file: TextFile, encoding: string, copy: FileHandle, refusal: DataError | undefined) {
  const decode = pieceDecoder(encoding);
  const runs = new HighByteRuns();
  let sample: string | undefined;
  const take = async (piece?: Buffer) => {
    const text = decode(piece);
    if (text === undefined) {
      const line = await firstUndecodable(file, encoding);
      throw refusal === undefined ? notDecodable(file.name, encoding, line) : neither(file.name, refusal, line, runs);
    }
    sample ??= /\P{ASCII}{1,20}/u.exec(text)?.[0];
    await appendTo(copy, text, `${file.name}, decoded from ${encoding},`);
  };
  const sha256 = await readBytes(file, async (piece) => {
    if (refusal !== undefined) runs.push(piece);
    await take(piece);
  });
  await take();
  if (refusal !== undefined && runs.guess() !== "GB18030") throw refusal;
  return { sha256, sample };
}

/** Decodes pieces in order, the end if there is none; undefined for bytes that are not in `encoding`. */
function pieceDecoder(encoding: string): (piece?: Buffer) => string | undefined {
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (piece) => {
    try {
      const text = piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
      return encoding === "windows-1252" ? text.replace(/[\u0080-\u009f]/g, windowsCharacter) : text;
    } catch {
      return undefined;
    }
  };
}

/** Windows' characters at 0x80..0x9f, which some versions of Node leave undecoded. */
const WINDOWS_1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";
const windowsCharacter = (control: string): string => WINDOWS_1252[control.charCodeAt(0) - 0x80]!;

/** The line of the first bytes that are not in `encoding`; the last line if it is the end that is missing. */
async function firstUndecodable(file: TextFile, encoding: string): Promise<number> {
  const decode = pieceDecoder(encoding);
  let line = 1;
  let text: string | undefined = "";
  await readBytes(file, (piece) => {
    for (let start = 0; start < piece.length && text !== undefined; ) {
      const newline = piece.indexOf(10, start);
      const end = newline < 0 ? piece.length : newline + 1;
      text = decode(piece.subarray(start, end));
      if (text?.includes("\n")) line++;
      start = end;
    }
  });
  return line;
}

function decoderName(encoding: string): string {
  try {
    return new TextDecoder(encoding).encoding;
  } catch (cause) {
    throw new UsageError(
      "encoding",
      `There is no encoding '${encoding}'; known are utf-8, gb18030, utf-16le, utf-16be, latin1, windows-1251, big5, shift_jis, euc-kr and the others of the WHATWG Encoding Standard.`,
      { got: encoding, expected: "a name of the WHATWG Encoding Standard" },
      { cause },
    );
  }
}

const notDecodable = (name: string, encoding: string, line: number): DataError =>
  new DataError("not_decodable", `${name}: line ${line} is not ${encoding}; give the file's own encoding.`, {
    path: name,
    line,
    expected: encoding,
  });

function neither(name: string, refusal: DataError, line: number, runs: HighByteRuns): DataError {
  if (runs.guess() !== "GB18030") return refusal;
  return new DataError(
    "not_utf8",
    `${name}: line ${refusal.detail.line} is not UTF-8; most of the file looks like GB18030, but line ${line} is not: correct that line, or give the file's own encoding.`,
    { path: name, line, got: "neither UTF-8 nor GB18030", expected: "UTF-8" },
  );
}
