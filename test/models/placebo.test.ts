/** Placebo in space: what is permuted, what p means, what does not matter, what is refused. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Progress } from "../../src/base/progress.js";
import { panel } from "../../src/data/panel/panel.js";
import { makeTable, selectRows, type Table, withColumns } from "../../src/data/table/table.js";
import { PURPOSE, randomPermutation } from "../../src/engine/kernels/cluster-draws.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import type { PlaceboRecord } from "../../src/verbs/placebo/record.js";
import type { PlaceboOptions } from "../../src/verbs/placebo/verb.js";
import { numeric, shuffled, smallPanel, smallTable, text } from "./small-panel.js";

/** The same numbers in another order of rows: rounding alone may differ. */
const REORDERED = 1e-12;
/** A refit with the treatment last against a fit with it first. */
const REFIT = 1e-10;

const FORMULA = "y ~ d + x | unit + time";
/** Six units treated in two cohorts, eight never. */
const COHORTS = [...new Array(3).fill(5), ...new Array(3).fill(7), ...new Array(8).fill(null)];
const SHAPE = { cohorts: COHORTS, periods: [1, 10] } as const;
const KEYS = { unit: "unit", time: "time" };

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const run = (options: Partial<PlaceboOptions> = {}, shape: Parameters<typeof smallPanel>[0] = SHAPE) =>
  placebo(engine, smallPanel(shape), FORMULA, { term: "d", draws: 30, ...options });

const permutations = (rows: readonly (readonly (number | string)[])[]): Table =>
  makeTable(
    rows[0]!.map((_, k) => {
      const cells = rows.map((row) => row[k]!);
      return typeof cells[0] === "string"
        ? text(`p${k + 1}`, cells as string[])
        : numeric(`p${k + 1}`, cells as number[]);
    }),
    { name: "permutations.csv", bytes: 0, sha256: null },
  );

const refused = (code: string) => expect.objectContaining({ code });

function expectSame(a: PlaceboRecord, b: PlaceboRecord): void {
  for (const key of ["estimate", "std_error", "statistic"] as const) {
    a.draws[key].forEach((value, i) => {
      expect(Math.abs(value! - b.draws[key][i]!), `${key} ${i}`).toBeLessThanOrEqual(REORDERED * Math.abs(value!));
    });
  }
  expect(b.p_value).toEqual(a.p_value);
}

describe("a draw", () => {
  it("is a fit with the cohorts dealt to the first units of its permutation", async () => {
    const data = smallPanel(SHAPE);
    for (const vcov of ["cluster:unit", "hetero", "iid"]) {
      const record = await run({ draws: 9, seed: 5, vcov, weights: "w" });
      for (const b of [0, 3, 8]) {
        const order = randomPermutation(engine, 14, { seed: 5, replication: b, purpose: PURPOSE.placebo });
        const dates = [5, 5, 5, 7, 7, 7];
        const start = new Map(dates.map((date, k) => [order[k]! + 1, date]));
        const column = data.table.numeric("unit").map((unit, i) => {
          const date = start.get(unit);
          return date !== undefined && data.timeValues[i]! >= date ? 1 : 0;
        });
        const fit = feols(engine, withColumns(data.table, [numeric("d", column)]), FORMULA, { vcov, weights: "w" });
        const { estimate, std_error, p_value } = fit.coefficients.d!;
        expect(record.draws.estimate[b]).toBeCloseTo(estimate, 10);
        expect(Math.abs(record.draws.std_error[b]! - std_error)).toBeLessThanOrEqual(REFIT * std_error);
        expect(record.draws.p_value[b]).toBeCloseTo(p_value, 9);
      }
    }
  });

  it("does not depend on the order of rows", async () => {
    const table = smallTable(SHAPE);
    const turned = selectRows(table, shuffled(table.nRows, 3));
    expectSame(
      await placebo(engine, panel(table, KEYS), FORMULA, { term: "d", draws: 30 }),
      await placebo(engine, panel(turned, KEYS), FORMULA, { term: "d", draws: 30 }),
    );
  });

  it("does not depend on whether units are numbers, texts of numbers or names in the same order", async () => {
    const plain = await run();
    expectSame(plain, await run({}, { ...SHAPE, label: (unit) => String(unit + 1) }));
    expectSame(plain, await run({}, { ...SHAPE, label: (unit) => `city ${String.fromCharCode(97 + unit)}` }));
  });

  it("is another one under another seed, and the same under more draws", async () => {
    const [a, more, other] = await Promise.all([run(), run({ draws: 50 }), run({ seed: 2 })]);
    more!.draws.estimate.slice(0, 28).forEach((value, b) => {
      expect(value).toBe(a!.draws.estimate[b]);
    });
    expect(other!.draws.estimate[0]).not.toBe(a!.draws.estimate[0]);
    expect([a!.provenance.seed, other!.provenance.seed]).toEqual([1, 2]);
    expect(a!.source).toEqual({ generator: "Philox4x32-10", seed: 1 });
  });
});

