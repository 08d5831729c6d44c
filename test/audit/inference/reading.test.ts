/** What parentheses are read as, and findings on what they can't be. */
import { describe, expect, test } from "vitest";
import type { Beneath, PrintedColumn, PrintedTable } from "../../../src/audit/paper.js";
import { readingOf } from "../../../src/audit/rules/inference/reading/reading.js";
import { STARS as STARS_RULE } from "../../../src/audit/rules/inference/stars/stars.js";
import { PARENTHESES } from "../../../src/audit/rules/inference/statistics/parentheses.js";
import { SIGNS } from "../../../src/audit/rules/inference/statistics/signs.js";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { distributions } from "../../../src/engine/kernels/math.js";
import { column, paper, table } from "../sample/hand.js";
import { codes, judge } from "../sample/judging.js";
import { bracketed } from "./bracketed.js";

const d = distributions(await loadEngine({ threads: 1 }));
const STARS = [
  { mark: "***", level: 0.01 },
  { mark: "**", level: 0.05 },
  { mark: "*", level: 0.1 },
];
const of = (means: Beneath | null, columns: readonly PrintedColumn[], rest: Partial<PrintedTable> = {}) =>
  table("T", columns, {
    parentheses: means === null ? null : { says: means, means },
    stars: STARS,
    ...rest,
  });
const read = (one: PrintedTable) => readingOf(one, paper([one]), d);

const ERRORS = column("(1)", { a: "0.50*** (0.10)", b: "-0.20** (0.09)", c: "0.05 (0.10)", _cons: "1.20 (0.30)" });
const SIGNED = column("(1)", { a: "0.50*** (5.00)", b: "-0.20** (-2.22)", c: "0.05 (0.50)" });
const UNSIGNED = column("(1)", { a: "0.50*** (5.00)", b: "-0.20** (2.22)", c: "0.05 (0.50)" });
const P = column("(1)", { a: "0.50*** (0.000)", b: "-0.02** (0.027)", c: "0.05 (0.617)" });

describe("a table that states its parentheses", () => {
  test.each([
    ["std_error", ERRORS],
    ["statistic", SIGNED],
    ["statistic", UNSIGNED],
    ["p_value", P],
  ] as const)("as %s is read so", (means, cells) => {
    const one = of(means, [cells]);
    expect(read(one)).toMatchObject({ as: means, basis: "stated" });
    expect(codes(PARENTHESES, paper([one]))).toEqual([]);
  });

  test.each([
    // a negative error; 0.50 over 5.00 is 0.1, which no level in use calls significant
    ["std_error", SIGNED, "statistic"],
    ["std_error", UNSIGNED, "statistic"],
    // |t| of 0.10 and 0.09 with three and two stars
    ["statistic", ERRORS, "std_error"],
    // p of 5.00
    ["p_value", SIGNED, "statistic"],
    ["p_value", UNSIGNED, "statistic"],
  ] as const)("as %s and cannot be is read as %#", (means, cells, as) => {
    const one = of(means, [cells]);
    expect(read(one)).toMatchObject({ as, basis: "instead" });
    expect(judge(PARENTHESES, paper([one])).findings).toMatchObject([
      { code: "parentheses_not_as_stated", severity: "inconsistent", facts: { stated: means, as } },
    ]);
  });

  test("errors that are p-values", () => {
    // as an error 0.012 over 0.017 is 0.7 with two stars; as p 0.017 has two stars
    const cells = column("(1)", { a: "0.012** (0.017)", b: "0.020** (0.031)", c: "0.005 (0.278)", d: "0.009* (0.06)" });
    expect(read(of("std_error", [cells]))).toMatchObject({ as: "p_value", basis: "instead" });
  });

  test("a single misprint does not turn the reading, and is found as the cell it is", () => {
    const cells = column("(1)", { a: "0.50*** (0.10)", b: "0.20** (-0.09)", c: "0.45*** (0.12)", d: "0.05 (0.10)" });
    const one = of("std_error", [cells]);
    expect(read(one)).toMatchObject({ as: "std_error", basis: "stated" });
    expect(judge(PARENTHESES, paper([one])).findings).toMatchObject([
      { code: "parenthesis_impossible", severity: "inconsistent", where: [{ row: "b" }] },
    ]);
  });

  test("a single cell whose stars an error does not give keeps its reading", () => {
    // 0.0026/0.0049 = 0.53
    const one = of("std_error", [column("(1)", { a: "0.0026*** (0.0049)" })]);
    expect(read(one)).toMatchObject({ as: "std_error", basis: "stated" });
    expect(judge(STARS_RULE, paper([one])).findings).toMatchObject([{ code: "stars_too_many" }]);
  });

  test("large errors said to be t-values, where stars would be owed all over, are a conditional finding", () => {
    const cells = column("(1)", {
      a: "1200*** (300)",
      b: "50 (200)",
      c: "80 (90)",
      d: "-20 (150)",
      e: "10 (400)",
      f: "900*** (250)",
    });
    const one = of("statistic", [cells]);
    expect(read(one)).toMatchObject({ as: "std_error", basis: "instead" });
    expect(judge(PARENTHESES, paper([one])).findings).toMatchObject([{ severity: "conditional" }]);
  });

  test("stars on some rows only do not turn errors", () => {
    const cells = column("(1)", {
      did: "0.50*** (0.10)",
      a: "0.90 (0.10)",
      b: "0.80 (0.01)",
      c: "0.70 (0.02)",
      d: "0.60 (0.01)",
      e: "0.60 (0.03)",
    });
    expect(read(of("std_error", [cells]))).toMatchObject({ as: "std_error", basis: "stated" });
  });
});

