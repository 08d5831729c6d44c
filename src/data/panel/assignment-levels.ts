/**
 * At which level a treatment may have been assigned: columns coarser than the clusters of an error within whose groups all clusters are treated
 * alike. Knows no estimate: what such a level does to an error is for who asks.
 *
 * A column is read until a cluster has two of its values, and all else is of clusters, so that most columns cost a few rows; none is read where
 * the treatment differs within a cluster and period.
 */
import { type Category, type Column, MISSING_CODE } from "../../base/columns.js";
import type { Table } from "../table/table.js";

/** Groups of a column in which clusters lie, and how many of them are ever treated; the others never are. */
export interface AssignmentLevel {
  readonly column: string;
  readonly groups: number;
  readonly treated: number;
}

type Codes = Pick<Category, "codes" | "nLevels">;

/** Rows by their clusters, and which of them are treated. Codes and treatment are by row of the sample. */
export interface TreatedClusters {
  readonly table: Table;
  /** Rows of the table that are meant (0-based); all without it. */
  readonly rows?: Uint32Array | undefined;
  readonly clusters: Codes;
  /** Periods, where they are known: a treatment may differ between them. */
  readonly periods?: Codes | undefined;
  /** 1 treated, 0 not, else unknown. */
  readonly treatment: Uint8Array;
  /** Columns that are no level: those of the clusters, the treatment, its cohorts. */
  readonly except: Iterable<string>;
}

/** Groups at least of either kind: with fewer no error can be made at their level, and a column may just say who is treated. */
const FEWEST = 2;
/** Were clusters treated one by one, groups would be treated alike with at most this probability. */
const CHANCE = 1e-3;

/** The levels, finest first; of columns that make the same groups the first of the table. */
export function assignmentLevels(sample: TreatedClusters): AssignmentLevel[] {
  const { table, rows, clusters, except } = sample;
  const ever = everTreated(sample, clusters.codes, clusters.nLevels);
  if (ever === null || !hasBoth(ever)) return [];
  const taken = new Set(except);
  const isFixed = !changes(sample);
  const found: { readonly level: AssignmentLevel; readonly groupOf: Uint32Array }[] = [];
  for (const column of table.columns) {
    const values = taken.has(column.name) ? null : valuesWithin(column, rows, clusters);
    const groupOf = values === null ? null : groupsOf(values);
    if (groupOf === null || isByChance(ever, groupOf)) continue;
    if (isFixed && column.kind === "numeric" && isCutoff(values!, ever)) continue;
    const level = levelOf(sample, column.name, groupOf);
    if (level === null || found.some((one) => isSame(one.groupOf, groupOf))) continue;
    found.push({ level, groupOf });
  }
  return found.map(({ level }) => level).sort((a, b) => b.groups - a.groups);
}

/** The level, where all clusters of a group are treated alike and groups of either kind are at least `FEWEST`. */
function levelOf(sample: TreatedClusters, column: string, groupOf: Uint32Array): AssignmentLevel | null {
  const { codes } = sample.clusters;
  const groups = countOf(groupOf);
  const ofRow = new Uint32Array(codes.length);
  for (let row = 0; row < ofRow.length; row++) ofRow[row] = groupOf[codes[row]!]!;
  const ever = everTreated(sample, ofRow, groups);
  if (ever === null || !hasBoth(ever)) return null;
  return { column, groups, treated: ever.reduce((n, one) => n + one, 0) };
}

/** Of each group whether it is ever treated, u8[nGroups]; null where treatment differs within a group and period. */
function everTreated({ periods, treatment }: TreatedClusters, groups: Uint32Array, nGroups: number): Uint8Array | null {
  const nPeriods = periods?.nLevels ?? 1;
  const seen = new Uint8Array(nGroups * nPeriods);
  const ever = new Uint8Array(nGroups);
  for (let row = 0; row < treatment.length; row++) {
    const value = treatment[row]!;
    if (value > 1) continue;
    const group = groups[row]!;
    const cell = group * nPeriods + (periods === undefined ? 0 : periods.codes[row]!);
    if (seen[cell] === 0) seen[cell] = value + 1;
    else if (seen[cell] !== value + 1) return null;
    ever[group]! |= value;
  }
  return ever;
}

