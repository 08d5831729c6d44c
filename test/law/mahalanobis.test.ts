/**
 * Laws of matching by Mahalanobis' distance: small cases are what looking at every control gives, with exact ties and all options;
 * units of measurement and columns that say nothing new don't matter; nor does the number of threads.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MahalanobisOptions, mahalanobisPairs } from "../../src/estimators/matching/mahalanobis.js";
import type { Candidates } from "../../src/estimators/matching/match.js";
import { pooledCovariance } from "../../src/estimators/matching/pooled-covariance.js";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
import { bruteMatch } from "../support/brute-match.js";
import { seeded } from "../support/random.js";

const CASES = 3000;

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
});
