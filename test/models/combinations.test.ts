/** Laws of tests and combinations of coefficients, on fits with effects, with instruments and of dynamic panels. */
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { lincom, nlcom } from "../../src/verbs/combinations/infer-combinations.js";
import { wald } from "../../src/verbs/combinations/wald.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { pgmm } from "../../src/verbs/pgmm/fit.js";
import { goldenTable } from "../support/golden-table.js";

let engine: Engine;
let fit: FitRecord;
let instrumented: FitRecord;
let ownDegrees: FitRecord;

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  const did = await goldenTable("base_did.csv");
  fit = feols(engine, did, "y ~ x1 + i(period, treat, ref=5) | id + period", { vcov: "cluster:id" });
  ownDegrees = feols(engine, did, "y ~ x1 + i(period, treat, ref=5) | id + period", { vcov: "CR2:id" });
  const card = await goldenTable("card.csv");
  instrumented = feols(engine, card, "lwage ~ exper + black | educ ~ nearc4 + nearc2", { vcov: "hetero" });
});

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return "none";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("lincom", () => {
  it("of a single coefficient is its row of the record", () => {
    for (const record of [fit, instrumented, ownDegrees]) {
      for (const [name, row] of Object.entries(record.coefficients)) {
        expect(lincom(engine, record, name).combinations[name]).toEqual(row);
      }
    }
  });

  it("of what is not linear sends to nlcom", () => {
    for (const text of ["x1 * x1", "1 / x1", "x1^2", "x1 / `period::6:treat`"]) {
      expect(
        codeOf(() => lincom(engine, fit, text)),
        text,
      ).toBe("not_linear");
    }
    expect(codeOf(() => lincom(engine, fit, "x1 / 0"))).toBe("combination_undefined");
    expect(codeOf(() => lincom(engine, fit, []))).toBe("combination_text");
    expect(codeOf(() => lincom(engine, fit, ["x1", " x1"]))).toBe("combination_text");
  });
});

describe("nlcom", () => {
  it("of a linear function is lincom", () => {
    const text = "3 * x1 - (period::6:treat + 2) / 4 + 1";
    const [linear, delta] = [lincom(engine, fit, text), nlcom(engine, fit, text)];
    for (const [quantity, value] of Object.entries(linear.combinations[text]!)) {
      const got = delta.combinations[text]![quantity as "estimate"];
      expect(Math.abs(got / value - 1), quantity).toBeLessThan(1e-12);
    }
  });

  it("has the derivatives of the functions by hand", () => {
    const [b, V] = [fit.coefficients.x1!.estimate, fit.vcov.matrix[0]![0]!];
    const slopes: Readonly<Record<string, number>> = {
      "exp(x1)": Math.exp(b),
      "log(x1)": 1 / b,
      "sqrt(x1)": 0.5 / Math.sqrt(b),
      "abs(-x1)": 1,
      "x1^3": 3 * b ** 2,
      "2^x1": Math.log(2) * 2 ** b,
      "x1^x1": b ** b * (Math.log(b) + 1),
      "1 / x1": -1 / b ** 2,
      "(x1 - 1) * (x1 + 1)": 2 * b,
      "x1^0": 0,
      "exp(-x1^2 / 2)": -b * Math.exp(-(b ** 2) / 2),
    };
    const found = nlcom(engine, fit, Object.keys(slopes)).combinations;
    for (const [text, slope] of Object.entries(slopes)) {
      expect(Math.abs(found[text]!.std_error - Math.abs(slope) * Math.sqrt(V)), text).toBeLessThan(1e-13);
    }
  });

  it("tells of a denominator that can't be told from 0, and refuses what has no derivative", () => {
    const near = nlcom(engine, fit, "x1 / period::1:treat");
    expect(near.notes.map(({ code }) => code)).toEqual(["denominator_near_zero"]);
    expect(nlcom(engine, fit, "period::1:treat / x1").notes).toEqual([]);
    for (const text of ["log(-x1)", "sqrt(-x1)", "1 / (x1 - x1)", "(-x1)^x1"]) {
      expect(
        codeOf(() => nlcom(engine, fit, text)),
        text,
      ).toBe("combination_undefined");
    }
    expect(nlcom(engine, fit, "x1 - x1").notes.map(({ code }) => code)).toEqual(["combination_constant"]);
  });
});

