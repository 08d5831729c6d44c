/** Each rule of `inspect`: a defect that is planted is found and named, and the clean twin has no finding. */
import { describe, expect, it } from "vitest";
import { selectRows, type Table, withColumns } from "../../src/data/table/table.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import type { Finding } from "../../src/inspect/finding.js";
import { type Asked, inspectTable } from "../../src/inspect/inspect-table.js";
import type { Inspected } from "../../src/inspect/inspected.js";
import { influence } from "../../src/inspect/rules/regression/influence.js";
import { feols } from "../../src/verbs/feols/feols.js";
import {
  ASKED,
  byRow,
  cleanTable,
  cohortOf,
  normal,
  PERIODS,
  planted,
  text,
  timeOf,
  UNITS,
  uniform,
  unitOf,
} from "./clean-panel.js";

const clean = cleanTable();
const findings = (table: Table, asked: Partial<Asked> = {}): readonly Finding[] =>
  inspectTable(table, { ...ASKED, ...asked }).inspection.findings;
/** What is found beyond what the clean twin has. */
const found = (table: Table, asked: Partial<Asked> = {}): readonly Finding[] => {
  const before = new Set(findings(clean).map(({ message }) => message));
  return findings(table, asked).filter(({ message }) => !before.has(message));
};
const codes = (all: readonly Finding[]): string[] => all.map(({ code }) => code);
const rowsBut = (table: Table, isLeft: (row: number) => boolean): Table =>
  selectRows(
    table,
    Uint32Array.from(Array.from({ length: table.nRows }, (_, row) => row).filter((row) => !isLeft(row))),
  );

describe("a clean panel", () => {
  it.each([1, 2, 3, 4, 5])("has no finding, seed %i", (seed) => {
    // every cohort of this design has four periods before treatment and more; which event times one cohort alone shows is a note on any staggered one
    const all = findings(cleanTable(seed));
    expect(codes(all)).toEqual(["event_times_one_cohort"]);
    expect(all[0]).toMatchObject({
      severity: "note",
      detail: {
        cohorts: [
          { cohort: "2007", events: [-6] },
          { cohort: "2005", events: [5] },
        ],
      },
    });
  });
});

describe("repeated rows", () => {
  it("finds whole copies", () => {
    const twice = selectRows(clean, Uint32Array.from([...Array(clean.nRows).keys(), 17, 400]));
    const [byKey, whole] = found(twice, { source: { cohort: "cohort" } });
    expect(byKey).toMatchObject({
      code: "duplicate_keys",
      severity: "serious",
      detail: { rows: 2, first: 18, second: 801 },
    });
    expect(whole).toMatchObject({ code: "duplicate_rows", detail: { rows: 2, of: 802 }, where: { rows: [801, 802] } });
  });

  it("finds measures of one unit that are those of another", () => {
    const [one, ...others] = found(
      ["y", "x1", "x2"].reduce((table, name) => {
        const old = table.numeric(name);
        return planted(table, name, (row, own) => (unitOf(row) === 9 ? old[row - 4 * PERIODS]! : own));
      }, clean),
    );
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      code: "rows_alike",
      severity: "serious",
      detail: { rows: 10, columns: 3, first: 51, second: 91 },
    });
  });

  it("takes columns of regions for no copies", () => {
    const ofRegion = ["y", "x1", "x2"].reduce((table, name) => {
      const old = table.numeric(name);
      return planted(table, name, (row) => old[(unitOf(row) % 8) * PERIODS + (row % PERIODS)]!);
    }, clean);
    expect(codes(found(ofRegion))).not.toContain("rows_alike");
  });

  it("finds rows of one number, and rows without any", () => {
    const filled = (value: number, row: number) =>
      ["y", "x1", "x2"].reduce((table, name) => planted(table, name, (r, own) => (r === row ? value : own)), clean);
    expect(found(filled(21, 33))).toMatchObject([{ code: "constant_rows", detail: { rows: 1, first: 34, value: 21 } }]);
    const none = planted(filled(Number.NaN, 33), "did", (row, own) => (row === 33 ? Number.NaN : own));
    const bare = planted(none, "cohort", (row, own) => (row === 33 ? Number.NaN : own));
    expect(codes(found(bare))).toContain("empty_rows");
  });
});

