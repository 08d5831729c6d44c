/**
 * Effects planned once and used many times: the same fits as without a plan, columns in blocks and in place, memory that
 * comes back; and the need of memory, told before and never far from what is used.
 */
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { NumericalError, type WasmetricsError } from "../../src/base/errors.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { type MemoryNeed, memoryNeed } from "../../src/regression/frame/memory-need.js";
import { prepareFixedEffects } from "../../src/regression/least-squares/absorber-cache.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { fitFeols } from "../../src/verbs/feols/fitted-model.js";
import { seeded } from "../support/random.js";
import { numeric } from "./small-panel.js";

let engine: Engine;
let idle: number;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  idle = engine.usedBytes();
});

afterEach(() => {
  expect(engine.usedBytes()).toBe(idle);
});

/** A firm-year panel, rows in random order, some outcomes missing. */
function panelTable(n: number, firms = Math.ceil(n / 8)): Table {
  const random = seeded(n);
  const column = () => Float64Array.from({ length: n }, () => random() - 0.5);
  const [x1, x2, u] = [column(), column(), column()];
  const firm = Float64Array.from({ length: n }, () => Math.floor(random() * firms));
  const year = Float64Array.from({ length: n }, () => 2000 + Math.floor(random() * 9));
  const y = x1.map((x, i) => x - 0.5 * x2[i]! + firm[i]! / firms + 0.1 * year[i]! + u[i]!);
  const z = y.map((value, i) => (i % 11 === 3 ? Number.NaN : value + 1));
  const w = Float64Array.from({ length: n }, () => 0.5 + random());
  const pair = firm.map((_, i) => Math.floor(i / 2));
  const columns = { firm, pair, year, y, z, x1, x2, w, u, weight: w };
  return makeTable(
    Object.entries(columns).map(([name, values]) => numeric(name, values)),
    { name: "panel", bytes: 0, sha256: null },
  );
}

function thrown(work: () => unknown): WasmetricsError {
  try {
    work();
  } catch (error) {
    return error as WasmetricsError;
  }
  throw new Error("nothing was thrown");
}

/** Estimates and their covariance, which is all that numbers of a fit hang on. */
const numbersOf = ({ coefficients, vcov, nobs }: ReturnType<typeof feols>) => ({
  coefficients,
  matrix: vcov.matrix,
  nobs,
});

