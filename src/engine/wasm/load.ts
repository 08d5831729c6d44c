/**
 * One loader for every host: the compiled kernels, a memory, and threads where there are any, as an engine.
 * Knows nothing of the kernels' meaning.
 */
import { KernelError, NotSupported, UsageError } from "../../base/errors.js";
import { availableCores, canShareMemory, canWait } from "../../base/host.js";
import { type Build, compiledKernels, type KernelSource, type Kernels, kernelsOf } from "./kernels.js";
import { Heap, type Held, hold, type Scope, withScope } from "./memory.js";
import { Pool } from "./pool.js";
import { MAX_THREADS } from "./pool-control.js";
import type { KernelExports } from "./signatures.gen.js";
import { type Meanwhile, type Positional, positional, type RawKernel, runInTurn, type Task } from "./tasks.js";

// How many threads an engine gets, on which build, and what must be said about it.

/** Threads unless given: all cores up to here; beyond, memory is the limit. */
const DEFAULT_CAP = 16;

/** What the engine will be. */
interface ThreadPlan {
  readonly build: Build;
  readonly threads: number;
  readonly notes: readonly string[];
}

/** Throws UsageError `threads` unless `wanted` is a whole number of at least 1. */
export function planThreads(wanted: number | undefined, build: Build | undefined): ThreadPlan {
  if (wanted !== undefined && !(Number.isSafeInteger(wanted) && wanted >= 1)) {
    throw new UsageError("threads", `Threads must be a whole number of at least 1; got ${wanted}.`, {
      got: wanted,
      expected: "1, 2, 3, ...",
    });
  }
  if (wanted === 1) return { build: build ?? "simd", threads: 1, notes: [] };
  const single = (why: string): ThreadPlan => ({
    build: canShareMemory() ? (build ?? "simd") : "simd",
    threads: 1,
    notes: wanted === undefined ? [why] : [`asked for ${wanted} threads; ${why}`],
  });
  if (build === "simd") {
    if (wanted === undefined) return { build, threads: 1, notes: [] };
    return single("the simd build has no shared memory: kernels run on 1 (results do not depend on it)");
  }
  if (!canShareMemory()) {
    return single("this page is not cross-origin isolated: kernels run on 1 thread (results do not depend on it)");
  }
  if (!canWait()) {
    return single("a page's main thread must not wait: kernels run on 1 thread (results do not depend on it)");
  }
  if (wanted !== undefined && wanted > MAX_THREADS) {
    const note = `asked for ${wanted} threads; kernels run on ${MAX_THREADS}, the most there are`;
    return { build: "shared", threads: MAX_THREADS, notes: [note] };
  }
  const threads = wanted ?? Math.min(DEFAULT_CAP, MAX_THREADS, availableCores());
  return { build: build ?? (threads > 1 ? "shared" : "simd"), threads, notes: [] };
}

export type { Build, KernelSource, Kernels, Positional, Task };

const PAGE = 65_536;
const INITIAL_PAGES = 16;
/** Tried in turn, from 4 GiB to 256 MiB: a host that can't reserve as many addresses may still grant less, a phone shares but few. */
const MAXIMUM_PAGES = [65_536, 32_768, 16_384, 8_192, 4_096];

export interface EngineOptions {
  /** Threads kernels run on, the caller's among them. Default: all cores, 16 at most. Results do not depend on it. */
  readonly threads?: number;
  /** Default: `simd` on one thread, `shared` on more. */
  readonly build?: Build;
  /**
   * Where the kernels are: the address of the package's `wasmetrics.wasm.gz`, its bytes, a response, or the module compiled of it, which runs on
   * one thread. Default: a copy inside the library.
   */
  readonly wasm?: KernelSource;
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
   * `cancel` was set; the engine stays usable after both. `meanwhile` is called once, as soon as other threads have
   * begun: it touches nothing that tasks do, and runs of its own are on this thread alone.
   */
  run<K extends keyof KernelExports>(kernel: K, tasks: readonly Task<K>[], meanwhile?: Meanwhile): readonly number[];
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
 * Loads the kernels. Throws NotSupported where WebAssembly SIMD is missing, KernelError when they can't be read, are damaged or of
 * another version, UsageError for threads that are no whole number.
 */
export async function loadEngine({ wasm, ...options }: EngineOptions = {}): Promise<Engine> {
  planThreads(options.threads, options.build);
  return engineOf(await kernelsOf(wasm), options);
}

/** As `loadEngine`, of kernels that were read. */
export async function engineOf(kernels: Kernels, options: Omit<EngineOptions, "wasm">): Promise<Engine> {
  const asked = kernels.code.kind === "module" ? "simd" : options.build;
  const { build, threads, notes } = planThreads(options.threads, asked);
  const module = await compiledKernels(kernels, build);
  const about = { sha256: kernels.sha256, build, threads, notes };
  if (threads === 1) return makeEngine(module, makeMemory(build === "shared"), about, undefined);
  try {
    const made = makeMemory(build === "shared");
    const pool = await Pool.start(module, made.memory, threads);
    return makeEngine(module, made, about, pool);
  } catch (error) {
    // a host may forbid threads or share no memory, a bundle may lack their module: the numbers do not depend on them
    return loadSingle(kernels, options.build ?? "simd", threads, error as Error);
  }
}

async function loadSingle(kernels: Kernels, build: Build, planned: number, error: Error): Promise<Engine> {
  const module = await compiledKernels(kernels, build);
  const notes = [
    `${planned} threads could not be started (${error.message}): kernels run on 1 (results do not depend on it)`,
  ];
  const about = { sha256: kernels.sha256, build, threads: 1, notes };
  return makeEngine(module, makeMemory(build === "shared"), about, undefined);
}

/** Bytes the memory of `engine` may grow to. */
export const memoryLimit = (engine: Engine): number => engine.limitBytes();

/** Instantiates a compiled kernel module on a memory of its own, for one thread: also how tests load the scalar build. */
export function instantiate(
  module: WebAssembly.Module,
  about: { build: string; shared: boolean; notes: readonly string[]; sha256?: string },
): Engine {
  return makeEngine(module, makeMemory(about.shared), { sha256: "", ...about, threads: 1 }, undefined);
}

interface MadeMemory {
  readonly memory: WebAssembly.Memory;
  readonly limitBytes: number;
}

function makeEngine(
  module: WebAssembly.Module,
  { memory, limitBytes }: MadeMemory,
  about: { sha256: string; build: string; threads: number; notes: readonly string[] },
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
    sha256: about.sha256,
    kernels,
    cancel,
    run<K extends keyof KernelExports>(name: K, tasks: readonly Task<K>[], meanwhile?: Meanwhile) {
      requireOpen();
      const kernel = kernels[name] as RawKernel;
      const ordered = positional(name, kernel, tasks);
      const isAlone = tasks.length + (meanwhile === undefined ? 0 : 1) < 2;
      return pool === undefined || isAlone || pool.isRunning
        ? runInTurn(name, kernel, ordered, cancel, meanwhile)
        : pool.run(name, kernel, ordered, meanwhile);
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
    "This host can't reserve 256 MiB of addresses for the kernels; raise the limit of memory (ulimit -v unlimited), or close other programs.",
    {},
    { cause: refused },
  );
}
