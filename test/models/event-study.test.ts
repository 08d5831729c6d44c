/** Event study: where event time comes from, windows, references, notes on the design, refusals. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { selectRows, type Table, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { eventStudy } from "../../src/verbs/event-study/fit.js";
import type { EventStudyOptions } from "../../src/verbs/event-study/verb.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { numeric, shuffled, smallPanel, smallTable, text } from "./small-panel.js";

/** The same numbers in another order of rows or columns: rounding alone may differ. */
const ROUNDING = 1e-11;

const KEYS = { unit: "unit", time: "time" };
const COHORTS = [...new Array(6).fill(4), ...new Array(6).fill(6), ...new Array(8).fill(null)];
const SHAPE = { cohorts: COHORTS, periods: [1, 9] } as const;
const FORMULA = "y ~ x | unit + time";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const run = (options: Partial<EventStudyOptions> = {}, data: Panel = smallPanel(SHAPE), formula = FORMULA) =>
  eventStudy(engine, data, formula, { cohort: "g", vcov: "cluster:unit", ...options });

const refused = (code: string) => expect.objectContaining({ code });
const codes = (record: ReturnType<typeof run>) => record.notes.map(({ code }) => code);
const events = (record: ReturnType<typeof run>) => record.effects.map(({ event }) => event);
const withG = (g: (value: number) => number, table: Table = smallTable(SHAPE)) =>
  panel(withColumns(table, [numeric("g", table.numeric("g").map(g))]), KEYS);

describe("event time", () => {
  it("is the same from a cohort column and from the treatment", () => {
    const byCohort = run();
    const { cohort: _, ...byTreatment } = { cohort: "g", treat: "d", vcov: "cluster:unit" as const };
    expect(eventStudy(engine, smallPanel(SHAPE), FORMULA, byTreatment).effects).toEqual(byCohort.effects);
    expect(byCohort.never).toMatchObject({ rule: "g is empty, 0, Inf or after the last period (9)", units: 8 });
  });

  it.each([
    ["empty", Number.NaN],
    ["0", 0],
    ["Inf", Number.POSITIVE_INFINITY],
    ["after the last period", 10],
  ])("takes %s for never treated", (_, mark) => {
    const record = run(
      {},
      withG((value) => (Number.isNaN(value) ? mark : value)),
    );
    expect(record.effects).toEqual(run().effects);
    expect(record.never.units).toBe(8);
  });

  it("takes a value named for never treated, number or text", () => {
    const marked = withG((value) => (Number.isNaN(value) ? -99 : value));
    expect(run({ never: -99 }, marked).effects).toEqual(run().effects);
    const table = smallTable(SHAPE);
    const words = Array.from(table.numeric("g"), (value) => (Number.isNaN(value) ? "never" : String(value)));
    const texts = panel(withColumns(table, [text("g", words)]), KEYS);
    expect(run({ never: "never" }, texts).effects).toEqual(run().effects);
    expect(() => run({}, texts)).toThrow(refused("cohort_not_a_period"));
    expect(() => run({ never: "nevr" }, texts)).toThrow(refused("never_value"));
  });

  it("asks what 0 means where it is a period", () => {
    const table = smallTable({ cohorts: COHORTS.map((g) => (g === null ? null : g - 4)), periods: [-3, 5] });
    const zeros = (mark: number) =>
      panel(
        withColumns(table, [
          numeric(
            "g",
            table.numeric("g").map((value) => (Number.isNaN(value) ? mark : value)),
          ),
        ]),
        KEYS,
      );
    expect(() => run({}, zeros(Number.NaN))).toThrow(refused("cohort_zero"));
    expect(run({ never: -99 }, zeros(-99)).cohorts.map(({ cohort }) => cohort)).toEqual([0, 2]);
  });

  it("gives the coefficients of dummies written by hand", () => {
    const data = smallPanel(SHAPE);
    const g = data.table.numeric("g");
    const dummies = [-2, 0, 1].map((event) =>
      numeric(
        `e${event + 9}`,
        data.timeValues.map((time, i) => Number(Math.max(-2, Math.min(1, time - g[i]!)) === event)),
      ),
    );
    const hand = feols(engine, withColumns(data.table, dummies), "y ~ e7 + e9 + e10 + x | unit + time", {
      vcov: "cluster:unit",
    });
    const record = run({ window: [-2, 1], bin: true });
    expect(events(record)).toEqual([-2, -1, 0, 1]);
    ["e7", "e9", "e10"].forEach((name, j) => {
      const [got, want] = [record.effects.filter(({ reference }) => !reference)[j]!, hand.coefficients[name]!];
      expect(Math.abs(got.estimate - want.estimate)).toBeLessThanOrEqual(ROUNDING);
      expect(Math.abs(got.std_error! - want.std_error)).toBeLessThanOrEqual(ROUNDING);
    });
    expect(record.call).toBe("y ~ i(event, ref = -1) + x | unit + time");
  });

  it("does not depend on the order of rows", () => {
    const table = smallTable(SHAPE);
    const turned = run({}, panel(selectRows(table, shuffled(table.nRows, 4)), KEYS));
    run().effects.forEach(({ estimate, std_error }, j) => {
      expect(Math.abs(turned.effects[j]!.estimate - estimate)).toBeLessThanOrEqual(ROUNDING);
      expect(Math.abs((turned.effects[j]!.std_error ?? 0) - (std_error ?? 0))).toBeLessThanOrEqual(ROUNDING);
    });
  });
});

