/**
 * The Anderson-Rubin set: membership by the test itself at thousands of points of random designs, the quadratic inequality
 * of classical errors by its formula, and what must hold for any data.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { qf } from "../../../src/engine/kernels/math.js";
import type { AndersonRubinSet, Ends } from "../../../src/regression/record/iv-record.js";
import type { ErrorStructure } from "../../../src/verbs/iv/estimator/instrument-system.js";
import { andersonRubin } from "../../../src/verbs/iv/inference/anderson-rubin.js";
import { andersonRubinSet } from "../../../src/verbs/iv/inference/anderson-rubin-set.js";
import { type NaiveErrors, type NaiveIv, naiveIv } from "../../support/naive-iv.js";
import { seeded } from "../../support/random.js";

/** A point is not asked when its p is this near to 1 - level: rounding of the statistic. */
const UNDECIDED = 1e-9;
/** Ends found by halving on the statistic, whose rounding is about 1e-14 of itself; relative to the size of the set. */
const END = 1e-9;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

interface Design {
  readonly n: number;
  readonly kz: number;
  /** Coefficient of each instrument in the first stage. */
  readonly strength: number;
  readonly endogeneity: number;
  /** Direct effect of the first instrument: the set may be empty. */
  readonly direct: number;
  readonly scaleX?: number;
  readonly scaleY?: number;
}

const CLUSTERS = 14;

function draw(seed: number, how: NaiveErrors["type"] | "twoway", design: Design): NaiveIv {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const { n, kz, strength, endogeneity, direct, scaleX = 1, scaleY = 1 } = design;
  const column = () => Float64Array.from({ length: n }, normal);
  const Z = Array.from({ length: kz }, column);
  const [v, w] = [column(), column()];
  const u = v.map(
    (value, i) => (endogeneity * value + Math.sqrt(1 - endogeneity ** 2) * w[i]!) * (1 + 0.5 * Z[0]![i]! ** 2),
  );
  const x = v.map((value, i) => value + strength * Z.reduce((sum, z) => sum + z[i]!, 0));
  const y = u.map((value, i) => scaleY * (value + 0.7 * x[i]! + direct * Z[0]![i]!));
  const labels = [Array.from({ length: n }, (_, i) => i % CLUSTERS), Array.from({ length: n }, (_, i) => (i * 7) % 11)];
  const errors: NaiveErrors =
    how === "twoway"
      ? { type: "cluster", by: labels }
      : how === "cluster"
        ? { type: how, by: [labels[0]!] }
        : { type: how };
  return naiveIv({ y, X: [x.map((value) => scaleX * value)], W: [new Float64Array(n).fill(1), column()], Z }, errors);
}

/** 2SLS: P_x'P_y / P_x'P_x. */
function estimateOf({ system: { projected: P, nInstruments: kz } }: NaiveIv): number {
  let [xy, xx] = [0, 0];
  for (let i = 0; i < kz; i++) {
    xy += P[i]! * P[kz + i]!;
    xx += P[i]! ** 2;
  }
  return xy / xx;
}

const setOf = (iv: NaiveIv, level: number, errors: ErrorStructure = iv.errors): AndersonRubinSet =>
  andersonRubinSet(engine, iv.system, errors, { level, estimate: estimateOf(iv) });

const holds = (intervals: readonly Ends[], b: number): boolean =>
  intervals.some(([low, high]) => (low ?? Number.NEGATIVE_INFINITY) <= b && b <= (high ?? Number.POSITIVE_INFINITY));

const pAt = (iv: NaiveIv, b: number): number =>
  andersonRubin(engine, iv.system, iv.errors, Float64Array.of(b)).p_value!;

const DESIGNS: readonly Design[] = [
  { n: 60, kz: 1, strength: 1, endogeneity: 0.5, direct: 0 },
  { n: 60, kz: 1, strength: 0.05, endogeneity: 0.9, direct: 0 },
  { n: 60, kz: 2, strength: 0.15, endogeneity: 0.9, direct: 0.3 },
  { n: 60, kz: 3, strength: 0.1, endogeneity: -0.8, direct: 0 },
  { n: 60, kz: 3, strength: 0.3, endogeneity: 0.95, direct: 0.5 },
  { n: 90, kz: 6, strength: 0.1, endogeneity: 0.99, direct: 0.2 },
  { n: 90, kz: 5, strength: 0.5, endogeneity: 0.5, direct: 1 },
];

