/** The summary of an equation with instruments: who instruments whom, how strong, and what holds if not. */
import { describe, expect, test } from "vitest";
import { fitSummary } from "../../src/verbs/feols/present.js";
import { sampleIvFit } from "./sample-fits.js";

const lines = (...parts: Parameters<typeof sampleIvFit>): string[] => fitSummary(sampleIvFit(...parts)).split("\n");

describe("the summary says", () => {
  test("the estimator, the instrumented regressors and the excluded instruments", () => {
    expect(lines().slice(0, 2)).toEqual(["2SLS: feols", "Instrumented: did; excluded instruments: rugged"]);
    expect(lines({}, { estimator: "liml", kappa: 1.0067 })[0]).toBe("LIML (kappa 1.0067): feols");
    expect(lines({}, { estimator: "fuller", kappa: 1.006, fuller: 4 })[0]).toBe("Fuller(4) (kappa 1.006): feols");
    expect(lines({}, { estimator: "gmm2s", kappa: null })[0]).toBe("Two-step GMM: feols");
  });

  test("strength with its critical values, tests with their distributions, intervals that hold", () => {
    const text = lines();
    const from = text.findIndex((line) => line.startsWith("First stage"));
    expect(text.slice(from, from + 10)).toEqual([
      "First stage of did: F(1, 126) = 42.870000, p = 1.00e-10, partial R2 0.043200",
      "Effective F: 45.750000; critical values by worst-case bias 5%: 37.42, 10%: 23.10, 20%: 15.06, 30%: 12.05",
      "Weak identification: Kleibergen-Paap rk Wald F(1, 126) = 42.900000",
      "Underidentification: Kleibergen-Paap rk LM chi2(1) = 25.600000, p = 4.00e-7",
      "No effect, valid with weak instruments: Anderson-Rubin F(1, 126) = 3.990000, p = 0.0471",
      "Anderson-Rubin 95% set: [0.00071, 0.10740]",
      "tF 95% interval: [-0.00597, 0.10697] (|t| must exceed 2.197)",
      "Overidentification: none to test, exactly identified",
      "Endogeneity: Wu-Hausman F(1, 126) = 1.350000, p = 0.2468",
      "Least squares beside: did 0.022400; the estimate is 2.25 times that",
    ]);
  });

  test("the Wald test of the slopes as before, and no other test as one", () => {
    expect(lines().filter((line) => line.startsWith("Wald test"))).toEqual([
      "Wald test (slopes): F(2, 1,830) = 3.000000, p = 0.0500",
    ]);
  });

  test("why there is no set, and why tF has no ends", () => {
    const { anderson_rubin_set: set, tF } = sampleIvFit().iv;
    expect(
      lines({}, { anderson_rubin_set: { ...set, kind: null, because: "two regressors", intervals: [] } }),
    ).toContain("Anderson-Rubin 95% set: none (two regressors)");
    const weak = {
      ...tF!,
      because: "first-stage F not above 3.84",
      critical_value: null,
      conf_low: null,
      conf_high: null,
    };
    expect(lines({}, { tF: weak })).toContain("tF 95% interval: (-inf, inf) (first-stage F not above 3.84)");
    expect(lines({}, { tF: null }).some((line) => line.startsWith("tF"))).toBe(false);
  });

  test("Stock and Yogo's values with classical errors alone, those of the estimator", () => {
    const { iv, vcov } = sampleIvFit();
    const values = (at: number) => ({ critical_values: { "0.1": at, "0.15": 8.96 }, reason: null });
    const stock_yogo = { ...iv.stock_yogo, tsls_size: values(16.38), fuller_bias: values(12) };
    const iid = { vcov: { ...vcov, type: "iid", clusters: {} } };
    expect(lines(iid, { stock_yogo })).toContain(
      "Stock-Yogo critical values of Cragg-Donald, by size: 10%: 16.38, 15%: 8.96",
    );
    expect(lines(iid, { stock_yogo, estimator: "fuller", fuller: 1 })).toContain(
      "Stock-Yogo critical values of Cragg-Donald, by bias: 10%: 12.00, 15%: 8.96",
    );
    expect(lines({}, { stock_yogo }).some((line) => line.startsWith("Stock-Yogo"))).toBe(false);
  });

  test("surplus instruments and those tested apart", () => {
    const { tests } = sampleIvFit();
    const more = { ...tests, hansen: tests.kleibergen_paap_lm!, difference_in_sargan: tests.kleibergen_paap_lm! };
    const text = lines({ tests: more }, { excluded: ["rugged", "market"] });
    expect(text).toContain("Overidentification: Hansen J chi2(1) = 25.600000, p = 4.00e-7");
    expect(text).toContain("Instruments named are exogenous: difference-in-Sargan chi2(1) = 25.600000, p = 4.00e-7");
  });
});
