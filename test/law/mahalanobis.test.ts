/**
 * Laws of matching by Mahalanobis' distance: small cases are what looking at every control gives, with exact ties and all options;
 * units of measurement and columns that say nothing new don't matter; nor does the number of threads.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { nearestPairs } from "../../src/verbs/psmatch/estimator/kernel-matching.js";
import {
  type MahalanobisOptions,
  mahalanobisPairs,
  pooledCovariance,
} from "../../src/verbs/psmatch/estimator/mahalanobis.js";
import type { Candidates } from "../../src/verbs/psmatch/estimator/match.js";

import { bruteMatch } from "../support/brute-match.js";
import { seeded } from "../support/random.js";

const CASES = 2000;
const PLAIN: MahalanobisOptions = { ratio: 1, replace: true, order: "data", seed: 1, ties: "first", caliper: null };

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 2 });
});
afterAll(() => pooled.close());

type Random = () => number;
const below = (n: number, random: Random) => Math.floor(n * random());

function sampleOf(n: number, k: number, nCells: number, isTied: boolean, random: Random) {
  const candidates: Candidates = {
    treated: Uint8Array.from({ length: n }, () => (random() < 0.4 ? 1 : 0)),
    eligible: Uint8Array.from({ length: n }, () => (random() < 0.9 ? 1 : 0)),
    cells: Uint32Array.from({ length: n }, () => below(nCells, random)),
    nCells,
  };
  const column = () => Float64Array.from({ length: n }, () => (isTied ? below(4, random) : random()));
  return { candidates, X: Array.from({ length: k }, column), score: column() };
}

/** Who takes part, by position. */
function participantsOf({ treated, eligible }: Candidates) {
  const units = [...treated.keys()].filter((i) => eligible[i] === 1);
  return {
    treated: Uint32Array.from(units.filter((i) => treated[i] === 1)),
    controls: Uint32Array.from(units.filter((i) => treated[i] === 0)),
  };
}

/** Distances by the inverse triangle, of the difference of two rows. */
function distanceBy(X: readonly Float64Array[], inverse: Float64Array) {
  const k = X.length;
  return (i: number, j: number) => {
    let sum = 0;
    for (let a = 0; a < k; a++) {
      let part = 0;
      for (let b = 0; b <= a; b++) part += inverse[b * k + a]! * (X[b]![i]! - X[b]![j]!);
      sum += part * part;
    }
    return Math.sqrt(sum);
  };
}

