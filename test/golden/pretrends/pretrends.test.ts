/**
 * Powers, detectable slopes and means after pre-testing against the package pretrends and, where its integrals are random, against
 * Miwa's deterministic ones of mvtnorm.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { pretrends } from "../../../src/verbs/pretrends/fit.js";
import { agreeing } from "../../support/agree.js";

/** Of Miwa's integrals, absolute. */
const EXACT = 1e-6;
/** Of the package's, which are randomised and stop at an error of 1e-3. */
const RANDOMISED = 1e-3;

interface Expected {
  readonly input: {
    readonly tVec: readonly number[];
    readonly reference: number;
    readonly betahat: readonly number[];
    readonly sigma: readonly (readonly number[])[];
  };
  readonly slopes: readonly { readonly target_power: number; readonly slope: number; readonly slope_exact: number }[];
  readonly results: readonly {
    readonly trend: string;
    readonly deltatrue: readonly number[];
    readonly power: number;
    readonly bayes_factor: number;
    readonly likelihood_ratio: number;
    readonly mean_after_pretesting: readonly number[];
    readonly power_exact: number;
    readonly size_exact: number;
    readonly bayes_factor_exact: number;
    readonly conditional_bias: readonly number[];
  }[];
}

const read = (name: string): Expected =>
  JSON.parse(readFileSync(new URL(`./expected/pretrends_${name}.json`, import.meta.url), "utf8"));

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const agree = agreeing("pretrends");

describe.each(["hewang", "mpdta_sunab", "castle_twfe"])("%s", (name) => {
  const { input, slopes, results } = read(name);
  const source = {
    ...{ event: input.tVec, estimate: input.betahat, covariance: input.sigma, reference: input.reference },
  };
  const record = () =>
    pretrends(engine, source, {
      critical: 1.96,
      trends: results.map(({ trend, deltatrue }) => ({ name: trend, values: deltatrue })),
    });

  it("slopes that are found with power 0.5 and 0.8", () => {
    const { detectable } = record();
    for (const { target_power, slope, slope_exact } of slopes) {
      const ours = detectable.find(({ power }) => power === target_power)?.slope;
      agree(ours, slope_exact, EXACT, `slope of power ${target_power}`);
      agree.by("the package's random integrals, to 1e-3").within(ours, slope, RANDOMISED, `slope ${target_power}`);
    }
  });

  it("powers, Bayes factors, likelihood ratios and means", () => {
    const { trends, pretest } = record();
    results.forEach((want, i) => {
      const got = trends[i]!;
      const what = (field: string) => `${want.trend}: ${field}`;
      agree.within(got.power, want.power_exact, EXACT, what("power"));
      agree.within(pretest.size, want.size_exact, EXACT, what("size"));
      agree.within(got.bayes_factor, want.bayes_factor_exact, EXACT, what("Bayes factor"));
      agree(got.likelihood_ratio, want.likelihood_ratio, 1e-9, what("likelihood ratio"));
      const random = agree.by("the package's random integrals, to 1e-3");
      random.within(got.power, want.power, RANDOMISED, what("power of the package"));
      random.within(got.bayes_factor, want.bayes_factor, RANDOMISED, what("Bayes factor of the package"));
      want.mean_after_pretesting.forEach((mean, e) => {
        random.within(got.mean_after_passing![e], mean, RANDOMISED, what(`mean at ${input.tVec[e]}`));
        random.within(got.pretest_bias![e], want.conditional_bias[e]!, RANDOMISED, what(`bias at ${input.tVec[e]}`));
      });
    });
    expect(trends).toHaveLength(results.length + 2);
  });
});

interface DiffDiff {
  readonly cases: readonly {
    readonly name: string;
    readonly events: readonly number[];
    readonly reference: number;
    readonly sigma: readonly (readonly number[])[];
    readonly slopes: readonly { readonly slope: number; readonly nis: number; readonly wald: number }[];
    readonly "wald_0.5": number;
    readonly "wald_0.8": number;
  }[];
}

/** Of scipy's randomised integral, whose error it is told to keep below 1e-5. */
const SCIPY = 1e-4;
const beside = agreeing("diff-diff-power");
const { cases }: DiffDiff = JSON.parse(readFileSync(new URL("./expected/diff_diff.json", import.meta.url), "utf8"));

it.each(cases)("diff-diff's power of both tests: $name", ({ events, reference, sigma, slopes, ...wald }) => {
  const source = { event: events, estimate: events.map(() => 0), covariance: sigma, reference };
  const power = events.length > 8 ? [0.8] : [0.5, 0.8]; // more leads take long
  const { trends, detectable } = pretrends(engine, source, { slopes: slopes.map(({ slope }) => slope), power });
  slopes.forEach((want, i) => {
    beside.within(trends[i]!.power, want.nis, SCIPY, `power at ${want.slope}`);
    beside.within(trends[i]!.wald_power, want.wald, 1e-9, `power of the joint test at ${want.slope}`);
  });
  for (const { power, wald_slope } of detectable) {
    beside(wald_slope, power === 0.5 ? wald["wald_0.5"] : wald["wald_0.8"], 1e-6, `slope of power ${power}`);
  }
});
