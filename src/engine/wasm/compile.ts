/**
 * The embedded kernels as compiled modules: decoded, checked against their hash and compiled once a build,
 * however many engines there are.
 */
import { KernelError, NotSupported, UsageError } from "../../base/errors.js";
import { availableCores, canShareMemory, canWait, unpacked } from "../../base/host.js";
import { binary } from "./binary.gen.js";
import { MAX_THREADS } from "./pool-control.js";

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
