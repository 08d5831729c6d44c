/**
 * How much memory the reading of one file may take, wherever the amount follows from numbers in the file: it is taken here before it is
 * allocated, and given back where it is let go. Counts bytes asked for, so that a limit means the same on every host and under any load.
 */
import { DataError, UsageError } from "../../base/errors.js";
import { heapLimit, machineMemory } from "../../base/host.js";

/** The share of the machine's memory that reading may take unless told otherwise. */
const SHARE = 0.5;
/** The limit where the host does not say how much memory it has, as in a page: 2 GiB. */
const UNKNOWN = 2 ** 31;
/** The share of the host's heap that texts and objects may take: beyond it the process ends without a word. */
const HEAP_SHARE = 0.6;

/** How many times as long an array that is made longer becomes at least. */
const LEAST_GROWTH = 1.25;

/** Bytes that an object or a text takes beside what it holds, about. */
export const OBJECT_BYTES = 64;

type Numbers = Uint8Array | Uint32Array | Int32Array | Float64Array;

/** Bytes that the reading of a file may take unless told otherwise. */
export const defaultMaxMemory = (): number => Math.floor((machineMemory() ?? UNKNOWN / SHARE) * SHARE);

export class MemoryBudget {
  /** Bytes taken and not given back, and the most there were. */
  held = 0;
  peak = 0;
  private objects = 0;
  private readonly mostObjects: number;

  /** `file` is what messages call it, `limit` bytes. Throws UsageError `memory_size`. */
  constructor(
    private readonly file: string,
    readonly limit = defaultMaxMemory(),
  ) {
    if (!(limit > 0)) {
      throw new UsageError("memory_size", `maxMemory (--max-memory) must be a number of bytes above 0; got ${limit}.`, {
        got: limit,
        expected: "a number of bytes",
      });
    }
    this.mostObjects = Math.min(limit, HEAP_SHARE * heapLimit());
  }

  /** Bytes that can still be taken. */
  get left(): number {
    return this.limit - this.held;
  }

  /** Takes `bytes` for `what` ("column 'x'"). Throws DataError `file_memory` where they go beyond the limit. */
  take(bytes: number, what: string): void {
    this.require(bytes, what);
    this.held += bytes;
  }

  /** Throws DataError `file_memory` where `bytes`, which are needed for a moment, go beyond the limit. */
  require(bytes: number, what: string): void {
    if (!(this.held + bytes <= this.limit)) throw this.refused(this.held + bytes, what, this.limit);
    this.peak = Math.max(this.peak, this.held + bytes);
  }

  /** Takes `bytes` of texts and objects, which have to fit in the host's heap as well. Throws DataError `file_memory`. */
  takeObjects(bytes: number, what: string): void {
    this.requireObjects(bytes, what);
    this.held += bytes;
    this.objects += bytes;
  }

  /** As `require`, for texts and objects. Throws DataError `file_memory`. */
  requireObjects(bytes: number, what: string): void {
    if (this.objects + bytes > this.mostObjects) throw this.refused(this.held + bytes, what, this.mostObjects);
    this.require(bytes, what);
  }

  give(bytes: number): void {
    this.held -= bytes;
  }

  /** What is held now; `rewind` gives back all that was taken since. */
  mark(): readonly [held: number, objects: number] {
    return [this.held, this.objects];
  }

  rewind([held, objects]: readonly [held: number, objects: number]): void {
    this.held = held;
    this.objects = objects;
  }

  float64(length: number, what: string): Float64Array<ArrayBuffer> {
    this.take(8 * length, what);
    return new Float64Array(length);
  }

  uint32(length: number, what: string): Uint32Array<ArrayBuffer> {
    this.take(4 * length, what);
    return new Uint32Array(length);
  }

  uint8(length: number, what: string): Uint8Array<ArrayBuffer> {
    this.take(length, what);
    return new Uint8Array(length);
  }

  /**
   * Elements of `width` bytes to make room for in the place of `now` that there are: as many as are `wanted`, fewer where memory is short,
   * at least `least`, and never so few more that soon all are copied again.
   */
  roomFor(now: number, least: number, wanted: number, width: number): number {
    return Math.max(least, Math.ceil(LEAST_GROWTH * now), Math.min(wanted, Math.floor(this.left / width)));
  }

  /** `values` in a longer array of about `wanted` elements, as `roomFor` says. That of the old one is given back. */
  grown<T extends Numbers>(values: T, least: number, wanted: number, what: string): T {
    const { BYTES_PER_ELEMENT: width } = values;
    const length = wanted === least ? least : this.roomFor(values.length, least, wanted, width);
    this.take(width * length, what);
    const longer = new (values.constructor as new (length: number) => T)(length);
    longer.set(values as never);
    this.give(values.byteLength);
    return longer;
  }

  private refused(bytes: number, what: string, limit: number): DataError {
    return new DataError(
      "file_memory",
      `${this.file} asks for ${sizeText(bytes)} of memory (${what}), and ${sizeText(limit)} may be taken; if the file is one you trust, read fewer columns of it (columns, --use) or allow more (maxMemory, --max-memory).`,
      { got: bytes, expected: limit, what },
    );
  }
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** "3.6 GB" of bytes, in powers of 1000 as --max-memory takes them. */
function sizeText(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const size = bytes / 1000 ** unit;
  return `${unit === 0 ? Math.ceil(size) : size.toFixed(size < 10 ? 2 : 1)} ${UNITS[unit]}`;
}
