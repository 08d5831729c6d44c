/**
 * The SHA-256 of a large file, made in a thread of its own: beside the reading where a core is spare, otherwise beside what comes after it.
 */
import { Worker } from "node:worker_threads";
import { availableCores } from "../../base/host.js";
import type { FileStamp } from "../disk/held-file.js";

/** Files smaller than this are hashed as they are read, which takes less than starting a thread. */
const LARGE = 1 << 26;

/** Words shared with the thread: what it is to do; whether it has done so; pieces done; bytes of what it found. */
const WORDS = { ORDER: 0, DONE: 1, PIECES: 2, LENGTH: 3 } as const;
const ORDERS = { hash: 0, stop: 1, pause: 2 } as const;
const WORD_BYTES = 16;
const FOUND_BYTES = 1024;
/** Milliseconds after which a thread that does nothing is taken for dead. */
const PATIENCE_MS = 10_000;

/** What the thread runs: reads from a descriptor that its parent holds; leaves the hash and the file's stamp after it, or what went wrong. */
const SCRIPT = `
const { parentPort } = require("node:worker_threads");
const { createHash } = require("node:crypto");
const { fstatSync, readSync } = require("node:fs");
const bytes = Buffer.allocUnsafeSlow(1 << 20);
const hashed = ({ fd, size, words, WORDS, ORDERS }) => {
  const hash = createHash("sha256");
  for (let at = 0; at < size; Atomics.add(words, WORDS.PIECES, 1)) {
    while (Atomics.load(words, WORDS.ORDER) === ORDERS.pause) Atomics.wait(words, WORDS.ORDER, ORDERS.pause);
    if (Atomics.load(words, WORDS.ORDER) === ORDERS.stop) throw new Error("stopped");
    const read = readSync(fd, bytes, 0, Math.min(bytes.length, size - at), at);
    if (read === 0) break;
    hash.update(bytes.subarray(0, read));
    at += read;
  }
  const { size: now, mtimeNs, ctimeNs } = fstatSync(fd, { bigint: true });
  return { sha256: hash.digest("hex"), stamp: [now, mtimeNs, ctimeNs].map(String) };
};
const tried = (task) => {
  try {
    return hashed(task);
  } catch ({ code, message }) {
    return { code, message: message.slice(0, 200) };
  }
};
parentPort.on("message", (task) => {
  const { words, place, WORDS } = task;
  const text = Buffer.from(JSON.stringify(tried(task)));
  place.set(text);
  words[WORDS.LENGTH] = text.length;
  Atomics.store(words, WORDS.DONE, 1);
  Atomics.notify(words, WORDS.DONE);
  parentPort.postMessage("done");
});`;

/** A thread that has nothing to do, for the next file: to start one takes a quarter of what a file of 100 MB does. It keeps no process. */
let idle: Worker | undefined;

/** The hash of a file, and its stamp when all of it was hashed. */
export interface Hashed {
  readonly sha256: string;
  readonly stamp: FileStamp;
}

/** A hash that is being made. */
export interface HashThread {
  /** Leaves the cores to others until `resume`, or until the hash is asked for. */
  pause(): void;
  resume(): void;
  /** Throws the system's error where the file could not be read. */
  hashed(): Promise<Hashed>;
  /** As `hashed`; this thread waits. */
  wait(): Hashed;
  /** Done when nothing reads the descriptor any more; the process need not live for it. */
  readonly ended: Promise<void>;
  /** Ends it, done or not. */
  end(): Promise<void>;
}

/** Hashes the first `size` bytes of the file open as `fd`; undefined where that is not worth a thread, or there is none. */
export function hashInThread(fd: number, size: number): HashThread | undefined {
  if (size < LARGE || availableCores() < 2) return undefined;
  const shared = new SharedArrayBuffer(WORD_BYTES + FOUND_BYTES);
  const words = new Int32Array(shared, 0, WORD_BYTES / 4);
  const place = new Uint8Array(shared, WORD_BYTES);
  const worker = idle ?? new Worker(SCRIPT, { eval: true, execArgv: [] });
  idle = undefined;
  worker.unref();
  let failure = new Error("the thread that hashes it ended");
  let isOver = false;
  const ended = answerOf(worker)
    .then(
      () => dismiss(worker),
      (error) => {
        failure = error;
      },
    )
    .finally(() => {
      isOver = true;
    });
  worker.postMessage({ fd, size, words, place, WORDS, ORDERS });
  const order = (what: number) => {
    Atomics.store(words, WORDS.ORDER, what);
    Atomics.notify(words, WORDS.ORDER);
  };
  const settled = async () => {
    if (!isOver) worker.ref();
    await ended;
  };
  const found = (): Hashed => {
    if (Atomics.load(words, WORDS.DONE) === 0) throw failure;
    const bytes = place.slice(0, words[WORDS.LENGTH]);
    const { sha256, stamp, code, message } = JSON.parse(new TextDecoder().decode(bytes));
    if (sha256 === undefined) throw Object.assign(new Error(message), { code });
    return { sha256, stamp: { size: BigInt(stamp[0]), mtimeNs: BigInt(stamp[1]), ctimeNs: BigInt(stamp[2]) } };
  };
  return {
    pause: () => order(ORDERS.pause),
    resume: () => order(ORDERS.hash),
    async hashed() {
      order(ORDERS.hash);
      await settled();
      return found();
    },
    wait() {
      order(ORDERS.hash);
      for (let done = -1; Atomics.wait(words, WORDS.DONE, 0, PATIENCE_MS) === "timed-out"; ) {
        const pieces = Atomics.load(words, WORDS.PIECES);
        if (pieces === done) break;
        done = pieces;
      }
      return found();
    },
    ended,
    async end() {
      order(ORDERS.stop);
      await settled();
    },
  };
}

/** Done when `worker` says so; rejects where it ends instead. */
const answerOf = (worker: Worker) =>
  new Promise<void>((resolve, reject) => {
    const answered = () => {
      worker.off("error", reject);
      resolve();
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
