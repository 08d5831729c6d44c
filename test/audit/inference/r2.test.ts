/**
 * R2 against t and N, the share treated, adjusted R2. Numbers are those of five rows: y = 1, 2, 3 untreated and 4, 6 treated. Means are 2 and 5,
 * the sum of squared residuals 2 + 2 = 4 with 3 degrees of freedom, so that s2 = 4/3; var did = 4/3 (1/3 + 1/2) = 10/9, var cons = 4/9; t of did
 * is 3/sqrt(10/9) = 2.8460, of the constant 3; the total sum of squares 14.8, R2 = 1 - 4/14.8 = 0.72973, adjusted 1 - 0.27027 * 4/3 = 0.63964.
 */
import { describe, expect, test } from "vitest";
import type { PaperFacts, PrintedColumn } from "../../../src/audit/paper.js";
import type { Printed } from "../../../src/audit/printed.js";
import { ADJUSTED_R2 } from "../../../src/audit/rules/inference/fit/adjusted-r2.js";
import { F_OF_T } from "../../../src/audit/rules/inference/fit/f-of-t.js";
import { R2_OF_T } from "../../../src/audit/rules/inference/fit/r2-of-t.js";
import { SHARE_TREATED } from "../../../src/audit/rules/inference/fit/share-treated.js";
import type { Rule } from "../../../src/audit/rules/rule.js";
import { column, number, paper, table } from "../sample/hand.js";
import { judge } from "../sample/judging.js";

const ERRORS = { says: "standard errors", means: "std_error" } as const;
const T = { says: "t", means: "statistic" } as const;
const P = { says: "p", means: "p_value" } as const;
const CLASSICAL = { estimator: "ols", errors: "classical", hiddenRegressors: false, weighted: false } as const;
const BY_ERRORS = { did: "3.000 (1.054)", _cons: "2.000 (0.667)" };
const BY_T = { did: "3.000 (2.846)", _cons: "2.000 (3.000)" };

const found = (
  rule: Rule,
  cells: Record<string, string>,
  statistics: Record<string, string>,
  rest: Partial<PrintedColumn> = CLASSICAL,
  parentheses: typeof ERRORS | typeof T | typeof P = ERRORS,
  facts: Partial<PaperFacts> = {},
) =>
  judge(rule, paper([table("T", [column("(1)", cells, statistics, rest)], { parentheses })], facts)).findings.map(
    ({ code, severity }) => `${severity} ${code}`,
  );

