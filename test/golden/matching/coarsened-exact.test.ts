/** Coarsened exact matching of lalonde against MatchIt's method "cem"; L1 against tables in base R. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import {
  coarsen,
  coarsenedExactMatching,
  equalWidthCuts,
  imbalanceL1,
  sturgesBins,
  sturgesCuts,
} from "../../../src/verbs/psmatch/estimator/coarsened-exact.js";
import { agreeing } from "../../support/agree.js";
import { lalonde, matchitWeights } from "./reference.js";

/** Rounding of ratios and of their sums. */
const TOLERANCE = 1e-13;

const expected = JSON.parse(readFileSync(new URL("./coarsened-exact.json", import.meta.url), "utf8"));

let engine: Engine;
let data: Awaited<ReturnType<typeof lalonde>>;

beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
  data = await lalonde();
});

const numbers = (name: string) => Float64Array.from(data.data.numeric(name));

function matchBy(cuts: Record<string, Float64Array>) {
  const race = data.data.text("race");
  const factors = ["married", "nodegree"].map((name) => ({ codes: Uint32Array.from(numbers(name)), nLevels: 2 }));
  const bins = Object.entries(cuts).map(([name, at]) => coarsen(engine, numbers(name), at));
  const parts = [{ codes: race.codes, nLevels: race.levels.length }, ...factors, ...bins];
  return coarsenedExactMatching(engine, data.candidates, parts);
}

/** Units share a stratum exactly when the reference says so; 0 is no stratum. */
function expectSameStrata(codes: Uint32Array, weights: Float64Array, reference: readonly number[]): void {
  const pairs = new Map<number, number>();
  reference.forEach((stratum, i) => {
    expect(weights[i]! > 0, `row ${i + 1} is matched`).toBe(stratum > 0);
    if (stratum === 0) return;
    if (!pairs.has(stratum)) pairs.set(stratum, codes[i]!);
    expect(codes[i], `stratum of row ${i + 1}`).toBe(pairs.get(stratum));
  });
  expect(new Set(pairs.values()).size).toBe(pairs.size);
}

const agree = agreeing("coarsened-exact");

describe("MatchIt's cem", () => {
  const named = (make: (name: string) => Float64Array) =>
    Object.fromEntries(["age", "educ", "re74", "re75"].map((name) => [name, make(name)]));
  const cases = {
    sturges: () => named((name) => sturgesCuts(engine, numbers(name))),
    given: () => ({
      age: equalWidthCuts(engine, numbers("age"), 4),
      educ: Float64Array.of(6, 9, 12),
      re74: Float64Array.of(0.01, 5000, 10_000),
      re75: equalWidthCuts(engine, numbers("re75"), 3),
    }),
  };
  for (const [name, cutsOf] of Object.entries(cases)) {
    it(`${name}: cuts, strata, weights and imbalance`, () => {
      const cuts = cutsOf();
      const reference = expected[name];
      for (const [covariate, at] of Object.entries(cuts)) {
        expect(at).toHaveLength(reference.cuts[covariate].length);
        at.forEach((cut, i) => {
          agree(cut, reference.cuts[covariate][i], 1e-14, `cut ${i + 1} of ${covariate}`);
        });
      }
      const matched = matchBy(cuts);
      expectSameStrata(matched.strata.codes, matched.weights, reference.strata);
      expect(matched.nMatchedStrata).toBe(new Set(reference.strata.filter((s: number) => s > 0)).size);
      matchitWeights(matched.weights, data.candidates).forEach((weight, i) => {
        agree.within(weight, reference.weights[i], TOLERANCE, `row ${i + 1}`);
      });
      const { treated } = data.candidates;
      const [before, after] = [null, matched.weights].map((w) => imbalanceL1(engine, matched.strata, treated, w));
      agree.within(before, reference.l1_before, TOLERANCE, "L1 before");
      agree.within(after, reference.l1_after, TOLERANCE, "L1 after");
    });
  }

  it("bins by the rule of Sturges", () => {
    expect(sturgesBins(614)).toBe(expected.sturges_bins);
    // nclass.Sturges: ceiling(log2(n) + 1)
    expect([1, 2, 3, 4, 5, 8, 9, 1024, 1025].map(sturgesBins)).toEqual([1, 2, 3, 3, 4, 4, 5, 11, 12]);
  });
});
