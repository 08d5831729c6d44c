/**
 * Text of R by the flags each has: ASCII, UTF-8, Latin-1, or the encoding of the session that wrote it.
 */
import type { Note } from "../../../base/messages.js";
import { damaged } from "../source.js";
import { TextDecoding } from "../text/decoding.js";
import { strictDecoder } from "../text/encoding.js";

/** Flags of a text, which begin at bit 12 of its item. */
const BYTES = 1 << 13;
const LATIN1 = 1 << 14;
const UTF8 = 1 << 15;
const ASCII = 1 << 18;

/** Text of so few bytes is made faster without a decoder. */
const SHORT = 64;

const utf8 = strictDecoder("utf-8");
const latin1 = strictDecoder("windows-1252");

export class TextEncoding {
  private session: TextDecoding;

  /** `asked` is the encoding of text that does not state its own. Throws UsageError `encoding`. */
  constructor(
    private readonly file: string,
    private readonly asked: string | undefined,
  ) {
    this.session = new TextDecoding(file, undefined, asked);
  }

  /** The file names the encoding of its session, such as "CP936". */
  declare(name: string): void {
    this.session = new TextDecoding(this.file, name, this.asked);
  }

  /** Throws DataError `file_damaged`, `not_decodable`. */
  readonly decode = (bytes: Uint8Array, flags: number): string => {
    if ((flags & ASCII) !== 0 && bytes.length <= SHORT)
      return String.fromCharCode.apply(null, bytes as unknown as number[]);
    if ((flags & (UTF8 | ASCII)) !== 0) {
      const text = utf8(bytes);
      if (text === undefined)
        throw damaged(this.file, `a text that is said to be UTF-8 is not: '${latin1(bytes)?.slice(0, 40)}'`);
      return text;
    }
    return (flags & (LATIN1 | BYTES)) !== 0 ? latin1(bytes)! : this.session.decode(bytes, "a text");
  };

  notes(): Note[] {
    return this.session.notes();
  }
}
