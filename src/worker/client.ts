/**
 * The verbs as promises: a coordinator's thread computes, this one stays free and can stop it. Calls are
 * answered one at a time, in order. Knows nothing of what the verbs do.
 */
import { KernelError, UsageError } from "../base/errors.js";
import { startThread, type Thread, type ThreadModule } from "../base/host.js";
import type { LongOptions } from "../base/progress.js";
import type { Panel } from "../data/panel/panel.js";
import type { Table } from "../data/table/table.js";
import { deepFreeze } from "../formula/freeze.js";
import type { PanelGmmFormula } from "../formula/panel-gmm-spec.js";
import type { ModelSpec } from "../formula/spec.js";
import type { FitRecord } from "../regression/record/fit-record.js";
import type { DecomposeOptions } from "../trade/decompose/decompose.js";
import type { DecompositionRecord } from "../trade/decompose/decomposition-record.js";
import type { QualityPolicyOptions, QualityPolicyResult } from "../trade/policy/quality-policy.js";
import type { QualityResult } from "../trade/quality/estimate-quality.js";
import type { EstimateQualityOptions } from "../trade/quality/options.js";
import type { QualitySensitivityOptions, QualitySensitivityRecord } from "../trade/sensitivity/sensitivity.js";
import type { BootstrapOptions } from "../verbs/bootstrap/options.js";
import type { BootstrapRecord } from "../verbs/bootstrap/record.js";
import type { EventStudyOptions } from "../verbs/event-study/plan.js";
import type { EventStudyRecord } from "../verbs/event-study/record.js";
import type { FeolsOptions } from "../verbs/feols/feols.js";
import type { FeolsMultiOptions } from "../verbs/feols/multiple-estimation.js";
import type { SeveralRecord } from "../verbs/feols/multiple-record.js";
import type { GlmOptions } from "../verbs/glm/options.js";
import type { GlmRecord } from "../verbs/glm/record.js";
import type { GroupDifferenceOptions } from "../verbs/group-difference/fit.js";
import type { GroupDifferenceRecord } from "../verbs/group-difference/record.js";
import type { PgmmOptions } from "../verbs/pgmm/plan.js";
import type { PgmmRecord } from "../verbs/pgmm/record.js";
import type { PlaceboOptions } from "../verbs/placebo/fit.js";
import type { PlaceboRecord } from "../verbs/placebo/record.js";
import type { PlausiblyExogenousOptions } from "../verbs/plausexog/fit.js";
import type { PlausiblyExogenousRecord } from "../verbs/plausexog/record.js";
import type { PlmOptions } from "../verbs/plm/options.js";
import type { PanelTestsOptions } from "../verbs/plm/panel-tests.js";
import type { PlmRecord } from "../verbs/plm/record.js";
import type { PanelTestsRecord } from "../verbs/plm/tests/record.js";
import type { PsmatchOptions } from "../verbs/psmatch/options.js";
import type { PsmatchResult } from "../verbs/psmatch/record.js";
import { decodeError } from "./errors.js";
import type { FromCoordinator, Ready, SentMatching, SentPolicy, SentQuality, ToCoordinator, Verb } from "./messages.js";
import { decodeMatching } from "./psmatch.js";
import { decodePolicy, decodeQuality, encodeOptions } from "./quality.js";
import { Sender } from "./tables.js";

export interface EngineWorkerOptions {
  /** Threads kernels run on, as for `loadEngine`. */
  readonly threads?: number;
}

/** Every verb may be stopped, and tells how far it is where it knows. */
export type Abortable<Options> = Options & Pick<LongOptions, "signal" | "onProgress">;

