/**
 * The embedded kernels as compiled modules: decoded, checked against their hash and compiled once a build,
 * however many engines there are.
 */
import { KernelError, NotSupported } from "../../base/errors.js";
import { binaries } from "./binary.gen.js";
import type { Build } from "./threads.js";

const compiled = new Map<Build, Promise<WebAssembly.Module>>();

/**
 * SHA-256 that names the kernels, hex: that of the build for one thread, whichever runs. All builds are compiled from the same
 * source, and records must not depend on threads.
 */
export const KERNELS_SHA256: string = binaries.simd.sha256;

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
  const { base64, sha256 } = binaries[build];
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  await checkHash(bytes, sha256);
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
