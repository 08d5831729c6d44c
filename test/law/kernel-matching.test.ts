/**
 * Laws of kernel matching: the numbers of all pairs, made in plain loops; weights that sum as stated;
 * cells; order of rows; threads; and who is dropped.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { type KernelOptions, kernelMatching } from "../../src/verbs/psmatch/estimator/kernel-matching.js";
import type { Candidates, KernelName } from "../../src/verbs/psmatch/estimator/match.js";
import { commonSupport } from "../../src/verbs/psmatch/estimator/scored-units.js";
import { seeded } from "../support/random.js";

/**
 * Relative to the number itself: points stand for blocks to rounding, which the sums of up to 2e4 terms here and Chebyshev
 * polynomials of order 22 multiply.
 */
const ALL_PAIRS = 1e-13;
/** The same through a local line, whose determinant loses digits where controls are on one side. */
const ALL_PAIRS_LINE = 1e-10;

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 3 });
});
afterAll(() => pooled.close());

/** Written as products: next to the edge a kernel is a difference, which the two sides are to round alike. */
const KERNELS: Readonly<Record<KernelName, (u: number) => number>> = {
  epanechnikov: (u) => (Math.abs(u) < 1 ? 1 - u * u : 0),
  normal: (u) => (Math.abs(u) <= 37.5 ? Math.exp(-0.5 * u * u) : 0),
  biweight: (u) => (Math.abs(u) < 1 ? (1 - u * u) ** 2 : 0),
  uniform: (u) => (Math.abs(u) <= 1 ? 1 : 0),
  tricube: (u) => (Math.abs(u) < 1 ? (1 - Math.abs(u) * Math.abs(u) * Math.abs(u)) ** 3 : 0),
};
const NAMES = Object.keys(KERNELS) as KernelName[];

interface Sample {
  readonly candidates: Candidates;
  readonly score: Float64Array;
  readonly outcome: Float64Array;
}

/** Scores of controls lean to 0, those of treated to 1; rounded scores tie. */
function sample(nTreated: number, nControl: number, nCells: number, seed: number, digits = 12): Sample {
  const random = seeded(seed);
  const n = nTreated + nControl;
  const treated = Uint8Array.from({ length: n }, (_, i) => (i % n < nTreated ? 1 : 0));
  const score = Float64Array.from(treated, (t) => {
    const u = random();
    return Number((t === 1 ? 1 - u * u : u * u).toFixed(digits));
  });
  const eligible = Uint8Array.from(treated, () => (random() < 0.05 ? 0 : 1));
  const cells = Uint32Array.from(treated, () => Math.floor(nCells * random()));
  return { candidates: { treated, eligible, cells, nCells }, score, outcome: score.map((s) => 10 * s + random()) };
}

/** Counterfactuals and weights from all pairs. */
function allPairs({ candidates, score, outcome }: Sample, { kernel, bandwidth: h, localLinear }: KernelOptions) {
  const { treated, eligible, cells } = candidates;
  const n = score.length;
  const weights = new Float64Array(n);
  const counterfactual: number[] = [];
  for (let t = 0; t < n; t++) {
    if (treated[t] !== 1) continue;
    const near: { j: number; u: number; k: number }[] = [];
    for (let j = 0; j < n && eligible[t] === 1; j++) {
      if (treated[j] === 1 || eligible[j] !== 1 || cells[j] !== cells[t]) continue;
      const u = (score[t]! - score[j]!) / h;
      const k = KERNELS[kernel](u);
      if (k > 0) near.push({ j, u, k });
    }
    const s0 = near.reduce((sum, { k }) => sum + k, 0);
    const centre = near.reduce((sum, { u, k }) => sum + u * k, 0) / s0;
    const spread = near.reduce((sum, { u, k }) => sum + k * (u - centre) ** 2, 0);
    if (near.length === 0 || (localLinear && !(spread > 1e-11 * s0))) {
      counterfactual.push(Number.NaN);
      continue;
    }
    weights[t] = 1;
    let value = 0;
    for (const { j, u, k } of near) {
      const weight = localLinear ? k * (1 / s0 - (centre * (u - centre)) / spread) : k / s0;
      weights[j]! += weight;
      value += weight * outcome[j]!;
    }
    counterfactual.push(value);
  }
  return { weights, counterfactual };
}

function expectSame(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number, what: string): void {
  expect(got.length).toBe(wanted.length);
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [got[i]!, wanted[i]!];
    if (Number.isNaN(b) || b === 0) expect(a, `${what} at ${i}`).toBe(b);
    else worst = Math.max(worst, Math.abs(a - b) / Math.abs(b));
  }
  expect(worst, what).toBeLessThan(tolerance);
}

