/**
 * Rows to units: the weighted mean and the weight of every unit of every group in each period, and of the
 * groups themselves straight from the rows, so that sums over units can be compared with them. Rows that can't serve are
 * counted by the first reason.
 */
import { type Column, MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { compensatedSum } from "../../base/numbers.js";
import { categoryOf } from "../../data/panel/codes.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { csrOffsets, csrOrder, gatherF64, gatherU32 } from "../../engine/kernels/groups.js";
import { type GroupMeans, weightedGroupMeans } from "../../engine/kernels/quality.js";
import { Groups } from "../quality/sample.js";
import { type Excluded, type ExcludedWhy, excludedWords } from "./messages.js";
import type { DecomposePlan } from "./plan.js";
import type { Period } from "./record.js";
import type { Side } from "./terms.js";

/** Units and groups in one period; a unit's place is the same in every period. */
export interface UnitPeriod {
  readonly period: Period;
  readonly units: Side;
  /** Means and weights of groups, from the rows. */
  readonly groups: GroupMeans;
  /** Largest |outcome| among the rows of each group, which rounding of its means is measured by; f64[nGroups]. */
  readonly largest: Float64Array;
}

/** Units in order of groups: group g has units starts[g] .. starts[g+1]-1. */
export interface UnitPeriods {
  readonly periods: readonly UnitPeriod[];
  readonly starts: Uint32Array;
  readonly label: (g: number) => string | null;
  readonly nRows: number;
  readonly nInSeveral: number;
  readonly excluded: readonly Excluded[];
}

/**
 * Units of `table` by period, from `plan.from` to `plan.to`. Throws DataError: `weight_not_positive`, `outcome_not_finite`,
 * `no_complete_rows`, `period_absent`, `one_period`, `one_unit`, and for columns that are not numeric.
 */
export function unitPeriods(engine: Engine, table: Table, plan: DecomposePlan): UnitPeriods {
  const { rows: inside, excluded, codes: periodCodes, labels } = rowsInPeriods(table, plan);
  const groups = new Groups(table, inside);
  const unit = groups.by({ written: plan.unit, columns: [plan.unit] });
  if (unit.nLevels < 2) {
    throw new DataError(
      "one_unit",
      `Column '${plan.unit}' has one unit only from ${labels[0]} to ${labels.at(-1)}: nothing can move between units. Is '${plan.unit}' the column of firms?`,
      { got: unit.nLevels, expected: "two units or more", column: plan.unit },
    );
  }
  const group = plan.by === null ? null : groups.by(plan.by);
  const member = plan.by === null ? unit : groups.by({ written: "", columns: [...plan.by.columns, plan.unit] });
  const groupCodes = group?.codes ?? new Uint32Array(inside.length);
  const nGroups = group?.nLevels ?? 1;

  const { offsets } = csrOffsets(engine, periodCodes, labels.length);
  const order = csrOrder(engine, periodCodes, offsets);
  const rows = gatherU32(engine, inside, order);
  const [x, w] = [plan.outcome, plan.weight].map((name) => gatherF64(engine, table.numeric(name), rows)) as [
    Float64Array,
    Float64Array,
  ];
  const [members, owners] = [gatherU32(engine, member.codes, order), gatherU32(engine, groupCodes, order)];
  const isNumber = table.column(plan.time).kind === "numeric";
  const periods = labels.map((label, t): UnitPeriod => {
    const part = <T extends Float64Array | Uint32Array>(column: T) =>
      column.subarray(offsets[t]!, offsets[t + 1]!) as T;
    const units = weightedGroupMeans(engine, part(x), part(w), part(members), member.nLevels);
    return {
      period: isNumber ? Number(label) : label,
      units: { outcome: units.mean, weight: units.weightSum },
      groups: weightedGroupMeans(engine, part(x), part(w), part(owners), nGroups),
      largest: largestOf(part(x), part(owners), nGroups),
    };
  });
  return {
    periods,
    starts: startsOf(member.codes, member.nLevels, groupCodes, nGroups),
    label: (g) => group?.label(g) ?? null,
    nRows: inside.length,
    nInSeveral: plan.by === null ? 0 : inSeveral(member.codes, member.nLevels, unit.codes, unit.nLevels),
    excluded: excluded.filter((entry) => entry.rows > 0),
  };
}

/** Complete rows of the periods compared, and which of `labels` each is of. */
function rowsInPeriods(table: Table, plan: DecomposePlan) {
  const { outcome, weight, unit, time, by, pairs } = plan;
  const weights = table.numeric(weight);
  requireNumbers(outcome, table.numeric(outcome), Number.isFinite, {
    code: "outcome_not_finite",
    expected: "finite numbers; leave cells without a value empty",
  });
  requireNumbers(weight, weights, (value) => value > 0 && value < Number.POSITIVE_INFINITY, {
    code: "weight_not_positive",
    expected: "weights above 0; drop these rows or give another weight",
  });
  const names = [...new Set([outcome, weight, unit, ...(by?.columns ?? []), time])];
  const complete = completeRows(table, names, weights);
  const period = categoryOf(table.column(time), complete.rows);
  const known = Array.from({ length: period.nLevels }, (_, t) => period.label(t));
  const [first, last] = range(plan, known);
  const used = known.map((_, t) => (pairs === "first-last" ? t === first || t === last : t >= first && t <= last));
  const places = used.map((_, t) => used.slice(0, t).filter(Boolean).length);
  const isOut = new Uint8Array(complete.rows.length);
  for (let i = 0; i < isOut.length; i++) if (!used[period.codes[i]!]) isOut[i] = 1;
  const select = (mark: number) => rowsWhere(isOut, mark);
  const why = { time, from: known[first]!, to: known[last]!, between: pairs !== "first-last" };
  const outside = select(1).map((i) => complete.rows[i]!);
  const inside = select(0);
  return {
    rows: inside.map((i) => complete.rows[i]!),
    codes: inside.map((i) => places[period.codes[i]!]!),
    labels: known.filter((_, t) => used[t]),
    excluded: [...complete.excluded, excludedRows(why, outside, weights)],
  };
}

/** Positions of the first and the last period among `labels`. */
function range({ from, to, time }: DecomposePlan, labels: readonly string[]): readonly [number, number] {
  const place = (period: string | null, otherwise: number): number => {
    const at = period === null ? otherwise : labels.indexOf(period);
    if (at >= 0) return at;
    throw new DataError(
      "period_absent",
      `Column '${time}' has no period ${period} with complete rows; it has ${labels.join(", ")}.`,
      { got: period, expected: labels, column: time },
    );
  };
  const [first, last] = [place(from, 0), place(to, labels.length - 1)];
  if (first < last) return [first, last];
  throw new DataError(
    "one_period",
    `A decomposition compares two periods, the later with the earlier; from ${labels[first]} to ${labels[last]} there is none. Column '${time}' has ${labels.join(", ")}.`,
    { got: [labels[first], labels[last]], expected: "from before to", column: time },
  );
}

/** Largest |value| of each group; 0 without rows. */
function largestOf(values: Float64Array, group: Uint32Array, nGroups: number): Float64Array {
  const largest = new Float64Array(nGroups);
  for (let i = 0; i < values.length; i++) largest[group[i]!] = Math.max(largest[group[i]!]!, Math.abs(values[i]!));
  return largest;
}

/** Where the units of each group begin: units are numbered group by group. */
function startsOf(member: Uint32Array, nMembers: number, group: Uint32Array, nGroups: number): Uint32Array {
  const starts = new Uint32Array(nGroups + 1).fill(nMembers);
  for (let i = 0; i < member.length; i++) starts[group[i]!] = Math.min(starts[group[i]!]!, member[i]!);
  return starts;
}

/** Units that are in two groups or more. */
function inSeveral(member: Uint32Array, nMembers: number, unit: Uint32Array, nUnits: number): number {
  const unitOf = new Uint32Array(nMembers);
  for (let i = 0; i < member.length; i++) unitOf[member[i]!] = unit[i]!;
  const groups = new Uint32Array(nUnits);
  for (const u of unitOf) groups[u]!++;
  return groups.reduce((count, n) => count + (n > 1 ? 1 : 0), 0);
}

/** Rows (0-based, ascending) that have a value in each of `names`. Throws DataError `no_complete_rows`. */
function completeRows(
  table: Table,
  names: readonly string[],
  weights: Float64Array,
): { readonly rows: Uint32Array; readonly excluded: readonly Excluded[] } {
  // 0 where nothing is missing, else 1 + the place of the first column that is
  const lacks = new Uint8Array(table.nRows);
  names.forEach((name, c) => {
    markMissing(table.column(name), lacks, c + 1);
  });
  const rows = rowsWhere(lacks, 0);
  const excluded = names.map((name, c) => excludedRows({ missing: name }, rowsWhere(lacks, c + 1), weights));
  if (rows.length > 0) return { rows, excluded };
  const why = excluded.filter((entry) => entry.rows > 0).map((entry) => `${entry.reason} ${entry.rows}`);
  throw new DataError(
    "no_complete_rows",
    `${table.source.name}: none of ${table.nRows} rows has all of ${names.join(", ")}: ${why.join(", ")}.`,
    { got: 0, expected: "rows with all of these" },
  );
}

/** The places at which `marks` is `mark`, ascending. */
function rowsWhere(marks: Uint8Array, mark: number): Uint32Array {
  let count = 0;
  for (const each of marks) if (each === mark) count++;
  const rows = new Uint32Array(count);
  for (let i = 0, to = 0; to < count; i++) if (marks[i] === mark) rows[to++] = i;
  return rows;
}

/** The count and weight of `rows`, excluded because of `why`. */
function excludedRows(why: ExcludedWhy, rows: Uint32Array, weights: Float64Array): Excluded {
  const known = Float64Array.from(rows, (i) => (Number.isNaN(weights[i]!) ? 0 : weights[i]!));
  return { reason: excludedWords.reason.en(why), why, rows: rows.length, weight: compensatedSum(known) };
}

/** Throws DataError `code` where a number of column `name` that is there is not `expected`, by `isGood`. */
function requireNumbers(
  name: string,
  values: Float64Array,
  isGood: (value: number) => boolean,
  { code, expected }: { readonly code: string; readonly expected: string },
): void {
  const isBad = (value: number) => !Number.isNaN(value) && !isGood(value);
  const first = values.findIndex(isBad);
  if (first < 0) return;
  const count = values.reduce((sum, value) => sum + (isBad(value) ? 1 : 0), 0);
  throw new DataError(
    code,
    `Column '${name}': ${count} of ${values.length} rows, the first of them row ${first + 1} with ${values[first]}, are not ${expected}.`,
    { got: values[first], expected, column: name, row: first + 1, count },
  );
}

function markMissing(column: Column, marks: Uint8Array, mark: number): void {
  if (column.kind === "text") {
    for (let i = 0; i < marks.length; i++) if (column.codes[i] === MISSING_CODE && marks[i] === 0) marks[i] = mark;
  } else {
    for (let i = 0; i < marks.length; i++) if (Number.isNaN(column.values[i]!) && marks[i] === 0) marks[i] = mark;
  }
}
