/**
 * Pages of a .sas7bdat file: what each holds, and its subheaders.
 */
import { ByteBlock } from "../byte-cursor.js";
import { type ByteSource, bytesAt, damaged } from "../source.js";
import type { SasHeader } from "./header.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** A part of a page: a record of the dictionary, or a row of a compressed file. */
export interface Subheader {
  readonly at: number;
  readonly length: number;
  /** 0 as it is, 1 cut off, 4 a compressed row, 5 one that was deleted. */
  readonly packed: number;
  readonly type: number;
}

export interface Page {
  /** Its bytes, within those that were read with it. */
  readonly bytes: Bytes;
  readonly number: number;
  readonly kind: "data" | "mix" | "meta" | "amendment" | "other";
  /** Whether some of its rows are marked as deleted. */
  readonly hasDeleted: boolean;
  /** Subheaders and rows there are. */
  readonly nBlocks: number;
  readonly subheaders: readonly Subheader[];
  /** Where its rows begin, of a page that has subheaders too. */
  readonly rowsAt: number;
  /** Where the rows of a page of data begin. */
  readonly dataAt: number;
  /** How far behind its rows the list of deleted ones is. */
  readonly deletedAt: number;
}

/** Bytes read at a time. */
const PIECE = 1 << 20;

/** The pages from number `from` on, in order. Throws DataError `file_truncated`, `file_damaged`. */
export async function* pagesOf(source: ByteSource, header: SasHeader, from = 0): AsyncGenerator<Page> {
  const { headerBytes, pageBytes, nPages } = header;
  const each = Math.max(1, Math.floor(PIECE / pageBytes));
  for (let first = from; first < nPages; first += each) {
    const count = Math.min(each, nPages - first);
    const bytes = await bytesAt(source, headerBytes + first * pageBytes, count * pageBytes, "pages");
    for (let k = 0; k < count; k++) {
      yield pageOf(source.name, header, bytes.subarray(k * pageBytes, (k + 1) * pageBytes), first + k);
    }
  }
}

/** The page `number`. */
export async function pageAt(source: ByteSource, header: SasHeader, number: number): Promise<Page> {
  const { headerBytes, pageBytes } = header;
  const bytes = await bytesAt(source, headerBytes + number * pageBytes, pageBytes, "a page");
  return pageOf(source.name, header, bytes, number);
}

const KINDS: Readonly<Record<number, Page["kind"]>> = {
  0: "meta",
  256: "data",
  512: "mix",
  1024: "amendment",
  16384: "meta",
};
const DELETED = 0x0080;

function pageOf(file: string, { little, wide, padsRows }: SasHeader, bytes: Bytes, number: number): Page {
  const block = new ByteBlock(bytes, little);
  const start = wide ? 32 : 16;
  block.at = start;
  const type = block.int16() & 0xffff;
  const nBlocks = block.int16() & 0xffff;
  const nSubheaders = block.int16() & 0xffff;
  const kind = KINDS[type & ~DELETED] ?? "other";
  const pointers = start + 8;
  const size = wide ? 24 : 12;
  const after = pointers + nSubheaders * size;
  if (kind !== "other" && after > bytes.length) {
    throw damaged(file, `page ${number + 1} has ${nSubheaders} subheaders, more than fit it`);
  }
  const subheaders =
    kind === "data" || kind === "other"
      ? []
      : Array.from({ length: nSubheaders }, (_, k) => subheader(file, block, pointers + k * size, wide, number));
  const hasDeleted = (type & DELETED) !== 0;
  block.at = wide ? 24 : 12;
  const deletedAt = block.int32();
  return {
    bytes,
    number,
    kind,
    hasDeleted,
    nBlocks,
    subheaders,
    rowsAt: padsRows ? Math.ceil(after / 8) * 8 : after,
    dataAt: pointers,
    deletedAt,
  };
}

function subheader(file: string, block: ByteBlock, at: number, wide: boolean, page: number): Subheader {
  block.at = at;
  const start = wide ? block.int64() : block.int32();
  const length = wide ? block.int64() : block.int32();
  const packed = block.take(1)[0]!;
  const type = block.take(1)[0]!;
  if (start < 0 || length < 0 || start + length > block.bytes.length) {
    throw damaged(file, `a subheader of page ${page + 1} goes beyond the page`);
  }
  return { at: start, length, packed, type };
}
