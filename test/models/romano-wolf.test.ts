/** Families of hypotheses: equal to one regression and one bootstrap at a time, whichever way they are made, and what is refused. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import type { BootstrapOptions } from "../../src/verbs/bootstrap/verb.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { romanoWolf } from "../../src/verbs/romano-wolf/fit.js";
import { romanoWolfTable } from "../../src/verbs/romano-wolf/table.js";
import type { RomanoWolfOptions } from "../../src/verbs/romano-wolf/verb.js";
import { seeded } from "../support/random.js";

const AGREE = 1e-9;
const UNITS = 60;
const PERIODS = 8;
const DRAWS = 199;

let engine: Engine;
let idle: number;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  idle = engine.usedBytes();
});
afterAll(() => {
  expect(engine.usedBytes()).toBe(idle);
  engine.close();
});

/** Four outcomes of units in fifteen regions, two of them with the policy; `gap` lacks rows, region 3 is in the east alone. */
function panelTable(): Table {
  const random = seeded(7);
  const n = UNITS * PERIODS;
  const column = (value: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => value(i));
  const unit = column((i) => Math.floor(i / PERIODS));
  const year = column((i) => i % PERIODS);
  const region = column((i) => unit[i]! % 15);
  const shocks = Float64Array.from({ length: 15 * PERIODS }, () => random() - 0.5);
  const d = column((i) => (region[i]! < 5 && year[i]! >= 4 ? 1 : 0));
  const noise = (i: number) => shocks[region[i]! * PERIODS + year[i]!]! + random() - 0.5;
  const x = column(() => random() - 0.5);
  const outcome = (effect: number) => column((i) => effect * d[i]! + 0.4 * x[i]! + noise(i));
  const gap = outcome(0.3).map((value, i) => (i % 17 === 3 ? Number.NaN : value));
  const numbers = { unit, year, region, d, x, y1: outcome(0.5), y2: outcome(0), y3: outcome(-0.2), gap };
  const east = Uint32Array.from(region, (r) => (r % 3 === 0 ? 0 : 1));
  return makeTable(
    [
      ...Object.entries(numbers).map(([name, values]) => ({ kind: "numeric" as const, name, values })),
      { kind: "text", name: "side", codes: east, levels: ["east", "west"] },
    ],
    { name: "panel.csv", bytes: 0, sha256: null },
  );
}
const table = panelTable();
const FAMILY = "c(y1, y2, y3) ~ d + x | unit + year";

const near = (got: number, want: number, what: string) =>
  expect(Math.abs(got - want), `${what}: ${got} for ${want}`).toBeLessThanOrEqual(AGREE * (1 + Math.abs(want)));

const CHOICES = {
  plain: {},
  "without the null": { imposeNull: false },
  "jackknife scores and variance": { type: "33" },
  "Webb's multipliers": { multipliers: "webb" },
  "two clusterings": { cluster: "region+year" },
  "multipliers by finer clusters": { bootCluster: "region^year" },
  "another value": { value: 0.1 },
  "every vector of signs": { subset: "region < 7", draws: 999 },
  "ties that do not count": { ties: "strict" },
  "other small-sample rule": { ssc: "sandwich" },
} as const satisfies Record<string, Partial<BootstrapOptions & RomanoWolfOptions>>;