describe.each(NAMES)("%s", (kernel) => {
  it.each([
    { bandwidth: 0.5, cells: 1 },
    { bandwidth: 0.06, cells: 1 },
    { bandwidth: 0.06, cells: 3 },
    { bandwidth: 0.002, cells: 1 },
  ])("local means are those of all pairs: bandwidth $bandwidth, $cells cells", ({ bandwidth, cells }) => {
    const data = sample(150, 20_000, cells, 5);
    const options = { kernel, bandwidth, localLinear: false };
    const got = kernelMatching(engine, data.candidates, data.score, options, data.outcome);
    const wanted = allPairs(data, options);
    expectSame(got.counterfactual!, wanted.counterfactual, ALL_PAIRS, "counterfactual");
    expectSame(got.weights, wanted.weights, ALL_PAIRS, "weight");
  });

  it.each([0.5, 0.1])("local lines are those of all pairs: bandwidth %s", (bandwidth) => {
    const data = sample(150, 10_000, 1, 6);
    const options = { kernel, bandwidth, localLinear: true };
    const got = kernelMatching(engine, data.candidates, data.score, options, data.outcome);
    const wanted = allPairs(data, options);
    expectSame(got.counterfactual!, wanted.counterfactual, ALL_PAIRS_LINE, "counterfactual");
    const largest = wanted.weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
    got.weights.forEach((weight, i) => {
      expect(Math.abs(weight - wanted.weights[i]!) / largest).toBeLessThan(ALL_PAIRS_LINE);
    });
  });

  it("weights of controls sum to the treated that have a counterfactual; none is negative without a line", () => {
    const data = sample(800, 3000, 2, 7);
    for (const localLinear of [false, true]) {
      const { weights, counterfactual } = kernelMatching(
        engine,
        data.candidates,
        data.score,
        { kernel, bandwidth: 0.05, localLinear },
        data.outcome,
      );
      const { treated, eligible } = data.candidates;
      const used = counterfactual!.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
      const sums = [0, 0];
      weights.forEach((weight, i) => {
        sums[treated[i]!]! += weight;
        if (eligible[i] === 0) expect(weight).toBe(0);
        if (!localLinear) expect(weight).toBeGreaterThanOrEqual(0);
      });
      expect(sums[1]).toBe(used);
      expect(Math.abs(sums[0]! - used) / used).toBeLessThan(localLinear ? 1e-9 : 1e-12);
    }
  });

  it("does not depend on the order of rows, to rounding, ties or not", () => {
    const data = sample(200, 2000, 2, 8, 2);
    const n = data.score.length;
    const random = seeded(9);
    const order = Array.from({ length: n }, (_, i) => ({ i, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ i }) => i);
    const { treated, eligible, cells, nCells } = data.candidates;
    const permuted = {
      candidates: {
        treated: Uint8Array.from(order, (i) => treated[i]!),
        eligible: Uint8Array.from(order, (i) => eligible[i]!),
        cells: Uint32Array.from(order, (i) => cells[i]!),
        nCells,
      },
      score: Float64Array.from(order, (i) => data.score[i]!),
    };
    const options = { kernel, bandwidth: 0.05, localLinear: false };
    const { weights } = kernelMatching(engine, data.candidates, data.score, options);
    const again = kernelMatching(engine, permuted.candidates, permuted.score, options).weights;
    expect([...again]).toEqual(order.map((i) => weights[i]!));
  });

  it("has the same bits on three threads", () => {
    const data = sample(500, 60_000, 3, 10);
    for (const localLinear of [false, true]) {
      const options = { kernel, bandwidth: 0.08, localLinear };
      const one = kernelMatching(engine, data.candidates, data.score, options, data.outcome);
      const three = kernelMatching(pooled, data.candidates, data.score, options, data.outcome);
      expect(Buffer.from(three.weights.buffer).equals(Buffer.from(one.weights.buffer))).toBe(true);
      expect(three.counterfactual).toEqual(one.counterfactual);
    }
  });
});

