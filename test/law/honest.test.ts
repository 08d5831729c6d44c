/**
 * What holds of sets under violations of parallel trends whatever the estimates: linear programs against all vertices, estimators of
 * fixed-length intervals against their neighbours, sets against the test they invert, and how all of them move with M.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { breakdownOf } from "../../src/verbs/honest/breakdown.js";
import { bilinear, type Effects, flci, flciProblem } from "../../src/verbs/honest/estimator/flci.js";
import { foldedQuantile, truncatedTail } from "../../src/verbs/honest/estimator/folded-normal.js";
import { lassoPath } from "../../src/verbs/honest/estimator/lasso-path.js";
import { dot, momentsOf, product, statisticAt } from "../../src/verbs/honest/estimator/moments.js";
import { BASES, type Method, type Restriction } from "../../src/verbs/honest/estimator/names.js";
import { polyhedra } from "../../src/verbs/honest/estimator/restriction.js";
import {
  marginAt,
  plugInSet,
  robustSet,
  type SetProblem,
  sharing,
} from "../../src/verbs/honest/estimator/robust-set.js";
import { Vertices } from "../../src/verbs/honest/estimator/vertices.js";
import { honest } from "../../src/verbs/honest/fit.js";
import { runs } from "../support/laws.js";
import { seeded } from "../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

const normals = (seed: number) => {
  const random = seeded(seed);
  return () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
};

/** Estimates as an event study has them: correlated through the reference, with effects and a trend. */
function drawnEffects(seed: number, nPre: number, nPost: number): Effects {
  const normal = normals(seed);
  const T = nPre + nPost;
  const loadings = Array.from({ length: T }, () => Array.from({ length: T + 2 }, () => 0.3 * normal()));
  const covariance = new Float64Array(T * T);
  for (let i = 0; i < T; i++) {
    for (let j = 0; j < T; j++) {
      covariance[i * T + j] =
        0.2 + loadings[i]!.reduce((sum, value, k) => sum + value * loadings[j]![k]!, 0) + (i === j ? 0.3 : 0);
    }
  }
  const estimates = Float64Array.from({ length: T }, (_, i) => 0.7 * normal() + (i >= nPre ? 2 : 0));
  const weights = Float64Array.from({ length: nPost }, (_, k) => Number(k === 0));
  return { nPre, nPost, estimates, covariance, weights };
}

const shapes = fc.record({ nPre: fc.integer({ min: 2, max: 5 }), nPost: fc.integer({ min: 1, max: 4 }) });
const restrictions = fc.record({
  base: fc.constantFrom(...BASES),
  sign: fc.constantFrom(null, "positive" as const, "negative" as const),
  monotone: fc.constantFrom(null, "increasing" as const, "decreasing" as const),
});

const problemOf = (effects: Effects, restriction: Restriction, method: Method): SetProblem => ({
  ...{ engine, effects, restriction, method },
  ...{ alpha: 0.05, kappa: 0.005, draws: 200, seed: 1, shared: sharing() },
});

describe("linear programs over a polytope", () => {
  it("find the best of all vertices, one after the other", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 8 }), fc.integer({ min: 0, max: 3 }), (seed, size, free) => {
        const normal = normals(seed);
        const X = Array.from({ length: Math.min(free, size - 1) }, () => Float64Array.from({ length: size }, normal));
        const vertices = new Vertices(size, X);
        const all = everyVertex(size, X);
        expect(vertices.isEmpty).toBe(all.length === 0);
        for (let k = 0; k < 5 && all.length > 0; k++) {
          const y = Float64Array.from({ length: size }, normal);
          const best = Math.max(...all.map((g) => g.reduce((sum, weight, i) => sum + weight * y[i]!, 0)));
          const found = vertices.best(y);
          expect(Math.abs(found.value - best)).toBeLessThan(1e-9);
          expect(found.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 10);
          for (const column of X) {
            expect(found.at.reduce((sum, i, m) => sum + found.weights[m]! * column[i]!, 0)).toBeCloseTo(0, 9);
          }
        }
      }),
      runs(100),
    );
  });

  it("leave out equations that follow from others", () => {
    const X = [Float64Array.of(1, -1, 0, 0), Float64Array.of(2, -2, 0, 0), Float64Array.of(0, 0, 1, -1)];
    const { value } = new Vertices(4, X).best(Float64Array.of(4, 0, 1, 1));
    expect(value).toBeCloseTo(2, 12);
  });
});

