/**
 * Laws of matching by a score: small cases are what looking at every control gives, with exact ties and all options; cells are
 * respected; controls' weights sum to the matched treated units; the order of the rows matters only to ties; the number of
 * threads doesn't.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { nearestPairs } from "../../src/verbs/psmatch/estimator/kernel-matching.js";
import { type Candidates, type MatchOrder, matchingOfPairs } from "../../src/verbs/psmatch/estimator/match.js";

import type { NearestOptions } from "../../src/verbs/psmatch/estimator/participants.js";
import { bruteMatch } from "../support/brute-match.js";
import { seeded } from "../support/random.js";

const CASES = 4000;
/** Rounding of a sum of shares, a pair. */
const ROUNDING = 1e-15;

const PLAIN: NearestOptions = { ratio: 1, replace: true, order: "data", seed: 1, ties: "first", caliper: null };

let engine: Engine;
let pooled: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  pooled = await loadEngine({ threads: 2 });
});
afterAll(() => pooled.close());

type Random = () => number;
const below = (n: number, random: Random) => Math.floor(n * random());

/** A sample of n units. Scores are multiples of 1/4, exactly, where `isTied`. */
function sampleOf(n: number, nCells: number, isTied: boolean, random: Random) {
  const candidates: Candidates = {
    treated: Uint8Array.from({ length: n }, () => below(2, random)),
    eligible: Uint8Array.from({ length: n }, () => (random() < 0.9 ? 1 : 0)),
    cells: Uint32Array.from({ length: n }, () => below(nCells, random)),
    nCells,
  };
  const score = Float64Array.from({ length: n }, () => (isTied ? (below(17, random) - 8) / 4 : 4 * random() - 2));
  return { candidates, score };
}

/** Who chooses, one after the other, by the definition of the order. */
function turnsOf({ treated, eligible }: Candidates, score: Float64Array, order: MatchOrder): number[] {
  const units = [...treated.keys()].filter((i) => treated[i] === 1 && eligible[i] === 1);
  if (order === "largest") return units.sort((a, b) => score[b]! - score[a]!);
  if (order === "smallest") return units.sort((a, b) => score[a]! - score[b]!);
  return units;
}

/** Variance by the number less one. */
function varianceOf(x: readonly number[]): number {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  return x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (x.length - 1);
}

