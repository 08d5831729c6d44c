/**
 * Laws of the errors of a matched effect on random pairs: Abadie and Imbens's and psmatch2's against their formulas written
 * out over all units, whatever the order of rows; balance by definition, to the same bits on one thread and two.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { abadieImbensError, psmatch2Error } from "../../src/verbs/psmatch/estimator/abadie-imbens.js";
import { balanceOf } from "../../src/verbs/psmatch/estimator/balance.js";
import type { Pairs } from "../../src/verbs/psmatch/estimator/match.js";

import { seeded } from "../support/random.js";

/** Relative: sums of some hundred numbers in another order. */
const TOLERANCE = 1e-11;

let one: Engine;
let two: Engine;

beforeAll(async () => {
  one = await loadEngine({ threads: 1 });
  two = await loadEngine({ threads: 2 });
});

afterAll(() => two.close());

interface Case {
  readonly treated: Uint8Array;
  readonly y: Float64Array;
  readonly score: Float64Array;
  readonly pairs: Pairs;
}

/** Scores with ties; each treated unit but one in five paired with one to four controls at random. */
function sample(seed: number): Case {
  const random = seeded(seed);
  const n = 30 + Math.floor(120 * random());
  const treated = Uint8Array.from({ length: n }, (_, i) => Number(i < 3 || (i > 6 && random() < 0.4)));
  const y = Float64Array.from({ length: n }, () => 10 * random());
  const score = Float64Array.from({ length: n }, () => Math.round(30 * random()) / 10);
  const controls = [...treated.keys()].filter((i) => treated[i] === 0);
  const list: [number, number, number][] = [];
  treated.forEach((isTreated, t) => {
    if (isTreated === 0 || (t > 2 && random() < 0.2)) return;
    const count = 1 + Math.floor(4 * random());
    const chosen = new Set(Array.from({ length: count }, () => controls[Math.floor(controls.length * random())]!));
    for (const c of chosen) list.push([t, c, 1 / chosen.size]);
  });
  const pairs = {
    treated: Uint32Array.from(list, ([t]) => t),
    control: Uint32Array.from(list, ([, c]) => c),
    share: Float64Array.from(list, ([, , s]) => s),
  };
  return { treated, y, score, pairs };
}

/** The formulas as written, every unit against every pair. */
function byFormula({ treated, y, score, pairs }: Case, neighbours: number | null) {
  const n = y.length;
  const p = [...pairs.share.keys()];
  const matched = [...treated.keys()].filter((i) => pairs.treated.includes(i));
  const effect = (i: number) =>
    p.reduce((sum, q) => sum + (pairs.treated[q] === i ? pairs.share[q]! * (y[i]! - y[pairs.control[q]!]!) : 0), 0);
  const att = matched.reduce((sum, i) => sum + effect(i), 0) / matched.length;
  const K = (i: number, power: number) =>
    p.reduce((sum, q) => sum + (pairs.control[q] === i ? pairs.share[q]! ** power : 0), 0);
  const pairSum = p.reduce(
    (sum, q) => sum + pairs.share[q]! * (y[pairs.treated[q]!]! - y[pairs.control[q]!]! - att) ** 2,
    0,
  );
  const mean = score.reduce((sum, s) => sum + s, 0) / n;
  const variance = score.reduce((sum, s) => sum + (s - mean) ** 2, 0) / (n - 1);
  const sigma2 = (i: number) => {
    if (neighbours === null) return pairSum / 2 / matched.length;
    const own = [...treated.keys()].filter((j) => j !== i && treated[j] === treated[i]);
    const squared = (j: number) => (score[j]! - score[i]!) ** 2 / variance;
    const reach = own.map(squared).sort((a, b) => a - b)[neighbours - 1]! + 1e-5;
    const near = [i, ...own.filter((j) => squared(j) <= reach)].map((j) => y[j]!);
    const centre = near.reduce((sum, value) => sum + value, 0) / near.length;
    return near.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (near.length - 1);
  };
  let [population, sampled] = [0, 0];
  for (let i = 0; i < n; i++) {
    const m = Number(matched.includes(i));
    population += m * (effect(i) - att) ** 2 + (K(i, 1) ** 2 - K(i, 2)) * sigma2(i);
    sampled += (m - K(i, 1)) ** 2 * sigma2(i);
  }
  const root = (sum: number) => Math.sqrt(sum) / matched.length;
  return { att, se: root(population), seSample: root(sampled), sePairs: root(pairSum) };
}

