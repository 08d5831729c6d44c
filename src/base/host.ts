/**
 * What the host offers for threads: Node's worker threads or the browser's workers behind one face, cores,
 * shared memory. Node's modules are asked of `process`, so that nothing here keeps a browser from loading the library.
 */
import { bytesOfBase85 } from "./base85.js";

/** A thread running a module of ours. */
export interface Thread {
  post(message: unknown): void;
  /** Ends the thread, whatever it is doing. */
  terminate(): Promise<void>;
  /**
   * Ends a thread that has nothing to do any more, after a rest. Node 20 aborts the whole process when a thread ends while
   * code of it is still being compiled in the background.
   */
  retire(): Promise<void>;
  /** From now on the thread does not keep the process alive; `true` lets it again. */
  keepAlive(keeps: boolean): void;
}

/** What a thread reports. */
export interface ThreadEvents {
  readonly onMessage: (message: unknown) => void;
  readonly onError: (error: Error) => void;
}

/** Time in which what is compiled in the background for an idle thread is done, milliseconds. */
const REST_MS = 150;

/** The parts of `node:worker_threads` used here. */
interface NodeWorker {
  postMessage(message: unknown): void;
  terminate(): Promise<unknown>;
  on(event: "message" | "error", listener: (value: never) => void): void;
  ref(): void;
  unref(): void;
}
/** What a thread of Node hears its parent by. */
interface NodePort {
  postMessage(message: unknown): void;
  on(event: "message", listener: (message: unknown) => void): void;
}
interface NodeThreads {
  readonly workerData: unknown;
  readonly parentPort: NodePort | null;
  readonly Worker: new (url: URL, options: { workerData: unknown; execArgv: string[] }) => NodeWorker;
}

/** A module of Node by name; undefined elsewhere. */
function nodeModule<T>(name: string): T | undefined {
  const host = (globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } }).process;
  return host?.getBuiltinModule?.(name) as T | undefined;
}

/** A module for a thread, in the forms hosts take. */
export interface ThreadModule {
  /** Its file. */
  readonly url: () => URL;
  /** A browser's worker on its file: bundlers look for the literal address there. */
  readonly worker: () => Worker;
  /** The module with all it imports, as gzip in base85: for pages whose bundler or server left the file behind. */
  readonly bundle: () => Promise<string>;
}

/** Starts a thread. `data` reaches it as `workerData` on Node and as the first message elsewhere. */
export function startThread(module: ThreadModule, data: unknown, events: ThreadEvents): Thread {
  const node = nodeModule<NodeThreads>("node:worker_threads");
  if (node !== undefined) {
    const worker = new node.Worker(module.url(), { workerData: data, execArgv: [] });
    worker.on("message", events.onMessage);
    worker.on("error", events.onError);
    return {
      post: (message) => worker.postMessage(message),
      terminate: async () => void (await worker.terminate()),
      retire: async () => {
        await new Promise((resolve) => setTimeout(resolve, REST_MS));
        await worker.terminate();
      },
      keepAlive: (keeps) => (keeps ? worker.ref() : worker.unref()),
    };
  }
  return startInBrowser(module, data, events);
}

/**
 * A worker on the module's file or, where that can't be run, on its bundle in a blob. Vite's dev server and esbuild move our code
 * away from the files beside it, or leave what they import as it is; and a page may not start a worker of another origin.
 */
function startInBrowser({ worker, bundle }: ThreadModule, data: unknown, events: ThreadEvents): Thread {
  let running: Worker | undefined;
  let isEnded = false;
  const listen = (started: Worker, onFailure: (reason: string) => void) => {
    running = started;
    started.onmessage = ({ data: message }) => {
      // a module that speaks has run: what fails from now on is its work
      started.onerror = (event) => events.onError(new Error(event.message));
      events.onMessage(message);
    };
    started.onerror = (event) => {
      event.preventDefault(); // the page is not to hear of it unless the bundle fails too
      onFailure(event.message || "it could not be loaded");
    };
    started.postMessage(data);
  };
  const startFromBundle = async (reason: string) => {
    const text = new Blob([await unpacked(await bundle())], { type: "text/javascript" });
    const address = URL.createObjectURL(text);
    if (!isEnded) listen(new Worker(address, { type: "module" }), (why) => events.onError(notStarted(reason, why)));
  };
  const fallBack = (reason: string) => {
    running?.terminate();
    startFromBundle(reason).catch((error: Error) => events.onError(notStarted(reason, error.message)));
  };
  try {
    listen(worker(), fallBack);
  } catch (error) {
    fallBack((error as Error).message);
  }
  const end = async () => {
    isEnded = true;
    running?.terminate();
  };
  return { post: (message) => running?.postMessage(message), terminate: end, retire: end, keepAlive: () => {} };
}

const notStarted = (ofFile: string, ofBundle: string): Error =>
  new Error(
    `a worker could be started neither on its file (${ofFile}) nor on a copy of it in a blob (${ofBundle}); a page with a Content-Security-Policy needs worker-src 'self' blob:`,
  );

/** The bytes that were compressed by gzip and written in base85. */
export const unpacked = (base85: string): Promise<Uint8Array<ArrayBuffer>> => gunzip(bytesOfBase85(base85));

