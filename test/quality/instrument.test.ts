/** The price elsewhere under every rule, against a loop over all pairs of rows. */
import { beforeAll, describe, expect, it } from "vitest";
import { compensatedSum } from "../../src/base/numbers.js";
import type { Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { log } from "../../src/engine/kernels/math.js";
import { Groups } from "../../src/trade/quality/sample.js";
import { instrumentRecord, priceElsewhere } from "../../src/trade/quality/sigma/instrument.js";
import type { InstrumentPlan } from "../../src/trade/quality/sigma/plan-sigma.js";
import { customsRows } from "./customs-rows.js";

/** Sums of at most 50 terms of size 1 in two orders. */
const ROUNDING = 1e-13;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const ROLES = { firm: "firm", product: "product", dest: "dest", year: "year" } as const;

function sampleOf(table: Table) {
  const rows = Uint32Array.from({ length: table.nRows }, (_, i) => i);
  const [value, quantity] = [table.numeric("value"), table.numeric("quantity")];
  const unitValue = value.map((v, i) => v / quantity[i]!);
  return { rows, value, quantity, unitValue, instrument: null, sigma: null, groups: new Groups(table, rows) };
}

/** Mean over rows that agree with row i in `same` and differ in `other`; NaN without one. */
function naive(table: Table, i: number, same: readonly string[], other: string, plan: InstrumentPlan): number {
  const at = (name: string, row: number): number => table.numeric(name)[row]!;
  let [sum, weight] = [0, 0];
  for (let j = 0; j < table.nRows; j++) {
    if (same.some((name) => at(name, i) !== at(name, j)) || at(other, i) === at(other, j)) continue;
    const price = at("value", j) / at("quantity", j);
    const w = plan.weights === "quantity" ? at("quantity", j) : 1;
    sum += w * (plan.mean === "log" ? Math.log(price) : price);
    weight += w;
  }
  if (weight === 0) return Number.NaN;
  return plan.mean === "log" ? sum / weight : Math.log(sum / weight);
}

describe("price elsewhere", () => {
  for (const mean of ["log", "level"] as const) {
    for (const weights of ["none", "quantity"] as const) {
      for (const singleDest of ["drop", "other-years", "product-mean"] as const) {
        it(`${mean} mean, weights ${weights}, single destinations: ${singleDest}`, () => {
          const table = customsRows(7, 260);
          const sample = sampleOf(table);
          const plan: InstrumentPlan = { mean, weights, singleDest, ...ROLES };
          const { values, sources } = priceElsewhere(engine, sample, plan, log(engine, sample.unitValue));
          const record = instrumentRecord(plan, sources, compensatedSum(sample.value));
          const counts = { own: 0, substitute: 0, none: 0 };
          for (let i = 0; i < table.nRows; i++) {
            let wanted = naive(table, i, ["firm", "product", "year"], "dest", plan);
            let from: keyof typeof counts = "own";
            if (Number.isNaN(wanted) && singleDest !== "drop") {
              from = "substitute";
              wanted =
                singleDest === "other-years"
                  ? naive(table, i, ["firm", "product"], "year", plan)
                  : naive(table, i, ["product", "year"], "firm", plan);
            }
            counts[Number.isNaN(wanted) ? "none" : from]++;
            if (Number.isNaN(wanted)) expect(values[i]).toBeNaN();
            else expect(Math.abs(values[i]! - wanted)).toBeLessThan(ROUNDING);
          }
          expect(counts.own).toBeGreaterThan(50);
          expect(record.other_destinations.rows).toBe(counts.own);
          expect(record.substitute.rows).toBe(counts.substitute);
          expect(record.none.rows).toBe(counts.none);
          const { other_destinations, substitute, none } = record;
          expect(other_destinations.share_rows + substitute.share_rows + none.share_rows).toBeCloseTo(1, 12);
          expect(other_destinations.share_value + substitute.share_value + none.share_value).toBeCloseTo(1, 12);
        });
      }
    }
  }

  it("keeps its digits where one row outweighs the others by 1e14", () => {
    const table = customsRows(8, 200);
    const sample = sampleOf(table);
    const quantity = sample.quantity.map((q, i) => (i % 7 === 0 ? q * 1e14 : q));
    const value = sample.unitValue.map((p, i) => p * quantity[i]!);
    const plan: InstrumentPlan = { mean: "log", weights: "quantity", singleDest: "drop", ...ROLES };
    const heavy = { ...sample, quantity, value };
    const { values } = priceElsewhere(engine, heavy, plan, log(engine, sample.unitValue));
    for (let i = 0; i < table.nRows; i++) {
      let [sum, weight] = [0, 0];
      for (let j = 0; j < table.nRows; j++) {
        const same = ["firm", "product", "year"].every((name) => table.numeric(name)[i] === table.numeric(name)[j]);
        if (!same || table.numeric("dest")[i] === table.numeric("dest")[j]) continue;
        sum += quantity[j]! * Math.log(sample.unitValue[j]!);
        weight += quantity[j]!;
      }
      if (weight > 0) expect(Math.abs(values[i]! - sum / weight)).toBeLessThan(ROUNDING);
    }
  });
});
