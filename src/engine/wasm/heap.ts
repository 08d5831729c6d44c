/**
 * A first-fit heap over linear memory, kept on the host's side: which addresses are free is known here and
 * nowhere in the memory itself, so that a kernel writing past its buffers can't damage it. Neighbouring free ranges are
 * joined at once. Knows nothing of what is stored.
 */
import { NumericalError } from "../../base/errors.js";

const PAGE = 65_536;
const GIB = 2 ** 30;
/** Every block starts and ends at a multiple of this, bytes: a cache line. */
const ALIGN = 64;
/** Bytes at the bottom that are never handed out, so that address 0 stays invalid. */
const RESERVED = 1_024;

/** Bytes a block of `bytes` occupies: at least one line, so that no two blocks share an address. */
const occupied = (bytes: number): number => Math.max(ALIGN, Math.ceil(bytes / ALIGN) * ALIGN);

/** Free and used addresses of one linear memory, which grows when nothing free fits. */
export class Heap {
  /** Free ranges, ascending, never touching: range i is `starts[i] .. ends[i]`, the end exclusive. */
  private readonly starts: number[];
  private readonly ends: number[];
  private used = 0;
  private peak = 0;

  /** `limitBytes`: what `memory` may grow to. */
  constructor(
    readonly memory: WebAssembly.Memory,
    readonly limitBytes: number,
  ) {
    this.starts = [RESERVED];
    this.ends = [memory.buffer.byteLength];
  }

  /** Bytes in use now; 0 when every block was given back. */
  get usedBytes(): number {
    return this.used;
  }

  /** Most bytes in use at a time since the start or the last `resetPeak`. */
  get peakBytes(): number {
    return this.peak;
  }

  /** Forgets the peak: from now on it counts from what is in use. */
  resetPeak(): void {
    this.peak = this.used;
  }

  /** Address of a new block of at least `bytes`; its content means nothing. Throws NumericalError `out_of_memory`. */
  take(bytes: number): number {
    const size = occupied(bytes);
    let i = 0;
    while (i < this.starts.length && this.ends[i]! - this.starts[i]! < size) i++;
    if (i === this.starts.length) i = this.grow(size);
    const address = this.starts[i]!;
    if (this.ends[i]! - address === size) {
      this.starts.splice(i, 1);
      this.ends.splice(i, 1);
    } else {
      this.starts[i] = address + size;
    }
    this.used += size;
    this.peak = Math.max(this.peak, this.used);
    return address;
  }

  /** Gives back the block that `take(bytes)` returned as `address`. */
  give(address: number, bytes: number): void {
    const size = occupied(bytes);
    this.used -= size;
    this.free(address, address + size);
  }

  /** Bytes a block of `bytes` counts for in `usedBytes`. */
  sizeOf(bytes: number): number {
    return occupied(bytes);
  }

  private free(start: number, end: number): number {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.starts[middle]! < start) low = middle + 1;
      else high = middle;
    }
    const joinsBefore = low > 0 && this.ends[low - 1] === start;
    const joinsAfter = low < this.starts.length && this.starts[low] === end;
    if (joinsBefore && joinsAfter) {
      this.ends[low - 1] = this.ends[low]!;
      this.starts.splice(low, 1);
      this.ends.splice(low, 1);
    } else if (joinsBefore) {
      this.ends[low - 1] = end;
    } else if (joinsAfter) {
      this.starts[low] = start;
    } else {
      this.starts.splice(low, 0, start);
      this.ends.splice(low, 0, end);
    }
    return joinsBefore ? low - 1 : low;
  }

  /** Makes the memory large enough for `size` more bytes at its end; returns the free range that has them. */
  private grow(size: number): number {
    const top = this.memory.buffer.byteLength;
    const open = this.ends.at(-1) === top ? top - this.starts.at(-1)! : 0;
    const pages = Math.ceil((size - open) / PAGE);
    const end = top + pages * PAGE;
    if (end > this.limitBytes) throw this.refusal(size);
    try {
      this.memory.grow(pages);
    } catch (cause) {
      throw this.refusal(size, cause);
    }
    return this.free(top, end);
  }

  private refusal(size: number, cause?: unknown): NumericalError {
    const gib = (bytes: number) => (bytes / GIB).toFixed(2);
    return new NumericalError(
      "out_of_memory",
      `The kernels need ${gib(this.used + size)} GiB of linear memory (${gib(this.used)} in use and ${gib(size)} more); ` +
        `this host grants ${gib(this.limitBytes)} GiB at most, in ranges: ` +
        "use fewer rows or columns at a time, or close other work.",
      { got: this.used + size, expected: this.limitBytes },
      { cause },
    );
  }
}