describe("prepareFixedEffects", () => {
  const table = panelTable(4_000);

  it("refuses a plan of other data under the same names, and of another engine; takes the weights as they are", async () => {
    const plan = prepareFixedEffects(engine, table, "firm + year", { weights: "w" });
    const other = (name: string, change: (value: number, i: number) => number) =>
      makeTable(
        table.columns.map((column) =>
          numeric(column.name, table.numeric(column.name).map(column.name === name ? change : Number)),
        ),
        { name: "other", bytes: 0, sha256: null },
      );
    const options = { vcov: "iid", weights: "w", fixefRm: "none" } as const;
    for (const formula of ["y ~ x1 | firm + year", "z ~ x1 | firm + year"]) {
      const moved = other("year", (year, i) => (i === 1_000 ? 2000 + ((year - 1999) % 9) : year));
      const error = thrown(() => feols(engine, moved, formula, { ...options, plan }));
      expect(error).toMatchObject({ code: "plan_table", detail: { got: "year" } });
      const heavier = other("w", (w, i) => w + (i % 3));
      const fit = feols(engine, heavier, formula, { ...options, plan });
      expect(numbersOf(fit)).toEqual(numbersOf(feols(engine, heavier, formula, options)));
      expect(numbersOf(fit)).not.toEqual(numbersOf(feols(engine, table, formula, { ...options, plan })));
    }
    const engine2 = await loadEngine({ threads: 1 });
    const elsewhere = thrown(() => feols(engine2, table, "y ~ x1 | firm + year", { ...options, plan }));
    expect(elsewhere).toMatchObject({ code: "plan_engine" });
    await engine2.close();
    plan.free();
  });
  const vcov = { cluster: ["firm"] };

  it("serves regressions on all its rows with the same bits as without", () => {
    const plan = prepareFixedEffects(engine, table, "firm + year");
    expect(plan.effects).toEqual(["firm", "year"]);
    expect(plan.choice.method).toBe("direct");
    expect(plan.bytes).toBeGreaterThan(0);
    for (const formula of ["y ~ x1 | firm + year", "y ~ x1 + x2 | firm + year"]) {
      const options = { vcov, fixefRm: "none" as const };
      const [with_, without] = [
        feols(engine, table, formula, { ...options, plan }),
        feols(engine, table, formula, options),
      ];
      expect(numbersOf(with_)).toEqual(numbersOf(without));
    }
    plan.free();
    plan.free();
  });

  it("serves fewer rows and other weights to rounding", () => {
    const plan = prepareFixedEffects(engine, table, "firm + year");
    const cases = [
      { formula: "z ~ x1 + x2 | firm + year", more: {} },
      { formula: "y ~ x1 | firm + year", more: { weights: "w" } },
      { formula: "z ~ x1 | firm + year", more: { weights: "w", subset: "year > 2002" } },
    ];
    for (const { formula, more } of cases) {
      const [a, b] = [{ plan }, {}].map((extra) => feols(engine, table, formula, { vcov, ...more, ...extra }));
      expect(a!.nobs).toBe(b!.nobs);
      expect(a!.fixed_effects).toEqual(b!.fixed_effects);
      expect(a!.coefficients.x1!.estimate).toBeCloseTo(b!.coefficients.x1!.estimate, 12);
      expect(a!.coefficients.x1!.std_error).toBeCloseTo(b!.coefficients.x1!.std_error, 12);
    }
    plan.free();
  });

  it("demeans any number of columns, in place on demand", () => {
    const plan = prepareFixedEffects(engine, table, "firm + year");
    const random = seeded(3);
    const columns = Array.from({ length: 14 }, () => Float64Array.from({ length: 4_000 }, random));
    const { columns: out, solves } = plan.demean(columns);
    expect(solves.map(({ certificate }) => certificate < 1e-12)).toEqual([true, true]);
    expect(out[13]).not.toBe(columns[13]);
    const firms = table.numeric("firm");
    const sums = new Map<number, number>();
    for (const [i, value] of out[13]!.entries()) sums.set(firms[i]!, (sums.get(firms[i]!) ?? 0) + value);
    expect(Math.max(...[...sums.values()].map(Math.abs))).toBeLessThan(1e-12);
    const inPlace = plan.demean(columns, { inPlace: true });
    expect(inPlace.columns[13]).toBe(columns[13]);
    expect(columns[13]).toEqual(out[13]);
    plan.free();
  });

  it("refuses what it was not made for", () => {
    const plan = prepareFixedEffects(engine, table, "firm + year", { subset: "year > 2001" });
    const cases: [() => unknown, string][] = [
      [() => feols(engine, table, "y ~ x1 | firm", { vcov: "iid", plan }), "plan_effects"],
      [() => feols(engine, table, "y ~ x1 | firm + year", { vcov: "iid", plan }), "plan_rows"],
      [() => plan.demean([new Float64Array(3)]), "column_length"],
      [() => feols(engine, table, "y ~ x1 | firm + year", { vcov: "iid", plan, solver: "map" }), "plan_solver"],
    ];
    for (const [work, code] of cases) expect(thrown(work).code).toBe(code);
    plan.free();
    const freed = thrown(() =>
      feols(engine, table, "y ~ x1 | firm + year", { vcov: "iid", plan, subset: "year > 2001" }),
    );
    expect(freed.code).toBe("plan_freed");
    expect(thrown(() => plan.demean([])).code).toBe("plan_freed");
  });
});

