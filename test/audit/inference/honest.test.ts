/** Tables as journals print them, in which nothing is amiss: what their notes say excuses what bare numbers would not. */
import { expect, test } from "vitest";
import type { Beneath, PrintedTable } from "../../../src/audit/paper.js";
import { INFERENCE_RULES } from "../../../src/audit/rules/inference/rules.js";
import { paper, table } from "../sample/hand.js";
import { judge } from "../sample/judging.js";
import { bracketed } from "./bracketed.js";

const LEVELS = [
  { mark: "***", level: 0.01 },
  { mark: "**", level: 0.05 },
  { mark: "*", level: 0.1 },
];

const severities = (
  cells: Record<string, string>,
  note: string,
  brackets: Beneath | "interval" | null,
  rest: Partial<PrintedTable> = {},
) => {
  const one = table("T", [bracketed("(1)", cells, {}, { estimator: "ols", errors: "robust" })], {
    parentheses: { says: "standard errors", means: "std_error" },
    brackets: brackets === null ? null : { says: "brackets", means: brackets },
    stars: LEVELS,
    notes: [note],
    ...rest,
  });
  return INFERENCE_RULES.flatMap((rule) => judge(rule, paper([one])).findings.map(({ severity }) => severity));
};

test("stars by the second of two errors", () => {
  const note =
    "Robust standard errors in parentheses, standard errors clustered by state in brackets; stars by the latter.";
  expect(severities({ a: "0.300*** (0.200) [0.100]", b: "0.1 (0.2) [0.2]" }, note, "std_error")).toEqual([]);
  // by neither: 0.3/0.2 and 0.3/0.25
  expect(severities({ a: "0.300*** (0.300) [0.250]", b: "0.1 (0.2) [0.2]" }, note, "std_error")).toEqual([
    "inconsistent",
  ]);
});

test("t of other errors than those beside it", () => {
  const note =
    "Robust standard errors in parentheses, t-statistics from standard errors clustered by state in brackets.";
  expect(severities({ a: "-0.200 (0.150) [-1.10]", b: "0.1 (0.1) [1.0]" }, note, "statistic")).toEqual(["conditional"]);
});

test("standardized coefficients beside errors of others", () => {
  const note = "Standardized beta coefficients; standard errors of unstandardized coefficients in parentheses.";
  expect(severities({ a: "0.900*** (1.500)", b: "-0.200** (0.800)" }, note, null)).toEqual([]);
});

test("odds ratios, whose null is 1 and whose intervals are centred in logarithms", () => {
  const odds = { a: "0.90 (0.10) [0.73, 1.11]", b: "1.50** (0.23) [1.11, 2.03]" };
  expect(severities(odds, "Odds ratios.", "interval")).toEqual([]);
});

test("intervals corrected for bias are not centred on the conventional estimate", () => {
  const note = "Robust bias-corrected 95% confidence intervals in brackets.";
  expect(severities({ a: "0.50*** (0.10) [0.35, 0.81]", b: "-0.1 (0.2) [-0.8, 0.3]" }, note, "interval")).toEqual([]);
});
