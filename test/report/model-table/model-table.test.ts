import { describe, expect, test } from "vitest";
import { regressionTable, USUAL_STARS } from "../../../src/report/regression/regression-table.js";
import { cellText, type TableModel } from "../../../src/report/table-model.js";
import type { ModelRecord, NamedResult } from "../../../src/verbs/table/model-column.js";
import { modelTable } from "../../../src/verbs/table/model-table.js";
import { coefficient, sampleFit } from "../sample-fits.js";

const b = (estimate: number, p_value = 0.2) => ({
  estimate,
  std_error: 0.5,
  statistic: estimate / 0.5,
  p_value,
  conf_low: estimate - 1,
  conf_high: estimate + 1,
});
const serial = (statistic: number, p_value: number) => ({ statistic, p_value });

/** A record as JSON has it, of the keys a table reads. */
const record = (own: object): ModelRecord => own as ModelRecord;
const dynamic = record({
  kind: "pgmm",
  depvar: "y",
  model: "system",
  steps: 2,
  nobs: 90,
  n_groups: 30,
  n_instruments: 12,
  dropped: {},
  coefficients: { "lag(y, 1)": b(0.5, 0.001), x: b(0.25, 0.04) },
  collinear: [],
  vcov: { type: "windmeijer", clusters: { id: 30 }, df: null, level: 0.95 },
  tests: { ar1: serial(-3.2, 0.001), ar2: serial(-0.34, 0.73), hansen: serial(9.5, 0.3), sargan: serial(14, 0.08) },
  notes: [],
});
const results = (...records: readonly ModelRecord[]): NamedResult[] =>
  records.map((one, i) => ({ label: `m${i}`, record: one }));
const lines = ({ rows }: TableModel): string[] =>
  rows.map(({ label, cells }) => [label, ...cells.map(cellText)].join("|"));

describe("coefficients", () => {
  const named = (names: readonly string[]) =>
    record({ ...dynamic, coefficients: Object.fromEntries(names.map((name) => [name, b(1)])) });
  const shown = (options: object): string[] =>
    modelTable(results(named(["a", "b1", "b2", "c"])), options)
      .rows.filter(({ quantity }) => quantity === "estimate")
      .map(({ name }) => name!);

  test("are kept, dropped and ordered by name and by pattern", () => {
    expect(shown({})).toEqual(["a", "b1", "b2", "c"]);
    expect(shown({ keep: ["/^b/", "a"] })).toEqual(["a", "b1", "b2"]);
    expect(shown({ drop: ["/^b/"] })).toEqual(["a", "c"]);
    expect(shown({ order: ["c", "/2$/"] })).toEqual(["c", "b2", "a", "b1"]);
  });

  test("stand under headings, after those under none", () => {
    const table = modelTable(results(named(["a", "b1", "b2", "c"])), {
      headings: [{ label: "All of b", terms: ["/^b/"] }],
    });
    expect(table.rows.slice(0, 9).map(({ label, inset }) => `${inset === true ? "> " : ""}${label}`)).toEqual([
      ...["a", "", "c", "", "All of b", "> b1", "> ", "> b2", "> "],
    ]);
  });

  test("that are not shown are named, those in a group are a row of yes and no", () => {
    const other = named(["a", "b1"]);
    const table = modelTable(results(named(["a", "b1", "b2", "c"]), other, named(["a"])), {
      keep: ["a"],
      groups: [{ label: "Controls", terms: ["/^b/"] }],
    });
    expect(lines(table)).toContain("Controls|yes|some|no");
    expect(table.notes).toContain("Controls: b1, b2.");
    expect(table.notes).toContain("Coefficients not shown: c.");
  });

  test("share the row of another by rename; a new name is words", () => {
    const table = modelTable(results(named(["did"]), named(["fit_did"])), {
      rename: { fit_did: "did" },
      labels: { did: "Pilot" },
    });
    expect(lines(table)[0]).toBe("Pilot|1.000|1.000");
    expect(lines(modelTable(results(named(["did"])), { rename: { did: "Pilot" } }))[0]).toBe("Pilot|1.000");
    expect(() => modelTable(results(named(["did", "fit_did"])), { rename: { fit_did: "did" } })).toThrow(/share a row/);
  });

  test("that no result has are refused with the nearest", () => {
    expect(() => shown({ keep: ["b3"] })).toThrow(/no result has a coefficient 'b3'.*did you mean 'b1'/i);
    expect(() => shown({ keep: ["/[/"] })).toThrow(/no regular expression/);
  });
});

describe("a table of a dynamic panel", () => {
  test("has its groups, instruments and tests, p in brackets", () => {
    const table = modelTable(results(dynamic), { stars: USUAL_STARS, beneath: "statistic" });
    expect(lines(table)).toEqual([
      "y (t−1)|0.500***",
      "|(1.000)",
      "x|0.250**",
      "|(0.500)",
      "Model|Two-step system GMM",
      "Errors clustered by|Windmeijer: id",
      "Clusters|30",
      "Observations|90",
      "Groups|30",
      "Instruments|12",
      "AR(1)|-3.20",
      "|[0.001]",
      "AR(2)|-0.34",
      "|[0.730]",
      "Hansen J|9.50",
      "|[0.300]",
    ]);
    expect(table.notes).toContain("*** p < 0.01, ** p < 0.05, * p < 0.1.");
    expect(table.notes[0]).toBe("t or z statistics in parentheses.");
  });

  test("in Chinese", () => {
    const table = modelTable(results(dynamic), { language: "zh", statistics: ["nobs"] });
    expect(lines(table).at(-1)).toBe("观测值|90");
    expect(table.notes[0]).toBe("括号内为标准误。");
  });
});

test("estimates, errors and fit are those of the table of regressions", () => {
  const fit = sampleFit({ did: coefficient(0.02, 0.005), eco: coefficient(-1.5, 0.4) });
  const ours = lines(modelTable(results(fit), { statistics: ["nobs", "r2", "within_r2"] }));
  const usual = lines(regressionTable([{ label: "m0", fit }]));
  for (const line of usual.filter((text) => !text.startsWith("Dropped"))) expect(ours).toContain(line);
});

test("what has no estimates, and statistics that are none, are refused", () => {
  expect(() => modelTable([])).toThrow(/at least one result/);
  expect(() => modelTable(results(record({ kind: "quality" })))).toThrow(/kind 'quality' has no estimates/);
  expect(() => modelTable(results(dynamic), { statistics: ["ar3"] })).toThrow(/no statistic 'ar3'/);
});
