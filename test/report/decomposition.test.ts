/** The table and figure of a decomposition's record. */
import { beforeAll, describe, expect, it } from "vitest";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { renderTable } from "../../src/report/render/render.js";
import { figureOfDecomposition } from "../../src/trade/decompose/figure.js";
import { decompose } from "../../src/trade/decompose/fit.js";
import { decompositionTable } from "../../src/trade/decompose/table.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** `nGroups` groups of two firms over three years; group g gains g / 100 a year, all within. */
function record(nGroups: number, options: object = {}) {
  const rows = ["city,firm,year,v,q"];
  for (let g = 0; g < nGroups; g++) {
    for (let year = 0; year < 3; year++) {
      for (const firm of ["p", "r"]) rows.push(`c${g},${g}${firm},${2010 + year},1,${(g * year) / 100}`);
    }
  }
  const table = parseCsv(`${rows.join("\n")}\n`);
  return decompose(engine, table, { outcome: "q", unit: "firm", by: "city", time: "year", weight: "v", ...options });
}

describe("decompositionTable", () => {
  it("has a row a group and pair, means over groups last, and says what the terms are", () => {
    const { heads, rows, notes } = decompositionTable(record(3));
    expect(heads.flat()).toEqual(
      "Periods From To Change Within Between Entry Exit Continuing Entering Exiting".split(" "),
    );
    expect(rows.map(({ label }) => label)).toEqual(["c0", "c0", "c1", "c1", "c2", "c2", "mean of 3", "mean of 3"]);
    expect(rows.map(({ ruleAbove }) => ruleAbove)).toEqual([...new Array(6).fill(false), true, false]);
    expect(rows[4]!.cells.slice(3, 5)).toMatchObject([{ text: "0.0200" }, { text: "0.0200" }]);
    expect(notes.join(" ")).toMatch(/Melitz & Polanec .*\(6 in 3 groups\).* 18 of 18 rows.* largest difference/);
  });

  it.each(["text", "markdown", "latex", "html", "csv"])("is written as %s", (format) => {
    // LaTeX may set a cell in two lines
    expect(renderTable(decompositionTable(record(2, { by: "none" })), format)).toMatch(/2010 to(?: |\\\\\{\})2011/);
  });

  it("has the terms of the method", () => {
    const { heads } = decompositionTable(record(2, { method: "foster" }));
    expect(heads.flat()).toContain("Cross");
  });
});

describe("figureOfDecomposition", () => {
  const labels = (...args: Parameters<typeof record>) =>
    [...figureOfDecomposition(record(...args)).description.matchAll(/(?:\. |; )([^:]+): /g)].map(([, label]) => label);

  it("draws pairs of periods where there are several, else groups by their change below their mean", () => {
    expect(labels(3)).toEqual(["2010 to 2011", "2011 to 2012"]);
    expect(labels(3, { pairs: "first-last" })).toEqual(["mean of 3", "c2", "c1", "c0"]);
    expect(labels(3, { by: "none", pairs: "first-last" })).toEqual(["all"]);
  });

  it("draws the outermost of many groups and says so", () => {
    const many = labels(40, { pairs: "first-last" });
    expect(many).toHaveLength(31);
    expect([many[1], many[15], many[16], many[30]]).toEqual(["c39", "c25", "c14", "c0"]);
    const figure = figureOfDecomposition(record(40, { pairs: "first-last" }));
    expect(JSON.stringify(figure)).toContain("15 highest and 15 lowest of 40");
  });
});
