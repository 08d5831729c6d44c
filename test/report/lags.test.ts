/** Lags, leads and differences go by what they are of: x (t−1), by a user's words or the data's, in every format. */
import { expect, test } from "vitest";
import type { Column } from "../../src/base/columns.js";
import { partsOfProduct, shiftedTerm } from "../../src/base/term-names.js";
import { labelsOf } from "../../src/data/labels.js";
import { panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { naming } from "../../src/report/naming.js";
import { regressionTable } from "../../src/report/regression/regression-table.js";
import { renderCsv } from "../../src/report/render/csv.js";
import { renderLatex } from "../../src/report/render/latex.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { fitSummary } from "../../src/verbs/feols/present.js";
import type { ModelRecord } from "../../src/verbs/table/model-column.js";
import { modelTable } from "../../src/verbs/table/model-table.js";
import { coefficient, sampleFit } from "./sample-fits.js";

test("a name says what it is a shift of, and nothing else does", () => {
  const of = (term: string) => {
    const shift = shiftedTerm(term);
    return shift && [shift.of, shift.periods, shift.isDifference];
  };
  expect(of("l(y, 1)")).toEqual(["y", -1, false]);
  expect(of("lag(log(emp), 2)")).toEqual(["log(emp)", -2, false]);
  expect(of("f(x, 3)")).toEqual(["x", 3, false]);
  expect(of("d(x, 1)")).toEqual(["x", 1, true]);
  for (const term of ["y", "log(y)", "I(l(y, 1))", "l(x, 1):l(z, 1)", "ml(x, 1)", "l.x"]) {
    expect(of(term), term).toBeUndefined();
  }
  expect(partsOfProduct("l(x, 1):year::2003:z")).toEqual(["l(x, 1)", "year::2003", "z"]);
});

test.each([
  ["l(y, 1)", "y (t−1)"],
  ["lag(log(emp), 2)", "log(emp) (t−2)"],
  ["f(x, 1)", "x (t+1)"],
  ["d(x, 1)", "Δ x"],
  ["d(x, 2)", "x (t) − x (t−2)"],
  ["l(d(x, 1), 1)", "Δ x (t−1)"],
  ["l(x, 1):z", "x (t−1) × z"],
  ["x:z", "x:z"],
])("%s without words for it is %s", (term, words) => {
  expect(naming([])(term)).toBe(words);
  expect(naming([], {}, "zh")(term)).toBe(words);
});

test("words of a user for the variable come first, those for the lag itself before them, then the data's", () => {
  const ofData = [{ labels: { y: "Log output", "l(y, 1)": "Log output (t−1)" } }];
  expect(naming(ofData)("l(y, 1)")).toBe("Log output (t−1)");
  expect(naming(ofData, { y: "Output" })("l(y, 1)")).toBe("Output (t−1)");
  expect(naming(ofData, { y: "产出" }, "zh")("l(y, 1)")).toBe("产出 (t−1)");
  expect(naming(ofData, { y: "Output", "l(y, 1)": "Its past" })("l(y, 1)")).toBe("Its past");
});

const fit = sampleFit({
  "l(y, 1)": coefficient(0.5, 0.1),
  "l(l_wage, 2)": coefficient(0.5, 0.1),
  "d(x, 1)": coefficient(0.5, 0.1),
  "l(k, 1)": coefficient(0.5, 0.1),
});

test("LaTeX sets a variable that goes by its name as a symbol, words with the period in math mode", () => {
  const latex = renderLatex(regressionTable([{ label: "", fit }], { labels: { k: "Log capital" } }));
  for (const row of ["$y_{t-1}$ &", "$\\mathit{l\\_wage}_{t-2}$ &", "$\\Delta x_{t}$ &", "Log capital ($t-1$) &"]) {
    expect(latex).toContain(`\n${row}`);
  }
});

test("CSV, which is for programs, keeps the names", () => {
  expect(renderCsv(regressionTable([{ label: "", fit }]))).toContain('"l(y, 1)",estimate');
});

test("a lag that two verbs write each in their way has one row, which either name keeps", () => {
  const own = sampleFit({ "l(y, 1)": coefficient(0.5, 0.1) });
  const other = sampleFit({ "lag(y, 1)": coefficient(0.25, 0.1) });
  const results = [own, other].map((record, c) => ({ label: `m${c}`, record: record as ModelRecord }));
  for (const options of [{}, { keep: ["l(y, 1)"] }, { keep: ["lag(y, 1)"] }]) {
    const { rows } = modelTable(results, options);
    expect(rows.filter(({ quantity }) => quantity === "estimate").map(({ label }) => label)).toEqual(["y (t−1)"]);
  }
});

test("a regression on labelled data calls its lags by them, in its summary and beside others", async () => {
  const engine = await loadEngine({ threads: 1 });
  const [units, periods] = [12, 6];
  const at = (of: (u: number, t: number) => number): Float64Array =>
    Float64Array.from({ length: units * periods }, (_, i) => of(Math.floor(i / periods), i % periods));
  const column = (name: string, values: Float64Array, label?: string): Column => ({
    ...{ kind: "numeric", name, values },
    ...(label === undefined ? {} : { facts: { label } }),
  });
  const table = makeTable(
    [
      column(
        "id",
        at((u) => u),
      ),
      column(
        "t",
        at((_, t) => t),
      ),
      column(
        "y",
        at((u, t) => Math.sin(7 * u + 3 * t * t)),
        "Log employment",
      ),
      column(
        "x",
        at((u, t) => Math.cos(5 * u * t + t)),
      ),
    ],
    { name: "t", bytes: 0, sha256: null },
  );
  expect(labelsOf(table, ["l(y, 1)", "l(x, 1)"])).toEqual({ labels: { "l(y, 1)": "Log employment (t−1)" } });
  const record = feols(engine, panel(table, { unit: "id", time: "t" }), "y ~ l(y, 1) + l(y, 1):x + l(x, 1)", {
    vcov: "iid",
  });
  expect(record.labels).toMatchObject({
    "l(y, 1)": "Log employment (t−1)",
    "l(y, 1):x": "Log employment (t−1) × x",
  });
  expect(fitSummary(record)).toContain("Log employment (t−1) ");
  const { rows } = regressionTable([{ label: "", fit: record }]);
  expect(rows.map(({ label }) => label)).toContain("x (t−1)");
});