describe("matching by a score", () => {
  it(`is what looking at every control gives, in ${CASES} small cases`, () => {
    const random = seeded(11);
    const refused = new Map<string, number>();
    let nMatched = 0;
    for (let c = 0; c < CASES; c++) {
      const n = 2 + below(24, random);
      const { candidates, score } = sampleOf(n, 1 + below(3, random), random() < 0.7, random);
      const replace = random() < 0.5;
      const options: NearestOptions = {
        ratio: 1 + below(3, random),
        replace,
        order: (["data", "largest", "smallest"] as const)[below(3, random)]!,
        seed: 1,
        ties: replace && random() < 0.5 ? "average" : "first",
        caliper: random() < 0.5 ? null : below(4, random) / 4,
        tieTolerance: random() < 0.5 ? 0 : 0.2,
      };
      const { ratio, ties, caliper } = options;
      const taking = [...score.keys()].filter((i) => candidates.eligible[i] === 1);
      const variance = varianceOf(taking.map((i) => score[i]!));
      const distance = (i: number, j: number) => Math.abs(score[i]! - score[j]!);
      const turns = turnsOf(candidates, score, options.order);
      const limit = caliper === null ? Number.POSITIVE_INFINITY : caliper + 1e-12;
      const tolerance = options.tieTolerance! * variance;
      const expected = bruteMatch(candidates, distance, { ratio, replace, ties, limit, tolerance, turns });
      const what = `case ${c}: ${JSON.stringify(options)}`;
      try {
        expect(nearestPairs(engine, candidates, score, options), what).toEqual(expected);
        nMatched++;
      } catch (error) {
        const { code } = error as { code?: string };
        if (code === undefined) throw error;
        const nControls = taking.length - turns.length;
        const wanted =
          turns.length === 0 ? "no_treated" : nControls === 0 ? "no_controls" : ratio > nControls ? "ratio" : undefined;
        if (wanted === undefined) expect(expected.treated, what).toHaveLength(0);
        else expect(code, what).toBe(wanted);
        refused.set(code, (refused.get(code) ?? 0) + 1);
      }
    }
    expect(nMatched).toBeGreaterThan(0.7 * CASES);
    expect([...refused.keys()].sort()).toEqual(["caliper", "no_controls", "no_overlap", "no_treated", "ratio"]);
  });

  it("in random order is what that order gives by turns, and another seed is another order", () => {
    const { candidates, score } = sampleOf(400, 1, true, seeded(3));
    const options: NearestOptions = { ...PLAIN, replace: false, order: "random", caliper: 0.25 };
    const pairs = nearestPairs(engine, candidates, score, options);
    expect(nearestPairs(pooled, candidates, score, options)).toEqual(pairs);
    expect(nearestPairs(engine, candidates, score, { ...options, seed: 2 })).not.toEqual(pairs);
    expect(nearestPairs(engine, candidates, score, { ...options, order: "data" })).not.toEqual(pairs);
    expect(new Set(pairs.control).size).toBe(pairs.control.length);
  });

  const cases: readonly (readonly [string, Partial<NearestOptions>])[] = [
    ["with replacement", { ratio: 3, caliper: 0.5 }],
    ["ties averaged", { ratio: 2, ties: "average" }],
    ["without replacement", { ratio: 2, replace: false, order: "largest", caliper: 0.5 }],
  ];

  it.each(cases)("%s: cells are respected, and controls count as many as are matched", (_, some) => {
    for (let seed = 1; seed <= 20; seed++) {
      const { candidates, score } = sampleOf(2000, 40, seed % 2 === 0, seeded(seed));
      const pairs = nearestPairs(engine, candidates, score, { ...PLAIN, ...some });
      const { treated, eligible, cells } = candidates;
      pairs.treated.forEach((unit, p) => {
        const other = pairs.control[p]!;
        expect([treated[unit], treated[other], eligible[unit], eligible[other]]).toEqual([1, 0, 1, 1]);
        expect(cells[other]).toBe(cells[unit]);
      });
      const { weights } = matchingOfPairs(pairs, candidates);
      const sumOf = (side: number) => weights.reduce((sum, w, i) => (treated[i] === side ? sum + w : sum), 0);
      expect(sumOf(1)).toBe(new Set(pairs.treated).size);
      expect(Math.abs(sumOf(0) - sumOf(1))).toBeLessThan(ROUNDING * pairs.treated.length);
    }
  });

  it.each(cases)("%s: rows in another order are matched alike where no scores tie", (_, some) => {
    const random = seeded(5);
    const { candidates, score } = sampleOf(3000, 7, false, random);
    const order = [...score.keys()].sort(() => random() - 0.5);
    const moved: Candidates = {
      treated: Uint8Array.from(order, (i) => candidates.treated[i]!),
      eligible: Uint8Array.from(order, (i) => candidates.eligible[i]!),
      cells: Uint32Array.from(order, (i) => candidates.cells[i]!),
      nCells: candidates.nCells,
    };
    const options = { ...PLAIN, ...some };
    const pairs = nearestPairs(engine, candidates, score, options);
    const again = nearestPairs(
      engine,
      moved,
      Float64Array.from(order, (i) => score[i]!),
      options,
    );
    const setOf = ({ treated, control, share }: typeof pairs, position: (i: number) => number) =>
      [...treated.keys()].map((p) => `${position(treated[p]!)} ${position(control[p]!)} ${share[p]}`).sort();
    expect(setOf(again, (i) => order[i]!)).toEqual(setOf(pairs, (i) => i));
  });

  it.each(cases)("%s: averaged ties or none, any number of threads gives the same pairs", (_, some) => {
    const { candidates, score } = sampleOf(20_000, 2, true, seeded(8));
    // few ties for the average: else a match is thousands of controls
    const spread = some.ties === "average" ? score.map((value, i) => value + (i % 9973) * 1e-3) : score;
    const options = { ...PLAIN, ...some };
    expect(nearestPairs(pooled, candidates, spread, options)).toEqual(
      nearestPairs(engine, candidates, spread, options),
    );
  });

  it("with ties averaged does not depend on the order of the rows at all", () => {
    const { candidates, score } = sampleOf(300, 3, true, seeded(21));
    const n = score.length;
    const turned = <T extends Uint8Array | Uint32Array | Float64Array>(x: T) => x.slice().reverse() as T;
    const { treated, eligible, cells, nCells } = candidates;
    const moved = { treated: turned(treated), eligible: turned(eligible), cells: turned(cells), nCells };
    const options: NearestOptions = { ...PLAIN, ratio: 2, ties: "average" };
    const weights = matchingOfPairs(nearestPairs(engine, candidates, score, options), candidates).weights;
    const again = matchingOfPairs(nearestPairs(engine, moved, turned(score), options), moved).weights;
    weights.forEach((weight, i) => {
      expect(Math.abs(weight - again[n - 1 - i]!)).toBeLessThan(n * ROUNDING);
    });
  });
});

