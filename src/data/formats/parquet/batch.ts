/**
 * Pages of a column unpacked: kernels take compression, levels and indices apart, pages as tasks. What comes out is, page by page, which
 * rows have a value, and the values or their places in a dictionary.
 */
import type { Engine, InU8, Scope, U8Block, U32Block } from "../../../engine/kernels/engine.js";
import { PAGE_SLACK, unpackRuns, unpackSnappy } from "../../../engine/kernels/pages.js";
import type { MemoryBudget } from "../memory-budget.js";
import { CODEC } from "./codecs.js";
import { type LeafType, PHYSICAL } from "./column-type.js";
import { require } from "./damage.js";
import { ENCODING, type Page } from "./pages.js";
import { type RawValues, valuesOf } from "./values.js";

/** A chunk whose pages are known, and its bytes; pages that no kernel unpacks are unpacked. */
export interface LoadedChunk {
  readonly codec: number;
  readonly firstRow: number;
  readonly pages: readonly Page[];
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of each page once unpacked, where the host has done that. */
  readonly unpacked: readonly (Uint8Array | undefined)[];
}

/** Takes what pages hold, in the order of rows. */
export interface PageTaker {
  /** Pages of another chunk follow, which has a dictionary of its own, or none. */
  startChunk(): void;
  dictionary(values: RawValues): void;
  /** Values of the `n` rows from `firstRow` on that have one: those where `present` is 1, all where it is null. */
  values(firstRow: number, n: number, present: Uint32Array | null, values: RawValues): void;
  indices(firstRow: number, n: number, present: Uint32Array | null, indices: Uint32Array): void;
  /** Where the doubles of the `n` rows from `firstRow` on, which all have one, are written as the file has them; null to be given them. */
  room(firstRow: number, n: number): Uint8Array | null;
  /** The `n` rows from `firstRow` on have no value. */
  missing(firstRow: number, n: number): void;
}

/** A page on its way. */
interface Work {
  readonly chunk: LoadedChunk;
  readonly page: Page;
  readonly firstRow: number;
  readonly body: Body;
  /** Where values begin in the body. */
  from: number;
  present: Uint32Array | null;
  levels: U32Block | null;
  nPresent: number;
  indices: U32Block | null;
}

/** Bytes that a value takes while its page is unpacked: its level twice, its place in a dictionary, and what it is. */
const VALUE_BYTES = 20;

/** Hands the pages of `chunks` to `taker`. Throws Damage, NotSupported, DataError `file_memory`. */
export function takePages(
  engine: Engine,
  type: LeafType,
  chunks: readonly LoadedChunk[],
  taker: PageTaker,
  memory: MemoryBudget,
): void {
  const pages = chunks.flatMap((chunk) => chunk.pages);
  memory.require(
    pages.reduce((sum, { size, nValues }) => sum + size + VALUE_BYTES * nValues, 0),
    "pages of a column",
  );
  engine.scope((scope) => {
    const pages = placePages(engine, scope, type, chunks);
    takeLevels(engine, scope, type, pages);
    takeIndices(engine, scope, type, pages);
    let chunk: LoadedChunk | null = null;
    for (const work of pages) {
      if (work.chunk !== chunk) taker.startChunk();
      ({ chunk } = work);
      handOver(type, work, taker, memory);
    }
  });
}

/** Copies to and from shared memory take words where both ends stand alike in them, and bytes elsewhere. */
const WORD = 8;

/** Bytes before the values of a page all of whose rows have one. */
function usualLevels({ levels, nValues, kind }: Page, optional: boolean): number {
  if (kind === "dictionary" || !optional) return 0;
  const run = 1 + Math.ceil((33 - Math.clz32(nValues)) / 7);
  return levels ?? 4 + run;
}

/** A page unpacked: on the host, or in linear memory once a kernel has to do with it. */
class Body {
  private placed: U8Block | null = null;

  constructor(
    private readonly scope: Scope,
    private readonly size: number,
    private readonly host: Uint8Array | null,
    private readonly lead: number,
  ) {}

  /** Its bytes, until memory next grows. */
  view(): Uint8Array {
    return this.placed === null && this.host !== null ? this.host : this.block().part(0, this.size).view();
  }

  /** Its bytes in linear memory. */
  block(): U8Block {
    if (this.placed !== null) return this.placed;
    const room = this.size + PAGE_SLACK;
    this.placed = this.scope.u8(this.lead + room).part(this.lead, room);
    if (this.host !== null) this.placed.view().set(this.host);
    return this.placed;
  }
}

