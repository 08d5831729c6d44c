/** Estimate, error, statistic, p and interval against one another; hand-made cells. */
import { describe, expect, test } from "vitest";
import type { PrintedColumn, PrintedTable } from "../../../src/audit/paper.js";
import { BENEATH } from "../../../src/audit/rules/inference/statistics/beneath.js";
import { paper, table } from "../sample/hand.js";
import { judge } from "../sample/judging.js";
import { bracketed } from "./bracketed.js";

const found = (
  cell: string,
  brackets: PrintedTable["brackets"],
  rest: Partial<PrintedColumn> = {},
  parentheses: PrintedTable["parentheses"] = { says: "standard errors", means: "std_error" },
) => {
  const column = bracketed("(1)", { a: cell, b: "-1.0 (0.9)" }, {}, { errors: "robust", estimator: "ols", ...rest });
  return judge(BENEATH, paper([table("T", [column], { parentheses, brackets })])).findings.map(
    ({ code, severity }) => `${severity} ${code}`,
  );
};
const T = { says: "t in brackets", means: "statistic" } as const;
const P = { says: "p in brackets", means: "p_value" } as const;
const CI = { says: "95% confidence intervals in brackets", means: "interval" } as const;

describe("t of estimate and error", () => {
  test("is their ratio, as far as rounding goes", () => {
    // 0.50/0.10 lies between 0.495/0.105 = 4.71 and 0.505/0.095 = 5.32
    expect(found("0.50 (0.10) [5.30]", T)).toEqual([]);
    expect(found("0.50 (0.10) [4.72]", T)).toEqual([]);
    // 0.51/0.09 = 5.67 if digits were cut off
    expect(found("0.50 (0.10) [5.50]", T)).toEqual(["conditional statistic_of_error"]);
    expect(found("0.50 (0.10) [6.10]", T)).toEqual(["inconsistent statistic_of_error"]);
    expect(found("-0.50 (0.10) [-5.0]", T)).toEqual([]);
    expect(found("-0.50 (0.10) [5.0]", T)).toEqual([]);
  });
  test("of a nonlinear model is conditional", () => {
    expect(found("0.50 (0.10) [6.10]", T, { estimator: "nonlinear" })).toEqual(["conditional statistic_of_error"]);
  });
});

describe("p of estimate and error", () => {
  test("lies between that of the normal and that of t with few degrees of freedom", () => {
    // 2.00 (1.00): t between 1.995/1.005 = 1.985 and 2.005/0.995 = 2.015; p of the normal 0.044 to 0.047; with 5 degrees 0.10
    expect(found("2.00 (1.00) [0.046]", P, { errors: null })).toEqual([]);
    expect(found("2.00 (1.00) [0.090]", P, { errors: null })).toEqual([]);
    expect(found("2.00 (1.00) [0.300]", P, { errors: null })).toEqual(["conditional p_of_statistic"]);
    // half of it: one-sided
    expect(found("2.00 (1.00) [0.023]", P)).toEqual(["conditional p_of_statistic"]);
    expect(found("2.00 (1.00) [0.001]", P)).toEqual(["inconsistent p_of_statistic"]);
    expect(found("2.00 (1.00) [0.001]", P, { errors: "bootstrap" })).toEqual(["conditional p_of_statistic"]);
  });
});

describe("an interval", () => {
  // 1.00 ± 1.96*0.50
  test("is centred on the estimate and as wide as its error", () => {
    expect(found("1.00 (0.50) [0.02, 1.98]", CI)).toEqual([]);
  });
  test("holds its estimate", () => {
    expect(found("1.00 (0.50) [1.20, 2.10]", CI)).toEqual(["inconsistent outside_interval"]);
    expect(found("1.00 (0.50) [1.98, 0.02]", CI)).toEqual(["inconsistent outside_interval"]);
  });
  test("off its centre", () => {
    expect(found("1.00 (0.50) [0.10, 1.98]", CI)).toEqual(["inconsistent interval_off_centre"]);
    expect(found("1.00 (0.50) [0.10, 1.98]", { says: "bootstrap intervals", means: "interval" })).toEqual([
      "conditional interval_off_centre",
    ]);
  });
  test("too narrow or too wide for its error", () => {
    expect(found("1.00 (0.50) [0.30, 1.70]", CI)).toEqual(["inconsistent interval_width"]);
    // three errors to either side: t of at most 3 degrees of freedom
    expect(found("1.00 (0.50) [-0.90, 2.90]", CI, { errors: null })).toEqual(["conditional interval_width"]);
    // 90%: 1.645*0.5 = 0.82
    expect(found("1.00 (0.50) [0.18, 1.82]", { says: "90 percent intervals", means: "interval" })).toEqual([]);
    // of a coverage that nobody states 90, 95 and 99 percent are thought of
    const unstated = { says: "confidence intervals", means: "interval" } as const;
    expect(found("1.00 (0.50) [0.18, 1.82]", unstated)).toEqual([]);
    expect(found("1.00 (0.50) [-0.29, 2.29]", unstated)).toEqual([]);
    expect(found("1.00 (0.50) [0.50, 1.50]", unstated)).toEqual(["conditional interval_width"]);
  });
  test("beside t: 1.00 (2.00) is an error of 0.5", () => {
    const t = { says: "t", means: "statistic" } as const;
    expect(found("1.00 (2.00) [0.02, 1.98]", CI, {}, t)).toEqual([]);
    expect(found("1.00 (2.00) [0.40, 1.60]", CI, {}, t)).toEqual(["inconsistent interval_width"]);
  });
});