describe("membership", () => {
  it.each(["iid", "hetero", "cluster"] as const)("%s errors: every point is where the test puts it", (how) => {
    const kinds = new Map<string, number>();
    let asked = 0;
    DESIGNS.forEach((design, d) => {
      for (let seed = 1; seed <= 25; seed++) {
        const iv = draw(1000 * d + seed, how, design);
        const level = [0.9, 0.95, 0.99, 0.5][seed % 4]!;
        const set = setOf(iv, level);
        kinds.set(set.kind!, (kinds.get(set.kind!) ?? 0) + 1);
        const random = seeded(seed);
        const ends = set.intervals.flat().filter((end) => end !== null);
        const centre = estimateOf(iv);
        // Cauchy points, far ones, and points close by on either side of each end.
        const points = [
          ...Array.from({ length: 16 }, () => centre + Math.tan(Math.PI * (random() - 0.5)) * 0.5),
          1e6,
          -1e6,
          1e12,
          -1e12,
          ...ends.flatMap((end) => [end - 1e-5 * (1 + Math.abs(end)), end + 1e-5 * (1 + Math.abs(end))]),
        ];
        for (const b of points) {
          const p = pAt(iv, b);
          if (Math.abs(p - (1 - level)) < UNDECIDED) continue;
          asked++;
          expect(holds(set.intervals, b), `${how} ${d} ${seed} ${b} p ${p}`).toBe(p >= 1 - level);
        }
        for (const end of ends) expect(Math.abs(pAt(iv, end) - (1 - level))).toBeLessThan(UNDECIDED);
      }
    });
    expect(asked).toBeGreaterThan(3000);
    const expected = ["interval", "unbounded", "whole_line", "empty", ...(how === "iid" ? [] : ["disjoint"])];
    expect([...kinds.keys()].sort()).toEqual(expected.sort());
  });
});

describe("far from the ordinary", () => {
  const EXTREMES: readonly Design[] = [
    { n: 200, kz: 20, strength: 0.02, endogeneity: 0.999999, direct: 0 },
    { n: 200, kz: 1, strength: 5, endogeneity: 0.99999, direct: 0 },
    { n: 100, kz: 3, strength: 100, endogeneity: 0.5, direct: 0 },
    { n: 100, kz: 2, strength: 1e4, endogeneity: 0.5, direct: 0 },
    { n: 100, kz: 2, strength: 1e-6, endogeneity: 0.3, direct: 0.1 },
  ];
  it.each(["iid", "hetero"] as const)(
    "%s: many, very strong and hopeless instruments, nearly the same errors",
    (how) => {
      EXTREMES.forEach((design, d) => {
        for (let seed = 1; seed <= 4; seed++) {
          const iv = draw(300 * d + seed, how, design);
          const set = setOf(iv, 0.9);
          const ends = set.intervals.flat().filter((end) => end !== null);
          const size = ends.length === 0 ? 1 : Math.max(...ends) - Math.min(...ends);
          const close = ends.flatMap((end) => [end - 1e-6 * size, end + 1e-6 * size]);
          const around = [-3, -1, -0.3, -0.01, 0.01, 0.3, 1, 3].map((step) => estimateOf(iv) + step * size);
          for (const b of [...close, ...around, 1e9, -1e9]) {
            const p = pAt(iv, b);
            if (Math.abs(p - 0.1) >= UNDECIDED) expect(holds(set.intervals, b), `${d} ${seed} ${b}`).toBe(p >= 0.1);
          }
        }
      });
    },
  );
});

describe("the quadratic inequality of classical errors", () => {
  /** Ends of the set by the formula: a b^2 - 2 h b + c <= 0, with a, h, c from sums of squares. */
  function byFormula({ system }: NaiveIv, level: number): Ends[] {
    const { projected: P, unexplained: T, nInstruments: kz, n, nExogenous } = system;
    const df2 = n - nExogenous - kz;
    const crit = (qf(engine, 1 - level, kz, df2, true) * kz) / df2;
    const product = (M: Float64Array, rows: number, i: number, j: number) => {
      let sum = 0;
      for (let r = 0; r < rows; r++) sum += M[i * rows + r]! * M[j * rows + r]!;
      return sum;
    };
    const form = (i: number, j: number) => product(P, kz, i, j) - crit * product(T, 2, i, j);
    const [a, h, c] = [form(0, 0), form(0, 1), form(1, 1)];
    const D = h * h - a * c;
    if (D < 0) return a < 0 ? [[null, null]] : [];
    const [r1, r2] = [(h - Math.sqrt(D)) / a, (h + Math.sqrt(D)) / a];
    return a > 0
      ? [[r1, r2]]
      : [
          [null, Math.min(r1, r2)],
          [Math.max(r1, r2), null],
        ];
  }

  /** The same covariance, called by another name: a matrix is then inverted at every value. */
  const generic = (iv: NaiveIv): ErrorStructure => ({ ...iv.errors, type: "hetero" });

  it("gives the same set, and so does the algorithm for any covariance", () => {
    DESIGNS.forEach((design, d) => {
      for (let seed = 1; seed <= 20; seed++) {
        const iv = draw(500 * d + seed, "iid", design);
        const set = setOf(iv, 0.95);
        const formula = byFormula(iv, 0.95);
        near(set.intervals, formula);
        near(setOf(iv, 0.95, generic(iv)).intervals, formula);
      }
    });
  });
});

