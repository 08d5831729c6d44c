/**
 * At which level a treatment may have been assigned: columns coarser than the clusters of an error within whose groups all clusters are treated
 * alike. Knows no estimate: what such a level does to an error is for who asks.
 *
 * A column is read until a cluster has two of its values; none is where the treatment differs within a cluster and period. Of many rows some
 * clusters are looked at first, which rule out nearly every column.
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
  const taken = new Set(sample.except);
  const columns = sample.table.columns.filter(({ name }) => !taken.has(name));
  const few = someClusters(sample);
  return levelsAmong(sample, few === null ? columns : notRuledOut(few, columns));
}

function levelsAmong(sample: TreatedClusters, columns: readonly Column[]): AssignmentLevel[] {
  const { rows, clusters } = sample;
  const ever = columns.length === 0 ? null : everTreated(sample, clusters.codes, clusters.nLevels);
  if (ever === null || !hasBoth(ever)) return [];
  const isFixed = !changes(sample);
  const found: { readonly level: AssignmentLevel | null; readonly groupOf: Uint32Array }[] = [];
  for (const column of columns) {
    const values = valuesWithin(column, rows, clusters);
    const groupOf = values === null ? null : groupsOf(values);
    if (groupOf === null || countOf(groupOf) === groupOf.length || isByChance(ever, groupOf)) continue;
    if (isFixed && column.kind === "numeric" && isCutoff(values!, ever)) continue;
    if (found.some((one) => isSame(one.groupOf, groupOf))) continue;
    found.push({ level: levelOf(sample, column.name, groupOf), groupOf });
  }
  return found.flatMap(({ level }) => level ?? []).sort((a, b) => b.groups - a.groups);
}

/** Rows from which on a part of the clusters is looked at first, and how many clusters that is. */
const MANY_ROWS = 200_000;
const LOOKED_AT = 2_000;

/** Clusters all over with all of their rows, without a pattern that treatment could have; null where there are few rows or few clusters. */
function someClusters(sample: TreatedClusters): TreatedClusters | null {
  const { rows, clusters, periods, treatment } = sample;
  const share = LOOKED_AT / clusters.nLevels;
  if (treatment.length < MANY_ROWS || share > 0.5) return null;
  const numberOf = new Uint32Array(clusters.nLevels);
  let nLevels = 0;
  for (let c = 0; c < numberOf.length; c++) if (scattered(c) < share) numberOf[c] = ++nLevels;
  const places: number[] = [];
  for (let i = 0; i < treatment.length; i++) if (numberOf[clusters.codes[i]!]! > 0) places.push(i);
  const at = Uint32Array.from(places);
  return {
    ...sample,
    rows: rows === undefined ? at : at.map((i) => rows[i]!),
    clusters: { codes: at.map((i) => numberOf[clusters.codes[i]!]! - 1), nLevels },
    periods: periods && { codes: at.map((i) => periods.codes[i]!), nLevels: periods.nLevels },
    treatment: Uint8Array.from(at, (i) => treatment[i]!),
  };
}

/** A number in [0, 1) of a code: the finalizer of MurmurHash3 (Appleby 2011). */
function scattered(code: number): number {
  let h = Math.imul(code ^ (code >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** Columns that these clusters do not rule out: what differs within a cluster, or a group, of a part does so in the whole. */
function notRuledOut(sample: TreatedClusters, columns: readonly Column[]): readonly Column[] {
  const { rows, clusters } = sample;
  if (everTreated(sample, clusters.codes, clusters.nLevels) === null) return [];
  return columns.filter((column) => {
    const values = valuesWithin(column, rows, clusters);
    const groupOf = values === null ? null : groupsOf(values);
    return groupOf !== null && everInGroups(sample, groupOf) !== null;
  });
}

/** As `everTreated`, of the groups of clusters. */
function everInGroups(sample: TreatedClusters, groupOf: Uint32Array): Uint8Array | null {
  const { codes } = sample.clusters;
  const ofRow = new Uint32Array(codes.length);
  for (let row = 0; row < ofRow.length; row++) ofRow[row] = groupOf[codes[row]!]!;
  return everTreated(sample, ofRow, countOf(groupOf));
}

/** The level, where all clusters of a group are treated alike and groups of either kind are at least `FEWEST`. */
function levelOf(sample: TreatedClusters, column: string, groupOf: Uint32Array): AssignmentLevel | null {
  const ever = everInGroups(sample, groupOf);
  if (ever === null || !hasBoth(ever)) return null;
  return { column, groups: ever.length, treated: ever.reduce((n, one) => n + one, 0) };
}

/** Cells of groups and periods at most: beyond them no level is looked for. */
const MOST_CELLS = 2 ** 27;

/** Of each group whether it is ever treated, u8[nGroups]; null where treatment differs within a group and period. */
function everTreated({ periods, treatment }: TreatedClusters, groups: Uint32Array, nGroups: number): Uint8Array | null {
  const nPeriods = periods?.nLevels ?? 1;
  if (nGroups * nPeriods > MOST_CELLS) return null;
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

/** The group of each cluster, numbered by first cluster. */
function groupsOf(values: ArrayLike<number>): Uint32Array {
  const numbers = new Map<number, number>();
  const groupOf = new Uint32Array(values.length);
  for (let c = 0; c < groupOf.length; c++) {
    const number = numbers.get(values[c]!) ?? numbers.size;
    if (number === numbers.size) numbers.set(values[c]!, number);
    groupOf[c] = number;
  }
  return groupOf;
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
  if (fine.codes === coarse.codes) return true;
  const levelOf = new Uint32Array(fine.nLevels).fill(MISSING_CODE);
  for (let row = 0; row < fine.codes.length; row++) {
    const [a, b] = [fine.codes[row]!, coarse.codes[row]!];
    if (levelOf[a] === MISSING_CODE) levelOf[a] = b;
    else if (levelOf[a] !== b) return false;
  }
  return true;
}
