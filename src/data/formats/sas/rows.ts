/**
 * Rows of a .sas7bdat file, page by page: of fixed width, or packed one by one. Deleted rows are left out.
 */
import type { Rows } from "../fixed-columns.js";
import type { ReadContext } from "../format.js";
import { type ByteSource, damaged } from "../source.js";
import type { SasDictionary } from "./dictionary.js";
import type { SasHeader } from "./header.js";
import { type Page, pagesOf } from "./pages.js";
import { unpackRdc } from "./rdc.js";
import { unpackRle } from "./rle.js";
import { isRow, PACKED } from "./subheaders.js";

/** A file whose dictionary is known. */
export interface SasFile {
  readonly source: ByteSource;
  readonly header: SasHeader;
  readonly dictionary: SasDictionary;
}

/** Throws DataError `file_damaged` for more rows than the file has room for. */
export function checkedRows({ source, header, dictionary }: SasFile): number {
  const { nRows, rowBytes, nDeleted, compression } = dictionary;
  const least = compression === "none" ? Math.max(1, rowBytes) : header.wide ? 24 : 12;
  if (nRows * least <= header.nPages * header.pageBytes) return nRows - nDeleted;
  throw damaged(source.name, `it says that it has ${nRows} rows, more than its pages have room for`, { got: nRows });
}

/** All rows that are not deleted. Throws DataError `file_truncated`, `file_damaged`. */
export async function eachRows(file: SasFile, { onProgress, signal }: ReadContext, take: (rows: Rows) => void) {
  const { source, header, dictionary } = file;
  const reader = new RowReader(file, take);
  for await (const page of pagesOf(source, header)) {
    signal?.throwIfAborted();
    reader.page(page);
    onProgress?.((page.number + 1) / header.nPages);
    if (reader.nMet >= dictionary.nRows) break;
  }
  reader.flush();
  if (reader.nMet === dictionary.nRows || reader.nTaken === dictionary.nRows - dictionary.nDeleted) return;
  throw damaged(
    source.name,
    `it has ${reader.nTaken} rows, and says that it has ${dictionary.nRows - dictionary.nDeleted}`,
  );
}

/** Bytes of unpacked rows that are given on together. */
const PIECE = 1 << 19;

class RowReader {
  /** Rows met, deleted ones among them where their page states them. */
  nMet = 0;
  nTaken = 0;
  private readonly buffer: Uint8Array<ArrayBuffer>;
  private held = 0;
  private readonly most: number;

  constructor(
    private readonly file: SasFile,
    private readonly give: (rows: Rows) => void,
  ) {
    const { rowBytes, compression } = file.dictionary;
    this.most = Math.max(1, Math.floor(PIECE / Math.max(1, rowBytes)));
    this.buffer = file.source.memory.uint8(compression === "none" ? 0 : this.most * rowBytes, "a row");
  }

  page(page: Page): void {
    if (page.kind === "data" || page.kind === "mix") this.fixed(page);
    else if (this.file.dictionary.compression !== "none") this.packed(page);
  }

  /** Gives on the rows that were unpacked. */
  flush(): void {
    const width = this.file.dictionary.rowBytes;
    if (this.held > 0) this.give({ bytes: this.buffer, start: 0, width, count: this.held });
    this.held = 0;
  }

  private fixed(page: Page): void {
    const { source, dictionary } = this.file;
    const { rowBytes: width, nRows } = dictionary;
    const start = page.kind === "mix" ? page.rowsAt : page.dataAt;
    const count = Math.min(page.nBlocks - page.subheaders.length, nRows - this.nMet);
    const end = start + count * width;
    if (count < 0 || end > page.bytes.length) {
      throw damaged(source.name, `page ${page.number + 1} has ${count} rows, more than fit it`);
    }
    this.nMet += count;
    const isDeleted = page.hasDeleted ? deletedRows(page, end, count, this.file) : () => false;
    let run = 0;
    for (let row = 0; row <= count; row++) {
      if (row < count && !isDeleted(row)) run++;
      else {
        this.run(page, start + (row - run) * width, run);
        run = 0;
      }
    }
  }

  private run({ bytes }: Page, start: number, count: number): void {
    if (count > 0) this.give({ bytes, start, width: this.file.dictionary.rowBytes, count });
    this.nTaken += count;
  }

  private packed(page: Page): void {
    const { source, header, dictionary } = this.file;
    const { rowBytes, nRows } = dictionary;
    for (const subheader of page.subheaders) {
      if (this.nMet >= nRows || !isRow(page, subheader, header, rowBytes)) continue;
      const { at, length, packed } = subheader;
      const bytes = page.bytes.subarray(at, at + length);
      const to = this.held * rowBytes;
      if (packed !== PACKED) this.buffer.set(bytes, to);
      else if (!unpack(dictionary.compression, bytes, this.buffer, to, rowBytes)) {
        throw damaged(source.name, `row ${this.nTaken + 1}, on page ${page.number + 1}, is not validly compressed`);
      }
      this.held++;
      this.nMet++;
      this.nTaken++;
      if (this.held === this.most) this.flush();
    }
  }
}

function unpack(
  kind: SasDictionary["compression"],
  packed: Uint8Array,
  out: Uint8Array,
  to: number,
  length: number,
): boolean {
  return kind === "rdc" ? unpackRdc(packed, out, to, length) : unpackRle(packed, out, to, length);
}

/** Which rows of a page are deleted: a bit each, first bit highest, at a place after the rows that the page's head states. */
function deletedRows(page: Page, end: number, count: number, { source, header }: SasFile): (row: number) => boolean {
  const at = end + page.deletedAt;
  if (page.deletedAt < 0 || at + Math.ceil(count / 8) > page.bytes.length) {
    throw damaged(source.name, `the list of deleted rows of page ${page.number + 1} goes beyond the page`, {
      wide: header.wide,
    });
  }
  return (row) => (page.bytes[at + (row >> 3)]! & (0x80 >> (row & 7))) !== 0;
}
