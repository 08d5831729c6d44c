/** The verbs in a thread of their own: same records, errors and notes; aborts that are quick and leave nothing running. */
import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as Library from "../../src/index.js";
import { smallPanel, smallTable } from "../models/small-panel.js";
import { customsRows } from "../quality/customs-rows.js";
import { built } from "../support/built.js";

const SHAPE = {
  cohorts: Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? null : 2006 + (i % 5))),
  periods: [2000, 2012],
} as const;
const FORMULA = "y ~ d + x | unit + time";
/** Draws that take minutes. */
const FOREVER = 1e7;
let library: typeof Library;
let worker: Library.EngineWorker;
let engine: Library.Engine;

beforeAll(async () => {
  library = await built<typeof Library>("index.js");
  [worker, engine] = await Promise.all([library.startEngineWorker({ threads: 2 }), library.loadEngine({ threads: 1 })]);
});

afterAll(() => Promise.all([worker.close(), engine.close()]));

/** A record without what differs between two runs of the same call. */
function lasting(record: object): unknown {
  const { timing_ms, provenance, ...rest } = record as Record<string, unknown>;
  const { kernels_sha256, ...origin } = provenance as Record<string, unknown>;
  expect(Object.keys(timing_ms as object).length).toBeGreaterThan(0);
  expect(kernels_sha256).toMatch(/^[0-9a-f]{64}$/);
  return JSON.parse(JSON.stringify({ ...rest, provenance: origin }));
}

