/**
 * Effects by weighting on LaLonde's data: inverse-probability weights against base R; the doubly robust effect and its error
 * against the sandwich of stacked moments in R, whose derivatives are numerical (make-doubly-robust.R).
 */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import {
  attOdds,
  attWeights,
  doublyRobustAtt,
  inverseProbabilityAtt,
} from "../../../src/verbs/psmatch/estimator/doubly-robust.js";
import { fitPropensity } from "../../../src/verbs/psmatch/estimator/propensity.js";
import { agreeing } from "../../support/agree.js";
import { expectedJson, lalondeScore } from "./score-data.js";

const TOLERANCE = 1e-8;
/** The golden error has numerical derivatives: about 1e-10 of each, through a system of condition 1e3. */
const NUMERICAL = 1e-7;

let engine: Engine;
let data: Awaited<ReturnType<typeof lalondeScore>>;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  data = await lalondeScore();
});

const agree = agreeing("weighting");
const near = (got: number, wanted: number, what: string, tolerance = TOLERANCE): void =>
  agree(got, wanted, tolerance, what);

describe("inverse-probability weights", () => {
  const expected = expectedJson("match_lalonde_ipw_att");

  it("give R's effect, means and Horvitz-Thompson estimate", () => {
    const { fitted } = fitPropensity(engine, data, "logit");
    const got = inverseProbabilityAtt(fitted, data.treated, data.outcome);
    near(got.att, expected.att.att, "effect");
    near(got.meanTreated, expected.att.mean_treated, "mean of the treated");
    near(got.meanControl, expected.att.mean_control, "mean of controls");
    near(got.horvitzThompson, expected.horvitz_thompson, "Horvitz-Thompson");
  });

  it("balance covariates as R's do, and sum to the treated", () => {
    const { fitted } = fitPropensity(engine, data, "logit");
    const weights = attWeights(fitted, data.treated);
    const odds = attOdds(fitted, data.treated);
    const sum = (values: Float64Array, group: number): number =>
      values.reduce((total, value, i) => total + (data.treated[i] === group ? value : 0), 0);
    expect(sum(weights, 1)).toBe(185);
    near(sum(weights, 0), 185, "sum of the weights of controls", 1e-13);
    for (const w of [weights, odds]) {
      data.names.forEach((name, j) => {
        const mean =
          sum(
            w.map((value, i) => value * data.X[j]![i]!),
            0,
          ) / sum(w, 0);
        near(mean, expected.balance_after[name].mean_control, name);
      });
    }
  });

  it("give the treated their own mean of the score: the effective number of controls is below their number", () => {
    const { fitted } = fitPropensity(engine, data, "probit");
    const { effectiveControls } = inverseProbabilityAtt(fitted, data.treated, data.outcome);
    expect(effectiveControls).toBeGreaterThan(10);
    expect(effectiveControls).toBeLessThan(429);
  });

  it("refuse a control with a score of one", () => {
    const fitted = data.outcome.map((_, i) => (i === 600 ? 1 : 0.5));
    expect(() => attWeights(fitted, data.treated)).toThrow(
      expect.objectContaining({ code: "infinite_odds", message: expect.stringContaining("row 601") }),
    );
  });
});

describe("the doubly robust effect", () => {
  it.each(["logit", "probit"] as const)("and its error, after a %s, are those of stacked moments", (link) => {
    const expected = expectedJson("doubly_robust")[link];
    const got = doublyRobustAtt(engine, data, fitPropensity(engine, data, link));
    near(got.att, expected.att, "effect");
    near(got.se, expected.se, "error", NUMERICAL);
    const largest = got.influence.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    [...expected.influence_first, ...expected.influence_last].forEach((value: number, at: number) => {
      const i = at < 3 ? at : 608 + at;
      agree.within(got.influence[i]! / largest, value / largest, NUMERICAL, `influence of row ${i + 1}`);
    });
  });

  it("has influences that sum to zero", () => {
    const { influence } = doublyRobustAtt(engine, data, fitPropensity(engine, data, "logit"));
    const size = influence.reduce((sum, value) => sum + Math.abs(value), 0);
    expect(Math.abs(influence.reduce((sum, value) => sum + value, 0)) / size).toBeLessThan(1e-10);
  });

  it("is exact where the regression is, whatever the score", () => {
    const outcome = data.outcome.map((_, i) => 3 * data.treated[i]! + 2 - 0.5 * data.X[0]![i]! + 1e-3 * data.X[6]![i]!);
    const got = doublyRobustAtt(engine, { ...data, outcome }, fitPropensity(engine, data, "logit"));
    expect(got.att).toBeCloseTo(3, 10);
    expect(got.se).toBeLessThan(1e-10);
  });

  it("refuses covariates that are collinear among controls alone", () => {
    const only = data.outcome.map((_, i) => (data.treated[i] === 1 || i === 613 ? Math.sin(i) : 0));
    const some = only.map((value, i) => (i === 613 ? 0 : value));
    const treated = data.treated.map((t, i) => (i === 0 ? 0 : t));
    const wider = {
      ...data,
      treated,
      X: [...data.X, some.map((v, i) => (i === 0 ? 0 : v))],
      names: [...data.names, "new"],
    };
    const fit = fitPropensity(engine, { ...wider, X: [...data.X, only], names: wider.names }, "logit");
    expect(() => doublyRobustAtt(engine, wider, fit)).toThrow(expect.objectContaining({ code: "controls_collinear" }));
  });
});
