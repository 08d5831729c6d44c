/** What the options of a reader do to columns whose types a file declares. */
import { expect, test } from "vitest";
import { withCellOptions } from "../../../src/data/formats/cell-options.js";
import { numericColumn, textColumn } from "../../../src/data/table/new-columns.js";
import { cellsByName } from "../../support/cells.js";

const NAMES = ["x", "city", "left_out"];
const COLUMNS = [
  numericColumn("x", Float64Array.of(1, -99, Number.NaN, -99)),
  textColumn("city", ["NA", "a", " -99 "], Uint32Array.of(0, 1, 2, 0)),
];
const read = (options: Parameters<typeof withCellOptions>[2]) => {
  const { columns, notes } = withCellOptions(COLUMNS, NAMES, options, "a.dta");
  return { ...cellsByName(columns), notes: notes.map(({ message }) => message) };
};

test("cells are as the file has them unless something is asked for", () => {
  expect(read({})).toEqual({ x: [1, -99, null, -99], city: ["NA", "a", " -99 ", "NA"], notes: [] });
});

test("markers are missing in numbers and texts", () => {
  expect(read({ missing: ["-99"] })).toEqual({
    x: [1, null, null, null],
    city: ["NA", "a", null, "NA"],
    notes: [
      expect.stringMatching(/^Column 'x': 2 of 4 cells .*-99/),
      expect.stringMatching(/^Column 'city': 1 of 4 cells .*-99/),
    ],
  });
});

test("markers of one column leave the others, the usual ones too", () => {
  expect(read({ missing: { x: ["-99"] } })).toMatchObject({
    x: [1, null, null, null],
    city: ["NA", "a", " -99 ", "NA"],
  });
});

test("numbers are text where that is asked; a column that was not chosen may be named", () => {
  expect(read({ text: ["x", "left_out"] })).toMatchObject({ x: ["1", "-99", null, "-99"] });
  expect(() => read({ text: ["y"] })).toThrow("a.dta has no column 'y'");
});
