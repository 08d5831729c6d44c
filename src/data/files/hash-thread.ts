/**
 * The SHA-256 of a large file, made in a thread of its own while the file is read: it takes as long as a quarter of the reading does.
 */
import { Worker } from "node:worker_threads";
import { availableCores } from "../../base/host.js";

/** Files smaller than this are hashed as they are read, which takes less than starting a thread. */
const LARGE = 1 << 26;

/** What the thread runs: reads from a descriptor that its parent holds, and answers with the hash, or with what went wrong. */
const SCRIPT = `
const { parentPort } = require("node:worker_threads");
const { createHash } = require("node:crypto");
const { readSync } = require("node:fs");
const bytes = Buffer.allocUnsafeSlow(1 << 20);
parentPort.on("message", ({ fd, size, stop }) => {
  const hash = createHash("sha256");
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
  }
});`;

/** A thread that has nothing to do, for the next file: to start one takes a quarter of what a file of 100 MB does. It keeps no process. */
let idle: Worker | undefined;

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
  const worker = idle ?? new Worker(SCRIPT, { eval: true, execArgv: [] });
  idle = undefined;
  worker.ref();
  const answer = answerOf(worker);
  worker.postMessage({ fd, size, stop });
  const sha256 = answer.then(({ sha256, error }) => {
    if (error !== undefined) throw error;
    return sha256!;
  });
  sha256.catch(() => {}); // reported where it is asked for
  const ended = answer.then(
    () => dismiss(worker),
    () => {},
  );
  return {
    sha256,
    async end() {
      Atomics.store(stop, 0, 1);
      await ended;
    },
  };
}

interface Answer {
  readonly sha256?: string;
  readonly error?: Error;
}

/** What `worker` says next; rejects where it ends instead. */
const answerOf = (worker: Worker) =>
  new Promise<Answer>((resolve, reject) => {
    const answered = (answer: Answer) => {
      worker.off("error", reject);
      resolve(answer);
    };
    worker.once("message", answered);
    worker.once("error", reject);
  });

/** Keeps one thread that has answered; others end. */
async function dismiss(worker: Worker): Promise<void> {
  worker.unref();
  if (idle !== undefined) await worker.terminate();
  else idle = worker;
}
