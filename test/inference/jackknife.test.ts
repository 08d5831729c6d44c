/** The cluster jackknife from moments equals regressions without each cluster, and its leverages those of the dense hat matrix. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { influentialClusters, jackknife, jackknifeVariance } from "../../src/verbs/bootstrap/jackknife.js";
import { dummies, orthonormal, roots, scaled } from "../support/dense-columns.js";
import { denseRegression } from "../support/dense-regression.js";
import { naiveMoments } from "../support/naive-moments.js";
import { type SmallPanel, smallPanel } from "../support/small-panel.js";

/** Normal equations on up to 400 rows with conditions up to 1e3, against orthogonal columns. */
const AGREE = 1e-9;

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 2 });
});
afterAll(() => pooled.close());

const run = (panel: SmallPanel, on = engine) =>
  on.scope((scope) => jackknife(on, naiveMoments(scope, { ...panel, periods: null })));

/** Sums over a cluster's rows of squares of an orthonormal basis of everything but the units. */
function denseLeverage(panel: SmallPanel): number[] {
  const root = roots(panel.n, panel.weights);
  const [unit, year] = panel.effects;
  const units = orthonormal(dummies(unit!.codes, unit!.nLevels, root)).basis;
  const left = [...dummies(year!.codes, year!.nLevels, root), ...panel.X.map((x) => scaled(x, root))];
  const { basis } = orthonormal(left, units);
  return Array.from({ length: panel.clusters.nLevels }, (_, c) => {
    return basis.reduce((sum, q) => sum + q.reduce((s, v, i) => s + (panel.clusters.codes[i] === c ? v * v : 0), 0), 0);
  });
}

describe("estimates without each cluster equal regressions on the others", () => {
  it.each(Array.from({ length: 20 }, (_, i) => i + 1))("panel %i", (seed) => {
    const panel = smallPanel(seed);
    const dense = denseRegression(panel);
    const found = run(panel);
    const wanted = dense.dropOne(panel.clusters);
    found.without.forEach((value, i) => {
      const want = wanted[i]!;
      const isNear = Number.isNaN(want) ? Number.isNaN(value) : Math.abs(value - want) <= AGREE * (1 + Math.abs(want));
      expect(isNear, `panel ${seed}, ${i}: ${value}, expected ${want}`).toBe(true);
    });
    const leverage = denseLeverage(panel);
    found.leverage.forEach((value, c) => {
      expect(Math.abs(value - leverage[c]!)).toBeLessThan(AGREE);
    });
    found.estimates.forEach((value, j) => {
      expect(Math.abs(value - dense.coefficients[j]!)).toBeLessThan(AGREE * (1 + Math.abs(value)));
    });
  });

  it("the same bits on two threads", () => {
    expect(run(smallPanel(5), pooled)).toEqual(run(smallPanel(5)));
  });
});

describe("its variance", () => {
  const found = {
    nClusters: 3,
    estimates: Float64Array.of(1, 10),
    without: Float64Array.of(0, 10, 2, 12, 4, 11),
    leverage: new Float64Array(3),
  };

  it("by hand, about the estimate and about the mean", () => {
    const options = { wanted: [0, 1], label: String };
    // deviations (-1, 0), (1, 2), (3, 1): squares 11, 5, products 5
    expect([...jackknifeVariance(found, { ...options, centre: "estimate" })]).toEqual(
      [22, 10, 10, 10].map((v) => v / 3),
    );
    const [mean] = jackknifeVariance(found, { ...options, wanted: [0], centre: "mean" });
    expect(mean).toBeCloseTo((8 * 2) / 3, 14);
    expect(influentialClusters(found, 0).map(({ cluster }) => cluster)).toEqual([2, 0, 1]);
  });

  it("is refused with the clusters named when one of them alone identifies the coefficient", () => {
    const lost = { ...found, without: Float64Array.of(0, 10, Number.NaN, 12, 4, 11) };
    const variance = (j: number) =>
      jackknifeVariance(lost, { wanted: [j], centre: "estimate", label: (c) => `city ${c}` });
    expect(() => variance(0)).toThrow(
      expect.objectContaining({ code: "jackknife_cluster", message: expect.stringContaining("without 'city 1'") }),
    );
    expect(variance(1)[0]).toBeCloseTo(10 / 3, 14);
    expect(influentialClusters(lost, 0).at(-1)!.cluster).toBe(1);
  });
});
