/**
 * At which level a treatment may have been assigned: columns coarser than the clusters of an error within whose groups all clusters are treated
 * alike. Knows no estimate: what such a level does to an error is for who asks.
 *
 * Rows are read once for the paths of the clusters, and of each column until a cluster has two of its values; what follows is of clusters. No kernel:
 * to copy a column into its memory takes as long as to read it.
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
export const assignmentLevels = (sample: TreatedClusters): AssignmentLevel[] => levelsAndTreated(sample).levels;

/** The same, and how many clusters are ever treated; null where treatment differs within a cluster and period. */
export function levelsAndTreated(sample: TreatedClusters): {
  readonly levels: AssignmentLevel[];
  readonly treated: number | null;
} {
  const paths = pathsOf(sample);
  if (paths === null) return { levels: [], treated: null };
  const ever = everTreated(paths);
  const treated = ever.reduce((n, one) => n + one, 0);
  return { levels: hasBoth(ever) ? levelsAmong(sample, paths, ever) : [], treated };
}

function levelsAmong(sample: TreatedClusters, paths: Paths, ever: Uint8Array): AssignmentLevel[] {
  const { table, rows, clusters } = sample;
  const taken = new Set(sample.except);
  const isFixed = !changes(paths);
  const found: { readonly level: AssignmentLevel | null; readonly groupOf: Uint32Array }[] = [];
  for (const column of table.columns) {
    const values = taken.has(column.name) ? null : valuesWithin(column, rows, clusters);
    const groupOf = values === null ? null : groupsOf(values);
    if (groupOf === null || countOf(groupOf) === groupOf.length || isByChance(ever, groupOf)) continue;
    if (isFixed && column.kind === "numeric" && isCutoff(values!, ever)) continue;
    if (found.some((one) => isSame(one.groupOf, groupOf))) continue;
    found.push({ level: levelOf(paths, column.name, groupOf), groupOf });
  }
  return found.flatMap(({ level }) => level ?? []).sort((a, b) => b.groups - a.groups);
}

/** In which periods clusters have rows of either kind, a bit a period, `words` of 32 a cluster. */
interface Paths {
  readonly words: number;
  readonly untreated: Uint32Array;
  readonly treated: Uint32Array;
}

const noPaths = (words: number, n: number): Paths => ({
  ...{ words, untreated: new Uint32Array(words * n), treated: new Uint32Array(words * n) },
});

/** Cells of clusters and periods at most: beyond them no level is looked for. */
const MOST_CELLS = 2 ** 27;

/** Paths of the clusters; null where treatment differs within a cluster and period. */
function pathsOf({ clusters: { codes, nLevels }, periods, treatment }: TreatedClusters): Paths | null {
  const nPeriods = periods?.nLevels ?? 1;
  if (nLevels * nPeriods > MOST_CELLS) return null;
  const paths = noPaths(Math.ceil(nPeriods / 32), nLevels);
  const { words, untreated, treated } = paths;
  for (let row = 0; row < treatment.length; row++) {
    const value = treatment[row]!;
    const c = codes[row]!;
    if (value > 1 || c === MISSING_CODE) continue;
    const period = periods === undefined ? 0 : periods.codes[row]!;
    const at = c * words + (period >>> 5);
    const bit = 1 << (period & 31);
    if (((value === 1 ? untreated[at]! : treated[at]!) & bit) !== 0) return null;
    if (value === 1) treated[at]! |= bit;
    else untreated[at]! |= bit;
  }
  return paths;
}

/** Of each whether it has a bit in any of its words. */
function hasBits(bits: Uint32Array, words: number): Uint8Array {
  const has = new Uint8Array(bits.length / words);
  for (let at = 0; at < bits.length; at++) if (bits[at] !== 0) has[Math.floor(at / words)] = 1;
  return has;
}

const everTreated = ({ words, treated }: Paths): Uint8Array => hasBits(treated, words);

/** The level, where all clusters of a group are treated alike and groups of either kind are at least `FEWEST`. */
function levelOf({ words, untreated, treated }: Paths, column: string, groupOf: Uint32Array): AssignmentLevel | null {
  const groups = noPaths(words, countOf(groupOf));
  for (let c = 0; c < groupOf.length; c++) {
    for (let w = 0; w < words; w++) {
      const [from, to] = [c * words + w, groupOf[c]! * words + w];
      groups.untreated[to]! |= untreated[from]!;
      groups.treated[to]! |= treated[from]!;
      if ((groups.untreated[to]! & groups.treated[to]!) !== 0) return null;
    }
  }
  const ever = everTreated(groups);
  return hasBoth(ever) ? { column, groups: ever.length, treated: ever.reduce((n, one) => n + one, 0) } : null;
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
function changes({ words, untreated, treated }: Paths): boolean {
  const [others, ever] = [hasBits(untreated, words), hasBits(treated, words)];
  return ever.some((is, c) => is === 1 && others[c] === 1);
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
    const value = values[rows === undefined ? i : rows[i]!]!;
    const c = clusters[i]!;
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