describe("window", () => {
  it("shows all event times without one, with units and cohorts of each", () => {
    const record = run();
    expect(events(record)).toEqual([-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5]);
    expect(record.effects.map(({ n_units }) => n_units)).toEqual([6, 6, 12, 12, 12, 12, 12, 12, 12, 6, 6]);
    expect(record.effects.map(({ n_cohorts }) => n_cohorts)).toEqual([1, 1, 2, 2, 2, 2, 2, 2, 2, 1, 1]);
    expect(record.cohorts).toEqual([
      { cohort: 4, units: 6, units_before: 6, first_event: -3, last_event: 5 },
      { cohort: 6, units: 6, units_before: 6, first_event: -5, last_event: 3 },
    ]);
    expect(record.notes.find(({ code }) => code === "events_one_cohort")!.detail).toEqual({
      events: [-5, -4, 4, 5],
      cohorts: [6, 6, 4, 4],
    });
  });

  it("without bin, changes no estimate: what lies outside keeps effects of its own, not shown and not tested", () => {
    const [all, some] = [run(), run({ window: [-3, 2] })];
    expect(events(some)).toEqual([-3, -2, -1, 0, 1, 2]);
    expect(some.coefficients).toEqual(all.coefficients);
    expect(some.tests.leads!.terms).toEqual(["event::-3", "event::-2"]);
    expect(some.notes.find(({ code }) => code === "events_not_shown")!.detail).toEqual({ events: [-5, -4, 3, 4, 5] });
  });

  it("with bin, merges the ends and labels them", () => {
    const record = run({ window: [-3, 2], bin: true });
    expect(record.effects.map(({ label }) => label)).toEqual(["<= -3", "-2", "-1", "0", "1", ">= 2"]);
    expect(record.effects[0]!.n_units).toBe(12);
    expect(Object.keys(record.coefficients)).toEqual([
      "event::-3",
      "event::-2",
      "event::0",
      "event::1",
      "event::2",
      "x",
    ]);
  });

  it("names event times at which no cohort is observed", () => {
    const record = run({ window: [-7, 7] });
    expect(record.notes.find(({ code }) => code === "events_unobserved")!.detail).toEqual({ events: [-7, -6, 6, 7] });
  });
});

describe("references", () => {
  it("may be several: each 0, without an error, outside the test", () => {
    const record = run({ ref: [-1, -5] });
    expect(record.effects.filter(({ reference }) => reference)).toMatchObject([
      { event: -5, estimate: 0, std_error: null, conf_low: null, conf_high: null },
      { event: -1, estimate: 0, std_error: null, conf_low: null, conf_high: null },
    ]);
    expect(record.tests.leads!.terms).toEqual(["event::-4", "event::-3", "event::-2"]);
  });

  it("without never-treated units, one leaves a trend: the effect left out is named, a second reference advised", () => {
    const data = smallPanel({ cohorts: [...new Array(6).fill(4), ...new Array(6).fill(5)], periods: [1, 9] });
    const record = run({}, data);
    expect(codes(record)).toEqual(expect.arrayContaining(["no_never_treated", "events_collinear"]));
    const [left] = record.notes.find(({ code }) => code === "events_collinear")!.detail!.events as number[];
    expect(events(record)).not.toContain(left);
    expect(record.collinear.map(({ term }) => term)).toContain(`event::${left}`);
    expect(codes(run({ ref: [-1, -4] }, data))).not.toContain("events_collinear");
  });

  it("with cohorts two periods apart only, a pattern of odd and even times is left as well: three are needed", () => {
    const data = smallPanel({ cohorts: COHORTS.filter((g) => g !== null), periods: [1, 9] });
    expect(codes(run({ ref: [-1, -5] }, data))).toContain("events_collinear");
    expect(codes(run({ ref: [-1, -2, -5] }, data))).not.toContain("events_collinear");
  });
});

