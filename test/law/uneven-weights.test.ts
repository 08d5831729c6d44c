/**
 * Two well-mixed halves of a graph joined by two rows of small weight: the slowest direction there is, and one that a
 * residual hardly shows. Conjugate gradients keep their promise down to weights of a thousandth; left to itself the
 * absorber takes the exact factor.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { gatherColumns, sampleColumn } from "../../src/engine/kernels/columns.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { makeAbsorber } from "../../src/regression/absorb/absorber.js";
import { seeded } from "../support/random.js";
import { category, distance, type RandomPanel } from "../support/random-panels.js";

/** The default tolerance, twice. */
const PROMISED = 2e-10;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

function halves(bridge: number): RandomPanel {
  const random = seeded(11);
  const [workers, each, levels] = [4_000, 12, 700];
  const [worker, firm, weights]: [number[], number[], number[]] = [[], [], []];
  for (let g = 0; g < workers; g++) {
    const side = g % 2;
    for (let i = 0; i < each; i++) {
      worker.push(g);
      firm.push(side * levels + Math.floor(random() * levels));
      weights.push(1);
    }
  }
  for (const [w, f] of [
    [workers, 0],
    [workers, levels],
    [workers + 1, 5],
    [workers + 1, levels + 5],
  ] as const) {
    worker.push(w);
    firm.push(f);
    weights.push(bridge);
  }
  const n = worker.length;
  const trend = Float64Array.from(firm, (level) => 1e-3 * level + 1e-3 * (random() - 0.5));
  const noise = Float64Array.from({ length: n }, () => random() - 0.5);
  const effects = [category("worker", worker), category("firm", firm)];
  return { n, effects, columns: [trend, noise], weights: Float64Array.from(weights) };
}

function demean({ n, effects, columns, weights }: RandomPanel, solver: "auto" | "direct" | "krylov") {
  return engine.scope((scope) => {
    const absorber = makeAbsorber(engine, scope, effects, weights, { solver });
    const block = gatherColumns(engine, scope, columns, absorber.rowOrder);
    absorber.demean(block, columns.length);
    const out = columns.map((_, j) => sampleColumn(block, n, j, absorber.rowOrder));
    return { method: absorber.method, out };
  });
}

describe("weights that differ", () => {
  for (const bridge of [1, 1e-1, 1e-3]) {
    it(`a bridge of weight ${bridge}: conjugate gradients keep their promise`, () => {
      const panel = halves(bridge);
      const [exact, iterated] = [demean(panel, "direct").out, demean(panel, "krylov").out];
      for (const [j, column] of iterated.entries()) {
        const norm = distance(exact[j]!, null, panel.weights);
        expect(distance(column, exact[j]!, panel.weights)).toBeLessThan(PROMISED * norm);
      }
    });
  }

  it("the exact factor is taken unasked", () => {
    for (const bridge of [1e-3, 1e-5, 1e-7]) expect(demean(halves(bridge), "auto").method).toBe("direct");
  });

  it("and fits a bridge of two rows a worker exactly, as it must", () => {
    for (const bridge of [1, 1e-3, 1e-7]) {
      const panel = halves(bridge);
      const { out } = demean(panel, "direct");
      const first = out[1]!.length - 4;
      expect(out[1]![first]! + out[1]![first + 1]!).toBeCloseTo(0, 12);
    }
  });
});
