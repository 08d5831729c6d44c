/**
 * The verbs as promises: a coordinator's thread computes, this one stays free and can stop it. Calls are
 * answered one at a time, in order. Knows nothing of what the verbs do.
 */
import { KernelError, UsageError } from "../base/errors.js";
import { startThread, type Thread, type ThreadModule } from "../base/host.js";
import { pack, unpack } from "../data/pack.js";
import { checkedInputs } from "../declare/checked.js";
import { type KernelSource, type Kernels, kernelsOf } from "../engine/kernels/engine.js";
import { type Abortable, type CallName, callOf, calls, type RemoteVerbs } from "./calls.js";
import type { FromCoordinator, Ready, ToCoordinator } from "./messages.js";
import { decodeError } from "./messages.js";
import { Sender } from "./tables.js";

export interface EngineWorkerOptions {
  /** Threads kernels run on, as for `loadEngine`. */
  readonly threads?: number;
  /** Where the kernels are, as for `loadEngine`. */
  readonly wasm?: KernelSource;
}

/** The verbs, computed in another thread; arguments and results as of the verbs of the same names. */
export interface EngineWorker extends RemoteVerbs {
  readonly threads: number;
  readonly build: string;
  /** Why there are fewer threads than asked for, in words. */
  readonly notes: readonly string[];
  /** Ends the thread; calls not answered yet are rejected with UsageError `worker_closed`. */
  close(): Promise<void>;
}

/**
 * Starts a coordinator: a thread with an engine of its own. An aborted call rejects at once with the signal's reason (with
 * `keepPartial`, and shared memory, it resolves to what was done once draws are under way) and the worker stays usable; without shared memory its thread is replaced, which the next call waits for.
 */
export async function startEngineWorker(options: EngineWorkerOptions = {}): Promise<EngineWorker> {
  const client = new Client(await kernelsOf(options.wasm), options.threads);
  const { threads, build, notes } = await client.open();
  const names = Object.keys(calls) as CallName[];
  const remote = Object.fromEntries(
    names.map((name) => [name, (...inputs: readonly unknown[]) => client.call(name, inputs)]),
  ) as unknown as RemoteVerbs;
  return Object.freeze({
    ...remote,
    threads,
    build,
    notes: Object.freeze([...notes]),
    close: () => client.close(),
  });
}

const COORDINATOR: ThreadModule = {
  url: () => new URL("./coordinator.js", import.meta.url),
  worker: () => new Worker(new URL("./coordinator.js", import.meta.url), { type: "module" }),
  bundle: async () => (await import("./coordinator-bundle.gen.js")).bundle,
};

type CallOptions = Abortable<Readonly<Record<string, unknown>>>;

/** A call that has not been answered. */
interface Job {
  readonly verb: CallName;
  readonly inputs: readonly unknown[];
  readonly options: CallOptions;
  /** The caller's promise is settled: nothing is reported any more. */
  isSettled: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** A coordinator that is ready. */
interface Line {
  readonly thread: Thread;
  readonly ready: Ready;
  readonly sender: Sender;
}

class Client {
  private line: Line | undefined;
  private readonly queue: Job[] = [];
  private current: Job | undefined;
  private opening: Promise<Ready> | undefined;
  private isClosed = false;

  constructor(
    private readonly kernels: Kernels,
    private readonly threads: number | undefined,
  ) {}