/** What files packed by gzip begin with. */
const GZIP = [0x1f, 0x8b];

export const unpackedIfGzip = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  GZIP.every((byte, i) => bytes[i] === byte) ? gunzip(bytes) : bytes;

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const zlib = nodeModule<{ gunzipSync(bytes: Uint8Array): Uint8Array }>("node:zlib");
  if (zlib !== undefined) return new Uint8Array(zlib.gunzipSync(bytes));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * The bytes at an address, or of a response. Hosts with files of their own read those without fetching: `file:` addresses, and
 * paths. Throws Error with a message that ends no sentence.
 */
export async function readAddress(address: string | URL | Response): Promise<Uint8Array<ArrayBuffer>> {
  const files = nodeModule<{ readFile(path: string | URL): Promise<Uint8Array> }>("node:fs/promises");
  if (files !== undefined && !(address instanceof Response) && !/^(?:https?|blob|data):/.test(String(address))) {
    return new Uint8Array(await files.readFile(/^file:/.test(String(address)) ? new URL(address) : String(address)));
  }
  const response = address instanceof Response ? address : await fetch(address);
  if (!response.ok)
    throw new Error(`${response.url || address} answers ${response.status} ${response.statusText}`.trim());
  return new Uint8Array(await response.arrayBuffer());
}

/** Bytes at least that Node unpacks at a time. */
const LEAST_CHUNK = 64;

/** A stream of Node, as it is used here. */
type NodeStream = AsyncIterable<Uint8Array> & { destroy(): void };

/**
 * Bytes unpacked from gzip as a stream, about `piece` at a time. Throws what `packed` throws; for damaged bytes, on Node an error whose code
 * begins with Z_ (Z_BUF_ERROR where the end is missing), elsewhere a TypeError.
 */
export async function* gunzipped(
  packed: AsyncIterable<Uint8Array<ArrayBuffer> | Uint8Array>,
  piece: number,
): AsyncGenerator<Uint8Array> {
  const zlib = nodeModule<{ createGunzip(options: { chunkSize: number }): NodeStream }>("node:zlib");
  const streams = nodeModule<{
    pipeline(from: AsyncIterable<Uint8Array>, to: NodeStream, done: (error: unknown) => void): void;
  }>("node:stream");
  if (zlib !== undefined && streams !== undefined) {
    const gunzip = zlib.createGunzip({ chunkSize: Math.max(LEAST_CHUNK, Math.min(piece, 1 << 20)) });
    // the error is the stream's too
    streams.pipeline(packed, gunzip, () => {});
    yield* gunzip;
    return;
  }
  const source = packed[Symbol.asyncIterator]();
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await source.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    cancel: () => void source.return?.(),
  });
  const reader = stream.pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) yield value!;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** A worker's view of itself in a browser. */
interface WorkerSelf {
  postMessage(message: unknown): void;
  onmessage: ((event: { data: unknown }) => void) | null;
}

/**
 * In a thread: hears its parent. `onMessage` gets what the thread was started with, then every message. Returns how to
 * answer.
 */
export function hearParent(onMessage: (message: unknown) => void): (message: unknown) => void {
  const node = nodeModule<NodeThreads>("node:worker_threads");
  const port = node?.parentPort;
  if (node !== undefined && port != null) {
    port.on("message", onMessage);
    queueMicrotask(() => onMessage(node.workerData));
    return (message) => port.postMessage(message);
  }
  const self = globalThis as unknown as WorkerSelf;
  self.onmessage = ({ data }) => onMessage(data);
  return (message) => self.postMessage(message);
}

/** Threads this host runs at once; 1 where it does not say. */
export function availableCores(): number {
  const cores =
    nodeModule<{ availableParallelism(): number }>("node:os")?.availableParallelism() ??
    globalThis.navigator?.hardwareConcurrency;
  return Math.max(1, cores ?? 1);
}

/** True where memory can be shared with another thread: everywhere but in pages without cross-origin isolation. */
export function canShareMemory(): boolean {
  return typeof SharedArrayBuffer !== "undefined" && globalThis.crossOriginIsolated !== false;
}

/** True where this thread may wait for another: everywhere but in the main thread of a page. */
export function canWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
}

/** Bytes of memory this machine has, or this process may have where that is less (a container's limit); undefined where the host does not say. */
export function machineMemory(): number | undefined {
  const total = nodeModule<{ totalmem(): number }>("node:os")?.totalmem();
  if (total === undefined) return undefined;
  const host = (globalThis as { process?: { constrainedMemory?: () => number } }).process;
  const allowed = host?.constrainedMemory?.() ?? 0;
  // 0, or more than the machine has, means no limit
  return allowed > 0 ? Math.min(total, allowed) : total;
}

/** Bytes the host's heap of texts and objects may take; Infinity where the host does not say. */
export function heapLimit(): number {
  const heap = nodeModule<{ getHeapStatistics(): { heap_size_limit: number } }>("node:v8");
  return heap?.getHeapStatistics().heap_size_limit ?? Number.POSITIVE_INFINITY;
}
