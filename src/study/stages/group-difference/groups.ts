/**
 * Rows divided into groups as a split says: by the values of a column, or by cutting a number, of each row or
 * of each unit. Counts what has no group and what changes group. Knows nothing of regressions.
 */

import { MISSING_CODE } from "../../../base/columns.js";
import { DataError, UsageError } from "../../../base/errors.js";
import { rowsOf } from "../../../data/panel/treatment.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { columnValues } from "../../../regression/frame/column-values.js";
import { type CutRows, cutPoints, type SplitSample, unitMeans } from "./cuts.js";
import { chosenLevels, isBinary, levelsOf } from "./levels.js";
import type { SplitAt, SplitSpec } from "./schema.js";

/** A group: a level, or several under a name, or an interval (`above`, `to`], whose ends are null where it has none. */
export interface Group {
  readonly key: string;
  readonly level: string | null;
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
  const byLevel = column.kind === "text" || split.values !== undefined || (!isCut && isBinary(column.values));
  const value = (row: number) => (column.kind === "text" ? levelCode(column.codes[row]!) : column.values[row]!);
  const made = byLevel
    ? byLevels(levelsOf(column, sample.isUsed), split)
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
    binary: byLevel && split.values === undefined && column.kind === "numeric",
    ...divided,
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

function byLevels(levels: ReturnType<typeof levelsOf>, { by, values }: SplitSpec): Divided {
  const chosen = chosenLevels(levels, by, values);
  const of = new Map(chosen.flatMap(({ members }, g) => members.map((level) => [level, g] as const)));
  return {
    groups: chosen.map(({ name, members }, g) => {
      const together = members.map((level) => levels.labels[level]!);
      return { key: keyOf(g), level: name, members: together[0] === name ? [] : together, above: null, to: null };
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
