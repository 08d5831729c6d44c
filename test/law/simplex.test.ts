/**
 * Least squares over the simplex: whatever the columns (alike, collinear, of any scale, more than rows or fewer) and the ridge, weights
 * are of the simplex and meet the conditions of an optimum, by products made here; a batch is its problems one by one; powers of 2 and
 * threads change no bit.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { type SimplexProblem, simplexBatch, simplexWeights } from "../../src/engine/kernels/simplex.js";
import { runs } from "../support/laws.js";
import { seeded } from "../support/random.js";

/** Of the largest square distance. */
const EXACT = 1e-12;

let engine: Engine;
let threaded: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  threaded = await loadEngine({ threads: 3 });
});
afterAll(() => threaded.close());

const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  m: fc.integer({ min: 1, max: 30 }),
  n: fc.integer({ min: 1, max: 90 }),
  kind: fc.constantFrom("noise", "small integers", "a high level", "nearly one line", "the target among them"),
  ridge: fc.constantFrom(0, 0, 1e-12, 1e-6, 1e-3, 1, 100, 1e5),
  intercept: fc.boolean(),
});
type Shape = typeof shapes extends fc.Arbitrary<infer S> ? S : never;

function problemOf({ seed, m, n, kind, ridge, intercept }: Shape): Required<SimplexProblem> {
  const random = seeded(seed);
  const number = (): number => {
    if (kind === "small integers") return Math.round(3 * random());
    return (kind === "a high level" ? 1000 : 0) + 10 * random() - 5;
  };
  const a = Float64Array.from({ length: m * n }, number);
  const b = Float64Array.from({ length: m }, number);
  if (kind === "nearly one line") {
    for (let j = 0; j < n; j++) {
      const factor = random();
      for (let i = 0; i < m; i++) a[j * m + i] = factor * (i + 1) + 1e-6 * random();
    }
  }
  if (kind === "the target among them") a.set(b, (n - 1) * m);
  return { a, m, n, b, ridge, intercept };
}

/** The violation of the conditions of an optimum, from the problem itself. */
function violation({ a, m, n, b, ridge, intercept }: Required<SimplexProblem>, weights: Float64Array): number {
  const points = Array.from({ length: n }, (_, j) => {
    const column = Array.from(b, (target, i) => a[j * m + i]! - target);
    const mean = intercept ? column.reduce((sum, value) => sum + value, 0) / m : 0;
    return column.map((value) => value - mean);
  });
  const x = Array.from(b, (_, i) => points.reduce((sum, point, j) => sum + weights[j]! * point[i]!, 0));
  const slopes = points.map(
    (point, j) => point.reduce((sum, value, i) => sum + value * x[i]!, 0) + ridge * weights[j]!,
  );
  const mean = slopes.reduce((sum, slope, j) => sum + weights[j]! * slope, 0);
  const scale = Math.max(...points.map((point) => point.reduce((sum, value) => sum + value * value, 0))) + ridge;
  const off = slopes.map((slope, j) => (weights[j]! > 0 ? Math.abs(slope - mean) : mean - slope));
  return scale > 0 ? Math.max(...off) / scale : 0;
}

describe("least squares over the simplex", () => {
  it("meets the conditions of an optimum", () => {
    const property = fc.property(shapes, (shape) => {
      const problem = problemOf(shape);
      const { weights, kkt, objective, intercept } = simplexWeights(engine, problem);
      expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
      expect(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(EXACT);
      expect(kkt).toBeLessThan(EXACT);
      expect(violation(problem, weights)).toBeLessThan(2 * EXACT);
      const { a, m, b, ridge } = problem;
      const rest = Array.from(b, (target, i) =>
        weights.reduce((sum, w, j) => sum + w * a[j * m + i]!, intercept - target),
      );
      const found =
        rest.reduce((sum, value) => sum + value * value, 0) + ridge * weights.reduce((sum, w) => sum + w * w, 0);
      expect(Math.abs(found - objective)).toBeLessThan(1e-9 * (1 + objective));
    });
    fc.assert(property, runs(400));
  });

  it("scales with powers of 2, bit by bit", () => {
    const property = fc.property(shapes, fc.constantFrom(2 ** -300, 2 ** -20, 2 ** 30, 2 ** 400), (shape, factor) => {
      const { a, b, ridge, ...rest } = problemOf(shape);
      const scaled = {
        ...rest,
        a: a.map((x) => x * factor),
        b: b.map((x) => x * factor),
        ridge: ridge * factor * factor,
      };
      expect(simplexWeights(engine, scaled).weights).toEqual(simplexWeights(engine, { ...rest, a, b, ridge }).weights);
    });
    fc.assert(property, runs(60));
  });

  it("of many problems is each alone, with columns left out, on any number of threads", () => {
    const property = fc.property(shapes, (shape) => {
      const { a, m, n, intercept } = problemOf({ ...shape, n: shape.n + 1 });
      const random = seeded(shape.seed + 1);
      const problems = 70;
      const targets = Float64Array.from({ length: m * problems }, () => random());
      const ridges = Float64Array.from({ length: problems }, (_, p) => (p % 2) * shape.ridge);
      const left = Array.from({ length: problems }, (_, p) => [p % n]);
      const batch = { a, m, n, intercept, targets, ridges, left };
      const found = simplexBatch(engine, batch);
      expect(simplexBatch(threaded, batch)).toEqual(found);
      const p = 7;
      const kept = Array.from({ length: n }, (_, j) => j).filter((j) => j !== p % n);
      const own = Float64Array.from(kept.flatMap((j) => Array.from(a.subarray(j * m, (j + 1) * m))));
      const b = targets.slice(p * m, (p + 1) * m);
      const alone = simplexWeights(engine, { a: own, m, n: n - 1, b, ridge: ridges[p]!, intercept });
      expect(kept.map((j) => found.weights[p * n + j]!)).toEqual(Array.from(alone.weights));
      expect(found.objective[p]).toBe(alone.objective);
    });
    fc.assert(property, runs(20));
  });

  it("refuses numbers that are not finite, and a problem without a donor", () => {
    const a = Float64Array.of(1, Number.NaN);
    expect(() => simplexWeights(engine, { a, m: 1, n: 2, b: Float64Array.of(1) })).toThrow(/not finite/);
    expect(() => simplexWeights(engine, { a: new Float64Array(0), m: 1, n: 0, b: Float64Array.of(1) })).toThrow(
      /no donor/,
    );
  });
});
