/**
 * Which cells are averaged together: all treated ones, those of an event time, a cohort, a period, a time since treatment ended, those of
 * a placebo or carry-over test. A labelling puts every cell in one group at most; the kernel sums effects by group.
 */
import type { Aggregation } from "../../shared/aggregation.js";
import { CELL, type Cells } from "./cells.js";

export interface Group {
  /** Event time, cohort, period, or periods since the end; null for all. */
  readonly at: number | null;
  readonly units: number;
  readonly cohorts: number;
  readonly cells: number;
  /** Clusters with a cell in it. */
  readonly clusters: number;
}

export interface Labelling {
  readonly groups: readonly Group[];
  /** Of each cell, the position of its group; NO_GROUP for none. */
  readonly labels: Uint32Array;
}

export const NO_GROUP = 0xffff_ffff;

/** The cells that `keyOf` gives a key, by key, ascending; null is the key of all. */
export function labelled(
  { T, units, sample }: Cells,
  clusterOf: Uint32Array,
  size: number,
  keyOf: (cell: number, unit: number, period: number) => number | null | undefined,
): Labelling {
  const keys = new Float64Array(size).fill(Number.NaN);
  let isAll = false;
  for (let at = 0; at < size; at++) {
    const key = keyOf(at, Math.floor(at / T), at % T);
    if (key === null) {
      keys[at] = 0;
      isAll = true;
    } else if (key !== undefined) keys[at] = key;
  }
  const found = [...new Set(keys)].filter((key) => !Number.isNaN(key)).sort((a, b) => a - b);
  const place = new Map(found.map((key, g) => [key, g]));
  const labels = Uint32Array.from(keys, (key) => place.get(key) ?? NO_GROUP);
  const members = found.map(() => ({
    units: new Set<number>(),
    cohorts: new Set<number>(),
    clusters: new Set<number>(),
    cells: 0,
  }));
  labels.forEach((g, at) => {
    if (g === NO_GROUP) return;
    const unit = Math.floor(at / T);
    const own = members[g]!;
    own.units.add(unit);
    own.clusters.add(clusterOf[unit]!);
    own.cohorts.add(sample.cohort[units[unit]!]!);
    own.cells++;
  });
  return {
    labels,
    groups: found.map((key, g) => {
      const own = members[g]!;
      return {
        ...{ at: isAll ? null : key, units: own.units.size, cohorts: own.cohorts.size },
        ...{ clusters: own.clusters.size, cells: own.cells },
      };
    }),
  };
}

export const allTreated = (cells: Cells, clusterOf: Uint32Array): Labelling =>
  labelled(cells, clusterOf, cells.kind.length, (at) => (cells.kind[at] === CELL.treated ? null : undefined));

/** Groups of an average, without that of all. */
export function byAggregation(cells: Cells, clusterOf: Uint32Array, by: Aggregation): Labelling {
  const { kind, event, periods, sample, units } = cells;
  const isTreated = (at: number): boolean => kind[at] === CELL.treated;
  return labelled(cells, clusterOf, kind.length, (at, unit, t) => {
    if (kind[at] === CELL.none) return undefined;
    if (by === "dynamic") return finite(event[at]!);
    if (!isTreated(at)) return undefined;
    if (by === "simple") return null;
    return by === "calendar" ? periods[t]! : finite(sample.cohort[units[unit]!]!);
  });
}

/** Untreated cells by time since treatment ended; undefined where no unit has any. */
export function byExit(cells: Cells, clusterOf: Uint32Array): Labelling {
  return labelled(cells, clusterOf, cells.kind.length, (at) =>
    cells.kind[at] === CELL.untreated ? finite(cells.exit[at]!) : undefined,
  );
}

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

/** Labellings as one array for the kernel, groups numbered through. */
export function stacked(labellings: readonly Labelling[]): {
  readonly labels: Uint32Array;
  readonly nGroups: number;
  readonly starts: readonly number[];
} {
  const size = labellings[0]?.labels.length ?? 0;
  const labels = new Uint32Array(size * labellings.length).fill(NO_GROUP);
  const starts: number[] = [];
  let nGroups = 0;
  labellings.forEach((one, l) => {
    starts.push(nGroups);
    one.labels.forEach((g, at) => {
      if (g !== NO_GROUP) labels[l * size + at] = nGroups + g;
    });
    nGroups += one.groups.length;
  });
  return { labels, nGroups, starts };
}

/** Averages of effects by group. */
export function averagesOf({ weights, T }: Cells, effects: Float64Array, { groups, labels }: Labelling): Float64Array {
  const [sums, totals] = [new Float64Array(groups.length), new Float64Array(groups.length)];
  labels.forEach((g, at) => {
    if (g === NO_GROUP) return;
    const weight = weights[Math.floor(at / T)]!;
    sums[g]! += weight * effects[at]!;
    totals[g]! += weight;
  });
  return sums.map((sum, g) => sum / totals[g]!);
}
