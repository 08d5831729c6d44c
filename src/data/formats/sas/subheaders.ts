/**
 * Subheaders of a .sas7bdat file as its pages have them: sizes, places and texts of columns, and rows of compressed files.
 */
import { ByteBlock } from "../byte-cursor.js";
import { type MemoryBudget, OBJECT_BYTES } from "../memory-budget.js";
import { damaged } from "../source.js";
import type { SasHeader } from "./header.js";
import type { Page, Subheader } from "./pages.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** The field of the subheader of rows that has their length. */
export const ROW_BYTES = 5;

/** What a subheader is of, by its signature. */
const ROW_SIZE = 0xf7f7f7f7;
const COLUMN_SIZE = 0xf6f6f6f6;
const COUNTS = 0xfffffc00;
const COLUMN_TEXT = 0xfffffffd;
const COLUMN_NAMES = 0xffffffff;
const COLUMN_ATTRIBUTES = 0xfffffffc;
const COLUMN_FORMAT = 0xfffffbfe;
const COLUMN_LIST = 0xfffffffe;

const KNOWN: ReadonlySet<number> = new Set([
  ROW_SIZE,
  COLUMN_SIZE,
  COUNTS,
  COLUMN_TEXT,
  COLUMN_NAMES,
  COLUMN_ATTRIBUTES,
  COLUMN_FORMAT,
  COLUMN_LIST,
]);

/** A piece of a block of text. */
export interface TextPlace {
  readonly block: number;
  readonly at: number;
  readonly length: number;
}

export const NOWHERE: TextPlace = { block: 0, at: 0, length: 0 };

export interface Shown {
  readonly format: TextPlace;
  readonly label: TextPlace;
  readonly width: number;
  readonly decimals: number;
}

export interface Attributes {
  readonly at: number;
  readonly width: number;
  readonly isText: boolean;
}

/** What a subheader says it is: the half of its signature that decides, where that has 8 bytes. */
function signatureOf({ bytes }: Page, { at, length }: Subheader, { little, wide }: SasHeader): number {
  if (length < (wide ? 8 : 4)) return 0;
  const block = new ByteBlock(bytes, little);
  block.at = at;
  const first = block.int32() >>> 0;
  if (!wide) return first;
  const second = block.int32() >>> 0;
  const [high, low] = little ? [second, first] : [first, second];
  return high === 0 || high === 0xffffffff ? low : high;
}

/** Whether a subheader is a row of a compressed file, packed or as it is. */
export function isRow(page: Page, subheader: Subheader, header: SasHeader, rowBytes: number): boolean {
  const { packed, type, length } = subheader;
  if (packed === PACKED) return length > 0;
  return packed === 0 && type === 1 && length === rowBytes && !KNOWN.has(signatureOf(page, subheader, header));
}

/** What the byte of a subheader says of its data. */
const CUT = 1;
export const PACKED = 4;

/** What memory is for. */
const DICTIONARY = "its dictionary";

/** Subheaders put together, texts still bytes. */
export class RawDictionary {
  hasRows = false;
  private size: ByteBlock | undefined;
  nColumns = -1;
  private readonly texts: Bytes[] = [];
  readonly names: TextPlace[] = [];
  readonly attributes: Attributes[] = [];
  readonly shown: Shown[] = [];
  /** Bytes of an integer and of a signature. */
  private readonly word: number;

  constructor(
    readonly file: string,
    private readonly header: SasHeader,
    private readonly memory: MemoryBudget,
  ) {
    this.word = header.wide ? 8 : 4;
  }

  add(page: Page): void {
    for (const subheader of page.subheaders) {
      const { at, length, packed } = subheader;
      if (length === 0 || packed === CUT) continue;
      const signature = packed === 0 ? signatureOf(page, subheader, this.header) : 0;
      if (!KNOWN.has(signature)) this.hasRows ||= packed === PACKED || length === this.rowBytes();
      else this.record(signature, page.bytes.subarray(at, at + length));
    }
  }

  /** Field `k` of the subheader of rows, an integer. Throws DataError `file_damaged` where there is no such subheader. */
  rowField(k: number): number {
    return this.integer(this.sizeOfRows(), k * this.word);
  }

  /** A text that the subheader of rows places, from its end. */
  rowText(fromEnd: number): Bytes {
    const size = this.sizeOfRows();
    return this.textAt(this.place(size, size.bytes.length - fromEnd));
  }

  /** The bytes of a name, format or label. Throws DataError `file_damaged` where it is beyond the texts. */
  textAt({ block, at, length }: TextPlace): Bytes {
    const text = this.texts[block];
    if (length === 0) return new Uint8Array(0);
    if (text !== undefined && at + length <= text.length) return text.subarray(at, at + length);
    throw damaged(this.file, "a name or label of its dictionary is beyond its texts", { block, at, length });
  }

  private rowBytes(): number {
    return this.size === undefined ? -1 : this.rowField(ROW_BYTES);
  }

  private sizeOfRows(): ByteBlock {
    if (this.size === undefined) throw damaged(this.file, "its pages do not say how long a row is");
    return this.size;
  }

  private record(signature: number, bytes: Bytes): void {
    const { word } = this;
    const block = new ByteBlock(bytes, this.header.little);
    if (signature === ROW_SIZE) {
      if (bytes.length < 16 * word + 130) throw damaged(this.file, "the subheader of the size of rows is cut short");
      this.size = block;
    } else if (signature === COLUMN_SIZE) {
      if (bytes.length >= 2 * word) this.nColumns = this.integer(block, word);
    } else if (signature === COLUMN_TEXT) this.texts.push(bytes.subarray(word));
    else if (signature === COLUMN_NAMES) {
      this.list(block, 8, this.names, (at) => this.place(block, at));
    } else if (signature === COLUMN_ATTRIBUTES) {
      this.list(block, word + 8, this.attributes, (at) => this.attributesAt(block, at));
    } else if (signature === COLUMN_FORMAT) {
      this.memory.takeObjects(3 * OBJECT_BYTES, DICTIONARY);
      this.shown.push(this.shownAt(block));
    }
  }

  /** Adds to `all` the entries of `size` bytes between the head of a subheader and the zeros at its end; many may have the same bytes. */
  private list<T>({ bytes }: ByteBlock, size: number, all: T[], entry: (at: number) => T): void {
    const start = this.word + 8;
    const count = Math.max(0, Math.floor((bytes.length - start - 8) / size));
    this.memory.takeObjects(OBJECT_BYTES * count, DICTIONARY);
    for (let k = 0; k < count; k++) all.push(entry(start + k * size));
  }

  private attributesAt(block: ByteBlock, at: number): Attributes {
    const offset = this.integer(block, at);
    const width = block.int32();
    block.skip(2);
    return { at: offset, width, isText: block.take(1)[0] === 2 };
  }

  private shownAt(block: ByteBlock): Shown {
    const { word } = this;
    const rest = word === 8 ? 46 : 34;
    if (block.bytes.length < rest + 12) throw damaged(this.file, "the subheader of a format and label is cut short");
    block.at = 3 * word;
    const width = block.int16();
    const decimals = block.int16();
    return { width, decimals, format: this.place(block, rest), label: this.place(block, rest + 6) };
  }

  private place(block: ByteBlock, at: number): TextPlace {
    block.at = at;
    return { block: block.int16() & 0xffff, at: block.int16() & 0xffff, length: block.int16() & 0xffff };
  }

  private integer(block: ByteBlock, at: number): number {
    block.at = at;
    return this.header.wide ? block.int64() : block.int32();
  }
}
