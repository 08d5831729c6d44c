/** Rows alone in a level of an effect, found again after each is taken out: regressions drop them, so that N is smaller than the data. */
import { type Category, MISSING_CODE } from "../../base/columns.js";
import { categoryOf } from "../../data/panel/codes.js";
import { combine } from "../../data/panel/order.js";
import { finding } from "../finding.js";
import { type Inspected, numbersOf, regressorColumns } from "../inspected.js";
import type { InspectRule } from "./rule.js";

export const singletons: InspectRule = {
  name: "singletons",
  needs: ["formula"],
  limits: {},
  find(data) {
    if (data.effects.length === 0) return [];
    const effects = effectCategories(data);
    const complete = completeRows(data);
    const kept = complete.slice();
    const dropped = dropAlone(effects, kept);
    if (dropped.length === 0) return [];
    const rows = complete.reduce((sum, one) => sum + one, 0);
    return [
      finding(
        "singletons",
        "note",
        "rows_alone",
        {
          rows: dropped.length,
          of: rows,
          effects: effects.map(({ name }) => name),
          left: rows - dropped.length,
          first: dropped.slice(0, 5).map((row) => row + 1),
        },
        { columns: effects.map(({ name }) => name), rows: dropped.map((row) => row + 1) },
      ),
    ];
  },
};

/** Categories of the formula's effects. */
export const effectCategories = ({ effects, table }: Inspected): Category[] =>
  effects.map((columns) => combine(columns.map((name) => categoryOf(table.column(name)))));

/** 1 for rows that have outcome, regressors, instruments and effects; u8[nRows]. */
export function completeRows(data: Inspected): Uint8Array {
  const { table, outcomes } = data;
  const complete = new Uint8Array(table.nRows).fill(1);
  for (const name of [...outcomes, ...regressorColumns(data)]) {
    const values = numbersOf(data, name);
    if (values !== null)
      for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row]!)) complete[row] = 0;
    const column = values === null && table.has(name) ? table.column(name) : undefined;
    if (column?.kind === "text")
      column.codes.forEach((code, row) => {
        if (code === MISSING_CODE) complete[row] = 0;
      });
  }
  for (const { codes } of effectCategories(data)) {
    for (let row = 0; row < codes.length; row++) if (codes[row] === MISSING_CODE) complete[row] = 0;
  }
  return complete;
}

/** Takes rows alone in a level out of `kept` until there are none; the rows taken out, ascending. */
function dropAlone(effects: readonly Category[], kept: Uint8Array): number[] {
  const counts = effects.map(({ nLevels, codes }) => {
    const own = new Uint32Array(nLevels);
    for (let row = 0; row < kept.length; row++) if (kept[row] === 1) own[codes[row]!]!++;
    return own;
  });
  const dropped: number[] = [];
  for (let found = true; found; ) {
    found = false;
    for (let row = 0; row < kept.length; row++) {
      if (kept[row] === 0 || !effects.some(({ codes }, e) => counts[e]![codes[row]!] === 1)) continue;
      kept[row] = 0;
      dropped.push(row);
      effects.forEach(({ codes }, e) => {
        counts[e]![codes[row]!]!--;
      });
      found = true;
    }
  }
  return dropped.sort((a, b) => a - b);
}
