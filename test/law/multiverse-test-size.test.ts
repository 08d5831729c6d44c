/** Where the treatment does nothing, the joint test by permutation rejects as often as it says: p <= 0.1 in a tenth of panels. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { multiverse } from "../../src/verbs/multiverse/fit.js";
import { numeric } from "../models/small-panel.js";
import { seeded } from "../support/random.js";

const PANELS = 150;
const LEVEL = 0.1;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

/** 16 units over 5 years, half of them treated from a year of their own on; errors of a unit go together. */
function nothingHappens(seed: number) {
  const random = seeded(seed);
  const columns: Record<string, number[]> = { unit: [], year: [], d: [], x1: [], x2: [], y: [] };
  for (let unit = 0; unit < 16; unit++) {
    const [drift, first] = [random(), unit % 2 === 0 ? 2 + Math.floor(3 * random()) : 9];
    for (let year = 1; year <= 5; year++) {
      const row = { unit, year, d: year >= first ? 1 : 0, x1: random(), x2: random(), y: drift * year + random() };
      for (const [name, value] of Object.entries(row)) columns[name]!.push(value);
    }
  }
  const numbers = Object.entries(columns).map(([name, values]) => numeric(name, values));
  return makeTable(numbers, { name: "nothing", bytes: 0, sha256: "" });
}

it("rejects at its level, less and plus three Monte Carlo errors", async () => {
  const rejected = { median: 0, share_significant_dominant: 0, stouffer_z: 0 };
  for (let panel = 0; panel < PANELS; panel++) {
    const { test } = await multiverse(engine, nothingHappens(panel + 1), "y ~ d | unit + year", {
      ...{ term: "d", controls: ["x1", "x2"], vcov: ["cluster:unit"], test: "permutation" as const },
      ...{ draws: 39, seed: panel },
    });
    for (const key of ["median", "share_significant_dominant", "stouffer_z"] as const) {
      if (test!.p_value[key] <= LEVEL) rejected[key]++;
    }
  }
  const error = Math.sqrt((LEVEL * (1 - LEVEL)) / PANELS);
  // shares tie, and ties count against the curve
  expect(rejected.share_significant_dominant / PANELS).toBeLessThan(LEVEL + 3 * error);
  for (const key of ["median", "stouffer_z"] as const) {
    expect(Math.abs(rejected[key] / PANELS - LEVEL), key).toBeLessThan(3 * error);
  }
});
