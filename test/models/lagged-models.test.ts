/** Lags in the verbs that have a panel: the same numbers as with a column made beforehand, or a refusal. */
import { beforeAll, describe, expect, it } from "vitest";
import { lag, type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { eventStudy } from "../../src/verbs/event-study/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { fitFeols } from "../../src/verbs/feols/fitted-model.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import type { PlaceboOptions } from "../../src/verbs/placebo/verb.js";
import { numeric, smallTable } from "./small-panel.js";

const KEYS = { unit: "unit", time: "time" };
const COHORTS = [...new Array(4).fill(5), ...new Array(4).fill(7), ...new Array(10).fill(null)];
const without = (unit: number, time: number) => (7 * unit + 3 * time) % 11 === 4;

let engine: Engine;
/** With columns lx, fw, dy: what l(x), f(w) and d(y) are. */
let data: Panel;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  const plain = panel(smallTable({ cohorts: COHORTS, periods: [1, 10], without }), KEYS);
  const { table } = plain;
  const y = table.numeric("y");
  const before = lag(plain, y, 1);
  data = panel(
    withColumns(table, [
      numeric("lx", lag(plain, table.numeric("x"), 1)),
      numeric("fw", lag(plain, table.numeric("w"), -1)),
      numeric(
        "dy",
        y.map((value, i) => value - before[i]!),
      ),
    ]),
    KEYS,
  );
});

/** A record without names of terms and times: its numbers. */
const numbersOf = (record: unknown): unknown =>
  JSON.parse(
    JSON.stringify(record, (key, value) =>
      ["timing_ms", "call", "notes", "names", "terms", "depvar"].includes(key) ? undefined : value,
    )
      .replaceAll("l(x, 1)", "lx")
      .replaceAll("f(w, 1)", "fw"),
  );

describe("lags are what a column made beforehand is", () => {
  it("in feols, of a panel or of a table with its keys", () => {
    const want = numbersOf(feols(engine, data, "dy ~ lx + fw | time", { vcov: "cluster:unit" }));
    const formula = "d(y) ~ l(x) + f(w) | time";
    expect(numbersOf(feols(engine, data, formula, { vcov: "cluster:unit" }))).toEqual(want);
    expect(numbersOf(feols(engine, data.table, formula, { vcov: "cluster:unit", panel: KEYS }))).toEqual(want);
  });

  it("in a condition on rows", () => {
    const among = (subset: string) => numbersOf(feols(engine, data, "y ~ x", { vcov: "iid", subset }));
    expect(among("l(x) > 0 | time == 1")).toEqual(among("lx > 0 | time == 1"));
  });

  it("in a regression that is held", () => {
    const held = fitFeols(engine, data, "y ~ l(x) | unit", { vcov: "iid" });
    expect(numbersOf(held.withVcov("hetero"))).toEqual(
      numbersOf(feols(engine, data, "y ~ lx | unit", { vcov: "hetero" })),
    );
    held.free();
  });

  it("among instruments", () => {
    const options = { vcov: "hetero", panel: KEYS };
    const fit = feols(engine, data.table, "y ~ w | unit | x ~ l(x) + f(w)", options);
    const want = feols(engine, data.table, "y ~ w | unit | x ~ lx + fw", options);
    expect(numbersOf(fit.coefficients)).toEqual(numbersOf(want.coefficients));
    expect(numbersOf(fit.iv)).toEqual(numbersOf(want.iv));
  });

  it("in an event study", () => {
    const options = { cohort: "g", vcov: "cluster:unit" };
    expect(numbersOf(eventStudy(engine, data, "y ~ l(x) | unit + time", options))).toEqual(
      numbersOf(eventStudy(engine, data, "y ~ lx | unit + time", options)),
    );
  });

  it.each(["wild", "pairs"] as const)("in a %s bootstrap", async (kind) => {
    const options = { kind, term: "w", cluster: "unit", draws: 20, seed: 3 } as const;
    expect(numbersOf(await bootstrap(engine, data, "y ~ w + l(x) | unit", options))).toEqual(
      numbersOf(await bootstrap(engine, data, "y ~ w + lx | unit", options)),
    );
  });

  it("in a placebo in space, of controls", async () => {
    const run = (formula: string) => placebo(engine, data, formula, { term: "d", draws: 20 });
    expect(numbersOf(await run("y ~ d + l(x) | unit + time"))).toEqual(
      numbersOf(await run("y ~ d + lx | unit + time")),
    );
  });
});