describe("the design in notes", () => {
  it("counts few treated units, and units not seen before treatment", () => {
    const record = run({}, smallPanel({ cohorts: [1, 4, 4, null, null, null, null], periods: [1, 8] }));
    expect(record.notes.find(({ code }) => code === "few_treated")!.detail).toEqual({ treated: 3 });
    expect(record.notes.find(({ code }) => code === "no_period_before")!.message).toContain("1 of cohort 1");
  });

  it("says when an effect of unit or time is not absorbed", () => {
    const record = run({}, undefined, "y ~ x | time");
    expect(record.notes.find(({ code }) => code === "effects_not_absorbed")!.detail).toMatchObject({
      missing: ["unit"],
    });
    expect(codes(run())).not.toContain("effects_not_absorbed");
  });

  it("describes an unbalanced panel", () => {
    const record = run({}, smallPanel({ ...SHAPE, without: (unit, time) => unit === 2 && time === 5 }));
    expect(record.panel).toEqual({
      unit: "unit",
      time: "time",
      units: 20,
      periods: 9,
      balanced: false,
      units_with_gaps: 1,
      min_periods: 8,
      max_periods: 9,
    });
  });

  it("is frozen and survives JSON", () => {
    const record = run();
    expect(Object.isFrozen(record.effects[0])).toBe(true);
    expect(JSON.parse(JSON.stringify(record)).effects).toEqual(record.effects);
  });
});

describe("refusals", () => {
  it.each([
    ["event_treatment", { treat: "d" }],
    ["event_window", { bin: true }],
    ["event_window", { window: [2, -2] }],
    ["event_window", { window: [-2.5, 2] }],
    ["event_reference", { ref: [] }],
    ["event_reference", { ref: [-0.5] }],
    ["event_reference", { ref: [-5], window: [-4, 4], bin: true }],
    ["reference_not_observed", { ref: [-8] }],
    ["unknown_column", { cohort: "gg" }],
    ["cohort_varies", { cohort: "time" }],
    ["cohort_varies", { cohort: "d" }],
  ] as [string, Partial<EventStudyOptions>][])("%s: %o", (code, options) => {
    expect(() => run(options)).toThrow(refused(code));
  });

  it("no variance, no treatment, a value of no cohort column", () => {
    const data = smallPanel(SHAPE);
    expect(() => eventStudy(engine, data, FORMULA, { cohort: "g" })).toThrow(refused("vcov_required"));
    expect(() => eventStudy(engine, data, FORMULA, { vcov: "iid" })).toThrow(refused("event_treatment"));
    expect(() => eventStudy(engine, data, FORMULA, { treat: "d", never: 0, vcov: "iid" })).toThrow(
      refused("event_treatment"),
    );
  });

  it("no treated unit, naming the rule", () => {
    expect(() =>
      run(
        {},
        withG(() => 0),
      ),
    ).toThrow(expect.objectContaining({ code: "no_treated", message: expect.stringContaining("g is empty, 0") }));
  });

  it("a treatment that switches off, naming unit and period", () => {
    const table = smallTable(SHAPE);
    const d = table.numeric("d").map((value, i) => (table.numeric("time")[i] === 9 ? 0 : value));
    const data = panel(withColumns(table, [numeric("d", d)]), KEYS);
    const treated = { treat: "d", vcov: "iid" } as const;
    expect(() => eventStudy(engine, data, FORMULA, treated)).toThrow(
      expect.objectContaining({
        code: "treatment_switches_off",
        detail: expect.objectContaining({ unit: "1", time: 9 }),
      }),
    );
  });

  it("a treatment on from the start, unless the subset leaves such units out", () => {
    const data = smallPanel({ cohorts: [1, ...COHORTS], periods: [1, 9] });
    const treated = { treat: "d", vcov: "iid" } as const;
    expect(() => eventStudy(engine, data, FORMULA, treated)).toThrow(
      expect.objectContaining({ code: "treatment_always_on", detail: expect.objectContaining({ got: ["1"] }) }),
    );
    expect(eventStudy(engine, data, FORMULA, { ...treated, subset: "unit > 1" }).nobs).toBe(180);
  });

  it("a column called event in the model", () => {
    const table = smallTable(SHAPE);
    const data = panel(withColumns(table, [numeric("event", table.numeric("x"))]), KEYS);
    expect(run({}, data).effects).toEqual(run().effects);
    expect(() => run({}, data, "y ~ event | unit + time")).toThrow(refused("event_name"));
    expect(() => run({ subset: "event > 0" }, data)).toThrow(refused("event_name"));
  });
});