describe("a family is its hypotheses one at a time", () => {
  it.each(Object.entries(CHOICES))("%s", async (_, choice) => {
    const options = { term: "d", cluster: "region", draws: DRAWS, seed: 3, ...choice };
    const family = await romanoWolf(engine, table, FAMILY, options);
    expect(family.models.every(({ together }) => together)).toBe(true);
    for (const [h, hypothesis] of family.hypotheses.entries()) {
      const alone = await bootstrap(engine, table, `${hypothesis.label} ~ d + x | unit + year`, {
        ci: "none",
        ...options,
      });
      near(hypothesis.estimate, alone.observed.estimate!, "estimate");
      near(hypothesis.std_error, alone.observed.std_error!, "error");
      near(hypothesis.p.unadjusted, alone.observed.p_value, "p of the formula");
      expect(hypothesis.p.bootstrap).toBe(alone.p_value.statistic);
      alone.draws.statistic.forEach((t, draw) => {
        near(family.draws[h]![draw]!, t!, `t of draw ${draw + 1}`);
      });
      expect(hypothesis.p.westfall_young).toBeGreaterThanOrEqual(hypothesis.p.bootstrap);
    }
    expect(family.bootstrap.enumerated).toBe(choice === CHOICES["every vector of signs"]);
    const one = await romanoWolf(engine, table, "y1 ~ d + x | unit + year", options);
    expect(one.hypotheses[0]!.p.westfall_young).toBe(family.hypotheses[0]!.p.bootstrap);
    expect(one.notes.map(({ code }) => code)).toContain("family_of_one");
  });

  it("by pairs of clusters", async () => {
    const options = { term: "d", cluster: "region", kind: "pairs", draws: 99, seed: 5 } as const;
    const family = await romanoWolf(engine, table, FAMILY, options);
    for (const [h, { label, estimate, std_error }] of family.hypotheses.entries()) {
      const fit = feols(engine, table, `${label} ~ d + x | unit + year`, { vcov: "cluster:region" });
      near(estimate, fit.coefficients.d!.estimate, "estimate");
      near(std_error, fit.coefficients.d!.std_error, "error");
      const alone = await bootstrap(engine, table, `${label} ~ d + x | unit + year`, options);
      const size = Math.abs(alone.observed.statistic);
      const b = family.draws[h]!.filter((t) => Math.abs(t!) >= size * (1 - 1e-10)).length;
      expect((1 + b) / 100).toBeCloseTo(alone.p_value.statistic!, 12);
    }
  });
});

