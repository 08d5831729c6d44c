/** Tables of the page: former values, covered estimates, pinned columns. */
import { expect, test } from "vitest";
import { cellText, emptyCell, numberCell, type TableModel, textCell } from "../../src/report/table-model.js";
import { covered, formerCells, rowKeys } from "../../web/src/state/cells.js";
import { pinOf, withPins } from "../../web/src/state/pins.js";

const table = (estimate: number, error: number, controls: readonly string[] = []): TableModel => ({
  title: "Table 1",
  stub: "y",
  heads: [["(1)"]],
  rows: [
    {
      label: "Treated",
      name: "did",
      quantity: "estimate",
      cells: [numberCell(estimate, estimate.toFixed(3), "", "***")],
      ruleAbove: false,
    },
    { label: "", quantity: "std_error", cells: [numberCell(error, error.toFixed(3), "(", ")")], ruleAbove: false },
    ...controls.map((name) => ({
      label: name,
      quantity: "estimate",
      cells: [numberCell(1, "1.000")],
      ruleAbove: false,
    })),
    { label: "Errors by", quantity: "", cells: [textCell("city")], ruleAbove: true },
    { label: "Observations", quantity: "", cells: [numberCell(100, "100")], ruleAbove: false },
  ],
  notes: [],
});
const words = { pinned: (name: string) => `pinned ${name}`, less: (c: number, name: string) => `(${c}) less ${name}` };
const column = ({ rows }: TableModel, c: number) => rows.map(({ cells }) => cellText(cells[c] ?? emptyCell()));

test("a row is known again by its term and what it holds", () => {
  expect(rowKeys(table(1, 1).rows)).toEqual(["did estimate", "did std_error", "Errors by ", "Observations "]);
});

test("the former value stands where the shown one changed, also behind rows that are new", () => {
  const of = formerCells(table(0.2, 0.1, ["eco"]), table(0.1, 0.1));
  expect(of(0, 0)).toBe("0.100***");
  expect([1, 2, 3, 4].map((r) => of(r, 0))).toEqual([null, null, null, null]);
  expect(formerCells(table(0.1001, 0.1), table(0.1, 0.1))(0, 0)).toBeNull();
  expect(formerCells(table(0.2, 0.1), undefined)(0, 0)).toBeNull();
});

test("blind hides the estimate of the treatment, errors and counts stay", () => {
  const hidden = covered(table(0.2, 0.1, ["eco"]), new Set(["did"]), "hidden");
  expect(column(hidden, 0)).toEqual(["hidden", "(0.100)", "1.000", "city", "100"]);
  expect(JSON.stringify(hidden)).not.toContain("0.2");
});

test("a pin keeps its column, with the difference of estimates alone", () => {
  const pin = pinOf("t", table(0.1, 0.05, ["eco"]), 0, []);
  const wide = withPins(table(0.25, 0.1), [pin], 0, words);
  expect(wide.heads).toEqual([["(1)"], ["pinned A"], ["(1) less A"]]);
  expect(wide.rows.map(({ label }) => label)).toEqual(["Treated", "", "eco", "Errors by", "Observations"]);
  expect(column(wide, 1)).toEqual(["0.100***", "(0.050)", "1.000", "city", "100"]);
  expect(column(wide, 2)).toEqual(["0.150", "", "", "", ""]);
  expect(pinOf("t", table(1, 1), 0, [pin]).name).toBe("B");
});
