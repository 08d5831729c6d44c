/**
 * Rows divided into groups as a split says: by the values of a column, or by cutting a number, of each row or
 * of each unit. Counts what has no group and what changes group. Knows nothing of regressions.
 */
import { type Column, MISSING_CODE, type Period } from "../../../base/columns.js";
import { didYouMeanOrKnown } from "../../../base/did-you-mean.js";
import { DataError, UsageError } from "../../../base/errors.js";
import { levelLabels } from "../../../data/labels.js";
import { distinctNumbers } from "../../../data/panel/codes.js";
import type { Panel } from "../../../data/panel/panel.js";
import { rowsOf } from "../../../data/panel/treatment.js";
import { formatNumber } from "../../../data/table/write-csv.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { groupQuantiles } from "../../../engine/kernels/ranks.js";
import { columnValues } from "../../../regression/frame/column-values.js";
import type { SplitAt, SplitSpec } from "./schema.js";

/** A group: a level, or several under a name, or an interval (`above`, `to`], whose ends are null where it has none. */
export interface Group {
  readonly key: string;
  readonly level: string | null;
  /** What the data call it; absent without a label. */
  readonly words?: string;
  /** Values put together under the name `level`; none of a single value. */
  readonly members: readonly string[];
  readonly above: number | null;
  readonly to: number | null;
}

/** A split made: what every row's group is, and all that was chosen or left out on the way. */
export interface Groups {
  readonly by: string;
  /** null where values are groups. */
  readonly at: SplitAt | null;
  /** The values are 0 and 1. */
  readonly binary: boolean;
  readonly cuts: readonly number[];
  /** The median or quantiles the cuts are; null where numbers were given. */
  readonly shares: readonly number[] | null;
  /** First treated period of the whole sample, where rows before it make the groups. */
  readonly before: number | null;
  /** What it counts, where the data say so. */
  readonly period?: Period;
  readonly groups: readonly Group[];
  /** Position in `groups` of every row of the panel, MISSING_CODE for none. */
  readonly codes: Uint32Array;
  /** Rows, and whole units, without a value; rows whose value is none of the groups. */
  readonly missing: { readonly rows: number; readonly units: number };
  readonly other: number;
  /** Units with rows in more than one group. */
  readonly changing: number;
  /** Every unit has one value in all its rows. */
  readonly constant: boolean;
}

/**
 * Divides the rows. Throws UsageError `split_levels` for cuts of text, `split_values`, `split_cuts`, `split_labels`; DataError
 * `split_one_group`, `split_many_groups`, `split_no_before`, and as `columnValues`.
 */
export function makeGroups(engine: Engine, split: SplitSpec, sample: SplitSample): Groups {
  const { column } = columnValues(engine, sample.panel, split.by);
  const isCut = split.cut !== undefined || split.at !== undefined;
  if (isCut && (column.kind === "text" || split.values !== undefined)) {
    throw new UsageError(
      "split_levels",
      `'${split.by}' is split by its values, so it has no ${split.cut === undefined ? "at" : "cut"}: leave that out${column.kind === "text" ? "" : ", or leave values out"}.`,
      { got: split.cut ?? split.at, expected: "values alone" },
    );
  }
  const isNamed = !isCut && split.values === undefined && isCategory(column);
  const byLevel =
    column.kind === "text" || split.values !== undefined || isNamed || (!isCut && isBinary(column.values));
  const value = (row: number) => (column.kind === "text" ? levelCode(column.codes[row]!) : column.values[row]!);
  const made = byLevel
    ? byLevels(
        isNamed ? fromLowest(levelsOf(column, sample.isUsed)) : levelsOf(column, sample.isUsed),
        split,
        levelLabels(column),
      )
    : byCuts(engine, split, sample, (column as { readonly values: Float64Array }).values);
  const codes = made.codes.map((code, row) => (sample.isUsed(row) ? code : MISSING_CODE));
  const used = withoutEmpty(made.groups, codes, split);
  if (split.labels !== undefined && split.labels.length !== used.groups.length) {
    throw new UsageError(
      "split_labels",
      `'${split.by}' makes ${used.groups.length} groups and has ${split.labels.length} labels: give one a group, in their order.`,
      { got: split.labels.length, expected: used.groups.length },
    );
  }
  const { isMissing, ...divided } = made;
  return {
    by: split.by,
    ...{ at: null, cuts: [], shares: null, before: null },
    binary: byLevel && !isNamed && split.values === undefined && column.kind === "numeric",
    ...divided,
    ...(made.before == null || sample.panel.period === undefined ? {} : { period: sample.panel.period }),
    ...used,
    ...counts(sample, used.codes, isMissing, value),
  };
}

