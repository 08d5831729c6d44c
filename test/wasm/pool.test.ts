/** Threads as laws: a run gives what its tasks give in turn, whatever happens; nothing stays behind. */
import { spawnSync } from "node:child_process";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { KernelError, UsageError } from "../../src/base/errors.js";
import { type Engine, loadEngine, type Positional, type Scope } from "../../src/engine/kernels/engine.js";
import { compiledKernels, kernelsOf } from "../../src/engine/wasm/kernels.js";
import { Pool } from "../../src/engine/wasm/pool.js";

/** An address far above what the memory has grown to. */
const NOWHERE = 0xf000_0000;
/** More tasks than the control block has places for results, and for arguments. */
const MANY = 5_000;

let engine: Engine;
let single: Engine;

beforeAll(async () => {
  [engine, single] = await Promise.all([loadEngine({ threads: 3 }), loadEngine({ threads: 1 })]);
});

afterAll(() => Promise.all([engine.close(), single.close()]));

/** Dot products of growing lengths over one vector, each with work of its own. */
function dots(scope: Scope, count: number): Positional[] {
  const x = scope.copyF64(Float64Array.from({ length: 1_000 }, (_, i) => Math.fround(1 / (i + 1))));
  return Array.from({ length: count }, (_, i) => [i % 1_000, x.address, x.address, scope.f64(32).address]);
}

describe("a run", () => {
  it("of any number of tasks gives what the tasks give in turn", () => {
    engine.scope((scope) => {
      const tasks = dots(scope, MANY);
      const inTurn = tasks.map((task) => (engine.kernels.ddot as (...n: number[]) => number)(...task));
      for (const count of [0, 1, 2, 3, 7, 2_048, 2_049, MANY]) {
        expect(engine.run("ddot", tasks.slice(0, count))).toEqual(inTurn.slice(0, count));
      }
      for (let i = 0; i < 3_000; i++) {
        const first = (i * 13) % (MANY - 9);
        const count = 1 + (i % 8);
        expect(engine.run("ddot", tasks.slice(first, first + count))).toEqual(inTurn.slice(first, first + count));
      }
    });
  });

  it("is done by several threads", async () => {
    const module = await compiledKernels(await kernelsOf(undefined), "shared");
    const memory = new WebAssembly.Memory({ initial: 200, maximum: 65_536, shared: true });
    const { vexp } = new WebAssembly.Instance(module, { env: { memory } }).exports;
    let own = 0;
    const done = new BigInt64Array(memory.buffer, 40_960 * 2, 200 * 5_120);
    const isAnyDone = () =>
      Array.from({ length: 200 }, (_, i) => Atomics.load(done, 5_120 * i)).some((bits) => bits !== 0n);
    // three parameters, as the kernel has: the pool asks the function for its arity
    const counted = (n: number, x: number, out: number) => {
      // this thread waits until another has done a task: a busy machine may wake them late
      while (own === 0 && !isAnyDone());
      own += 1;
      return (vexp as (...args: number[]) => number)(n, x, out);
    };
    const pool = await Pool.start(module, memory, 3);
    const tasks = Array.from({ length: 200 }, (_, i): Positional => [5_000, 1_024, 40_960 * (i + 2)]);
    expect(pool.run("vexp", counted, tasks)).toEqual(tasks.map(() => 0));
    const out = new Float64Array(memory.buffer, 40_960 * 2, 200 * 5_120);
    expect(tasks.every((_, i) => out[5_120 * i] === 1 && out[5_120 * i + 4_999] === 1)).toBe(true);
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThan(tasks.length);
    await pool.close();
  });

  it("finds threads that sleep, and memory that grew since they started", async () => {
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      engine.scope((scope) => {
        scope.f64(100_000 * (i + 1));
        const tasks = dots(scope, 4);
        expect(engine.run("ddot", tasks)).toEqual(single.scope((other) => single.run("ddot", dots(other, 4))));
      });
    }
  });

  it.each([
    ["several threads", () => engine],
    ["one thread", () => single],
  ])("that traps on %s names kernel and first task, and the next run works", (_, pick) => {
    const it = pick();
    it.scope((scope) => {
      const tasks = dots(scope, 40);
      const broken = tasks.map(
        (task, i): Positional => (i === 17 || i === 23 ? [5, NOWHERE, NOWHERE, task[3]!] : task),
      );
      for (let i = 0; i < 50; i++) {
        expect(() => it.run("ddot", broken)).toThrow(/^Kernel ddot trapped in task 17 of 40: memory access out of/);
      }
      expect(() => it.run("ddot", broken)).toThrow(KernelError);
      expect(it.run("ddot", tasks)[3]).toBe(1 + 1 / 4 + Math.fround(1 / 3) ** 2);
    });
  });

  it.each([
    ["several threads", () => engine],
    ["one thread", () => single],
  ])("on %s lets the caller do its own work beside it, with runs of its own", (_, pick) => {
    const it = pick();
    it.scope((scope) => {
      const tasks = dots(scope, 40);
      const inTurn = it.run("ddot", tasks);
      const own = dots(scope, 8);
      const beside: number[] = [];
      expect(it.run("ddot", tasks, () => void beside.push(...it.run("ddot", own)))).toEqual(inTurn);
      expect(beside).toEqual(inTurn.slice(0, 8));
      const fail = () => {
        throw new RangeError("of its own");
      };
      expect(() => it.run("ddot", tasks, fail)).toThrow("of its own");
      expect(it.run("ddot", tasks)).toEqual(inTurn);
    });
  });

  it("refuses tasks of the wrong length and kernels that do not exist", () => {
    expect(() => engine.run("ddot", [[1, 2, 3]])).toThrow("Kernel ddot takes 4 arguments, task 0 has 3.");
    expect(() => engine.run("nothing" as "ddot", [])).toThrow("There is no kernel 'nothing'.");
  });

  it.each([
    ["several threads", () => engine],
    ["one thread", () => single],
  ])("on %s is given up when cancel is set, once", (_, pick) => {
    const it = pick();
    it.scope((scope) => {
      const tasks = dots(scope, 10);
      Atomics.store(it.cancel, 0, 1);
      expect(() => it.run("ddot", tasks)).toThrow(expect.objectContaining({ name: "AbortError" }));
      expect(it.run("ddot", tasks)).toHaveLength(10);
    });
  });
});

