/**
 * Levels of a grouping as an engine returns them, in the order the library numbers levels in whatever the order they came in.
 */
import { compareCodePoints } from "../../base/columns.js";
import { upTo } from "../../base/row-runs.js";
import type { Answer } from "../engine.js";
import type { SqlGrouping } from "../frame.js";
import type { Key, Level } from "../statements/rows.js";
import { changedRows } from "./guards.js";

/** Levels of a grouping in the order of the library: numbers by value, texts by code point unless all are whole numbers. */
export interface SqlLevels {
  readonly grouping: SqlGrouping;
  readonly levels: readonly Level[];
  /** Position of a level by its key in text. */
  readonly at: ReadonlyMap<string, number>;
  readonly label: (level: number) => string;
  /** Rows of each level. */
  readonly rows: Float64Array;
}

/** The keys of a grouping; of several, all come back as text. */
export const keysOf = ({ keys, isNumeric }: SqlGrouping): Key[] =>
  keys.map((column) => ({ column, isNumeric: isNumeric && keys.length === 1 }));
export const keyText = (level: Level): string => JSON.stringify(level);

/** The distinct levels of `grouping` in an answer whose first columns are its keys; column `counted` has their rows. */
export function levelsIn(
  grouping: SqlGrouping,
  { columns, rows }: Answer,
  counted: number = grouping.keys.length,
): SqlLevels {
  const n = grouping.keys.length;
  const found = new Map<string, { level: Level; rows: number }>();
  const counts = columns[counted] as Float64Array;
  for (let i = 0; i < rows; i++) {
    const level = columns.slice(0, n).map((column) => column[i] as number | string);
    const key = keyText(level);
    const known = found.get(key);
    if (known === undefined) found.set(key, { level, rows: counts[i]! });
    else known.rows += counts[i]!;
  }
  const compare = Array.from({ length: n }, (_, i) => comparison([...found.values()].map(({ level }) => level[i]!)));
  const sorted = [...found.entries()].sort(([, a], [, b]) => {
    for (let i = 0; i < n; i++) {
      const order = compare[i]!(a.level[i]!, b.level[i]!);
      if (order !== 0) return order;
    }
    return 0;
  });
  return {
    grouping,
    levels: sorted.map(([, { level }]) => level),
    at: new Map(sorted.map(([key], position) => [key, position])),
    label: (g) => sorted[g]![1].level.join("_"),
    rows: Float64Array.from(sorted, ([, { rows }]) => rows),
  };
}

/** Those levels that `isKept`, with `rows` in the place of what was counted. */
export function keptLevels(all: SqlLevels, isKept: (level: number) => boolean, rows: Float64Array): SqlLevels {
  const kept = upTo(all.levels.length).filter(isKept);
  const levels = Array.from(kept, (level) => all.levels[level]!);
  return {
    ...all,
    levels,
    at: new Map(levels.map((level, position) => [keyText(level), position])),
    label: (g) => all.label(kept[g]!),
    rows: Float64Array.from(kept, (level) => rows[level]!),
  };
}

/** For each row of an answer whose first columns are the keys of `levels`, which level it is. Throws as `changedRows` where it is none of them. */
export function levelsOf({ grouping, at }: SqlLevels, { columns, rows }: Answer): Uint32Array {
  const keys = columns.slice(0, grouping.keys.length);
  const found = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) {
    const level = keys.map((column) => column[i] as number | string);
    const place = at.get(keyText(level));
    if (place === undefined)
      throw changedRows(`'${level.join("_")}' of '${grouping.name}' was not there before`, level);
    found[i] = place;
  }
  return found;
}

const WHOLE = /^(0|-?[1-9][0-9]*)$/;

/** As `data/panel/codes` numbers levels. */
function comparison(values: readonly (number | string)[]): (a: number | string, b: number | string) => number {
  if (values.every((value) => typeof value === "number" || WHOLE.test(value))) return (a, b) => Number(a) - Number(b);
  return (a, b) => compareCodePoints(String(a), String(b));
}