describe("R2 of t and N", () => {
  test("is t^2/(t^2 + N - 2) where the column states classical least squares", () => {
    for (const r2 of ["0.73", "0.730", "0.7297"]) expect(found(R2_OF_T, BY_ERRORS, { N: "5", R2: r2 })).toEqual([]);
    expect(found(R2_OF_T, BY_T, { N: "5", R2: "0.72973" }, CLASSICAL, T)).toEqual([]);
    expect(found(R2_OF_T, BY_ERRORS, { N: "5", "Adj. R2": "0.640" })).toEqual([]);
    // 2 P(t3 > 2.8460) = 0.0653 (0.065278)
    expect(found(R2_OF_T, { did: "3.000 (0.0653)" }, { N: "5", R2: "0.730" }, CLASSICAL, P)).toEqual([]);
    expect(found(R2_OF_T, BY_ERRORS, { N: "5", R2: "0.760" })).toEqual(["inconsistent r2_not_of_t"]);
    expect(found(R2_OF_T, BY_T, { N: "6", R2: "0.730" }, CLASSICAL, T)).toEqual(["inconsistent r2_not_of_t"]);
    expect(found(R2_OF_T, BY_ERRORS, { N: "5", "Adj. R2": "0.730" })).toEqual(["inconsistent r2_not_of_t"]);
  });

  test("a unit of the last digit is what cutting digits off explains", () => {
    // 0.72973 cut off is 0.729
    expect(found(R2_OF_T, BY_T, { N: "5", R2: "0.729" }, CLASSICAL, T)).toEqual(["conditional r2_not_of_t"]);
  });

  test("says nothing of a column that states no errors, robust ones, effects, or more regressors", () => {
    const other = { N: "5", R2: "0.760" };
    for (const rest of [
      { ...CLASSICAL, errors: null },
      { ...CLASSICAL, errors: "robust" },
      { ...CLASSICAL, effects: [{ name: "City FE", included: true }] },
      { ...CLASSICAL, hiddenRegressors: true },
      { ...CLASSICAL, estimator: "2sls" },
      { ...CLASSICAL, estimator: null },
    ] as const) {
      expect(found(R2_OF_T, BY_ERRORS, other, rest)).toEqual([]);
    }
    expect(found(R2_OF_T, { ...BY_ERRORS, x: "1.0 (0.5)" }, other)).toEqual([]);
  });

  test("is conditional where regressors, weights or a constant are not told", () => {
    const other = { N: "5", R2: "0.600" };
    expect(found(R2_OF_T, BY_ERRORS, other, { ...CLASSICAL, hiddenRegressors: null })).toEqual([
      "conditional r2_not_of_t",
    ]);
    expect(found(R2_OF_T, BY_ERRORS, other, { ...CLASSICAL, weighted: true })).toEqual(["conditional r2_not_of_t"]);
    expect(found(R2_OF_T, { did: BY_ERRORS.did }, other)).toEqual(["conditional r2_not_of_t"]);
  });

  test("a column without a constant has R2 = t^2/(t^2 + N - 1)", () => {
    // y = 1, 2, 3 on x = 1, 1, 2: b = 9/6, residual sum of squares 14 - 13.5 = 0.5, s2 = 0.25, t2 = 2.25/(0.25/6) = 54, R2 = 13.5/14 = 54/56
    const rest = { ...CLASSICAL };
    expect(found(R2_OF_T, { x: "1.500 (7.348)" }, { N: "3", R2: "0.964" }, rest, T)).toEqual([]);
    // four rows, as three are refused: y = 1, 2, 3, 0 on x = 1, 1, 2, 0: s2 = 0.5/3, t2 = 2.25/(0.5/18) = 81, R2 = 81/84
    expect(found(R2_OF_T, { x: "1.500 (9.000)" }, { N: "4", R2: "0.964" }, rest, T)).toEqual([]);
    expect(found(R2_OF_T, { x: "1.500 (9.000)", _cons: "0.1 (0.2)" }, { N: "4", R2: "0.964" }, rest, T)).toEqual([
      "inconsistent r2_not_of_t",
    ]);
  });

  test("agreement is a finding where effects or other errors are stated, and no chance", () => {
    const fits = { N: "5", R2: "0.730" };
    const effects = [{ name: "City FE", included: true }];
    expect(found(R2_OF_T, BY_T, fits, { effects }, T)).toEqual(["conditional r2_is_classical"]);
    expect(found(R2_OF_T, BY_T, fits, { errors: "cluster" }, T)).toEqual(["conditional r2_is_classical"]);
    expect(found(R2_OF_T, BY_T, fits, {}, T)).toEqual([]);
    expect(found(R2_OF_T, BY_T, fits, CLASSICAL, T)).toEqual([]);
    // 0.00 may stand for anything below 0.005: t of 0 to 3.9 with 3000 rows
    expect(found(R2_OF_T, { did: "1.00 (1.50)", _cons: "1 (9)" }, { N: "3000", R2: "0.00" }, { effects }, T)).toEqual(
      [],
    );
  });
});

