/** What a multiverse says beside estimates: what can't be estimated, what is the same, whose rows, the author's own; and what it refuses. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { multiverse } from "../../../src/verbs/multiverse/fit.js";
import type { MultiverseRecord } from "../../../src/verbs/multiverse/record.js";
import type { MultiverseOptions } from "../../../src/verbs/multiverse/verb.js";
import { numeric } from "../small-panel.js";
import { panelTable, withGaps } from "./panel-table.js";
import { same } from "./refit.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

describe("what can't be estimated is named", () => {
  const codesOf = ({ not_estimated }: MultiverseRecord) => [...new Set(not_estimated.map(({ code }) => code))].sort();

  it("a treatment that controls or effects explain, one cluster, an outcome that does not vary, no rows", async () => {
    const table = withGaps(panelTable(30, 7));
    const flat = withColumns(table, [
      numeric(
        "flat",
        Array.from({ length: table.nRows }, () => 3),
      ),
      numeric(
        "copy",
        Array.from((table.column("d") as { readonly values: Float64Array }).values, (d) => 1 - d),
      ),
    ]);
    const record = await multiverse(engine, flat, "y ~ d | unit + year", {
      term: "d",
      controls: ["copy", "x1"],
      treatments: ["z"],
      outcomes: ["flat"],
      samples: ["all=true", "one=region == 'r1'", "never=year > 99"],
      vcov: ["iid", "cluster:region"],
    });
    expect(codesOf(record)).toEqual([
      "multiverse_one_cluster",
      "multiverse_outcome_constant",
      "multiverse_treatment_absorbed",
      "multiverse_treatment_collinear",
      "no_rows_after_subset",
    ]);
    const { combinations, estimated, duplicates, not_estimated } = record.counts;
    expect(estimated + duplicates + not_estimated).toBe(combinations);
    const collinear = record.not_estimated.find(({ code }) => code === "multiverse_treatment_collinear")!;
    expect(collinear.because).toBe("the treatment is collinear with copy");
    for (const one of record.specifications) same(engine, flat, record, one);
  });

  it("throws what the first set of rows meets where none has an estimate", async () => {
    await expect(
      multiverse(engine, panelTable(10, 5), "y ~ d | unit + year", {
        term: "d",
        samples: ["a=year > 99"],
        vcov: ["iid"],
      }),
    ).rejects.toMatchObject({ code: "no_rows_after_subset" });
  });
});

describe("without any estimate, or without the author's", () => {
  it("is an error that says why, or a note", async () => {
    const table = panelTable(20, 5);
    const text = multiverse(engine, table, "y ~ region | year", { term: "region", vcov: ["iid"] });
    await expect(text).rejects.toMatchObject({ code: "multiverse_nothing" });
    const { baseline, notes, counts } = await multiverse(engine, table, "y ~ z | unit + year", {
      ...{ term: "z", effects: ["year"], vcov: ["iid"] },
    });
    expect([baseline, counts.estimated]).toEqual([null, 1]);
    expect(notes.find(({ code }) => code === "multiverse_own")!.message).toContain("absorb the treatment");
  });
});

describe("the same bits", () => {
  it("come of any number of threads", async () => {
    const two = await loadEngine({ threads: 2 });
    const table = panelTable(60, 8);
    const options: MultiverseOptions = {
      ...{ term: "d", controls: ["x1", "x2", "x3", "x4"], samples: ["all=true", "early=year < 6"] },
      ...{ vcov: ["cluster:unit", "hetero"], test: "permutation", draws: 9 },
    };
    const bits = async (on: Engine) => {
      const { timing_ms: _, ...record } = await multiverse(on, table, "y ~ d | unit + year", options);
      return JSON.stringify(record);
    };
    expect(await bits(two)).toBe(await bits(engine));
    await two.close();
  });
});

describe("the same model is counted once", () => {
  it("whichever choice makes it the same", async () => {
    const table = panelTable(30, 7);
    const record = await multiverse(engine, table, "y ~ d | unit + year", {
      term: "d",
      controls: ["z", "x1"],
      samples: ["all=true", "same=year > 0"],
      effects: ["year + unit"],
      vcov: ["cluster:unit", "cluster: unit"],
    });
    expect(record.choices.effects).toEqual(["unit + year"]);
    expect(record.choices.vcov).toEqual(["cluster:unit"]);
    expect(record.counts).toMatchObject({ combinations: 8, estimated: 2, duplicates: 6 });
    expect(record.specifications.map(({ duplicates }) => duplicates)).toEqual([3, 3]);
  });
});

describe("a common sample", () => {
  it("puts every specification on the rows that all have", async () => {
    const table = withGaps(panelTable(40, 8));
    const options: MultiverseOptions = {
      term: "d",
      controls: ["gap1", "gap2", "x3"],
      outcomes: ["y2"],
      vcov: ["cluster:unit"],
    };
    const own = await multiverse(engine, table, "y ~ d | unit + year", options);
    const common = await multiverse(engine, table, "y ~ d | unit + year", { ...options, commonSample: true });
    expect(new Set(own.specifications.map(({ nobs }) => nobs)).size).toBeGreaterThan(12);
    expect(own.notes.map(({ code }) => code)).toContain("multiverse_rows_differ");
    expect(new Set(common.specifications.map(({ nobs }) => nobs)).size).toBe(1);
    const complete = "!is.na(gap1) & !is.na(gap2) & !is.na(x3) & !is.na(y2)";
    const fit = feols(engine, table, "y ~ d | unit + year", { vcov: "cluster:unit", subset: complete });
    const [first] = common.specifications;
    expect(first!.nobs).toBe(fit.nobs);
    expect(first!.estimate).toBeCloseTo(fit.coefficients.d!.estimate, 10);
  });
});

describe("a column that the table lacks", () => {
  it("is refused among effects, too", async () => {
    const run = multiverse(engine, panelTable(20, 6), "y ~ d | unit + year", {
      ...{ term: "d", effects: ["unti + year"], vcov: ["cluster:unit"] },
    });
    await expect(run).rejects.toMatchObject({ code: "unknown_column" });
  });
});

describe("a common sample of specifications regressed alone", () => {
  it("is the same rows", async () => {
    const table = withGaps(panelTable(40, 8));
    const x1 = table.column("x1");
    if (x1.kind !== "numeric") throw new Error("x1");
    const near = Array.from(x1.values, (value, row) => value + 1e-7 * ((row * 7919) % 101));
    const record = await multiverse(
      engine,
      withColumns(table, [numeric("near", near)]),
      "near ~ d + x1 | unit + year",
      {
        ...{ term: "d", controls: ["gap1", "x2"], vcov: ["cluster:unit"], commonSample: true },
      },
    );
    expect(record.counts.alone).toBeGreaterThan(0);
    expect(new Set(record.specifications.map(({ nobs }) => nobs)).size).toBe(1);
  });
});

describe("the author's own", () => {
  it("is found among all, with its rank", async () => {
    const table = panelTable(40, 8);
    const record = await multiverse(engine, table, "y ~ d + x1 | unit + year", {
      term: "d",
      controls: ["x1", "x2"],
      vcov: ["cluster:unit", "iid"],
    });
    const { baseline, specifications } = record;
    const own = specifications[baseline!.specification]!;
    expect(own).toMatchObject({ controls: [0], vcov: 0, estimate: baseline!.estimate });
    const below = specifications.filter(({ estimate }) => estimate < own.estimate).length;
    expect(baseline!.rank).toBe(below + 1);
    expect(record.influence.map(({ choice }) => choice).sort()).toEqual(["control", "control", "vcov"]);
    expect(record.influence.find(({ choice }) => choice === "vcov")!.share).toBeLessThan(1e-12);
  });
});

describe("a long run", () => {
  it("says how far it is, and stops when asked", async () => {
    const stages = new Set<string>();
    const controller = new AbortController();
    const run = multiverse(engine, panelTable(30, 7), "y ~ d | unit + year", {
      term: "d",
      controls: ["x1", "x2", "x3"],
      samples: ["all=true", "early=year < 5"],
      vcov: ["cluster:unit"],
      test: "permutation",
      draws: 100_000,
      onProgress: ({ stage }) => {
        stages.add(stage);
        if (stages.size > 1) controller.abort();
      },
      signal: controller.signal,
    });
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    expect([...stages]).toEqual(["specifications", "100000 draws of the joint test"]);
    expect(feols(engine, panelTable(10, 5), "y ~ d | unit", { vcov: "iid" }).nobs).toBeGreaterThan(10);
  });
});

describe("choices that can't serve are refused", () => {
  const refuse = async (options: Partial<MultiverseOptions>, formula = "y ~ d | unit + year") => {
    const given = { term: "d", vcov: ["cluster:unit"], ...options } as MultiverseOptions;
    const error = await multiverse(engine, panelTable(10, 5), formula, given).then(
      () => null,
      (thrown) => thrown,
    );
    return [error?.code, error?.message];
  };
  it.each([
    ["multiverse_term", { term: "e" }],
    ["multiverse_most", { controls: ["x1", "x2", "x3"], most: 7 }],
    ["multiverse_controls", { controls: ["x1", "x1+x2"] }],
    ["multiverse_controls", { controls: ["d+x1"] }],
    ["multiverse_controls", { controls: ["x1"], always: ["x1"] }],
    ["multiverse_samples", { samples: ["year > 3"] }],
    ["multiverse_samples", { samples: ["a=year > 3", "a=year > 4"] }],
    ["vcov_required", { vcov: undefined }],
    ["vcov_type", { vcov: ["HC3"] }],
    ["multiverse_interaction", { controls: ["d:x1"], test: "permutation" }],
    ["multiverse_bootstrap", { vcov: ["iid"], test: "bootstrap" }],
    ["level", { alpha: 2 }],
    ["vcov_required", { vcov: [] }],
    ["panel_keys", { test: "permutation", panel: undefined }, "y ~ d | unit"],
  ] as const)("%s", async (code, options, formula?: string) => {
    const [got, message] = await refuse(options as Partial<MultiverseOptions>, formula);
    expect(got).toBe(code);
    expect(message).toMatch(/[.]$/);
  });

  it("half of a group in the formula, instruments, and an unknown column", async () => {
    expect((await refuse({ controls: ["x1+x2"] }, "y ~ d + x1 | unit"))[0]).toBe("multiverse_controls");
    expect((await refuse({}, "y ~ d | unit | x1 ~ x2"))[0]).toBe("multiverse_instruments");
    expect((await refuse({ controls: ["nothere"] }))[0]).toBe("unknown_column");
  });
});
