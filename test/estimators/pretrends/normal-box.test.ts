/** Probabilities of boxes and means there, where they are known otherwise: independent, with one common factor, and by simulation. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { philoxNormal } from "../../../src/engine/kernels/cluster-draws.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { boxMean, boxProbability, EXACT, QUICK } from "../../../src/verbs/pretrends/normal-box/box-probability.js";
import { gaussLegendre } from "../../../src/verbs/pretrends/normal-box/gauss-legendre.js";
import { GENERATOR } from "../../../src/verbs/pretrends/normal-box/lattice.js";
import { normalTable } from "../../../src/verbs/pretrends/normal-box/normal-table.js";
import { runs } from "../../support/laws.js";
import { refused } from "../../support/refused.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const shares = (n: number, rho: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : rho));

/** P(|x_i| < 1.96 for all i) of x = mean + sqrt(rho) z + sqrt(1 - rho) e, by the trapezoidal rule over z. */
function byFactor(mean: Float64Array, rho: number): number {
  const { pnorm } = engine.kernels;
  const [reach, steps] = [9, 4000];
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const z = -reach + (2 * reach * i) / steps;
    let product = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    for (const m of mean) {
      const [at, sd] = [m + Math.sqrt(rho) * z, Math.sqrt(1 - rho)];
      product *= pnorm((1.96 - at) / sd, 0) - pnorm((-1.96 - at) / sd, 0);
    }
    sum += product;
  }
  return (sum * 2 * reach) / steps;
}

const boxOf = (mean: Float64Array, covariance: Float64Array, end = 1.96) => ({
  ...{ mean, covariance },
  low: mean.map(() => -end),
  high: mean.map(() => end),
});

describe("the table of the normal", () => {
  it("is the engine's, its density and quantile", () => {
    const { below, density, quantile } = normalTable(engine);
    for (let x = -9.5; x < 9.5; x += 0.00317) {
      expect(Math.abs(below(x) - engine.kernels.pnorm(x, 0))).toBeLessThan(6e-16);
      expect(Math.abs(density(x) - Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI))).toBeLessThan(1e-12);
      if (Math.abs(x) < 5) expect(Math.abs(quantile(below(x)) - x)).toBeLessThan(1e-9);
    }
    expect([quantile(0), quantile(1)]).toEqual([-9, 9]);
  });

  it("rules integrate polynomials of twice their degree", () => {
    for (const m of [1, 2, 5, 16, 64, 128]) {
      const { nodes, weights } = gaussLegendre(m);
      const moment = (power: number) => nodes.reduce((sum, x, q) => sum + weights[q]! * x ** power, 0);
      for (let power = 0; power < 2 * m; power += 2) expect(moment(power)).toBeCloseTo(2 / (power + 1), 12);
    }
  });
});

describe("the probability of a box", () => {
  it.each([
    [2, 1e-11],
    [3, 1e-11],
    [5, 1e-10],
    [6, 1e-9],
    [8, 1e-6],
    [12, 1e-4],
  ])("of %i variables with a common factor, to %f", (n, tolerance) => {
    for (const rho of [0.2, 0.7]) {
      const mean = Float64Array.from({ length: n }, (_, i) => 0.1 * (i + 1));
      const { probability, error } = boxProbability(engine, boxOf(mean, shares(n, rho)));
      const away = Math.abs(probability - byFactor(mean, rho));
      expect(away).toBeLessThan(tolerance);
      expect(away).toBeLessThan(Math.max(20 * error, 1e-12));
    }
  });

  it("is a product of independent ones, whatever the order of variables and their units", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: 0.1, max: 9, noNaN: true })), {
          ...{ minLength: 1, maxLength: 4 },
        }),
        (variables) => {
          const n = variables.length;
          const covariance = new Float64Array(n * n);
          variables.forEach(([, sd], i) => {
            covariance[i * (n + 1)] = sd * sd;
          });
          const box = boxOf(
            Float64Array.from(variables, ([mean]) => mean),
            covariance,
          );
          const { pnorm } = engine.kernels;
          const product = variables.reduce(
            (so, [m, sd]) => so * (pnorm((1.96 - m) / sd, 0) - pnorm((-1.96 - m) / sd, 0)),
            1,
          );
          expect(Math.abs(boxProbability(engine, box).probability - product)).toBeLessThan(1e-10);
        },
      ),
      runs(25),
    );
  });

  it("is 0 of an empty box, 1 of all there is, and refuses what is no distribution", () => {
    const mean = new Float64Array(3);
    const covariance = shares(3, 0.5);
    const all = { mean, covariance, low: mean.map(() => -Infinity), high: mean.map(() => Infinity) };
    expect(boxProbability(engine, all).probability).toBeCloseTo(1, 12);
    expect(boxProbability(engine, { ...all, high: all.low }).probability).toBe(0);
    expect(refused(() => boxProbability(engine, boxOf(mean, shares(3, 1)))).code).toBe("box_singular");
    const many = new Float64Array(26);
    expect(refused(() => boxProbability(engine, boxOf(many, shares(26, 0.5)), QUICK)).code).toBe("box_dimensions");
  });

  it("and the mean there agree with draws", () => {
    const mean = Float64Array.of(0.5, -1, 0.3);
    const L = [
      [1, 0, 0],
      [0.6, 0.9, 0],
      [-0.2, 0.5, 1.2],
    ];
    const covariance = Float64Array.from(
      L.flatMap((a) => L.map((b) => a.reduce((sum, value, k) => sum + value * b[k]!, 0))),
    );
    const box = boxOf(mean, covariance, 1.1);
    const N = 200_000;
    const z = philoxNormal(engine, 3 * N, { seed: 1, replication: 0, purpose: 1 });
    let inside = 0;
    const [sum, squares] = [new Float64Array(3), new Float64Array(3)];
    for (let i = 0; i < N; i++) {
      const x = L.map((row, k) => row.reduce((so, value, j) => so + value * z[3 * i + j]!, mean[k]!));
      if (!x.every((value) => Math.abs(value) <= 1.1)) continue;
      inside++;
      x.forEach((value, k) => {
        sum[k]! += value;
        squares[k]! += value * value;
      });
    }
    const found = boxMean(engine, box, EXACT);
    expect(Math.abs(found.probability - inside / N)).toBeLessThan(4 * Math.sqrt(0.25 / N));
    for (let k = 0; k < 3; k++) {
      const average = sum[k]! / inside;
      const error = Math.sqrt((squares[k]! / inside - average ** 2) / inside);
      expect(Math.abs(found.mean[k]! - average)).toBeLessThan(4 * error);
    }
  });
});

describe("the lattice", () => {
  it("has a generating vector as good as its construction says: P2 falls nearly as fast as 1 / n^2", () => {
    const P2 = (dimensions: number, n: number): number => {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        let product = 1;
        for (let d = 0; d < dimensions; d++) {
          const x = ((i * (GENERATOR[d]! % n)) % n) / n;
          product *= 1 + 0.4 * 0.95 ** d * 2 * Math.PI ** 2 * (x * x - x + 1 / 6);
        }
        sum += product;
      }
      return sum / n - 1;
    };
    expect(P2(2, 2 ** 13)).toBeLessThan(1e-6);
    expect(P2(5, 2 ** 13)).toBeLessThan(1.5e-3);
    expect(P2(5, 2 ** 15)).toBeLessThan(1.5e-4);
  });
});