/** Groups of either kind. */
function hasBoth(ever: Uint8Array): boolean {
  const treated = ever.reduce((n, one) => n + one, 0);
  return treated >= FEWEST && ever.length - treated >= FEWEST;
}

/**
 * Whether groups could be treated alike by chance: with the larger share p of clusters of one kind, a group of s is with probability at most
 * p^(s - 1).
 */
function isByChance(ever: Uint8Array, groupOf: Uint32Array): boolean {
  const share = ever.reduce((n, one) => n + one, 0) / ever.length;
  return Math.max(share, 1 - share) ** (ever.length - countOf(groupOf)) > CHANCE;
}

/** Whether a cluster has treated rows and others. */
function changes({ clusters: { codes, nLevels }, treatment }: TreatedClusters): boolean {
  const seen = new Uint8Array(nLevels);
  for (let row = 0; row < treatment.length; row++) if (treatment[row]! < 2) seen[codes[row]!]! |= 1 << treatment[row]!;
  return seen.includes(3);
}

/** Whether the treated are those above a number, or below it: then the column defines the treatment, and names no groups. */
function isCutoff(values: ArrayLike<number>, ever: Uint8Array): boolean {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  ever.forEach((kind, c) => {
    low[kind] = Math.min(low[kind]!, values[c]!);
    high[kind] = Math.max(high[kind]!, values[c]!);
  });
  return high[0]! < low[1]! || high[1]! < low[0]!;
}

/** The group of each cluster, numbered by first cluster; null unless there are fewer than clusters. */
function groupsOf(values: ArrayLike<number>): Uint32Array | null {
  const numbers = new Map<number, number>();
  const groupOf = Uint32Array.from(values, (value) => {
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return number;
  });
  return numbers.size < groupOf.length ? groupOf : null;
}

/** The value of the column in each cluster; null unless every row has one and a cluster one alone. Numbers that are not whole name no group. */
const valuesWithin = (column: Column, rows: Uint32Array | undefined, { codes, nLevels }: Codes) =>
  column.kind === "text"
    ? constantWithin(column.codes, new Uint32Array(nLevels), rows, codes)
    : constantWithin(column.values, new Float64Array(nLevels), rows, codes);

/** The value of each cluster, in `found`; null at the first row that lacks one or has another, or whose number is not whole. */
function constantWithin<A extends Float64Array | Uint32Array>(
  values: A,
  found: A,
  rows: Uint32Array | undefined,
  clusters: Uint32Array,
): A | null {
  const isSeen = new Uint8Array(found.length);
  for (let i = 0; i < clusters.length; i++) {
    const [value, c] = [values[rows === undefined ? i : rows[i]!]!, clusters[i]!];
    if (c === MISSING_CODE) continue;
    if (isSeen[c] === 0) {
      if (value === MISSING_CODE || Math.floor(value) !== value) return null;
      found[c] = value;
      isSeen[c] = 1;
    } else if (found[c] !== value) return null;
  }
  return isSeen.includes(0) ? null : found;
}

const countOf = (groupOf: Uint32Array): number => groupOf.reduce((most, g) => Math.max(most, g + 1), 0);

const isSame = (a: Uint32Array, b: Uint32Array): boolean => a.every((g, c) => g === b[c]);

/** Whether each level of `fine` lies in one of `coarse`, both by row. */
export function isWithin(fine: Codes, coarse: Codes): boolean {
  const levelOf = new Uint32Array(fine.nLevels).fill(MISSING_CODE);
  for (let row = 0; row < fine.codes.length; row++) {
    const [a, b] = [fine.codes[row]!, coarse.codes[row]!];
    if (levelOf[a] === MISSING_CODE) levelOf[a] = b;
    else if (levelOf[a] !== b) return false;
  }
  return true;
}
