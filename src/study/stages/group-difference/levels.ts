/**
 * Values of a column that are groups: every one, or those a split chooses and puts together.
 */
import { type Column, MISSING_CODE } from "../../../base/columns.js";
import { didYouMeanOrKnown } from "../../../base/did-you-mean.js";
import { DataError, UsageError } from "../../../base/errors.js";
import { distinctNumbers } from "../../../data/panel/codes.js";
import { formatNumber } from "../../../data/table/write-csv.js";
import type { SplitSpec } from "./schema.js";

/** More groups than this are hardly meant. */
const MOST_GROUPS = 20;

/** Labels of the values that occur, and each row's; MISSING_CODE for none. */
export interface ColumnLevels {
  readonly labels: readonly string[];
  readonly codes: Uint32Array;
}

/** Whether all numbers are 0 or 1. */
export const isBinary = (values: Float64Array): boolean =>
  values.every((value) => value === 0 || value === 1 || Number.isNaN(value)) &&
  values.includes(0) &&
  values.includes(1);

/** The values of `column` in used rows: text in its order, numbers from the highest. */
export function levelsOf(column: Column, isUsed: (row: number) => boolean): ColumnLevels {
  const all =
    column.kind === "text"
      ? { labels: column.levels, codes: column.codes }
      : fromHighest(distinctNumbers(column.values));
  const codes = all.codes.map((code, row) => (isUsed(row) ? code : MISSING_CODE));
  return { labels: all.labels, codes };
}

function fromHighest({ codes, levels }: ReturnType<typeof distinctNumbers>): ColumnLevels {
  const last = levels.length - 1;
  return {
    labels: Array.from(levels, formatNumber).reverse(),
    codes: codes.map((code) => (code === MISSING_CODE ? code : last - code)),
  };
}

/**
 * The groups of `values`, each with its members as positions of labels. Throws UsageError `split_values` for a value that
 * does not occur or stands twice; DataError `split_many_groups`.
 */
export function chosenLevels(
  { labels, codes }: ColumnLevels,
  by: string,
  values: SplitSpec["values"],
): { readonly name: string; readonly members: readonly number[] }[] {
  if (values === undefined) {
    const present = new Set(codes);
    const found = labels.flatMap((name, level) => (present.has(level) ? [{ name, members: [level] }] : []));
    if (found.length <= MOST_GROUPS) return found;
    throw new DataError(
      "split_many_groups",
      `'${by}' has ${found.length} values, at most ${MOST_GROUPS} can be groups: choose some with values, or put them together, values: {NAME: [...]}.`,
      { got: found.length, expected: `<= ${MOST_GROUPS}`, column: by },
    );
  }
  const named = Array.isArray(values)
    ? values.map((value) => [String(value), [value]] as const)
    : Object.entries(values);
  const seen = new Set<number>();
  return named.map(([name, members]) => ({
    name,
    members: members.map((value) => {
      const level = labels.indexOf(String(value));
      if (level < 0) {
        throw new UsageError(
          "split_values",
          `'${by}' has no value '${value}'${didYouMeanOrKnown(String(value), "values", labels)}`,
          {
            got: value,
            expected: labels.slice(0, MOST_GROUPS),
          },
        );
      }
      if (seen.has(level)) {
        throw new UsageError("split_values", `'${value}' of '${by}' stands in two groups; a row has one.`, {
          got: value,
        });
      }
      seen.add(level);
      return level;
    }),
  }));
}