describe("columns", () => {
  it("finds constants, copies, multiples and lines", () => {
    const next = uniform(8);
    const other = byRow("other", () => normal(next));
    const line = byRow("line", (row) => 3 - 2 * other.values[row]!);
    const [alike, constant, ...rest] = found(withColumns(clean, [other, line, byRow("one", () => 7)])).toSorted(
      (a, b) => (a.code < b.code ? -1 : 1),
    );
    expect(rest.map(({ code }) => code).filter((code) => code !== "constant_columns")).toEqual([]);
    expect(alike).toMatchObject({
      code: "columns_alike",
      detail: { first: "other", lines: [{ column: "line", intercept: 3, slope: -2 }] },
    });
    expect(constant).toMatchObject({ code: "constant_columns", where: { columns: ["one"] } });
    const both = found(withColumns(clean, [byRow("x3", (row) => 4 * clean.numeric("x1")[row]!)]), {
      formula: "y ~ did + x1 + x3 | unit + time",
    });
    expect(both).toMatchObject([{ code: "columns_alike", severity: "serious", detail: { together: ["x1", "x3"] } }]);
  });

  it("finds numbers in text, and leaves codes with leading zeros alone", () => {
    const words = (value: (row: number) => string) =>
      text(
        "w",
        Array.from({ length: clean.nRows }, (_, row) => value(row)),
      );
    expect(found(withColumns(clean, [words((row) => `${row}.5`)]))).toMatchObject([
      { code: "numbers_in_text", where: { columns: ["w"] } },
    ]);
    const marked = words((row) => (row % 3 === 0 ? `-1,${100 + (row % 900)}.5` : `${row}.5`));
    expect(found(withColumns(clean, [marked]))).toMatchObject([{ code: "numbers_in_text", where: { columns: ["w"] } }]);
    expect(found(withColumns(clean, [words((row) => `0${row}`)]))).toEqual([]);
    expect(found(withColumns(clean, [words((row) => String(10_000 + row))]))).toEqual([]);
    expect(found(withColumns(clean, [words((row) => `a${row}`)]))).toEqual([]);
  });
});

describe("codes of missing values", () => {
  it("finds -999 and 9999 that stand apart", () => {
    const low = found(planted(clean, "x2", (row, own) => (row % 100 === 7 ? -999 : own)));
    expect(low.find(({ code }) => code === "missing_codes")).toMatchObject({
      severity: "serious",
      detail: { column: "x2", codes: [-999], rows: 8 },
    });
    const high = found(planted(clean, "x2", (row, own) => (row % 400 === 7 ? 9999 : own)));
    expect(high.find(({ code }) => code === "missing_codes")).toMatchObject({ detail: { codes: [9999], rows: 2 } });
  });

  it("is silent where 99 is a value among others", () => {
    const next = uniform(3);
    expect(found(withColumns(clean, [byRow("age", () => Math.floor(18 + 82 * next()))]))).toEqual([]);
    expect(found(withColumns(clean, [byRow("share", () => 99 * next())]))).toEqual([]);
  });
});

describe("missing values", () => {
  it("finds an outcome without values in some periods", () => {
    expect(found(planted(clean, "y", (row, own) => (timeOf(row) > 2007 ? Number.NaN : own)))).toMatchObject([
      { code: "missing_periods", severity: "look", detail: { column: "y", periods: "2008–2010", count: 3, of: 10 } },
    ]);
  });

  it("finds an outcome that is missing more often among the treated, and not one that is missing at random", () => {
    const next = uniform(11);
    const more = planted(clean, "y", (row, own) => (cohortOf(unitOf(row)) > 0 && next() < 0.3 ? Number.NaN : own));
    const [one] = found(more).filter(({ code }) => code === "missing_by_treatment");
    expect(one).toMatchObject({ severity: "serious", detail: { untreated: 0 } });
    expect((one!.detail as { treated: number }).treated).toBeCloseTo(0.3, 1);
    const random = planted(clean, "y", (_, own) => (next() < 0.3 ? Number.NaN : own));
    expect(codes(found(random))).not.toContain("missing_by_treatment");
  });

  it("takes a period without the outcome for no difference by treatment", () => {
    const late = planted(clean, "y", (row, own) => (timeOf(row) >= 2008 ? Number.NaN : own));
    expect(codes(found(late))).not.toContain("missing_by_treatment");
  });
});