/** Weights on every set of as many positions as there are equations, by elimination; those at least 0. */
function everyVertex(size: number, X: readonly Float64Array[]): number[][] {
  const m = X.length + 1;
  const found: number[][] = [];
  const choose = (from: number, chosen: readonly number[]): void => {
    if (chosen.length === m) {
      const rows = [chosen.map(() => 1), ...X.map((column) => chosen.map((i) => column[i]!))];
      const solution = solve(rows.map((row, i) => [...row, i === 0 ? 1 : 0]));
      if (solution?.every((weight) => weight >= -1e-10)) {
        const g = new Array<number>(size).fill(0);
        chosen.forEach((i, k) => {
          g[i] = solution[k]!;
        });
        found.push(g);
      }
      return;
    }
    for (let i = from; i < size; i++) choose(i + 1, [...chosen, i]);
  };
  choose(0, []);
  return found;
}

function solve(table: number[][]): number[] | null {
  const m = table.length;
  for (let i = 0; i < m; i++) {
    let at = i;
    for (let r = i + 1; r < m; r++) if (Math.abs(table[r]![i]!) > Math.abs(table[at]![i]!)) at = r;
    if (Math.abs(table[at]![i]!) < 1e-12) return null;
    [table[i], table[at]] = [table[at]!, table[i]!];
    const own = table[i]!;
    for (let r = 0; r < m; r++) {
      if (r === i) continue;
      const factor = table[r]![i]! / own[i]!;
      table[r] = table[r]!.map((value, j) => value - factor * own[j]!);
    }
  }
  return table.map((row, i) => row[m]! / row[i]!);
}

describe("the statistic of moments", () => {
  it("is the largest over all vertices, and truncated where another becomes it", () => {
    fc.assert(
      fc.property(
        seeds,
        shapes,
        restrictions,
        fc.double({ min: -3, max: 6, noNaN: true }),
        (seed, shape, restriction, theta) => {
          const { nPre, nPost } = { ...shape, nPost: Math.min(shape.nPost, 3) };
          const effects = drawnEffects(seed, nPre, nPost);
          const polyhedron = polyhedra(restriction, effects, 0.7)[0]!;
          const moments = momentsOf(effects, polyhedron);
          // of the first effect the others are what the weights are orthogonal to
          const X = Array.from({ length: nPost - 1 }, (_, k) =>
            Float64Array.from(moments.rows, (row) => row[nPre + 1 + k]!),
          );
          const all = everyVertex(moments.rows.length, X);
          expect(moments.vertices.isEmpty).toBe(all.length === 0);
          if (all.length === 0) return;
          const y = moments.y.map((value, i) => value - theta * moments.a[i]!);
          const of = (g: readonly number[], v: ArrayLike<number>) =>
            g.reduce((sum, weight, i) => sum + weight * v[i]!, 0);
          const { eta, std_error, low, high, functional } = statisticAt(moments, theta);
          expect(eta).toBeCloseTo(Math.max(...all.map((g) => of(g, y))), 8);
          if (std_error === 0) return;
          const loaded = product(effects.covariance, functional);
          const direction = Float64Array.from(moments.rows, (row) => dot(row, loaded) / std_error ** 2);
          const rest = y.map((value, i) => value - eta * direction[i]!);
          let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
          for (const g of all) {
            const slope = of(g, direction);
            if (slope < 1 - 1e-7) least = Math.max(least, of(g, rest) / (1 - slope));
            if (slope > 1 + 1e-7) most = Math.min(most, of(g, rest) / (1 - slope));
          }
          const near = (one: number, other: number) =>
            one === other || Math.abs(one - other) < 1e-6 * (1 + Math.abs(one));
          expect([low, least, near(low, Math.min(least, eta))]).toEqual([low, least, true]);
          expect([high, most, near(high, Math.max(most, eta))]).toEqual([high, most, true]);
        },
      ),
      runs(100),
    );
  });
});

describe("the path of a lasso", () => {
  it("satisfies the conditions of an optimum at every penalty", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 6 }), (seed, p) => {
        const normal = normals(seed);
        const loadings = Array.from({ length: p }, () => Array.from({ length: p + 1 }, normal));
        const H = loadings.map((a, i) =>
          Float64Array.from(loadings, (b, j) => a.reduce((sum, value, k) => sum + value * b[k]!, 0) + Number(i === j)),
        );
        const g = Float64Array.from({ length: p }, normal);
        const path = lassoPath(H, g);
        for (const share of [0, 0.01, 0.1, 0.3, 0.7, 0.95, 1, 1.5]) {
          const penalty = share * path.largest;
          const w = path.at(penalty);
          w.forEach((weight, j) => {
            const slope = g[j]! + H[j]!.reduce((sum, value, k) => sum + value * w[k]!, 0);
            if (Math.abs(weight) > 1e-12) expect(slope + penalty * Math.sign(weight)).toBeCloseTo(0, 8);
            else expect(Math.abs(slope)).toBeLessThanOrEqual(penalty + 1e-8);
          });
        }
      }),
      runs(100),
    );
  });
});

