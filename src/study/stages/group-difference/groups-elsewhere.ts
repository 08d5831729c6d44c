/**
 * Groups of rows that stay with an engine: which values of the column are of which group, read off the design, where every unit has one
 * value. Knows no engine.
 */
import { type Column, MISSING_CODE } from "../../../base/columns.js";
import { NotSupported } from "../../../base/errors.js";
import type { Panel } from "../../../data/panel/panel.js";
import type { StayedGroups } from "../../inputs/stayed-rows.js";

/** Runs of values that fit into a statement. */
const MOST_RUNS = 500;

/** Throws NotSupported `study_groups` unless the design has the column `by`: it does not where a unit has two values. */
export function requireCarried(by: string, { table, unit }: Panel): void {
  if (table.has(by)) return;
  throw new NotSupported(
    "study_groups",
    `'${by}' has two values in some ${unit.name}, and rows that stay are divided by columns with one value in each: make such a column in a query, or write bring: home beside engine.`,
    { got: by, expected: `one value a ${unit.name}` },
  );
}

/**
 * The values of `column` that are of each of `keys`, whose positions `codes` has by row; `isCut` where a row without a position may have
 * the value of another with one, as its unit is not seen where values are cut. Throws NotSupported `study_groups`.
 */
export function valueRuns(
  column: Column,
  codes: Uint32Array,
  keys: readonly string[],
  isCut: boolean,
): StayedGroups["runs"] {
  const groupOf = new Map<number | string, number>();
  codes.forEach((group, row) => {
    const value = column.kind === "numeric" ? column.values[row]! : column.levels[column.codes[row]!];
    if (value === undefined || Number.isNaN(value) || (isCut && group === MISSING_CODE)) return;
    const known = groupOf.get(value) ?? group;
    if (known !== group) throw refused(column.name, `its value ${value} is in two groups`);
    groupOf.set(value, group);
  });
  const sorted = [...groupOf].sort(([a], [b]) => (a < b ? -1 : 1));
  const runs: { group: number; from: number | string; to: number | string }[] = [];
  for (const [value, group] of sorted) {
    const last = runs.at(-1);
    if (last?.group === group && typeof value === "number") last.to = value;
    else runs.push({ group, from: value, to: value });
  }
  const found = runs.flatMap(({ group, ...run }) => (group === MISSING_CODE ? [] : [{ key: keys[group]!, ...run }]));
  if (found.length > MOST_RUNS) throw refused(column.name, `its groups are ${found.length} runs of values`);
  return found;
}

const refused = (by: string, why: string): NotSupported =>
  new NotSupported(
    "study_groups",
    `'${by}' does not divide rows that stay with an engine: ${why}. Make a column of the groups in a query, or write bring: home beside engine.`,
    { got: by, expected: "groups that values distinguish" },
  );