describe("predictions with lags", () => {
  it.each(["y ~ l(x) + f(w) | unit", "d(y) ~ l(x) | unit[f(w)] + time"])(
    "are those with columns made beforehand: %s",
    (formula) => {
      const made = formula.replace("l(x)", "lx").replace("f(w)", "fw").replace("d(y)", "dy");
      const [lagged, plain] = [formula, made].map((text) => fitFeols(engine, data, text, { vcov: "iid" }));
      const [got, want] = [lagged!.predict(data.table, { panel: KEYS }), plain!.predict(data.table)];
      expect(got.missing).toBe(want.missing);
      expect(got.missing).toBeLessThan(data.table.nRows / 2);
      got.values.forEach((value, i) => {
        if (Number.isNaN(want.values[i]!)) expect(value).toBeNaN();
        else expect(Math.abs(value - want.values[i]!)).toBeLessThan(1e-10);
      });
      expect(lagged!.predict(data).values).toEqual(got.values);
      const { values } = lagged!.fitted();
      values.forEach((value, i) => {
        if (!Number.isNaN(value)) expect(Math.abs(value - got.values[i]!)).toBeLessThan(1e-10);
      });
    },
  );

  it("take lags among the new rows, by the period of the estimate, and need their unit and time", () => {
    const held = fitFeols(engine, data, "y ~ l(x) | unit", { vcov: "iid" });
    const of = (times: readonly number[]) =>
      makeTable(
        [
          numeric(
            "unit",
            times.map(() => 1),
          ),
          numeric("time", times),
          numeric("x", times),
        ],
        data.table.source,
      );
    const [all, apart] = [held.predict(of([20, 21, 22]), { panel: KEYS }), held.predict(of([20, 22]), { panel: KEYS })];
    const b = held.record.coefficients["l(x, 1)"]!.estimate;
    expect(all.values[0]).toBeNaN();
    expect(Math.abs(all.values[2]! - all.values[1]! - b)).toBeLessThan(1e-10);
    expect(apart.missing).toBe(2);
    expect(() => held.predict(of([20, 21]))).toThrow(expect.objectContaining({ code: "lag_panel" }));
  });
});

describe("lags are refused", () => {
  it.each<[string, Partial<PlaceboOptions>]>([
    ["y ~ d + l(d) | unit + time", {}],
    ["y ~ d + d(x * d) | unit + time", {}],
    ["y ~ d + l(x) | unit + time", { leaveOut: true }],
    ["y ~ d + l(x) | unit + time", { kind: "time" }],
  ])("in a placebo of %s with %j, whose draws would change them", async (formula, options) => {
    await expect(placebo(engine, data, formula, { term: "d", draws: 5, ...options })).rejects.toThrow(
      expect.objectContaining({ code: "placebo_lag" }),
    );
  });

  it("without unit and time, with what to do", async () => {
    const refused = expect.objectContaining({ code: "lag_panel" });
    expect(() => feols(engine, data.table, "y ~ l(x) | unit", { vcov: "iid" })).toThrow(refused);
    await expect(
      bootstrap(engine, data.table, "y ~ w + l(x)", { kind: "wild", term: "w", cluster: "unit" }),
    ).rejects.toThrow(refused);
  });

  it("by a text as a slope", () => {
    const table = withColumns(data.table, [
      { kind: "text", name: "s", codes: new Uint32Array(data.table.nRows), levels: ["a"] },
    ]);
    expect(() => feols(engine, table, "y ~ x | unit[s]", { vcov: "iid" })).toThrow(
      expect.objectContaining({ code: "slope_text" }),
    );
  });
});
