/** A regression that is held: its record is that of feols, and another variance gives what feols gives under it. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
import { feols } from "../../src/models/feols.js";
import { holdFeols } from "../../src/models/hold-feols.js";
import type { FitRecord } from "../../src/models/regression/fit-record.js";
import type { Table } from "../../src/table/table.js";
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
