/**
 * Layer quality. Rows to units: the weighted mean and the weight of every unit of every group in each period, and of the
 * groups themselves straight from the rows, so that sums over units can be held against them. Rows that can't serve are
 * counted by the first reason.
 */
import { MISSING_CODE } from "../base/columns.js";
import { compensatedSum } from "../base/compensated-sum.js";
import { DataError } from "../base/errors.js";
import type { Engine } from "../kernels/engine.js";
import { csrOffsets, csrOrder, gatherF64, gatherU32 } from "../kernels/groups.js";
import { type GroupMeans, weightedGroupMeans } from "../kernels/quality.js";
import { categoryOf } from "../panel/codes.js";
import type { Table } from "../table/table.js";
import type { DecomposePlan } from "./decompose-plan.js";
import type { Side } from "./decomposition-methods.js";
import type { DecompositionRecord, Period } from "./decomposition-record.js";
import { Groups } from "./groups.js";

/** Units and groups in one period; a unit's place is the same in every period. */
export interface UnitPeriod {
  readonly period: Period;
  readonly units: Side;
  /** Means and weights of groups, from the rows. */
  readonly groups: GroupMeans;
}

/** Units in order of groups: group g has units starts[g] .. starts[g+1]-1. */
export interface UnitPeriods {
  readonly periods: readonly UnitPeriod[];
  readonly starts: Uint32Array;
  readonly label: (g: number) => string | null;
  readonly nRows: number;
  readonly nInSeveral: number;
  readonly excluded: DecompositionRecord["rows"]["excluded"];
}

/**
 * Units of `table` by period, from `plan.from` to `plan.to`. Throws DataError: `weight_not_positive`, `outcome_not_finite`,
 * `no_complete_rows`, `period_absent`, `one_period`, `one_unit`, and for columns that are not numeric.
 */
export function unitPeriods(engine: Engine, table: Table, plan: DecomposePlan): UnitPeriods {
  const complete = completeRows(table, plan);
  const time = categoryOf(table.column(plan.time), complete.rows);
  const labels = Array.from({ length: time.nLevels }, (_, t) => time.label(t));
  const [first, last] = range(plan, labels);
  const inside = complete.rows.filter((_, i) => time.codes[i]! >= first && time.codes[i]! <= last);
  const weights = table.numeric(plan.weight);
  const outside = complete.rows.filter((_, i) => time.codes[i]! < first || time.codes[i]! > last);
  const excluded = [
    ...complete.excluded,
    {
      reason: `${plan.time} outside ${labels[first]} to ${labels[last]}`,
      rows: outside.length,
      weight: weigh(weights, outside),
    },
  ];

  const groups = new Groups(table, inside);
  const unit = groups.by({ written: plan.unit, columns: [plan.unit] });
  if (unit.nLevels < 2) {
    throw new DataError(
      "one_unit",
      `Column '${plan.unit}' has one unit only from ${labels[first]} to ${labels[last]}: nothing can move between units. Is '${plan.unit}' the column of firms?`,
      { got: unit.nLevels, expected: "two units or more", column: plan.unit },
    );
  }
  const group = plan.by === null ? null : groups.by(plan.by);
  const member = plan.by === null ? unit : groups.by({ written: "", columns: [...plan.by.columns, plan.unit] });
  const groupCodes = group?.codes ?? new Uint32Array(inside.length);
  const nGroups = group?.nLevels ?? 1;

  const periodOf = categoryOf(table.column(plan.time), inside);
  const { offsets } = csrOffsets(engine, periodOf.codes, periodOf.nLevels);
  const order = csrOrder(engine, periodOf.codes, offsets);
  const rows = gatherU32(engine, inside, order);
  const [x, w] = [gatherF64(engine, table.numeric(plan.outcome), rows), gatherF64(engine, weights, rows)];
  const [members, owners] = [gatherU32(engine, member.codes, order), gatherU32(engine, groupCodes, order)];
  const isNumber = table.column(plan.time).kind === "numeric";
  const periods = Array.from({ length: periodOf.nLevels }, (_, t): UnitPeriod => {
    const part = <T extends Float64Array | Uint32Array>(column: T) =>
      column.subarray(offsets[t]!, offsets[t + 1]!) as T;
    const label = periodOf.label(t);
    const units = weightedGroupMeans(engine, part(x), part(w), part(members), member.nLevels);
    return {
      period: isNumber ? Number(label) : label,
      units: { outcome: units.mean, weight: units.weightSum },
      groups: weightedGroupMeans(engine, part(x), part(w), part(owners), nGroups),
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

/** Rows with outcome, weight, unit, group and period, and the count of the others by the first that is missing. */
function completeRows(table: Table, { outcome, weight, unit, time, by }: DecomposePlan) {
  const [x, w] = [table.numeric(outcome), table.numeric(weight)];
  requireAll(outcome, x, (value) => value > Number.NEGATIVE_INFINITY && value < Number.POSITIVE_INFINITY, {
    code: "outcome_not_finite",
    expected: "finite numbers; leave cells without a value empty",
  });
  requireAll(weight, w, (value) => value > 0 && value < Number.POSITIVE_INFINITY, {
    code: "weight_not_positive",
    expected: "weights above 0; drop these rows or give another weight",
  });
  const names = [...new Set([outcome, weight, unit, ...(by?.columns ?? []), time])];
  const missing = names.map((name) => {
    const column = table.column(name);
    if (column.kind === "text") return (i: number) => column.codes[i] === MISSING_CODE;
    return (i: number) => Number.isNaN(column.values[i]!);
  });
  const lost = names.map((): number[] => []);
  const rows: number[] = [];
  for (let i = 0; i < table.nRows; i++) {
    const reason = missing.findIndex((isMissing) => isMissing(i));
    (reason < 0 ? rows : lost[reason]!).push(i);
  }
  const excluded = names.map((name, r) => ({
    reason: `${name} missing`,
    rows: lost[r]!.length,
    weight: weigh(w, lost[r]!),
  }));
  if (rows.length > 0) return { rows: Uint32Array.from(rows), excluded };
  const why = excluded.filter((entry) => entry.rows > 0).map(({ reason, rows }) => `${reason} ${rows}`);
  throw new DataError(
    "no_complete_rows",
    `${table.source.name}: none of ${table.nRows} rows has all of ${names.join(", ")}: ${why.join(", ")}.`,
    { got: 0, expected: "rows with all of these" },
  );
}

const weigh = (weights: Float64Array, rows: ArrayLike<number>): number =>
  compensatedSum(Array.from(rows, (i) => (Number.isNaN(weights[i]!) ? 0 : weights[i]!)));

/** Throws DataError where a number that is there is not as it must be. */
function requireAll(
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