describe("tails", () => {
  it("of a truncated normal agree far out with those taken relative to each other", () => {
    for (const [z, low, high] of [
      [29.999, 29.99, 30.5],
      [30.01, 30.001, 31],
      [30.01, 30.001, Number.POSITIVE_INFINITY],
    ] as const) {
      const near = truncatedTail(engine, z - 0.02, low - 0.02, high - 0.02);
      expect(truncatedTail(engine, z, low, high)).toBeGreaterThan(0);
      // the tail given a floor moves slowly in where the floor is
      expect(Math.abs(truncatedTail(engine, z, low, high) - near)).toBeLessThan(2e-3);
    }
    expect(truncatedTail(engine, 50, 49.9, Number.POSITIVE_INFINITY)).toBeCloseTo(0.0068, 4);
    expect(truncatedTail(engine, 1, 1, 2)).toBe(1);
    expect(truncatedTail(engine, 2, 1, 2)).toBe(0);
  });

  it("of the folded quantile fall in the size, its slope is a difference quotient", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 8, noNaN: true }), (t) => {
        const { value, slope } = foldedQuantile(engine, t, 0.05);
        const step = 1e-5;
        const quotient = (foldedQuantile(engine, t + step, 0.05).value - value) / step;
        expect(slope).toBeCloseTo(quotient, 4);
        expect(foldedQuantile(engine, t, 0.01).value).toBeGreaterThan(value);
      }),
      runs(50),
    );
  });
});

describe("fixed-length intervals", () => {
  it("are no longer than those of estimators beside theirs, and grow with M", () => {
    fc.assert(
      fc.property(seeds, shapes, fc.double({ min: 0, max: 3, noNaN: true }), (seed, { nPre, nPost }, M) => {
        const effects = drawnEffects(seed, nPre, nPost);
        const problem = flciProblem(effects);
        const best = flci(engine, problem, M, 0.05);
        const normal = normals(seed + 1);
        for (let k = 0; k < 10; k++) {
          const w = Float64Array.from({ length: nPre - 1 }, () => 10 ** (-k / 2) * normal());
          const away = problem.weightsOf(w);
          const base = problem.weightsOf(new Float64Array(nPre - 1));
          const weights = best.weights.map((value, i) => value + away[i]! - base[i]!);
          expect(lengthOf(effects, weights, M)).toBeGreaterThanOrEqual(best.half_length * (1 - 1e-9));
        }
        expect(lengthOf(effects, best.weights, M)).toBeCloseTo(best.half_length, 8);
        expect(flci(engine, problem, 1.1 * M + 0.01, 0.05).half_length).toBeGreaterThanOrEqual(best.half_length);
        expect(flci(engine, problem, M, 0.01).half_length).toBeGreaterThan(best.half_length);
      }),
      runs(100),
    );
  });
});

/** The half length of an affine estimator whose weights annihilate linear trends, from changes of slope one by one. */
function lengthOf({ nPre, covariance }: Effects, weights: Float64Array, M: number): number {
  const times = Array.from(weights, (_, i) => (i < nPre ? i - nPre : i - nPre + 1));
  expect(Math.abs(times.reduce((sum, t, i) => sum + t * weights[i]!, 0))).toBeLessThan(1e-8);
  let bias = 0;
  for (let centre = 1 - nPre; centre < weights.length - nPre; centre++) {
    const hinge = (t: number): number => (centre >= 0 ? Math.max(0, t - centre) : Math.max(0, centre - t));
    bias += M * Math.abs(times.reduce((sum, t, i) => sum + weights[i]! * hinge(t), 0));
  }
  const error = Math.sqrt(bilinear(covariance, weights, weights));
  return error * foldedQuantile(engine, bias / error, 0.05).value;
}

