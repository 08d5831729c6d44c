/** A table with everything that a Stata file can say. */
import type { Column } from "../../src/base/columns.js";
import { textColumn } from "../../src/data/table/new-columns.js";
import { makeTable, type Table } from "../../src/data/table/table.js";

const numeric = (name: string, cells: readonly number[], facts: Column["facts"]): Column => ({
  kind: "numeric",
  name,
  values: Float64Array.from(cells),
  ...(facts !== undefined && { facts }),
});

const text = (name: string, cells: readonly string[], facts: Column["facts"]): Column => {
  const levels = [...new Set(cells)];
  return textColumn(
    name,
    levels,
    Uint32Array.from(cells, (cell) => levels.indexOf(cell)),
    facts,
  );
};

const MISSING = Number.NaN;
const missingCodes = { names: [".a", ".z"], rows: Uint32Array.of(2, 3), codes: Uint8Array.of(0, 1) };
const valueLabels = [
  { value: -5, label: "low" },
  { value: 100, label: "high, très haut" },
  { value: ".a", label: "refused" },
];

export const stataSample = (): Table =>
  makeTable(
    [
      numeric("b", [-5, 100, MISSING, MISSING], { label: "a byte", missingCodes, valueLabels }),
      numeric("i", [101, -32_767, MISSING, MISSING], { missingCodes, valueLabels }),
      numeric("l", [32_741, -2_147_483_647, MISSING, MISSING], { missingCodes }),
      numeric("f", [0.5, -1.5, MISSING, MISSING], { missingCodes, notes: ["first", "second"] }),
      numeric("d", [0.1, -8.9e307, MISSING, MISSING], { missingCodes, characteristics: { unit_of: "euros" } }),
      numeric("month", [626, 0, -1, MISSING], { period: "month" }),
      text("day", ["2020-02-29", "1960-01-01", "", "1959-12-31"], { stored: "int %td" }),
      text("time", ["2020-02-29 12:34:56", "1960-01-01 00:00:00", "", "1959-12-31 23:59:59.999"], {
        stored: "double %tc",
      }),
      text("word", ["中国", "", "naïve", "a"], { label: "text, short" }),
      text("lines", ["z".repeat(2046), "short", "", "z".repeat(2046)], { label: "text, long" }),
      numeric("GDP per head", [1, 2, 3, 4], undefined),
    ],
    {
      name: "sample",
      bytes: 0,
      sha256: null,
      facts: { format: "-", label: "everything", notes: ["about the data"], characteristics: { made_by: "hand" } },
    },
  );