describe("a worker gives the records of the verbs", () => {
  it("feols, of a table and of a panel", async () => {
    const options = { vcov: "cluster:unit", weights: "w", wald: ["x"] } as const;
    const here = library.feols(engine, smallTable(SHAPE), FORMULA, options);
    const there = await worker.feols(smallTable(SHAPE), FORMULA, options);
    expect(lasting(there)).toEqual(lasting(here));
    expect(Object.isFrozen(there.coefficients)).toBe(true);
    expect(lasting(await worker.feols(smallPanel(SHAPE), FORMULA, options))).toEqual(lasting(here));
    expect(lasting(await worker.feols(smallPanel(SHAPE), library.parseFormula(FORMULA), options))).toEqual(
      lasting(here),
    );
  });

  it("feolsMulti, of a panel", async () => {
    const options = { vcov: "cluster:unit", split: "d" } as const;
    const here = library.feolsMulti(engine, smallPanel(SHAPE), "c(y, w) ~ l(x) | unit", options);
    const there = await worker.feolsMulti(smallPanel(SHAPE), "c(y, w) ~ l(x) | unit", options);
    const numbers = ({ fits }: typeof here) => fits.map(({ fit, ...rest }) => ({ ...rest, fit: lasting(fit!) }));
    expect(numbers(there)).toEqual(numbers(here));
  });

  it("eventStudy", async () => {
    const options = { vcov: "cluster:unit", cohort: "g", window: [-3, 3] } as const;
    const here = library.eventStudy(engine, smallPanel(SHAPE), "y ~ x | unit + time", options);
    const there = await worker.eventStudy(smallPanel(SHAPE), "y ~ x | unit + time", options);
    expect(lasting(there)).toEqual(lasting(here));
  });

  it("pgmm, of a formula and of the same parsed", async () => {
    const formula = "y ~ lag(y, 1) + d | gmm(y, 2:Inf, collapse = TRUE) + iv(d)";
    const options = { model: "system", timeDummies: true, steps: 2, sensitivity: [1, null] } as const;
    const here = library.pgmm(engine, smallPanel(SHAPE), formula, options);
    expect(lasting(await worker.pgmm(smallPanel(SHAPE), formula, options))).toEqual(lasting(here));
    const there = await worker.pgmm(smallPanel(SHAPE), library.parsePanelGmm(formula), options);
    expect(lasting(there)).toEqual(lasting(here));
  });

  it("plm and panelTests", async () => {
    const here = library.plm(engine, smallPanel(SHAPE), "y ~ d + x", { model: "random" });
    expect(lasting(await worker.plm(smallPanel(SHAPE), "y ~ d + x", { model: "random" }))).toEqual(lasting(here));
    const tests = library.panelTests(engine, smallPanel(SHAPE), "y ~ d + x");
    expect(lasting(await worker.panelTests(smallPanel(SHAPE), "y ~ d + x"))).toEqual(lasting(tests));
  });

  it("plausexog, and the same by its former name", async () => {
    const formula = "y ~ w | time | x ~ d";
    const options = { vcov: "hetero", ranges: { d: [-0.1, 0.1] } } as const;
    const here = library.plausiblyExogenous(engine, smallTable(SHAPE), formula, options);
    expect(lasting(library.plausexog(engine, smallTable(SHAPE), formula, options))).toEqual(lasting(here));
    expect(lasting(await worker.plausexog(smallTable(SHAPE), formula, options))).toEqual(lasting(here));
    expect(lasting(await worker.plausiblyExogenous(smallTable(SHAPE), formula, options))).toEqual(lasting(here));
  });

  it("psmatch", async () => {
    const options = { outcome: "y", method: "kernel", bandwidth: 0.2, by: "time" } as const;
    const table = smallTable(SHAPE);
    const here = await library.psmatch(engine, table, "d ~ x + w", options);
    const there = await worker.psmatch(table, "d ~ x + w", options);
    expect(lasting(there.record)).toEqual(lasting(here.record));
    expect(there.units.columns).toEqual(here.units.columns);
    expect(there.pairs).toBeNull();
    expect(there.columns).toEqual(here.columns);
    const paired = await worker.psmatch(table, "d ~ x + w", { replace: true });
    expect(paired.pairs!.names).toEqual(["treated_row", "control_row", "share", "distance"]);
    expect(Object.isFrozen(paired.record.balance[0])).toBe(true);
  });

  it("placebo, with progress, and with given draws", async () => {
    const panel = smallPanel(SHAPE);
    const progress: Library.Progress[] = [];
    const options = { term: "d", draws: 200, seed: 7 };
    const here = await library.placebo(engine, panel, FORMULA, options);
    const onProgress = (step: Library.Progress) => void progress.push(step);
    const there = await worker.placebo(panel, FORMULA, { ...options, onProgress });
    expect(lasting(there)).toEqual(lasting(here));
    expect(progress.at(-1)).toMatchObject({ fraction: 1 });

    const treated = here.pool!.treated;
    const columns = Array.from({ length: treated }, (_, k) => ({
      kind: "numeric" as const,
      name: `u${k + 1}`,
      values: Float64Array.of(k + 1, k + 2, 60 - k),
    }));
    const permutations = library.makeTable(columns, { name: "draws", bytes: 0, sha256: null });
    const given = { term: "d", permutations };
    expect(lasting(await worker.placebo(panel, FORMULA, given))).toEqual(
      lasting(await library.placebo(engine, panel, FORMULA, given)),
    );
  });

  it("placebo of a table, as of its panel", async () => {
    const options = { term: "d", unit: "unit", time: "time", draws: 50 };
    const here = await library.placebo(engine, smallPanel(SHAPE), FORMULA, { term: "d", draws: 50 });
    expect(lasting(await worker.placebo(smallTable(SHAPE), FORMULA, options))).toEqual(lasting(here));
  });

  it("estimateQuality, with its rows and aggregates", async () => {
    const table = customsRows(3);
    const here = library.estimateQuality(engine, table);
    const there = await worker.estimateQuality(table);
    expect(lasting(there.record)).toEqual(lasting(here.record));
    expect([there.sample, there.quality, there.rQuality]).toEqual([here.sample, here.quality, here.rQuality]);
    expect(library.formatCsv(there.rows().columns)).toBe(library.formatCsv(here.rows().columns));
    expect(there.rows()).toBe(there.rows());
    expect(there.aggregates.map(({ by }) => by)).toEqual(here.aggregates.map(({ by }) => by));
    there.aggregates.forEach(({ table: aggregate }, i) => {
      expect(library.formatCsv(aggregate.columns)).toBe(library.formatCsv(here.aggregates[i]!.table.columns));
    });
  });

  it("estimateQuality with tables among its options, and its table of sigmas", async () => {
    const table = customsRows(4);
    const products = Float64Array.of(0, 1, 2, 3, 4);
    const sigma = library.makeTable(
      [
        { kind: "numeric", name: "product", values: products },
        { kind: "numeric", name: "sigma", values: products.map((k) => 3 + k) },
      ],
      { name: "elasticities", bytes: 0, sha256: null },
    );
    const tabled = { sigma: { table: sigma } };
    const here = library.estimateQuality(engine, table, tabled);
    const there = await worker.estimateQuality(table, tabled);
    expect([there.quality, lasting(there.record)]).toEqual([here.quality, lasting(here.record)]);
    const grouped = { sigma: "ols", sigmaBy: "product", sigmaInvalid: 4 } as const;
    expect(library.formatCsv((await worker.estimateQuality(table, grouped)).sigmas!.columns)).toBe(
      library.formatCsv(library.estimateQuality(engine, table, grouped).sigmas!.columns),
    );
    const choices = { sigmas: [5, 3, { table: sigma }], normalisations: ["product^year"], by: "firm^year" };
    expect(lasting(await worker.qualitySensitivity(table, choices))).toEqual(
      lasting(library.qualitySensitivity(engine, table, choices)),
    );
    const text = (name: string, codes: ArrayLike<number>): Library.TextColumn => ({
      ...{ kind: "text", name, codes: Uint32Array.from(codes) },
      levels: ["010110", "010121", "010129", "010190", "010310"],
    });
    const coded = library.withColumns(table, [text("product", table.numeric("product"))]);
    const codes = library.makeTable([text("from", products), text("to", [0, 0, 2, 3, 4])], {
      ...{ name: "codes", bytes: 0, sha256: null },
    });
    const joined = { label: "joined", options: { concordance: [{ table: codes, from: "from", to: "to" }] } };
    const withTable = { sigmas: [5], normalisations: ["product^year", joined], by: "firm^year" };
    expect(lasting(await worker.qualitySensitivity(coded, withTable))).toEqual(
      lasting(library.qualitySensitivity(engine, coded, withTable)),
    );
  });

  it("mediation and the simulations", async () => {
    const table = smallTable(SHAPE);
    const paths = { treatment: "d", mediators: ["x"], cluster: "unit", draws: 50 };
    const here = await library.mediation(engine, table, "y ~ d | unit + time", paths);
    expect(lasting(await worker.mediation(table, "y ~ d | unit + time", paths))).toEqual(lasting(here));
    const rows = { rows: 500, seed: 3 };
    const simulated = library.simulateCustoms(engine, rows);
    const { table: sent, cities } = await worker.simulateCustoms(rows);
    expect(library.formatCsv(sent.columns)).toBe(library.formatCsv(simulated.table.columns));
    expect(library.formatCsv(cities.columns)).toBe(library.formatCsv(simulated.cities.columns));
    expect((await worker.simulateCities({ cities: 30, seed: 2 })).table.nRows).toBeGreaterThan(0);
  });

  it("decompose", async () => {
    const rows = library.estimateQuality(engine, customsRows(5)).rows();
    const options = { outcome: "r_quality", unit: "firm", by: "city", time: "year", weight: "value" };
    const { provenance: _here, ...here } = library.decompose(engine, rows, options);
    const { provenance: _there, ...there } = await worker.decompose(rows, options);
    expect(there).toEqual(here);
  });

  it("whose calls are answered in order, whoever waits", async () => {
    const table = smallTable(SHAPE);
    const order: number[] = [];
    const calls = [0, 1, 2, 3].map(async (i) => {
      const fit = await worker.feols(table, "y ~ d | unit", { vcov: "iid", subset: `time >= ${2000 + i}` });
      order.push(i);
      return fit.nobs;
    });
    expect(await Promise.all(calls)).toEqual([13, 12, 11, 10].map((periods) => 60 * periods));
    expect(order).toEqual([0, 1, 2, 3]);
  });
});

