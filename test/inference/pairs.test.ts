/** The pairs cluster bootstrap from moments equals a loop of full regressions on the drawn rows, draw by draw. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clusterCountsBlock, philoxU32 } from "../../src/engine/kernels/cluster-draws.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";

import { bootstrapSummary } from "../../src/regression/cluster-bootstrap/bootstrap-intervals.js";
import {
  pairsDraws,
  type ReweightedDraws,
  reweighting,
  suppliedPairsDraws,
} from "../../src/regression/cluster-bootstrap/reweighted.js";
import { FIXEST, parseSsc } from "../../src/regression/variance/ssc.js";
import { denseRegression } from "../support/dense-regression.js";
import { naiveMoments } from "../support/naive-moments.js";
import { ownFit } from "../support/own-fit.js";
import { type SmallPanel, smallPanel } from "../support/small-panel.js";
import { stacked } from "../support/stacked-clusters.js";

/** Normal equations on up to 400 rows with conditions up to 1e3, against orthogonal columns. */
const AGREE = 1e-9;
const DRAWS = 12;

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 2 });
});
afterAll(() => pooled.close());

const near = (got: number, want: number): boolean =>
  Number.isNaN(want) ? Number.isNaN(got) : Math.abs(got - want) <= AGREE * (1 + Math.abs(want));

/** Positions from 1 of as many clusters as there are; the first draw has one cluster twice over and little else. */
function positions(nClusters: number, seed: number): number[][] {
  return Array.from({ length: DRAWS }, (_, d) => {
    const numbers = philoxU32(engine, nClusters, { seed, replication: d, purpose: 9 });
    return Array.from(numbers, (each, i) => (d === 0 && i > 1 ? 2 : 1 + (each % nClusters)));
  });
}

/** A full regression on the drawn rows: coefficients and standard errors, everything counted in the draw. */
function naive(panel: SmallPanel, drawn: readonly number[]) {
  const rows = stacked(
    panel,
    drawn.map((position) => position - 1),
  );
  const dense = denseRegression(rows.input);
  const [n, G] = [rows.input.y.length, drawn.length];
  const K = dense.kept.filter(Boolean).length + new Set(rows.input.effects[1]!.codes).size;
  const factor = n > K ? ((n - 1) / (n - K)) * (G / (G - 1)) : Number.NaN;
  const V = dense.cluster(rows.clusters);
  const k = panel.X.length;
  const stdErrors = dense.kept.map((kept, j) => (kept ? Math.sqrt(factor * V[j * k + j]!) : Number.NaN));
  return { coefficients: dense.coefficients, stdErrors };
}

function expectDraw(
  found: ReweightedDraws,
  d: number,
  { coefficients, stdErrors }: ReturnType<typeof naive>,
  seed: number,
) {
  const k = coefficients.length;
  for (let j = 0; j < k; j++) {
    const [b, se] = [found.estimates[d * k + j]!, found.stdErrors[d * k + j]!];
    expect(near(b, coefficients[j]!), `panel ${seed}, draw ${d}, b${j}: ${b}, expected ${coefficients[j]}`).toBe(true);
    // A standard error that is rounding on one side is rounding on the other: its square is what sums made.
    expect(near(se, stdErrors[j]!), `panel ${seed}, draw ${d}, se${j}: ${se}, expected ${stdErrors[j]}`).toBe(true);
  }
}

describe("pairs draws equal full regressions on the drawn rows", () => {
  it.each(Array.from({ length: 20 }, (_, i) => i + 1))("panel %i", (seed) => {
    const panel = smallPanel(seed);
    const wanted = panel.X.map((_, j) => j);
    engine.scope((scope) => {
      const moments = naiveMoments(scope, { ...panel, periods: null });
      const ready = reweighting(scope, moments, FIXEST, wanted);
      const drawn = positions(panel.clusters.nLevels, seed);
      const found = suppliedPairsDraws(engine, ready, drawn);
      drawn.forEach((each, d) => {
        expectDraw(found, d, naive(panel, each), seed);
      });
      const all = Array.from({ length: panel.clusters.nLevels }, (_, c) => c + 1);
      expectDraw(ownFit(engine, ready), 0, naive(panel, all), seed);
    });
  });

  it("a draw of clusters never treated has no coefficient of the treatment, and one of the others", () => {
    const panel = smallPanel(6);
    engine.scope((scope) => {
      const ready = reweighting(scope, naiveMoments(scope, { ...panel, periods: null }), FIXEST, [0, 1]);
      const never = panel.firstTreated.flatMap((first, c) => (first === null ? [c + 1] : []));
      const drawn = panel.firstTreated.map((_, i) => never[i % never.length]!);
      const { estimates, stdErrors } = suppliedPairsDraws(engine, ready, [drawn]);
      expect([estimates[0], stdErrors[0]]).toEqual([Number.NaN, Number.NaN]);
      expect(Number.isFinite(estimates[1]) && stdErrors[1]! > 0).toBe(true);
    });
  });

  it("counts every dummy when told to", () => {
    const panel = smallPanel(2);
    engine.scope((scope) => {
      const moments = naiveMoments(scope, { ...panel, periods: null });
      const se = (ssc: string) => ownFit(engine, reweighting(scope, moments, parseSsc(ssc), [0])).stdErrors[0]!;
      const dense = denseRegression(panel);
      const n = panel.n;
      const G = panel.clusters.nLevels;
      const full = Math.sqrt((dense.cluster(panel.clusters)[0]! * ((n - 1) / (n - dense.rank)) * G) / (G - 1));
      expect(near(se("K.fixef=full,K.exact=true"), full)).toBe(true);
      expect(se("none")).toBeLessThan(se("fixest"));
    });
  });
});

