/**
 * Layer base. What the host offers for threads: Node's worker threads or the browser's workers behind one face, cores,
 * shared memory. Node's modules are asked of `process`, so that nothing here keeps a browser from loading the library.
 */

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

/** What a thread tells. */
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

/**
 * Starts a thread on the module at `url`. `data` reaches it as `workerData` on Node and as the first message elsewhere.
 * `browserWorker` makes the browser's worker: bundlers look for the literal address there.
 */
export function startThread(url: URL, browserWorker: () => Worker, data: unknown, events: ThreadEvents): Thread {
  const node = nodeModule<NodeThreads>("node:worker_threads");
  if (node !== undefined) {
    const worker = new node.Worker(url, { workerData: data, execArgv: [] });
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
  const worker = browserWorker();
  worker.onmessage = ({ data: message }) => events.onMessage(message);
  worker.onerror = (event) => events.onError(new Error(event.message || `the worker ${url} could not be started`));
  worker.postMessage(data);
  return {
    post: (message) => worker.postMessage(message),
    terminate: async () => worker.terminate(),
    retire: async () => worker.terminate(),
    keepAlive: () => {},
  };
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

/** Threads this host runs at once; 1 where it does not tell. */
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
