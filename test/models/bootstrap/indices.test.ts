/** Supplied draws: rows of positions, every bad cell told by row and column. */
import { describe, expect, it } from "vitest";
import type { Column } from "../../../src/base/columns.js";
import { makeTable } from "../../../src/data/table/table.js";
import { indexRows } from "../../../src/verbs/bootstrap/pairs.js";
import { numeric, text } from "../small-panel.js";

const table = (...columns: Column[]) => makeTable(columns, { name: "draws.csv", bytes: 0, sha256: null });

describe("indexRows", () => {
  it("gives a draw a row", () => {
    const draws = indexRows(table(numeric("c1", [1, 2]), numeric("c2", [3, 3])), 3);
    expect(draws.map((draw) => [...draw])).toEqual([
      [1, 3],
      [2, 3],
    ]);
  });

  it.each([
    [[numeric("c1", [1, 2]), numeric("c2", [3, 4])], /draws.csv, row 2, column 'c2': 4 is no position .* 3 clusters/],
    [[numeric("c1", [0])], /row 1, column 'c1': 0 is/],
    [[numeric("c1", [1.5])], /1\.5 is/],
    [[numeric("c1", [1, Number.NaN])], /row 2, column 'c1': an empty cell/],
    [[text("c1", ["a"])], /column 'c1' holds text/],
    [[numeric("c1", [])], /has no draws/],
  ])("refuses %#", (columns, words) => {
    expect(() => indexRows(table(...columns), 3)).toThrow(words);
  });
});