describe("treated far from all controls", () => {
  const candidates = (treated: readonly number[]): Candidates => ({
    treated: Uint8Array.from(treated),
    eligible: new Uint8Array(treated.length).fill(1),
    cells: new Uint32Array(treated.length),
    nCells: 1,
  });

  it("are dropped by kernels that end, and counted", () => {
    const score = Float64Array.of(0.5, 0.9, 0.5, 0.52, 0.8999);
    const some = candidates([1, 1, 0, 0, 0]);
    const options = { kernel: "epanechnikov", bandwidth: 0.1, localLinear: false } as const;
    const near = kernelMatching(engine, some, score, options, Float64Array.of(0, 0, 1, 2, 3));
    expect(near.withoutControls).toBe(0);
    const away = kernelMatching(engine, some, Float64Array.of(0.5, 0.9, 0.5, 0.52, 0.7), options);
    expect(away).toMatchObject({ withoutControls: 1, withoutLine: 0, counterfactual: null });
    expect([...away.weights.subarray(0, 2)]).toEqual([1, 0]);
  });

  it("still have a normal counterfactual, until the kernel ends", () => {
    const n = 500;
    const all = candidates([1, ...new Array<number>(n).fill(0)]);
    const normal = { kernel: "normal", bandwidth: 0.01, localLinear: false } as const;
    const controls = Array.from({ length: n }, (_, i) => i / n / 10);
    const outcome = Float64Array.of(0, ...controls.map((c) => 1 + c));
    for (const [far, tolerance] of [
      [0.25, 1e-13],
      [0.4, 1e-12],
      [0.46, 1e-9],
    ] as const) {
      const score = Float64Array.of(far, ...controls);
      const got = kernelMatching(engine, all, score, normal, outcome);
      const wanted = allPairs({ candidates: all, score, outcome }, normal);
      expectSame(got.counterfactual!, wanted.counterfactual, tolerance, `${far}`);
    }
    const score = Float64Array.of(0.6, ...controls);
    expect(() => kernelMatching(engine, all, score, normal)).toThrow(expect.objectContaining({ code: "bandwidth" }));
  });

  it("and those whose controls have one score have no line", () => {
    const score = Float64Array.of(0.5, 0.2, 0.45, 0.45, 0.2, 0.21);
    const line = { kernel: "uniform", bandwidth: 0.1, localLinear: true } as const;
    const got = kernelMatching(engine, candidates([1, 1, 0, 0, 0, 0]), score, line, Float64Array.of(0, 0, 1, 1, 2, 2));
    expect(got).toMatchObject({ withoutControls: 0, withoutLine: 1 });
    expect(got.counterfactual![0]).toBeNaN();
    expect(got.counterfactual![1]).toBeCloseTo(2, 12);
  });
});

describe("errors", () => {
  const { candidates, score } = sample(10, 20, 1, 11);
  const options = { kernel: "epanechnikov", bandwidth: 0.1, localLinear: false } as const;

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("a bandwidth of %s", (bandwidth) => {
    expect(() => kernelMatching(engine, candidates, score, { ...options, bandwidth })).toThrow(
      expect.objectContaining({ code: "bandwidth" }),
    );
  });

  it("a bandwidth that leaves nobody", () => {
    const apart = score.map((_, i) => (candidates.treated[i] === 1 ? 5 : 0));
    expect(() => kernelMatching(engine, candidates, apart, options)).toThrow("within the bandwidth 0.1");
  });

  it("a score that is missing", () => {
    const missing = score.map((value, i) => (i === 25 ? Number.NaN : value));
    const all = { ...candidates, eligible: new Uint8Array(30).fill(1) };
    expect(() => kernelMatching(engine, all, missing, options)).toThrow("row 26");
  });

  it("nobody on one side", () => {
    const eligible = candidates.treated.slice();
    expect(() => kernelMatching(engine, { ...candidates, eligible }, score, options)).toThrow(
      expect.objectContaining({ code: "no_controls" }),
    );
  });
});

describe("common support", () => {
  const candidates: Candidates = {
    treated: Uint8Array.of(1, 1, 1, 1, 0, 0, 0, 0),
    eligible: Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1),
    cells: new Uint32Array(8),
    nCells: 1,
  };
  const score = Float64Array.of(0.2, 0.3, 0.7, 0.9, 0.1, 0.2, 0.5, 0.7);

  it("none keeps everyone", () => {
    expect(commonSupport(candidates, score, { kind: "none" })).toMatchObject({
      offTreated: 0,
      offControl: 0,
      range: null,
    });
  });

  it("psmatch2's drops treated beyond the controls, ends included", () => {
    const found = commonSupport(candidates, score, { kind: "psmatch2" });
    expect(found).toMatchObject({ range: { low: 0.1, high: 0.7 }, offTreated: 1, offControl: 0 });
    expect([...found.eligible]).toEqual([1, 1, 1, 0, 1, 1, 1, 1]);
  });

  it("min-max drops both groups beyond what they share", () => {
    const found = commonSupport(candidates, score, { kind: "minmax" });
    expect(found).toMatchObject({ range: { low: 0.2, high: 0.7 }, offTreated: 1, offControl: 1 });
    expect([...found.eligible]).toEqual([1, 1, 1, 0, 0, 1, 1, 1]);
  });

  it("trimming drops the share of treated at which controls are thinnest", () => {
    const data = sample(200, 5000, 1, 12);
    const all = { ...data.candidates, eligible: new Uint8Array(5200).fill(1) };
    const found = commonSupport(all, data.score, { kind: "trim", share: 0.1 }, engine);
    expect(found).toMatchObject({ offTreated: 20, offControl: 0, range: null });
    // scores of controls are squares of uniform numbers: their density falls, so the highest scores go
    const scores = (kept: number) =>
      [...data.score].filter((_, i) => all.treated[i] === 1 && found.eligible[i] === kept);
    const kept = scores(1).sort((a, b) => b - a);
    expect(scores(0).filter((value) => value > kept[20]!).length).toBeGreaterThan(15);
    expect(commonSupport(all, data.score, { kind: "trim", share: 0 }, engine).offTreated).toBe(0);
  });

  it("refuses a share of one", () => {
    expect(() => commonSupport(candidates, score, { kind: "trim", share: 1 }, engine)).toThrow(
      expect.objectContaining({ code: "trim_share" }),
    );
  });
});
