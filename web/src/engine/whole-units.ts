/**
 * Rows of a large table that say of it what all of them would: every row of its first units. Roles are guessed from these in a moment, and
 * confirmed on all rows while the page is read.
 */
import { MISSING_CODE } from "../../../src/base/columns.js";
import { selectRows, type Table } from "../../../src/data/table/table.js";
import type { GivenChoices } from "../../../src/study/init/choose-study.js";
import { keyPairs } from "../../../src/study/init/column-candidates.js";

/** Rows guessed from. */
const MOST_ROWS = 50_000;

/** All rows of the first units of `table`, as many as come to 50,000; the whole table where that is smaller, or no units are found. */
export function wholeUnits(table: Table, given: Pick<GivenChoices, "unit" | "time">): Table {
  if (table.nRows <= MOST_ROWS) return table;
  const unit = given.unit ?? unitOf(table, given);
  return unit === undefined ? table : selectRows(table, rowsOfFirst(groupsOf(table, unit)));
}

/** The unit that the first rows show, or rows at equal distances, where the first are all of a period. */
function unitOf(table: Table, { time }: Pick<GivenChoices, "time">): string | undefined {
  const known = time === undefined ? {} : { time };
  const first = Uint32Array.from({ length: MOST_ROWS }, (_, row) => row);
  const step = table.nRows / MOST_ROWS;
  const spread = first.map((row) => Math.floor(row * step));
  for (const rows of [first, spread]) {
    const pair = keyPairs(selectRows(table, rows), known)[0];
    if (pair !== undefined) return pair.unit.name;
  }
  return undefined;
}

/** A number or code by row that is the same within units. */
function groupsOf(table: Table, unit: string): ArrayLike<number> {
  const column = table.column(unit);
  return column.kind === "text" ? column.codes : column.values;
}

function rowsOfFirst(groups: ArrayLike<number>): Uint32Array {
  const sizes = new Map<number, number>();
  for (let row = 0; row < groups.length; row++) sizes.set(groups[row]!, (sizes.get(groups[row]!) ?? 0) + 1);
  const taken = new Set<number>();
  let rows = 0;
  for (const [group, size] of sizes) {
    if (group === MISSING_CODE) continue;
    if (rows > 0 && rows + size > MOST_ROWS) break;
    taken.add(group);
    rows += size;
  }
  return Uint32Array.from(Array.from(groups, (_, row) => row).filter((row) => taken.has(groups[row]!)));
}