describe("p-values", () => {
  it("count the draws beyond the estimate and one more", async () => {
    const record = await run({ draws: 60, subset: "x > -0.4" });
    const beyond = (key: "estimate" | "statistic") =>
      record.draws[key].filter((value) => Math.abs(value!) >= Math.abs(record.observed[key])).length;
    expect(record.p_value.estimate).toBe((1 + beyond("estimate")) / 61);
    expect(record.p_value.statistic).toBe((1 + beyond("statistic")) / 61);
    expect(record.counts).toMatchObject({ at_least_estimate: beyond("estimate"), used: 60 });
  });

  it("count the true assignment as a tie, unless strict", async () => {
    const truth = permutations([
      [1, 2, 3, 4, 5, 6],
      [3, 1, 2, 6, 5, 4],
      [9, 10, 11, 12, 13, 14],
    ]);
    const counted = await run({ permutations: truth });
    expect(counted.p_value).toEqual({ estimate: 3 / 4, statistic: 3 / 4 });
    const strict = await run({ permutations: truth, ties: "strict" });
    expect(strict.p_value).toEqual({ estimate: 1 / 4, statistic: 1 / 4 });
    expect(counted.source).toEqual({ permutations: "permutations.csv", sha256: null });
    expect(counted.provenance.seed).toBeNull();
  });

  it("leave out draws without variation, and say how many", async () => {
    // r^time takes every common change of a group: a draw of units 1 and 2, or of 3 and 4, is such a change
    const table = smallTable({ cohorts: [4, null, 4, null, null, null], periods: [1, 8] });
    const group = numeric(
      "r",
      table.numeric("unit").map((unit) => Math.ceil(unit / 2)),
    );
    const data = panel(withColumns(table, [group]), KEYS);
    const record = await placebo(engine, data, "y ~ d | unit + r^time", {
      term: "d",
      vcov: "hetero",
      permutations: permutations([
        [1, 2],
        [1, 3],
        [4, 3],
        [2, 5],
      ]),
    });
    expect(record.draws.estimate.map((value) => value === null)).toEqual([true, false, true, false]);
    expect(record.counts).toMatchObject({ requested: 4, used: 2, without_variation: 2 });
    expect(record.p_value.estimate).toBe((1 + record.counts.at_least_estimate) / 3);
    expect(record.notes.map(({ code }) => code)).toContain("placebo_without_variation");
    expect(JSON.parse(JSON.stringify(record)).draws.statistic[0]).toBeNull();
  });
});

describe("the pool", () => {
  it("holds units seen before the first cohort and from the last on; others keep their treatment", async () => {
    // Unit 1 (treated) is seen from 6 on, unit 14 (never treated) until 6
    const record = await run(
      { draws: 20 },
      { ...SHAPE, without: (unit, time) => (unit === 0 && time < 6) || (unit === 13 && time > 6) },
    );
    expect(record.pool).toMatchObject({ units: 12, treated: 5, outside: 2, outside_treated: 1 });
    expect(record.cohorts).toEqual([
      { cohort: 5, units: 2 },
      { cohort: 7, units: 3 },
    ]);
    expect(record.pool!.rule).toBe("unit observed before 5 and from 7 on");
  });

  it("leaves out units treated in every row: they keep their treatment, and the truth is one of the assignments", async () => {
    // Unit 1 is treated from the first period on: no cohort of it is known
    const record = await run({ draws: 20 }, { cohorts: [1, 3, null, null, null], periods: [1, 6] });
    expect(record.pool).toMatchObject({ units: 4, treated: 1, outside: 1, outside_treated: 1 });
    expect(record.pool!.rule).toBe("unit observed before 3 and from 3 on, not treated in every row");
    expect(record.counts.assignments).toBe(4);
    const isTruth = (value: number | null) => Math.abs(value! - record.observed.estimate) < 1e-9;
    expect(record.draws.estimate.filter(isTruth)).toHaveLength(1);
  });

  it("counts the assignments that differ", async () => {
    const record = await run({ draws: 20 });
    // 14! / (3! 3! 8!)
    expect(record.counts.assignments).toBe(60_060);
    const few = await run({ draws: 20 }, { cohorts: [3, null, null, null], periods: [1, 6] });
    expect(few.counts.assignments).toBe(4);
    expect(few.notes.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["placebo_few_assignments", "few_treated"]),
    );
  });

  it("may be treated throughout when cohorts differ", async () => {
    const record = await run({ draws: 5 }, { cohorts: [3, 3, 4, 4, 5, 5], periods: [1, 6] });
    expect(record.pool).toMatchObject({ units: 6, treated: 6 });
    expect(record.counts.assignments).toBe(90);
  });
});

