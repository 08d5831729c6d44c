/** First-stage F, 2SLS over least squares, and claims of the text; hand-made papers. */
import { describe, expect, test } from "vitest";
import type { PaperFacts, PrintedClaim, PrintedColumn, PrintedPaper, PrintedTable } from "../../../src/audit/paper.js";
import { CLAIMS } from "../../../src/audit/rules/inference/claims/claims.js";
import { NESTED_R2 } from "../../../src/audit/rules/inference/fit/nested-r2.js";
import { FIRST_STAGE_F } from "../../../src/audit/rules/inference/instruments/first-stage-f.js";
import { IV_OF_STAGES } from "../../../src/audit/rules/inference/instruments/iv-of-stages.js";
import { IV_OVER_OLS } from "../../../src/audit/rules/inference/instruments/iv-over-ols.js";
import type { Rule } from "../../../src/audit/rules/rule.js";
import { cell, column, number, paper, table } from "../sample/hand.js";
import { judge } from "../sample/judging.js";

const T = { says: "t", means: "statistic" } as const;
const said = (rule: Rule, one: PrintedPaper) =>
  judge(rule, one).findings.map(({ code, severity }) => `${severity} ${code}`);

describe("first-stage F of one instrument", () => {
  const stages = (f: string | null, rest: Partial<PrintedColumn> = {}, instruments = ["z"]): PrintedPaper => {
    const first = column("(1)", { z: "0.500 (4.00)", x: "1 (2)" }, {}, { estimator: "first-stage", ...rest });
    const statistics =
      f === null
        ? []
        : [
            {
              name: "first_stage_f" as const,
              label: "F",
              value: number(f),
              stars: "",
              isP: false,
              parenthesis: null,
              at: null,
            },
          ];
    const second = { ...column("(2)", { d: "2.0 (2.5)" }, {}, { estimator: "2sls" }), statistics };
    const firstStages = [{ first: cell("T", "(1)"), second: cell("T", "(2)"), instruments, endogenous: "d" }];
    return paper([table("T", [first, second], { parentheses: T })], { firstStages });
  };
  test("is t^2: 3.995^2 = 15.96 to 4.005^2 = 16.04", () => {
    expect(said(FIRST_STAGE_F, stages("16.0"))).toEqual([]);
    expect(said(FIRST_STAGE_F, stages("16.04"))).toEqual([]);
    const { facts } = judge(FIRST_STAGE_F, stages(null)).findings[0]! as never as { facts: { f: [number, number] } };
    expect(facts.f[0]).toBeCloseTo(15.960025, 6);
    expect(facts.f[1]).toBeCloseTo(16.040025, 6);
  });
  test("not reported", () => {
    expect(said(FIRST_STAGE_F, stages(null))).toEqual(["unreported first_stage_f_unreported"]);
  });
  test("that differs is conditional, as errors may; inconsistent where they are said to be classical", () => {
    expect(said(FIRST_STAGE_F, stages("25.0"))).toEqual(["conditional first_stage_f_differs"]);
    expect(said(FIRST_STAGE_F, stages("25.0", { errors: "classical" }))).toEqual([
      "inconsistent first_stage_f_differs",
    ]);
    // a correction for small samples could explain it
    expect(said(FIRST_STAGE_F, stages("15.2", { errors: "classical" }))).toEqual(["conditional first_stage_f_differs"]);
  });
  test("several instruments have none", () => {
    expect(said(FIRST_STAGE_F, stages("25.0", {}, ["z", "x"]))).toEqual([]);
  });
  test("is not judged where nobody told which stage is which", () => {
    const { notApplied } = judge(FIRST_STAGE_F, { ...stages(null), facts: { ...paper([]).facts } });
    expect(notApplied).toEqual([{ where: null, lacks: "firstStages" }]);
  });
});

