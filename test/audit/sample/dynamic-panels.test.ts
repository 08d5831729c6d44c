/** Dynamic panels: the sign of AR(1), tests that are missing, instruments, rows that lags leave. */
import { describe, expect, test } from "vitest";
import type { PaperFacts } from "../../../src/audit/paper.js";
import { dynamicPanels } from "../../../src/audit/rules/sample/dynamic/dynamic-panels.js";
import { cell, column, paper, table } from "./hand.js";
import { codes, judge } from "./judging.js";

const ALL = { "AR(1)": "-3.10", "AR(2)": "0.52", Hansen: "35.1", Instruments: "40", Groups: "220" };

type Transform = PaperFacts["dynamicPanels"][number]["transform"];

const of = (
  statistics: Readonly<Record<string, string>>,
  {
    transform = null,
    facts = {},
    term = "L.y",
  }: { transform?: Transform; facts?: Partial<PaperFacts>; term?: string } = {},
) =>
  paper([table("T", [column("(1)", { [term]: "0.5 (0.1)" }, statistics)])], {
    dynamicPanels: [{ column: cell("T", "(1)"), transform }],
    ...facts,
  });

const panel = { panel: { units: 220, periods: 12, balanced: true } };

test("a column with a negative AR(1), its tests and its counts has nothing to be said of", () => {
  expect(judge(dynamicPanels, of(ALL))).toEqual({ judged: 1, findings: [], notApplied: [] });
});

test("the differenced residuals of simulated errors have the sign the rule expects", () => {
  // errors e, without correlation and of first order with 0.9: sum of products of neighbouring differences
  let state = 7;
  const uniform = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  };
  for (const rho of [0, 0.5, 0.9, -0.5]) {
    let [before, total, last] = [0, 0, 0];
    for (let t = 0; t < 20_000; t++) {
      const e = rho * before + uniform();
      const d = e - before;
      total += d * last;
      [before, last] = [e, d];
    }
    expect(total).toBeLessThan(0);
  }
});

describe("AR(1) and AR(2)", () => {
  test("17.970 is unusual, never inconsistent", () => {
    expect(judge(dynamicPanels, of({ ...ALL, "AR(1)": "17.970***" })).findings).toMatchObject([
      { code: "ar1_positive", severity: "unusual", where: [cell("T", "(1)", "ar1")], facts: { statistic: "17.970" } },
    ]);
  });

  test("a number that may be a p-value is not held against the table", () => {
    expect(codes(dynamicPanels, of({ ...ALL, "AR(1)": "0.003" }))).toEqual([]);
    const { "AR(1)": _, ...rest } = ALL;
    expect(codes(dynamicPanels, of({ ...rest, "AR(1) p": "0.003" }))).toEqual([]);
  });

  test("AR(2) of -2.10 is significant at 5% (p = 0.0357), -0.340 and 1.96 are not beyond rounding", () => {
    const [finding] = judge(dynamicPanels, of({ ...ALL, "AR(2)": "-2.10" })).findings;
    expect(finding).toMatchObject({ code: "ar2_significant", severity: "unusual", facts: { isP: false } });
    expect((finding!.facts as { p: number }).p).toBeCloseTo(0.0357, 4);
    expect(codes(dynamicPanels, of({ ...ALL, "AR(2)": "-0.340" }))).toEqual([]);
    expect(codes(dynamicPanels, of({ ...ALL, "AR(2)": "1.96" }))).toEqual([]);
    const { "AR(2)": _, ...rest } = ALL;
    expect(codes(dynamicPanels, of({ ...rest, "AR(2) p": "0.012" }))).toEqual(["ar2_significant"]);
    expect(codes(dynamicPanels, of({ ...rest, "AR(2) p": "0.05" }))).toEqual([]);
  });
});

test("each lack is told once a table", () => {
  const two = paper(
    [
      table("T", [
        column("(1)", { "L.y": "0.5 (0.1)" }, { N: "100" }),
        column("(2)", { "L.y": "0.5 (0.1)" }, { N: "100", "AR(1)": "-3.1", "AR(2)": "0.2" }),
        column("(3)", { x: "0.5 (0.1)" }, { N: "100" }),
      ]),
    ],
    { dynamicPanels: ["(1)", "(2)"].map((name) => ({ column: cell("T", name), transform: null })) },
  );
  expect(judge(dynamicPanels, two).findings).toMatchObject([
    { code: "ar_tests_missing", where: [cell("T", "(1)")], facts: { tested: ["(2)"] } },
    { code: "overid_missing", where: [cell("T", "(1)"), cell("T", "(2)")] },
    { code: "instruments_missing", facts: { instruments: true, groups: true } },
  ]);
});

test("221 instruments for 220 groups are unusual, 220 are not", () => {
  expect(codes(dynamicPanels, of({ ...ALL, Instruments: "221" }))).toEqual(["instruments_over_groups"]);
  expect(codes(dynamicPanels, of({ ...ALL, Instruments: "220" }))).toEqual([]);
});

describe("rows that lags leave", () => {
  const rows = (n: string, options: Parameters<typeof of>[1] = {}) =>
    judge(dynamicPanels, of({ ...ALL, N: n }, { facts: panel, ...options })).findings;

  test("one lag leaves 220 × 11 = 2420 rows", () => {
    expect(rows("2420")).toEqual([]);
    expect(rows("2981")).toMatchObject([
      { code: "dynamic_n_over_panel", severity: "conditional", facts: { most: 2420, excess: 561, both: 4620 } },
    ]);
  });

  test.each(["L2.y", "y_{t-2}", "y(-2)", "lag2_y"])("%s is a second lag", (term) => {
    expect(rows("2421", { term })).toMatchObject([{ facts: { lags: 2, most: 2200 } }]);
  });

  test.each(["pre-2", "2010-2011"])("%s is none", (term) => {
    expect(rows("2420", { term })).toEqual([]);
  });

  test("lags of years before the panel leave all its rows, more only a second equation", () => {
    expect(rows("2639", { transform: "difference" })).toMatchObject([
      { severity: "conditional", facts: { both: null } },
    ]);
    expect(rows("2641", { transform: "difference" })).toMatchObject([{ severity: "inconsistent" }]);
    expect(rows("5279", { transform: "system" })).toMatchObject([{ severity: "conditional" }]);
    expect(rows("5281", { transform: "system" })).toMatchObject([{ severity: "inconsistent" }]);
  });
});

test("a column that isn't there is told", () => {
  const absent = paper([], { dynamicPanels: [{ column: cell("T", "(9)"), transform: null }] });
  expect(judge(dynamicPanels, absent)).toEqual({
    judged: 0,
    findings: [],
    notApplied: [{ where: cell("T", "(9)"), lacks: "column" }],
  });
});