describe("numbers that are none", () => {
  it("counts infinite values", () => {
    const [one, ...more] = found(
      planted(clean, "x2", (row, own) => (row % 300 === 7 ? Number.NEGATIVE_INFINITY : own)),
    );
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      code: "infinite_values",
      severity: "serious",
      detail: { column: "x2", rows: 3, first: 8 },
    });
  });

  it("says of a code that it is one, and nothing else", () => {
    const coded = found(planted(clean, "x2", (row, own) => (row % 50 === 7 ? 9999 : own)));
    expect(codes(coded)).toEqual(["missing_codes"]);
    expect(codes(found(planted(clean, "y", (row, own) => (row % 50 === 7 ? -99 : own))))).toEqual(["missing_codes"]);
  });
});

describe("balance", () => {
  it("names gaps, late entry and leaving", () => {
    const holes = rowsBut(
      clean,
      (row) =>
        (unitOf(row) === 3 && timeOf(row) === 2005) ||
        (unitOf(row) === 4 && timeOf(row) < 2003) ||
        (unitOf(row) === 5 && timeOf(row) > 2008),
    );
    const all = found(holes);
    const of = (code: string) => all.find((one) => one.code === code);
    expect(of("unbalanced")).toMatchObject({ severity: "note", detail: { missing: 5, cells: 800, complete: 77 } });
    expect(of("unit_gaps")).toMatchObject({ detail: { units: 1, named: ["u03"], example: "2005" } });
    expect(of("units_late")).toMatchObject({ detail: { units: 1, named: ["u04"], first: "2001" } });
    expect(of("units_left")).toMatchObject({ detail: { units: 1, named: ["u05"], last: "2010" } });
    expect(codes(all)).not.toContain("leaving_differs");
  });

  it("finds attrition that differs by treatment, and a period nobody has", () => {
    const treatedLeave = rowsBut(
      clean,
      (row) => unitOf(row) >= UNITS / 2 && unitOf(row) % 2 === 0 && timeOf(row) > 2008,
    );
    expect(found(treatedLeave).find(({ code }) => code === "leaving_differs")).toMatchObject({
      severity: "serious",
      detail: { treated: 0.5, untreated: 0 },
    });
    const allLeave = rowsBut(clean, (row) => unitOf(row) % 4 === 0 && timeOf(row) > 2008);
    expect(codes(found(allLeave))).not.toContain("leaving_differs");
    expect(
      found(rowsBut(clean, (row) => timeOf(row) === 2004)).find(({ code }) => code === "periods_skipped"),
    ).toMatchObject({ detail: { periods: ["2004"] } });
  });
});

describe("values that were filled in", () => {
  const rounded = (table: Table, decimals: number) => planted(table, "y", (_, own) => Number(own.toFixed(decimals)));

  it.each([12, 2])("finds values carried forward, %i decimals", (decimals) => {
    const base = rounded(clean, decimals);
    const y = base.numeric("y");
    const carried = planted(base, "y", (row, own) => (timeOf(row) >= 2009 ? y[row - (timeOf(row) - 2008)]! : own));
    const [one] = found(carried).filter(({ code }) => code === "carried_forward");
    expect(one).toMatchObject({ severity: "serious", detail: { column: "y", periods: "2009–2010", share: 1 } });
    expect(codes(found(base)).filter((code) => code !== "round_numbers")).toEqual([]);
  });

  it.each([12, 3])("finds linear interpolation, %i decimals", (decimals) => {
    const base = rounded(clean, decimals);
    const y = base.numeric("y");
    const at = (row: number, time: number) => y[row - timeOf(row) + time]!;
    const filled = planted(base, "y", (row, own) => {
      if (timeOf(row) <= 2004 || timeOf(row) >= 2008 || unitOf(row) % 2 === 0) return own;
      const value = at(row, 2004) + ((at(row, 2008) - at(row, 2004)) * (timeOf(row) - 2004)) / 4;
      return Number(value.toFixed(decimals));
    });
    const [one] = found(filled).filter(({ code }) => code === "interpolated");
    expect(one).toMatchObject({ severity: "serious", detail: { column: "y", periods: "2006–2008" } });
    expect((one!.detail as { share: number }).share).toBeCloseTo(0.5, 1);
  });

  it("finds values that units share in some periods", () => {
    const shared = planted(clean, "y", (row, own) =>
      timeOf(row) >= 2009 ? 30 + (unitOf(row) % 8) + timeOf(row) / 1000 : own,
    );
    expect(found(shared).find(({ code }) => code === "shared_values")).toMatchObject({
      severity: "serious",
      detail: { periods: "2009–2010", distinct: 8, rows: 80 },
    });
  });

  it("is silent on integers, whose differences are often zero", () => {
    const next = uniform(5);
    const counts = planted(clean, "y", () => Math.floor(100 * next()));
    expect(found(counts)).toEqual([]);
    const coarse = planted(clean, "y", (_, own) => Math.round(10 * own));
    expect(codes(found(coarse))).toEqual([]);
  });
});

