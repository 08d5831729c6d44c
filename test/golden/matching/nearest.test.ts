/**
 * Nearest neighbours by a score against MatchIt and Matching on lalonde, and on the simulated cities. Where scores tie, MatchIt
 * resolves ties in a way of its own: pairs are compared on scores without ties, and with ties to those of a plain loop in R in
 * which the lowest row wins.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { nearestPairs } from "../../../src/verbs/psmatch/estimator/kernel-matching.js";
import { type Candidates, matchingOfPairs, type Pairs } from "../../../src/verbs/psmatch/estimator/match.js";

import type { NearestOptions } from "../../../src/verbs/psmatch/estimator/participants.js";
import { agreeing } from "../../support/agree.js";
import {
  attOf,
  everyone,
  expectedMatches,
  expectedNames,
  expectedTable,
  lalonde,
  matchesIn,
  matchitWeights,
  readExpected,
  sdOf,
} from "./reference.js";

/** Of an effect in dollars. */
const ATT = 1e-8;
/** Rounding of a sum of shares, and of one division. */
const WEIGHT = 1e-14;

const PLAIN: NearestOptions = { ratio: 1, replace: true, order: "data", seed: 1, ties: "first", caliper: null };

let engine: Engine;
let sample: Awaited<ReturnType<typeof lalonde>>;
beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
  sample = await lalonde();
});

/** What a file's name says: nn2_norep_data_caliper0.2sd_tiefree. */
const NAME =
  /^match_lalonde_nn(?<ratio>\d)_(?<reuse>rep|norep)(_(?<order>data|largest|smallest))?(_caliper(?<sd>[\d.]+)sd)?/;

function optionsOf(name: string, score: Float64Array): NearestOptions {
  const { ratio, reuse, order, sd } = NAME.exec(name)!.groups!;
  return {
    ...PLAIN,
    ratio: Number(ratio),
    replace: reuse === "rep",
    order: (order ?? "data") as NearestOptions["order"],
    caliper: sd === undefined ? null : Number(sd) * sdOf(score),
  };
}

const agree = agreeing("nearest-neighbours");

function expectWeights(pairs: Pairs, candidates: Candidates, expected: Float64Array): void {
  const { weights } = matchingOfPairs(pairs, candidates);
  matchitWeights(weights, candidates).forEach((weight, i) => {
    agree(weight, expected[i]!, WEIGHT, `weight at ${i}`, WEIGHT);
  });
}

describe("MatchIt on scores without ties", () => {
  const names = expectedNames(/_lalonde_nn\d.*_tiefree/);
  it("is there in eight designs", () => expect(names).toHaveLength(8));

  it.each(names)("%s: the same pairs, weights and effect", async (name) => {
    const { candidates, outcome } = sample;
    const score = sample.score("logit_ps_tiefree");
    const pairs = nearestPairs(engine, candidates, score, optionsOf(name, score));
    expect(matchesIn(pairs, candidates)).toEqual(expectedMatches(`${name}_pairs.csv`));
    const expected = readExpected(name);
    expectWeights(pairs, candidates, (await expectedTable(`${name}_weights.csv`)).numeric("weight"));
    const { weights } = matchingOfPairs(pairs, candidates);
    agree.within(attOf(outcome, weights, candidates), expected.att.att, ATT, "effect");
    const matched = [0, 0];
    weights.forEach((weight, i) => {
      if (weight > 0) matched[candidates.treated[i]!]!++;
    });
    expect(matched).toEqual([expected.n_control_matched, expected.n_treated_matched]);
  });
});

describe("a plain loop in R, the lowest row taken where scores tie", () => {
  const names = expectedNames(/_lalonde_nn\d/);
  it("is there in seventeen designs", () => expect(names).toHaveLength(17));

  it.each(names)("%s: the same pairs and effect", (name) => {
    const { candidates, outcome } = sample;
    const score = sample.score(name.endsWith("_tiefree") ? "logit_ps_tiefree" : "logit_ps_round9");
    const pairs = nearestPairs(engine, candidates, score, optionsOf(name, score));
    expect(matchesIn(pairs, candidates)).toEqual(expectedMatches(`${name}_pairs_lowest_row_ties.csv`));
    const { own_att, own_n_treated } = readExpected(name).tie_check;
    const { weights } = matchingOfPairs(pairs, candidates);
    agree.within(attOf(outcome, weights, candidates), own_att, ATT, "effect");
    expect(new Set(pairs.treated).size).toBe(own_n_treated);
  });
});

describe("Matching::Match, ties averaged", () => {
  it.each([
    ["match_lalonde_AI_nn1", 1, null],
    ["match_lalonde_AI_nn4", 4, null],
    ["match_lalonde_AI_nn1_caliper0.2sd", 1, 0.2],
  ] as const)("%s: as many pairs, the same effect", (name, ratio, sd) => {
    const { candidates, outcome } = sample;
    const score = sample.score("logit_ps_round9");
    const caliper = sd === null ? null : sd * sdOf(score);
    const pairs = nearestPairs(engine, candidates, score, { ...PLAIN, ratio, ties: "average", caliper });
    const expected = readExpected(name);
    expect(pairs.treated).toHaveLength(expected.n_pairs);
    const { weights } = matchingOfPairs(pairs, candidates);
    expect(new Set(pairs.treated).size).toBe(expected.n_matched_treated);
    expect(185 - expected.n_matched_treated).toBe(expected.n_dropped);
    agree.within(attOf(outcome, weights, candidates), expected.att, ATT, "effect");
  });
});

describe("MatchIt on the simulated cities", () => {
  it.each([
    ["nn1_rep", { ratio: 1, replace: true }],
    ["nn2_rep", { ratio: 2, replace: true }],
    ["nn1_norep_caliper0.2", { ratio: 1, replace: false }],
  ] as const)("%s: the same weights", async (name, options) => {
    const file = await expectedTable(`city_smartcity_sim_psm_${name}_weights.csv`);
    const candidates = everyone(file.numeric("treat"));
    const score = file.numeric("score");
    const caliper = name.includes("caliper") ? 0.2 * sdOf(score) : null;
    const pairs = nearestPairs(engine, candidates, score, { ...PLAIN, ...options, caliper });
    expectWeights(pairs, candidates, file.numeric("weight"));
  });
});