  /** Starts a coordinator, unless one is starting, and waits until it is ready. */
  open(): Promise<Ready> {
    this.opening ??= this.startThread().finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  private startThread(): Promise<Ready> {
    return new Promise((resolve, reject) => {
      const { kernels, threads } = this;
      const thread = startThread(COORDINATOR, { kind: "start", kernels, threads } satisfies ToCoordinator, {
        onMessage: (message) => {
          const heard = message as FromCoordinator;
          if (this.line?.thread === thread) this.hear(heard);
          else if (heard.kind === "ready") {
            const sender = new Sender((id) => thread.post({ kind: "forget", id } satisfies ToCoordinator));
            this.line = { thread, ready: heard, sender };
            thread.keepAlive(false);
            if (this.isClosed) void this.close();
            resolve(heard);
          } else if (heard.kind === "failure") {
            void thread.terminate();
            reject(decodeError(heard.error));
          }
        },
        onError: (error) => {
          const failure = workerFailed(error);
          reject(failure);
          if (this.line?.thread === thread) this.lose(failure);
        },
      });
    });
  }

  /** Computes `verb` of its inputs and, last, its options. */
  async call(verb: CallName, given: readonly unknown[]): Promise<unknown> {
    const { inputs, takes, revive } = callOf(verb);
    const checked = checkedInputs(verb, takes, given);
    const result = unpack(await this.ask(verb, checked.slice(0, inputs), checked[inputs] as CallOptions));
    return revive === undefined ? result : revive(result, checked[0]);
  }

  private ask(verb: CallName, inputs: readonly unknown[], options: CallOptions): Promise<unknown> {
    const { signal } = options;
    return new Promise((resolve, reject) => {
      if (this.isClosed) throw workerClosed();
      signal?.throwIfAborted();
      const settle = () => {
        job.isSettled = true;
        signal?.removeEventListener("abort", abort);
      };
      const job: Job = {
        ...{ verb, inputs, options },
        isSettled: false,
        resolve: (value) => {
          settle();
          resolve(value);
        },
        reject: (reason) => {
          settle();
          reject(reason);
        },
      };
      const abort = () => this.stop(job, signal?.reason);
      signal?.addEventListener("abort", abort, { once: true });
      this.queue.push(job);
      void this.advance();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const job of [this.current, ...this.queue.splice(0)]) job?.reject(workerClosed());
    this.current = undefined;
    const { line } = this;
    this.line = undefined;
    if (line?.ready.cancel !== undefined) Atomics.store(line.ready.cancel, 0, 1);
    await line?.thread.retire();
  }

  /** Posts the next call if none is under way. */
  private async advance(): Promise<void> {
    if (this.current !== undefined) return;
    const job = this.queue.shift();
    this.current = job;
    if (job === undefined) {
      this.line?.thread.keepAlive(false);
      return;
    }
    try {
      if (this.line === undefined) await this.open();
      // while the thread started, the call may have been aborted or the worker closed
      if (this.current === job && this.line !== undefined) this.post(this.line, job);
    } catch (error) {
      job.reject(error);
      this.finish(job);
    }
  }

  private post({ thread, ready: { cancel }, sender }: Line, { verb, inputs, options }: Job): void {
    const { signal: _signal, onProgress, ...plain } = options;
    if (cancel !== undefined) Atomics.store(cancel, 0, 0);
    try {
      thread.post({
        kind: "call",
        verb,
        inputs: pack([...inputs, plain], sender),
        keepPartial: options.keepPartial === true,
        wantsProgress: onProgress !== undefined,
      } satisfies ToCoordinator);
    } catch (cause) {
      sender.undo();
      throw new UsageError(
        "worker_arguments",
        `${verb}: the arguments can't be sent to another thread: ${(cause as Error).message}; pass plain data.`,
        { got: (cause as Error).message, expected: "strings, numbers, tables, and plain objects of them" },
        { cause },
      );
    }
    sender.done();
    thread.keepAlive(true);
  }

  private hear(message: FromCoordinator): void {
    const job = this.current;
    if (job === undefined || message.kind === "ready") return;
    if (message.kind === "progress") {
      if (job.isSettled) return;
      try {
        job.options.onProgress?.(message.progress);
      } catch (error) {
        this.stop(job, error);
      }
      return;
    }
    if (message.kind === "result") job.resolve(message.value);
    else job.reject(decodeError(message.error));
    this.finish(job);
  }

  /** Rejects the call, and sees to it that nobody computes for it any more. */
  private stop(job: Job, reason: unknown): void {
    const cancel = this.line?.ready.cancel;
    if (this.current === job && job.options.keepPartial === true && cancel !== undefined) {
      Atomics.store(cancel, 0, 1);
      return;
    }
    job.reject(reason);
    if (this.current !== job) {
      const at = this.queue.indexOf(job);
      if (at >= 0) this.queue.splice(at, 1);
      return;
    }
    if (this.line === undefined) this.finish(job);
    else if (this.line.ready.cancel !== undefined) Atomics.store(this.line.ready.cancel, 0, 1);
    else {
      void this.line.thread.terminate();
      this.line = undefined;
      this.finish(job);
    }
  }

  /** The coordinator's thread died: the call under way fails, the next one gets a new thread. */
  private lose(error: Error): void {
    this.line = undefined;
    const job = this.current;
    if (job === undefined) return;
    job.reject(error);
    this.finish(job);
  }

  private finish(job: Job): void {
    if (this.current !== job) return;
    this.current = undefined;
    void this.advance();
  }
}

const workerClosed = () =>
  new UsageError("worker_closed", "The engine worker was closed: start another one with startEngineWorker.", {
    got: "closed worker",
    expected: "open worker",
  });

const workerFailed = (cause: Error) =>
  new KernelError("worker_failed", `The engine's thread failed: ${cause.message}.`, { got: cause.message }, { cause });
