/**
 * A column of one file or several, row after row: windows of pages are loaded ahead, decoded when the caller says so, and handed on
 * in pieces of any length.
 */
import type { Engine } from "../../../../engine/kernels/engine.js";
import { takePages } from "../batch.js";
import type { ChunkReader } from "../chunk-reader.js";
import { NumberGatherer } from "../column.js";
import type { LeafType } from "../column-type.js";
import type { Chunk } from "../footer.js";
import { asFound } from "../sound.js";
import { type ColumnKeys, KeyGatherer } from "./keys.js";
import { type PageWindow, PageWindows } from "./page-windows.js";

/** A column in one file. */
export interface ColumnPart {
  readonly reader: ChunkReader;
  readonly name: string;
  readonly type: LeafType;
  readonly chunks: readonly Chunk[];
}

type Values = Float64Array | Uint32Array;

/** Rows that are decoded, of which the first `taken` were handed on. */
interface Segment<T> {
  readonly values: T;
  readonly nRows: number;
  taken: number;
}

/** How the pages of a window become values. */
interface Decoding<T extends Values> {
  room(nRows: number): T;
  decode(part: ColumnPart, window: PageWindow, into: T): void;
}

export class ColumnStream<T extends Values> {
  private readonly waiting: {
    readonly part: ColumnPart;
    readonly windows: PageWindows;
    readonly window: PageWindow;
  }[] = [];
  private readonly segments: Segment<T>[] = [];
  private readonly spare: T[] = [];
  private at = 0;
  private windows: PageWindows | undefined;
  /** Rows loaded or decoded, and not handed on. */
  private ahead = 0;

  constructor(
    private readonly parts: readonly ColumnPart[],
    private readonly decoding: Decoding<T>,
  ) {}

  /** Loads pages until `rows` are ahead, or there are no more. Throws DataError, NotSupported. */
  async load(rows: number): Promise<void> {
    while (this.ahead < rows && this.at < this.parts.length) {
      const part = this.parts[this.at]!;
      this.windows ??= new PageWindows(part.reader, part.chunks);
      const { windows } = this;
      const window = await windows.next().catch((error) => {
        throw asFound(error, part.reader.name, part.name);
      });
      if (window === undefined) {
        this.at++;
        this.windows = undefined;
        continue;
      }
      this.ahead += window.nRows;
      this.waiting.push({ part, windows, window });
    }
  }

  /** Decodes what is loaded. Throws DataError, NotSupported. */
  decode(): void {
    for (const { part, windows, window } of this.waiting.splice(0)) {
      const values = this.room(window.nRows);
      try {
        this.decoding.decode(part, window, values);
      } catch (error) {
        throw asFound(error, part.reader.name, part.name);
      }
      windows.release(window);
      this.segments.push({ values, nRows: window.nRows, taken: 0 });
    }
  }

  /** Hands the next values on, as many as `into` is long, which are decoded. */
  take(into: T): void {
    for (let filled = 0; filled < into.length; ) {
      const segment = this.segments[0]!;
      const count = Math.min(into.length - filled, segment.nRows - segment.taken);
      (into as Float64Array).set(segment.values.subarray(segment.taken, segment.taken + count), filled);
      segment.taken += count;
      filled += count;
      if (segment.taken === segment.nRows) this.spare.push(this.segments.shift()!.values);
    }
    this.ahead -= into.length;
  }

  private room(nRows: number): T {
    const k = this.spare.findIndex(({ length }) => length >= nRows);
    return k < 0 ? this.decoding.room(nRows) : this.spare.splice(k, 1)[0]!;
  }
}

/** A column of numbers. */
export const numberStream = (engine: Engine, parts: readonly ColumnPart[]): ColumnStream<Float64Array> =>
  new ColumnStream(parts, {
    room: (nRows) => new Float64Array(nRows),
    decode({ reader, type }, { chunk }, into) {
      takePages(engine, type, [chunk], new NumberGatherer(type, into), reader.memory);
    },
  });

/** A column as codes of its values. */
export const keyStream = (engine: Engine, parts: readonly ColumnPart[], keys: ColumnKeys): ColumnStream<Uint32Array> =>
  new ColumnStream(parts, {
    room: (nRows) => new Uint32Array(nRows),
    decode({ reader, type }, { chunk }, into) {
      takePages(engine, type, [chunk], new KeyGatherer(into, keys, type, reader.name), reader.memory);
    },
  });