describe("memory", () => {
  it("a thousand fits leave none behind and need no more than one", () => {
    const table = panelTable(300);
    const regress = () => feols(engine, table, "z ~ x1 + x2 | firm + year", { vcov: { cluster: ["firm"] } });
    regress();
    engine.resetPeak();
    regress();
    const peak = engine.peakBytes();
    for (let i = 0; i < 1_000; i++) regress();
    expect(engine.peakBytes()).toBe(peak);
    expect(engine.usedBytes()).toBe(idle);
  });

  it("is estimated before: never less than is used, and seldom twice as much", () => {
    const cases = [
      { table: panelTable(200_000), formula: "y ~ x1 + x2 | firm + year", more: {} },
      { table: panelTable(200_000, 50), formula: "y ~ x1 + x2 | firm + year", more: { weights: "w" } },
      { table: panelTable(150_000, 3_000), formula: "y ~ x1 | firm^year + year", more: {} },
      { table: panelTable(100_000), formula: "y ~ x1 + x2 | firm", more: {} },
    ];
    for (const { table, formula, more } of cases) {
      let need: MemoryNeed | undefined;
      engine.resetPeak();
      const start = engine.usedBytes();
      feols(engine, table, formula, { vcov: { cluster: ["firm"] }, ...more, onEstimate: (told) => (need = told) });
      const used = engine.peakBytes() - start;
      expect(used, formula).toBeLessThanOrEqual(need!.total);
      expect(need!.total, formula).toBeLessThan(2.5 * used);
    }
  });

  it("counts score sums by level, which other variances may ask a held fit for", () => {
    const table = panelTable(60_000);
    const many = "y ~ i(year, x1) + i(year, x2) + i(year, u)";
    for (const formula of [`${many} | pair`, `${many} | pair + year`]) {
      for (const vcov of ["iid", "hetero", "cluster:pair"]) {
        let need: MemoryNeed | undefined;
        engine.resetPeak();
        const start = engine.usedBytes();
        fitFeols(engine, table, formula, { vcov, onEstimate: (told) => (need = told) }).free();
        expect(engine.peakBytes() - start, `${formula}, ${vcov}`).toBeLessThanOrEqual(need!.total);
      }
    }
  });

  it("of an equation with instruments counts its stages, its instruments and their sums by cluster", () => {
    const many = "y ~ x1 | firm + year | x2 ~ w + i(year, u, ref = 2000)";
    const cases: { formula: string; vcov: string; table?: Table; more?: { weights?: string; iv?: string } }[] = [
      { formula: "y ~ x1 | firm + year | x2 ~ w + u", vcov: "cluster:firm" },
      { formula: "y ~ x1 | firm + year | x2 ~ w + u", vcov: "cluster:year" },
      { formula: "y ~ x1 | firm + year | x2 ~ w + u", vcov: "hetero", more: { weights: "weight" } },
      { formula: "y ~ 1 | firm | x1 + x2 ~ w + u", vcov: "cluster:firm+year" },
      { formula: "y ~ x1 | x2 ~ w + u", vcov: "iid" },
      { formula: many, vcov: "cluster:firm" },
      { formula: many, vcov: "cluster:firm", table: panelTable(100_000, 40_000) },
      { formula: many.replace("firm + ", ""), vcov: "cluster:firm", table: panelTable(250_000, 3_800) },
      { formula: many, vcov: "hetero", more: { iv: "gmm2s" } },
    ];
    for (const { formula, vcov, table = panelTable(150_000), more = {} } of cases) {
      let need: MemoryNeed | undefined;
      engine.resetPeak();
      const start = engine.usedBytes();
      feols(engine, table, formula, { vcov, ...more, onEstimate: (told) => (need = told) });
      const used = engine.peakBytes() - start;
      const what = `${formula}, ${vcov}`;
      expect(used, what).toBeLessThanOrEqual(need!.total);
      expect(need!.total, what).toBeLessThan(2.5 * used);
    }
  });

  it("that can't be had is refused before anything begins, with figures and remedies", () => {
    const need = memoryNeed({ n: 1e8, k: 11, levels: [1e7, 12], weighted: false, clusters: [1e7] });
    expect(need.total).toBeGreaterThan(4 * 2 ** 30);
    const small = { ...engine, limitBytes: () => 2 ** 20 };
    const error = thrown(() => feols(small, panelTable(50_000), "y ~ x1 | firm + year", { vcov: "iid" }));
    expect(error).toBeInstanceOf(NumericalError);
    expect(error.code).toBe("memory");
    expect(error.message).toMatch(/needs about [\d.]+ MiB of linear memory \(columns .*can be had\. Use fewer rows/);
  });
});
