/** The summary of a fit as text: what was chosen, dropped or assumed stands in it, and nothing else is claimed. */
import { describe, expect, it } from "vitest";
import { fitSummary } from "../../src/verbs/feols/present.js";
import { coefficient, sampleFit } from "./sample-fits.js";

const COEFFICIENTS = { did: coefficient(0.0123, 0.004, 0.00002) };

describe("the summary says", () => {
  it("rows dropped, by reason, and only those", () => {
    const dropped = { subset: 1200, missing: 0, zero_weight: 3, singletons: 8 };
    const text = fitSummary(sampleFit(COEFFICIENTS, { dropped }));
    expect(text).toContain("Observations: 1,967 (dropped: 1,200 subset, 3 zero weight, 8 singletons)\n");
    expect(fitSummary(sampleFit(COEFFICIENTS, { dropped: { missing: 0 } }))).toContain("Observations: 1,967\n");
  });

  it("coefficients under each other as a terminal shows their names", () => {
    const named = { 政策: coefficient(0.5, 0.1), x: coefficient(0.25, 0.1) };
    const lines = fitSummary(sampleFit(named)).split("\n");
    expect(lines.find((line) => line.startsWith("政策"))).toMatch(/^政策 {2}0\.500000 /);
    expect(lines.find((line) => line.startsWith("x "))).toMatch(/^x {5}0\.250000 /);
  });

  it("terms left out, with the reason", () => {
    const collinear = [{ term: "x2", because: "equals 2 * x", code: "combination" }] as const;
    expect(fitSummary(sampleFit(COEFFICIENTS, { collinear }))).toContain("\nOmitted: x2 (equals 2 * x)\n");
  });

  it("every note, and what K leaves out", () => {
    const notes = [
      { code: "missing", message: "First." },
      { code: "perfect_fit", message: "Second." },
    ] as const;
    const text = fitSummary(sampleFit(COEFFICIENTS, { notes }));
    expect(text).toContain("\nNote: First.\nNote: Second.\n");
    expect(text).toContain("\nNote: K = 11 does not count the levels of i");
  });

  it("the variance with its rule, and the weights where there are any", () => {
    const text = fitSummary(sampleFit(COEFFICIENTS, { weights: "pop" }));
    expect(text).toContain("\nStd. errors: clustered by i (127); t with 126 df; K = 11; small sample: fixest\n");
    expect(text).toContain("\nWeights: pop\n");
    expect(fitSummary(sampleFit(COEFFICIENTS))).not.toContain("Weights");
  });

  it("a t of a perfect fit with two digits: the rest is rounding", () => {
    const huge = { ...coefficient(2, 1e-15), statistic: 1234567890123456 };
    expect(fitSummary(sampleFit({ x: huge }))).toMatch(/^x .* 1\.2e\+15 /m);
    expect(fitSummary(sampleFit({ x: { ...huge, statistic: -812345.67891 } }))).toMatch(/^x .* -812345\.6789 /m);
  });

  it("small p-values as numbers, not as zero", () => {
    expect(fitSummary(sampleFit(COEFFICIENTS))).toMatch(/^did .* 2\.00e-5 /m);
  });
});
