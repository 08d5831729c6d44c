/** The effect on the treated and its Abadie-Imbens errors on lalonde, against Matching::Match. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { abadieImbensError, type OutcomeVariance } from "../../../src/verbs/psmatch/estimator/abadie-imbens.js";
import { nearestPairs } from "../../../src/verbs/psmatch/estimator/kernel-matching.js";
import type { Pairs } from "../../../src/verbs/psmatch/estimator/match.js";
import { agreeing } from "../../support/agree.js";
import { lalonde, readExpected, sdOf } from "./reference.js";

/** Sums over some hundred pairs in another order, relative. */
const TOLERANCE = 1e-12;

const own = JSON.parse(readFileSync(new URL("./abadie-imbens.json", import.meta.url), "utf8"));

let engine: Engine;
let data: Awaited<ReturnType<typeof lalonde>>;

beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
  data = await lalonde();
});

function pairsOf(ratio: number, caliperInSd: number | null) {
  const score = data.score("logit_ps_round9");
  const caliper = caliperInSd === null ? null : caliperInSd * sdOf(score);
  const options = { ratio, replace: true, order: "data", seed: 1, ties: "average", caliper } as const;
  return nearestPairs(engine, data.candidates, score, options);
}

/** Match leaves out treated units that have fewer controls within the caliper than are wanted. */
function withAllMatches({ treated, control, share }: Pairs, ratio: number): Pairs {
  const count = new Map<number, number>();
  for (const t of treated) count.set(t, (count.get(t) ?? 0) + 1);
  const kept = treated.map((_, p) => p).filter((p) => count.get(treated[p]!)! >= ratio);
  return {
    ...{ treated: kept.map((p) => treated[p]!), control: kept.map((p) => control[p]!) },
    share: Float64Array.from(kept, (p) => share[p]!),
  };
}

const unmatched = ({ treated }: Pairs) => {
  const found = new Set(treated);
  return Uint32Array.from(data.candidates.treated.keys()).filter(
    (i) => data.candidates.treated[i] === 1 && !found.has(i),
  );
};

const agree = agreeing("abadie-imbens");
const close = (got: number, expected: number, what: string) => agree(got, expected, TOLERANCE, what);

describe("Matching::Match with ties averaged", () => {
  const cases = [
    { name: "AI_nn1", M: 1, caliper: null },
    { name: "AI_nn4", M: 4, caliper: null },
    { name: "AI_nn1_caliper0.2sd", M: 1, caliper: 0.2 },
  ];
  for (const { name, M, caliper } of cases) {
    it(`${name}: effect, both errors, number of pairs`, () => {
      const expected = readExpected(`match_lalonde_${name}`);
      const pairs = pairsOf(M, caliper);
      const variance = { kind: "constant" } as const;
      const fit = abadieImbensError(engine, data.outcome, pairs, { variance, droppedAsZero: unmatched(pairs) });
      expect(fit.nPairs).toBe(expected.n_pairs);
      expect(fit.nTreated).toBe(expected.n_matched_treated);
      close(fit.att, expected.att, "att");
      close(fit.se, expected.se_abadie_imbens, "se");
      close(fit.sePairs, expected.se_standard, "se of pairs");
    });
  }

  it("constant and neighbour variances, for population and sample, and a caliper", () => {
    expect(own.cases.length).toBe(42);
    for (const expected of own.cases) {
      const what = JSON.stringify(expected);
      const score = data.score("logit_ps_round9");
      const variance: OutcomeVariance =
        expected.neighbours === 0
          ? { kind: "constant" }
          : { kind: "neighbours", neighbours: expected.neighbours, score, treated: data.candidates.treated };
      const pairs = withAllMatches(pairsOf(expected.M, expected.caliper_sd), expected.M);
      const fit = abadieImbensError(engine, data.outcome, pairs, { variance, droppedAsZero: unmatched(pairs) });
      expect(unmatched(pairs).length, what).toBe(expected.n_dropped);
      expect(fit.nPairs, what).toBe(expected.n_pairs);
      close(fit.att, expected.att, what);
      close(fit.sePairs, expected.se_standard, what);
      close(expected.sample ? fit.seSample : fit.se, expected.se, what);
    }
  });
});