/** A missing level as a number that compares as missing does. */
const levelCode = (code: number): number => (code === MISSING_CODE ? Number.NaN : code);

interface Divided extends Partial<Pick<Groups, "at" | "cuts" | "shares" | "before">> {
  readonly groups: readonly Group[];
  readonly codes: Uint32Array;
  readonly isMissing: (row: number) => boolean;
}

function byLevels(
  levels: ReturnType<typeof levelsOf>,
  { by, values }: SplitSpec,
  called: ReturnType<typeof levelLabels>,
): Divided {
  const chosen = chosenLevels(levels, by, values);
  const of = new Map(chosen.flatMap(({ members }, g) => members.map((level) => [level, g] as const)));
  return {
    groups: chosen.map(({ name, members }, g) => {
      const together = members.map((level) => levels.labels[level]!);
      const isSingle = together[0] === name;
      const words = isSingle ? called?.(name) : undefined;
      return {
        ...{ key: keyOf(g), level: name, members: isSingle ? [] : together, above: null, to: null },
        ...(words === undefined ? {} : { words }),
      };
    }),
    codes: levels.codes.map((level) => of.get(level) ?? MISSING_CODE),
    isMissing: (row) => levels.codes[row] === MISSING_CODE,
  };
}

function byCuts(engine: Engine, split: SplitSpec, sample: SplitSample, values: Float64Array): Divided {
  const at = split.at ?? "unit-mean-before";
  const rows: CutRows =
    at === "observation" ? { values, once: sample.isUsed } : unitMeans(split.by, at, sample, values);
  const { cuts, shares } = cutPoints(engine, split, rows);
  const n = cuts.length;
  // the highest group stands first
  const groups = Array.from({ length: n + 1 }, (_, g) => ({
    key: keyOf(g),
    level: null,
    members: [],
    above: cuts[n - 1 - g] ?? null,
    to: cuts[n - g] ?? null,
  }));
  const codes = Uint32Array.from(rows.values, (value) =>
    Number.isNaN(value) ? MISSING_CODE : n - cuts.filter((cut) => value > cut).length,
  );
  return {
    ...{ at, cuts, shares, groups, codes },
    before: at === "unit-mean-before" ? sample.firstTreated : null,
    isMissing: (row) => Number.isNaN(rows.values[row]!),
  };
}

/** Keys in the order of their code points, as levels of a text column are. */
const keyOf = (g: number): string => `g${String(g + 1).padStart(2, "0")}`;

/** The groups that have rows. A cut with nobody above or beneath is an error, a level without rows is no group. */
function withoutEmpty(groups: readonly Group[], codes: Uint32Array, { by }: SplitSpec) {
  const kept = groups.filter((_, g) => codes.includes(g));
  const isCut = groups.some(({ level }) => level === null);
  if (kept.length < 2 || (isCut && kept.length < groups.length)) {
    throw new DataError(
      "split_one_group",
      `'${by}' leaves ${kept.length} of ${groups.length} groups with rows in the sample: ${isCut ? "cut it elsewhere, or split by its values" : "split by a column that varies"}.`,
      { got: kept.length, expected: ">= 2", column: by },
    );
  }
  const position = new Map(kept.map((group, g) => [groups.indexOf(group), g]));
  return {
    groups: kept.map((group, g) => ({ ...group, key: keyOf(g) })),
    codes: codes.map((code) => position.get(code) ?? MISSING_CODE),
  };
}

function counts(
  { panel, isUsed }: SplitSample,
  codes: Uint32Array,
  isMissing: (row: number) => boolean,
  value: (row: number) => number,
): Pick<Groups, "missing" | "other" | "changing" | "constant"> {
  let [lostRows, lostUnits, other, changing, constant] = [0, 0, 0, 0, true];
  for (let u = 0; u < panel.nUnits; u++) {
    const rows = rowsOf(panel, u).filter(isUsed);
    const missing = rows.filter(isMissing).length;
    lostRows += missing;
    if (missing > 0 && missing === rows.length) lostUnits++;
    other += rows.filter((row) => codes[row] === MISSING_CODE).length - missing;
    if (new Set(rows.map((row) => codes[row]!).filter((code) => code !== MISSING_CODE)).size > 1) changing++;
    if (new Set(rows.map(value).filter((own) => !Number.isNaN(own))).size > 1) constant = false;
  }
  return { missing: { rows: lostRows, units: lostUnits }, other, changing, constant };
}