describe("the share treated", () => {
  const treated = (rows: number, of: number) => ({
    treatment: { term: "did", treated: [{ says: "the text", rows, of }] },
  });
  const share = (cells: typeof BY_T, rows: number, of: number, rest: Partial<PrintedColumn> = CLASSICAL, N = "5") =>
    found(SHARE_TREATED, cells, { N, R2: "0.730" }, rest, cells === BY_T ? T : ERRORS, treated(rows, of));
  test("is the square of the errors' ratio: 4/9 over 10/9 = 2/5", () => {
    expect(share(BY_ERRORS, 2, 5)).toEqual([]);
    expect(share(BY_T, 2, 5)).toEqual([]);
    expect(share(BY_ERRORS, 1, 5)).toEqual(["inconsistent share_treated"]);
    expect(share(BY_T, 3, 5)).toEqual(["inconsistent share_treated"]);
  });
  test("is conditional where classical errors are shown by R2 alone", () => {
    const effects = [{ name: "City FE", included: true }];
    expect(share(BY_T, 1, 5, { effects })).toEqual(["conditional share_treated"]);
    expect(share(BY_T, 1, 5, { ...CLASSICAL, weighted: null })).toEqual(["conditional share_treated"]);
  });
  test("is not asked of other errors, of other regressors, or of a subsample", () => {
    expect(found(SHARE_TREATED, BY_T, { N: "5", R2: "0.650" }, { errors: "robust" }, T, treated(1, 5))).toEqual([]);
    expect(share(BY_T, 1, 9)).toEqual([]);
    const other = { treatment: { term: "x", treated: [{ says: "", rows: 1, of: 5 }] } };
    expect(found(SHARE_TREATED, BY_T, { N: "5", R2: "0.730" }, CLASSICAL, T, other)).toEqual([]);
  });
});

describe("R2 and adjusted R2", () => {
  const adjusted = (r2: string, adj: string, rest: Partial<PrintedColumn> = CLASSICAL, N = "5") =>
    found(ADJUSTED_R2, BY_ERRORS, { N, R2: r2, "Adj. R2": adj }, rest);
  test("imply the number of parameters", () => {
    expect(adjusted("0.730", "0.640")).toEqual([]);
    expect(adjusted("0.730", "0.600")).toEqual(["inconsistent adjusted_r2_off"]);
    // three parameters: 1 - 0.27027 * 4/2 = 0.45946
    expect(adjusted("0.730", "0.459")).toEqual(["inconsistent adjusted_r2_off"]);
    expect(adjusted("0.730", "0.459", { ...CLASSICAL, hiddenRegressors: null })).toEqual([]);
    expect(adjusted("0.730", "0.459", { ...CLASSICAL, hiddenRegressors: true })).toEqual([]);
    // fewer parameters than shown: one gives R2 itself
    expect(adjusted("0.730", "0.730", { ...CLASSICAL, hiddenRegressors: null })).toEqual([
      "inconsistent adjusted_r2_off",
    ]);
  });
  test("are in order", () => {
    expect(adjusted("0.730", "0.840")).toEqual(["inconsistent adjusted_above_r2"]);
    // digits cut off: R2 of up to 0.731, adjusted from 0.731
    expect(adjusted("0.730", "0.732")).toEqual(["conditional adjusted_above_r2"]);
    expect(adjusted("0.730", "0.840", { effects: [{ name: "City FE", included: true }] })).toEqual([
      "conditional adjusted_above_r2",
    ]);
  });
  test("lie between 0 and 1", () => {
    const one = (r2: string, rest: Partial<PrintedColumn> = CLASSICAL) =>
      found(ADJUSTED_R2, BY_ERRORS, { N: "5", R2: r2 }, rest);
    expect(one("1.000")).toEqual([]);
    expect(one("0.000")).toEqual([]);
    expect(one("-0.20")).toEqual(["inconsistent r2_outside"]);
    expect(one("-0.20", { estimator: "2sls" })).toEqual([]);
    expect(one("-0.20", {})).toEqual(["conditional r2_outside"]);
    const columns = (...r2: string[]) =>
      paper([
        table(
          "T",
          r2.map((value, i) => column(`(${i})`, BY_ERRORS, { N: "5", R2: value })),
          { parentheses: ERRORS },
        ),
      ]);
    // all of them in percent
    expect(judge(ADJUSTED_R2, columns("73.0", "12.5")).findings).toEqual([]);
    expect(judge(ADJUSTED_R2, columns("0.730", "1.25")).findings).toMatchObject([
      { code: "r2_outside", severity: "inconsistent" },
    ]);
  });
});