/** The verbs, computed in another thread; arguments and results as of the verbs of the same names. */
export interface EngineWorker {
  readonly threads: number;
  readonly build: string;
  /** Why there are fewer threads than asked for, in words. */
  readonly notes: readonly string[];
  feols(data: Table | Panel, formula: string | ModelSpec, options: Abortable<FeolsOptions>): Promise<FitRecord>;
  feolsMulti(data: Table | Panel, formula: string, options: Abortable<FeolsMultiOptions>): Promise<SeveralRecord>;
  fepois(data: Table | Panel, formula: string | ModelSpec, options?: Abortable<GlmOptions>): Promise<GlmRecord>;
  felogit(data: Table | Panel, formula: string | ModelSpec, options?: Abortable<GlmOptions>): Promise<GlmRecord>;
  eventStudy(
    panel: Panel,
    formula: string | ModelSpec,
    options: Abortable<EventStudyOptions>,
  ): Promise<EventStudyRecord>;
  placebo(data: Table | Panel, formula: string | ModelSpec, options: Abortable<PlaceboOptions>): Promise<PlaceboRecord>;
  bootstrap(
    data: Table | Panel,
    formula: string | ModelSpec,
    options: Abortable<BootstrapOptions>,
  ): Promise<BootstrapRecord>;
  groupDifference(
    data: Table | Panel,
    formula: string | ModelSpec,
    options: Abortable<GroupDifferenceOptions>,
  ): Promise<GroupDifferenceRecord>;
  plausiblyExogenous(
    data: Table | Panel,
    formula: string | ModelSpec,
    options: Abortable<PlausiblyExogenousOptions>,
  ): Promise<PlausiblyExogenousRecord>;
  /** `formula` may be a line of xtabond2. */
  pgmm(panel: Panel, formula: string | PanelGmmFormula, options?: Abortable<PgmmOptions>): Promise<PgmmRecord>;
  plm(panel: Panel, formula: string | ModelSpec, options?: Abortable<PlmOptions>): Promise<PlmRecord>;
  panelTests(
    panel: Panel,
    formula: string | ModelSpec,
    options?: Abortable<PanelTestsOptions>,
  ): Promise<PanelTestsRecord>;
  psmatch(
    data: Table | Panel,
    formula: string | ModelSpec,
    options?: Abortable<PsmatchOptions>,
  ): Promise<PsmatchResult>;
  estimateQuality(table: Table, options?: Abortable<EstimateQualityOptions>): Promise<QualityResult>;
  qualitySensitivity(table: Table, options: Abortable<QualitySensitivityOptions>): Promise<QualitySensitivityRecord>;
  qualityPolicy(rows: Table, cities: Table, options: Abortable<QualityPolicyOptions>): Promise<QualityPolicyResult>;
  decompose(table: Table, options: Abortable<DecomposeOptions>): Promise<DecompositionRecord>;
  /** Ends the thread; calls not answered yet are rejected with UsageError `worker_closed`. */
  close(): Promise<void>;
}

/**
 * Starts a coordinator: a thread with an engine of its own. An aborted call rejects at once with the signal's reason (with
 * `keepPartial`, and shared memory, it resolves to what was done once draws are under way) and the worker stays usable; without shared memory its thread is replaced, which the next call waits for.
 */