describe("Abadie and Imbens's errors", () => {
  it("are their formulas, with a constant variance and with neighbours", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const given = sample(seed);
      for (const neighbours of [null, 1, 2]) {
        const variance =
          neighbours === null
            ? ({ kind: "constant" } as const)
            : ({ kind: "neighbours", neighbours, score: given.score, treated: given.treated } as const);
        const fit = abadieImbensError(one, given.y, given.pairs, { variance });
        const expected = byFormula(given, neighbours);
        for (const key of ["att", "se", "seSample", "sePairs"] as const) {
          expect(Math.abs(fit[key] / expected[key] - 1), `${key}, seed ${seed}`).toBeLessThan(TOLERANCE);
        }
      }
    }
  });

  it("with pairs of one that share no control are those of a mean difference", () => {
    const pairs = {
      ...{ treated: Uint32Array.of(0, 1, 2), control: Uint32Array.of(3, 4, 5) },
      share: Float64Array.of(1, 1, 1),
    };
    const y = Float64Array.of(5, 9, 4, 1, 2, 3);
    const { att, se, sePairs } = abadieImbensError(one, y, pairs, { variance: { kind: "constant" } });
    // differences 4, 7, 1
    expect(att).toBe(4);
    expect(Math.abs(se - Math.sqrt(18) / 3)).toBeLessThan(1e-14);
    expect(Math.abs(sePairs - se)).toBeLessThan(1e-14);
  });

  it("refuse no pairs, and a group of one where neighbours are wanted", () => {
    const none = { treated: new Uint32Array(0), control: new Uint32Array(0), share: new Float64Array(0) };
    const constant = { variance: { kind: "constant" } } as const;
    expect(() => abadieImbensError(one, Float64Array.of(1, 2), none, constant)).toThrow(
      expect.objectContaining({ code: "matching_empty" }),
    );
    const pairs = { treated: Uint32Array.of(0), control: Uint32Array.of(1), share: Float64Array.of(1) };
    const y = Float64Array.of(1, 2, 4);
    const treated = Uint8Array.of(1, 0, 0);
    const variance = { kind: "neighbours", neighbours: 1, score: y, treated } as const;
    expect(() => abadieImbensError(one, y, pairs, { variance })).toThrow(
      expect.objectContaining({ code: "own_group_too_small" }),
    );
  });
});

describe("psmatch2's error", () => {
  it("is its formula", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { treated, y, pairs } = sample(seed);
      const weights = new Float64Array(y.length);
      pairs.share.forEach((share, q) => {
        weights[pairs.treated[q]!] = 1;
        weights[pairs.control[q]!]! += share;
      });
      const variance = (group: number) => {
        const values = [...y].filter((_, i) => treated[i] === group && weights[i]! > 0);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
      };
      const n1 = weights.filter((w, i) => treated[i] === 1 && w > 0).length;
      const squares = weights.reduce((sum, w, i) => sum + (treated[i] === 0 ? w * w : 0), 0);
      const expected = Math.sqrt(variance(1) / n1 + (variance(0) * squares) / n1 ** 2);
      expect(Math.abs(psmatch2Error(one, y, treated, weights) / expected - 1)).toBeLessThan(TOLERANCE);
    }
  });

  it("refuses weights that are all 0", () => {
    const nothing = () => psmatch2Error(one, Float64Array.of(1, 2), Uint8Array.of(1, 0), new Float64Array(2));
    expect(nothing).toThrow(expect.objectContaining({ code: "matching_empty" }));
  });
});

