/** Columns of values and of codes as the rest of the library expects them: texts sorted, none unused. */
import {
  type ColumnFacts,
  compareCodePoints,
  MISSING_CODE,
  type NumericColumn,
  sortByCodePoint,
  type TextColumn,
} from "../../base/columns.js";

/** A numeric column; `facts` are left out where there are none. */
export function numericColumn(name: string, values: Float64Array, facts: ColumnFacts = {}): NumericColumn {
  return { kind: "numeric", name, values, ...present(facts) };
}

/** A text column of distinct `cells` in any order, one code a row; MISSING_CODE, and every empty cell, is missing. */
export function textColumn(
  name: string,
  cells: readonly string[],
  codes: Uint32Array,
  facts: ColumnFacts = {},
): TextColumn {
  const used = new Uint8Array(cells.length);
  for (const code of codes) if (code !== MISSING_CODE) used[code] = 1;
  if (isOrdered(cells) && !used.includes(0)) return { kind: "text", name, codes, levels: cells, ...present(facts) };
  const levels = sortByCodePoint([...new Set(cells.filter((cell, code) => cell !== "" && used[code] === 1))]);
  const place = new Map(levels.map((level, code) => [level, code]));
  const placed = Uint32Array.from(cells, (cell) => place.get(cell) ?? MISSING_CODE);
  return {
    kind: "text",
    name,
    codes: codes.map((code) => (code === MISSING_CODE ? MISSING_CODE : placed[code]!)),
    levels,
    ...present(facts),
  };
}

/** Whether `cells` are levels as they stand: in order, distinct, none empty. */
function isOrdered(cells: readonly string[]): boolean {
  if (cells[0] === "") return false;
  for (let code = 1; code < cells.length; code++) {
    if (compareCodePoints(cells[code - 1]!, cells[code]!) >= 0) return false;
  }
  return true;
}

const present = (facts: ColumnFacts) => (Object.keys(facts).length === 0 ? {} : { facts: Object.freeze(facts) });
