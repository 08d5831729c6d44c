/**
 * The rule on few treated clusters (regression/few-clusters) in a design of its own: under the hypothesis, with three treated clusters of 40 or fewer, the restricted wild
 * bootstrap hardly ever rejects at 5% and t by the formula far too often; with six the restricted one is near 5%.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { seeded } from "../support/random.js";

const SAMPLES = 300;
const [CLUSTERS, ROWS, RATE] = [40, 20, 0.05];

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

/** Four periods with shocks of clusters and of their periods; the first clusters are treated in the later two. */
function sampleOf(treated: number, seed: number): Table {
  const random = seeded(seed);
  // a sum of uniforms: near enough to normal
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
  const n = CLUSTERS * ROWS;
  const [g, time] = [
    Float64Array.from({ length: n }, (_, i) => Math.floor(i / ROWS)),
    Float64Array.from({ length: n }, (_, i) => i % 4),
  ];
  const d = Float64Array.from(g, (c, i) => (c < treated && time[i]! >= 2 ? 1 : 0));
  const shocks = Array.from({ length: CLUSTERS * 4 }, normal);
  const y = Float64Array.from(g, (c, i) => 0.6 * shocks[4 * c + time[i]!]! + normal());
  const columns = Object.entries({ g, time, d, y }).map(([name, values]) => ({
    kind: "numeric" as const,
    name,
    values,
  }));
  return makeTable(columns, { name: "sample.csv", bytes: 0, sha256: null });
}

/** Shares of samples in which p is at most 5%. */
async function rejections(treated: number) {
  const found = { formula: 0, restricted: 0, unrestricted: 0 };
  for (let s = 0; s < SAMPLES; s++) {
    const table = sampleOf(treated, 1000 * treated + s);
    const ask = (imposeNull: boolean) =>
      bootstrap(engine, table, "y ~ d | g + time", {
        term: "d",
        cluster: "g",
        draws: 199,
        ci: "none",
        seed: s,
        imposeNull,
      });
    const restricted = await ask(true);
    const unrestricted = await ask(false);
    if (restricted.observed.p_value <= RATE) found.formula += 1 / SAMPLES;
    if (restricted.p_value.statistic! <= RATE) found.restricted += 1 / SAMPLES;
    if (unrestricted.p_value.statistic! <= RATE) found.unrestricted += 1 / SAMPLES;
  }
  return found;
}

describe("rejections of a true hypothesis at 5%", () => {
  it.each([2, 3])("%i treated clusters: neither p", async (treated) => {
    const { formula, restricted, unrestricted } = await rejections(treated);
    expect(restricted).toBeLessThan(RATE / 2);
    expect(formula).toBeGreaterThan(2 * RATE);
    expect(unrestricted).toBeGreaterThan(restricted);
  });

  it("six: the restricted bootstrap", async () => {
    const { restricted } = await rejections(6);
    const error = Math.sqrt((RATE * (1 - RATE)) / SAMPLES);
    expect(Math.abs(restricted - RATE)).toBeLessThanOrEqual(3 * error);
  });
});