describe("matching by Mahalanobis' distance", () => {
  it(`is what looking at every control gives, in ${CASES} small cases`, () => {
    const random = seeded(17);
    let nMatched = 0;
    for (let c = 0; c < CASES; c++) {
      const k = 1 + below(3, random);
      const n = 6 + below(60, random);
      const { candidates, X, score } = sampleOf(n, k, 1 + below(2, random), random() < 0.7, random);
      const replace = random() < 0.5;
      const scoreCaliper = random() < 0.6 ? null : 0.5 + below(2, random);
      const options: MahalanobisOptions = {
        ratio: 1 + below(3, random),
        replace,
        order: (["data", "largest", "smallest"] as const)[below(3, random)]!,
        seed: 1,
        ties: replace && random() < 0.5 ? "average" : "first",
        caliper: random() < 0.5 ? null : 0.2 + 2 * random(),
        tieTolerance: random() < 0.5 ? 0 : 0.3,
        ...{ score, scoreCaliper },
      };
      const who = participantsOf(candidates);
      const what = `case ${c}: ${JSON.stringify({ ...options, score: undefined })}`;
      let pairs: ReturnType<typeof mahalanobisPairs>;
      try {
        pairs = mahalanobisPairs(engine, candidates, X, options);
      } catch (error) {
        expect(["caliper", "no_overlap", "no_treated", "no_controls", "ratio", "no_variation"], what).toContain(
          (error as { code?: string }).code,
        );
        continue;
      }
      if (pairs.dropped.length > 0) continue;
      nMatched++;
      const { inverse } = pooledCovariance(engine, X, who, X.map(String));
      const plain = distanceBy(X, inverse);
      const distance = (i: number, j: number) =>
        scoreCaliper !== null && Math.abs(score[i]! - score[j]!) > scoreCaliper + 1e-12 ? Infinity : plain(i, j);
      const turns = [...who.treated];
      if (options.order === "largest") turns.sort((a, b) => score[b]! - score[a]!);
      if (options.order === "smallest") turns.sort((a, b) => score[a]! - score[b]!);
      const limit = options.caliper === null ? Number.MAX_VALUE : options.caliper + 1e-12;
      const { ratio, ties, tieTolerance } = options;
      const expected = bruteMatch(candidates, distance, {
        ...{ ratio, replace, ties, limit, turns },
        tolerance: tieTolerance!,
      });
      const { dropped: _, ...got } = pairs;
      expect(got, what).toEqual(expected);
    }
    expect(nMatched).toBeGreaterThan(0.8 * CASES);
  });

  it("does not depend on the units of the columns, nor on columns that the others determine", () => {
    const { candidates, X } = sampleOf(2000, 3, 2, false, seeded(4));
    const pairs = mahalanobisPairs(engine, candidates, X, { ...PLAIN, ratio: 2 });
    const [a, b, c] = X as [Float64Array, Float64Array, Float64Array];
    const mixed = [c.map((v) => 1e6 - 3e4 * v), a.map((v, i) => v + 2 * b[i]!), b.map((v) => 1e-5 * v)];
    const again = mahalanobisPairs(engine, candidates, mixed, { ...PLAIN, ratio: 2 });
    expect({ ...again }).toEqual({ ...pairs });
    const sum = a.map((v, i) => v - 2 * b[i]! + 7);
    const constant = new Float64Array(2000).fill(0.1);
    const more = mahalanobisPairs(engine, candidates, [constant, a, b, sum, c], { ...PLAIN, ratio: 2 });
    expect(more).toEqual({ ...pairs, dropped: [0, 3] });
  });

  it("of one column is the nearest in it", () => {
    const { candidates, X } = sampleOf(3000, 1, 3, false, seeded(9));
    for (const some of [{ ratio: 2 }, { ratio: 2, replace: false, order: "smallest" as const }]) {
      const options = { ...PLAIN, ...some };
      const { dropped, ...pairs } = mahalanobisPairs(engine, candidates, X, { ...options, score: X[0]! });
      expect(pairs).toEqual(nearestPairs(engine, candidates, X[0]!, options));
      expect(dropped).toEqual([]);
    }
  });

  it.each([
    ["with replacement", { ratio: 3 }],
    ["ties averaged", { ratio: 2, ties: "average", tieTolerance: 0.01 }],
    ["without replacement", { ratio: 2, replace: false }],
  ] as const)("%s: through large trees, on two threads, is what looking at every control gives", (_, some) => {
    const { candidates, X } = sampleOf(60_000, 4, 2, false, seeded(6));
    // few treated: else looking at every control takes long
    candidates.treated.forEach((_, i, treated) => {
      treated[i] = i % 1500 === 0 ? 1 : 0;
    });
    X[0] = X[0]!.map((v) => Math.round(8 * v));
    const options = { ...PLAIN, ...some };
    const { dropped: _dropped, ...pairs } = mahalanobisPairs(pooled, candidates, X, options);
    const who = participantsOf(candidates);
    expect(who.controls.length).toBeGreaterThan(40_000);
    const { inverse } = pooledCovariance(engine, X, who, X.map(String));
    const plain = distanceBy(X, inverse);
    // controls that are among the hundred nearest of someone are enough: fewer are ever chosen before them
    const near = new Uint8Array(60_000);
    for (const i of who.treated) {
      const all = Float64Array.from(who.controls, (j) => plain(i, j));
      const reach = all.toSorted()[100]!;
      for (const [at, j] of who.controls.entries()) if (all[at]! <= reach) near[j] = 1;
    }
    const eligible = candidates.eligible.map((v, i) => (candidates.treated[i] === 1 ? v : v & near[i]!));
    const fewer = { ...candidates, eligible };
    const expected = bruteMatch(fewer, plain, {
      ...{ ratio: options.ratio, replace: options.replace, ties: options.ties, limit: Number.MAX_VALUE },
      ...{ tolerance: options.tieTolerance ?? 0, turns: [...who.treated] },
    });
    expect(pairs).toEqual(expected);
  });
});

describe("errors", () => {
  const { candidates, X } = sampleOf(40, 2, 1, false, seeded(2));
  const match = (some: Partial<MahalanobisOptions>, columns: readonly Float64Array[] = X) =>
    mahalanobisPairs(engine, { ...candidates, eligible: new Uint8Array(40).fill(1) }, columns, { ...PLAIN, ...some });

  it.each([
    ["score", { replace: false, order: "largest" }],
    ["score", { scoreCaliper: 1 }],
    ["caliper", { scoreCaliper: -1, score: new Float64Array(40) }],
    ["caliper", { caliper: 1e-9 }],
    ["ratio", { ratio: 40 }],
    ["not_finite", { score: new Float64Array(40).fill(Number.NaN) }],
  ] as const)("%s: %o", (code, some) => {
    expect(() => match(some)).toThrow(expect.objectContaining({ code }));
  });

  it("columns: none; not_finite names the column; no_variation: one that tells the groups apart, or none varies", () => {
    expect(() => match({}, [])).toThrow(expect.objectContaining({ code: "columns" }));
    const bad = X[1]!.with(7, Number.POSITIVE_INFINITY);
    expect(() => match({}, [X[0]!, bad])).toThrow(/column 2 of the unit at position 7/);
    expect(() => match({ names: ["a", "b"] }, [X[0]!, bad])).toThrow(/The b of the unit/);
    const group = Float64Array.from(candidates.treated);
    expect(() => match({}, [X[0]!, group])).toThrow(/column 2, or what .* is constant among the treated/);
    const mixed = group.map((v, i) => 3 * v - X[0]![i]!);
    expect(() => match({}, [X[0]!, mixed])).toThrow(expect.objectContaining({ code: "no_variation" }));
    expect(() => match({}, [new Float64Array(40).fill(3)])).toThrow(expect.objectContaining({ code: "no_variation" }));
  });
});
