/** The score: collinear covariates, weights, threads, and one test an error. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { fitPropensity, type PropensityInput } from "../../../src/verbs/psmatch/estimator/propensity.js";
import { seeded } from "../../support/random.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

function sample(n: number, seed: number): PropensityInput {
  const random = seeded(seed);
  const X = [0, 1].map(() => Float64Array.from({ length: n }, () => 2 * random() - 1));
  const treated = Uint8Array.from(X[0]!, (x, i) => (random() < 1 / (1 + Math.exp(0.5 - x + X[1]![i]!)) ? 1 : 0));
  return { treated, X, names: ["a", "b"] };
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

describe("fitPropensity", () => {
  it("leaves out collinear covariates, in order, and says with what they are collinear", () => {
    const { treated, X, names } = sample(200, 1);
    const [a, b] = X as [Float64Array, Float64Array];
    const more = [a, new Float64Array(200), b, new Float64Array(200).fill(3), a.map((x, i) => 2 * x - b[i]!)];
    const fit = fitPropensity(engine, { treated, X: more, names: ["a", "zero", "b", "three", "mix"] }, "probit");
    expect(fit.dropped).toMatchObject([
      { term: "zero", because: "it is 0 in every row" },
      { term: "three", because: "a combination of (Intercept)" },
      { term: "mix", because: "a combination of a, b" },
    ]);
    expect(fit.names).toEqual(["(Intercept)", "a", "b"]);
    const alone = fitPropensity(engine, { treated, X, names }, "probit");
    fit.beta.forEach((value, j) => void expect(value).toBeCloseTo(alone.beta[j]!, 12));
  });

  it.each(["logit", "probit"] as const)("takes a row as often as its weight says (%s)", (link) => {
    const { treated, X, names } = sample(300, 2);
    const weights = Float64Array.from(treated, (_, i) => i % 4);
    const often = [...treated.keys()].flatMap((i) => new Array<number>(i % 4).fill(i));
    const repeated = { treated: Uint8Array.from(often, (i) => treated[i]!), names };
    const twice = fitPropensity(engine, { ...repeated, X: X.map((x) => Float64Array.from(often, (i) => x[i]!)) }, link);
    const fit = fitPropensity(engine, { treated, X, names, weights }, link);
    fit.beta.forEach((value, j) => void expect(value).toBeCloseTo(twice.beta[j]!, 11));
    fit.se.forEach((value, j) => void expect(value).toBeCloseTo(twice.se[j]!, 11));
    expect(fit.logLik).toBeCloseTo(twice.logLik, 9);
    expect(fit.nullLogLik).toBeCloseTo(twice.nullLogLik, 9);
  });

  it("solves the score equations: fitted probabilities have the moments of the treated", () => {
    const { treated, X, names } = sample(5000, 3);
    const { fitted } = fitPropensity(engine, { treated, X, names }, "logit");
    expect(sum(fitted)).toBeCloseTo(sum(treated), 8);
    for (const x of X) expect(sum(fitted.map((p, i) => p * x[i]!))).toBeCloseTo(sum(x.filter((_, i) => treated[i])), 8);
  });

  it("is the null model without covariates", () => {
    const { treated } = sample(100, 4);
    const fit = fitPropensity(engine, { treated, X: [], names: [] }, "logit");
    const share = sum(treated) / 100;
    expect(fit.fitted[0]).toBeCloseTo(share, 14);
    expect(fit).toMatchObject({ names: ["(Intercept)"], df: 0, p: 1 });
    expect(fit.se[0]).toBeCloseTo(1 / Math.sqrt(100 * share * (1 - share)), 12);
  });

  it("does not depend on units of measurement, however different", () => {
    const { treated, X, names } = sample(1000, 5);
    const fit = fitPropensity(engine, { treated, X, names }, "logit");
    const scaled = X.map((x, j) => x.map((value) => (j === 0 ? 1e9 * value : 1e-7 * value + 3)));
    const same = fitPropensity(engine, { treated, X: scaled, names }, "logit");
    same.fitted.forEach((p, i) => void expect(p).toBeCloseTo(fit.fitted[i]!, 8));
  });

  it("gives the same bits on any number of threads", async () => {
    const data = sample(150_000, 6);
    const pooled = await loadEngine({ threads: 3 });
    for (const link of ["logit", "probit"] as const) {
      expect(fitPropensity(pooled, data, link)).toEqual(fitPropensity(engine, data, link));
    }
    await pooled.close();
  });

  it("gives memory back", () => {
    const before = engine.usedBytes();
    fitPropensity(engine, sample(100, 7), "logit");
    expect(engine.usedBytes()).toBe(before);
  });
});

describe("errors", () => {
  const data = sample(50, 8);
  const refused = (change: Partial<PropensityInput>) => () => fitPropensity(engine, { ...data, ...change }, "logit");

  it("no treated rows", () => {
    expect(refused({ treated: new Uint8Array(50) })).toThrow(
      expect.objectContaining({
        code: "no_treated",
        message: expect.stringContaining("None of the 50 rows is treated"),
      }),
    );
  });

  it("nothing but treated rows", () => {
    expect(refused({ treated: new Uint8Array(50).fill(1) })).toThrow(
      expect.objectContaining({ code: "all_treated", message: expect.stringContaining("All 50 rows are treated") }),
    );
  });

  it("no treated rows with weight", () => {
    expect(refused({ weights: Float64Array.from(data.treated, (t) => 1 - t) })).toThrow(
      expect.objectContaining({ code: "no_treated" }),
    );
  });

  it("a covariate without a value", () => {
    const b = data.X[1]!.map((x, i) => (i === 6 ? Number.NaN : x));
    expect(refused({ X: [data.X[0]!, b] })).toThrow("Covariate 'b' is NaN in row 7");
  });

  it("a treatment that is neither 0 nor 1", () => {
    expect(refused({ treated: data.treated.map((t, i) => (i === 3 ? 2 : t)) })).toThrow(
      expect.objectContaining({ code: "treatment_not_binary", message: expect.stringContaining("row 4") }),
    );
  });

  it("a negative weight", () => {
    expect(refused({ weights: new Float64Array(50).fill(-1) })).toThrow(
      expect.objectContaining({ code: "weights_not_valid" }),
    );
  });

  it("lengths that disagree", () => {
    expect(refused({ names: ["a"] })).toThrow(expect.objectContaining({ code: "propensity_input" }));
  });
});