describe("sets", () => {
  it("of what restrictions leave open are nested in M", () => {
    fc.assert(
      fc.property(
        seeds,
        shapes,
        restrictions,
        fc.double({ min: 0, max: 2, noNaN: true }),
        (seed, shape, restriction, M) => {
          const problem = problemOf(drawnEffects(seed, shape.nPre, shape.nPost), restriction, "Conditional");
          const wider = plugInSet(problem, 1.2 * M + 0.05);
          for (const { low, high } of plugInSet(problem, M)) {
            const isInside = wider.some((piece) => piece.low <= low + 1e-8 && piece.high >= high - 1e-8);
            expect(isInside).toBe(true);
          }
        },
      ),
      runs(100),
    );
  });

  it.each(["Conditional", "C-LF", "C-F"] as const)("of %s hold what the test accepts, and no more", (method) => {
    fc.assert(
      fc.property(
        seeds,
        shapes,
        restrictions,
        fc.double({ min: 0.05, max: 2, noNaN: true }),
        (seed, shape, asked, M) => {
          const restriction: Restriction = method === "C-F" ? { ...asked, base: "sd" } : asked;
          const problem = problemOf(drawnEffects(seed, shape.nPre, shape.nPost), restriction, method);
          const { pieces } = robustSet(problem, M);
          const random = seeded(seed + 7);
          const ends = pieces.flatMap(({ low, high }) => [low, high]).filter(Number.isFinite);
          const inside = (theta: number): boolean => pieces.some(({ low, high }) => low <= theta && theta <= high);
          const around = ends.flatMap((end) => [end - 1e-7, end + 1e-7]);
          for (const theta of [...around, ...Array.from({ length: 40 }, () => 12 * random() - 4)]) {
            expect([theta, marginAt(problem, M, theta) >= 0]).toEqual([theta, inside(theta)]);
          }
        },
      ),
      runs(15),
    );
  });

  it("move with the scale and the sign of the outcome", () => {
    fc.assert(
      fc.property(seeds, shapes, restrictions, (seed, { nPre, nPost }, restriction) => {
        const effects = drawnEffects(seed, nPre, nPost);
        const M = 0.4;
        const own = robustSet(problemOf(effects, restriction, "C-LF"), M).pieces;
        const scaled = {
          ...effects,
          estimates: effects.estimates.map((v) => 100 * v),
          covariance: effects.covariance.map((v) => 1e4 * v),
        };
        const larger = robustSet(
          problemOf(scaled, restriction, "C-LF"),
          restriction.base === "sd" ? 100 * M : M,
        ).pieces;
        expect(larger.length).toBe(own.length);
        own.forEach(({ low, high }, i) => {
          for (const [a, b] of [
            [low, larger[i]!.low],
            [high, larger[i]!.high],
          ] as const) {
            if (Number.isFinite(a)) expect(Math.abs(b / 100 - a)).toBeLessThan(1e-7 * (1 + Math.abs(a)));
            else expect(b).toBe(a);
          }
        });
      }),
      runs(15),
    );
  });
});

describe("the breakdown value", () => {
  it("is the smallest M whose set holds 0", () => {
    fc.assert(
      fc.property(seeds, shapes, fc.constantFrom("rm", "sd", "sdpb"), (seed, { nPre, nPost }, delta) => {
        const { estimates, covariance } = drawnEffects(seed, nPre, nPost);
        const T = nPre + nPost;
        const path = {
          event: Array.from({ length: T }, (_, i) => (i < nPre ? i - nPre - 1 : i - nPre)),
          estimate: [...estimates].map((value) => 2 * value),
          covariance: Array.from({ length: T }, (_, i) =>
            [...covariance.subarray(i * T, (i + 1) * T)].map((v) => v / 20),
          ),
        };
        const { breakdown } = honest(engine, path, { delta, mvec: [1], draws: 200 });
        if (breakdown.M === null || breakdown.M === 0) return;
        const around = [0.5, 0.9, 1 - 1e-6, 1 + 1e-6].map((share) => share * breakdown.M!);
        const { sets } = honest(engine, path, { delta, mvec: around, draws: 200 });
        expect(sets.map(({ holds_zero }) => holds_zero)).toEqual([false, false, false, true]);
      }),
      runs(12),
    );
  });

  it("says where sets are not nested", () => {
    expect(breakdownOf((M) => ((M > 0.3 && M < 0.7) || M > 1.5 ? 1 : -1), 1)).toMatchObject({ again_without: 0.7 });
    expect(breakdownOf((M) => M - 0.3, 1).M).toBeCloseTo(0.3, 10);
    expect(breakdownOf(() => 0, 1)).toMatchObject({ M: 0, again_without: null });
    expect(breakdownOf(() => -1, 1)).toEqual({ M: null, searched_to: 512, again_without: null });
  });
});
