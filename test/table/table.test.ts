import { describe, expect, test } from "vitest";
import { type Column, MISSING_CODE } from "../../src/base/columns.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { makeTable, selectRows, withColumns } from "../../src/data/table/table.js";

const source = { name: "cities.csv", bytes: 10, sha256: null };
const x: Column = { kind: "numeric", name: "quality", values: Float64Array.of(1, Number.NaN, 3) };
const city: Column = { kind: "text", name: "city", codes: Uint32Array.of(1, 0, MISSING_CODE), levels: ["a", "b"] };
const table = makeTable([x, city], source, [{ code: "trimmed", message: "m" }]);

describe("makeTable", () => {
  test("gives columns by name and type", () => {
    expect(table.nRows).toBe(3);
    expect(table.names).toEqual(["quality", "city"]);
    expect(table.numeric("quality")).toBe(x.values);
    expect(table.text("city")).toBe(city);
    expect([table.has("city"), table.has("City")]).toEqual([true, false]);
    expect(Object.isFrozen(table) && Object.isFrozen(table.columns) && Object.isFrozen(table.notes)).toBe(true);
  });

  test("an unknown column is named with the nearest", () => {
    expect(() => table.column("qualty")).toThrow("cities.csv has no column 'qualty'; did you mean 'quality'?");
    expect(() => table.column("qualty")).toThrow(expect.objectContaining({ code: "unknown_column" }));
  });

  test("numbers asked for as text, and lengths that differ, are refused", () => {
    expect(() => table.text("quality")).toThrow(expect.objectContaining({ code: "not_text" }));
    expect(() => makeTable([x, { ...x, name: "y", values: new Float64Array(2) }], source)).toThrow(
      "column 'y' has 2 rows, the first column has 3",
    );
    expect(() => makeTable([x, x], source)).toThrow(expect.objectContaining({ code: "duplicate_column" }));
  });
});

describe("text where numbers are needed", () => {
  const error = (csv: string) => {
    try {
      parseCsv(csv).numeric("x");
    } catch (caught) {
      return caught;
    }
    return undefined;
  };

  test("the first offending cell and the number of them are named", () => {
    expect(error("x,y\n1,1\n,2\nn.a.,3\n4,4\nb,5\nn.a.,6\n")).toMatchObject({
      code: "not_numeric",
      message:
        "Column 'x' is not numeric: 3 of 6 cells are not numbers, first at row 3: 'n.a.'; correct or blank these cells, or use the column as text.",
      detail: { row: 3, got: "n.a.", count: 3 },
    });
  });

  test("a comma before three digits may separate thousands, which points in its place would divide by 1,000", () => {
    const message = (text: string) => ({ message: expect.stringContaining(text) });
    expect(error('x,y\n1,1\n"1,110",2\n')).toMatchObject(message("separated thousands"));
    expect(error('x,y\n1,1\n"1,5",2\n')).not.toMatchObject(message("thousands"));
  });

  test("a decimal comma is called one", () => {
    expect(error("x;y\n1;1\n1,5;2\n")).toMatchObject({
      message: expect.stringContaining("decimal comma"),
      detail: { row: 2 },
    });
  });

  test("codes are called codes", () => {
    expect(error("x,y\n12,1\n007,2\n")).toMatchObject({
      message: "Column 'x' holds codes, not numbers (1 of 2 cells, first at row 2: '007').",
    });
  });
});

test("selectRows gathers in the order given and drops unused levels", () => {
  const selected = selectRows(table, Uint32Array.of(2, 0, 0));
  expect([...selected.numeric("quality")]).toEqual([3, 1, 1]);
  expect(selected.text("city")).toEqual({
    kind: "text",
    name: "city",
    codes: Uint32Array.of(MISSING_CODE, 0, 0),
    levels: ["b"],
  });
  expect(selected.notes).toEqual(table.notes);
});

test("withColumns replaces in place and appends", () => {
  const square: Column = { kind: "numeric", name: "square", values: Float64Array.of(1, 4, 9) };
  const quality: Column = { kind: "numeric", name: "quality", values: Float64Array.of(7, 8, 9) };
  const derived = withColumns(table, [square, quality]);
  expect(derived.names).toEqual(["quality", "city", "square"]);
  expect(derived.numeric("quality")).toBe(quality.values);
  expect(table.numeric("quality")).toBe(x.values);
});
