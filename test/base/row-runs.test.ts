/** Values at chosen rows: by runs or one by one, the same; and how rows fall into runs. */
import { describe, expect, it } from "vitest";
import { codesAt, numbersAt, runsOf } from "../../src/base/row-runs.js";
import { seeded } from "../support/random.js";

const rowsFrom = (n: number, keep: (i: number) => boolean) =>
  Uint32Array.from(Array.from({ length: n }, (_, i) => i).filter(keep));

describe("runsOf", () => {
  it("tells first row and length of each run of neighbours", () => {
    const rows = rowsFrom(100, (i) => i !== 0 && i !== 40 && i !== 41);
    expect(runsOf(rows)).toEqual([1, 39, 42, 58]);
    expect(runsOf(new Uint32Array(0))).toEqual([]);
    expect(runsOf(Uint32Array.of(7))).toEqual([7, 1]);
  });

  it("finds the end of runs of any length", () => {
    for (let length = 1; length < 300; length++) {
      const rows = rowsFrom(400, (i) => i < length || i >= length + 3);
      expect(runsOf(rows)).toEqual([0, length, length + 3, 397 - length]);
    }
  });

  it("declines rows that fall apart", () => {
    expect(runsOf(rowsFrom(1_000, (i) => i % 2 === 0))).toBeUndefined();
  });
});

describe("values at rows", () => {
  const random = seeded(5);
  const n = 2_000;
  const values = Float64Array.from({ length: n }, random);
  const codes = Uint32Array.from({ length: n }, () => Math.floor(9 * random()));
  it.each([
    ["few left out", rowsFrom(n, (i) => i % 301 !== 5)],
    ["half", rowsFrom(n, (i) => i % 2 === 1)],
    ["none", new Uint32Array(0)],
  ])("%s", (_, rows) => {
    expect(numbersAt(values, rows)).toEqual(Float64Array.from(rows, (row) => values[row]!));
    expect(codesAt(codes, rows)).toEqual(Uint32Array.from(rows, (row) => codes[row]!));
  });
});