describe("an outcome made of other columns", () => {
  const x1 = clean.numeric("x1");
  const x2 = clean.numeric("x2");
  const late = (row: number) => timeOf(row) >= 2007;

  it.each([
    ["a line in a regressor", (row: number) => 3 + 0.25 * x1[row]!, { kind: "line", columns: ["x1"] }],
    ["a product", (row: number) => 0.1 * x1[row]! * x2[row]!, { kind: "product", columns: ["x1", "x2"] }],
    ["a ratio", (row: number) => (2 * x2[row]!) / x1[row]!, { kind: "ratio", columns: ["x2", "x1"] }],
    ["a sum", (row: number) => 5 + x1[row]! - 0.5 * x2[row]!, { kind: "linear", columns: ["x1", "x2"] }],
  ])("finds %s, in all rows and in some periods alone", (_, made, facts) => {
    const whole = found(planted(clean, "y", made)).filter(({ rule }) => rule === "built-outcome");
    expect(whole).toMatchObject([
      { code: "outcome_built", severity: "serious", detail: { ...facts, exact: true, rows: 800 } },
    ]);
    const part = found(planted(clean, "y", (row, own) => (late(row) ? made(row) : own))).filter(
      ({ rule }) => rule === "built-outcome",
    );
    expect(part).toMatchObject([
      {
        code: "outcome_built_in_periods",
        severity: "serious",
        detail: { ...facts, periods: "2007–2010", count: 4, of: 10, rows: 320 },
      },
    ]);
  });

  it("finds a regressor times a number of each region", () => {
    const scaled = planted(clean, "y", (row, own) => (late(row) ? x1[row]! * (1 + (unitOf(row) % 8) / 10) : own));
    expect(found(scaled).filter(({ rule }) => rule === "built-outcome")).toMatchObject([
      {
        code: "outcome_built_in_periods",
        detail: { kind: "scaled", columns: ["x1"], group: "region", regressors: ["x1"], periods: "2007–2010" },
      },
    ]);
  });

  it("finds the outcome of the period before, and of the one after", () => {
    const y = clean.numeric("y");
    const moved = (name: string, k: number) =>
      withColumns(clean, [
        byRow(name, (row) => (unitOf(row - k) === unitOf(row) && row >= k ? (y[row - k] ?? Number.NaN) : Number.NaN)),
      ]);
    const lagged = found(moved("before", 1), { formula: "y ~ did + before | unit + time" });
    expect(lagged.filter(({ rule }) => rule === "built-outcome")).toMatchObject([
      {
        code: "outcome_of_neighbour",
        severity: "serious",
        detail: { column: "before", which: "lag", share: 1, pairs: 720 },
      },
    ]);
    expect(found(moved("after", -1)).filter(({ rule }) => rule === "built-outcome")).toMatchObject([
      { severity: "note", detail: { column: "after", which: "lead" } },
    ]);
  });

  it("says nearly where it is nearly", () => {
    const next = uniform(21);
    const near = planted(clean, "y", (row) => x1[row]! + 0.02 * normal(next));
    expect(found(near).filter(({ rule }) => rule === "built-outcome")).toMatchObject([
      { code: "outcome_built", detail: { kind: "line", exact: false } },
    ]);
  });

  it("does not take a close fit for it", () => {
    const next = uniform(22);
    const close = planted(clean, "y", (row) => x1[row]! + 0.2 * normal(next));
    expect(found(close).filter(({ rule }) => rule === "built-outcome")).toEqual([]);
  });
});

