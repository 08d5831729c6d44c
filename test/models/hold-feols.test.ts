/** A regression that is held: its record is that of feols, and another variance gives what feols gives under it. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
import { feols } from "../../src/models/feols.js";
import { holdFeols } from "../../src/models/hold-feols.js";
import type { FitRecord } from "../../src/models/regression/fit-record.js";
import { type Table, withColumns } from "../../src/table/table.js";
import { goldenTable } from "../support/golden-table.js";

const FORMULA = "log(Euros) ~ log(dist_km) | Origin + Destination";

let engine: Engine;
let trade: Table;

beforeAll(async () => {
  engine = await loadEngine();
  trade = await goldenTable("trade.csv");
});

const withoutTimes = ({ timing_ms: _, ...record }: FitRecord) => record;

describe("holdFeols", () => {
  it("gives under any variance what feols gives, to the bit", () => {
    const held = holdFeols(engine, trade, FORMULA, { vcov: "cluster:Origin" });
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
    const held = holdFeols(engine, trade, FORMULA, { vcov: "iid" });
    expect(held.bytes).toBeGreaterThan(0);
    expect(engine.usedBytes()).toBe(before + held.bytes);
    held.free();
    expect(engine.usedBytes()).toBe(before);
    expect(() => held.withVcov("hetero")).toThrowError(expect.objectContaining({ code: "fit_freed" }));
  });

  it("refuses an equation with instruments", () => {
    const formula = "log(Euros) ~ 1 | Origin | log(dist_km) ~ Year";
    expect(() => holdFeols(engine, trade, formula, { vcov: "iid" })).toThrowError(
      expect.objectContaining({ code: "held_instruments" }),
    );
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
    const held = holdFeols(engine, places, "y ~ x + z | place + year", options);
    for (const vcov of [...VARIANCES, ...VARIANCES]) {
      const again = feols(engine, places, "y ~ x + z | place + year", { ...options, vcov });
      expect(withoutTimes(held.withVcov(vcov)), vcov).toEqual(withoutTimes(again));
    }
    held.free();
  });

  it("holds score sums of at most the columns' size, and gives them back", async () => {
    const places = await goldenTable("places.csv");
    const before = engine.usedBytes();
    const held = holdFeols(engine, places, "y ~ x + z | place", { vcov: "iid", panel: PANEL });
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
    const held = holdFeols(engine, gappy, "y ~ x | place", { vcov: "iid" });
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
