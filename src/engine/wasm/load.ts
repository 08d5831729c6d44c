/**
 * One loader for every host: the compiled kernels, a memory, and threads where there are any, as an engine.
 * Knows nothing of the kernels' meaning.
 */
import { KernelError, NotSupported, UsageError } from "../../base/errors.js";
import { availableCores, canShareMemory, canWait, unpacked } from "../../base/host.js";
import { binary } from "./binary.gen.js";
import { Heap, type Held, hold, type Scope, withScope } from "./memory.js";
import { type Meanwhile, Pool, type Positional, positional, type RawKernel, runInTurn, type Task } from "./pool.js";
import { MAX_THREADS } from "./pool-control.js";
import type { KernelExports } from "./signatures.gen.js";

// How many threads an engine gets, on which build, and what must be said about it.

/** Which build of the kernels runs: `simd` on memory of its own, or `shared` on a shared memory. Same bits. */
export type Build = "simd" | "shared";

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
  const threads = wanted ?? Math.min(DEFAULT_CAP, availableCores());
  return { build: build ?? (threads > 1 ? "shared" : "simd"), threads, notes: [] };
}

const compiled = new Map<Build, Promise<WebAssembly.Module>>();

/**
 * SHA-256 that names the kernels, hex: that of the build for one thread, whichever runs. The code of both is the same, and
 * records must not depend on threads.
 */
export const KERNELS_SHA256: string = binary.sha256;

/** The bit of a memory's flags that says it is shared between threads: WebAssembly threads proposal, limits of memories. */
const SHARED_FLAG = 2;

/**
 * The module of `build`. Throws NotSupported where WebAssembly SIMD is missing, KernelError when the embedded binary
 * does not match its hash.
 */
export function compiledKernels(build: Build): Promise<WebAssembly.Module> {
  const known = compiled.get(build);
  if (known !== undefined) return known;
  const module = decodeAndCompile(build);
  compiled.set(build, module);
  module.catch(() => compiled.delete(build));
  return module;
}

async function decodeAndCompile(build: Build): Promise<WebAssembly.Module> {
  const bytes = await unpacked(binary.packed);
  await checkHash(bytes, binary.sha256);
  if (build === "shared") bytes[binary.memoryFlagsAt]! |= SHARED_FLAG;
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new NotSupported(
      "no_wasm_simd",
      "This host can't compile the kernels: WebAssembly with 128-bit SIMD is needed (Node 20.19 or newer, or a browser of 2023 or newer).",
      {},
      { cause },
    );
  }
}

async function checkHash(bytes: Uint8Array<ArrayBuffer>, expected: string): Promise<void> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) return; // pages served without TLS have no digest; the module still validates
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  const got = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (got !== expected) {
    throw new KernelError("binary_hash", `The embedded kernels are damaged: SHA-256 ${got}, expected ${expected}.`, {
      got,
      expected,
    });
  }
}

export type { Positional, Task };

const PAGE = 65_536;
const INITIAL_PAGES = 16;
/** Tried in turn, from 4 GiB to 256 MiB: a host that can't reserve as many addresses may still grant less, a phone shares but few. */
const MAXIMUM_PAGES = [65_536, 32_768, 16_384, 8_192, 4_096];

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
 * Loads the kernels. Throws NotSupported where WebAssembly SIMD is missing, KernelError when the embedded binary does
 * not match its hash, UsageError for threads that are no whole number.
 */
export async function loadEngine(options: EngineOptions = {}): Promise<Engine> {
  const { build, threads, notes } = planThreads(options.threads, options.build);
  const module = await compiledKernels(build);
  if (threads === 1) return makeEngine(module, makeMemory(build === "shared"), { build, threads, notes }, undefined);
  try {
    const made = makeMemory(build === "shared");
    const pool = await Pool.start(module, made.memory, threads);
    return makeEngine(module, made, { build, threads, notes }, pool);
  } catch (error) {
    // a host may forbid threads or share no memory, a bundle may lack their module: the numbers do not depend on them
    return loadSingle(options.build ?? "simd", threads, error as Error);
  }
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