describe("random draws", () => {
  const run = (on: Engine, slices: readonly number[]) =>
    on.scope((scope) => {
      const ready = reweighting(scope, naiveMoments(scope, { ...smallPanel(4), periods: null }), FIXEST, [0]);
      let first = 0;
      const found = slices.map((count) => {
        first += count;
        return pairsDraws(on, ready, { first: first - count, count, seed: 7 });
      });
      const join = (of: (draws: ReweightedDraws) => Float64Array) => found.flatMap((each) => [...of(each)]);
      return { estimates: join((each) => each.estimates), stdErrors: join((each) => each.stdErrors) };
    });

  it("are the same on two threads and in slices of any size", () => {
    const whole = run(engine, [60]);
    expect(run(pooled, [60])).toEqual(whole);
    expect(run(engine, [1, 7, 52])).toEqual(whole);
    expect(new Set(whole.estimates).size).toBeGreaterThan(30);
  });

  it("draw as many clusters as there are, each equally often", () => {
    const [G, B] = [9, 4000];
    const times = new Float64Array(G);
    for (let first = 0; first < B; first += 500) {
      const counts = countsOf(G, first, 500);
      for (let d = 0; d < 500; d++) {
        const row = counts.subarray(d * G, (d + 1) * G);
        expect(row.reduce((sum, each) => sum + each, 0)).toBe(G);
        row.forEach((each, c) => {
          times[c]! += each;
        });
      }
    }
    // a multinomial count over B G numbers: six standard deviations
    const sd = Math.sqrt(B * G * (1 / G) * (1 - 1 / G));
    for (const each of times) expect(Math.abs(each - B)).toBeLessThan(6 * sd);
  });

  const countsOf = (G: number, first: number, count: number) =>
    engine.scope((scope) => clusterCountsBlock(engine, scope, G, { first, count, seed: 3, purpose: 3 }).view().slice());
});

describe("supplied draws", () => {
  it("refuse a position that is none, naming draw and place", () => {
    engine.scope((scope) => {
      const ready = reweighting(scope, naiveMoments(scope, { ...smallPanel(4), periods: null }), FIXEST, [0]);
      expect(() =>
        suppliedPairsDraws(engine, ready, [
          [1, 2],
          [1, 99],
        ]),
      ).toThrow(
        expect.objectContaining({ code: "bootstrap_indices", message: expect.stringContaining("Draw 2, place 2") }),
      );
      expect(() => suppliedPairsDraws(engine, ready, [[0]])).toThrow(/Draw 1, place 1/);
    });
  });
});

describe("intervals of draws", () => {
  const summary = (estimates: number[], stdErrors: number[]) =>
    bootstrapSummary({ estimate: 2, stdError: 1 }, estimates, stdErrors, { level: 0.5 });

  it("by hand", () => {
    const found = summary([1, 2, 3, 4, 5, Number.NaN], [1, 1, 1, 2, 1, Number.NaN]);
    expect(found.used).toBe(5);
    expect(found.mean).toBe(3);
    expect(found.stdError).toBeCloseTo(Math.sqrt(2.5), 14);
    expect(found.percentile).toEqual({ conf_low: 2, conf_high: 4 });
    expect(found.basic).toEqual({ conf_low: 0, conf_high: 2 });
    // t*: -1, 0, 1, 1, 3
    expect(found.studentized).toEqual({ conf_low: 1, conf_high: 2 });
    expect(found.pStudentized).toBe(2 / 6);
  });

  it("leave out draws without a standard error, and say so", () => {
    const found = summary([1, 2, 3], [0, 0, 0]);
    expect([found.usedStudentized, found.studentized, found.pStudentized]).toEqual([0, null, null]);
    expect(() => summary([1, Number.NaN], [1, 1])).toThrow(expect.objectContaining({ code: "bootstrap_no_draw" }));
  });
});