describe("a long run", () => {
  it("tells its progress and lets the host run in between", async () => {
    const seen: Progress[] = [];
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await run({ draws: 3000, method: "refits", onProgress: (progress) => seen.push(progress) });
    clearInterval(timer);
    expect(seen.length).toBeGreaterThan(1);
    expect(ticks).toBeGreaterThan(0);
    expect(seen.map(({ fraction }) => fraction)).toEqual(seen.map(({ fraction }) => fraction).sort((a, b) => a - b));
    expect(seen.at(-1)).toMatchObject({ fraction: 1, msLeft: 0 });
    expect(seen[0]!.msLeft).toBeGreaterThan(0);
  });

  it("stops when told to and leaves the engine usable", async () => {
    const stop = new AbortController();
    const before = engine.usedBytes();
    // a million refits last longer than the wait for the first word of progress on any machine; as many reassignments need not
    const options = {
      draws: 1_000_000,
      method: "refits",
      signal: stop.signal,
      onProgress: () => stop.abort(),
    } as const;
    const stopped = run(options);
    await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
    expect(engine.usedBytes()).toBe(before);
    const [again, fresh] = [
      await run(),
      await placebo(await loadEngine({ threads: 1 }), smallPanel(SHAPE), FORMULA, { term: "d", draws: 30 }),
    ];
    expect(again.draws).toEqual(fresh.draws);
  });

  it("shares the engine with other work", async () => {
    const [a, b] = await Promise.all([run({ draws: 2000 }), run({ draws: 2000 })]);
    expect(a!.draws).toEqual(b!.draws);
  });
});

describe("refusals", () => {
  it.each([
    ["placebo_options", { kind: "time", strata: "g" }],
    ["placebo_options", { kind: "mixed", permutations: permutations([[1, 2, 3, 4, 5, 6]]) }],
    ["unknown_column", { unit: "town" }],
    ["unknown_column", { strata: "province" }],
    ["strata_vary", { strata: "time" }],
    ["strata_missing", { strata: "g" }],
    ["placebo_draws", { draws: 0 }],
    ["placebo_draws", { draws: 2.5 }],
    ["placebo_term", { term: "D" }],
    ["treatment_not_binary", { term: "x" }],
    ["random_stream", { seed: -1 }],
    ["permutations_columns", { permutations: permutations([[1, 2, 3]]) }],
    ["permutations_unit", { permutations: permutations([[1, 2, 3, 4, 5, 99]]) }],
    ["permutations_repeat", { permutations: permutations([[1, 2, 3, 4, 5, 2]]) }],
  ] as [string, Partial<PlaceboOptions>][])("%s: %o", async (code, options) => {
    await expect(run(options)).rejects.toThrow(refused(code));
  });

  it("a treatment that switches off, naming unit and period", async () => {
    const table = smallTable(SHAPE);
    const d = table.numeric("d").map((value, i) => (table.numeric("time")[i] === 9 ? 0 : value));
    const data = panel(withColumns(table, [numeric("d", d)]), KEYS);
    await expect(placebo(engine, data, FORMULA, { term: "d" })).rejects.toMatchObject({
      code: "treatment_switches_off",
      detail: { unit: "1", time: 9 },
    });
  });

  it("treatments that leave nothing to permute", async () => {
    await expect(run({}, { cohorts: [null, null], periods: [1, 4] })).rejects.toThrow(refused("placebo_no_cohort"));
    await expect(run({}, { cohorts: [3, 3, 3], periods: [1, 6] })).rejects.toThrow(refused("placebo_pool"));
    await expect(run({}, { cohorts: [1, 1, null], periods: [1, 6] })).rejects.toThrow(refused("placebo_no_cohort"));
  });

  it("a term the controls already say", async () => {
    const table = smallTable(SHAPE);
    const data = panel(withColumns(table, [numeric("z", table.numeric("d"))]), KEYS);
    await expect(placebo(engine, data, "y ~ z + d | unit + time", { term: "d" })).rejects.toThrow(
      refused("placebo_term_dropped"),
    );
  });
});
