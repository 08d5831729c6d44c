import { describe, expect, test } from "vitest";
import { DataError } from "../../src/base/errors.js";
import { presentTable, requireNames } from "../../src/report/present-table.js";
import { regressionTable, USUAL_STARS } from "../../src/report/regression/regression-table.js";
import { cellText } from "../../src/report/table-model.js";
import { coefficient, sampleFit } from "./sample-fits.js";

const fits = [
  { label: "quality", fit: sampleFit({ did: coefficient(-0.02778, 0.02667, 0.2996) }) },
  {
    label: "controls",
    fit: sampleFit(
      { did: coefficient(-0.03161, 0.02498, 0.208), n_dest: coefficient(0.000668, 0.000592, 0.009) },
      {
        nobs: 785,
        dropped: { missing: 190, singletons: 0 },
        collinear: [{ term: "x3", because: "equals 2 x1", code: "combination" }],
      },
    ),
  },
];
const texts = (table: ReturnType<typeof regressionTable>): string[][] =>
  table.rows.map((row) => [row.label, ...row.cells.map(cellText)]);

describe("regressionTable", () => {
  test("sets coefficients with errors beneath, effects, clusters, rows used and dropped, fit", () => {
    const table = regressionTable(fits, { labels: { did: "card", i: "country" } });
    expect(texts(table)).toEqual([
      ["card", "-0.028", "-0.032"],
      ["", "(0.027)", "(0.025)"],
      ["n_dest", "", "0.00067"],
      ["", "", "(0.00059)"],
      ["Fixed effects: country", "yes", "yes"],
      ["Fixed effects: t", "yes", "yes"],
      ["Errors clustered by", "country", "country"],
      ["Clusters", "127", "127"],
      ["Observations", "1,967", "785"],
      ["Dropped: missing", "0", "190"],
      ["Dropped: singletons", "8", "0"],
      ["R²", "0.807", "0.807"],
      ["Within R²", "0.001", "0.001"],
    ]);
    expect(table.heads).toEqual([
      ["(1)", "quality"],
      ["(2)", "controls"],
    ]);
    expect(table.stub).toBe("quality");
    expect(table.notes).toEqual([
      "Standard errors in parentheses.",
      "Small-sample rule fixest: K = 11 (levels of country not counted); t with 126 degrees of freedom.",
      "Fixed effects absorbed by a direct solver: largest remaining group mean at most 1.0e-15.",
      "(2): x3 omitted: equals 2 x1.",
    ]);
  });

  test("keeps unrounded values beside what is printed", () => {
    const cell = regressionTable(fits).rows[0]!.cells[0]!;
    expect(cell.kind === "number" && cell.value).toBe(-0.02778);
  });

  test("stars say what they mean and follow the p-value", () => {
    const table = regressionTable(fits, { stars: USUAL_STARS });
    expect(texts(table)[2]).toEqual(["n_dest", "", "0.00067***"]);
    expect(texts(table)[0]).toEqual(["did", "-0.028", "-0.032"]);
    expect(table.notes).toContain("*** p < 0.01, ** p < 0.05, * p < 0.1.");
  });

  test("t statistics, p-values and intervals are labelled as what they are", () => {
    const t = regressionTable(fits, { beneath: "statistic" });
    expect(texts(t)[1]).toEqual(["", "(-1.042)", "(-1.265)"]);
    expect(t.notes[0]).toBe("t statistics in parentheses.");
    expect(texts(regressionTable(fits, { beneath: "p_value" }))[1]).toEqual(["", "(0.300)", "(0.208)"]);
    const interval = regressionTable(fits, { beneath: "interval" });
    expect(texts(interval)[1]).toEqual(["", "[-0.081, 0.026]", "[-0.082, 0.018]"]);
    expect(interval.notes[0]).toBe("95% confidence intervals in brackets.");
  });

  test("errors that are not clustered name their kind, and there is no cluster row", () => {
    const fit = sampleFit({ did: coefficient(1, 2) });
    const table = regressionTable([{ label: "", fit: { ...fit, vcov: { ...fit.vcov, type: "HC1", clusters: {} } } }]);
    expect(texts(table)).toContainEqual(["Standard errors", "HC1"]);
    expect(texts(table).some(([label]) => label === "Clusters")).toBe(false);
  });

  test("two cluster variables show both counts; effects absent from a fit say no", () => {
    const fit = sampleFit({ did: coefficient(1, 2) });
    const twoWay = { ...fit, vcov: { ...fit.vcov, clusters: { i: 127, t: 10 } } };
    const noEffects = {
      ...fit,
      fixed_effects: { ...fit.fixed_effects, effects: {} },
      fit: { ...fit.fit, within_r2: null },
    };
    const rows = texts(
      regressionTable([
        { label: "", fit: twoWay },
        { label: "", fit: noEffects },
      ]),
    );
    expect(rows).toContainEqual(["Errors clustered by", "i + t", "i"]);
    expect(rows).toContainEqual(["Clusters", "127 / 10", "127"]);
    expect(rows).toContainEqual(["Fixed effects: i", "yes", "no"]);
    expect(rows).toContainEqual(["Within R²", "0.001", ""]);
  });

  test("terms asked for stand first, K and df are a column's own where they differ", () => {
    const other = sampleFit({ late: coefficient(1, 2) });
    const table = regressionTable(
      [...fits, { label: "", fit: { ...other, vcov: { ...other.vcov, K: 14, df: 100 } } }],
      {
        first: ["late", "absent", "did"],
      },
    );
    expect(
      texts(table)
        .flatMap(([label]) => label ?? "")
        .slice(0, 5),
    ).toEqual(["late", "", "did", "", "n_dest"]);
    expect(table.notes[1]).toBe(
      "Small-sample rule fixest: K = 11, 11, 14 (levels of i not counted); t with 126, 126, 100 degrees of freedom.",
    );
  });

  test("no fits is an error", () => {
    expect(() => regressionTable([])).toThrow(DataError);
  });
});

describe("outcomes that differ", () => {
  const two = [
    { label: "OLS", fit: sampleFit({ did: coefficient(1, 0.5) }, { depvar: "patents" }) },
    { label: "Controls", fit: sampleFit({ did: coefficient(2, 0.5) }, { depvar: "rd" }) },
  ];

  test("stand in a line of the heading that the stub names, in either language", () => {
    const table = regressionTable(two, { labels: { rd: "R&D" } });
    expect(table.stub).toBe("Dependent variable");
    expect(table.heads).toEqual([
      ["(1)", "OLS", "patents"],
      ["(2)", "Controls", "R&D"],
    ]);
    expect(regressionTable(two, { language: "zh" }).stub).toBe("被解释变量");
  });

  test("keep their line under other headings and take other words", () => {
    const table = presentTable(regressionTable(two), { columns: ["A", "B"], labels: { rd: "R&D" } });
    expect(table.heads).toEqual([
      ["(1)", "A", "patents"],
      ["(2)", "B", "R&D"],
    ]);
    expect(() => requireNames([table], { labels: { patents: "Patents" } })).not.toThrow();
  });

  test("are not repeated beneath labels that are their words, and one outcome stays the stub", () => {
    const named = regressionTable(two.map(({ fit }) => ({ label: fit.depvar, fit })));
    expect(named.heads).toEqual([
      ["(1)", "patents"],
      ["(2)", "rd"],
    ]);
    expect(regressionTable([two[0]!]).stub).toBe("patents");
  });
});
