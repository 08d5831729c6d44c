/**
 * Blocks of linear memory and how long they live: a scope gives them back at its end, a hold when it is
 * freed. Columns live outside and pass through in blocks. Views are made on demand, because growth detaches every
 * earlier one. Knows nothing of what is stored.
 */
import { KernelError } from "../../base/errors.js";
import type { Heap } from "./heap.js";

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
  /** The `length` elements from `start` on, in place. */
  part(start: number, length: number): U32Block;
}

/** Allocations that live until the scope ends. New memory is not cleared. An ended scope allocates nothing. */
export interface Scope {
  f64(length: number): F64Block;
  u32(length: number): U32Block;
  /** A block holding a copy of `values`. */
  copyF64(values: Float64Array): F64Block;
  /** A block holding a copy of `values`. */
  copyU32(values: Uint32Array): U32Block;
  /** Runs `work` with allocations of its own, taken back when it returns or throws. */
  scope<T>(work: (inner: Scope) => T): T;
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

  constructor(private readonly heap: Heap) {}

  get bytes(): number {
    return this.held;
  }

  f64(length: number): F64Block {
    return f64At(this.heap.memory, this.take(length * 8), length);
  }

  u32(length: number): U32Block {
    return u32At(this.heap.memory, this.take(length * 4), length);
  }

  copyF64(values: Float64Array): F64Block {
    const block = this.f64(values.length);
    block.view().set(values);
    return block;
  }

  copyU32(values: Uint32Array): U32Block {
    const block = this.u32(values.length);
    block.view().set(values);
    return block;
  }

  scope<T>(work: (inner: Scope) => T): T {
    this.requireOpen();
    return withScope(this.heap, work);
  }

  end(): void {
    const { blocks } = this;
    if (blocks === undefined) return;
    this.blocks = undefined;
    this.held = 0;
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
    address,
    length,
    view: () => new Float64Array(memory.buffer, address, length),
    at: (i) => address + 8 * i,
    part: (start, partLength) => f64At(memory, address + 8 * start, partLength),
  };
}

function u32At(memory: WebAssembly.Memory, address: number, length: number): U32Block {
  return {
    address,
    length,
    view: () => new Uint32Array(memory.buffer, address, length),
    at: (i) => address + 4 * i,
    part: (start, partLength) => u32At(memory, address + 4 * start, partLength),
  };
}