describe("an engine", () => {
  it("says how many threads it has, and why fewer than asked for", async () => {
    expect([engine.threads, engine.build, engine.notes]).toEqual([3, "shared", []]);
    expect([single.threads, single.build, single.notes]).toEqual([1, "simd", []]);
    const simd = await loadEngine({ threads: 2, build: "simd" });
    expect([simd.threads, simd.build]).toEqual([1, "simd"]);
    expect(engine.sha256).toBe(single.sha256);
    expect(simd.notes[0]).toMatch(/^asked for 2 threads; the simd build has no shared memory/);
    await expect(loadEngine({ threads: 0 })).rejects.toThrow(UsageError);
    await expect(loadEngine({ threads: 1.5 })).rejects.toThrow("got 1.5");
  });

  it("whose host forbids threads has one, and says so", () => {
    const entry = new URL("../../dist/index.js", import.meta.url);
    const script = `const threads = process.getBuiltinModule("node:worker_threads");
      const { loadEngine } = await import(${JSON.stringify(entry)});
      process.getBuiltinModule = (name) => name === "node:worker_threads"
        ? { Worker: class extends threads.Worker { constructor() { super("throw new Error('not allowed')", { eval: true }); } } }
        : undefined;
      const engine = await loadEngine({ threads: 2 });
      console.log(engine.threads, engine.build, engine.notes[0], engine.run("pt", [[0, 5, 1], [0, 7, 1]]).join());`;
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      timeout: 30_000,
    });
    expect(run.stdout, run.stderr).toMatch(
      /^1 simd 2 threads could not be started \(not allowed\): kernels run on 1 .* 0.5,0.5$/m,
    );
    expect(run.status).toBe(0);
  });

  describe("in a page", () => {
    afterEach(() => vi.unstubAllGlobals());

    it("without isolation has one thread and memory of its own", async () => {
      vi.stubGlobal("crossOriginIsolated", false);
      const page = await loadEngine({ threads: 2 });
      expect([page.threads, page.build]).toEqual([1, "simd"]);
      expect(page.notes[0]).toMatch(/^asked for 2 threads; this page is not cross-origin isolated/);
      expect(page.cancel.buffer).toBeInstanceOf(ArrayBuffer);
      Atomics.store(page.cancel, 0, 1);
      expect(() => page.run("ddot", [])).toThrow(expect.objectContaining({ name: "AbortError" }));
    });

    it("has one thread where waiting is not allowed", async () => {
      const { wait } = Atomics;
      Atomics.wait = () => {
        throw new TypeError("Atomics.wait cannot be called in this context");
      };
      try {
        const page = await loadEngine();
        expect(page.threads).toBe(1);
        expect(page.notes[0]).toMatch(/^a page's main thread must not wait/);
      } finally {
        Atomics.wait = wait;
      }
    });
  });

  it("closed does nothing any more, and may be closed again", async () => {
    const closed = await loadEngine({ threads: 2 });
    await closed.close();
    await closed.close();
    expect(() => closed.run("ddot", [])).toThrow(KernelError);
    expect(() => closed.scope(() => 1)).toThrow("The engine was closed");
    expect(() => closed.hold(() => 1)).toThrow("The engine was closed");
  });

  it("never closed does not keep the process", () => {
    const entry = new URL("../../dist/index.js", import.meta.url);
    const script = `import { loadEngine } from ${JSON.stringify(entry)}; const { threads } = await loadEngine({ threads: 3 }); console.log(threads);`;
    const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      timeout: 30_000,
    });
    expect([stdout.trim(), status]).toEqual(["3", 0]);
  });

  it.skipIf(process.platform !== "linux")("nobody holds any more gives its threads back", () => {
    const entry = new URL("../../dist/index.js", import.meta.url);
    const script = `import { loadEngine } from ${JSON.stringify(entry)};
      import { readdirSync } from "node:fs";
      const threads = () => readdirSync("/proc/self/task").length;
      const before = threads();
      let held = [];
      for (let i = 0; i < 5; i++) held.push(await loadEngine({ threads: 3 }));
      const most = threads();
      held = undefined;
      for (let i = 0; i < 50 && threads() > before; i++) { gc(); await new Promise((done) => setTimeout(done, 100)); }
      console.log(most - before >= 10, threads() - before <= 2);`;
    const run = spawnSync(process.execPath, ["--expose-gc", "--input-type=module", "-e", script], {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect(run.stdout.trim(), run.stderr).toBe("true true");
  });
});
