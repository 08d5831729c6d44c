/**
 * Text files that are not UTF-8, for DuckDB, which reads files: decoded as a stream into a UTF-8 file without a name, which is gone with the
 * process. Which encoding it is, `formats/csv/decode` says.
 */

import type { FileHandle } from "node:fs/promises";
import { DataError } from "../base/errors.js";
import type { Note } from "../base/messages.js";
import { note } from "../base/messages.js";
import { HeldFile } from "../data/disk/held-file.js";
import { appendTo, withScratchFile } from "../data/disk/scratch.js";
import { readBytes, type TextFile } from "../data/files/data-file.js";
import { withFileSource } from "../data/files/file-source.js";
import { decoderName, firstUndecodable, neither, notDecodable, pieceDecoder } from "../data/formats/csv/decode.js";
import { textStream } from "../data/formats/csv/text-stream.js";
import { HighByteRuns } from "../data/formats/csv/utf8.js";
import { TABLE_NOTES } from "../data/messages.js";

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

/** Bytes read at a time to find a line. */
const PIECE = 1 << 20;

/** Writes `file` to `copy` as UTF-8; `refusal` is thrown if its encoding was a guess and the bytes speak against it. */
async function copyAsUtf8(file: TextFile, encoding: string, copy: FileHandle, refusal: DataError | undefined) {
  const decode = pieceDecoder(encoding);
  const runs = new HighByteRuns();
  let sample: string | undefined;
  const take = async (piece?: Buffer) => {
    const text = decode(piece);
    if (text === undefined) {
      const line = await withFileSource(file, undefined, async (source) =>
        firstUndecodable(await textStream(source, PIECE), encoding),
      );
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