describe("errors", () => {
  const two: Candidates = {
    treated: Uint8Array.of(1, 0, 0),
    eligible: Uint8Array.of(1, 1, 1),
    cells: new Uint32Array(3),
    nCells: 2,
  };
  const match = (some: Partial<NearestOptions>, candidates = two, score = Float64Array.of(0, 1, 2)) =>
    nearestPairs(engine, candidates, score, { ...PLAIN, ...some });

  it.each([
    ["ratio", { ratio: 0 }],
    ["ratio", { ratio: 1.5 }],
    ["ratio", { ratio: 3 }],
    ["ratio", { ratio: 3, replace: false }],
    ["caliper", { caliper: -1 }],
    ["caliper", { caliper: Number.NaN }],
    ["caliper", { caliper: 0.5 }],
    ["ties", { ties: "average", replace: false }],
    ["ties", { ties: "average", tieTolerance: -1 }],
    ["random_stream", { order: "random", replace: false, seed: -1 }],
  ] as const)("%s: %o", (code, some) => {
    expect(() => match(some)).toThrow(expect.objectContaining({ code }));
  });

  it("caliper says how far the nearest pair is", () => {
    expect(() => match({ caliper: 0.5 })).toThrow(/The nearest pair is 1 apart/);
  });

  it("no_overlap: no cell has both", () => {
    expect(() => match({}, { ...two, cells: Uint32Array.of(0, 1, 1) })).toThrow(
      expect.objectContaining({ code: "no_overlap" }),
    );
  });

  it("no_treated and no_controls, also where they are off the support", () => {
    const without = (eligible: number[]) => ({ ...two, eligible: Uint8Array.from(eligible) });
    expect(() => match({}, without([0, 1, 1]))).toThrow(expect.objectContaining({ code: "no_treated" }));
    expect(() => match({}, without([1, 0, 0]))).toThrow(expect.objectContaining({ code: "no_controls" }));
  });

  it("not_finite names the position, and asks only of those who take part", () => {
    const score = Float64Array.of(0, 1, Number.NaN);
    expect(() => match({}, two, score)).toThrow(/position 2 of the sample/);
    expect(match({}, { ...two, eligible: Uint8Array.of(1, 1, 0) }, score).control).toEqual(Uint32Array.of(1));
  });

  it("more matches than controls without replacement leave treated units unmatched", () => {
    const crowd = { ...two, treated: Uint8Array.of(1, 1, 0) };
    const pairs = match({ replace: false }, crowd);
    expect([...pairs.treated, ...pairs.control]).toEqual([0, 2]);
  });
});
