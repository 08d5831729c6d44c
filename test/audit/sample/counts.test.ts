/** Rules on numbers of rows: panels, subsamples, columns of one sample. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PaperFacts } from "../../../src/audit/paper.js";
import { orderOfCounts } from "../../../src/audit/rules/sample/counts/order-of-counts.js";
import { panelSize } from "../../../src/audit/rules/sample/counts/panel-size.js";
import { sameSample } from "../../../src/audit/rules/sample/counts/same-sample.js";
import { subsamples } from "../../../src/audit/rules/sample/counts/subsamples.js";
import { variableRows } from "../../../src/audit/rules/sample/counts/variable-rows.js";
import { runs } from "../../support/laws.js";
import { cell, column, means, paper, table } from "./hand.js";
import { codes, judge } from "./judging.js";

const ofCounts = (counts: readonly string[], facts: Partial<PaperFacts>, rest = {}) =>
  paper(
    [
      table(
        "T",
        counts.map((n, i) => column(`(${i + 1})`, { x: "0.5 (0.1)" }, { N: n }, rest)),
      ),
    ],
    facts,
  );

const panel = (units: number, periods: number, balanced: boolean | null = true) => ({
  panel: { units, periods, balanced },
});

describe("N against units times periods", () => {
  test("3267 rows are 627 more than 220 cities have in 12 years", () => {
    const [finding, ...rest] = judge(panelSize, ofCounts(["3267", "3267"], panel(220, 12))).findings;
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({
      code: "n_over_panel",
      severity: "inconsistent",
      where: [cell("T", "(1)", "nobs"), cell("T", "(2)", "nobs")],
      facts: { rows: 2640, excess: 627, fits: null },
    });
  });

  test("a balanced panel of other units, or over other periods, may have as many", () => {
    expect(judge(panelSize, ofCounts(["2928"], panel(220, 12))).findings[0]!.facts).toMatchObject({
      fits: { units: 244, periods: 12 },
    });
    expect(judge(panelSize, ofCounts(["3081", "3082"], panel(237, 12))).findings[0]!.facts).toMatchObject({
      fits: { units: 237, periods: 13 },
    });
  });

  test("a panel of which nobody said whether it is balanced may have finer rows", () => {
    expect(judge(panelSize, ofCounts(["3267"], panel(220, 12, null))).findings).toMatchObject([
      { severity: "conditional" },
    ]);
  });

  test.each([
    ["weights", { weighted: true }],
    ["a model that repeats rows", { estimator: "nonlinear" }],
    ["a stacked design", { name: "Stacked" }],
    ["matching", { name: "PSM-DID" }],
  ])("%s could explain more rows", (_, rest) => {
    expect(judge(panelSize, ofCounts(["3267"], panel(220, 12), rest)).findings).toMatchObject([
      { severity: "conditional" },
    ]);
  });

  test("a balanced panel of which no column uses all rows: 2420 = 220 × 11", () => {
    expect(judge(panelSize, ofCounts(["2420", "2411"], panel(220, 12))).findings).toMatchObject([
      {
        code: "n_short_of_panel",
        severity: "unreported",
        where: [cell("T", "(1)", "nobs")],
        facts: { short: 220, kept: 11 },
      },
    ]);
    expect(codes(panelSize, ofCounts(["2420", "2640"], panel(220, 12)))).toEqual([]);
    expect(codes(panelSize, ofCounts(["2420"], panel(220, 12, false)))).toEqual([]);
  });

  test("periods that a lag among the rows takes are no shortfall", () => {
    const lagged = (term: string) =>
      paper([table("T", [column("(1)", { [term]: "0.5 (0.1)" }, { N: "2420" })])], panel(220, 12));
    expect(codes(panelSize, lagged("L.y"))).toEqual([]);
    expect(codes(panelSize, lagged("x"))).toEqual(["n_short_of_panel"]);
  });

  test("counts that are all multiples of 100 may be rounded", () => {
    expect(codes(panelSize, ofCounts(["2700", "4100"], panel(220, 12)))).toEqual(["n_over_panel"]);
    expect(codes(panelSize, ofCounts(["2700", "2600"], panel(220, 12)))).toEqual([]);
    expect(codes(panelSize, ofCounts(["2700", "2601"], panel(220, 12)))).toEqual(["n_over_panel"]);
    expect(codes(panelSize, ofCounts(["2650"], panel(220, 12)))).toEqual(["n_over_panel"]);
    expect(codes(panelSize, ofCounts(["2700"], panel(220, 12)))).toEqual([]);
  });

  test("a column with more groups or clusters than the panel has units is of other units", () => {
    const firms = paper(
      [table("T", [column("(1)", { x: "0.5 (0.1)" }, { N: "9999", Groups: "1204" })])],
      panel(220, 12),
    );
    expect(judge(panelSize, firms).findings).toMatchObject([{ severity: "conditional" }]);
    const cities = paper(
      [table("T", [column("(1)", { x: "0.5 (0.1)" }, { N: "9999", Clusters: "220" })])],
      panel(220, 12),
    );
    expect(judge(panelSize, cities).findings).toMatchObject([{ severity: "inconsistent" }]);
  });

  test("counts in thousands, and of dynamic panels, are not judged", () => {
    const thousands = paper([table("T", [column("(1)", {}, { N: "32.7" })])], panel(220, 12));
    expect(judge(panelSize, thousands)).toMatchObject({ judged: 0, notApplied: [{ lacks: "nobs" }] });
    const dynamic = ofCounts(["3267"], {
      ...panel(220, 12),
      dynamicPanels: [{ column: cell("T", "(1)"), transform: null }],
    });
    expect(judge(panelSize, dynamic)).toMatchObject({ judged: 0, findings: [] });
  });

  test("a variable of a table of means may have no more rows either", () => {
    const described = { ...means({ y: { n: "2641" } }), facts: { ...paper([]).facts, ...panel(220, 12) } };
    expect(judge(panelSize, described).findings).toMatchObject([{ code: "n_over_panel", severity: "conditional" }]);
  });

  test("needs the panel", () => {
    expect(judge(panelSize, ofCounts(["3267"], {})).notApplied).toEqual([{ where: null, lacks: "panel" }]);
  });

  test("law: rows of a panel are never too many", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 400 }),
        fc.integer({ min: 2, max: 30 }),
        fc.nat(),
        (units, periods, seed) => {
          const n = 1 + (seed % (units * periods));
          expect(codes(panelSize, ofCounts([String(n)], panel(units, periods, false)))).toEqual([]);
        },
      ),
      runs(200),
    );
  });

  test("law: more rows than a panel has are found, unless rounding could explain them", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 400 }),
        fc.integer({ min: 2, max: 30 }),
        fc.integer({ min: 1, max: 999 }),
        (units, periods, more) => {
          const n = units * periods + more;
          fc.pre(n % 100 !== 0);
          expect(codes(panelSize, ofCounts([String(n)], panel(units, periods)))).toEqual(["n_over_panel"]);
        },
      ),
      runs(200),
    );
  });
});

describe("N of subsamples", () => {
  const split = { whole: cell("T", "(1)"), parts: [cell("T", "(2)"), cell("T", "(3)")], says: "high and low" };
  const of = (counts: readonly string[], rest = {}) => ofCounts(counts, { splits: [split] }, rest);

  test("1633 + 1634 = 3267, and 1624 + 1616 is 27 short of it", () => {
    expect(codes(subsamples, of(["3267", "1633", "1634"]))).toEqual([]);
    expect(judge(subsamples, of(["3267", "1624", "1616"])).findings).toMatchObject([
      {
        code: "parts_short",
        severity: "conditional",
        where: [cell("T", "(2)", "nobs"), cell("T", "(3)", "nobs"), cell("T", "(1)", "nobs")],
        facts: { sums: "3240", short: 27 },
      },
    ]);
  });

  test("parts of one model can't have more rows than their whole", () => {
    expect(judge(subsamples, of(["3267", "1633", "1644"])).findings).toMatchObject([
      { code: "parts_over", severity: "inconsistent", facts: { sums: "3277", excess: 10 } },
    ]);
  });

  test("parts with fewer regressors than the whole, or weighted, can", () => {
    const [whole, ...parts] = of(["3267", "1633", "1644"]).tables[0]!.columns;
    const richer = column("(1)", { x: "0.5 (0.1)", z: "1.5 (0.2)" }, { N: "3267" });
    expect(whole!.name).toBe("(1)");
    const smaller = paper([table("T", [richer, ...parts])], { splits: [split] });
    expect(judge(subsamples, smaller).findings).toMatchObject([{ code: "parts_over", severity: "conditional" }]);
    expect(judge(subsamples, of(["3267", "1633", "1644"], { weighted: true })).findings).toMatchObject([
      { severity: "conditional" },
    ]);
  });

  test("rounded counts may add up", () => {
    expect(codes(subsamples, of(["3300", "1600", "1600"]))).toEqual([]);
    expect(codes(subsamples, of(["3300", "1600", "1300"]))).toEqual(["parts_short"]);
  });

  test("rows of a balance table add up too", () => {
    const described = means({ all: { n: "701" }, treated: { n: "300" }, control: { n: "402" } });
    const splits = [
      {
        whole: cell("Means", null, "all"),
        parts: [cell("Means", null, "treated"), cell("Means", null, "control")],
        says: "",
      },
    ];
    expect(judge(subsamples, { ...described, facts: { ...described.facts, splits } }).findings).toMatchObject([
      { code: "parts_over", severity: "conditional", facts: { excess: 1 } },
    ]);
  });

  test("needs every count", () => {
    const lacking = paper(
      [table("T", [column("(1)", {}, { N: "10" }), column("(2)", {}), column("(3)", {}, { N: "5" })])],
      {
        splits: [split],
      },
    );
    expect(judge(subsamples, lacking)).toEqual({
      judged: 0,
      findings: [],
      notApplied: [{ where: split.whole, lacks: "nobs" }],
    });
  });

  test("law: a partition holds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 9999 }), (a, b) => {
        expect(codes(subsamples, of([a + b, a, b].map(String)))).toEqual([]);
      }),
      runs(200),
    );
  });
});

describe("N of columns of one sample", () => {
  const columns = [cell("T", "(1)"), cell("T", "(2)")];
  const facts = { sameSample: [{ columns, says: "one sample" }] };
  const two = (first: string, second: string, more: Readonly<Record<string, string>>) =>
    paper(
      [
        table("T", [
          column("(1)", { x: "0.5 (0.1)" }, { N: first }),
          column("(2)", { x: "0.4 (0.1)", ...more }, { N: second }),
        ]),
      ],
      facts,
    );

  test("nine rows are lost with a control", () => {
    expect(judge(sameSample, two("2937", "2928", { eco: "0.1 (0.2)" })).findings).toMatchObject([
      {
        code: "n_differs",
        severity: "unreported",
        where: [cell("T", "(2)", "nobs"), cell("T", "(1)", "nobs")],
        facts: { least: 9, added: ["eco"], more: { n: "2937" }, fewer: { n: "2928" } },
      },
    ]);
  });

  test("equal counts are nothing", () => {
    expect(judge(sameSample, two("3267", "3267", { eco: "0.1 (0.2)" }))).toEqual({
      judged: 2,
      findings: [],
      notApplied: [],
    });
  });

  test("both stages of 2SLS use one sample", () => {
    const stages = (first: string, second: string) =>
      paper(
        [
          table("T", [
            column("(1)", { z: "0.5 (0.1)" }, { N: first }),
            column("(2)", { d: "0.4 (0.1)" }, { N: second }),
          ]),
        ],
        {
          firstStages: [{ first: cell("T", "(1)"), second: cell("T", "(2)"), instruments: ["z"], endogenous: "d" }],
        },
      );
    expect(codes(sameSample, stages("29,578", "29,578"))).toEqual([]);
    expect(judge(sameSample, stages("35,890", "29,578")).findings).toMatchObject([
      { code: "stages_differ", severity: "conditional", where: [cell("T", "(1)", "nobs"), cell("T", "(2)", "nobs")] },
    ]);
  });

  test("a control can't add rows", () => {
    expect(judge(sameSample, two("2928", "2937", { eco: "0.1 (0.2)", _cons: "1 (0.1)" })).findings).toMatchObject([
      { code: "n_rises", severity: "conditional", facts: { least: 9, added: ["eco"] } },
    ]);
    expect(codes(sameSample, two("2928", "2937", { _cons: "1 (0.1)" }))).toEqual(["n_differs"]);
  });
});

describe("N against what variables and groups have", () => {
  const given = (statistics: Readonly<Record<string, string>>, rest = {}) =>
    paper([table("T", [column("(1)", { x: "0.5 (0.1)" }, statistics, rest)])]);

  test("a regression has no more rows than its variables have values", () => {
    const { descriptives } = means({ Y: { n: "101" }, x: { n: "96" }, z: { n: "3" } });
    expect(codes(variableRows, { ...given({ N: "96" }), descriptives })).toEqual([]);
    expect(judge(variableRows, { ...given({ N: "101" }), descriptives }).findings).toMatchObject([
      { code: "n_over_variable", severity: "conditional", facts: { variable: "x", values: "96", excess: 5 } },
    ]);
  });

  test("clusters and groups are no more than rows", () => {
    expect(codes(orderOfCounts, given({ N: "99", Clusters: "99", Groups: "12" }))).toEqual([]);
    expect(judge(orderOfCounts, given({ N: "99", Clusters: "101" })).findings).toMatchObject([
      {
        code: "count_over_n",
        severity: "inconsistent",
        where: [cell("T", "(1)", "clusters"), cell("T", "(1)", "nobs")],
      },
    ]);
  });

  test("9 groups have at most 108 rows in 12 periods", () => {
    const facts = { ...paper([]).facts, ...panel(220, 12) };
    expect(codes(orderOfCounts, { ...given({ N: "108", Groups: "9" }), facts })).toEqual([]);
    expect(judge(orderOfCounts, { ...given({ N: "109", Groups: "9" }), facts }).findings).toMatchObject([
      { code: "groups_too_few", severity: "conditional", facts: { most: 108 } },
    ]);
  });
});
