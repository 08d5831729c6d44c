/**
 * Bytes of a Stata file as text: UTF-8 from release 118 on, Windows' Western encoding before, or the encoding asked for; and what of
 * it a reader of the data should know.
 */
import { UsageError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import { DTA_NOTES } from "./messages.js";
import type { Release } from "./releases.js";

/** What windows-1252 has at 0x80 to 0x9F; the rest are the code points of their bytes. (Decoders of hosts differ there.) */
const WESTERN = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

const WINDOWS_1252 = "windows-1252";

/** A long text is decoded in pieces, which `String.fromCharCode` can take. */
const PIECE = 4096;

function western(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) {
    const codes = Array.from(bytes.subarray(at, at + PIECE), (byte) =>
      byte >= 0x80 && byte < 0xa0 ? WESTERN.charCodeAt(byte - 0x80) : byte,
    );
    text += String.fromCharCode(...codes);
  }
  return text;
}

const isAscii = (bytes: Uint8Array): boolean => {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! >= 0x80) return false;
  return true;
};

/** Characters of a text that a note shows. */
const SAMPLE = 40;

/** Decodes the texts of one file. */
export class StataText {
  /** Its name in the Encoding Standard. */
  readonly encoding: string;
  private readonly strict: TextDecoder;
  private readonly lenient: TextDecoder;
  private readonly utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  private nHigh = 0;
  private nOdd = 0;
  private couldBeUtf8 = true;
  private sample = "";

  /** Throws UsageError `encoding` for a name that is none. */
  constructor(
    { isUnicode }: Release,
    private readonly asked: string | undefined,
    source: string,
  ) {
    const label = asked ?? (isUnicode ? "utf-8" : WINDOWS_1252);
    try {
      this.strict = new TextDecoder(label, { fatal: true, ignoreBOM: true });
      this.lenient = new TextDecoder(label, { ignoreBOM: true });
    } catch {
      throw new UsageError(
        "encoding",
        `${source}: there is no encoding '${label}'; use a name of the WHATWG Encoding Standard, such as gb18030 or ${WINDOWS_1252}.`,
        { got: label, expected: "the name of an encoding" },
      );
    }
    this.encoding = this.strict.encoding;
  }

  /** The text of `bytes`, which have no final zero. */
  decode(bytes: Uint8Array): string {
    if (isAscii(bytes)) return western(bytes);
    this.nHigh++;
    if (this.encoding === WINDOWS_1252) return this.assumed(bytes);
    try {
      return this.strict.decode(bytes);
    } catch {
      return this.odd(this.asked === undefined ? western(bytes) : this.lenient.decode(bytes));
    }
  }

  /** The text of a field that ends at its first zero byte. */
  field(bytes: Uint8Array): string {
    const end = bytes.indexOf(0);
    return this.decode(end < 0 ? bytes : bytes.subarray(0, end));
  }

  private assumed(bytes: Uint8Array): string {
    const text = western(bytes);
    if (this.asked === undefined) {
      this.sample ||= text.slice(0, SAMPLE);
      this.couldBeUtf8 &&= this.isUtf8(bytes);
    }
    return text;
  }

  private isUtf8(bytes: Uint8Array): boolean {
    try {
      this.utf8.decode(bytes);
      return true;
    } catch {
      return false;
    }
  }

  private odd(text: string): string {
    this.nOdd++;
    this.sample ||= text.slice(0, SAMPLE);
    return text;
  }

  /** What was assumed, and what could not be decoded. */
  notes(): Note[] {
    const { encoding, sample } = this;
    if (this.nOdd > 0) {
      const facts = { encoding, count: this.nOdd, sample };
      return [note(DTA_NOTES, this.asked === undefined ? "dta_not_utf8" : "dta_undecodable", facts)];
    }
    if (sample === "" || this.nHigh === 0) return [];
    return [note(DTA_NOTES, "dta_encoding", { encoding, sample, utf8: this.couldBeUtf8 })];
  }
}
