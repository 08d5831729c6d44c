/** Estimates by GMM side by side, and their sensitivity, as tables: which cell is where, and what the notes own up to. */
import { beforeAll, describe, expect, it } from "vitest";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { renderTable } from "../../src/report/render/render.js";
import { cellText } from "../../src/report/table-model.js";
import { pgmm } from "../../src/verbs/pgmm/fit.js";
import type { PgmmRecord } from "../../src/verbs/pgmm/record.js";
import { pgmmSummary, shortGroup } from "../../src/verbs/pgmm/report/summary.js";
import { pgmmSensitivityTable, pgmmTable } from "../../src/verbs/pgmm/report/table.js";
import { emplUk } from "../support/gmm-panels.js";

const FORMULA = "log(emp) ~ lag(log(emp), 1) + log(wage) | gmm(log(emp), 2:99) + iv(log(wage))";

let one: PgmmRecord;
let two: PgmmRecord;
beforeAll(async () => {
  const [engine, panel] = await Promise.all([loadEngine({ threads: 1 }), emplUk()]);
  one = pgmm(engine, panel, FORMULA, { timeDummies: true, sensitivity: [1, 30] });
  two = pgmm(engine, panel, FORMULA, { model: "system", steps: 2, small: true, transform: "fod" });
});

const row = (table: ReturnType<typeof pgmmTable>, label: string) =>
  table.rows.find((each) => each.label === label)?.cells.map(cellText);

describe("pgmmTable", () => {
  it("sets coefficients, long-run effects, facts and tests in columns", () => {
    const table = pgmmTable(
      [
        { label: "A", fit: one },
        { label: "B", fit: two },
      ],
      { labels: { "log(wage)": "Wage" } },
    );
    expect(table.stub).toBe("log(emp)");
    expect(row(table, "Wage")![0]).toBe(one.coefficients["log(wage)"]!.estimate.toFixed(3));
    expect(two.coefficients["lag(log(emp), 1)"]!.estimate).toBeGreaterThan(1);
    expect(row(table, "Long run: Wage")).toEqual([one.long_run["log(wage)"]!.estimate.toFixed(3), ""]);
    expect(row(table, "1980")).toBeUndefined();
    expect(row(table, "Time dummies")).toEqual(["yes", "no"]);
    expect(row(table, "Estimator")).toEqual(["One-step difference GMM", "Two-step system GMM"]);
    expect(row(table, "Transformation")).toEqual(["first differences", "forward orthogonal deviations"]);
    expect(row(table, "Observations")).toEqual(["751", "891"]);
    expect(row(table, "Instruments")).toEqual([String(one.n_instruments), String(two.n_instruments)]);
    expect(row(table, "AR(1)")).toEqual([one, two].map(({ tests }) => tests.ar1!.statistic!.toFixed(2)));
    expect(row(table, "Hansen J")![1]).toBe(two.tests.hansen!.statistic.toFixed(2));
    expect(row(table, "Difference-in-Hansen, p: time dummies")![1]).toBe("");
    expect(row(table, "Lagged outcome, within (biased downwards)")![0]).toBe(one.bounds!.within.estimate.toFixed(3));
    expect(table.notes.some((note) => note.startsWith("(1): Standard errors: one-step, robust"))).toBe(true);
    expect(
      table.notes.some((note) => note.startsWith("(2): Standard errors: corrected for the estimated weight")),
    ).toBe(true);
  });

  it("shows time dummies when asked, and refuses no fits", () => {
    expect(row(pgmmTable([{ label: "", fit: one }], { timeDummies: true }), "1980")).toBeDefined();
    expect(() => pgmmTable([])).toThrow(/at least one fit/);
  });

  it("keeps unrounded numbers in CSV", () => {
    const csv = renderTable(pgmmTable([{ label: "", fit: two }]), "csv");
    expect(csv).toContain(String(two.tests.sargan.statistic));
  });
});

describe("shortGroup", () => {
  it.each([
    ["iv(a, b, c)", "iv(a, b, c)"],
    ["iv(lag(a, 0:2), b, c, d)", "iv(lag(a, 0:2), b and 2 more)"],
    ["time dummies", "time dummies"],
  ])("of %s is %s", (group, short) => {
    expect(shortGroup(group)).toBe(short);
  });
});

describe("pgmmSensitivityTable", () => {
  it("has a row a choice, and says of one that can't be estimated why", () => {
    const table = pgmmSensitivityTable(one);
    expect(table.rows.map(({ name }) => name)).toEqual(["2", "2, collapsed", "2:31", "2:31, collapsed"]);
    const broken = { ...one.sensitivity![0]!, coefficients: {}, n_instruments: null, hansen: null, ar2: null };
    const told = pgmmSensitivityTable({ ...one, sensitivity: [{ ...broken, because: "too few periods" }] });
    expect(told.notes.at(-1)).toBe("2: not estimated: too few periods");
    expect(told.rows[0]!.cells.slice(1).every(({ kind }) => kind === "empty")).toBe(true);
  });
});

describe("pgmmSummary", () => {
  it("names instruments by group, counts and the variance", () => {
    const text = pgmmSummary(two);
    expect(text).toContain("Two-step system GMM, forward orthogonal deviations: ");
    expect(text).toMatch(/^ {2}gmm\(log\(emp\), 2:99\): \d+/m);
    expect(text).toContain("t with 139 df; small sample: variance times 1.0");
    expect(text).toContain("Observations: 891 (rows of the equation in levels; 751 transformed)");
    expect(text).toMatch(/^Bounds of lag\(log\(emp\), 1\): within /m);
  });
});
