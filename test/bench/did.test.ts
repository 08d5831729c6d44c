/** The study of staggered adoption: its panels, estimands against estimators on mean outcomes, a small run, tables and figures. */
import { beforeAll, describe, expect, it } from "vitest";
import { studyFigures } from "../../bench/results/did-figures.js";
import { CHAPTERS, didTables } from "../../bench/results/did-tables.js";
import type { Measured } from "../../bench/staggered/design.js";
import {
  type AdoptionMethod,
  askingOf,
  EFFECTS,
  emptyPanel,
  staggeredPanel,
} from "../../bench/staggered/designs/adoption.js";
import type { Setting } from "../../bench/staggered/designs/adoption-estimands.js";
import { chapters } from "../../bench/staggered/designs/catalogue.js";
import { growingMethods } from "../../bench/staggered/designs/growing.js";
import { ratiosMethods } from "../../bench/staggered/designs/ratios.js";
import { measureBy } from "../../bench/staggered/measure.js";
import { studyOf } from "../../bench/staggered/study.js";
import type { Panel } from "../../src/data/panel/panel.js";
import { withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { renderSvg } from "../../src/report/figures/render-svg.js";

const REPLICATIONS = 40;
/** Standard deviations of a mean: one run in 15,000 is farther off, and seeds are fixed. */
const FAR = 4;
/** Of regressions on exact means. */
const ROUNDING = 1e-9;

/** Those whose panels are drawn with the sizes of cohorts at hand. */
const adoptions = [
  { outcomes: "growing", isDrawn: true, purpose: 4000, methods: growingMethods },
  { outcomes: "ratios", isDrawn: false, purpose: 4004, methods: ratiosMethods },
] as const;
const [growing, ratios] = adoptions;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** The panel with outcomes that are `own` times those drawn, and what they are on average in its cohorts. */
function withMeans(panel: Panel, { groups }: Setting, own: number): Panel {
  const [y, cohort, time] = ["y", "cohort", "time"].map((name) => panel.table.numeric(name)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const groupOf = (first: number) =>
    groups.find((group) => group.first === (first === 0 ? Number.POSITIVE_INFINITY : first))!;
  const values = cohort.map((first, row) => own * y[row]! + groupOf(first).mean(time[row]!));
  return { ...panel, table: withColumns(panel.table, [{ kind: "numeric", name: "y", values }]) };
}

const measureAll = (panel: Panel, methods: readonly AdoptionMethod[]): Measured[] =>
  methods.map((method) => measureBy(engine, panel, askingOf(method), EFFECTS));

describe("panels of the study", () => {
  it.each(adoptions)("$outcomes: other ones in every replication, the same again, of 200 units", (design) => {
    const y = (r: number) => staggeredPanel(engine, design, emptyPanel(), r).panel.table.numeric("y");
    expect(y(0)).toEqual(y(0));
    expect(y(0)).not.toEqual(y(1));
    const sizes = (r: number) => staggeredPanel(engine, design, emptyPanel(), r).setting.groups.map(({ size }) => size);
    expect(sizes(0).reduce((sum, size) => sum + size, 0)).toBe(200);
    if (design.isDrawn) expect(sizes(0)).not.toEqual(sizes(1));
    else expect(sizes(0)).toEqual([50, 50, 40, 60]);
  });
});

describe("estimands", () => {
  it.each(adoptions)("$outcomes: what mean outcomes add to estimates", (design) => {
    const { panel, setting } = staggeredPanel(engine, design, emptyPanel(), 3);
    // covariates work through units, and ratios through levels of units, which means of cohorts have not
    const methods = design.methods.filter(({ withCovariate, isOff, options }) => {
      return !withCovariate && !isOff && options.family !== "poisson";
    });
    const drawn = measureAll(panel, methods);
    const measured = measureAll(withMeans(panel, setting, 1), methods);
    methods.forEach(({ name, estimand }, m) => {
      EFFECTS.forEach((which, e) => {
        const [before, after] = [drawn[m]![e], measured[m]![e]];
        if (before == null || after == null) return;
        const added = after.estimate - before.estimate;
        expect(Math.abs(added - estimand(setting, which)), `${name}, ${which}`).toBeLessThan(ROUNDING);
      });
    });
  });

  it("of the Poisson regression: means less what they would be without treatment", () => {
    const { panel, setting } = staggeredPanel(engine, ratios, emptyPanel(), 0);
    const [method] = ratios.methods.filter(({ options }) => options.family === "poisson");
    const [measured] = measureAll(withMeans(panel, setting, 0), [method!]);
    EFFECTS.forEach((which, e) => {
      const found = measured![e];
      if (found != null) expect(Math.abs(found.estimate - method!.estimand(setting, which))).toBeLessThan(ROUNDING);
    });
  });

  it("differ where weights do", () => {
    const { setting } = staggeredPanel(engine, growing, emptyPanel(), 0);
    const of = (name: string) => growing.methods.find((method) => method.name === name)!.estimand(setting, "average");
    expect(of("twfe")).toBeLessThan(0.7 * of("bjs"));
    expect(of("lpdid")).not.toBeCloseTo(of("lpdid, reweighted"), 3);
    expect(of("stacked, no weights")).not.toBeCloseTo(of("stacked, corrective"), 3);
  });
});

describe("the study of staggered adoption", () => {
  it.each(chapters.did)("$name: pieces say what the verb says", async (design) => {
    const { panel } = await design.draw(engine, 5);
    for (const method of design.methods) {
      const [pieces, verb] = [await method.measure(engine, panel), method.byVerb!(engine, panel)];
      pieces.forEach((found, e) => {
        const same = verb[e] ?? null;
        expect(found === null).toBe(same === null);
        if (found === null || same === null) return;
        expect(Number.isNaN(found.high)).toBe(Number.isNaN(same.high));
        const off = Number.isNaN(found.high) ? 0 : Math.abs(found.high - same.high);
        expect(Math.abs(found.estimate - same.estimate) + off).toBeLessThan(ROUNDING);
      });
    }
  });

  it("two-way estimates are far from the effect on the treated, the others where they should be", async () => {
    const results = await Promise.all(chapters.did.map((design) => studyOf(engine, design, REPLICATIONS)));
    for (const { methods } of results) {
      for (const { name, is_off, effects } of methods) {
        for (const { which, own, sd, mean_error } of effects) {
          const text = `${name}, ${which}`;
          if (!is_off) expect(Math.abs(own.bias), text).toBeLessThan(FAR * own.mc_error);
          if (mean_error === null) expect(text).toBe("did2s, -2");
          else expect(mean_error / sd, text).toBeGreaterThan(0.6);
        }
        const [average] = effects;
        if (name === "twfe") expect(average!.treated.covered!.share).toBeLessThan(0.05);
        if (is_off) expect(Math.abs(average!.own.bias)).toBeGreaterThan(FAR * average!.own.mc_error);
      }
    }
    const study = {
      results: results.map((result) => ({ ...result, machine: "", date: "", seconds: 1, replications: REPLICATIONS })),
    };
    const chapter = CHAPTERS.find(({ name }) => name === "did")!;
    const text = didTables(chapter, study).join("\n");
    expect(text).toMatch(/^\| lpdid, reweighted \| event 1 \| 0\.\d{3} \| 0\.\d{3} \| -?0\.\d{4} \(0\.\d{4}\) \|/m);
    expect(text).toMatch(/^Of 65 effects \d+ are within 3 Monte Carlo errors/m);
    expect(text).toContain("may hold it more often: twfe (trends that are parallel in ratios).");
    for (const { figure } of studyFigures(chapter, study)) {
      expect(figure.description).toMatch(/effects that grow and differ by cohort: twfe -?\d+\.\d+%? \(on the treated/);
      expect(await renderSvg(figure)).toContain("lpdid, reweighted");
    }
  });
});

describe("the study beyond absorbing and binary", () => {
  it.each(chapters.designs)(
    "$name: panels are other ones in every replication, and each effect has a target",
    async (design) => {
      const [one, again, other] = await Promise.all(
        [0, 0, 1].map(async (replication) => design.draw(engine, replication)),
      );
      const y = (drawn: typeof one) => drawn!.panel.table.numeric("y");
      expect(y(one)).toEqual(y(again));
      expect(y(one)).not.toEqual(y(other));
      expect(one!.targets).toHaveLength(design.methods.length);
      for (const { own, treated } of one!.targets) {
        for (const targets of [own, treated])
          expect(targets.map(Number.isFinite)).toEqual(design.effects.map(() => true));
      }
      for (const method of design.methods) {
        const measured = await method.measure(engine, one!.panel);
        expect(measured).toHaveLength(design.effects.length);
        expect(measured[0]?.estimate).toBeTypeOf("number");
      }
    },
  );
});