describe("regressions that are not made together", () => {
  it("an outcome that lacks rows has its own sample, and the same draws", async () => {
    const options = { term: "d", cluster: "region", draws: DRAWS };
    const family = await romanoWolf(engine, table, "c(y1, gap) ~ d + x | unit + year", options);
    expect(family.models.map(({ together }) => together)).toEqual([false, false]);
    for (const [h, { label }] of family.hypotheses.entries()) {
      const alone = await bootstrap(engine, table, `${label} ~ d + x | unit + year`, options);
      expect(family.models[h]!.nobs).toBe(alone.nobs);
      alone.draws.statistic.forEach((t, draw) => {
        near(family.draws[h]![draw]!, t!, `t of draw ${draw + 1}`);
      });
    }
  });

  it("outcomes that no row has together are a family all the same", async () => {
    const half = (name: string, keep: (year: number) => boolean) => {
      const [values, years] = [table.numeric(name), table.numeric("year")];
      return {
        kind: "numeric" as const,
        name: `${name}_half`,
        values: values.map((v, i) => (keep(years[i]!) ? v : Number.NaN)),
      };
    };
    const halves = [half("y1", (year) => year % 2 === 0), half("y2", (year) => year % 2 === 1)];
    const split = makeTable([...table.columns, ...halves], table.source);
    const family = await romanoWolf(engine, split, "c(y1_half, y2_half) ~ d | unit + year", {
      term: "d",
      cluster: "region",
      draws: 19,
    });
    expect(family.models.map(({ nobs }) => nobs)).toEqual([(UNITS * PERIODS) / 2, (UNITS * PERIODS) / 2]);
  });

  it("clusters are matched by their values over samples", async () => {
    const options = { term: "d", cluster: "region", draws: DRAWS };
    const family = await romanoWolf(engine, table, FAMILY, { ...options, fsplit: "side" });
    expect(family.bootstrap.clusters).toEqual({ name: "region", G: 15 });
    expect(family.models.map(({ clusters }) => clusters[0]!.G)).toEqual([15, 15, 15, 5, 5, 5, 10, 10, 10]);
    expect(family.hypotheses.map(({ label }) => label).slice(2, 5)).toEqual([
      "y3, Full sample",
      "y1, east",
      "y2, east",
    ]);
    const whole = await romanoWolf(engine, table, FAMILY, options);
    whole.draws.forEach((own, h) => {
      expect(family.draws[h]).toEqual(own);
    });
    // multipliers of the regions, and those of the eastern ones among them
    const random = seeded(11);
    const columns = Array.from({ length: 15 }, () =>
      Float64Array.from({ length: 40 }, () => (random() < 0.5 ? -1 : 1)),
    );
    const tableOf = (regions: readonly number[]) =>
      makeTable(
        regions.map((r) => ({ kind: "numeric", name: String(r), values: columns[r]! })),
        { name: "multipliers.csv", bytes: 0, sha256: null },
      );
    const all = Array.from(columns.keys());
    const given = { term: "d", cluster: "region" };
    const split = await romanoWolf(engine, table, FAMILY, {
      ...given,
      split: "side",
      multiplierTable: tableOf(all.toReversed()),
    });
    const east = await romanoWolf(engine, table, FAMILY, {
      ...given,
      subset: "side == 'east'",
      multiplierTable: tableOf(all.filter((r) => r % 3 === 0)),
    });
    east.draws.forEach((own, h) => {
      own.forEach((t, draw) => {
        near(split.draws[h]![draw]!, t!, `t of draw ${draw + 1}`);
      });
    });
    const pairs = await romanoWolf(engine, table, FAMILY, { ...options, fsplit: "side", kind: "pairs", draws: 50 });
    const wholePairs = await romanoWolf(engine, table, FAMILY, { ...options, kind: "pairs", draws: 50 });
    wholePairs.draws.forEach((own, h) => {
      expect(pairs.draws[h]).toEqual(own);
    });
  });

  it("several terms and formulas", async () => {
    const family = await romanoWolf(engine, table, "c(y1, y2) ~ d + x | unit + year", {
      ...{ term: ["d", "x"], cluster: "region", draws: DRAWS, value: [0, 0.4] },
      also: ["y3 ~ d | unit + year"],
    });
    expect(family.hypotheses.map(({ label, null_value }) => [label, null_value])).toEqual([
      ["y1, d", 0],
      ["y1, x", 0.4],
      ["y2, d", 0],
      ["y2, x", 0.4],
      ["y3, d", 0],
    ]);
    const { hypotheses, order } = family;
    for (const method of ["romano_wolf", "westfall_young", "holm"] as const) {
      if (method === "holm") continue;
      order.slice(1).forEach((h, i) => {
        expect(hypotheses[h]!.p[method]).toBeGreaterThanOrEqual(hypotheses[order[i]!]!.p[method]);
      });
    }
  });

  it("an outcome that the regressors explain is refused, not tested on rounding", async () => {
    const columns = ["y1", "d", "x", "unit", "year", "region"].map((name) => table.column(name));
    const values = Float64Array.from(table.numeric("d"), (d, i) => 2 * d + table.numeric("x")[i]!);
    const exact = makeTable([...columns, { kind: "numeric", name: "exact", values }], table.source);
    const family = romanoWolf(engine, exact, "c(y1, exact) ~ d + x | unit + year", {
      term: "d",
      cluster: "region",
      draws: 9,
    });
    await expect(family).rejects.toMatchObject({ code: "wild_no_variance" });
    const itself = romanoWolf(engine, table, "c(y1, d) ~ d + x | unit + year", {
      term: "d",
      cluster: "region",
      draws: 9,
    });
    await expect(itself).rejects.toThrow(/standard error of 'd' in 'd ~ d \+ x \| unit \+ year' is zero to rounding/);
  });
});

describe("which p can be believed", () => {
  it("is that of bootstrap, once of regressions that share their regressors", async () => {
    const options = { term: "d", cluster: "region", draws: 19 };
    const family = await romanoWolf(engine, table, FAMILY, options);
    const alone = await bootstrap(engine, table, "y2 ~ d + x | unit + year", options);
    expect(family.models.map(({ reliability }) => reliability.length)).toEqual([1, 0, 0]);
    expect(family.models[0]!.reliability[0]).toEqual(alone.reliability);
    expect(alone.reliability!.believe).toBe("neither");
    const said = alone.notes.find(({ code }) => code === "bootstrap_reliability")!;
    expect(family.models[0]!.notes).toContainEqual(said);
    expect(romanoWolfTable(family).notes).toContain(said.message);
  });
});

describe("one side", () => {
  it("a positive effect is found on its side alone", async () => {
    const options = { term: "d", cluster: "region", draws: 999 };
    const of = async (alternative: "greater" | "less") =>
      (await romanoWolf(engine, table, FAMILY, { ...options, alternative })).hypotheses[0]!.p;
    const [greater, less] = [await of("greater"), await of("less")];
    expect(greater.unadjusted + less.unadjusted).toBeCloseTo(1, 12);
    expect(greater.romano_wolf).toBeLessThan(0.05);
    expect(less.romano_wolf).toBeGreaterThan(0.9);
  });
});

