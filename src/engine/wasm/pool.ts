/**
 * Threads that run tasks of a kernel beside the caller. The caller writes kernel and arguments into the
 * control block and opens the run by an odd RUN; every thread that sees it counts itself in (BUSY) and takes tasks by
 * adding to NEXT, the caller among them. When none is left the caller closes the run by an even RUN, so that late
 * threads stay out, and waits until BUSY is 0. Threads look for the next run for a while, then sleep.
 * Knows nothing of what kernels do, and so nothing of the order of summation: a task's result is the task's alone.
 */

import { startThread, type Thread, type ThreadModule } from "../../base/host.js";
import { abortError } from "../../base/progress.js";
import { type Failure, LAYOUT, PoolControl, type PoolStart } from "./pool-control.js";
import { callTask, type Meanwhile, type Positional, type RawKernel, trapError } from "./tasks.js";

const { RUN, STOPPED, SLEEPING, BUSY, WAITING, KERNEL, ARITY, COUNT, NEXT, CANCEL, FAILED } = LAYOUT.words;
const POOL_WORKER: ThreadModule = {
  url: () => new URL("./pool-worker.js", import.meta.url),
  worker: () => new Worker(new URL("./pool-worker.js", import.meta.url), { type: "module" }),
  bundle: async () => (await import("./pool-worker-bundle.gen.js")).bundle,
};
/** Milliseconds the caller looks for the end of a run before it sleeps. */
const SPIN_MS = 0.05;
/** Looks between two looks at the clock. */
const LOOKS = 64;

/** Threads of pools nobody holds any more are ended, so that forgotten engines cost nothing. */
const forgotten = new FinalizationRegistry<() => void>((stop) => stop());

/** A pool of `threads` - 1 threads and the caller. */
export class Pool {
  readonly control = new PoolControl();
  private readonly threads: Thread[] = [];
  /** Number of every kernel, as the threads count them. */
  private readonly kernels: ReadonlyMap<string, number>;

  private constructor(module: WebAssembly.Module) {
    this.kernels = new Map(WebAssembly.Module.exports(module).map(({ name }, i) => [name, i]));
  }

  /** Starts the threads and waits until each has its kernels. */
  static async start(module: WebAssembly.Module, memory: WebAssembly.Memory, threads: number): Promise<Pool> {
    const pool = new Pool(module);
    const { buffer, words } = pool.control;
    const all = pool.threads;
    try {
      await Promise.all(
        Array.from({ length: threads - 1 }, (_, i) =>
          startPoolThread(all, { module, memory, control: buffer, layout: LAYOUT, thread: i + 1 }),
        ),
      );
    } catch (error) {
      await pool.close();
      throw error;
    }
    for (const thread of all) thread.keepAlive(false);
    forgotten.register(pool, () => void stop(words, all), pool);
    return pool;
  }

  /** Whether a run is open: `meanwhile` may ask for another one, which the pool cannot take then. */
  isRunning = false;

  /** Runs every task, as many at a time as the control block has places for; `meanwhile` beside the first ones. Throws what it throws. */
  run(name: string, kernel: RawKernel, tasks: readonly Positional[], meanwhile: Meanwhile = () => {}): number[] {
    const places = Math.min(LAYOUT.resultLength, Math.floor(LAYOUT.tableLength / Math.max(1, kernel.length)));
    const found = new Array<number>(tasks.length);
    for (let first = 0; first < tasks.length; first += places) {
      const count = Math.min(places, tasks.length - first);
      const failure = this.runBatch(name, kernel, tasks, first, count, first === 0 ? meanwhile : () => {});
      if (failure !== undefined) throw trapError(name, failure.task, tasks.length, failure.message);
      for (let i = 0; i < count; i++) found[first + i] = this.control.results[i]!;
    }
    return found;
  }

  /** Ends the threads; again does nothing. */
  async close(): Promise<void> {
    forgotten.unregister(this);
    await stop(this.control.words, this.threads);
  }

  private runBatch(
    name: string,
    kernel: RawKernel,
    tasks: readonly Positional[],
    first: number,
    count: number,
    meanwhile: Meanwhile,
  ): Failure | undefined {
    const { words, table } = this.control;
    const arity = kernel.length;
    for (let i = 0; i < count; i++) {
      const task = tasks[first + i]!;
      for (let j = 0; j < arity; j++) table[i * arity + j] = task[j]!;
    }
    words[KERNEL] = this.kernels.get(name)!;
    words[ARITY] = arity;
    words[COUNT] = count;
    words[NEXT] = 0;
    words[FAILED] = 0;
    Atomics.add(words, RUN, 1);
    if (Atomics.load(words, SLEEPING) > 0) Atomics.notify(words, RUN, Math.max(1, count - 1));
    const thrown = this.beside(meanwhile);
    const own = this.work(kernel, tasks, first, count);
    Atomics.add(words, RUN, 1);
    this.settle();
    const failures = words[FAILED] === 0 ? [] : this.control.takeFailures(this.threads.length + 1);
    if (Atomics.exchange(words, CANCEL, 0) !== 0) throw abortError();
    if (thrown !== undefined) throw thrown.error;
    const lowest = [...own, ...failures].sort((a, b) => a.task - b.task)[0];
    return lowest === undefined ? undefined : { task: first + lowest.task, message: lowest.message };
  }

  /** Does the caller's own work; what it throws waits until the run is closed. */
  private beside(meanwhile: Meanwhile): { readonly error: unknown } | undefined {
    this.isRunning = true;
    try {
      meanwhile();
      return undefined;
    } catch (error) {
      return { error };
    } finally {
      this.isRunning = false;
    }
  }

  /** The caller's share. All tasks run even when one traps: which one is reported must not depend on timing. */
  private work(kernel: RawKernel, tasks: readonly Positional[], first: number, count: number): Failure[] {
    const { words, results } = this.control;
    const failures: Failure[] = [];
    while (Atomics.load(words, CANCEL) === 0) {
      const task = Atomics.add(words, NEXT, 1);
      if (task >= count) break;
      try {
        results[task] = callTask(kernel, tasks[first + task]!);
      } catch (error) {
        failures.push({ task, message: (error as Error).message });
      }
    }
    return failures;
  }

  /** Waits until no thread is inside the run. */
  private settle(): void {
    const { words } = this.control;
    const until = performance.now() + SPIN_MS;
    do {
      for (let look = 0; look < LOOKS; look++) if (Atomics.load(words, BUSY) === 0) return;
    } while (performance.now() < until);
    Atomics.store(words, WAITING, 1);
    for (let busy = Atomics.load(words, BUSY); busy !== 0; busy = Atomics.load(words, BUSY)) {
      Atomics.wait(words, BUSY, busy);
    }
    Atomics.store(words, WAITING, 0);
  }
}

/** Starts a thread and adds it to `threads`; done when it has its kernels. Outside the class, so as not to hold a pool. */
function startPoolThread(threads: Thread[], start: PoolStart): Promise<void> {
  return new Promise((resolve, reject) => {
    const thread = startThread(POOL_WORKER, start, { onMessage: () => resolve(), onError: reject });
    threads.push(thread);
  });
}

/** Asks the threads to leave, and ends them. RUN changes too, so that none falls asleep on its old value. */
async function stop(words: Int32Array, threads: Thread[]): Promise<void> {
  Atomics.store(words, STOPPED, 1);
  Atomics.add(words, RUN, 2);
  Atomics.notify(words, RUN);
  await Promise.all(threads.splice(0).map((thread) => thread.retire()));
}
