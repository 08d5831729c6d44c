/** The permutation test of a difference between groups equals full regressions on each group, permutation by permutation. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { reweighting } from "../../src/regression/cluster-bootstrap/reweighted.js";
import { FIXEST } from "../../src/regression/variance/ssc.js";
import {
  differencePValues,
  groupDifferences,
  labelPermutations,
  OUTSIDE,
  permutedDifferences,
} from "../../src/verbs/group-difference/fit.js";

import { denseRegression } from "../support/dense-regression.js";
import { naiveMoments } from "../support/naive-moments.js";
import { type SmallPanel, smallPanel } from "../support/small-panel.js";
import { stacked } from "../support/stacked-clusters.js";

/** Normal equations on up to 400 rows with conditions up to 1e3, against orthogonal columns. */
const AGREE = 1e-9;
const TERM = 1;

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 2 });
});
afterAll(() => pooled.close());

const near = (got: number, want: number): boolean =>
  Number.isNaN(want) ? Number.isNaN(got) : Math.abs(got - want) <= AGREE * (1 + Math.abs(want));

/** Two groups of clusters by turns, the last cluster in neither. */
const groupsOf = (panel: SmallPanel) =>
  Uint8Array.from({ length: panel.clusters.nLevels }, (_, c) =>
    c === panel.clusters.nLevels - 1 ? OUTSIDE : c % 3 === 0 ? 1 : 0,
  );

/** Coefficient and standard error of a full regression on some clusters. */
function naive(panel: SmallPanel, clusters: readonly number[]): readonly [number, number] {
  const rows = stacked(panel, clusters);
  const dense = denseRegression(rows.input);
  const [n, G] = [rows.input.y.length, clusters.length];
  const K = dense.kept.filter(Boolean).length + new Set(rows.input.effects[1]!.codes).size;
  const variance = dense.cluster(rows.clusters)[TERM * panel.X.length + TERM]!;
  const factor = n > K && G > 1 ? ((n - 1) / (n - K)) * (G / (G - 1)) : Number.NaN;
  return dense.kept[TERM] ? [dense.coefficients[TERM]!, Math.sqrt(factor * variance)] : [Number.NaN, Number.NaN];
}

const draws = (panel: SmallPanel, on: Engine, slices: readonly number[], strata: Uint32Array | null = null) =>
  on.scope((scope) => {
    const ready = reweighting(scope, naiveMoments(scope, { ...panel, periods: null }), FIXEST, [TERM]);
    const permutations = labelPermutations(on, groupsOf(panel), strata, { draws: 30, seed: 3 });
    let first = 0;
    const found = slices.flatMap((count) => {
      first += count;
      return [...permutedDifferences(on, ready, permutations, first - count, count)];
    });
    const [observed] = groupDifferences(on, ready, [groupsOf(panel)]);
    return { permutations, found, observed: observed! };
  });

describe("differences equal regressions on each group", () => {
  it.each(Array.from({ length: 20 }, (_, i) => i + 1))("panel %i", (seed) => {
    const panel = smallPanel(seed);
    const { permutations, found } = draws(panel, engine, [8]);
    found.forEach((draw, d) => {
      const labels = permutations.labels(d);
      const clusters = Array.from(labels, (_, c) => c);
      const [b0, se0] = naive(
        panel,
        clusters.filter((c) => labels[c] === 0),
      );
      const [b1, se1] = naive(
        panel,
        clusters.filter((c) => labels[c] === 1),
      );
      expect(near(draw.difference, b1 - b0), `panel ${seed}, ${d}: ${draw.difference}, expected ${b1 - b0}`).toBe(true);
      const wanted = (b1 - b0) / Math.sqrt(se0 ** 2 + se1 ** 2);
      // a group without residual variation has an error that is rounding
      if (se0 > AGREE && se1 > AGREE) {
        expect(near(draw.statistic, wanted), `panel ${seed}, ${d}: t ${draw.statistic}, expected ${wanted}`).toBe(true);
      }
    });
  });

  it("the same on two threads and in slices of any size", () => {
    const panel = smallPanel(7);
    expect(draws(panel, pooled, [8]).found).toEqual(draws(panel, engine, [8]).found);
    expect(draws(panel, engine, [1, 5, 2]).found).toEqual(draws(panel, engine, [8]).found);
  });
});

