/** Rows in blocks of ascending codes, and rows that are alike, against sorts and maps of strings. */
import { describe, expect, it } from "vitest";
import { type Category, MISSING_CODE } from "../../src/base/columns.js";
import { firstAlike } from "../../src/data/panel/codes.js";
import { rowsByPair } from "../../src/data/panel/order.js";

const category = (codes: Uint32Array, nLevels: number): Category => ({ name: "g", codes, nLevels, label: String });

/** A seeded sequence of whole numbers below `size` (Park & Miller 1988). */
function sequence(seed: number) {
  let state = seed;
  return (size: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % size;
  };
}

/** Codes of blocks of rows: block b has codes from b * width on, so that no block reaches into the next. */
function blocked(lengths: readonly number[], width: number, next: (size: number) => number): Uint32Array {
  return Uint32Array.from(lengths.flatMap((length, b) => Array.from({ length }, () => b * width + next(width))));
}

const cases: readonly (readonly [string, readonly number[], number])[] = [
  ["short blocks", Array.from({ length: 60 }, (_, b) => b % 20), 3],
  ["long blocks", [400, 30, 25, 1, 900], 50],
  ["one block of wide codes", [3000], 100_000],
];

describe("rows by pair", () => {
  it.each(cases)("%s come as a stable sort brings them, missing ones left out", (_, lengths, width) => {
    const next = sequence(11);
    const a = blocked(lengths, width, next);
    const b = a.map(() => next(1500));
    for (let i = 5; i < a.length; i += 37) (i % 2 === 0 ? a : b)[i] = MISSING_CODE;
    const expected = [...a.keys()].filter((i) => a[i] !== MISSING_CODE && b[i] !== MISSING_CODE);
    expected.sort((i, j) => a[i]! - a[j]! || b[i]! - b[j]! || i - j);
    const order = rowsByPair(category(a, lengths.length * width), category(b, 1500));
    expect([...order.rows]).toEqual(expected);
    expect([...order.a]).toEqual(expected.map((i) => a[i]));
    expect([...order.b]).toEqual(expected.map((i) => b[i]));
  });

  it("no rows are in order", () => {
    expect(rowsByPair(category(new Uint32Array(0), 0), category(new Uint32Array(0), 0)).rows).toHaveLength(0);
  });
});

describe("rows that are alike", () => {
  it.each([
    ["in the order of the grouping with most levels", true],
    ["in any order", false],
  ])("%s: the first of each kind, missing ones apart", (_, sorted) => {
    const next = sequence(5);
    const n = 4000;
    const drawn = Uint32Array.from({ length: n }, () => next(300));
    const firm = sorted ? drawn.toSorted() : drawn;
    const [product, year] = [3, 4].map((size) => Uint32Array.from({ length: n }, () => next(size)));
    for (let i = 3; i < n; i += 101) (i % 2 === 0 ? firm : product!)[i] = MISSING_CODE;
    const known = new Map<string, number>();
    const expected = Array.from({ length: n }, (_, i) => {
      if (firm[i] === MISSING_CODE || product![i] === MISSING_CODE) return MISSING_CODE;
      const key = [firm[i], product![i], year![i]].join();
      if (!known.has(key)) known.set(key, i);
      return known.get(key)!;
    });
    expect(known.size).toBeLessThan(n - 500);
    const found = firstAlike([category(year!, 4), category(firm, 300), category(product!, 3)]);
    expect([...found]).toEqual(expected);
  });

  it("of one grouping alone", () => {
    expect([...firstAlike([category(Uint32Array.of(1, 0, 1, 0, 2), 3)])]).toEqual([0, 1, 0, 1, 4]);
  });
});