describe("the treatment", () => {
  it("finds that it switches off, and that its dose changes", () => {
    const off = planted(clean, "did", (row, own) => (unitOf(row) === 41 && timeOf(row) === 2010 ? 0 : own));
    expect(found(off).filter(({ rule }) => rule === "switching")).toMatchObject([
      {
        code: "treatment_off",
        severity: "serious",
        detail: { units: 1, treated: 40, unit: "u41", period: "2010", row: 420 },
      },
    ]);
    const dose = planted(clean, "did", (row, own) => (unitOf(row) === 41 && timeOf(row) === 2010 ? 2 : own));
    expect(found(dose).filter(({ rule }) => rule === "switching")).toMatchObject([
      { code: "treatment_doses", severity: "look" },
    ]);
  });

  it("finds cohorts with two periods before, units treated throughout, periods without controls", () => {
    const early = planted(clean, "did", (row) =>
      Number(cohortOf(unitOf(row)) > 0 && timeOf(row) >= cohortOf(unitOf(row)) - 2),
    );
    expect(found(early).filter(({ code }) => code === "cohort_few_before")).toMatchObject([
      { severity: "look", detail: { cohort: "2003", before: 2, periods: "2001–2002", first: "2001" } },
    ]);
    const always = planted(clean, "did", (row, own) => (unitOf(row) === 0 ? 1 : own));
    expect(found(always).find(({ code }) => code === "always_treated")).toMatchObject({
      severity: "serious",
      detail: { units: 1, of: 80 },
    });
    const all = planted(clean, "did", (row, own) => (timeOf(row) >= 2009 ? 1 : own));
    expect(found(all).find(({ code }) => code === "periods_all_treated")).toMatchObject({
      detail: { periods: "2009–2010", count: 2 },
    });
  });

  it("finds controls without common support", () => {
    const apart = planted(clean, "x2", (row, own) => (unitOf(row) >= 60 ? own + 20 : own));
    expect(found(apart).filter(({ rule }) => rule === "overlap")).toMatchObject([
      { code: "no_common_support", detail: { column: "x2", units: 20, treated: 40, before: true } },
    ]);
  });
});

