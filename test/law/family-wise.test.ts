/**
 * The family-wise error of the step-down, by Monte Carlo: under null hypotheses that are all true, and of those that are true beside
 * one that is not, one or more is rejected no oftener than the rate, and the false discovery rates hold in the share of families.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { romanoWolf } from "../../src/verbs/romano-wolf/fit.js";
import type { FamilyMethod } from "../../src/verbs/romano-wolf/record.js";
import { seeded } from "../support/random.js";

const SAMPLES = 400;
const RATE = 0.05;
const [CLUSTERS, ROWS, OUTCOMES] = [30, 6, 5];
const METHODS = [
  "romano_wolf",
  "westfall_young",
  "holm",
  "benjamini_hochberg",
  "bootstrap",
] as const satisfies readonly FamilyMethod[];

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

/** Outcomes that share half of their errors, within clusters and between outcomes; `effect` is of the first. */
function sampleOf(seed: number, effect: number): Table {
  const random = seeded(seed);
  // a sum of uniforms: near enough to normal
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
  const n = CLUSTERS * ROWS;
  const cluster = Float64Array.from({ length: n }, (_, i) => Math.floor(i / ROWS));
  const treated = Float64Array.from(cluster, (c) => (c < CLUSTERS / 2 ? 1 : 0));
  const common = Float64Array.from({ length: CLUSTERS }, normal);
  const columns = Array.from({ length: OUTCOMES }, (_, h) => {
    const own = Float64Array.from({ length: CLUSTERS }, normal);
    const values = Float64Array.from(
      cluster,
      (c, i) => (h === 0 ? effect * treated[i]! : 0) + common[c]! + own[c]! + normal(),
    );
    return { kind: "numeric" as const, name: `y${h + 1}`, values };
  });
  return makeTable(
    [{ kind: "numeric", name: "g", values: cluster }, { kind: "numeric", name: "d", values: treated }, ...columns],
    { name: "sample.csv", bytes: 0, sha256: null },
  );
}

/** Shares of samples in which a method rejects one or more of the hypotheses from `first` on. */
async function errors(effect: number, first: number): Promise<Readonly<Record<(typeof METHODS)[number], number>>> {
  const counts = Object.fromEntries(METHODS.map((method) => [method, 0])) as Record<(typeof METHODS)[number], number>;
  for (let s = 0; s < SAMPLES; s++) {
    const { hypotheses } = await romanoWolf(engine, sampleOf(1000 + s, effect), "c(y1, y2, y3, y4, y5) ~ d", {
      ...{ term: "d", cluster: "g", draws: 199, seed: s },
    });
    for (const method of METHODS) {
      if (hypotheses.slice(first).some(({ p }) => p[method] <= RATE)) counts[method] += 1 / SAMPLES;
    }
  }
  return counts;
}

describe("errors of a family", () => {
  const most = RATE + 3 * Math.sqrt((RATE * (1 - RATE)) / SAMPLES);

  it("all null hypotheses true", async () => {
    const found = await errors(0, 0);
    for (const method of ["romano_wolf", "westfall_young", "holm", "benjamini_hochberg"] as const) {
      expect(found[method], method).toBeLessThanOrEqual(most);
    }
    // without adjustment the error is what the family was made for
    expect(found.bootstrap).toBeGreaterThan(2 * RATE);
    // the step-down knows of the dependence: it is not far below the rate
    expect(found.romano_wolf).toBeGreaterThanOrEqual(RATE - 3 * Math.sqrt((RATE * (1 - RATE)) / SAMPLES));
  });

  it("one of them false", async () => {
    const found = await errors(3, 1);
    for (const method of ["romano_wolf", "westfall_young", "holm"] as const) {
      expect(found[method], method).toBeLessThanOrEqual(most);
    }
  });
});