describe("balance", () => {
  const columnsOf = (random: () => number, n: number) =>
    Array.from({ length: 11 }, (_, j) => ({
      name: `x${j}`,
      values: Float64Array.from({ length: n }, () => (j % 3 === 0 ? Math.round(random()) : 1e3 + random())),
    }));

  it("does not depend on the order of rows, and has the same bits on two threads", () => {
    const random = seeded(5);
    const n = 70_000;
    const treated = Uint8Array.from({ length: n }, () => Number(random() < 0.3));
    const weights = Float64Array.from({ length: n }, (_, i) => (treated[i] === 1 ? 1 : Math.floor(3 * random())));
    const columns = columnsOf(random, n);
    const plain = balanceOf(one, columns, treated, weights);
    expect(balanceOf(two, columns, treated, weights)).toEqual(plain);
    const back = <T extends Float64Array | Uint8Array>(column: T): T => column.slice().reverse() as T;
    const reversed = balanceOf(
      one,
      columns.map(({ name, values }) => ({ name, values: back(values) })),
      back(treated),
      back(weights),
    );
    reversed.forEach((row, j) => {
      expect(row.binary).toBe(j % 3 === 0);
      const keys = [
        "meanTreated",
        "meanControl",
        "biasTreatedSd",
        "varianceRatio",
        "ksStatistic",
        "tStatistic",
      ] as const;
      for (const key of keys) expect(Math.abs(row[key] - plain[j]![key])).toBeLessThan(1e-9);
    });
  });

  it("weights of 1 give what no weights give, and copies of rows what their number gives", () => {
    const random = seeded(6);
    const n = 90;
    const treated = Uint8Array.from({ length: n }, (_, i) => i % 2);
    const columns = columnsOf(random, n);
    const counts = Uint32Array.from({ length: n }, () => 1 + Math.floor(3 * random()));
    const none = balanceOf(one, columns, treated, null);
    const ones = balanceOf(one, columns, treated, new Float64Array(n).fill(1));
    expect(ones.map((row) => ({ ...row, ksP: 0 }))).toEqual(none.map((row) => ({ ...row, ksP: 0 })));
    const rows = [...counts].flatMap((count, i) => new Array<number>(count).fill(i));
    const copied = balanceOf(
      one,
      columns.map(({ name, values }) => ({ name, values: Float64Array.from(rows, (i) => values[i]!) })),
      Uint8Array.from(rows, (i) => treated[i]!),
      null,
    );
    const weighted = balanceOf(one, columns, treated, Float64Array.from(counts));
    weighted.forEach((row, j) => {
      for (const key of ["meanTreated", "meanControl", "ksStatistic"] as const) {
        expect(Math.abs(row[key] - copied[j]![key])).toBeLessThan(1e-10);
      }
    });
  });

  it("names the column and row of a number that is not there, and the group that is missing", () => {
    const x = [{ name: "re74", values: Float64Array.of(1, 2, Number.NaN) }];
    expect(() => balanceOf(one, x, Uint8Array.of(1, 0, 0), null)).toThrow(
      expect.objectContaining({
        code: "balance_not_finite",
        detail: expect.objectContaining({ column: "re74", row: 3 }),
      }),
    );
    const fine = [{ name: "re74", values: Float64Array.of(1, 2, 3) }];
    expect(() => balanceOf(one, fine, Uint8Array.of(1, 0, 0), Float64Array.of(1, 0, 0))).toThrow(
      expect.objectContaining({ code: "balance_one_group" }),
    );
  });

  it("knows no distribution under negative weights", () => {
    const x = [{ name: "x", values: Float64Array.of(1, 5, 2, 3, 4) }];
    const [row] = balanceOf(one, x, Uint8Array.of(1, 1, 0, 0, 0), Float64Array.of(1, 1, 2, -1, 1));
    expect([row!.meanControl, row!.ksStatistic]).toEqual([2.5, Number.NaN]);
  });

  it("of the treatment itself is as bad as can be", () => {
    const [row] = balanceOf(one, [{ name: "t", values: Float64Array.of(1, 1, 0, 0) }], Uint8Array.of(1, 1, 0, 0), null);
    expect([row!.ksStatistic, row!.tStatistic, row!.tP]).toEqual([1, Number.POSITIVE_INFINITY, 0]);
  });

  it("of a constant covariate is NaN where it is divided by its spread", () => {
    const [row] = balanceOf(one, [{ name: "c", values: Float64Array.of(2, 2, 2, 2) }], Uint8Array.of(1, 1, 0, 0), null);
    expect([row!.biasTreatedSd, row!.biasPooledSd, row!.varianceRatio]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([row!.meanTreated, row!.ksStatistic]).toEqual([2, 0]);
  });
});
