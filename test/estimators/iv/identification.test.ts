/** Equations that cannot be estimated name the variable that stands in the way; those that can pass. */
import { beforeAll, describe, expect, it } from "vitest";
import {
  refuseAbsorbed,
  refuseExplained,
  requireEnoughInstruments,
  requireRank,
} from "../../../src/verbs/iv/estimator/identification.js";
import { dot } from "../../support/dense-columns.js";
import { IV_REFERENCES, ivReference } from "../../support/iv-references.js";
import { type NaiveEquation, naiveIv } from "../../support/naive-iv.js";

const refusal = (name: string, code: string, words: RegExp, detail: object = {}) =>
  expect.objectContaining({
    name,
    code,
    message: expect.stringMatching(words),
    detail: expect.objectContaining(detail),
  });

describe("too few instruments", () => {
  it("is a matter of the formula when none was left out", () => {
    expect(() => requireEnoughInstruments(["educ", "exper"], ["nearc4"], [])).toThrow(
      refusal(
        "UsageError",
        "under_identified",
        /2 endogenous regressors \(educ, exper\), 1 excluded instrument \(nearc4\)\..*add 1 or more\.$/,
        { got: 1, expected: 2, left_out: [] },
      ),
    );
  });

  it("is a matter of the data when redundant ones were, each with its reason", () => {
    const redundant = [
      { term: "rugged", because: "is absorbed by the fixed effects city" },
      { term: "z2", because: "equals 2 * x1" },
    ];
    expect(() => requireEnoughInstruments(["did"], [], redundant)).toThrow(
      refusal(
        "DataError",
        "under_identified",
        /no excluded instrument is left: rugged is absorbed by the fixed effects city; z2 equals 2 \* x1\..*add 1 or more/,
        { got: 0, expected: 1, left_out: ["rugged", "z2"] },
      ),
    );
  });

  it("passes as many as regressors, whatever was left out", () => {
    expect(() => requireEnoughInstruments(["x"], ["z"], [{ term: "z2", because: "equals z" }])).not.toThrow();
  });
});

describe("an endogenous regressor that is explained", () => {
  it("by the effects", () => {
    expect(() => refuseAbsorbed([{ term: "coast", because: "is absorbed by the fixed effects city" }])).toThrow(
      refusal("DataError", "endogenous_absorbed", /endogenous regressor coast is absorbed by the fixed effects city/, {
        got: ["coast"],
      }),
    );
    expect(() => refuseAbsorbed([])).not.toThrow();
  });

  it("by the instruments: a perfect first stage, rounding left out of its sum", () => {
    const parts = [
      { term: "w", kind: "exogenous", coefficient: 1e-14, norm: 1 },
      { term: "z1", kind: "instrument", coefficient: 2, norm: 5 },
    ] as const;
    expect(() => refuseExplained([{ term: "x", norm: 10, parts }])).toThrow(
      refusal("DataError", "perfect_first_stage", /'x' is exact.*equals 2 \* z1\. .*remove the instrument/, {
        got: ["x"],
        parts: ["z1"],
      }),
    );
  });

  it("by exogenous regressors, the instruments' coefficients being rounding", () => {
    const parts = [
      { term: "w", kind: "exogenous", coefficient: -3, norm: 1 },
      { term: "z1", kind: "instrument", coefficient: 1e-13, norm: 5 },
    ] as const;
    const other = { term: "x2", norm: 1, parts: [] };
    expect(() => refuseExplained([{ term: "x", norm: 3, parts }, other])).toThrow(
      refusal("DataError", "endogenous_collinear", /'x' is collinear.*equals -3 \* w\..*So do others: x2\./, {
        got: ["x", "x2"],
        parts: ["w"],
      }),
    );
    expect(() => refuseExplained([])).not.toThrow();
  });
});

describe("the rank of the first stages", () => {
  let equation: NaiveEquation;
  beforeAll(async () => {
    equation = (await ivReference("iv_card_two_endogenous")).equation;
  });

  const check = (given: NaiveEquation, names: readonly string[]) => {
    const { system } = naiveIv(given, { type: "iid" });
    const instruments = given.Z.map((_, j) => `z${j + 1}`);
    const norms = given.X.map((x) => Math.sqrt(dot(x, x)));
    return () => requireRank(system, names, instruments, norms);
  };

  it.each(IV_REFERENCES)("%s passes", async (name) => {
    const { equation, names } = await ivReference(name);
    expect(check(equation, names.X)).not.toThrow();
  });

  it("a regressor that the instruments are orthogonal to is named", () => {
    // what W and Z leave of educ
    const { E } = naiveIv(equation, { type: "iid" });
    expect(check({ ...equation, X: [E[0]!, equation.X[1]!] }, ["educ", "exper"])).toThrow(
      refusal("DataError", "instruments_uninformative", /\(z1, z2, z3\) say nothing of 'educ'.*rank .* is 1 for 2/, {
        got: 1,
        expected: 2,
        combination: ["educ"],
      }),
    );
  });

  it("a combination that they are orthogonal to is named with its coefficients, in the regressors' units", () => {
    // exper = 1000 (-2 educ + noise the instruments don't see)
    const { E } = naiveIv(equation, { type: "iid" });
    const exper = equation.X[0]!.map((educ, i) => 1000 * (-2 * educ + E[1]![i]!));
    expect(check({ ...equation, X: [equation.X[0]!, exper] }, ["educ", "exper"])).toThrow(
      refusal("DataError", "instruments_uninformative", /combination 1 \* educ \+ 0\.0005 \* exper/, {
        got: 1,
        combination: ["educ", "exper"],
      }),
    );
  });

  it("weak is not refused", () => {
    const { E, net } = naiveIv(equation, { type: "iid" });
    const weak = E[0]!.map((value, i) => value + 1e-6 * net[0]![i]!);
    expect(check({ ...equation, X: [weak] }, ["educ"])).not.toThrow();
  });
});
