/**
 * Blocks of linear memory and how long they live: a scope gives them back at its end, a hold when it is
 * freed. Columns live outside and pass through in blocks. Views are made on demand, because growth detaches every
 * earlier one. Knows nothing of what is stored.
 */
import { KernelError, NumericalError } from "../../base/errors.js";

// A first-fit heap over linear memory, kept on the host's side: which addresses are free is known here and nowhere in
// the memory itself, so that a kernel writing past its buffers can't damage it. Neighbouring free ranges are joined at
// once. Knows nothing of what is stored.

const PAGE = 65_536;
/** Pages a growth adds at least, where the limit allows: 64 MiB. */
const FEWEST_PAGES = 1_024;
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

  /** Address of a new block of at least `bytes`; its content means nothing. Throws NumericalError `out_of_memory`, KernelError `block_size`. */
  take(bytes: number): number {
    // a size that is no number would be in use for good
    if (!(bytes >= 0)) {
      throw new KernelError("block_size", `A block of ${bytes} bytes was asked of linear memory.`, {
        got: bytes,
        expected: ">= 0",
      });
    }
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
    const needed = Math.ceil((size - open) / PAGE);
    if (top + needed * PAGE > this.limitBytes) throw this.refusal(size);
    // a growth may set off a collection of garbage, and pages that nothing touches cost nothing
    const roomy = Math.min(Math.max(needed, FEWEST_PAGES), Math.floor((this.limitBytes - top) / PAGE));
    try {
      this.memory.grow(roomy);
    } catch {
      try {
        this.memory.grow(needed);
      } catch (cause) {
        throw this.refusal(size, cause);
      }
    }
    return this.free(top, this.memory.buffer.byteLength);
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

declare const element: unique symbol;
declare const writable: unique symbol;
/** A byte offset that knows, to the compiler alone, what stands there and whether kernels may write it. */
type Readable<E> = number & { readonly [element]: E };
type Writable<E> = Readable<E> & { readonly [writable]: true };
export type F64Address = Writable<"f64">;
export type U32Address = Writable<"u32">;
export type U8Address = Writable<"u8">;

/** What an address parameter takes: a block, a place in one, or nothing where the kernel allows that. */
type At<A extends number> = { readonly address: A } | A | null | undefined;
export type InF64 = At<Readable<"f64">>;
export type InU32 = At<Readable<"u32">>;
export type InU8 = At<Readable<"u8">>;
export type OutF64 = At<F64Address>;
export type OutU32 = At<U32Address>;
export type OutU8 = At<U8Address>;
export type InOutF64 = OutF64;
export type InOutU32 = OutU32;
export type InOutU8 = OutU8;
export type WorkF64 = OutF64;
export type WorkU32 = OutU32;
export type WorkU8 = OutU8;

/** The number a kernel is given for an address: 0 for nothing. */
export const addressOf = (at: InF64 | InU32 | InU8): number => (typeof at === "number" ? at : (at?.address ?? 0));

/** A run of f64 in linear memory. */
export interface F64Block {
  readonly address: F64Address;
  readonly length: number;
  /** A view valid until memory next grows: use it at once, never keep it. */
  view(): Float64Array<ArrayBufferLike>;
  /** Address of element i. */
  at(i: number): F64Address;
  /** The `length` elements from `start` on, in place. */
  part(start: number, length: number): F64Block;
}

/** A run of u32 in linear memory. */
export interface U32Block {
  readonly address: U32Address;
  readonly length: number;
  /** A view valid until memory next grows: use it at once, never keep it. */
  view(): Uint32Array<ArrayBufferLike>;
  /** Address of element i. */
  at(i: number): U32Address;
  /** The `length` elements from `start` on, in place. */
  part(start: number, length: number): U32Block;
}

/** A run of bytes in linear memory. */
export interface U8Block {
  readonly address: U8Address;
  readonly length: number;
  /** A view valid until memory next grows: use it at once, never keep it. */
  view(): Uint8Array<ArrayBufferLike>;
  /** Address of byte i. */
  at(i: number): U8Address;
  /** The `length` bytes from `start` on, in place. */
  part(start: number, length: number): U8Block;
}

/** Allocations that live until the scope ends. New memory is not cleared. An ended scope allocates nothing. */
export interface Scope {
  f64(length: number): F64Block;
  u32(length: number): U32Block;
  u8(length: number): U8Block;
  /** A block holding a copy of `values`. */
  copyF64(values: Float64Array): F64Block;
  /** A block holding a copy of `values`. */
  copyU32(values: Uint32Array): U32Block;
  /** A block holding a copy of `bytes`. */
  copyU8(bytes: Uint8Array): U8Block;
  /** Runs `work` with allocations of its own, taken back when it returns or throws. */
  scope<T>(work: (inner: Scope) => T): T;
  /** The same, but allocations of a result that is not null live as long as this scope, in which more may be made. */
  attempt<T>(work: (inner: Scope) => T | null): T | null;
}

/** A value whose blocks outlive the call that made it. Its scope stays open, for what the value later needs. */
export interface Held<T> {
  readonly value: T;
  /** Bytes of linear memory held now; 0 once freed. */
  readonly bytes: number;
  /** Gives the memory back; again does nothing. Blocks of the value mean nothing afterwards. */
  free(): void;
}

/** Runs `work`; whatever it allocated is free again afterwards, also when it throws. */
export function withScope<T>(heap: Heap, work: (scope: Scope) => T): T {
  const scope = new HeapScope(heap);
  try {
    return work(scope);
  } finally {
    scope.end();
  }
}

/** Runs `work` and keeps what it allocated until the result is freed; nothing is kept when it throws. */
export function hold<T>(heap: Heap, work: (scope: Scope) => T): Held<T> {
  const scope = new HeapScope(heap);
  let value: T;
  try {
    value = work(scope);
  } catch (error) {
    scope.end();
    throw error;
  }
  return Object.freeze({
    value,
    get bytes() {
      return scope.bytes;
    },
    free: () => scope.end(),
  });
}

class HeapScope implements Scope {
  /** Address and bytes of every block, alternating. */
  private blocks: number[] | undefined = [];
  private held = 0;
  /** Scopes that end with this one. */
  private readonly children: HeapScope[] = [];

  constructor(private readonly heap: Heap) {}

  get bytes(): number {
    return this.children.reduce((sum, { bytes }) => sum + bytes, this.held);
  }

  f64(length: number): F64Block {
    return f64At(this.heap.memory, this.take(length * 8), length);
  }

  u32(length: number): U32Block {
    return u32At(this.heap.memory, this.take(length * 4), length);
  }

  u8(length: number): U8Block {
    return u8At(this.heap.memory, this.take(length), length);
  }

  copyF64(values: Float64Array<ArrayBufferLike>): F64Block {
    const again = this.lasting(values);
    const block = this.f64(values.length);
    block.view().set(again());
    return block;
  }

  copyU32(values: Uint32Array<ArrayBufferLike>): U32Block {
    const again = this.lasting(values);
    const block = this.u32(values.length);
    block.view().set(again());
    return block;
  }

  copyU8(bytes: Uint8Array<ArrayBufferLike>): U8Block {
    const again = this.lasting(bytes);
    const block = this.u8(bytes.length);
    block.view().set(again());
    return block;
  }

  scope<T>(work: (inner: Scope) => T): T {
    this.requireOpen();
    return withScope(this.heap, work);
  }

  attempt<T>(work: (inner: Scope) => T | null): T | null {
    this.requireOpen();
    const inner = new HeapScope(this.heap);
    let made: T | null = null;
    try {
      made = work(inner);
    } finally {
      if (made === null) inner.end();
      else this.children.push(inner);
    }
    return made;
  }

  /** The numbers of an array after an allocation, which ends a view of this memory where the memory grows. */
  private lasting<A extends Float64Array<ArrayBufferLike> | Uint32Array<ArrayBufferLike> | Uint8Array<ArrayBufferLike>>(
    values: A,
  ): () => A {
    const { memory } = this.heap;
    if (values.buffer !== memory.buffer) return () => values;
    const { byteOffset, length } = values;
    const View = values.constructor as new (buffer: ArrayBufferLike, at: number, length: number) => A;
    return () => new View(memory.buffer, byteOffset, length);
  }

  end(): void {
    const { blocks } = this;
    if (blocks === undefined) return;
    this.blocks = undefined;
    this.held = 0;
    for (const child of this.children) child.end();
    for (let i = blocks.length - 2; i >= 0; i -= 2) this.heap.give(blocks[i]!, blocks[i + 1]!);
  }

  private take(bytes: number): number {
    const blocks = this.requireOpen();
    const address = this.heap.take(bytes);
    blocks.push(address, bytes);
    this.held += this.heap.sizeOf(bytes);
    return address;
  }

  private requireOpen(): number[] {
    if (this.blocks !== undefined) return this.blocks;
    throw new KernelError(
      "scope_ended",
      "Memory was asked of a scope that has ended: keep what must live longer with engine.hold.",
      { got: "ended scope", expected: "open scope" },
    );
  }
}

function f64At(memory: WebAssembly.Memory, address: number, length: number): F64Block {
  return {
    address: address as F64Address,
    length,
    view: () => new Float64Array(memory.buffer, address, length),
    at: (i) => (address + 8 * i) as F64Address,
    part: (start, partLength) => f64At(memory, address + 8 * start, partLength),
  };
}

function u32At(memory: WebAssembly.Memory, address: number, length: number): U32Block {
  return {
    address: address as U32Address,
    length,
    view: () => new Uint32Array(memory.buffer, address, length),
    at: (i) => (address + 4 * i) as U32Address,
    part: (start, partLength) => u32At(memory, address + 4 * start, partLength),
  };
}

function u8At(memory: WebAssembly.Memory, address: number, length: number): U8Block {
  return {
    address: address as U8Address,
    length,
    view: () => new Uint8Array(memory.buffer, address, length),
    at: (i) => (address + i) as U8Address,
    part: (start, partLength) => u8At(memory, address + start, partLength),
  };
}