// Numbers that rows are cut by.

/** What groups are made of: the panel, which rows count, the first treated period. */
export interface SplitSample {
  readonly panel: Panel;
  readonly isUsed: (row: number) => boolean;
  readonly firstTreated: number | null;
}

/** A number a row of the panel (f64[nRows], NaN for none), and the rows where each number counts once for quantiles. */
export interface CutRows {
  readonly values: Float64Array;
  readonly once: (row: number) => boolean;
}

/** Each unit's mean of `values` over its used rows, or those before the first treated period, set in all its rows. */
export function unitMeans(
  by: string,
  at: Exclude<SplitAt, "observation">,
  { panel, isUsed, firstTreated }: SplitSample,
  values: Float64Array,
): CutRows {
  if (at === "unit-mean-before" && firstTreated === null) {
    throw new DataError(
      "split_no_before",
      `'${by}' can't be averaged before treatment: no unit of the sample begins to be treated in it. Set at to unit-mean or observation.`,
      { got: null, expected: "a first treated period" },
    );
  }
  const end = at === "unit-mean-before" ? firstTreated! : Number.POSITIVE_INFINITY;
  const means = new Float64Array(panel.table.nRows).fill(Number.NaN);
  const first = new Uint8Array(panel.table.nRows);
  for (let u = 0; u < panel.nUnits; u++) {
    const rows = rowsOf(panel, u).filter(isUsed);
    const known = rows.filter((row) => panel.timeValues[row]! < end && !Number.isNaN(values[row]!));
    if (known.length === 0) continue;
    const mean = known.reduce((sum, row) => sum + values[row]!, 0) / known.length;
    for (const row of rows) means[row] = mean;
    first[rows[0]!] = 1;
  }
  if (first.includes(1)) return { values: means, once: (row) => first[row] === 1 };
  throw new DataError(
    "split_no_before",
    `'${by}' has no value in any row${end === Number.POSITIVE_INFINITY ? "" : ` before ${end}, the first treated period of the sample`}. Set at to ${at === "unit-mean" ? "observation" : "unit-mean or observation"}, or split by another column.`,
    { got: 0, expected: "a unit with a value", column: by },
  );
}

/** The cuts, ascending, and the shares they are quantiles of. Throws UsageError `split_cuts` unless they ascend. */
export function cutPoints(
  engine: Engine,
  { by, cut = "median" }: SplitSpec,
  { values, once }: CutRows,
): { readonly cuts: readonly number[]; readonly shares: readonly number[] | null } {
  if (typeof cut === "number" || Array.isArray(cut)) return { cuts: ascending(by, [cut].flat()), shares: null };
  const shares = cut === "median" ? [0.5] : ascending(by, [cut.quantile].flat());
  const counted = values.filter((_, row) => once(row));
  const cuts = groupQuantiles(engine, counted, new Uint32Array(counted.length), 1, shares);
  return { cuts: ascending(by, [...cuts]), shares };
}

function ascending(by: string, cuts: readonly number[]): readonly number[] {
  if (cuts.every((cut, i) => Number.isFinite(cut) && (i === 0 || cut > cuts[i - 1]!))) return cuts;
  throw new UsageError("split_cuts", `'${by}' is cut at ${cuts.join(", ")}; cuts must ascend.`, {
    got: cuts,
    expected: "ascending numbers",
  });
}

// Values of a column that are groups.

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

/** Whether `column` holds numbers that the data call by labels, all of them; 0 and 1 are groups without. */
function isCategory(column: Column): boolean {
  if (column.kind === "text" || column.facts?.valueLabels === undefined || isBinary(column.values)) return false;
  const labelled = new Set(column.facts.valueLabels.map(({ value }) => value));
  return column.values.every((value) => Number.isNaN(value) || labelled.has(value));
}

/** Levels of numbers from the lowest. */
const fromLowest = ({ labels, codes }: ColumnLevels): ColumnLevels => ({
  labels: [...labels].reverse(),
  codes: codes.map((code) => (code === MISSING_CODE ? code : labels.length - 1 - code)),
});

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