describe("data", () => {
  it("of the caller are left as they are, shared or not, and read as they were when first sent", async () => {
    const table = smallTable(SHAPE);
    const before = table.numeric("y").slice();
    const here = library.feols(engine, table, FORMULA, { vcov: "iid" });
    const sharedColumns = table.columns.map((column) => {
      if (column.kind !== "numeric") return column;
      const values = new Float64Array(new SharedArrayBuffer(column.values.byteLength));
      values.set(column.values);
      return { ...column, values };
    });
    const sharedTable = library.makeTable(sharedColumns, table.source);
    for (const data of [table, sharedTable, table, sharedTable]) {
      expect(lasting(await worker.feols(data, FORMULA, { vcov: "iid" }))).toEqual(lasting(here));
    }
    expect(table.numeric("y")).toEqual(before);
    expect(table.numeric("y").buffer).toBeInstanceOf(ArrayBuffer);
  });
});

describe("errors", () => {
  it("keep class, code and detail", async () => {
    // a table of the built library, whose error classes are its own
    const { columns, source } = smallTable(SHAPE);
    const table = library.makeTable(columns, source);
    const caught = async (promise: Promise<unknown>) =>
      promise.then(
        () => undefined,
        (error) => error,
      );
    for (const [formula, options] of [
      ["y ~ d | nowhere", { vcov: "iid" }],
      ["y ~ ~ d", { vcov: "iid" }],
      ["y ~ d | unit", {} as { vcov: string }], // as a caller in JavaScript may
    ] as const) {
      const there = await caught(worker.feols(table, formula, options));
      const here = await caught((async () => library.feols(engine, table, formula, options))());
      expect(there.constructor).toBe(here.constructor);
      expect(there).toBeInstanceOf(library.WasmetricsError);
      expect({ ...there, message: there.message }).toEqual({ ...here, message: here.message });
    }
  });

  it("arguments that can't be sent are refused by name, and their table is sent again", async () => {
    const table = smallTable(SHAPE);
    const broken: Library.FeolsOptions = { vcov: "iid", onEstimate: () => {} };
    await expect(worker.feols(table, FORMULA, broken)).rejects.toMatchObject({ code: "worker_arguments" });
    expect((await worker.feols(table, FORMULA, { vcov: "iid" })).nobs).toBe(780);
  });

  it("threads that are no number are refused at the start", async () => {
    await expect(library.startEngineWorker({ threads: -1 })).rejects.toThrow(library.UsageError);
  });
});

