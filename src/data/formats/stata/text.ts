/**
 * Bytes of a Stata file as text: UTF-8 from release 118 on, Windows' Western encoding before, or the encoding asked for; and what of
 * it a reader of the data should know.
 */
import { type Note, note } from "../../../base/messages.js";
import { isPlain, ofAscii, unknownEncoding } from "../text/decoding.js";
import { standardName, strictDecoder } from "../text/encoding.js";
import { DTA_NOTES } from "./messages.js";
import type { Release } from "./releases.js";

const WINDOWS_1252 = "windows-1252";
const western = strictDecoder(WINDOWS_1252);

/** Characters of a text that a note shows. */
const SAMPLE = 40;

/** Decodes the texts of one file. */
export class StataText {
  /** Its name in the Encoding Standard. */
  readonly encoding: string;
  private readonly strict: (bytes: Uint8Array) => string | undefined;
  private readonly utf8 = strictDecoder("utf-8");
  private nOdd = 0;
  private couldBeUtf8 = true;
  private sample = "";

  /** Throws UsageError `encoding` for a name that is none. */
  constructor(
    { isUnicode }: Release,
    private readonly asked: string | undefined,
  ) {
    const label = asked ?? (isUnicode ? "utf-8" : WINDOWS_1252);
    const encoding = standardName(label);
    if (encoding === undefined) throw unknownEncoding(label);
    this.encoding = encoding;
    this.strict = strictDecoder(encoding);
  }

  /** The text of `bytes`, which have no final zero. */
  decode(bytes: Uint8Array): string {
    if (isPlain(bytes)) return ofAscii(bytes);
    const text = this.strict(bytes);
    if (text === undefined) return this.odd(bytes);
    if (this.asked === undefined && this.encoding === WINDOWS_1252 && bytes.some((byte) => byte >= 0x80)) {
      this.sample ||= text.slice(0, SAMPLE);
      this.couldBeUtf8 &&= this.utf8(bytes) !== undefined;
    }
    return text;
  }

  /** The text of a field that ends at its first zero byte. */
  field(bytes: Uint8Array): string {
    const end = bytes.indexOf(0);
    return this.decode(end < 0 ? bytes : bytes.subarray(0, end));
  }

  /** Bytes that are not in the encoding: Western where nobody chose it, else with replacements. */
  private odd(bytes: Uint8Array): string {
    const text = this.asked === undefined ? western(bytes)! : new TextDecoder(this.encoding).decode(bytes);
    if (this.nOdd++ === 0) this.sample = text.slice(0, SAMPLE);
    return text;
  }

  /** What was assumed, and what could not be decoded. */
  notes(): Note[] {
    const { encoding, sample } = this;
    if (this.nOdd > 0) {
      const facts = { encoding, count: this.nOdd, sample };
      return [note(DTA_NOTES, this.asked === undefined ? "dta_not_utf8" : "dta_undecodable", facts)];
    }
    if (sample === "") return [];
    return [note(DTA_NOTES, "dta_encoding", { encoding, sample, utf8: this.couldBeUtf8 })];
  }
}
