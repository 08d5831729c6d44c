/**
 * The SHA-256 of a large file, made in a thread of its own while the file is read: it takes as long as a quarter of the reading does.
 */
import { Worker } from "node:worker_threads";
import { availableCores } from "../../base/host.js";

/** Files smaller than this are hashed as they are read, which takes less than starting a thread. */
const LARGE = 1 << 26;

/** What the thread runs: reads from the descriptor that its parent holds, and answers with the hash, or with what went wrong. */
const SCRIPT = `
const { parentPort, workerData: { fd, size, stop } } = require("node:worker_threads");
const { createHash } = require("node:crypto");
const { readSync } = require("node:fs");
const hash = createHash("sha256");
const bytes = Buffer.allocUnsafeSlow(1 << 20);
try {
  for (let at = 0; at < size && Atomics.load(stop, 0) === 0; ) {
    const read = readSync(fd, bytes, 0, Math.min(bytes.length, size - at), at);
    if (read === 0) break;
    hash.update(bytes.subarray(0, read));
    at += read;
  }
  parentPort.postMessage({ sha256: hash.digest("hex") });
} catch (error) {
  parentPort.postMessage({ error });
}`;

/** A hash that is being made. */
export interface HashThread {
  readonly sha256: Promise<string>;
  /** Ends it, done or not; the descriptor is not read any more then. */
  end(): Promise<void>;
}

/** Hashes the first `size` bytes of the file open as `fd`; undefined where that is not worth a thread, or there is none. */
export function hashInThread(fd: number, size: number): HashThread | undefined {
  if (size < LARGE || availableCores() < 2) return undefined;
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(SCRIPT, { eval: true, workerData: { fd, size, stop }, execArgv: [] });
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const sha256 = new Promise<string>((resolve, reject) => {
    worker.once("message", ({ sha256, error }) => (error === undefined ? resolve(sha256) : reject(error)));
    worker.once("error", reject);
  });
  sha256.catch(() => {}); // reported where it is asked for
  return {
    sha256,
    async end() {
      Atomics.store(stop, 0, 1);
      await ended;
    },
  };
}