describe("an abort", () => {
  it("of a long placebo rejects at once, and the worker goes on", async () => {
    const panel = smallPanel(SHAPE);
    const fit = await worker.feols(panel, FORMULA, { vcov: "iid" });
    for (let i = 0; i < 3; i++) {
      const stop = new AbortController();
      let steps = 0;
      let done = 0;
      const onProgress = ({ fraction }: { readonly fraction: number }) => {
        steps += 1;
        done = fraction;
        if (steps === 2) setTimeout(() => stop.abort(), 20 * i);
      };
      const running = worker.placebo(panel, FORMULA, { term: "d", draws: FOREVER, signal: stop.signal, onProgress });
      await expect(running).rejects.toMatchObject({ name: "AbortError" });
      expect(done).toBeLessThan(0.1); // of draws that take minutes
      const told = steps;
      expect(lasting(await worker.feols(panel, FORMULA, { vcov: "iid" }))).toEqual(lasting(fit));
      expect(steps).toBe(told);
    }
  });

  it("of fepois, on the first that is heard of it, rejects, and the worker goes on", async () => {
    const panel = smallPanel(SHAPE);
    const stop = new AbortController();
    const heard: string[] = [];
    const options = { vcov: "hetero", signal: stop.signal, maxIterations: 1e9, tolerance: 0 } as const;
    const onProgress = ({ stage }: { readonly stage: string }) => {
      heard.push(stage);
      stop.abort();
    };
    await expect(worker.fepois(panel, "y^2 ~ d | unit + time", { ...options, onProgress })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(heard).toEqual(["placing the rows"]);
    expect((await worker.feols(panel, FORMULA, { vcov: "iid" })).nobs).toBe(780);
  });

  it("of a call that waits leaves the others alone; one before the call is heard", async () => {
    const panel = smallPanel(SHAPE);
    const [first, second] = [new AbortController(), new AbortController()];
    const running = worker.placebo(panel, FORMULA, { term: "d", draws: FOREVER, signal: first.signal });
    const waiting = worker.feols(panel, FORMULA, { vcov: "iid", signal: second.signal });
    const last = worker.feols(panel, FORMULA, { vcov: "iid" });
    second.abort(new RangeError("changed my mind"));
    await expect(waiting).rejects.toThrow("changed my mind");
    setTimeout(() => first.abort(), 50);
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    expect((await last).nobs).toBe(780);
    await expect(worker.feols(panel, FORMULA, { vcov: "iid", signal: first.signal })).rejects.toMatchObject({
      name: "AbortError",
    });
  });

  it("by an error of onProgress rejects with it", async () => {
    const onProgress = () => {
      throw new RangeError("not interested");
    };
    await expect(worker.placebo(smallPanel(SHAPE), FORMULA, { term: "d", draws: FOREVER, onProgress })).rejects.toThrow(
      "not interested",
    );
    expect((await worker.feols(smallTable(SHAPE), FORMULA, { vcov: "iid" })).nobs).toBe(780);
  });

  it("without shared memory replaces the thread, which is sent its tables anew", () => {
    const entry = (path: string) => JSON.stringify(new URL(`../../dist/${path}`, import.meta.url));
    const script = `
      globalThis.crossOriginIsolated = false; // of this thread: no memory is shared with it
      const { startEngineWorker, makeTable, panel } = await import(${entry("index.js")});
      const worker = await startEngineWorker({ threads: 1 });
      const n = 400;
      const column = (name, f) => ({ kind: "numeric", name, values: Float64Array.from({ length: n }, (_, i) => f(i)) });
      const table = makeTable([column("unit", (i) => i % 40), column("time", (i) => Math.floor(i / 40)),
        column("d", (i) => Number(i % 40 < 20 && i >= 200)), column("y", (i) => Math.sin(i * i))],
        { name: "t", bytes: 0, sha256: null });
      const data = panel(table, { unit: "unit", time: "time" });
      const first = await worker.feols(data, "y ~ d | unit + time", { vcov: "iid" });
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 300);
      const name = await worker.placebo(data, "y ~ d | unit + time", { term: "d", draws: 1e7, signal: stop.signal }).catch((e) => e.name);
      const again = await worker.feols(data, "y ~ d | unit + time", { vcov: "iid" });
      console.log(name, JSON.stringify(again.coefficients) === JSON.stringify(first.coefficients), table.numeric("y").length);
      await worker.close();`;
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      timeout: 60_000,
    });
    expect(run.stdout.trim(), run.stderr).toBe("AbortError true 400");
  });
});