describe("2SLS over least squares", () => {
  const set = (iv: string, ols: string) =>
    paper([table("T", [column("(1)", { d: ols }), column("(2)", { d: iv })])], {
      instrumented: [{ iv: cell("T", "(2)", "d"), ols: cell("T", "(1)", "d") }],
    });
  test("is unusual where rounding leaves at least 5", () => {
    expect(said(IV_OVER_OLS, set("0.60", "0.10"))).toEqual(["unusual iv_over_ols"]);
    // 0.545/0.105 = 5.19 and 0.525/0.105 = 5; 0.515/0.105 = 4.9
    expect(said(IV_OVER_OLS, set("0.55", "0.10"))).toEqual(["unusual iv_over_ols"]);
    expect(said(IV_OVER_OLS, set("0.52", "0.10"))).toEqual([]);
    expect(said(IV_OVER_OLS, set("-0.60", "0.10"))).toEqual(["unusual iv_over_ols"]);
    // 0.00 may be nothing: from 0.595/0.005 = 119
    expect(said(IV_OVER_OLS, set("0.60", "0.00"))).toEqual(["unusual iv_over_ols"]);
    expect(said(IV_OVER_OLS, set("0.02", "0.00"))).toEqual([]);
  });
});

describe("claims of the text", () => {
  const LEVELS = [
    { mark: "***", level: 0.01 },
    { mark: "**", level: 0.05 },
    { mark: "*", level: 0.1 },
  ];
  const text = (of: string, claim: Partial<PrintedClaim>, rest: Partial<PrintedTable> = {}) =>
    said(
      CLAIMS,
      paper([table("T", [column("(1)", { d: of }, { R2: "0.926" })], { parentheses: T, stars: LEVELS, ...rest })], {
        claims: [{ cell: cell("T", "(1)", "d"), says: "", ...claim } as PrintedClaim],
      } as Partial<PaperFacts>),
    );
  test("a level that neither t nor stars give", () => {
    expect(text("0.012** (2.385)", { kind: "level", level: 0.01 })).toEqual(["inconsistent claim_level"]);
    expect(text("0.012** (2.385)", { kind: "level", level: 0.05 })).toEqual([]);
    expect(text("0.012** (2.385)", { kind: "level", level: 0.1 })).toEqual([]);
    expect(text("0.012*** (2.99)", { kind: "level", level: 0.01 })).toEqual([]);
    // 1.64 may be 1.645, but a star is missing
    expect(text("0.012 (1.64)", { kind: "level", level: 0.1 })).toEqual(["conditional claim_level"]);
    expect(text("0.012 (1.64)", { kind: "level", level: 0.1 }, { stars: null })).toEqual([]);
  });
  test("a level that stars are not there to speak on", () => {
    const bare = { stars: null };
    // one-sided p of 2.385 is 0.0085
    expect(text("0.012 (2.385)", { kind: "level", level: 0.01 }, bare)).toEqual(["conditional claim_level"]);
    expect(text("0.012 (1.200)", { kind: "level", level: 0.01 }, bare)).toEqual(["inconsistent claim_level"]);
  });
  test("stars that say less than the sentence", () => {
    // p may be anything
    expect(text("0.001 (0.1)", { kind: "level", level: 0.05 }, { parentheses: null })).toEqual([
      "conditional claim_level",
    ]);
    expect(text("0.001* (0.1)", { kind: "level", level: 0.05 }, { parentheses: null })).toEqual([
      "inconsistent claim_level",
    ]);
    expect(text("0.012** (2.70)", { kind: "level", level: 0.01 })).toEqual(["inconsistent claim_level"]);
    expect(text("0.005** (2.1)", { kind: "insignificant", level: 0.1 })).toEqual(["inconsistent claim_insignificant"]);
  });
  test("insignificance", () => {
    expect(text("0.005 (1.086)", { kind: "insignificant", level: 0.1 })).toEqual([]);
    expect(text("0.005*** (9.000)", { kind: "insignificant", level: 0.1 })).toEqual([
      "inconsistent claim_insignificant",
    ]);
    // t of five degrees of freedom is 2.571 at 5%
    expect(text("0.005 (2.400)", { kind: "insignificant", level: 0.05 }, { stars: null })).toEqual([]);
  });
  test("values, with digits cut off, without sign, in percent, or as the change of an outcome in logarithms", () => {
    const value = (of: string, as: string) => text(of, { kind: "value", value: number(as) });
    expect(value("0.036 (7.0)", "0.036")).toEqual([]);
    expect(value("0.036 (7.0)", "0.04")).toEqual([]);
    expect(value("0.036 (7.0)", "0.03")).toEqual([]);
    expect(value("-0.036 (-7.0)", "0.036")).toEqual([]);
    expect(value("0.036 (7.0)", "3.6%")).toEqual([]);
    expect(value("0.036 (7.0)", "3.6")).toEqual([]);
    // e^0.248 - 1 = 0.2815
    expect(value("0.248 (3.6)", "28.1%")).toEqual([]);
    expect(value("0.036 (7.0)", "0.063")).toEqual(["inconsistent claim_value"]);
    expect(value("0.036 (7.0)", "0.36")).toEqual(["inconsistent claim_value"]);
  });
  test("values of statistics", () => {
    const of = (as: string) => text("0.1 (1)", { kind: "value", value: number(as), cell: cell("T", "(1)", "r2") });
    expect(of("0.926")).toEqual([]);
    expect(of("92.6%")).toEqual([]);
    expect(of("0.962")).toEqual(["inconsistent claim_value"]);
  });
});