describe("permutations of labels", () => {
  const labels = Uint8Array.of(0, 1, 0, 1, 0, OUTSIDE);
  const all = (strata: Uint32Array | null, count: number) => {
    const permutations = labelPermutations(engine, labels, strata, { draws: count, seed: 1 });
    return {
      ...permutations,
      rows: Array.from({ length: permutations.count }, (_, d) => permutations.labels(d).join("")),
    };
  };

  it("come once each when there are no more than draws, the observed among them", () => {
    const { enumerated, rows, nDivisions } = all(null, 10);
    expect([enumerated, nDivisions, new Set(rows).size]).toEqual([true, 10, 10]);
    expect(rows).toContain(labels.join(""));
    for (const row of rows) expect([row.at(-1), [...row].filter((each) => each === "1").length]).toEqual(["2", 2]);
  });

  it("keep the numbers of each stratum", () => {
    const strata = Uint32Array.of(0, 0, 0, 1, 1, 1);
    const { enumerated, rows } = all(strata, 6);
    expect([enumerated, new Set(rows).size]).toEqual([true, 6]);
    const random = all(strata, 5);
    expect([random.enumerated, random.rows.length]).toEqual([false, 5]);
    for (const row of [...rows, ...random.rows]) {
      expect([...row.slice(0, 3)].filter((each) => each === "1")).toHaveLength(1);
      expect([...row.slice(3, 5)].filter((each) => each === "1")).toHaveLength(1);
    }
  });

  it("at random favour no division", () => {
    const counts = new Map<string, number>();
    const permutations = labelPermutations(engine, Uint8Array.of(0, 1, 0, 1), null, { draws: 5, seed: 2 });
    expect(permutations.enumerated).toBe(false);
    const B = 6000;
    for (let d = 0; d < B; d++) {
      const row = permutations.labels(d).join("");
      counts.set(row, (counts.get(row) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // six standard deviations of a binomial count
    for (const count of counts.values()) expect(Math.abs(count - B / 6)).toBeLessThan(6 * Math.sqrt((B * 5) / 36));
  });

  it("need units of both groups in a stratum", () => {
    const code = expect.objectContaining({ code: "permutation_groups" });
    expect(() => labelPermutations(engine, Uint8Array.of(0, 0), null, { draws: 5, seed: 1 })).toThrow(code);
    expect(() => labelPermutations(engine, Uint8Array.of(0, 1), Uint32Array.of(0, 1), { draws: 5, seed: 1 })).toThrow(
      code,
    );
  });
});

describe("p-values", () => {
  const observed = { estimates: [1, 3] as const, stdErrors: [1, 1] as const, difference: 2, statistic: Math.SQRT2 };
  const values = [2, -3, 1, 0.5, Number.NaN].map((difference) => ({ difference, statistic: difference / 2 }));

  it("are (1 + b) / (1 + B) at random and b / M over all, ties counted", () => {
    expect(differencePValues(observed, values, false)).toEqual({
      difference: 3 / 5,
      statistic: 2 / 5,
      used: 4,
      usedStatistic: 4,
    });
    expect(differencePValues(observed, values, true).difference).toBe(2 / 4);
  });

  it("need an estimate in both groups", () => {
    const lost = { ...observed, estimates: [Number.NaN, 3] as const, difference: Number.NaN };
    expect(() => differencePValues(lost, values, false)).toThrow(/first group/);
    expect(() => differencePValues(observed, [values[4]!], false)).toThrow(/none of 1 permutations/);
  });
});