describe("wald", () => {
  it("of one restriction is the square of t", () => {
    for (const [name, { statistic }] of Object.entries(fit.coefficients)) {
      const test = wald(engine, fit, `\`${name}\` = 0`);
      expect(Math.abs(test.statistic / statistic ** 2 - 1), name).toBeLessThan(1e-12);
    }
    const t = lincom(engine, instrumented, "fit_educ - exper - 0.05").combinations["fit_educ - exper - 0.05"]!
      .statistic;
    expect(wald(engine, instrumented, "fit_educ = exper + 0.05").statistic).toBeCloseTo(t ** 2, 8);
  });

  it("does not depend on how the restrictions are written", () => {
    const written = [
      ["period::1:treat = 0", "period::2:treat = x1", "period::3:treat = 0.5"],
      ["period::3:treat = 1/2, 2*period::2:treat - 2*x1 = period::1:treat", "4*(period::1:treat + x1) = 4*x1"],
      ["1000*period::1:treat = 0", "period::1:treat + period::2:treat = x1, period::3:treat - period::1:treat = 0.5"],
    ];
    const [first, ...others] = written.map((texts) => wald(engine, fit, texts));
    for (const other of others) {
      expect([other.df1, other.df2, other.rank]).toEqual([3, first!.df2, 3]);
      expect(Math.abs(other.statistic / first!.statistic - 1)).toBeLessThan(1e-10);
    }
  });

  it("leaves out restrictions that follow from others, and refuses those that contradict them", () => {
    const plain = wald(engine, fit, "x1 = 1, period::6:treat = 0");
    const more = wald(engine, fit, "x1 = 1, period::6:treat = 0, x1 + period::6:treat = 1, 0 = 0");
    expect({ ...more, restrictions: [], redundant: [], notes: [] }).toEqual({
      ...plain,
      ...{ restrictions: [], redundant: [], notes: [] },
    });
    expect(more.redundant).toEqual(["x1 + period::6:treat = 1", "0 = 0"]);
    expect(more.notes.map(({ code }) => code)).toEqual(["redundant_restrictions"]);
    expect(codeOf(() => wald(engine, fit, "x1 = 1, 2*x1 = 3"))).toBe("restrictions_inconsistent");
    expect(codeOf(() => wald(engine, fit, "0 = 1"))).toBe("restrictions_inconsistent");
    expect(codeOf(() => wald(engine, fit, "x1 = x1"))).toBe("restriction_void");
  });

  it("takes F or chi-squared, with the degrees of freedom asked for", () => {
    const [F, chi2] = [wald(engine, fit, "period::"), wald(engine, fit, "period::", { statistic: "chi2" })];
    expect(F.df2).toBe(fit.tests.slopes!.df2 as number);
    expect(chi2.statistic).toBeCloseTo(F.df1 * F.statistic, 10);
    expect(chi2.df2).toBeNull();
    expect(wald(engine, fit, "x1 = 0", { df2: 7 }).df2).toBe(7);
    expect(codeOf(() => wald(engine, fit, "x1 = 0", { df2: 0 }))).toBe("wald_statistic");
    expect(codeOf(() => wald(engine, fit, "x1 = 0", { statistic: "chi2", df2: 4 }))).toBe("wald_statistic");
  });

  it("of a dynamic panel is its own test, chi-squared or, small, F", async () => {
    const data = panel(await goldenTable("EmplUK.csv"), { unit: "firm", time: "year" });
    const formula = "log(emp) ~ l(log(emp), 1:2) + l(log(wage), 0:1) | gmm(log(emp), 2:4)";
    for (const small of [false, true]) {
      const record = pgmm(engine, data, formula, { small });
      const own = record.tests.wald;
      const test = wald(
        engine,
        record,
        own.terms.map((name) => `\`${name}\` = 0`),
      );
      expect(test.distribution).toBe(small ? "F" : "chi2");
      expect(Math.abs(test.statistic / own.statistic! - 1)).toBeLessThan(1e-9);
      expect(test.df1).toBe(own.terms.length);
    }
  });
});