describe("laws", () => {
  it.each(["iid", "hetero", "cluster"] as const)("%s: units of x and y only rescale the set", (how) => {
    DESIGNS.forEach((design, d) => {
      for (let seed = 1; seed <= 5; seed++) {
        const plain = setOf(draw(700 * d + seed, how, design), 0.9);
        const scaled = setOf(draw(700 * d + seed, how, { ...design, scaleX: 1e-5, scaleY: 1e4 }), 0.9);
        expect(scaled.kind).toBe(plain.kind);
        near(
          scaled.intervals.map(([low, high]) => [low === null ? null : low / 1e9, high === null ? null : high / 1e9]),
          plain.intervals,
        );
      }
    });
  });

  it.each(["iid", "hetero", "cluster"] as const)(
    "%s: with one instrument the set holds the estimate, whose p is 1",
    (how) => {
      for (let seed = 1; seed <= 40; seed++) {
        const iv = draw(seed, how, DESIGNS[seed % 2]!);
        const set = setOf(iv, 0.5);
        expect(holds(set.intervals, estimateOf(iv))).toBe(true);
        expect(set.at_estimate!.p_value).toBeCloseTo(1, 6);
        expect(set.kind).not.toBe("empty");
      }
    },
  );

  it("is bounded with one instrument exactly when the first stage rejects", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const iv = draw(seed, "hetero", DESIGNS[seed % 2]!);
      const set = setOf(iv, 0.9);
      const firstStage = pAt(
        { ...iv, system: { ...iv.system, projected: swap(iv.system.projected) }, errors: swapped(iv) },
        0,
      );
      expect(set.kind === "interval").toBe(firstStage < 0.1);
    }
  });

  it("draws a curve through the ends that JSON can hold", () => {
    for (const design of DESIGNS) {
      const set = setOf(draw(3, "hetero", design), 0.95);
      expect(JSON.parse(JSON.stringify(set))).toEqual(set);
      for (const end of set.intervals.flat().filter((value) => value !== null)) {
        const point = set.curve.find(({ beta }) => beta === end)!;
        expect(Math.abs(point.p_value - 0.05)).toBeLessThan(UNDECIDED);
      }
      const betas = set.curve.map(({ beta }) => beta);
      expect(betas).toEqual([...betas].sort((a, b) => a - b));
    }
  });
});

describe("no set", () => {
  it("where a residual is zero or not a number", () => {
    const iv = draw(1, "hetero", DESIGNS[2]!);
    for (const value of [0, Number.NaN]) {
      const set = setOf(iv, 0.95, { ...iv.errors, covariance: () => new Float64Array(4).fill(value) });
      expect([set.kind, set.because]).toEqual([null, expect.stringContaining("the residual is zero")]);
    }
  });

  it("for two clusterings whose covariance is not positive definite at some value", () => {
    const reasons = new Map<string, number>();
    for (let seed = 1; seed <= 20; seed++) {
      const iv = draw(seed, "twoway", DESIGNS[5]!);
      const { kind, because, intervals } = setOf(iv, 0.95);
      reasons.set(because ?? "a set", (reasons.get(because ?? "a set") ?? 0) + 1);
      if (because !== null) expect([kind, intervals]).toEqual([null, []]);
      else for (const end of intervals.flat()) if (end !== null) expect(pAt(iv, end)).toBeCloseTo(0.05, 8);
    }
    expect([...reasons.keys()].filter((reason) => reason !== "a set")).toEqual([
      expect.stringContaining("two clusterings"),
    ]);
  });

  it("for fewer clusters than instruments, and for several endogenous regressors", () => {
    const iv = draw(1, "cluster", { ...DESIGNS[5]!, kz: CLUSTERS });
    expect(setOf(iv, 0.95).because).toContain("14 clusters do not identify the covariance matrix of 14 instruments");
    const two = { ...iv.system, nEndogenous: 2 };
    const { because, kind } = andersonRubinSet(engine, two, iv.errors, { level: 0.95, estimate: 0 });
    expect([kind, because]).toEqual([null, expect.stringContaining("2 endogenous regressors")]);
  });

  it("refuses a level or an estimate that is none", () => {
    const iv = draw(1, "iid", DESIGNS[0]!);
    expect(() => setOf(iv, 95)).toThrow(expect.objectContaining({ code: "level" }));
    expect(() => andersonRubinSet(engine, iv.system, iv.errors, { level: 0.9, estimate: Number.NaN })).toThrow(
      expect.objectContaining({ code: "ar_estimate" }),
    );
  });
});

/** Outcome and regressor change places: the reduced form of the outcome is then the first stage. */
const swap = (P: Float64Array): Float64Array =>
  Float64Array.from([...P.slice(P.length / 2), ...P.slice(0, P.length / 2)]);
const swapped = ({ errors }: NaiveIv): ErrorStructure => ({
  ...errors,
  covariance: (a, c) => errors.covariance(swap(a), c),
});

function near(got: readonly Ends[], expected: readonly Ends[]): void {
  expect(got.map((ends) => ends.map((end) => end === null))).toEqual(
    expected.map((ends) => ends.map((end) => end === null)),
  );
  const finite = expected.flat().filter((end) => end !== null);
  const size = Math.max(...finite) - Math.min(...finite) + Math.max(...finite.map(Math.abs));
  got.flat().forEach((end, i) => {
    if (end !== null) expect(Math.abs(end - expected.flat()[i]!)).toBeLessThan(END * size);
  });
}