describe("F", () => {
  const F = (f: string) => ({
    name: "f" as const,
    label: "F",
    value: number(f),
    stars: "",
    isP: false,
    parenthesis: null,
    at: null,
  });
  const f = (
    value: string,
    cells: Record<string, string>,
    statistics: Record<string, string>,
    rest: Partial<PrintedColumn> = CLASSICAL,
  ) => {
    const plain = column("(1)", cells, statistics, rest);
    const one = { ...plain, statistics: [...plain.statistics, F(value)] };
    return judge(F_OF_T, paper([table("T", [one], { parentheses: ERRORS })])).findings.map(
      ({ code, severity }) => `${severity} ${code}`,
    );
  };
  test("of one regressor is t^2 = 8.1, by the errors of t", () => {
    // (3.0005/1.0535)^2 = 8.112, (2.9995/1.0545)^2 = 8.091
    expect(f("8.10", BY_ERRORS, {})).toEqual([]);
    expect(f("8.30", BY_ERRORS, {})).toEqual(["inconsistent f_of_t"]);
    expect(f("8.30", BY_ERRORS, {}, { ...CLASSICAL, errors: "robust" })).toEqual(["conditional f_of_t"]);
    for (const rest of [
      { ...CLASSICAL, hiddenRegressors: null },
      { ...CLASSICAL, estimator: "2sls" },
      { ...CLASSICAL, effects: [{ name: "City FE", included: true }] },
    ] as const) {
      expect(f("9.9", BY_ERRORS, {}, rest)).toEqual([]);
    }
  });
  test("of several is (R2/k)/((1 - R2)/(N - k - 1)) under classical errors: 0.25/0.75 * 27/2 = 4.5", () => {
    const two = { a: "1 (2)", b: "1 (2)", _cons: "1 (2)" };
    expect(f("4.5", two, { N: "30", R2: "0.250" })).toEqual([]);
    expect(f("4.9", two, { N: "30", R2: "0.250" })).toEqual(["inconsistent f_of_r2"]);
    expect(f("4.9", two, { N: "30", R2: "0.250" }, { ...CLASSICAL, errors: "robust" })).toEqual([]);
    // without a constant 28 degrees of freedom: 4.667
    expect(f("4.67", { a: "1 (2)", b: "1 (2)" }, { N: "30", R2: "0.2500" })).toEqual([]);
    expect(f("4.67", two, { N: "30", R2: "0.2500" })).toEqual(["inconsistent f_of_r2"]);
  });
});

test("exact numbers of a record agree to what a solver leaves", () => {
  const exact = (value: number): Printed => ({
    text: String(value),
    value,
    low: value,
    high: value,
    decimals: 17,
    negative: value < 0,
  });
  // t^2/(t^2 + 3) of 3/sqrt(10/9) is 8.1/11.1, here with the last digits of another route
  const plain = column("(1)", BY_ERRORS, { N: "5", R2: "0.730" }, CLASSICAL);
  const estimates = plain.estimates.map((one) => ({
    ...one,
    estimate: exact(3),
    parenthesis: exact(Math.sqrt(10 / 9)),
  }));
  const of = (r2: number) => {
    const statistics = plain.statistics.map((one) => ({ ...one, value: exact(one.name === "nobs" ? 5 : r2) }));
    const columns = [{ ...plain, estimates: estimates.slice(0, 1), statistics }];
    return judge(R2_OF_T, paper([table("T", columns, { parentheses: ERRORS })]));
  };
  expect(of((8.1 / 11.1) * (1 + 1e-13))).toMatchObject({ judged: 1, findings: [] });
  expect(of((8.1 / 11.1) * (1 + 1e-6)).findings).toMatchObject([{ code: "r2_not_of_t" }]);
});
