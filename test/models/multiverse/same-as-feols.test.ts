/** Every specification of a multiverse is `feols` of it: estimate, error, t, p, interval, rows, degrees of freedom, what is dropped. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { multiverse } from "../../../src/verbs/multiverse/fit.js";
import type { MultiverseOptions } from "../../../src/verbs/multiverse/verb.js";
import { seeded } from "../../support/random.js";
import { numeric } from "../small-panel.js";
import { panelTable, withGaps } from "./panel-table.js";
import { same } from "./refit.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

describe("a specification is feols of it", () => {
  it("on every one of a small grid", async () => {
    const table = panelTable(40, 7);
    const record = await multiverse(engine, table, "y ~ d + x1 | unit + year", {
      term: "d",
      controls: ["x1", "x2+x3", "z"],
      samples: ["all=true", "others=capital == 0"],
      outcomes: ["y2"],
      treatments: ["dose"],
      effects: ["region + year", "none"],
      weights: ["none", "w"],
      vcov: ["cluster:unit", "iid", "hetero", "cluster:region+year"],
    });
    const { combinations, estimated, duplicates, not_estimated } = record.counts;
    expect(combinations).toBe(8 * 2 * 2 * 2 * 3 * 2 * 4);
    expect(estimated + duplicates + not_estimated).toBe(combinations);
    // z is of the unit: with effects of units it is in no model
    expect(duplicates).toBe(combinations / 6);
    for (const one of record.specifications) same(engine, table, record, one);
  }, 60_000);

  it("with factors, powers, interactions and varying slopes", async () => {
    const table = panelTable(30, 8, 3);
    const options: MultiverseOptions = {
      term: "d",
      controls: ["log(x1 + 1)", "poly(x2, 2)", "d:x1", "i(year, z, ref = 1)", "x3*x4"],
      always: ["x2:z"],
      effects: ["unit[x1] + year", "region"],
      vcov: ["cluster:unit", "hetero"],
      ssc: "K.fixef=full",
      fixefRm: "none",
    };
    const record = await multiverse(engine, table, "y ~ d | unit + year", options);
    expect(record.counts.estimated).toBeGreaterThan(100);
    for (const one of record.specifications.filter((_, i) => i % 3 === 0)) same(engine, table, record, one, options);
  }, 60_000);

  it.each(["reghdfe", "plm", "sandwich", "none", "large", "xtreg"])("under the small-sample rule %s", async (ssc) => {
    const table = panelTable(30, 7, 6);
    const options: MultiverseOptions = {
      ...{ term: "d", controls: ["x1", "x3"], effects: ["unit + region^year", "none"], ssc },
      vcov: ["cluster:unit", "hetero", "iid", "cluster:unit+year", "cluster:region^year"],
    };
    const record = await multiverse(engine, table, "y ~ d | unit + year", options);
    expect(record.counts.estimated).toBe(60);
    for (const one of record.specifications) same(engine, table, record, one, options);
  });

  it("with lags, which are of all rows before a sample is taken", async () => {
    const table = panelTable(40, 9, 8);
    const keys = { unit: "unit", time: "year" } as const;
    const options: MultiverseOptions = {
      ...{
        term: "d",
        controls: ["l(x1, 1)", "d(x2)"],
        treatments: ["l(d, 1)"],
        samples: ["all=true", "late=year > 3"],
      },
      ...{ vcov: ["cluster:unit"], panel: keys },
    };
    const record = await multiverse(engine, table, "y ~ d | unit + year", options);
    expect(record.counts.estimated).toBe(16);
    for (const one of record.specifications) same(engine, panel(table, keys), record, one, options);
  });

  it("with calendar years and large means beside a constant, none of them regressed by itself", async () => {
    const table = panelTable(60, 8, 4);
    const columnOf = (name: string) => (table.column(name) as { readonly values: Float64Array }).values;
    const far = withColumns(table, [
      numeric(
        "date",
        columnOf("year").map((year) => 2010 + year),
      ),
      numeric(
        "large",
        columnOf("x2").map((x) => 3000 + x),
      ),
    ]);
    const options: MultiverseOptions = {
      term: "d",
      controls: ["date", "large", "x1", "region"],
      effects: ["unit"],
      vcov: ["cluster:unit", "hetero", "iid"],
    };
    const record = await multiverse(engine, far, "y ~ d", options);
    expect(record.counts).toMatchObject({ estimated: 72, duplicates: 24, alone: 0 });
    for (const one of record.specifications) same(engine, far, record, one, options);
  });

  it("on 200 drawn from a large one, with nearly collinear controls, gaps and powers of calendar years", async () => {
    const table = withGaps(panelTable(120, 10, 5));
    const options: MultiverseOptions = {
      term: "d",
      controls: [
        "x1",
        "x2",
        "x3",
        "x4",
        "near",
        "twice",
        "I(year^2) + I(year^3)",
        "log(w)",
        "x1:z",
        "gap1",
        "gap2",
        "d2",
      ],
      samples: ["all=true", ...[1, 2, 3, 4, 5].map((k) => `less${k}=year != ${k}`)],
      outcomes: ["y2", "big"],
      treatments: ["dose", "d:x2"],
      effects: ["unit", "none"],
      weights: ["none", "w"],
      vcov: ["cluster:unit", "cluster:region", "iid", "hetero"],
      specifications: 600,
      most: 1000,
      seed: 3,
    };
    const record = await multiverse(engine, table, "y ~ d | unit + year", options);
    expect(record.counts.drawn).toBe(600);
    expect(record.counts.combinations).toBe(2 ** 12 * 6 * 3 * 3 * 3 * 2 * 4);
    expect(record.notes.map(({ code }) => code)).toContain("multiverse_drawn");
    const random = seeded(9);
    const places = [...record.specifications.keys()].sort(() => random() - 0.5).slice(0, 200);
    for (const place of places) same(engine, table, record, record.specifications[place]!, options);
  }, 120_000);
});
