/**
 * Text that is not UTF-8, decoded as a stream: by the user's word, or that of a byte order mark, or as GB18030 (with GBK and GB2312 within
 * it) where the bytes allow no other reading; never a guess among Latin encodings.
 */
import { DataError, UsageError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { TABLE_NOTES } from "../../messages.js";
import type { TextPiece, TextStream } from "./text-stream.js";
import { HighByteRuns } from "./utf8.js";

/** Why a text is decoded from another encoding: asked for, marked, or in spite of the error that it is not UTF-8. */
export type Why = "requested" | "byte order mark" | DataError;

/** What reading made of a text, and what was done to the text before. */
export interface Decoded<T> {
  readonly read: T;
  /** The encoding it was decoded from; undefined for UTF-8. */
  readonly encoding?: string;
  readonly notes: readonly Note[];
}

/**
 * The result of `read` on `text`, or on what it is in UTF-8: if `encoding` says another one; or, without `encoding`, if `read` finds UTF-16
 * by its mark, or bytes that are not UTF-8 and are all GB18030 and look so. `read` reads to the end at least once.
 * Throws UsageError `encoding` (unknown name), DataError `not_decodable` (bytes are not in `encoding`), `not_utf8` (not in GB18030
 * either, or more like Latin-1), and what `read` throws.
 */
export async function readDecoded<T>(
  text: TextStream,
  encoding: string | undefined,
  read: (utf8: TextStream) => Promise<T>,
): Promise<Decoded<T>> {
  const asked = encoding === undefined ? undefined : decoderName(encoding);
  if (asked !== undefined && asked !== "utf-8") return readFrom(text, asked, "requested", read);
  try {
    return { read: await read(text), notes: [] };
  } catch (error) {
    if (asked !== undefined || !(error instanceof DataError) || error.code !== "not_utf8") throw error;
    const marked = error.detail.got;
    if (marked === "utf-16le" || marked === "utf-16be") return readFrom(text, marked, "byte order mark", read);
    return readFrom(text, "gb18030", error, read);
  }
}

async function readFrom<T>(
  text: TextStream,
  encoding: string,
  why: Why,
  read: (utf8: TextStream) => Promise<T>,
): Promise<Decoded<T>> {
  const decoded = new DecodedText(text, encoding, typeof why !== "string");
  let result: T;
  try {
    result = await read(decoded);
  } catch (error) {
    // bytes that can't be decoded go before what is wrong with the text, wherever they are
    await requireDecodable(text, encoding, why);
    throw error;
  }
  const { guess, sample } = decoded.found!;
  if (typeof why !== "string" && guess !== "GB18030") throw why;
  const because = typeof why === "string" ? { why } : { line: why.detail.line as number, sample: sample! };
  return { read: result, encoding, notes: [note(TABLE_NOTES, "transcoded", { encoding, ...because })] };
}

/** Throws unless the whole of `text` is in `encoding`, and looks like it where that was a guess. */
async function requireDecodable(text: TextStream, encoding: string, why: Why): Promise<void> {
  const decoded = new DecodedText(text, encoding, typeof why !== "string");
  try {
    for await (const _ of decoded.open());
  } catch (error) {
    if (!(error instanceof Undecodable)) throw error;
    const line = await firstUndecodable(text, encoding);
    throw typeof why === "string"
      ? notDecodable(text.name, encoding, line)
      : neither(text.name, why, line, decoded.runs);
  }
  if (typeof why !== "string" && decoded.found!.guess !== "GB18030") throw why;
}

class Undecodable extends Error {}

/** `text` in UTF-8; `found` is what was seen when it was read from end to end. */
class DecodedText implements TextStream {
  readonly name: string;
  /** Runs of high bytes seen by the reading that is going on. */
  runs = new HighByteRuns();
  found: { readonly guess: string; readonly sample: string | undefined } | undefined;

  constructor(
    private readonly text: TextStream,
    private readonly encoding: string,
    private readonly isGuess: boolean,
  ) {
    this.name = text.name;
  }

  async *open(): AsyncGenerator<TextPiece> {
    const decode = pieceDecoder(this.encoding);
    const encoder = new TextEncoder();
    const runs = new HighByteRuns();
    this.runs = runs;
    let sample: string | undefined;
    const encoded = (piece?: Uint8Array): Uint8Array => {
      const text = decode(piece);
      if (text === undefined) throw new Undecodable(this.encoding);
      sample ??= /\P{ASCII}{1,20}/u.exec(text)?.[0];
      return encoder.encode(text);
    };
    for await (const { bytes, read } of this.text.open()) {
      if (this.isGuess) runs.push(bytes);
      yield { bytes: encoded(bytes), read };
    }
    yield { bytes: encoded(), read: 1 };
    this.found ??= { guess: runs.guess(), sample };
  }
}

/** Decodes pieces in order, the end if there is none; undefined for bytes that are not in `encoding`. */
export function pieceDecoder(encoding: string): (piece?: Uint8Array) => string | undefined {
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
export async function firstUndecodable(file: TextStream, encoding: string): Promise<number> {
  const decode = pieceDecoder(encoding);
  let line = 1;
  let text: string | undefined = "";
  for await (const { bytes } of file.open()) {
    for (let start = 0; start < bytes.length && text !== undefined; ) {
      const newline = bytes.indexOf(10, start);
      const end = newline < 0 ? bytes.length : newline + 1;
      text = decode(bytes.subarray(start, end));
      if (text?.includes("\n")) line++;
      start = end;
    }
    if (text === undefined) break;
  }
  return line;
}

/** The name of `encoding` in the WHATWG Encoding Standard. Throws UsageError `encoding`. */
export function decoderName(encoding: string): string {
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

/** DataError `not_decodable`: the bytes of `line` are not in `encoding`. */
export const notDecodable = (name: string, encoding: string, line: number): DataError =>
  new DataError("not_decodable", `${name}: line ${line} is not ${encoding}; give the file's own encoding.`, {
    path: name,
    line,
    expected: encoding,
  });

/** The error of a text that is neither UTF-8, as `refusal` says, nor GB18030 on `line`. */
export function neither(name: string, refusal: DataError, line: number, runs: HighByteRuns): DataError {
  if (runs.guess() !== "GB18030") return refusal;
  return new DataError(
    "not_utf8",
    `${name}: line ${refusal.detail.line} is not UTF-8; most of the file looks like GB18030, but line ${line} is not: correct that line, or give the file's own encoding.`,
    { path: name, line, got: "neither UTF-8 nor GB18030", expected: "UTF-8" },
  );
}
