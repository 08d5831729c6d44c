/** Where two versions of a file differ, by hand-written files: tables in three formats, JSON, a page. */
import { describe, expect, test } from "vitest";
import { numberIn, placesOf } from "../../../src/study/replication/places.js";

const only = (name: string, was: string, is: string) => {
  const { count, places } = placesOf(name, was, is);
  expect(count).toBe(1);
  return places[0]!;
};

test("numbers as they are printed", () => {
  for (const [text, value] of [
    ["0.0183***", 0.0183],
    ["0.0183\\*\\*\\*", 0.0183],
    ["(0.056)", 0.056],
    ["[−1,234.5]", -1234.5],
    ["$-$0.025$^{**}$", -0.025],
    ["4.4e-4", 0.00044],
    ["4.4e$-$4", 0.00044],
    ["\\textsuperscript{*}12", 12],
  ] as const) {
    expect(numberIn(text), text).toBe(value);
  }
  for (const text of ["", "yes", "<0.001", "[0.1, 0.2]", "2010 to 2016", "1,2"])
    expect(numberIn(text), text).toBeNull();
});

describe("LaTeX", () => {
  const table = (cells: string) =>
    `\\begin{tabular}{@{}>{\\raggedright\\arraybackslash}p{50pt}r@{}llr@{}l@{}}\nTerm & \\multicolumn{2}{c}{(1)} & (2) & \\multicolumn{2}{c}{(3)} \\\\\nPilot & ${cells} \\\\\n\\end{tabular}\n`;

  test("a number in two cells is one, in the column it is printed in", () => {
    const was = table("0 & .069 & yes & $-$1 & .5");
    expect(only("t.tex", was, table("0 & .069 & yes & $-$1 & .7"))).toMatchObject({
      ...{ line: 3, row: "Pilot", column: 3, was: "$-$1.5", is: "$-$1.7" },
      by: expect.closeTo(-0.2, 12),
    });
    expect(only("t.tex", was, table("0 & .079 & yes & $-$1 & .5"))).toMatchObject({
      column: 1,
      was: "0.069",
      is: "0.079",
    });
    expect(only("t.tex", was, table("0 & .069 & no & $-$1 & .5"))).toMatchObject({
      column: 2,
      was: "yes",
      is: "no",
      by: null,
    });
    const spanned = "\\multicolumn{2}{c}{yes} & a & 1 & .0";
    expect(only("t.tex", table(spanned), table(spanned.replace(".0", ".1")))).toMatchObject({ column: 3, is: "1.1" });
  });
});

test("Markdown: the row above names a row without a label; escaped bars stay in their cell", () => {
  const table = (b: string, se: string) => `| | (1) | (2) |\n| a \\| b | 1.0 | ${b} |\n| | (0.1) | (${se}) |\n`;
  expect(only("t.md", table("2.0", "0.3"), table("2.0", "0.4"))).toMatchObject({ row: "a \\| b", column: 2, line: 3 });
  expect(only("t.md", table("2.0", "0.3"), table("2.5", "0.3"))).toMatchObject({ line: 2, by: 0.5, relative: 0.2 });
});

test("CSV: label and quantity name the row", () => {
  const csv = (value: string) => `term,quantity,(1)\n"did, a",estimate,${value}\n`;
  expect(only("t.csv", csv("1"), csv("2"))).toMatchObject({ row: "did, a, estimate", column: 1, line: 2, by: 1 });
});

test("lines more or fewer are counted, not compared one against the next", () => {
  expect(placesOf("report.md", "a\nb\nc\n", "a\nc\n")).toMatchObject({
    count: 1,
    places: [{ line: 2, was: "b", is: "c" }],
  });
});

test("JSON: a pointer, with keys that hold its signs escaped; text that is none", () => {
  expect(only("r.json", '{"a/b":{"~":[1,2]}}', '{"a/b":{"~":[1,3]}}')).toMatchObject({ at: "/a~1b/~0/1", by: 1 });
  expect(only("r.json", "{", "{}")).toMatchObject({ at: null, by: null });
});
