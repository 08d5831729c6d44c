/**
 * Sets hold the truth as often as they say where trends differ in the way that is worst for them: differences of trends at the edge of
 * the restriction, and effects at the ends of what it leaves open. By Monte Carlo, less three of its errors.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { type Effects, flci, flciProblem } from "../../src/verbs/honest/estimator/flci.js";
import type { Method, Restriction } from "../../src/verbs/honest/estimator/names.js";
import { marginAt, plugInSet, sharing } from "../../src/verbs/honest/estimator/robust-set.js";
import { seeded } from "../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const [N_PRE, N_POST] = [3, 2];
const LEVEL = 0.95;

/** Effects of an event study on an AR(1) with correlation 0.5, differenced from the reference. */
const COVARIANCE = (() => {
  const at = [-3, -2, -1, 1, 2];
  const ar = (a: number, b: number): number => 0.5 ** Math.abs(a - b);
  return Float64Array.from(at.flatMap((a) => at.map((b) => ar(a, b) - ar(a, 0) - ar(b, 0) + 1)));
})();

const effectsOf = (estimates: Float64Array): Effects => ({
  ...{ nPre: N_PRE, nPost: N_POST, estimates, covariance: COVARIANCE },
  weights: Float64Array.of(1, 0),
});

function factorOf(S: Float64Array, n: number): number[][] {
  const L: number[][] = [];
  for (let i = 0; i < n; i++) {
    L.push([]);
    for (let j = 0; j <= i; j++) {
      let rest = S[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= L[i]![k]! * L[j]![k]!;
      L[i]!.push(j === i ? Math.sqrt(rest) : rest / L[j]![j]!);
    }
  }
  return L;
}

/** Normal draws about `mean`. */
function* draws(mean: readonly number[], count: number, seed: number): Generator<Float64Array> {
  const random = seeded(seed);
  const L = factorOf(COVARIANCE, mean.length);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  for (let b = 0; b < count; b++) {
    const z = mean.map(normal);
    yield Float64Array.from(mean, (value, i) => L[i]!.reduce((sum, l, k) => sum + l * z[k]!, value));
  }
}

const least = (count: number): number => LEVEL - 3 * Math.sqrt((LEVEL * (1 - LEVEL)) / count);

describe("fixed-length intervals at their worst bias", () => {
  it.each([0.2, 1, 3])("cover at M = %d, and no more than that", (M) => {
    const count = 20_000;
    const own = flci(engine, flciProblem(effectsOf(new Float64Array(N_PRE + N_POST))), M, 1 - LEVEL);
    const delta = worstTrend(own.weights, M);
    const bias = own.weights.reduce((sum, weight, i) => sum + weight * delta[i]!, 0);
    expect(bias).toBeCloseTo(own.worst_bias, 8);
    let covered = 0;
    for (const estimates of draws(delta, count, 5)) {
      const estimate = own.weights.reduce((sum, weight, i) => sum + weight * estimates[i]!, 0);
      covered += Number(Math.abs(estimate) <= own.half_length);
    }
    expect(covered / count).toBeGreaterThan(least(count));
    expect(covered / count).toBeLessThan(2 * LEVEL - least(count));
  });
});

/** Changes of slope of M, each of the sign that moves the estimator up. */
function worstTrend(weights: Float64Array, M: number): number[] {
  const times = Array.from(weights, (_, i) => (i < N_PRE ? i - N_PRE : i - N_PRE + 1));
  const delta = times.map(() => 0);
  for (let centre = 1 - N_PRE; centre < N_POST; centre++) {
    const hinge = (t: number): number => (centre >= 0 ? Math.max(0, t - centre) : Math.max(0, centre - t));
    const load = times.reduce((sum, t, i) => sum + weights[i]! * hinge(t), 0);
    times.forEach((t, i) => {
      delta[i]! += M * Math.sign(load) * hinge(t);
    });
  }
  return delta;
}

describe("sets of tests at the ends of what is left open", () => {
  const plain = { sign: null, monotone: null } as const;
  const cases: readonly (readonly [string, Restriction, Method, number, readonly number[]])[] = [
    ["no difference of trends", { base: "rm", ...plain }, "C-LF", 1, [0, 0, 0, 0, 0]],
    ["one small change before, the same after", { base: "rm", ...plain }, "C-LF", 1, [-1, 0, 0, 1, 2]],
    ["one large change before, the same after", { base: "rm", ...plain }, "C-LF", 1, [-8, 0, 0, 8, 16]],
    ["one large change before, the same after", { base: "rm", ...plain }, "Conditional", 1, [-8, 0, 0, 8, 16]],
    [
      "several changes, half as much after",
      { base: "rm", sign: "positive", monotone: null },
      "C-LF",
      0.5,
      [4, -4, 4, 4, 8],
    ],
    ["changes of slope", { base: "sdrm", ...plain }, "C-LF", 1, [5, 0, 0, 5, 15]],
    ["a kink at the reference", { base: "sd", ...plain }, "C-LF", 2, [-3, -2, -1, 3, 9]],
    ["a kink at the reference", { base: "sd", ...plain }, "Conditional", 2, [-3, -2, -1, 3, 9]],
    ["a kink at the reference", { base: "sd", ...plain }, "C-F", 2, [-3, -2, -1, 3, 9]],
    ["a kink of one sign", { base: "sd", sign: "positive", monotone: "increasing" }, "C-F", 2, [0, 0, 0, 2, 6]],
  ];

  it.each(cases)("%s: %o by %s at M = %d", (_, restriction, method, M, delta) => {
    const count = 1500;
    const shared = sharing();
    const problemOf = (estimates: Float64Array) => ({
      ...{ engine, restriction, method, effects: effectsOf(estimates) },
      ...{ alpha: 1 - LEVEL, kappa: (1 - LEVEL) / 10, draws: 1000, seed: 1 },
      // critical values know no estimates, intervals do
      shared: method === "C-F" ? sharing() : shared,
    });
    // the effect is 0: the ends of what is left open at the truth, 0 among them or not
    const [piece] = plugInSet(problemOf(Float64Array.from(delta)), M);
    expect(piece!.low).toBeLessThanOrEqual(1e-9);
    expect(piece!.high).toBeGreaterThanOrEqual(-1e-9);
    for (const theta of [piece!.low, 0, piece!.high]) {
      let covered = 0;
      for (const estimates of draws(delta, count, 11)) covered += Number(marginAt(problemOf(estimates), M, theta) >= 0);
      expect(covered / count, `at ${theta}`).toBeGreaterThan(least(count));
    }
  });
});
