/**
 * An engine whose kernels on arrays are plain TypeScript, on the memory of a real engine: any pipeline
 * given it runs as it is, in JavaScript alone. They get views of exactly the blocks the pipeline allocated, found
 * by address, so that both engines do the same work in the same order; new blocks are cleared, as new typed arrays are.
 */
import { KernelError } from "../src/base/errors.js";
import type { KernelName } from "../src/engine/kernels/call.js";
import type { Engine, F64Block, Held, Scope, Task, U8Block, U32Block } from "../src/engine/kernels/engine.js";
import { type ParamType, signatures } from "../src/engine/wasm/signatures.gen.js";
import { positional, type RawKernel } from "../src/engine/wasm/tasks.js";
import { registry } from "../test/cases/index.js";
import { isRaced } from "./suites/kernel-problem.js";

/** A block in use; ends are exclusive byte addresses. */
interface Live {
  readonly start: number;
  readonly end: number;
  readonly buffer: () => ArrayBufferLike;
}

/** Wraps `engine`, whose own kernels are then called for functions of scalars alone: the few quantiles of a fit. */
export function twinEngine(engine: Engine): Engine {
  const live: Live[] = []; // ascending by address
  const kernels: Record<string, unknown> = { ...engine.kernels };
  for (const row of registry) {
    if (isRaced(row)) kernels[row.name] = callTwin(row.name, row.twin, live);
  }
  return Object.freeze({
    ...engine,
    build: "twins",
    threads: 1,
    kernels: kernels as unknown as Engine["kernels"],
    run: <K extends KernelName>(name: K, tasks: readonly Task<K>[], meanwhile?: () => void) => {
      meanwhile?.();
      const kernel = kernels[name] as RawKernel;
      return positional(name, engine.kernels[name] as RawKernel, tasks).map((task) => kernel(...task) ?? 0);
    },
    scope: <T>(work: (scope: Scope) => T) => engine.scope((scope) => recorded(scope, live, work)),
    hold: <T>(work: (scope: Scope) => T) => holdRecorded(engine, live, work),
  });
}

/** A scope that enters its blocks among the `live` ones, cleared, until told to forget them. */
class Recorder implements Scope {
  private readonly own: Live[] = [];
  private readonly children: Recorder[] = [];

  constructor(
    private readonly inner: Scope,
    private readonly live: Live[],
  ) {}

  f64(length: number): F64Block {
    return cleared(this.record(this.inner.f64(length), 8));
  }

  u32(length: number): U32Block {
    return cleared(this.record(this.inner.u32(length), 4));
  }

  u8(length: number): U8Block {
    return cleared(this.record(this.inner.u8(length), 1));
  }

  copyF64(values: Float64Array): F64Block {
    return this.record(this.inner.copyF64(values), 8);
  }

  copyU32(values: Uint32Array): U32Block {
    return this.record(this.inner.copyU32(values), 4);
  }

  copyU8(bytes: Uint8Array): U8Block {
    return this.record(this.inner.copyU8(bytes), 1);
  }

  scope<T>(work: (scope: Scope) => T): T {
    return this.inner.scope((inner) => recorded(inner, this.live, work));
  }

  attempt<T>(work: (scope: Scope) => T | null): T | null {
    return this.inner.attempt((inner) => {
      const recorder = new Recorder(inner, this.live);
      let made: T | null = null;
      try {
        made = work(recorder);
      } finally {
        if (made === null) recorder.forget();
        else this.children.push(recorder);
      }
      return made;
    });
  }

  forget(): void {
    for (const child of this.children) child.forget();
    for (const block of this.own.splice(0)) this.live.splice(this.live.indexOf(block), 1);
  }

  private record<B extends F64Block | U32Block | U8Block>(block: B, bytes: number): B {
    const { address, length } = block;
    const entry = { start: address, end: address + length * bytes, buffer: () => block.view().buffer };
    this.live.splice(countStartingBy(address, this.live), 0, entry);
    this.own.push(entry);
    return block;
  }
}

function recorded<T>(scope: Scope, live: Live[], work: (scope: Scope) => T): T {
  const recorder = new Recorder(scope, live);
  try {
    return work(recorder);
  } finally {
    recorder.forget();
  }
}

function holdRecorded<T>(engine: Engine, live: Live[], work: (scope: Scope) => T): Held<T> {
  let recorder: Recorder | undefined;
  const forget = () => recorder?.forget();
  try {
    const held = engine.hold((scope) => {
      recorder = new Recorder(scope, live);
      return work(recorder);
    });
    return {
      value: held.value,
      get bytes() {
        return held.bytes;
      },
      free() {
        forget();
        held.free();
      },
    };
  } catch (error) {
    forget();
    throw error;
  }
}

function callTwin(name: KernelName, twin: (...args: never[]) => number, live: readonly Live[]) {
  const { params } = signatures[name];
  const call = twin as (...args: unknown[]) => number;
  return (...numbers: number[]): number =>
    call(...numbers.map((number, i) => (isAddress(params[i]![1]) ? viewAt(name, number, params[i]!, live) : number)));
}

function cleared<B extends F64Block | U32Block | U8Block>(block: B): B {
  block.view().fill(0);
  return block;
}

const isAddress = (type: ParamType): boolean => /(F64|U32|U8)$/.test(type);

/** Makes a view of numbers of one width. */
interface ArrayView {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): Float64Array | Uint32Array | Uint8Array;
  new (buffer: ArrayBufferLike, start: number, length: number): Float64Array | Uint32Array | Uint8Array;
}

/** The rest of the block from `address` on; nothing for address 0, by which kernels are told that an input is absent. */
function viewAt(
  kernel: string,
  address: number,
  [parameter, type]: readonly [string, ParamType],
  live: readonly Live[],
): Float64Array | Uint32Array | Uint8Array {
  const View: ArrayView = type.endsWith("F64") ? Float64Array : type.endsWith("U32") ? Uint32Array : Uint8Array;
  if (address === 0) return new View(0);
  const block = live[countStartingBy(address, live) - 1];
  if (block === undefined || address > block.end) {
    throw new KernelError("no_block", `${kernel}: '${parameter}' has address ${address}, which is in no block.`, {
      got: address,
    });
  }
  const bytes = block.end - address;
  return new View(block.buffer(), address, Math.floor(bytes / View.BYTES_PER_ELEMENT));
}

/** How many blocks start at or below `address`: the last of them is the one it lies in, if any. */
function countStartingBy(address: number, live: readonly Live[]): number {
  let low = 0;
  let high = live.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (live[middle]!.start <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}