describe("variation within effects", () => {
  const added = (name: string, value: (row: number) => number, formula: string) =>
    found(withColumns(clean, [byRow(name, value)]), { formula }).filter(({ rule }) => rule === "invariant");

  it("names invariant regressors and instruments, and by which effect", () => {
    const level = (row: number) => Math.sin(unitOf(row));
    expect(added("rugged", level, "y ~ x1 + rugged | unit + time")).toMatchObject([
      { code: "invariant", severity: "serious", detail: { column: "rugged", role: "regressor", by: "unit" } },
    ]);
    expect(added("rugged", level, "y ~ x1 | unit + time | did ~ rugged")).toMatchObject([
      { detail: { column: "rugged", role: "instrument", by: "unit" } },
    ]);
    expect(added("price", (row) => Math.cos(timeOf(row)), "y ~ x1 + price | unit + time")).toMatchObject([
      { detail: { column: "price", by: "time" } },
    ]);
    expect(added("rugged", level, "y ~ x1 + rugged | time")).toEqual([]);
  });

  it("finds what two effects span together, and what hardly varies", () => {
    expect(added("age", (row) => timeOf(row) - 1950 - 3 * unitOf(row), "y ~ x1 + age | unit + time")).toMatchObject([
      { code: "spanned", severity: "serious", detail: { column: "age", effects: ["unit", "time"] } },
    ]);
    const next = uniform(6);
    expect(
      added("slow", (row) => 100 * Math.sin(unitOf(row)) + normal(next), "y ~ x1 + slow | unit + time"),
    ).toMatchObject([{ code: "hardly_varies", severity: "look" }]);
  });

  it("says of a function of a column only what holds of it", () => {
    const level = byRow("rugged", (row) => 2 + Math.sin(unitOf(row)));
    const age = byRow("age", (row) => timeOf(row) - 1950 - 3 * unitOf(row) + 400);
    const table = withColumns(clean, [level, age, byRow("x4", (row) => 4 * clean.numeric("x1")[row]!)]);
    const of = (formula: string) =>
      findings(table, { formula }).filter(({ rule }) => rule === "invariant" || rule === "columns");
    expect(of("y ~ log(rugged) | unit + time")).toMatchObject([
      { code: "invariant", detail: { column: "log(rugged)", by: "unit" }, where: { columns: ["rugged", "unit"] } },
      { code: "columns_alike", severity: "note" },
    ]);
    // a logarithm of an age is no sum of unit and time, and a logarithm no multiple
    expect(of("y ~ log(age) | unit + time").map(({ code }) => code)).toEqual(["columns_alike"]);
    expect(of("y ~ log(x1) + x4 | unit + time")).toMatchObject([
      { code: "columns_alike", severity: "note", detail: { together: [] } },
    ]);
    // slopes alone absorb no level
    expect(of("y ~ rugged | unit[[x1]] + time").map(({ code }) => code)).toEqual(["columns_alike"]);
    expect(of("y ~ rugged | unit[x1] + time")[0]).toMatchObject({ code: "invariant", detail: { by: "unit" } });
    const alone = findings(clean, { formula: "y ~ x1 | unit^time" });
    expect(alone.filter(({ rule }) => rule === "invariant" || rule === "singletons")).toMatchObject([
      { code: "rows_alone", severity: "serious", detail: { rows: 800, left: 0 } },
    ]);
  });

  it("says once that an outcome is empty", () => {
    const empty = found(planted(clean, "y", () => Number.NaN));
    expect(codes(empty)).toEqual(["empty_columns"]);
  });

  it("leaves an interaction with time alone, and lists columns where there is no formula", () => {
    const level = byRow("rugged", (row) => Math.sin(unitOf(row)));
    const table = withColumns(clean, [level]);
    expect(found(table, { formula: "y ~ x1 + i(time, rugged, ref = 2001) | unit + time" })).toEqual([]);
    const { formula: _, ...without } = ASKED;
    const all = inspectTable(table, { ...without, outcome: "y" }).inspection.findings;
    expect(all.filter(({ code }) => code === "columns_by_unit")).toMatchObject([
      { severity: "note", where: { columns: ["cohort", "rugged"] } },
    ]);
  });
});

describe("singletons and clusters", () => {
  it("counts rows alone in an effect, recursively", () => {
    // u79 keeps one row, and so the region of its own; u78 keeps one in 2011, a period of its own
    const few = rowsBut(clean, (row) => unitOf(row) === 79 && timeOf(row) !== 2003);
    expect(found(few).find(({ code }) => code === "rows_alone")).toMatchObject({
      severity: "note",
      detail: { rows: 1, of: 791, left: 790 },
    });
    const chain = planted(
      rowsBut(clean, (row) => unitOf(row) === 79 && timeOf(row) > 2002),
      "time",
      (row, own) => (row === 791 ? 2011 : own),
    );
    expect(found(chain).find(({ code }) => code === "rows_alone")).toMatchObject({
      detail: { rows: 2, first: [791, 792] },
    });
  });

  it("counts clusters, those treated and those never treated", () => {
    const by = (cluster: string) =>
      codes(findings(clean, { cluster: [cluster] })).filter((code) => code.endsWith("clusters"));
    expect(by("unit")).toEqual([]);
    expect(by("region")).toEqual(["few_clusters", "few_treated_clusters", "few_untreated_clusters"]);
    expect(findings(clean, { cluster: ["region"] }).find(({ code }) => code === "few_clusters")).toMatchObject({
      severity: "serious",
      detail: { by: "region", count: 8 },
    });
    const few = planted(clean, "did", (row, own) => (unitOf(row) >= 43 ? 0 : own));
    expect(found(few).find(({ code }) => code === "few_treated_clusters")).toMatchObject({
      severity: "serious",
      detail: { count: 3, of: 80 },
    });
  });
});

