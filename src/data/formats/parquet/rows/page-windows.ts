/**
 * The pages of a column from the first row to the last, a few at a time: a row group, or a page, of any length takes no more
 * memory than two windows, one of which is read ahead, unless one page alone is longer.
 */
import { NotSupported } from "../../../../base/errors.js";
import type { LoadedChunk } from "../batch.js";
import type { ChunkReader } from "../chunk-reader.js";
import { Damage } from "../damage.js";
import type { Chunk } from "../footer.js";
import { loadedChunk } from "../load-chunk.js";
import { type Page, pagesFrom } from "../pages.js";

/** Bytes read at a time, and rows after which a window takes no further page. */
const WINDOW_BYTES = 2 ** 21;
const WINDOW_ROWS = 2 ** 18;
/** The longest page that is read: bytes, packed and unpacked, and rows. */
const MOST_BYTES = 2 ** 28;
const MOST_ROWS = 2 ** 24;

/** Pages that are loaded, whose first row counts as 0, and how many rows they have. */
export interface PageWindow {
  readonly chunk: LoadedChunk;
  readonly nRows: number;
}

export class PageWindows {
  private current = 0;
  /** Of the current chunk: bytes and rows that were taken, and its dictionary. */
  private bytes = 0;
  private rows = 0;
  private dictionary: { readonly page: Page; readonly unpacked: Uint8Array | undefined } | undefined;

  /** A read that was begun: of the pages after those that were taken last. */
  private begun:
    | { readonly start: number; readonly length: number; readonly read: Promise<Uint8Array<ArrayBuffer>> }
    | undefined;

  constructor(
    private readonly reader: ChunkReader,
    private readonly chunks: readonly Chunk[],
  ) {}

  /** The next pages; undefined behind the last. Throws Damage, NotSupported `parquet_page`, and as the source does. */
  async next(): Promise<PageWindow | undefined> {
    const chunk = this.chunks[this.current];
    if (chunk === undefined) return undefined;
    const { pages, read } = await this.pages(chunk);
    const loaded = await loadedChunk(this.reader, { codec: chunk.codec, firstRow: 0 }, pages, read);
    const nRows = pages.reduce((sum, { kind, nValues }) => sum + (kind === "data" ? nValues : 0), 0);
    const window = { chunk: this.withDictionary(loaded), nRows };
    this.bytes += pages.at(-1)!.end;
    this.rows += nRows;
    if (this.rows === chunk.nRows) {
      [this.bytes, this.rows, this.dictionary] = [0, 0, undefined];
      this.current++;
    } else {
      this.keepDictionary(loaded);
    }
    this.begin();
    return window;
  }

  /** Gives the bytes of a window back. */
  release({ chunk }: PageWindow): void {
    this.reader.release(chunk.bytes);
  }

  /** The pages that begin where those before ended, at least one with rows. */
  private async pages(chunk: Chunk): Promise<{ readonly pages: Page[]; readonly read: Uint8Array<ArrayBuffer> }> {
    for (let asked = WINDOW_BYTES; ; asked *= 4) {
      const length = Math.min(asked, chunk.bytes - this.bytes);
      const read = await this.read(chunk.start + this.bytes, length);
      const isWhole = length === chunk.bytes - this.bytes;
      const pages = wholePages(chunk, read, this.rows, isWhole);
      if (pages.some(({ kind }) => kind === "data"))
        return { pages: pages.map((page) => short(page, this.reader.name)), read };
      this.reader.release(read);
      if (isWhole) throw new Damage(`pages of ${this.rows} rows in a row group of ${chunk.nRows}`);
      if (asked >= MOST_BYTES) throw tooLong(this.reader.name, `${asked} bytes or more`);
    }
  }

  /** Begins to read what is asked for next. */
  private begin(): void {
    const chunk = this.chunks[this.current];
    if (chunk === undefined) return;
    const [start, length] = [chunk.start + this.bytes, Math.min(WINDOW_BYTES, chunk.bytes - this.bytes)];
    const read = this.reader.read({ start, bytes: length });
    read.catch(() => {});
    this.begun = { start, length, read };
  }

  private async read(start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const { begun } = this;
    this.begun = undefined;
    if (begun?.start === start && begun.length === length) return begun.read;
    if (begun !== undefined) this.reader.release(await begun.read);
    return this.reader.read({ start, bytes: length });
  }

  /** Keeps the dictionary of a chunk, which the pages of its later windows point into as well. */
  private keepDictionary({ pages, bytes, unpacked }: LoadedChunk): void {
    const page = pages[0]!;
    if (page.kind !== "dictionary") return;
    const within = bytes.slice(page.start, page.end);
    this.dictionary = { page: { ...page, start: 0, end: within.length, within }, unpacked: unpacked[0] };
  }

  private withDictionary(loaded: LoadedChunk): LoadedChunk {
    if (this.dictionary === undefined) return loaded;
    const { page, unpacked } = this.dictionary;
    return { ...loaded, pages: [page, ...loaded.pages], unpacked: [unpacked, ...loaded.unpacked] };
  }
}

/** The pages that stand whole in `bytes`, until they have rows enough. */
function wholePages(chunk: Chunk, bytes: Uint8Array, before: number, isWhole: boolean): Page[] {
  const pages: Page[] = [];
  let rows = 0;
  try {
    for (const page of pagesFrom(chunk, bytes, before)) {
      pages.push(page);
      if (page.kind === "data") rows += page.nValues;
      if (rows >= WINDOW_ROWS) break;
    }
  } catch (error) {
    // a page that is cut by the end of the bytes is read again from its start
    if (isWhole || !(error instanceof Damage)) throw error;
  }
  return pages;
}

function short(page: Page, source: string): Page {
  if (page.size > MOST_BYTES) throw tooLong(source, `${page.size} bytes`);
  if (page.nValues > MOST_ROWS) throw tooLong(source, `${page.nValues} rows`);
  return page;
}

const tooLong = (source: string, got: string) =>
  new NotSupported(
    "parquet_page",
    `${source} has a page of ${got}, more than is read at a time: write it with row groups of at most a million rows.`,
    { got, expected: `${MOST_BYTES} bytes and ${MOST_ROWS} rows at most` },
  );