describe("a table that does not state them", () => {
  test.each([
    ["std_error", ERRORS],
    ["statistic", SIGNED],
    ["statistic", UNSIGNED],
    ["p_value", P],
  ] as const)("is read as %s where nothing else fits", (as, cells) => {
    const one = of(null, [cells]);
    expect(read(one)).toMatchObject({ as, basis: "only" });
    expect(codes(PARENTHESES, paper([one]))).toEqual([]);
  });

  test("is not read where several fit", () => {
    const cells = column("(1)", { a: "0.05 (0.40)", b: "0.02 (0.30)" });
    const one = of(null, [cells], { stars: null });
    expect(read(one)).toMatchObject({ as: null, basis: null });
    expect(judge(PARENTHESES, paper([one])).notApplied).toMatchObject([{ lacks: "parentheses" }]);
  });
});

describe("the sign of a t-value", () => {
  const cells = { a: "0.50*** (5.00)", b: "-0.20** (-2.22)", c: "-0.30*** (3.10)", d: "-0.10 (-0.60)", e: "0.2 (1.0)" };
  test("is that of its estimate", () => {
    const found = judge(SIGNS, paper([of("statistic", [column("(1)", cells)])])).findings;
    expect(found).toMatchObject([{ code: "sign_of_statistic", severity: "inconsistent", where: [{ row: "c" }] }]);
  });
  test("is not that of a ratio of odds", () => {
    const odds = column("(1)", { a: "1.50*** (5.00)", b: "0.80** (-2.22)" });
    expect(codes(SIGNS, paper([of("statistic", [{ ...odds, estimator: "nonlinear" }])]))).toEqual([]);
    const found = judge(SIGNS, paper([of("statistic", [odds])])).findings;
    expect(found.every(({ severity }) => severity === "conditional")).toBe(true);
  });
  test("in brackets counts as in parentheses", () => {
    const beside = bracketed("(1)", {
      a: "0.50*** (0.10) [5.00]",
      b: "-0.20** (0.09) [-2.22]",
      c: "-0.30*** (0.10) [3.0]",
    });
    const errors = of("std_error", [beside], { brackets: { says: "t", means: "statistic" } });
    expect(judge(SIGNS, paper([errors])).findings).toMatchObject([{ severity: "inconsistent", where: [{ row: "c" }] }]);
  });
  test("is not asked of a table without a minus sign among its t-values", () => {
    const unsigned = of("statistic", [column("(1)", { a: "-0.50*** (5.00)", b: "0.20** (2.22)" })]);
    expect(judge(SIGNS, paper([unsigned]))).toMatchObject({ judged: 0, findings: [] });
  });
  test("of an estimate printed as -0.000 is negative", () => {
    const zeros = column("(1)", { a: "0.50*** (5.00)", b: "-0.20** (-2.22)", c: "-0.000 (0.40)", d: "0.000 (-0.40)" });
    const found = judge(SIGNS, paper([of("statistic", [zeros])])).findings;
    // 0.000 without a sign may be slightly below 0
    expect(found).toMatchObject([{ where: [{ row: "c" }] }]);
  });
});

describe("parentheses and brackets said to hold the same", () => {
  const both = (cell: string, note: string) => {
    const one = of("statistic", [bracketed("(1)", { a: cell, b: "0.1 (0.5) [0.5]" })], {
      brackets: { says: "t statistics", means: "statistic" },
      stars: null,
      notes: [note],
    });
    return judge(PARENTHESES, paper([one])).findings.map(({ code, severity }) => `${severity} ${code}`);
  };
  test("differ only by errors of two kinds", () => {
    expect(both("0.10 (0.3) [0.3]", "")).toEqual([]);
    expect(both("0.10 (0.3) [0.6]", "")).toEqual(["conditional brackets_like_parentheses"]);
    expect(
      both("0.10 (0.3) [0.6]", "t by robust standard errors in parentheses, by clustered errors in brackets"),
    ).toEqual([]);
  });
});
