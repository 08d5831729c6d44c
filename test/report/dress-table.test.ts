/** How a table is dressed: decimals, stars, notes, words and headings, the same in every format; how LaTeX sets wide ones. */
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { presentTable, starsAt } from "../../src/report/present-table.js";
import { regressionTable, USUAL_STARS } from "../../src/report/regression/regression-table.js";
import { renderTable } from "../../src/report/render/render.js";
import { cellText, type TableModel } from "../../src/report/table-model.js";
import { eventStudy } from "../../src/verbs/event-study/fit.js";
import { eventStudyTable } from "../../src/verbs/event-study/table.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { fitSummary } from "../../src/verbs/feols/present.js";
import { modelTable } from "../../src/verbs/table/model-table.js";
import { goldenTable } from "../support/golden-table.js";

let fit: FitRecord;
let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  fit = feols(engine, await goldenTable("base_did.csv"), "y ~ x1 + treat:post | id + period", { vcov: "cluster:id" });
});

const codeOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return (error as { readonly code: unknown }).code;
  }
  return null;
};
const table = (): TableModel => regressionTable([{ label: "", fit }]);
const cellsOf = (model: TableModel, label: string): string[] => {
  const at = model.rows.findIndex((row) => row.label === label);
  return [model.rows[at]!, model.rows[at + 1]!].map(({ cells }) => cellText(cells[0]!));
};

describe("decimals", () => {
  it("of coefficients and errors are as many as asked for; counts and shares keep theirs", () => {
    const plain = table();
    const two = presentTable(plain, { digits: 2 });
    const { estimate, std_error } = fit.coefficients.x1!;
    expect(cellsOf(two, "x1")).toEqual([estimate.toFixed(2), `(${std_error.toFixed(2)})`]);
    expect(cellsOf(two, "Observations")[0]).toBe("1,080");
    expect(cellsOf(two, "R²")[0]).toBe(cellsOf(plain, "R²")[0]);
    expect(renderTable(two, "csv")).toBe(renderTable(plain, "csv"));
  });

  it("of intervals, too, and of the summary", () => {
    const { conf_low, conf_high, estimate } = fit.coefficients.x1!;
    const shown = presentTable(regressionTable([{ label: "", fit }], { beneath: "interval" }), { digits: 1 });
    expect(cellsOf(shown, "x1")[1]).toBe(`[${conf_low.toFixed(1)}, ${conf_high.toFixed(1)}]`);
    expect(fitSummary(fit, { digits: 2, labels: { x1: "Income" } })).toMatch(
      new RegExp(`^Income +${estimate.toFixed(2).replace(".", "\\.")} `, "m"),
    );
  });
});

describe("stars", () => {
  it("go by the levels given, and the note says these", () => {
    const weak = { ...fit, coefficients: { x1: { ...fit.coefficients.x1!, p_value: 0.03 } } };
    const starred = presentTable(regressionTable([{ label: "", fit: weak }]), { stars: starsAt([0.05, 0.01]) });
    expect(cellsOf(starred, "x1")[0]).toMatch(/\d\*$/);
    expect(starred.notes[1]).toBe("** p < 0.01, * p < 0.05.");
    for (const format of ["text", "markdown", "latex", "html"]) {
      expect(
        renderTable(starred, format).replaceAll("\\textless{}", "<").replaceAll("&lt;", "<").replaceAll("\\", ""),
      ).toContain("p < 0.05");
    }
    expect(fitSummary(weak, { stars: starsAt([0.05, 0.01]) })).toContain("** p < 0.01, * p < 0.05.");
  });

  it("take the place of those a table has, or go with their note", () => {
    const usual = regressionTable([{ label: "", fit }], { stars: USUAL_STARS });
    expect(cellsOf(usual, "x1")[0]).toMatch(/\d\*{3}$/);
    const one = presentTable(usual, { stars: starsAt([0.1]) });
    expect(cellsOf(one, "x1")[0]).toMatch(/\d\*$/);
    expect(one.notes.filter((note) => note.includes("p <"))).toEqual(["* p < 0.1."]);
    const none = presentTable(usual, { stars: [] });
    expect(cellsOf(none, "x1")[0]).toMatch(/\d$/);
    expect(none.notes.join()).not.toContain("p <");
  });

  it("refuse levels that are none, and more than four", () => {
    for (const levels of [[0], [1], [0.1, 0.1], [0.5, 0.4, 0.3, 0.2, 0.1], [Number.NaN]]) {
      expect(codeOf(() => starsAt(levels))).toBe("star_levels");
    }
  });
});