export async function startEngineWorker(options: EngineWorkerOptions = {}): Promise<EngineWorker> {
  const client = new Client(options.threads);
  const { threads, build, notes } = await client.open();
  return Object.freeze({
    threads,
    build,
    notes: Object.freeze([...notes]),
    feols: (data, formula, callOptions) => client.record("feols", data, formula, callOptions),
    feolsMulti: (data, formula, callOptions) => client.record("feolsMulti", data, formula, callOptions),
    fepois: (data, formula, callOptions = {}) => client.record("fepois", data, formula, callOptions),
    felogit: (data, formula, callOptions = {}) => client.record("felogit", data, formula, callOptions),
    eventStudy: (panel, formula, callOptions) => client.record("eventStudy", panel, formula, callOptions),
    placebo: (data, formula, callOptions) => client.record("placebo", data, formula, callOptions),
    bootstrap: (data, formula, callOptions) => client.record("bootstrap", data, formula, callOptions),
    groupDifference: (data, formula, callOptions) => client.record("groupDifference", data, formula, callOptions),
    plausiblyExogenous: (data, formula, callOptions) => client.record("plausiblyExogenous", data, formula, callOptions),
    pgmm: (panel, formula, callOptions = {}) => client.record("pgmm", panel, formula, callOptions),
    plm: (panel, formula, callOptions = {}) => client.record("plm", panel, formula, callOptions),
    panelTests: (panel, formula, callOptions = {}) => client.record("panelTests", panel, formula, callOptions),
    async psmatch(data, formula, callOptions = {}) {
      return decodeMatching((await client.call("psmatch", data, formula, callOptions)) as SentMatching);
    },
    async estimateQuality(table, callOptions = {}) {
      const sent = await client.call("estimateQuality", table, undefined, encodeOptions(callOptions));
      return decodeQuality(sent as SentQuality, table);
    },
    qualitySensitivity: (table, callOptions) =>
      client.record("qualitySensitivity", table, undefined, encodeOptions(callOptions)),
    async qualityPolicy(rows, cities, callOptions) {
      const sent = await client.call("qualityPolicy", rows, undefined, { ...encodeOptions(callOptions), cities });
      return decodePolicy(sent as SentPolicy);
    },
    decompose: (table, callOptions) => client.record("decompose", table, undefined, callOptions),
    close: () => client.close(),
  } satisfies EngineWorker);
}

const COORDINATOR: ThreadModule = {
  url: () => new URL("./coordinator.js", import.meta.url),
  worker: () => new Worker(new URL("./coordinator.js", import.meta.url), { type: "module" }),
  bundle: async () => (await import("./coordinator-bundle.gen.js")).bundle,
};

type CallOptions = Abortable<Readonly<Record<string, unknown>>>;

/** A call that has not been answered. */
interface Job {
  readonly verb: Verb;
  readonly data: Table | Panel;
  readonly formula: unknown;
  readonly options: CallOptions;
  /** The caller's promise is settled: nothing is told any more. */
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

  constructor(private readonly threads: number | undefined) {}

  /** Starts a coordinator, unless one is starting, and waits until it is ready. */
  open(): Promise<Ready> {
    this.opening ??= this.startThread().finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  private startThread(): Promise<Ready> {
    return new Promise((resolve, reject) => {
      const thread = startThread(COORDINATOR, { kind: "start", threads: this.threads } satisfies ToCoordinator, {
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

  /** A verb whose result is a record. */
  async record<R>(verb: Verb, data: Table | Panel, formula: unknown, options: object): Promise<R> {
    return deepFreeze((await this.call(verb, data, formula, options)) as R);
  }

  call(verb: Verb, data: Table | Panel, formula: unknown, options: object): Promise<unknown> {
    const { signal } = options as CallOptions;
    return new Promise((resolve, reject) => {
      if (this.isClosed) throw workerClosed();
      signal?.throwIfAborted();
      const settle = () => {
        job.isSettled = true;
        signal?.removeEventListener("abort", abort);
      };
      const job: Job = {
        verb,
        data,
        formula,
        options: options as CallOptions,
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

  private post({ thread, ready: { cancel }, sender }: Line, { verb, data, formula, options }: Job): void {
    const { signal: _signal, onProgress, ...plain } = options;
    const isTable = ([, value]: [string, unknown]) => typeof value === "object" && value !== null && "columns" in value;
    const rest = Object.fromEntries(Object.entries(plain).filter((option) => !isTable(option)));
    const given = Object.entries(plain).filter(isTable) as [string, Table][];
    if (cancel !== undefined) Atomics.store(cancel, 0, 0);
    try {
      thread.post({
        kind: "call",
        verb,
        data: sender.data(data),
        formula,
        options: rest,
        tables: Object.fromEntries(given.map(([name, table]) => [name, sender.table(table)])),
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