describe("refusals", () => {
  const options = { term: "d", cluster: "region", draws: 9 };
  it.each([
    ["a term that no regression has", FAMILY, { term: "dd" }, "term"],
    ["a regression without any of the terms", FAMILY, { also: ["y1 ~ x | unit"] }, "term"],
    ["a dropped term", "c(y1, y2) ~ d + region | unit + year", { term: "region" }, "term_dropped"],
    ["a regression twice", FAMILY, { also: ["y1 ~ d + x | unit + year"] }, "family_twice"],
    ["instruments", "y1 ~ 1 | unit | d ~ x", {}, "family_instruments"],
    ["a term twice", FAMILY, { term: ["d", "d"] }, "family_term"],
    ["two splits", FAMILY, { split: "side", fsplit: "side" }, "split_twice"],
    ["an option of another kind", FAMILY, { kind: "pairs", type: "33" }, "bootstrap_option"],
    ["values for no term", FAMILY, { value: [0, 1] }, "bootstrap_value"],
    ["a term that is no text", FAMILY, { term: 5 }, "family_term"],
    ["a formula that is no text", 5, {}, "formula"],
    ["a further formula that is none", FAMILY, { also: [5] }, "formula"],
    ["multipliers that are no table", FAMILY, { draws: undefined, multiplierTable: {} }, "option_value"],
    ["a word for a truth", FAMILY, { imposeNull: "no" }, "option_value"],
    ["two clusterings of pairs", FAMILY, { kind: "pairs", cluster: "region+year" }, "bootstrap_cluster"],
  ] as const)("%s", async (_, formula, more, code) => {
    const asked = { ...options, ...more } as unknown as RomanoWolfOptions;
    await expect(romanoWolf(engine, table, formula as string, asked)).rejects.toMatchObject({ code });
  });

  it.each([
    ["too few columns", [[1, -1]], "multipliers_columns"],
    ["a missing multiplier", Array.from({ length: 15 }, (_, c) => [1, c === 4 ? Number.NaN : 1]), "multipliers_value"],
  ] as const)("a table of multipliers with %s", async (_, columns, code) => {
    const multiplierTable = makeTable(
      columns.map((values, c) => ({ kind: "numeric", name: `g${c}`, values: Float64Array.from(values) })),
      { name: "multipliers.csv", bytes: 0, sha256: null },
    );
    const { draws: _draws, ...rest } = options;
    await expect(romanoWolf(engine, table, FAMILY, { ...rest, multiplierTable })).rejects.toMatchObject({ code });
  });

  it("an abort keeps what was drawn where asked to, and throws otherwise", async () => {
    const stopped = { ...options, draws: 1e6, multipliers: "webb" } as const;
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    const kept = await romanoWolf(engine, table, FAMILY, {
      ...stopped,
      keepPartial: true,
      onProgress,
      signal: controller.signal,
    });
    expect(kept.bootstrap.partial).toBe(true);
    expect(kept.notes[0]!.code).toBe("partial");
    const again = new AbortController();
    await expect(
      romanoWolf(engine, table, FAMILY, { ...stopped, onProgress: () => again.abort(), signal: again.signal }),
    ).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("tables", () => {
  it("hypotheses stand side by side, or beneath each other where they are many, in both languages", async () => {
    const options = { term: "d", cluster: "region", draws: DRAWS };
    const few = romanoWolfTable(await romanoWolf(engine, table, FAMILY, options));
    expect(few.heads.flat()).toEqual(["y1", "y2", "y3"]);
    expect(few.rows.map(({ quantity }) => quantity)).toContain("romano_wolf");
    const many = await romanoWolf(engine, table, FAMILY, { ...options, fsplit: "side" });
    const zh = romanoWolfTable(many, { language: "zh" });
    expect(zh.rows).toHaveLength(9);
    expect(zh.heads.flat()).toContain("锐化");
    expect(zh.notes.join("")).toContain("各聚类的乘数为所有假设共用");
  });
});
