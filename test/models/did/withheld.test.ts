/**
 * Numbers that mean nothing are absent, with the reason by code: errors of effects on one unit, tests and intervals of in-sample leads, a
 * path known up to a trend, tests of fewer restrictions than leads.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { Note } from "../../../src/base/messages.js";
import { type Panel, panel } from "../../../src/data/panel/panel.js";
import { makeTable } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { DidEstimate } from "../../../src/verbs/did/design/record.js";
import type { DidOptions } from "../../../src/verbs/did/design/verb.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { presentDid } from "../../../src/verbs/did/verb/table.js";
import { eventStudy } from "../../../src/verbs/event-study/fit.js";
import { presentEventStudy } from "../../../src/verbs/event-study/table.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** Units of a cohort each (0: never treated) over eight periods; outcomes move by a sum of waves that no effect fits. */
function panelOf(cohorts: readonly number[]): Panel {
  const rows = cohorts.flatMap((cohort, u) => Array.from({ length: 8 }, (_, t) => ({ u, t: t + 1, cohort })));
  const column = (name: string, of: (row: (typeof rows)[number]) => number) =>
    ({ kind: "numeric", name, values: Float64Array.from(rows, of) }) as const;
  const table = makeTable(
    [
      column("unit", ({ u }) => u),
      column("time", ({ t }) => t),
      column("cohort", ({ cohort }) => cohort),
      column("y", ({ u, t }) => Math.sin(3 * u * t + u) + Math.cos(7 * t + u * u)),
    ],
    { name: "p", bytes: 0, sha256: null },
  );
  return panel(table, { unit: "unit", time: "time" });
}

const estimateOf = (data: Panel, options: DidOptions): DidEstimate =>
  did(engine, data, "y ~ 1 | unit + time", { cohort: "cohort", ...options }).estimates[0]!;
const detailOf = (notes: readonly Note[], code: string) => notes.find((note) => note.code === code)?.detail;

/** Cohort 3 has one unit, of which alone event times 4 and 5 are; -6 and -5 are of the one of cohort 7. */
const STAGGERED = panelOf([3, 5, 5, 5, 5, 5, 7, 0, 0, 0, 0, 0, 0]);

describe("effects on one unit", () => {
  it.each(["twfe", "sunab", "cs", "bjs", "etwfe"])("of %s have an estimate, and neither error nor interval", (name) => {
    const { effects, cells, notes, tests } = estimateOf(STAGGERED, { estimator: [name] });
    const alone = effects.filter(({ n_units, reference }) => n_units === 1 && !reference);
    expect(alone.map(({ event }) => event)).toContain(5);
    for (const one of [...alone, ...(cells ?? []).filter((cell) => cell.n_units === 1 && !cell.reference)]) {
      expect(one).toMatchObject({ std_error: null, statistic: null, p_value: null, conf_low: null, conf_high: null });
    }
    expect(detailOf(notes, "did_one_unit")).toMatchObject({
      ...{ estimator: name, by: "dynamic", unit: "unit", isAverage: false },
      effects: alone.map(({ event }) => event),
    });
    const several = effects.filter(({ n_units, reference, event }) => n_units > 1 && !reference && event! >= 0);
    expect(several.every(({ std_error }) => std_error! > 0)).toBe(true);
    for (const { event } of alone) expect(tests.leads?.terms ?? []).not.toContain(`event::${event}`);
  });

  it("keep an error that is not made of clusters, or is measured from others", () => {
    const at = (options: DidOptions) => estimateOf(STAGGERED, options).effects.find(({ event }) => event === 5)!;
    expect(at({ estimator: ["sunab"], vcov: "iid" }).std_error).toBeGreaterThan(0);
    expect(at({ estimator: ["sunab"], vcov: "hetero" }).std_error).toBeNull();
    expect(at({ estimator: ["bjs"], errorGroups: "all" }).std_error).toBeGreaterThan(0);
    expect(at({ estimator: ["bjs"], errorGroups: "event" }).std_error).toBeNull();
  });

  it("say that a test has fewer restrictions than there are leads, and are n.a. in the table and a point in the figure", () => {
    const record = did(engine, STAGGERED, "y ~ 1 | unit + time", { cohort: "cohort", estimator: ["twfe"] });
    const [{ effects, notes, tests }] = record.estimates as [DidEstimate];
    const leads = effects.filter(({ event, reference }) => event! < 0 && !reference).length;
    expect(detailOf(notes, "did_fewer_restrictions")).toMatchObject({
      ...{ leads, terms: leads - 2, restrictions: tests.leads!.df1 },
    });
    const { tables, figures } = presentDid(record);
    const row = tables[0]!.rows.find(({ name }) => name === "event::5")!;
    expect(row.cells.slice(1, 4)).toEqual(new Array(3).fill({ kind: "text", text: "n.a.", exact: "" }));
    const drawn = JSON.stringify(figures!()[""]);
    expect(drawn).toContain("(n.a.)");
  });

  it("have no average where one unit alone is treated", () => {
    const { overall, notes } = estimateOf(panelOf([4, 0, 0, 0, 0, 0]), { estimator: ["cs"], aggregate: "simple" });
    expect(overall.std_error).toBeNull();
    expect(detailOf(notes, "did_one_unit")).toMatchObject({ isAverage: true, effects: [], by: "simple" });
  });

  it("of an event study likewise, its coefficients too", () => {
    const found = eventStudy(engine, STAGGERED, "y ~ 1 | unit + time", { cohort: "cohort", vcov: "cluster:unit" });
    const alone = found.effects.filter(({ n_units, reference }) => n_units === 1 && !reference);
    expect(alone.map(({ event }) => event)).toEqual([-6, -5, 4, 5]);
    for (const { event, std_error, conf_low } of alone) {
      expect([std_error, conf_low]).toEqual([null, null]);
      expect(found.coefficients[`event::${event}`]!.std_error).toBeNaN();
      expect(found.tests.leads!.terms).not.toContain(`event::${event}`);
    }
    expect(detailOf(found.notes, "events_one_unit")).toEqual({ events: [-6, -5, 4, 5], unit: "unit" });
    expect(detailOf(found.notes, "leads_fewer_restrictions")).toMatchObject({ leads: 5, terms: 3 });
    const band = eventStudy(engine, STAGGERED, "y ~ 1 | unit + time", {
      ...{ cohort: "cohort", vcov: "cluster:unit", band: "uniform", draws: 99 },
    });
    expect(band.effects.find(({ event }) => event === 5)!.band_low).toBeNull();
    expect(band.effects.find(({ event }) => event === 0)!.band_low).toBeLessThan(0);
  });
});

