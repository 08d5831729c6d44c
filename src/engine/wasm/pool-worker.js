/**
 * What a thread of the pool runs: instantiates the kernels on the shared memory, then serves runs until
 * told to stop. Plain JavaScript without imports, so that the tests of the sources and the package start the same file.
 * How a run works is told in `pool.ts`.
 *
 * @typedef {import("./pool-control.js").PoolStart} PoolStart
 */

/** Milliseconds a thread looks for the next run before it sleeps. */
const SPIN_MS = 0.05;
/** Rest of a thread before it ends, longer than the host waits: see Thread.retire in base/host. */
const REST_MS = 1_000;
/** Looks between two looks at the clock. */
const LOOKS = 64;

/**
 * @param {PoolStart} start
 * @param {() => void} ready called when the kernels are there, before the first wait
 */
function serve({ module, memory, control, layout, thread }, ready) {
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = WebAssembly.Module.exports(module).map(
    ({ name }) => /** @type {(...args: number[]) => number | undefined} */ (instance.exports[name]),
  );
  const { RUN, STOPPED, SLEEPING, BUSY, WAITING, KERNEL, ARITY, COUNT, NEXT, CANCEL, FAILED } = layout.words;
  const words = new Int32Array(control);
  const results = new Float64Array(control, layout.results, layout.resultLength);
  const table = new Float64Array(control, layout.table, layout.tableLength);
  const failure = new Int32Array(control, layout.failures + thread * layout.failureBytes, 2);
  const text = new Uint16Array(control, layout.failures + thread * layout.failureBytes + 8, layout.failureText);

  /** @param {number} run @param {number} last */
  const isNew = (run, last) => ((run & 1) === 1 && run !== last) || Atomics.load(words, STOPPED) === 1;

  /** Waits for a run other than `last`: looks for a while, then sleeps. @param {number} last */
  function nextRun(last) {
    const until = performance.now() + SPIN_MS;
    do {
      for (let look = 0; look < LOOKS; look++) {
        const run = Atomics.load(words, RUN);
        if (isNew(run, last)) return run;
      }
    } while (performance.now() < until);
    for (;;) {
      Atomics.add(words, SLEEPING, 1);
      const run = Atomics.load(words, RUN);
      const found = isNew(run, last);
      if (!found) Atomics.wait(words, RUN, run);
      Atomics.sub(words, SLEEPING, 1);
      if (found) return run;
    }
  }

  /** Takes tasks while there are any. A task that traps is noted, the first of this thread with its words. */
  function work() {
    const kernel = /** @type {(...args: number[]) => number | undefined} */ (kernels[Atomics.load(words, KERNEL)]);
    const arity = Atomics.load(words, ARITY);
    const count = Atomics.load(words, COUNT);
    const args = new Array(arity).fill(0);
    while (Atomics.load(words, CANCEL) === 0) {
      const task = Atomics.add(words, NEXT, 1);
      if (task >= count) return;
      for (let i = 0; i < arity; i++) args[i] = table[task * arity + i];
      try {
        results[task] = kernel(...args) ?? 0;
      } catch (error) {
        fail(task, String(/** @type {Error} */ (error).message));
      }
    }
  }

  /** @param {number} task @param {string} message */
  function fail(task, message) {
    Atomics.add(words, FAILED, 1);
    if (failure[0] !== -1) return;
    failure[0] = task;
    failure[1] = Math.min(message.length, text.length);
    for (let i = 0; i < text.length; i++) text[i] = i < message.length ? message.charCodeAt(i) : 0;
  }

  ready();
  for (let last = 0; ; ) {
    const run = nextRun(last);
    if (Atomics.load(words, STOPPED) === 1) {
      // the host ends a thread that rests: see Thread.retire
      Atomics.wait(words, STOPPED, 1, REST_MS);
      return;
    }
    Atomics.add(words, BUSY, 1);
    if (Atomics.load(words, RUN) === run) work();
    Atomics.sub(words, BUSY, 1);
    if (Atomics.load(words, WAITING) === 1) Atomics.notify(words, BUSY);
    last = run;
  }
}

const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
if (threads !== undefined) {
  serve(threads.workerData, () => threads.parentPort?.postMessage("ready"));
} else {
  globalThis.onmessage = ({ data }) => serve(data, () => globalThis.postMessage("ready"));
}