/** All pages, unpacked; values in linear memory stand at words where that can be foreseen. */
function placePages(engine: Engine, scope: Scope, { optional }: LeafType, chunks: readonly LoadedChunk[]): Work[] {
  const packed: { readonly page: Page; readonly bytes: Uint8Array; readonly body: U8Block }[] = [];
  const pages = chunks.flatMap((chunk) => {
    let firstRow = chunk.firstRow;
    return chunk.pages.map((page, i): Work => {
      const lead = -usualLevels(page, optional) & (WORD - 1);
      const bytes = chunk.unpacked[i] ?? (page.within ?? chunk.bytes).subarray(page.start, page.end);
      const isPlain = chunk.unpacked[i] !== undefined || !page.packed || chunk.codec !== CODEC.snappy;
      const fits = !isPlain || bytes.length === page.size;
      require(fits, `a page of ${bytes.length} bytes that says ${page.size}`);
      const body = new Body(scope, page.size, isPlain ? bytes : null, lead);
      if (!isPlain) packed.push({ page, bytes, body: body.block() });
      const work = {
        chunk,
        page,
        firstRow,
        body,
        from: 0,
        present: null,
        levels: null,
        nPresent: page.nValues,
        indices: null,
      };
      if (page.kind === "data") firstRow += page.nValues;
      return work;
    });
  });
  scope.scope((inner) => {
    const sound = unpackSnappy(
      engine,
      packed.map(({ page, bytes, body }) => {
        const plain = page.levels ?? 0;
        body.view().set(bytes.subarray(0, plain));
        const n = bytes.length - plain;
        const lead = (bytes.byteOffset + plain) & (WORD - 1);
        const from = inner.u8(lead + n).part(lead, n);
        from.view().set(bytes.subarray(plain));
        return { n, m: page.size - plain, packed: from, out: body.at(plain) };
      }),
    );
    require(sound, "a page that Snappy did not write");
  });
  return pages;
}

/** Which rows have a value. Pages in which all have say so in a few bytes. */
function takeLevels(engine: Engine, scope: Scope, { optional }: LeafType, pages: readonly Work[]): void {
  const tasks = [];
  for (const work of pages) {
    const { page, body } = work;
    if (page.kind !== "data") continue;
    const bytes = body.view();
    let [start, length] = [0, page.levels ?? 0];
    if (optional && page.levels === null) {
      require(page.size >= 4, "a page without its levels");
      [start, length] = [4, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)];
      require(length <= page.size - 4, "levels beyond the end of their page");
    }
    work.from = start + length;
    if (!optional || page.nValues === 0 || allPresent(bytes.subarray(start, start + length), page.nValues)) continue;
    work.levels = scope.u32(page.nValues);
    tasks.push({ n: length, width: 1, count: page.nValues, bytes: body.block().at(start) as InU8, out: work.levels });
  }
  if (tasks.length === 0) return;
  require(unpackRuns(engine, tasks), "levels that are damaged");
  for (const work of pages) {
    if (work.levels === null) continue;
    const present = work.levels.view().slice();
    let count = 0;
    for (let i = 0; i < present.length; i++) count += present[i]!;
    work.nPresent = count;
    work.present = count === present.length ? null : present;
  }
}

/** Whether levels are one run of ones that is long enough. */
function allPresent(levels: Uint8Array, nValues: number): boolean {
  let header = 0;
  let at = 0;
  for (let scale = 1; at < Math.min(levels.length, 5); scale *= 128) {
    const byte = levels[at++]!;
    header += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  return header % 2 === 0 && header / 2 >= nValues && levels[at] === 1;
}

const isIndexed = ({ encoding }: Page): boolean =>
  encoding === ENCODING.dictionary || encoding === ENCODING.plainDictionary;

function takeIndices(engine: Engine, scope: Scope, { physical }: LeafType, pages: readonly Work[]): void {
  const tasks = [];
  for (const work of pages) {
    const { page, body, nPresent } = work;
    if (page.kind !== "data" || nPresent === 0) continue;
    const isRuns = physical === PHYSICAL.boolean && page.encoding === ENCODING.runs;
    if (!isRuns && !isIndexed(page)) continue;
    // before indices stands their width, before booleans their length
    const head = isRuns ? 4 : 1;
    require(work.from + head <= page.size, "indices beyond the end of their page");
    const width = isRuns ? 1 : body.view()[work.from]!;
    work.indices = scope.u32(nPresent);
    const n = page.size - work.from - head;
    tasks.push({ n, width, count: nPresent, bytes: body.block().at(work.from + head) as InU8, out: work.indices });
  }
  require(tasks.length === 0 || unpackRuns(engine, tasks), "indices that are damaged");
}

function handOver(type: LeafType, work: Work, taker: PageTaker, memory: MemoryBudget): void {
  const { page, body, firstRow, present, nPresent, indices } = work;
  if (page.kind === "dictionary") {
    const encoding = page.encoding === ENCODING.plainDictionary ? ENCODING.plain : page.encoding;
    taker.dictionary(valuesOf(type, encoding, body.view().slice() as Uint8Array<ArrayBuffer>, page.nValues, memory));
    return;
  }
  const n = page.nValues;
  if (nPresent === 0) {
    taker.missing(firstRow, n);
  } else if (indices !== null && isIndexed(page)) {
    taker.indices(firstRow, n, present, indices.view());
  } else if (!placed(type, work, taker)) {
    taker.values(firstRow, n, present, valuesIn(type, work, memory));
  }
}

/** Whether the values are doubles that stood as the taker has them, and were copied to their place at once. */
function placed({ physical }: LeafType, { page, body, from, firstRow, present }: Work, taker: PageTaker): boolean {
  if (physical !== PHYSICAL.double || page.encoding !== ENCODING.plain || present !== null) return false;
  const room = taker.room(firstRow, page.nValues);
  if (room === null) return false;
  const bytes = body.view().subarray(from, from + room.length);
  require(bytes.length === room.length, `${page.nValues} doubles in ${bytes.length} bytes`);
  room.set(bytes);
  return true;
}

function valuesIn(type: LeafType, { page, body, from, nPresent, indices }: Work, memory: MemoryBudget): RawValues {
  if (indices !== null) return Uint8Array.from(indices.view());
  const bytes = body.view().subarray(from);
  return valuesOf(type, page.encoding, bytes.slice() as Uint8Array<ArrayBuffer>, nPresent, memory);
}