describe("leads of the rows that made the prediction", () => {
  it.each([
    ["did2s", {}],
    ["fect", { resampling: "bootstrap", draws: 30 }],
  ] as const)("of %s have neither error nor joint test, and the reason by code", (name, options) => {
    const found = estimateOf(STAGGERED, { estimator: [name], ...options });
    const ahead = found.effects.filter(({ event, reference }) => event! < 0 && !reference);
    expect(ahead.length).toBeGreaterThan(3);
    expect(ahead.every(({ std_error, p_value }) => std_error === null && p_value === null)).toBe(true);
    expect(found.effects.find(({ event }) => event === 0)!.std_error).toBeGreaterThan(0);
    expect(found.tests.leads).toBeUndefined();
    expect(detailOf(found.notes, "did_fitted_leads")).toEqual({
      ...{ estimator: name, events: ahead.map(({ event }) => event) },
    });
  });

  it("of bjs and a placebo that is held out keep theirs", () => {
    expect(estimateOf(STAGGERED, { estimator: ["bjs"] }).tests.leads!.p_value).toBeLessThan(1);
    const held = estimateOf(STAGGERED, {
      ...{ estimator: ["fect"], resampling: "bootstrap", draws: 30, placeboPeriods: 1 },
    });
    expect(held.details).toMatchObject({ tests: { f: null, equivalence: null, placebo: { periods: 1 } } });
    expect((held.details as { tests: { placebo: { p_value: number } } }).tests.placebo.p_value).toBeLessThan(1);
  });
});

describe("two-way effects where every unit is treated at some time", () => {
  const ALL = panelOf([3, 3, 3, 5, 5, 5, 6, 6, 6]);

  it("have no joint test, average or figure with one reference", () => {
    const record = did(engine, ALL, "y ~ 1 | unit + time", { cohort: "cohort", estimator: ["twfe"] });
    const [{ overall, tests, notes, unidentified }] = record.estimates as [DidEstimate];
    expect(unidentified).toBe("trend");
    expect(overall.estimate).toBeNaN();
    expect(tests).toEqual({});
    expect(detailOf(notes, "did_trend_unidentified")).toEqual({ estimator: "twfe" });
    const { tables, figures } = presentDid(record);
    expect(tables[0]!.rows.map(({ name }) => name)).not.toContain("average");
    expect(figures!()).toEqual({});
  });

  it("of an event study get them back by a second reference, or by ends held constant", () => {
    const study = (more: object) =>
      eventStudy(engine, ALL, "y ~ 1 | unit + time", { cohort: "cohort", vcov: "cluster:unit", ...more });
    const one = study({});
    expect([one.unidentified, one.tests.leads]).toEqual(["trend", undefined]);
    expect(presentEventStudy(one).figures!()).toEqual({});
    expect(detailOf(one.notes, "no_never_treated")).toMatchObject({ isTrendUnknown: true });
    for (const more of [{ ref: [-1, -4] }, { window: [-2, 2], bin: true }]) {
      const two = study(more);
      expect(two.unidentified).toBeUndefined();
      expect(two.tests.leads!.p_value).toBeLessThanOrEqual(1);
      expect(Object.keys(presentEventStudy(two).figures!())).toEqual([""]);
      expect(detailOf(two.notes, "no_never_treated")).toMatchObject({ isTrendUnknown: false });
    }
  });

  it("cs keeps leads identified from units not yet treated", () => {
    const found = estimateOf(ALL, { estimator: ["cs"], control: "notyet" });
    expect(found.unidentified).toBeUndefined();
    expect(found.tests.leads!.df1).toBeGreaterThan(0);
  });
});

describe("an average of more event times than are shown", () => {
  it.each(["twfe", "cs", "bjs"])("names them: %s", (name) => {
    const cut = estimateOf(STAGGERED, { estimator: [name], window: [-2, 2] });
    const whole = estimateOf(STAGGERED, { estimator: [name] });
    expect(cut.overall.estimate).toBe(whole.overall.estimate);
    expect(detailOf(cut.notes, "did_average_beyond_window")).toEqual({ estimator: name, hidden: [3, 4, 5] });
    expect(detailOf(whole.notes, "did_average_beyond_window")).toBeUndefined();
  });
});
