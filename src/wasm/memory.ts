/**
 * Layer wasm. A bump arena over linear memory. Columns live outside and pass through in blocks; a scope gives addresses
 * and takes them all back at its end. Views are made on demand, because growth detaches every earlier one.
 * Knows nothing of what is stored.
 */
import { NumericalError } from "../base/errors.js";

const PAGE = 65_536;
const ALIGN = 64;
/** Bytes at the bottom that are never handed out, so that address 0 stays invalid. */
const RESERVED = 1_024;

/** A run of f64 in linear memory. */
export interface F64Block {
  readonly address: number;
  readonly length: number;
  /** A view valid until memory next grows: use it at once, never keep it. */
  view(): Float64Array<ArrayBufferLike>;
  /** Address of element i. */
  at(i: number): number;
  /** The `length` elements from `start` on, in place. */
  part(start: number, length: number): F64Block;
}

/** A run of u32 in linear memory. */
export interface U32Block {
  readonly address: number;
  readonly length: number;
  /** A view valid until memory next grows: use it at once, never keep it. */
  view(): Uint32Array<ArrayBufferLike>;
  /** Address of element i. */
  at(i: number): number;
}

/** Allocations that live until the scope ends. New memory is not cleared. */
export interface Scope {
  f64(length: number): F64Block;
  u32(length: number): U32Block;
  /** A block holding a copy of `values`. */
  copyF64(values: Float64Array): F64Block;
  /** A block holding a copy of `values`. */
  copyU32(values: Uint32Array): U32Block;
  /** Runs `work` with allocations of its own, taken back when it returns. */
  scope<T>(work: (inner: Scope) => T): T;
}

/** Owns the top of linear memory. */
export class Arena {
  private top = RESERVED;
  private peak = RESERVED;

  constructor(readonly memory: WebAssembly.Memory) {}

  /** Highest address in use so far, bytes. */
  get peakBytes(): number {
    return this.peak;
  }

  /** Bytes in use now: RESERVED when no scope is open. */
  get usedBytes(): number {
    return this.top;
  }

  /** Runs `work`; whatever it allocated is free again afterwards, also when it throws. */
  scope<T>(work: (scope: Scope) => T): T {
    const mark = this.top;
    try {
      return work({
        f64: (length) => this.f64(length),
        u32: (length) => this.u32(length),
        copyF64: (values) => {
          const block = this.f64(values.length);
          block.view().set(values);
          return block;
        },
        copyU32: (values) => {
          const block = this.u32(values.length);
          block.view().set(values);
          return block;
        },
        scope: (inner) => this.scope(inner),
      });
    } finally {
      this.top = mark;
    }
  }

  private f64(length: number): F64Block {
    return this.f64At(this.take(length * 8), length);
  }

  private f64At(address: number, length: number): F64Block {
    return {
      address,
      length,
      view: () => new Float64Array(this.memory.buffer, address, length),
      at: (i) => address + 8 * i,
      part: (start, partLength) => this.f64At(address + 8 * start, partLength),
    };
  }

  private u32(length: number): U32Block {
    const address = this.take(length * 4);
    return {
      address,
      length,
      view: () => new Uint32Array(this.memory.buffer, address, length),
      at: (i) => address + 4 * i,
    };
  }

  private take(bytes: number): number {
    const address = this.top;
    const end = Math.ceil((address + bytes) / ALIGN) * ALIGN;
    this.reserve(end);
    this.top = end;
    this.peak = Math.max(this.peak, end);
    return address;
  }

  private reserve(end: number): void {
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / PAGE);
    if (missing <= 0) return;
    try {
      this.memory.grow(missing);
    } catch (cause) {
      const gib = (end / 2 ** 30).toFixed(2);
      throw new NumericalError(
        "out_of_memory",
        `The kernels need ${gib} GiB of linear memory, more than this host grants (at most 4 GiB an instance): ` +
          "use fewer rows or columns at a time, or close other work.",
        { got: end, expected: this.memory.buffer.byteLength },
        { cause },
      );
    }
  }
}
