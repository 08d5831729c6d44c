/**
 * The worker as promises. One thing is done at a time; what is stopped while it runs is stopped by a word in shared memory, else by starting
 * the worker anew with the files that are open. Knows nothing of what actions do.
 */
import type { Given, Pieces } from "../engine/given.js";
import type { ActionName, Actions, Failure, FromWorker, ToWorker } from "../protocol.js";
import { trusted } from "../trusted.js";

/** What the worker refused or could not do. */
export class EngineFailure extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
    this.name = failure.name;
  }
  get code(): string {
    return this.failure.code;
  }
}

/** Where the worker's parts come from. */
export interface Parts {
  /** The text of a script that is started as a thread: `engine`, `pool`. */
  readonly script: (name: string) => Promise<string>;
  /** Where further pieces of the worker are. */
  readonly pieces: () => Promise<Pieces>;
  readonly kernels: () => Promise<Uint8Array>;
}

export interface EngineState {
  readonly threads: number;
  readonly notes: readonly string[];
  readonly version: string;
}

interface Asked {
  readonly action: ActionName;
  readonly input: unknown;
  readonly onReport: ((value: never) => void) | undefined;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
  isStopped: boolean;
}

export interface AskOptions<D extends ActionName> {
  readonly signal?: AbortSignal;
  readonly onReport?: (value: Actions[D]["reports"]) => void;
}

export class EngineClient {
  private worker: Worker | undefined;
  private state: Promise<EngineState> | undefined;
  private cancel: Int32Array | null = null;
  private readonly asked = new Map<number, Asked>();
  /** Files that are open, for a worker that is started anew. */
  private readonly open = new Map<string, Actions["open"]["takes"]>();
  private next = 1;
  /** Hears of each part of the program that was loaded after the start. */
  onLoaded = (_piece: string): void => {};

  constructor(
    private readonly parts: Parts,
    private readonly threads?: number,
  ) {}

  /** Starts the worker, once. */
  start(): Promise<EngineState> {
    this.state ??= this.begin();
    return this.state;
  }

  /** Does `action`. Rejects with EngineFailure, or the signal's reason. */
  async ask<D extends ActionName>(
    action: D,
    input: Actions[D]["takes"],
    { signal, onReport }: AskOptions<D> = {},
  ): Promise<Actions[D]["gives"]> {
    await this.start();
    signal?.throwIfAborted();
    const id = this.next++;
    return new Promise<Actions[D]["gives"]>((resolve, reject) => {
      const asked: Asked = { action, input, onReport, resolve, reject, signal, isStopped: false };
      this.asked.set(id, asked);
      if (action === "open") this.open.set((input as Actions["open"]["takes"]).name, input as Actions["open"]["takes"]);
      if (action === "forget") this.open.delete((input as Actions["forget"]["takes"]).name);
      signal?.addEventListener("abort", () => this.stop(id), { once: true });
      this.post({ kind: "ask", id, action, input });
    });
  }

  private post(message: ToWorker): void {
    this.worker!.postMessage(message);
  }

  /** Ends what runs under `id`: at once for who asked, as soon as it can for the worker. */
  private stop(id: number): void {
    const asked = this.asked.get(id);
    if (asked === undefined || asked.isStopped) return;
    asked.isStopped = true;
    asked.reject(asked.signal!.reason);
    if (asked.action === "open") this.open.delete((asked.input as Actions["open"]["takes"]).name);
    const isRunning = this.asked.keys().next().value === id;
    if (!isRunning) return;
    if (this.cancel !== null) Atomics.store(this.cancel, 0, 1);
    else void this.restart();
  }

  /** Starts anew with nothing open: all the worker's memory is given back, what was asked is stopped. */
  async renew(): Promise<void> {
    this.open.clear();
    for (const asked of this.asked.values()) {
      if (!asked.isStopped) asked.reject(new DOMException("forgotten", "AbortError"));
      asked.isStopped = true;
    }
    await this.restart();
  }

  private async restart(): Promise<void> {
    this.worker?.terminate();
    const left = [...this.asked.values()].filter(({ isStopped }) => !isStopped);
    this.asked.clear();
    this.state = this.begin();
    await this.state;
    for (const input of this.open.values()) await this.ask("open", input).catch(() => {});
    for (const { action, input, onReport, resolve, reject, signal } of left) {
      const options = { ...(signal && { signal }), ...(onReport && { onReport }) } as AskOptions<ActionName>;
      this.ask(action, input as never, options).then(resolve as never, reject);
    }
  }

  private async begin(): Promise<EngineState> {
    const [engine, pool, kernels, pieces] = await Promise.all([
      this.parts.script("engine"),
      this.parts.script("pool"),
      this.parts.kernels(),
      this.parts.pieces(),
    ]);
    const address = URL.createObjectURL(new Blob([engine], { type: "text/javascript" }));
    const worker = new Worker(trusted.createScriptURL(address) as string);
    this.worker = worker;
    return new Promise((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message || "The engine could not be started."));
      worker.onmessage = ({ data }: { data: FromWorker }) => {
        if (data.kind === "ready") {
          this.cancel = data.cancel;
          resolve({ threads: data.threads, notes: data.notes, version: data.version });
        } else this.hear(data);
      };
      const given: Given = { kernels, pool, pieces, ...(this.threads !== undefined && { threads: this.threads }) };
      this.post({ kind: "start", given });
    });
  }

  private hear(message: Exclude<FromWorker, { kind: "ready" }>): void {
    if (message.kind === "loaded") {
      this.onLoaded(message.piece);
      return;
    }
    const asked = this.asked.get(message.id);
    if (asked === undefined) return;
    if (message.kind === "report") {
      if (!asked.isStopped) asked.onReport?.(message.value as never);
      return;
    }
    this.asked.delete(message.id);
    if (asked.isStopped) return;
    if (message.kind === "answer") asked.resolve(message.value as never);
    else asked.reject(new EngineFailure(message.failure));
  }
}
