/**
 * Numbers of this machine by level of an effect, as statements have them beside the rows: written into the text, joined by the level's
 * keys.
 */
import type { Dialect } from "../dialect.js";
import type { AnswerColumn } from "../engine.js";
import { literalRelation } from "../literal-relation.js";
import { type Key, type Level, list, outOf, rowsOf, SOURCE, type SumsSpec, weightColumn } from "./rows.js";

/** Some numbers for each level of an effect. */
export interface LevelValues {
  readonly keys: readonly Key[];
  readonly levels: readonly Level[];
  readonly values: readonly Float64Array[];
}

/** Levels as a relation p1, p2, ..: keys g1, .. and numbers v1, ... */
function placedLevels(dialect: Dialect, place: number, { keys, levels, values }: LevelValues): string {
  const taken = keys.map(({ isNumeric }, i): AnswerColumn => {
    const column = levels.map((level) => level[i]!);
    return isNumeric ? Float64Array.from(column as number[]) : (column as string[]);
  });
  const columns = [
    ...taken.map((column, i) => [`g${i + 1}`, column] as const),
    ...values.map((column, j) => [`v${j + 1}`, column] as const),
  ];
  return `(SELECT * FROM ${literalRelation(dialect, Object.fromEntries(columns))}) AS p${place}`;
}

/** A condition that a row `rows` is of the level that stands at `place`. */
const isPlaced = (dialect: Dialect, rows: string, keys: readonly Key[], place: number): string =>
  keys
    .map((key, i) => `${outOf({ dialect }, { ...key, column: `${rows}.${key.column}` })} = p${place}.g${i + 1}`)
    .join(" AND ");

/** The rows of a relation whose level of an effect is none of `gone`. */
export function rowsWithout(
  { dialect, relation }: Pick<SumsSpec, "dialect" | "relation">,
  keys: readonly Key[],
  gone: readonly Level[],
): string {
  if (gone.length === 0) return relation;
  const levels = placedLevels(dialect, 1, { keys, levels: gone, values: [] });
  const rows = `(SELECT * FROM ${relation}) AS r`;
  return `(SELECT r.* FROM ${rows} LEFT JOIN ${levels} ON ${isPlaced(dialect, "r", keys, 1)} WHERE p1.g1 IS NULL) AS kept`;
}

/**
 * Rows with t1, t2, ..: sums of the values at their levels, or, where there are `bases` (of z1, .., as `rowsOf` has them), these less the
 * sums; with the columns `keys` and the weight. Rows of other levels are left out.
 */
export function rowsWithLevels(
  spec: SumsSpec,
  keys: readonly string[],
  effects: readonly LevelValues[],
  bases: readonly string[] | null,
): string {
  const n = bases?.length ?? effects[0]!.values.length;
  const made = Array.from({ length: n }, (_, j) => {
    const sum = effects.map((_, place) => `p${place + 1}.v${j + 1}`);
    const value = bases === null ? sum.join(" + ") : [bases[j]!, ...sum].join(" - ");
    return `${value} AS t${j + 1}`;
  });
  const own = [...new Set(keys), ...weightColumn(spec)].map((column) => `${SOURCE}.${column} AS ${column}`);
  const joins = effects.map(
    (effect, place) =>
      ` JOIN ${placedLevels(spec.dialect, place + 1, effect)} ON ${isPlaced(spec.dialect, SOURCE, effect.keys, place + 1)}`,
  );
  return `(SELECT ${list([...own, ...made])} FROM ${rowsOf(spec)}${joins.join("")}) r`;
}