describe("2SLS by its stages", () => {
  const stages = (iv: string, rest: Partial<PrintedColumn> = {}, n = "100") => {
    const all = { hiddenRegressors: false, ...rest } as const;
    const columns = [
      column("(1)", { z: "0.500 (9)", x: "1 (2)" }, { N: "100" }, { ...all, outcome: "d", estimator: "first-stage" }),
      column("(2)", { z: "0.100 (9)", x: "1 (2)" }, { N: n }, { ...all, estimator: "reduced-form" }),
      column("(3)", { d: iv, x: "1 (2)" }, { N: "100" }, { ...all, estimator: "2sls" }),
    ];
    const firstStages = [{ first: cell("T", "(1)"), second: cell("T", "(3)"), instruments: ["z"], endogenous: "d" }];
    return said(IV_OF_STAGES, paper([table("T", columns, { parentheses: T })], { firstStages }));
  };
  test("is the reduced form over the first stage: 0.0995/0.5005 = 0.1988 to 0.1005/0.4995 = 0.2012", () => {
    expect(stages("0.200 (3)")).toEqual([]);
    expect(stages("0.199 (3)")).toEqual([]);
    expect(stages("0.210 (3)")).toEqual(["inconsistent iv_of_stages"]);
    // 0.099/0.501 = 0.1976 to 0.101/0.499 = 0.2024 if digits were cut off
    expect(stages("0.203 (3)")).toEqual(["conditional iv_of_stages"]);
    expect(stages("0.210 (3)", { hiddenRegressors: null })).toEqual(["conditional iv_of_stages"]);
    expect(stages("0.210 (3)", {}, "90")).toEqual([]);
  });
});

describe("R2 with regressors added", () => {
  const r2 = (small: string, large: string, rest: Partial<PrintedColumn> = {}, n = "100") => {
    const all = { hiddenRegressors: false, estimator: "ols", ...rest } as const;
    const columns = [
      column("(1)", { a: "1 (2)" }, { N: "100", R2: small }, all),
      column("(2)", { a: "1 (2)", b: "1 (2)" }, { N: n, R2: large }, all),
    ];
    const sameSample = [{ columns: [cell("T", "(1)"), cell("T", "(2)")], says: "the same rows" }];
    return said(NESTED_R2, paper([table("T", columns, { parentheses: T })], { sameSample }));
  };
  test("on the same rows never falls", () => {
    expect(r2("0.250", "0.300")).toEqual([]);
    expect(r2("0.300", "0.300")).toEqual([]);
    expect(r2("0.300", "0.250")).toEqual(["inconsistent r2_falls"]);
    // digits cut off
    expect(r2("0.300", "0.298")).toEqual(["conditional r2_falls"]);
    expect(r2("0.300", "0.250", { effects: [{ name: "City FE", included: true }] })).toEqual(["conditional r2_falls"]);
    for (const rest of [{ hiddenRegressors: null }, { estimator: "2sls" }] as const) {
      expect(r2("0.300", "0.250", rest)).toEqual([]);
    }
    expect(r2("0.300", "0.250", {}, "90")).toEqual([]);
  });
});
