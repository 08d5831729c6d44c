/**
 * One loader for every host: the compiled kernels, a memory, and threads where there are any, as an engine.
 * Knows nothing of the kernels' meaning.
 */
import { KernelError, NotSupported } from "../../base/errors.js";
import { canShareMemory } from "../../base/host.js";
import { type Build, compiledKernels, KERNELS_SHA256, planThreads } from "./compile.js";
import { Heap, type Held, hold, type Scope, withScope } from "./memory.js";

import { Pool, type Positional, positional, type RawKernel, runInTurn, type Task } from "./pool.js";
import type { KernelExports } from "./signatures.gen.js";

export type { Build, Positional, Task };

const PAGE = 65_536;
const INITIAL_PAGES = 16;
/** Tried in turn: a host that can't reserve 4 GiB of addresses may still grant less. */
const MAXIMUM_PAGES = [65_536, 32_768, 16_384];

export interface EngineOptions {
  /** Threads kernels run on, the caller's among them. Default: all cores, 16 at most. Results do not depend on it. */
  readonly threads?: number;
  /** Default: `simd` on one thread, `shared` on more. */
  readonly build?: Build;
}

/** Loaded kernels and their memory. Made once, used for many calls; never shared between threads. */
export interface Engine {
  readonly build: string;
  /** Threads kernels run on, the caller's among them. */
  readonly threads: number;
  /** Why there are fewer threads than asked for, in words. */
  readonly notes: readonly string[];
  /** Names the kernels in records; the same for every build. */
  readonly sha256: string;
  /** Raw kernels: addresses in, numbers out. */
  readonly kernels: KernelExports;
  /**
   * Calls a kernel once a task, on any thread and in any order: the result can't depend on either. Returns what the
   * kernel returned, task by task. Throws KernelError `kernel_trap` with kernel and task, and the AbortError when
   * `cancel` was set; the engine stays usable after both.
   */
  run<K extends keyof KernelExports>(kernel: K, tasks: readonly Task<K>[]): readonly number[];
  /**
   * One word, looked at between tasks: when not 0, `run` stops, sets it to 0 and throws the AbortError. In shared memory
   * where there is any, so that another thread can set it (`Atomics.store(cancel, 0, 1)`).
   */
  readonly cancel: Int32Array<ArrayBufferLike>;
  /** Memory that lives as long as `work` runs. */
  scope<T>(work: (scope: Scope) => T): T;
  /** Memory that lives until it is freed. */
  hold<T>(work: (scope: Scope) => T): Held<T>;
  /** Most bytes of linear memory in use at a time, since the start or `resetPeak`. */
  peakBytes(): number;
  /** Bytes of linear memory in use now. */
  usedBytes(): number;
  /** Starts the peak anew, from what is in use. */
  resetPeak(): void;
  /** Bytes linear memory may grow to. */
  limitBytes(): number;
  /** Ends the engine's threads; `run`, `scope` and `hold` throw KernelError `engine_closed` afterwards. */
  close(): Promise<void>;
}

/**
 * Loads the kernels. Throws NotSupported where WebAssembly SIMD is missing, KernelError when the embedded binary does
 * not match its hash, UsageError for threads that are no whole number.
 */
export async function loadEngine(options: EngineOptions = {}): Promise<Engine> {
  const { build, threads, notes } = planThreads(options.threads, options.build);
  const module = await compiledKernels(build);
  const made = makeMemory(build === "shared");
  if (threads === 1) return makeEngine(module, made, { build, threads, notes }, undefined);
  let pool: Pool;
  try {
    pool = await Pool.start(module, made.memory, threads);
  } catch (error) {
    // a host may forbid threads, a bundle may lack their module: the numbers do not depend on them
    return loadSingle(options.build ?? "simd", threads, error as Error);
  }
  return makeEngine(module, made, { build, threads, notes }, pool);
}

async function loadSingle(build: Build, planned: number, error: Error): Promise<Engine> {
  const module = await compiledKernels(build);
  const notes = [
    `${planned} threads could not be started (${error.message}): kernels run on 1 (results do not depend on it)`,
  ];
  return makeEngine(module, makeMemory(build === "shared"), { build, threads: 1, notes }, undefined);
}

/** Bytes the memory of `engine` may grow to. */
export const memoryLimit = (engine: Engine): number => engine.limitBytes();

/** Instantiates a compiled kernel module on a memory of its own, for one thread: also how tests load the scalar build. */
export function instantiate(
  module: WebAssembly.Module,
  about: { build: string; shared: boolean; notes: readonly string[] },
): Engine {
  return makeEngine(module, makeMemory(about.shared), { ...about, threads: 1 }, undefined);
}

interface MadeMemory {
  readonly memory: WebAssembly.Memory;
  readonly limitBytes: number;
}

function makeEngine(
  module: WebAssembly.Module,
  { memory, limitBytes }: MadeMemory,
  about: { build: string; threads: number; notes: readonly string[] },
  pool: Pool | undefined,
): Engine {
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
  const heap = new Heap(memory, limitBytes);
  const cancel =
    pool?.control.cancel ?? new Int32Array(canShareMemory() ? new SharedArrayBuffer(4) : new ArrayBuffer(4));
  let isOpen = true;
  const requireOpen = () => {
    if (isOpen) return;
    throw new KernelError("engine_closed", "The engine was closed: load another one with loadEngine.", {
      got: "closed engine",
      expected: "open engine",
    });
  };
  return Object.freeze({
    build: about.build,
    threads: about.threads,
    notes: Object.freeze([...about.notes]),
    sha256: KERNELS_SHA256,
    kernels,
    cancel,
    run<K extends keyof KernelExports>(name: K, tasks: readonly Task<K>[]) {
      requireOpen();
      const kernel = kernels[name] as RawKernel;
      const ordered = positional(name, kernel, tasks);
      return pool === undefined || tasks.length < 2
        ? runInTurn(name, kernel, ordered, cancel)
        : pool.run(name, kernel, ordered);
    },
    scope<T>(work: (scope: Scope) => T) {
      requireOpen();
      return withScope(heap, work);
    },
    hold<T>(work: (scope: Scope) => T) {
      requireOpen();
      return hold(heap, work);
    },
    peakBytes: () => heap.peakBytes,
    usedBytes: () => heap.usedBytes,
    resetPeak: () => heap.resetPeak(),
    limitBytes: () => heap.limitBytes,
    async close() {
      isOpen = false;
      await pool?.close();
    },
  });
}

function makeMemory(shared: boolean): MadeMemory {
  let refused: unknown;
  for (const maximum of MAXIMUM_PAGES) {
    try {
      const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum, shared });
      return { memory, limitBytes: maximum * PAGE };
    } catch (cause) {
      refused = cause;
    }
  }
  throw new NotSupported(
    "no_memory",
    "This host can't reserve 1 GiB of addresses for the kernels; raise the limit of memory (ulimit -v unlimited), or close other programs.",
    {},
    { cause: refused },
  );
}
