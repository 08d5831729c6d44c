/**
 * Where the compiled kernels come from: the copy inside the library, which is loaded when nothing else is given, or an address,
 * bytes, a compiled module. Says whose they are; refuses what is damaged or of another version.
 */
import { KernelError, NotSupported } from "../../base/errors.js";
import { readAddress, unpacked, unpackedIfGzip } from "../../base/host.js";
import { version } from "../../base/version.js";

/** Which build of the kernels runs: `simd` on memory of its own, or `shared` on a shared memory. Same bits. */
export type Build = "simd" | "shared";

/**
 * What an engine is loaded from: one of the package's files of kernels, packed by gzip or not, by its address, as bytes, as what `fetch` gives,
 * or compiled. A compiled module has a memory of its own and so runs on one thread.
 */
export type KernelSource = KernelFile | WebAssembly.Module;
type KernelFile = string | URL | Uint8Array<ArrayBuffer> | ArrayBuffer | Response | Promise<Response>;

/** Kernels before they are compiled for a memory, or after; another thread may be given them. */
export interface Kernels {
  /** Names them in records: one name for every build and thread. */
  readonly sha256: string;
  readonly code:
    | { readonly kind: "module"; readonly module: WebAssembly.Module }
    /** `memoryFlagsAt`: where the flags of their memory stand. */
    | { readonly kind: "bytes"; readonly bytes: Uint8Array<ArrayBuffer>; readonly memoryFlagsAt: number };
}

/** The copy inside the library. `ofBytes`: the hash of its bytes where it holds some of the kernels, which keep the name of all. */
interface Packed {
  readonly sha256: string;
  readonly ofBytes?: string;
  readonly memoryFlagsAt: number;
  readonly packed: string;
}

/** What a `.wasm` file of the package says of itself, in a section behind its code: `bytes` is the hash of all before it. */
interface Label {
  readonly version: string;
  readonly sha256: string;
  readonly bytes: string;
  readonly memoryFlagsAt: number;
}
const SECTION = "wasmetrics";

const insideCopy = async (): Promise<Packed> => (await import("./binary.gen.js")).binary;

/** The name of the kernels inside the library, in records: SHA-256, hex. */
export const kernelsName = async (): Promise<string> => (await insideCopy()).sha256;

let inside: Promise<Kernels> | undefined;

/** The kernels of `source`, or those inside the library. Throws KernelError for what can't be read or is not of this version. */
export function kernelsOf(source: KernelSource | undefined): Promise<Kernels> {
  if (source !== undefined) return kernelsFrom(source);
  inside ??= unpackInside().catch((error) => {
    inside = undefined;
    throw error;
  });
  return inside;
}

async function unpackInside(): Promise<Kernels> {
  const { sha256, ofBytes = sha256, memoryFlagsAt, packed } = await insideCopy();
  const bytes = await unpacked(packed);
  await requireHash("The embedded kernels", bytes, ofBytes);
  return { sha256, code: { kind: "bytes", bytes, memoryFlagsAt } };
}

async function kernelsFrom(source: KernelSource): Promise<Kernels> {
  if (isModule(source)) {
    const module = source as WebAssembly.Module;
    const [section] = WebAssembly.Module.customSections(module, SECTION);
    const { sha256 } = labelIn(new Uint8Array(section ?? new ArrayBuffer(0)));
    return { sha256, code: { kind: "module", module } };
  }
  const bytes = await bytesOf(source as KernelFile);
  const { sha256, bytes: expected, memoryFlagsAt } = labelIn(bytes);
  await requireHash("The kernels that were given", bytes.subarray(0, labelledFrom(bytes)), expected);
  return { sha256, code: { kind: "bytes", bytes, memoryFlagsAt } };
}

/** Of any realm: a page's frame has constructors of its own. */
const isModule = (source: unknown): boolean => Object.prototype.toString.call(source) === "[object WebAssembly.Module]";

async function bytesOf(source: KernelFile): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const given = await source;
    if (given instanceof Uint8Array) return await unpackedIfGzip(given);
    return await unpackedIfGzip(given instanceof ArrayBuffer ? new Uint8Array(given) : await readAddress(given));
  } catch (cause) {
    const { message } = cause as Error;
    throw new KernelError(
      "kernels_unreadable",
      `The kernels can't be read: ${message}. Give 'wasm' the address of the package's .wasm file, its bytes, or nothing: the library has a copy.`,
      { got: message, expected: "the address of a .wasm file of this package" },
      { cause },
    );
  }
}

const OPENING = "{".charCodeAt(0);

/** The section's place: id, length, name and label, which has one brace and no more. */
const labelledFrom = (bytes: Uint8Array): number => bytes.lastIndexOf(OPENING) - SECTION.length - 4;

function labelIn(bytes: Uint8Array<ArrayBuffer>): Label {
  const at = bytes.lastIndexOf(OPENING);
  let label: Partial<Label> = {};
  try {
    if (at >= 0) label = JSON.parse(new TextDecoder().decode(bytes.subarray(at)));
  } catch {} // other bytes that have a brace
  if (label.version === version && label.sha256 !== undefined) return label as Label;
  const got = label.version ?? "no label of this package";
  throw new KernelError(
    "kernels_version",
    `The kernels that were given are not those of wasmetrics ${version} (${got}): give the .wasm file that came with it.`,
    { got, expected: version },
  );
}

async function requireHash(whose: string, bytes: Uint8Array<ArrayBuffer>, expected: string): Promise<void> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) return; // pages served without TLS have no digest; the module still validates
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  const got = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (got !== expected) {
    throw new KernelError("binary_hash", `${whose} are damaged: SHA-256 ${got}, expected ${expected}.`, {
      got,
      expected,
    });
  }
}

/** The bit of a memory's flags that says it is shared between threads: WebAssembly threads proposal, limits of memories. */
const SHARED_FLAG = 2;

const compiled = new WeakMap<Kernels, Map<Build, Promise<WebAssembly.Module>>>();

/** The module of `build`. Throws NotSupported where the host can't compile it, for want of WebAssembly SIMD. */
export function compiledKernels(kernels: Kernels, build: Build): Promise<WebAssembly.Module> {
  const builds = compiled.get(kernels) ?? new Map<Build, Promise<WebAssembly.Module>>();
  compiled.set(kernels, builds);
  const module = builds.get(build) ?? compile(kernels.code, build);
  builds.set(build, module);
  module.catch(() => builds.delete(build));
  return module;
}

async function compile(code: Kernels["code"], build: Build): Promise<WebAssembly.Module> {
  if (code.kind === "module") return code.module;
  const bytes = code.bytes.slice();
  if (build === "shared") bytes[code.memoryFlagsAt]! |= SHARED_FLAG;
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