describe("notes", () => {
  const machinery = /Small-sample rule|certificate/;

  it("on small-sample rule and solver are in text, not in LaTeX unless asked for", () => {
    expect(renderTable(table(), "text")).toMatch(machinery);
    expect(renderTable(table(), "html")).toMatch(machinery);
    expect(renderTable(table(), "latex")).not.toMatch(machinery);
    expect(renderTable(table(), "latex")).toContain("Standard errors in parentheses.");
    expect(renderTable(presentTable(table(), { notes: "full" }), "latex")).toMatch(machinery);
    expect(renderTable(presentTable(table(), { notes: "standard" }), "text")).not.toMatch(machinery);
    expect(presentTable(table(), { notes: "none" }).notes).toEqual([]);
    const side = modelTable([{ label: "a", record: fit }]);
    expect(renderTable(side, "text")).toContain("K = ");
    expect(renderTable(side, "latex")).not.toContain("K = ");
  });

  it("of an event study keep the errors in LaTeX, and leave their rule", async () => {
    const data = panel(await goldenTable("base_stagg.csv"), { unit: "id", time: "year" });
    const options = {
      cohort: "year_treated",
      never: 10000,
      vcov: "cluster:id",
      window: [-3, 3] as [number, number],
      bin: true,
    };
    const shown = eventStudyTable(eventStudy(engine, data, "y ~ 1 | id + year", options));
    expect(renderTable(shown, "text")).toContain("F.df=");
    const latex = renderTable(presentTable(shown, { stars: USUAL_STARS, digits: 1 }), "latex");
    expect(latex).not.toMatch(/F\.df=|certificate/);
    expect(latex).toContain("Std. errors: clustered by id");
    expect(latex).toMatch(/\\rlap\{\$\^\{\*+\}\$\}/);
  });
});

describe("words", () => {
  it("name coefficients, effects by their own words, the outcome, columns and the title", () => {
    const labels = { x1: "Income", id: "Firm fixed effects", period: "Year", y: "Sales" };
    const dressed = presentTable(table(), { labels, columns: ["Baseline"], title: "Table 1. Sales" });
    const rows = dressed.rows.map(({ label }) => label);
    expect(rows).toEqual(expect.arrayContaining(["Income", "Firm fixed effects", "Fixed effects: Year"]));
    expect(rows).not.toContain("x1");
    expect([dressed.title, dressed.stub, dressed.heads]).toEqual(["Table 1. Sales", "Sales", [["(1)", "Baseline"]]]);
    expect(cellsOf(dressed, "Errors clustered by")[0]).toBe("id");
    expect(codeOf(() => presentTable(table(), { columns: ["a", "b"] }))).toBe("table_columns");
  });

  it("of labels given to the table are the same: an effect that says what it is stands alone, clusters keep their name", () => {
    const own = regressionTable([{ label: "", fit }], { labels: { id: "Firm fixed effects" } });
    expect(own.rows.map(({ label }) => label)).toContain("Firm fixed effects");
    expect(cellsOf(own, "Errors clustered by")[0]).toBe("id");
    const zh = regressionTable([{ label: "", fit }], { labels: { id: "企业固定效应" }, language: "zh" });
    expect(zh.rows.map(({ label }) => label)).toContain("企业固定效应");
  });
});

describe("LaTeX", () => {
  const wide = (n: number): string =>
    renderTable(regressionTable(Array.from({ length: n }, (_, i) => ({ label: `A long heading ${i}`, fit }))), "latex");

  it("sets a table as it is, smaller, on its side, in blocks of columns, as it must", () => {
    expect(wide(2)).not.toMatch(/\\small|footnotesize\\setlength|sidewaystable/);
    expect(wide(5)).toMatch(/\{\\(small|footnotesize|scriptsize)/);
    expect(wide(5)).toContain("\\begin{table}");
    expect(wide(11)).toMatch(/^% needs .*rotating.*\n\\begin\{sidewaystable\}/);
    expect(wide(40).match(/\\begin\{tabular\}\{@\{\}l/g)!.length).toBeGreaterThan(1);
  });

  it("gives prose columns of a width, and says that they need array", () => {
    const prose: TableModel = {
      title: "",
      stub: "What",
      heads: [["Meaning"]],
      rows: ["first", "second"].map((label) => ({
        label,
        quantity: "",
        cells: [{ kind: "text", text: `${label} ${"words that go on and on ".repeat(6)}` }],
        ruleAbove: false,
      })),
      notes: [],
    };
    const latex = renderTable(prose, "latex");
    expect(latex).toMatch(/^% needs .*\\usepackage\{array\}/);
    expect(latex).toMatch(/>\{\\raggedright\\arraybackslash\}p\{\d+pt\}/);
  });
});
