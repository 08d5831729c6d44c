import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Category, type Column, compareCodePoints, MISSING_CODE } from "../../src/base/columns.js";
import { categoryAt, categoryOf, distinctNumbers } from "../../src/data/panel/codes.js";
import { combine } from "../../src/data/panel/order.js";

const numeric = (...values: number[]): Column => ({ kind: "numeric", name: "x", values: Float64Array.from(values) });
const text = (...cells: (string | null)[]): Column => {
  const levels = [...new Set(cells.filter((cell) => cell !== null))].sort(compareCodePoints);
  const codes = Uint32Array.from(cells, (cell) => (cell === null ? MISSING_CODE : levels.indexOf(cell)));
  return { kind: "text", name: "x", codes, levels };
};
const labels = (category: Category) => Array.from({ length: category.nLevels }, (_, g) => category.label(g));

describe("categoryOf", () => {
  test("numbers are numbered by value", () => {
    const category = categoryOf(numeric(10, 2, Number.NaN, -1, 10, 2.5));
    expect(labels(category)).toEqual(["-1", "2", "2.5", "10"]);
    expect([...category.codes]).toEqual([3, 1, MISSING_CODE, 0, 3, 2]);
  });

  test("text is numbered by value if all levels are canonical integers, else by code point", () => {
    expect(labels(categoryOf(text("10", "9", "-3", "0")))).toEqual(["-3", "0", "9", "10"]);
    expect(labels(categoryOf(text("10", "9", "09")))).toEqual(["09", "10", "9"]);
    expect(labels(categoryOf(text("b", "B", "é", "a")))).toEqual(["B", "a", "b", "é"]);
    expect(labels(categoryOf(text("90071992547409931", "90071992547409930")))).toEqual([
      "90071992547409930",
      "90071992547409931",
    ]);
  });

  test("missing rows are MISSING_CODE; chosen rows use only their own levels", () => {
    const column = text("c", null, "a", "b");
    expect([...categoryOf(column).codes]).toEqual([2, MISSING_CODE, 0, 1]);
    const chosen = categoryOf(column, Uint32Array.of(3, 1, 0));
    expect([labels(chosen), [...chosen.codes]]).toEqual([
      ["b", "c"],
      [0, MISSING_CODE, 1],
    ]);
    expect([...categoryOf(numeric(5, 7, 9), Uint32Array.of(2, 0)).codes]).toEqual([1, 0]);
  });

  test("zero has one level whatever its sign; infinities have their own", () => {
    const category = categoryOf(numeric(0, -0, 0.5, Number.POSITIVE_INFINITY));
    expect(labels(category)).toEqual(["0", "0.5", "Inf"]);
    expect([...category.codes]).toEqual([0, 0, 1, 2]);
    expect([...categoryOf(numeric(-0, 0, 1)).codes]).toEqual([0, 0, 1]);
    expect(categoryOf(numeric()).nLevels).toBe(0);
    expect(categoryOf(numeric(Number.NaN)).nLevels).toBe(0);
  });
});

test("law: distinct numbers are the sorted set, whichever method finds them", () => {
  const value = fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
    fc.double(),
    fc.constant(Number.NaN),
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 200 }), (values) => {
      const { codes, levels } = distinctNumbers(Float64Array.from(values));
      const expected = [...new Set(values.filter((x) => !Number.isNaN(x)).map((x) => x + 0))].sort((a, b) => a - b);
      expect([...levels]).toEqual(expected);
      values.forEach((x, i) => {
        expect(codes[i]).toBe(Number.isNaN(x) ? MISSING_CODE : expected.indexOf(x + 0));
      });
    }),
  );
});

test("hashing grows through many levels", () => {
  const n = 100_000;
  const values = Float64Array.from({ length: n }, (_, i) => ((i * 7919) % n) + 0.5);
  const { codes, levels } = distinctNumbers(values);
  expect(levels.length).toBe(n);
  expect(values.findIndex((value, i) => levels[codes[i]!] !== value)).toBe(-1);
  expect(levels.findIndex((value, k) => value !== k + 0.5)).toBe(-1);
});

describe("combine", () => {
  const category = (name: string, codes: number[], nLevels: number): Category => ({
    name,
    codes: Uint32Array.from(codes),
    nLevels,
    label: (g) => `${name}${g}`,
  });

  test("pairs observed, ordered by (a, b), labelled a_b", () => {
    const both = combine([category("a", [1, 0, 1, MISSING_CODE, 1], 2), category("b", [0, 2, 2, 1, 0], 3)]);
    expect(both.name).toBe("a^b");
    expect(labels(both)).toEqual(["a0_b2", "a1_b0", "a1_b2"]);
    expect([...both.codes]).toEqual([1, 0, 2, MISSING_CODE, 1]);
  });

  test("one is itself, none and unequal lengths are refused", () => {
    const a = category("a", [0, 1], 2);
    expect(combine([a])).toBe(a);
    expect(() => combine([])).toThrow(expect.objectContaining({ code: "category_length" }));
    expect(() => combine([a, category("b", [0], 1)])).toThrow("'a' has 2 rows and 'b' 1");
  });

  // 3,000 x 3,000 pairs are beyond the table, so the second size is sorted.
  test.each([5, 3000])("law: three categories of up to %i levels give the sorted distinct triples", (nLevels) => {
    const code = fc.oneof(fc.nat(nLevels - 1), fc.constant(MISSING_CODE));
    fc.assert(
      fc.property(fc.array(fc.tuple(code, code, code), { maxLength: 60 }), (rows) => {
        const parts = [0, 1, 2].map((k) =>
          category(
            "abc"[k]!,
            rows.map((row) => row[k]!),
            nLevels,
          ),
        );
        const combined = combine(parts);
        const complete = rows.filter((row) => !row.includes(MISSING_CODE));
        const expected = [...new Map(complete.map((row) => [row.join(), row])).values()].sort(
          (x, y) => x[0] - y[0] || x[1] - y[1] || x[2] - y[2],
        );
        expect(labels(combined)).toEqual(expected.map(([a, b, c]) => `a${a}_b${b}_c${c}`));
        rows.forEach((row, i) => {
          const label = `a${row[0]}_b${row[1]}_c${row[2]}`;
          if (row.includes(MISSING_CODE)) expect(combined.codes[i]).toBe(MISSING_CODE);
          else expect(combined.label(combined.codes[i]!)).toBe(label);
        });
      }),
    );
  });
});

describe("categoryAt", () => {
  test("groups some rows as grouping them anew does, missing rows with them", () => {
    const column = numeric(30, 10, Number.NaN, 20, 10, 40);
    const rows = Uint32Array.of(5, 2, 1, 4);
    const some = categoryAt(categoryOf(column), rows);
    expect(some.codes).toEqual(categoryOf(column, rows).codes);
    expect(some.codes).toEqual(Uint32Array.of(1, MISSING_CODE, 0, 0));
    expect(labels(some)).toEqual(["10", "40"]);
    expect(some.name).toBe("x");
  });
});
