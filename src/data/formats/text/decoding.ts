/**
 * The text of one file from its bytes: in the encoding the user names, else in that the file states, else UTF-8 or windows-1252, and what
 * has to be said of it.
 */
import { DataError, NotSupported, UsageError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { standardName, strictDecoder } from "./encoding.js";
import { TEXT_NOTES } from "./messages.js";

/** Decodes the texts of `file`. Plain ASCII needs no encoding, so that one that is unknown is refused at the first text beyond it only. */
export class TextDecoding {
  /** The encoding, in the standard's name where it has one; undefined where neither user nor file names one. */
  readonly encoding: string | undefined;
  private strict: ((bytes: Uint8Array) => string | undefined) | undefined;
  private assumed: string | undefined;
  private readonly cut = new Map<string, { count: number; readonly sample: string }>();

  /** Throws UsageError `encoding` where `asked`, the user's word, names none. */
  constructor(
    private readonly file: string,
    declared: string | undefined,
    asked: string | undefined,
  ) {
    const name = asked ?? declared;
    this.encoding = name === undefined ? undefined : (standardName(name) ?? name);
    if (asked !== undefined && standardName(asked) === undefined) throw unknownEncoding(asked);
  }

  /**
   * The text of `bytes`, without a character at the end that a program cut. `column` names the place in messages.
   * Throws DataError `not_decodable`, NotSupported `encoding`.
   */
  decode(bytes: Uint8Array, column: string): string {
    if (isPlain(bytes)) return ofAscii(bytes);
    if (this.encoding === undefined) return this.assume(bytes);
    this.strict ??= this.decoder(this.encoding);
    return this.strict(bytes) ?? this.uncut(bytes, column) ?? this.refuse(bytes, column);
  }

  /** What was assumed, and what was cut. */
  notes(): Note[] {
    const assumed =
      this.assumed === undefined
        ? []
        : [note(TEXT_NOTES, "encoding_assumed", { file: this.file, sample: this.assumed })];
    const cut = Array.from(this.cut, ([column, facts]) => note(TEXT_NOTES, "text_cut", { column, ...facts }));
    return [...assumed, ...cut];
  }

  private assume(bytes: Uint8Array): string {
    const text = strictDecoder("utf-8")(bytes) ?? strictDecoder("windows-1252")(bytes)!;
    this.assumed ??= /\P{ASCII}{1,20}/u.exec(text)?.[0] ?? text;
    return text;
  }

  private uncut(bytes: Uint8Array, column: string): string | undefined {
    for (let length = bytes.length - 1; length >= Math.max(0, bytes.length - 3); length--) {
      const text = this.strict!(bytes.subarray(0, length));
      if (text === undefined || text === "") continue;
      const seen = this.cut.get(column);
      if (seen === undefined) this.cut.set(column, { count: 1, sample: text.slice(-20) });
      else seen.count++;
      return text;
    }
    return undefined;
  }

  private decoder(encoding: string): (bytes: Uint8Array) => string | undefined {
    if (standardName(encoding) !== undefined) return strictDecoder(encoding);
    throw new NotSupported(
      "encoding",
      `${this.file}: its text is in ${encoding}, which is not read; save the file in UTF-8, or specify the option encoding, such as windows-1252.`,
      { got: encoding, expected: "an encoding of the WHATWG Encoding Standard" },
    );
  }

  private refuse(bytes: Uint8Array, column: string): never {
    const shown = Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "?")).join("");
    throw new DataError(
      "not_decodable",
      `${this.file}: ${column} has the text '${shown.slice(0, 40)}', whose bytes are not ${this.encoding}; specify the encoding it was written in by the option encoding, such as windows-1252 or gb18030.`,
      { got: shown, expected: this.encoding, column },
    );
  }
}

/** UsageError `encoding`: the user named one that is none. */
export function unknownEncoding(asked: string): UsageError {
  return new UsageError(
    "encoding",
    `The encoding '${asked}' is not known; take one of the Encoding Standard, such as utf-8, windows-1252 or gb18030.`,
    { got: asked, expected: "a name of the WHATWG Encoding Standard" },
  );
}

/** Whether all bytes are ASCII that no encoding reads otherwise (ESC starts another character set in ISO 2022). */
export function isPlain(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte > 0x7f || byte === 0x1b) return false;
  return true;
}

const PIECE = 4096;

/** The text of ASCII. */
export function ofAscii(bytes: Uint8Array): string {
  if (bytes.length <= PIECE) return String.fromCharCode.apply(null, bytes as unknown as number[]);
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += ofAscii(bytes.subarray(at, at + PIECE));
  return text;
}
