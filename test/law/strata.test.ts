/** Laws of coarsened exact matching on random samples: against cells written out, and whatever the order of rows. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import {
  coarsen,
  coarsenedExactMatching,
  equalWidthCuts,
  imbalanceL1,
} from "../../src/verbs/psmatch/estimator/coarsened-exact.js";
import { seeded } from "../support/random.js";

let engine: Engine;

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

function sample(seed: number) {
  const random = seeded(seed);
  const n = 20 + Math.floor(300 * random());
  const treated = Uint8Array.from({ length: n }, () => Number(random() < 0.3));
  const eligible = Uint8Array.from({ length: n }, () => Number(random() < 0.9));
  const x = Float64Array.from({ length: n }, () => Math.round(40 * random()) / 4);
  const factor = Uint32Array.from({ length: n }, () => Math.floor(4 * random()));
  const cells = Uint32Array.from({ length: n }, () => Math.floor(2 * random()));
  return { n, random, treated, eligible, x, factor, cells };
}

describe("coarsened exact matching", () => {
  it("is what cells written out give", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { n, treated, eligible, x, factor, cells } = sample(seed);
      const cuts = equalWidthCuts(engine, x, 5);
      const parts = [coarsen(engine, x, cuts), { codes: factor, nLevels: 4 }];
      const found = coarsenedExactMatching(engine, { treated, eligible, cells, nCells: 2 }, parts);
      const key = (i: number) => `${cells[i]} ${cuts.filter((cut) => x[i]! >= cut).length} ${factor[i]}`;
      const count = (cell: string, group: number) =>
        [...treated.keys()].filter((i) => eligible[i] === 1 && treated[i] === group && key(i) === cell).length;
      let [sum1, sum0] = [0, 0];
      const both = new Set<string>();
      for (let i = 0; i < n; i++) {
        const [in1, in0] = [count(key(i), 1), count(key(i), 0)];
        const weight = eligible[i] === 0 || in1 * in0 === 0 ? 0 : treated[i] === 1 ? 1 : in1 / in0;
        expect(found.weights[i]).toBe(weight);
        if (in1 * in0 > 0) both.add(key(i));
        if (treated[i] === 1) sum1 += weight;
        else sum0 += weight;
        for (let j = 0; j < i; j += 7) expect(found.strata.codes[i] === found.strata.codes[j]).toBe(key(i) === key(j));
      }
      expect(Math.abs(sum1 - sum0)).toBeLessThan(1e-10);
      expect([found.nTreated, found.nMatchedStrata]).toEqual([sum1, both.size]);
      expect(found.nControls).toBe(found.weights.filter((w, i) => w > 0 && treated[i] === 0).length);
      // matched and weighted, treated and controls have one distribution over cells
      expect(imbalanceL1(engine, found.strata, treated, found.weights)).toBeLessThan(1e-12);
      const keys = [...new Set(Array.from({ length: n }, (_, i) => key(i)))];
      const shares = keys.map(
        (cell) =>
          [1, 0].map((group) => {
            const all = [...treated.keys()].filter((i) => treated[i] === group);
            return all.filter((i) => key(i) === cell).length / all.length;
          }) as [number, number],
      );
      const l1 = shares.reduce((sum, [a, b]) => sum + Math.abs(a - b), 0) / 2;
      expect(Math.abs(imbalanceL1(engine, found.strata, treated, null) - l1)).toBeLessThan(1e-12);
    }
  });

  it("does not depend on the order of rows", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { random, treated, eligible, x, factor, cells } = sample(seed);
      const order = [...treated.keys()].map((i) => [random(), i] as const).sort((a, b) => a[0] - b[0]);
      const rows = order.map(([, i]) => i);
      const cuts = equalWidthCuts(engine, x, 6);
      const matched = (at: readonly number[]) => {
        const take = <T extends Uint8Array | Uint32Array>(column: T, into: new (length: number) => T): T => {
          const out = new into(at.length);
          at.forEach((row, i) => {
            out[i] = column[row]!;
          });
          return out;
        };
        const candidates = {
          ...{ treated: take(treated, Uint8Array), eligible: take(eligible, Uint8Array) },
          ...{ cells: take(cells, Uint32Array), nCells: 2 },
        };
        const values = Float64Array.from(at, (row) => x[row]!);
        const parts = [{ codes: take(factor, Uint32Array), nLevels: 4 }, coarsen(engine, values, cuts)];
        return coarsenedExactMatching(engine, candidates, parts).weights;
      };
      const plain = matched([...treated.keys()]);
      matched(rows).forEach((weight, place) => {
        expect(weight).toBe(plain[rows[place]!]);
      });
    }
  });

  it("says what is wrong with what it is given", () => {
    const candidates = {
      ...{ treated: Uint8Array.of(1, 0), eligible: Uint8Array.of(1, 1) },
      ...{ cells: new Uint32Array(2), nCells: 1 },
    };
    const apart = { codes: Uint32Array.of(0, 1), nLevels: 2 };
    const expectCode = (work: () => unknown, code: string) => expect(work).toThrow(expect.objectContaining({ code }));
    expectCode(() => coarsenedExactMatching(engine, candidates, [apart]), "no_overlap");
    expectCode(() => equalWidthCuts(engine, Float64Array.of(1, 2), 0), "bins");
    expectCode(() => equalWidthCuts(engine, Float64Array.of(1, Number.NaN), 2), "not_finite");
    expectCode(() => coarsen(engine, Float64Array.of(1), Float64Array.of(2, 2)), "cuts");
    expectCode(() => coarsen(engine, Float64Array.of(Number.NaN), Float64Array.of(2)), "not_finite");
    expect(equalWidthCuts(engine, Float64Array.of(3, 3), 4)).toHaveLength(0);
  });
});
