/** Codes of missing cells follow their rows. */
import { expect, test } from "vitest";
import { numericColumn } from "../../src/data/table/new-columns.js";
import { makeTable, selectRows } from "../../src/data/table/table.js";

test("rows that are chosen keep their codes, in any order and repeated", () => {
  const values = Float64Array.of(1, Number.NaN, 2, Number.NaN, Number.NaN, 3);
  const missingCodes = { names: [".a", ".z"], rows: Uint32Array.of(1, 4), codes: Uint8Array.of(1, 0) };
  const table = makeTable([numericColumn("x", values, { missingCodes })], { name: "x.dta", bytes: 0, sha256: null });
  const codesOf = (...rows: number[]) => {
    const { names, rows: at, codes } = selectRows(table, Uint32Array.from(rows)).column("x").facts!.missingCodes!;
    return Array.from(at, (row, i) => [row, names[codes[i]!]]);
  };
  expect(codesOf(5, 4, 3, 1, 1)).toEqual([
    [1, ".a"],
    [3, ".z"],
    [4, ".z"],
  ]);
  expect(codesOf(0, 5)).toEqual([]);
});
