/** Words of data: periods as Stata counts them, labels of columns and levels, and where facts of columns go. */
import { expect, test } from "vitest";
import type { Column, ColumnFacts, NumericColumn, Period } from "../../src/base/columns.js";
import { labelsOf, levelLabels, withoutLabels } from "../../src/data/labels.js";
import { panel } from "../../src/data/panel/panel.js";
import { periodText, periodWords } from "../../src/data/panel/period-text.js";
import { joinTables } from "../../src/data/table/join.js";
import { makeTable, selectRows, withColumns } from "../../src/data/table/table.js";

const numeric = (name: string, values: readonly number[], facts?: ColumnFacts): NumericColumn => ({
  kind: "numeric",
  name,
  values: Float64Array.from(values),
  ...(facts === undefined ? {} : { facts }),
});
const tableOf = (...columns: Column[]) => makeTable(columns, { name: "t", bytes: 0, sha256: null });

// tm(1999m12) and so on, as Stata's manual and `display %tm 479` have them
test.each<[Period, number, string]>([
  ["month", 0, "1960m1"],
  ["month", 626, "2012m3"],
  ["month", 479, "1999m12"],
  ["month", -1, "1959m12"],
  ["quarter", 159, "1999q4"],
  ["quarter", 208, "2012q1"],
  ["half", 79, "1999h2"],
  ["half", 104, "2012h1"],
  ["week", 2079, "1999w52"],
  ["week", 2710, "2012w7"],
  ["week", -52, "1959w1"],
  ["day", 14609, "1999-12-31"],
  ["day", -1, "1959-12-31"],
  ["year", 2012, "2012"],
])("%s %d is %s", (period, value, text) => {
  expect(periodText(period, value)).toBe(text);
});

test("what counts no period keeps its number", () => {
  expect(periodText("month", 1.5)).toBeNull();
  expect(periodText("day", 1e12)).toBeNull();
  expect([periodWords("month", 1.5), periodWords(undefined, 626)]).toEqual(["1.5", "626"]);
});

test("a value has its label, else the period it counts; text is called by labels of text alone", () => {
  const both = levelLabels(numeric("m", [1], { period: "month", valueLabels: [{ value: 1, label: " Start " }] }))!;
  expect([both("1"), both("626"), both("1.5")]).toEqual(["Start", "2012m3", undefined]);
  const text: Column = {
    ...{ kind: "text", name: "sex", codes: Uint32Array.of(0, 1), levels: ["F", "M"] },
    facts: { valueLabels: [{ value: "M", label: "Male" }] },
  };
  expect([levelLabels(text)!("M"), levelLabels(text)!("F")]).toEqual(["Male", undefined]);
  expect(levelLabels(numeric("year", [2012], { period: "year" }))).toBeUndefined();
  expect(levelLabels(numeric("x", [1], { valueLabels: [{ value: ".a", label: "Refused" }] }))).toBeUndefined();
});

test("names that share their words are told apart; columns joined by ^ have the words of each", () => {
  const table = tableOf(
    numeric("a", [1], { label: "Wage" }),
    numeric("b", [1], { label: "Wage" }),
    numeric("c", [1], { label: "  " }),
    numeric("two words", [1], { label: "Two" }),
  );
  expect(labelsOf(table, ["a", "b", "c", "log(a)"])).toEqual({ labels: { a: "Wage (a)", b: "Wage (b)" } });
  expect(labelsOf(table, ["a^c", "`two words`"])).toEqual({ labels: { "a^c": "Wage × c", "`two words`": "Two" } });
  expect(labelsOf(table, ["c", "c^c"])).toEqual({});
  expect(labelsOf(withoutLabels(table), ["a"])).toEqual({});
});

test("a column keeps its facts in chosen rows, beside others, and joined; missing codes go with their cells", () => {
  const missing = { names: [".a", ".b"], rows: Uint32Array.of(0, 2), codes: Uint8Array.of(1, 0) };
  const right = tableOf(
    numeric("id", [1, 2, 3], { label: "Firm" }),
    numeric("x", [Number.NaN, 5, Number.NaN], { label: "X", missingCodes: missing }),
  );
  const left = tableOf(numeric("id", [9, 3, 3, 1], { label: "Firm" }), numeric("y", [1, 2, 3, 4], { label: "Y" }));
  const { table } = joinTables(left, right, { on: ["id"] });
  expect(table.columns.map(({ facts }) => facts?.label)).toEqual(["Firm", "Y", "X"]);
  expect(table.column("x").facts!.missingCodes).toEqual({
    names: [".a", ".b"],
    rows: Uint32Array.of(1, 2, 3),
    codes: Uint8Array.of(0, 0, 1),
  });
  const chosen = selectRows(withColumns(table, [numeric("z", [1, 2, 3, 4])]), Uint32Array.of(3, 0));
  expect(chosen.column("x").facts!.missingCodes).toMatchObject({ rows: Uint32Array.of(0), codes: Uint8Array.of(1) });
  expect(chosen.column("y").facts).toEqual({ label: "Y" });
});

test("a panel names periods in its errors", () => {
  const month = numeric("month", [626, 626], { period: "month" });
  expect(() => panel(tableOf(numeric("id", [1, 1]), month), { unit: "id", time: "month" })).toThrow(
    "id '1' occurs twice at month 2012m3: rows 1 and 2",
  );
});

test("a label is one line, without control characters", () => {
  const table = tableOf(
    numeric("x", [1], { label: " Income\r\nper\u0007 head ", valueLabels: [{ value: 1, label: "a\nb" }] }),
  );
  expect(labelsOf(table, ["x"])).toEqual({ labels: { x: "Income per head" } });
  expect(levelLabels(table.column("x"))!("1")).toBe("a b");
});
