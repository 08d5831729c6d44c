/** On how many rows and cities means by value rest, and the outcome of the formula by its former name. */
import { beforeAll, describe, expect, it } from "vitest";
import type { Category } from "../../../src/base/columns.js";
import { noteText } from "../../../src/base/messages.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { qualityPolicy } from "../../../src/trade/policy/fit.js";
import { weightsNotes, weightsRecord } from "../../../src/trade/policy/weights.js";
import { policyData, SIGMA } from "./policy-data.js";

const category = (codes: readonly number[]): Category => ({
  name: "codes",
  codes: Uint32Array.from(codes),
  nLevels: Math.max(...codes) + 1,
  label: String,
});

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

describe("weights by value", () => {
  it("count as many equal ones as the inverse of their Herfindahl index says", () => {
    const record = weightsRecord(Float64Array.of(1, 1, 2, 4), category([0, 0, 1, 1]), category([0, 0, 1, 2]));
    // rows 64 / (1 + 1 + 4 + 16); units 64 / (4 + 36); cells of 2, 1 and 1 equal rows
    expect(record.rows).toEqual({ n: 4, effective: expect.closeTo(64 / 22, 12), largest: 0.5 });
    expect(record.units).toEqual({ n: 2, effective: expect.closeTo(64 / 40, 12), largest: 0.75 });
    expect(record.cells).toEqual({
      n: 3,
      effective_rows: { median: 1, p10: 1 },
      largest_row: { median: 1, p90: 1 },
    });
  });

  it("are warned of below 20 units and below 5 rows of the median cell, and not otherwise", () => {
    const even = (units: number, each: number) => {
      const rows = Array.from({ length: units * each }, (_, i) => Math.floor(i / each));
      return weightsNotes(weightsRecord(new Float64Array(rows.length).fill(3), category(rows), category(rows)), "city");
    };
    expect(even(20, 5)).toEqual([]);
    const [few] = even(19, 5);
    expect(few).toMatchObject({ code: "weights_few_units", detail: { n: 19, threshold: 20 } });
    expect(noteText(few!, "zh")).toMatch(/^按金额加权/);
    const [rows] = even(20, 4);
    expect(rows).toMatchObject({ code: "weights_few_rows", detail: { threshold: 5 } });
    expect(noteText(rows!, "zh")).toMatch(/^在中位/);
  });

  it("are in the record of a policy, with the caution", async () => {
    const { rows, cities } = policyData(9, 10);
    const options = { sigma: SIGMA, term: "did", draws: 0 };
    const { record } = await qualityPolicy(engine, rows, cities, {
      ...options,
      formula: "r_quality ~ did | city + year",
    });
    expect(record.weights.units.n).toBe(10);
    expect(record.weights.units.effective).toBeLessThan(10);
    expect(record.weights.rows.n).toBe(record.quality.nobs);
    expect(record.notes.map(({ code }) => code)).toContain("weights_few_units");
    expect(record.call).toBe("r_quality ~ did | city + year");
  });
});

describe("the outcome of the formula", () => {
  it("by its former name gives the same, with a notice", async () => {
    const { rows, cities } = policyData(9, 10);
    const options = { sigma: SIGMA, term: "did", draws: 0 };
    const [now, before] = await Promise.all(
      ["r_quality", "quality"].map((outcome) =>
        qualityPolicy(engine, rows, cities, { ...options, formula: `${outcome} ~ did | city + year` }),
      ),
    );
    expect(before!.record.two_step).toEqual({
      normalised: { ...now!.record.two_step.normalised, timing_ms: expect.anything() },
      raw: { ...now!.record.two_step.raw, timing_ms: expect.anything() },
    });
    expect(before!.record.two_step.raw.call).toMatch(/^quality ~ did/);
    expect(now!.record.notes.map(({ code }) => code)).not.toContain("outcome_renamed");
    const renamed = before!.record.notes.find(({ code }) => code === "outcome_renamed");
    expect(renamed?.message).toContain("read as r_quality");
    expect(noteText(renamed!, "zh")).toContain("r_quality");
    expect(now!.cells.names.slice(0, 4)).toEqual(["city", "year", "r_quality", "quality"]);
  });
});
