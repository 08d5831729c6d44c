/** A regression that is held: its record is that of feols, and another variance gives what feols gives under it. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Table, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { fitFeols } from "../../src/verbs/feols/fitted-model.js";
import { goldenTable } from "../support/golden-table.js";

const FORMULA = "log(Euros) ~ log(dist_km) | Origin + Destination";

let engine: Engine;
let trade: Table;

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  trade = await goldenTable("trade.csv");
});

const withoutTimes = ({ timing_ms: _, ...record }: FitRecord) => record;

describe("fitFeols", () => {
  it("gives under any variance what feols gives, to the bit", () => {
    const held = fitFeols(engine, trade, FORMULA, { vcov: "cluster:Origin" });
    expect(withoutTimes(held.record)).toEqual(withoutTimes(feols(engine, trade, FORMULA, { vcov: "cluster:Origin" })));
    for (const vcov of ["iid", "hetero", "cluster:Destination", "cluster:Origin+Destination", "cluster:Origin"]) {
      const asked = { ssc: "none", level: 0.9 };
      const again = feols(engine, trade, FORMULA, { vcov, ...asked });
      expect(withoutTimes(held.withVcov(vcov, asked))).toEqual(withoutTimes(again));
    }
    held.free();
  });

  it("gives its memory back, and then says that it was freed", () => {
    const before = engine.usedBytes();
    const held = fitFeols(engine, trade, FORMULA, { vcov: "iid" });
    expect(held.bytes).toBeGreaterThan(0);
    expect(engine.usedBytes()).toBe(before + held.bytes);
    held.free();
    expect(engine.usedBytes()).toBe(before);
    expect(() => held.withVcov("hetero")).toThrowError(expect.objectContaining({ code: "fit_freed" }));
  });

  it("holds an equation with instruments: its structural residuals, rows that add up, and another variance", async () => {
    const card = await goldenTable("card.csv");
    const models = [
      ["lwage ~ exper + black | educ ~ nearc4 + nearc2", {}],
      ["lwage ~ exper + black | married + south | educ ~ nearc4 + nearc2", { weights: "age", fixefRm: "none" }],
    ] as const;
    for (const [formula, options] of models) {
      const held = fitFeols(engine, card, formula, { vcov: "hetero", ...options });
      expect(withoutTimes(held.record)).toEqual(
        withoutTimes(feols(engine, card, formula, { vcov: "hetero", ...options })),
      );
      expect(withoutTimes(held.withVcov("iid"))).toEqual(
        withoutTimes(feols(engine, card, formula, { vcov: "iid", ...options })),
      );
      const weights = "weights" in options ? card.numeric("age") : card.numeric("age").map(() => 1);
      const u = held.residuals();
      const ssr = u.reduce((sum, value, i) => sum + (Number.isNaN(value) ? 0 : weights[i]! * value ** 2), 0);
      expect(ssr / held.record.fit.ssr).toBeCloseTo(1, 10);
      const { values, xb, effects } = held.fitted();
      const predicted = held.predict(card);
      const [b, y] = [held.record.coefficients, card.numeric("lwage")];
      for (let i = 0; i < card.nRows; i += 97) {
        if (Number.isNaN(u[i]!)) continue;
        const part =
          (b["(Intercept)"]?.estimate ?? 0) +
          b.fit_educ!.estimate * card.numeric("educ")[i]! +
          b.exper!.estimate * card.numeric("exper")[i]! +
          b.black!.estimate * card.numeric("black")[i]!;
        expect(xb[i]).toBeCloseTo(part, 11);
        expect(values[i]! + u[i]!).toBeCloseTo(y[i]!, 11);
        expect(predicted.values[i]).toBeCloseTo(values[i]!, 9);
      }
      if (held.record.fixed_effects.df > 0) expect(held.fixef().largest_error).toBeLessThan(1e-10);
      else expect(effects.every((sum) => sum === 0)).toBe(true);
      held.free();
    }
  });
});

describe("another variance of a regression that is held", () => {
  const PANEL = { unit: "place", time: "year" };
  const VARIANCES = [
    "cluster:year+place+sector",
    "DK:2",
    "NW:1",
    "conley:lat,lon,150",
    "cluster:country",
    "hetero",
    "DK:1",
  ];

  it("is what feols gives, to the bit, made for the first time and from what was kept", async () => {
    const places = await goldenTable("places.csv");
    const options = { vcov: "cluster:place", panel: PANEL };
    const held = fitFeols(engine, places, "y ~ x + z | place + year", options);
    for (const vcov of [...VARIANCES, ...VARIANCES]) {
      const again = feols(engine, places, "y ~ x + z | place + year", { ...options, vcov });
      expect(withoutTimes(held.withVcov(vcov)), vcov).toEqual(withoutTimes(again));
    }
    held.free();
  });

  it("holds score sums of at most the columns' size, and gives them back", async () => {
    const places = await goldenTable("places.csv");
    const before = engine.usedBytes();
    const held = fitFeols(engine, places, "y ~ x + z | place", { vcov: "iid", panel: PANEL });
    const fitted = held.bytes;
    held.withVcov("cluster:place");
    const once = held.bytes;
    expect(once).toBeGreaterThan(fitted);
    held.withVcov("cluster:place");
    expect(held.bytes).toBe(once);
    for (const by of ["year", "sector", "country", "place^year", "place^sector", "year^sector"])
      held.withVcov(`cluster:${by}`);
    expect(held.bytes - fitted).toBeLessThanOrEqual(2 * 8 * places.nRows * 2);
    expect(engine.usedBytes()).toBe(before + held.bytes);
    held.free();
    expect(engine.usedBytes()).toBe(before);
  });

  it("refuses a cluster variable that is missing in a row of the sample, naming it and the row", async () => {
    const places = await goldenTable("places.csv");
    const country = places.numeric("country").slice();
    country[4] = Number.NaN;
    const gappy = withColumns(places, [{ kind: "numeric", name: "country", values: country }]);
    const held = fitFeols(engine, gappy, "y ~ x | place", { vcov: "iid" });
    for (const vcov of ["cluster:country", "cluster:year^country+sector"]) {
      expect(() => held.withVcov(vcov)).toThrowError(
        expect.objectContaining({
          code: "vcov_missing",
          detail: expect.objectContaining({ column: "country", row: 5, got: 1 }),
        }),
      );
    }
    // estimated with it, the row is left out
    expect(feols(engine, gappy, "y ~ x | place", { vcov: "cluster:country" }).nobs).toBe(places.nRows - 1);
    held.free();
  });
});