describe("heaping", () => {
  it("finds round numbers and masses at an end", () => {
    const next = uniform(9);
    const wage = byRow("wage", () => (next() < 0.5 ? 5 * Math.round(20 * next()) : Math.round(100 * next())));
    expect(found(withColumns(clean, [wage]))).toMatchObject([
      { code: "round_numbers", severity: "note", detail: { column: "wage", unit: 5 } },
    ]);
    const income = byRow("income", () => Math.min(60, 50 + 10 * normal(next)));
    expect(found(withColumns(clean, [income]))).toMatchObject([
      { code: "mass_at_end", detail: { column: "income", value: 60, end: "largest" } },
    ]);
  });

  it("is silent on numbers written with so many significant digits", () => {
    const next = uniform(10);
    expect(found(withColumns(clean, [byRow("single", () => Math.fround(100 * next()))]))).toEqual([]);
    expect(found(withColumns(clean, [byRow("seven", () => Number((20 * next()).toPrecision(7)))]))).toEqual([]);
    expect(found(withColumns(clean, [byRow("whole", () => Math.floor(1000 * next()))]))).toEqual([]);
  });
});

describe("what carries the coefficient", () => {
  const did = clean.numeric("did");
  const weaker = planted(clean, "y", (row, own) => own - 1.72 * did[row]!);

  it("counts the few rows without which the result turns, as the regression without them says", async () => {
    const engine = await loadEngine({ threads: 1 });
    const influence = (table: Table) =>
      inspectTable(table, ASKED, engine).inspection.findings.filter(({ rule }) => rule === "influence");
    expect(influence(clean)).toEqual([]);
    const [few, ...more] = influence(weaker);
    expect(more).toEqual([]);
    expect(few).toMatchObject({
      code: "few_carry",
      severity: "note",
      detail: { term: "did", by: "row", goal: "significance" },
    });
    const { removed, without, p, p_without } = few!.detail as Record<"removed" | "without" | "p" | "p_without", number>;
    expect(few!.where.rows).toHaveLength(removed);
    const rest = rowsBut(weaker, (row) => few!.where.rows!.includes(row + 1));
    const ofDid = (table: Table) => feols(engine, table, ASKED.formula!, { vcov: "cluster:unit" }).coefficients.did!;
    expect(ofDid(rest).estimate).toBeCloseTo(without, 9);
    expect([p, p_without]).toEqual([ofDid(weaker).p_value, expect.closeTo(ofDid(rest).p_value, 9)]);
    expect(p).toBeLessThan(0.05);
    expect(p_without).toBeGreaterThan(0.05);
  });

  it("names the one group of which leaving it out turns the result", () => {
    const group = {
      by: "unit",
      count: 80,
      removals: [
        {
          goal: "sign",
          gains: false,
          at_most: 1,
          share: 1 / 80,
          removed: ["u41"],
          found: { removed: 1, estimate: -0.1, p_value: 0.5 },
        },
      ],
    };
    const record = (p_value: number) => ({
      term: "did",
      coefficients: { did: { estimate: 0.3, p_value } },
      influence: { groups: [group] },
    });
    const found = (p: number) => influence.find({ influence: record(p) } as unknown as Inspected);
    expect(found(0.03)).toMatchObject([
      {
        code: "one_group_carries",
        severity: "serious",
        detail: { name: "u41", goal: "sign", without: -0.1, p_without: 0.5 },
      },
    ]);
    expect(found(0.2)).toEqual([]);
  });
});

describe("values far from all others", () => {
  it("finds one value apart, and a unit that changes its unit of measurement", () => {
    const slip = planted(clean, "x2", (row, own) => (row === 123 ? 1000 * own : own));
    expect(found(slip).filter(({ rule }) => rule === "outliers")).toMatchObject([
      { code: "value_apart", severity: "look", detail: { column: "x2", row: 124, rows: 1 } },
      { code: "unit_jumps", detail: { column: "x2", units: 1, unit: "u12", period: "2004", row: 124 } },
    ]);
    const thousand = planted(clean, "x2", (row, own) => (unitOf(row) === 7 && timeOf(row) >= 2006 ? own * 1000 : own));
    const [jump] = found(thousand).filter(({ code }) => code === "unit_jumps");
    expect(jump).toMatchObject({ detail: { unit: "u07", period: "2006", row: 76 } });
    const { factor } = jump!.detail as { factor: number };
    expect(factor).toBeGreaterThan(700);
    expect(factor).toBeLessThan(1400);
  });

  it("is silent on skewed data", () => {
    const next = uniform(12);
    const skewed = byRow("exports", () => 2 ** (2 * normal(next)));
    expect(found(withColumns(clean, [skewed])).filter(({ rule }) => rule === "outliers")).toEqual([]);
  });
});