describe("the end", () => {
  it("rejects what was not answered, and every later call", async () => {
    const closing = await library.startEngineWorker({ threads: 2 });
    const panel = smallPanel(SHAPE);
    const running = closing.placebo(panel, FORMULA, { term: "d", draws: FOREVER });
    const waiting = closing.feols(panel, FORMULA, { vcov: "iid" });
    const settled = Promise.allSettled([running, waiting]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await closing.close();
    await closing.close();
    for (const call of [
      ...(await settled),
      ...(await Promise.allSettled([closing.feols(panel, FORMULA, { vcov: "iid" })])),
    ]) {
      expect(call).toMatchObject({ status: "rejected", reason: { code: "worker_closed" } });
    }
  });

  it("of the process does not wait for a worker nobody asks", () => {
    const entry = JSON.stringify(new URL("../../dist/index.js", import.meta.url));
    const script = `const { startEngineWorker } = await import(${entry}); console.log((await startEngineWorker({ threads: 2 })).threads);`;
    const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      timeout: 30_000,
    });
    expect([stdout.trim(), status]).toEqual(["2", 0]);
  });
});

describe("a worker resamples", () => {
  const options = { term: "d", cluster: "unit", draws: 300, seed: 5 } as const;

  it("bootstrap, and supplied draws as a table", async () => {
    const table = smallTable(SHAPE);
    expect(lasting(await worker.bootstrap(table, FORMULA, options))).toEqual(
      lasting(await library.bootstrap(engine, table, FORMULA, options)),
    );
    const columns = Array.from({ length: 60 }, (_, c) => ({
      kind: "numeric" as const,
      name: `c${c + 1}`,
      values: Float64Array.of(c + 1, 60 - c, 1 + ((7 * c) % 60), 1 + ((c * c) % 60)),
    }));
    const indices = library.makeTable(columns, { name: "draws", bytes: 0, sha256: null });
    const pairs = { term: "d", cluster: "unit", kind: "pairs", indices } as const;
    expect(lasting(await worker.bootstrap(table, FORMULA, pairs))).toEqual(
      lasting(await library.bootstrap(engine, table, FORMULA, pairs)),
    );
  });

  it("stops at an abort, with what is done where asked, and stays usable", async () => {
    const table = smallTable(SHAPE);
    const control = new AbortController();
    const stopSoon = () => setTimeout(() => control.abort(), 60);
    const long = { ...options, draws: FOREVER, ci: "none", keepPartial: true, signal: control.signal } as const;
    const part = await worker.bootstrap(table, FORMULA, { ...long, onProgress: stopSoon });
    expect(part.bootstrap.partial).toBe(true);
    expect(part.draws.statistic).toHaveLength(part.bootstrap.draws.done);
    expect(part.notes.map(({ code }) => code)).toContain("partial");
    const whole = await library.bootstrap(engine, table, FORMULA, options);
    expect(part.draws.statistic.slice(0, 300)).toEqual(whole.draws.statistic);
    expect(lasting(await worker.bootstrap(table, FORMULA, options))).toEqual(lasting(whole));
  });
});
