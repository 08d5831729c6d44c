/** The multiplier bootstrap: draws by a plain loop, bands of known correlation, and Sidak's value for independent columns. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PURPOSE } from "../../src/engine/kernels/cluster-draws.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { qnorm } from "../../src/engine/kernels/math.js";
import { wildWeights } from "../../src/engine/kernels/wild.js";
import {
  multiplierBands,
  multiplierBootstrap,
  multiplierSlice,
} from "../../src/regression/cluster-bootstrap/multiplier.js";
import { seeded } from "../support/random.js";

/** Sums of a few thousand products in another order. */
const ROUNDING = 1e-12;

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 2 });
});
afterAll(() => pooled.close());

function normals(n: number, seed: number): Float64Array {
  const random = seeded(seed);
  return Float64Array.from(
    { length: n },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

const slice = (
  on: Engine,
  psi: Float64Array,
  p: number,
  first: number,
  count: number,
  weights: "rademacher" | "mammen" | "webb",
) => on.scope((scope) => multiplierSlice(on, scope.copyF64(psi), p, { first, count, seed: 5, weights }));

describe("draws", () => {
  const [n, p, B] = [4100, 3, 20];
  const psi = normals(n * p, 1).map((value) => value / Math.sqrt(n));

  it.each(["rademacher", "mammen", "webb"] as const)(
    "with %s weights equal a plain loop, on two threads, in slices",
    (kind) => {
      const found = slice(engine, psi, p, 0, B, kind);
      for (let d = 0; d < B; d++) {
        const weights = wildWeights(engine, n, d, 1, { kind, seed: 5, purpose: PURPOSE.multiplier });
        for (let j = 0; j < p; j++) {
          let sum = 0;
          for (let i = 0; i < n; i++) sum += weights[i]! * psi[j * n + i]!;
          expect(Math.abs(found[d * p + j]! - sum)).toBeLessThan(ROUNDING);
        }
      }
      expect(slice(pooled, psi, p, 0, B, kind)).toEqual(found);
      expect([...slice(engine, psi, p, 0, 7, kind), ...slice(engine, psi, p, 7, B - 7, kind)]).toEqual([...found]);
    },
  );
});

describe("bands", () => {
  const options = { seed: 2, level: 0.95 };

  it("of columns that are one column up to scale are as wide as of that one", () => {
    const psi = normals(300, 3);
    const one = multiplierBootstrap(engine, psi, 1, options);
    const three = Float64Array.from([...psi, ...psi.map((v) => -v), ...psi.map((v) => 10 * v)]);
    const all = multiplierBootstrap(engine, three, 3, options);
    expect(all.uniform).toBeCloseTo(one.uniform, 12);
    expect(all.stdErrors[2]! / all.stdErrors[0]!).toBeCloseTo(10, 12);
    expect(all.uniform).toBeGreaterThanOrEqual(all.pointwise);
  });

  it("of independent columns come near Sidak's value, standard errors near the root of the sum of squares", () => {
    const [n, p, draws] = [2000, 5, 4000];
    const psi = normals(n * p, 4);
    const found = multiplierBootstrap(engine, psi, p, { ...options, draws, weights: "rademacher" });
    const sidak = qnorm(engine, (1 + 0.95 ** (1 / p)) / 2);
    // Monte Carlo: 0.024 of the quantile of the largest |t|, 0.021 of five interquartile ranges, 0.02 of chance correlation
    expect(Math.abs(found.uniform - sidak)).toBeLessThan(5 * Math.hypot(0.024, 0.021, 0.02));
    for (let j = 0; j < p; j++) {
      const own = psi.subarray(j * n, (j + 1) * n);
      const exact = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
      // relative standard errors over draws: 1 / sqrt(2 B) of the deviation, 1.17 / sqrt(B) of the interquartile range
      expect(Math.abs(found.stdDeviations[j]! / exact - 1)).toBeLessThan(5 / Math.sqrt(2 * draws));
      expect(Math.abs(found.stdErrors[j]! / exact - 1)).toBeLessThan((5 * 1.17) / Math.sqrt(draws));
    }
  });

  it("by hand: interquartile range over that of the normal, largest of |draw| over error", () => {
    const found = multiplierBands(engine, Float64Array.of(-2, 0, -1, 0, 0, 0, 1, 0, 2, 0), 2, 0.5);
    const se = 2 / (2 * qnorm(engine, 0.75));
    expect([...found.stdErrors]).toEqual([se, 0]);
    expect(found.stdDeviations[0]).toBeCloseTo(Math.sqrt(2.5), 14);
    expect(found.uniform).toBeCloseTo(1 / se, 14);
    expect(found.pointwise).toBeCloseTo(0.6744897501960817, 12);
  });

  it("by hand: of errors that are given, a column with error 0 left aside", () => {
    const draws = Float64Array.of(-2, 50, -1, 50, 0, 50, 1, 50, 2, 50);
    expect(multiplierBands(engine, draws, 2, 0.5, [0.5, 0]).uniform).toBe(2);
    expect(multiplierBands(engine, draws, 2, 0.5, [0.5, 10]).uniform).toBe(5);
  });

  it("of nothing, and by one draw, are refused", () => {
    expect(() => multiplierBootstrap(engine, new Float64Array(10), 2, options)).toThrow(
      expect.objectContaining({ code: "multiplier_flat" }),
    );
    expect(() => multiplierBootstrap(engine, new Float64Array(10), 2, { ...options, draws: 1 })).toThrow(
      expect.objectContaining({ code: "multiplier_draws" }),
    );
    expect(() => multiplierBootstrap(engine, new Float64Array(9), 2, options)).toThrow(
      expect.objectContaining({ code: "multiplier_draws" }),
    );
  });
});
