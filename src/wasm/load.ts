/**
 * Layer wasm. One loader for every host: decodes the embedded binary, checks it against its hash, instantiates it on a
 * memory owned by the host. Knows nothing of the kernels' meaning.
 */
import { KernelError, NotSupported } from "../base/errors.js";
import { binaries } from "./binary.gen.js";
import { Arena, type Scope } from "./memory.js";
import type { KernelExports } from "./signatures.gen.js";

const INITIAL_PAGES = 16;
/** Tried in turn: a host that can't reserve 4 GiB of addresses may still grant less. */
const MAXIMUM_PAGES = [65_536, 32_768, 16_384];

/** Which build of the kernels runs: `simd` (default), or `shared` on a shared memory. The bits are the same. */
export type Build = "simd" | "shared";

export interface EngineOptions {
  /** Threads wanted. Kernels run on one in this version, with the bits any number would give; the rest is noted. */
  readonly threads?: number;
  readonly build?: Build;
}

/** Arguments of one call of a kernel. What a task writes, no other task of the same run reads or writes. */
export type Task = readonly number[];

/** Loaded kernels and their memory. Made once, used for many calls; never shared between threads. */
export interface Engine {
  readonly build: string;
  readonly threads: number;
  readonly notes: readonly string[];
  readonly sha256: string;
  /** Raw kernels: addresses in, numbers out. */
  readonly kernels: KernelExports;
  /**
   * Calls a kernel once a task, on any thread and in any order: the result can't depend on either. Returns what the
   * kernel returned, task by task.
   */
  run(kernel: keyof KernelExports, tasks: readonly Task[]): readonly number[];
  /** Memory that lives as long as `work` runs. */
  scope<T>(work: (scope: Scope) => T): T;
  /** Highest use of linear memory so far, bytes. */
  peakBytes(): number;
  /** Use of linear memory now, bytes. */
  usedBytes(): number;
}

/**
 * Loads the kernels. Throws NotSupported where WebAssembly SIMD is missing, KernelError when the embedded binary does
 * not match its hash.
 */
export async function loadEngine(options: EngineOptions = {}): Promise<Engine> {
  const build = options.build ?? "simd";
  const { base64, sha256 } = binaries[build];
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  await checkHash(bytes, sha256);
  const wanted = options.threads ?? 1;
  const notes = wanted > 1 ? [`asked for ${wanted} threads; kernels run on 1 (results do not depend on it)`] : [];
  return instantiate(await compile(bytes), { build, shared: build === "shared", sha256, notes });
}

/** Instantiates a compiled kernel module on a memory of its own: also how tests load the scalar build. */
export function instantiate(
  module: WebAssembly.Module,
  about: { build: string; shared: boolean; sha256: string; notes: readonly string[] },
): Engine {
  const memory = makeMemory(about.shared);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const arena = new Arena(memory);
  const kernels = instance.exports as unknown as KernelExports;
  return Object.freeze({
    build: about.build,
    threads: 1,
    notes: about.notes,
    sha256: about.sha256,
    kernels,
    run: (kernel: keyof KernelExports, tasks: readonly Task[]) => runInTurn(kernels, kernel, tasks),
    scope: <T>(work: (scope: Scope) => T) => arena.scope(work),
    peakBytes: () => arena.peakBytes,
    usedBytes: () => arena.usedBytes,
  });
}

function runInTurn(kernels: KernelExports, kernel: keyof KernelExports, tasks: readonly Task[]): number[] {
  const call = kernels[kernel] as (...args: number[]) => number;
  return tasks.map((task) => call(...task));
}

async function compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new NotSupported(
      "no_wasm_simd",
      "This host can't compile the kernels: WebAssembly with 128-bit SIMD is needed (Node 20.19 or newer, or a browser of 2021 or newer).",
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

function makeMemory(shared: boolean): WebAssembly.Memory {
  for (const maximum of MAXIMUM_PAGES) {
    try {
      return new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum, shared });
    } catch (cause) {
      if (maximum === MAXIMUM_PAGES.at(-1)) {
        throw new NotSupported(
          "no_memory",
          "This host can't reserve 1 GiB of addresses for the kernels.",
          {},
          { cause },
        );
      }
    }
  }
  throw new NotSupported("no_memory", "This host can't reserve memory for the kernels.");
}
