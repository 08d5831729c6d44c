/**
 * Several cluster variables: how many a variance may have, and the sum over their combinations that the
 * covariance is. Knows nothing of how one is computed.
 * Source: Cameron, Gelbach & Miller (2011), JBES 29(2), doi:10.1198/jbes.2010.07136.
 */

import { NotSupported } from "../../base/errors.js";

/** A cluster variable: columns whose combinations are the clusters, [["city"]] or [["city", "year"]] for city^year. */
export type By = readonly (readonly string[])[];

/** What a variance asks of the sample: part of what it is parsed to, and known before anything is estimated. */
export interface SampleNeeds {
  /** As written, for messages. */
  readonly type: string;
  readonly by?: By;
  /** Other columns, by whose combinations scores are summed. */
  readonly places?: readonly string[];
  /** Columns of unit and time. */
  readonly panel?: true;
  /** Periods that a window of the rows of a unit covers: rows are spread out over them. */
  readonly window?: number;
}

/** The cluster variables of a variance; none where it has none. */
export const clusteringsOf = ({ by = [] }: SampleNeeds): By => by;

/** Columns of the data a variance reads, which a sample must have. */
export const vcovColumns = ({ by = [], places = [] }: SampleNeeds): string[] => [...by.flat(), ...places];

/** The name of one clustering: columns joined by ^. */
export const clusterName = (columns: readonly string[]): string => columns.join("^");

/** Cluster variables at most: six make 63 sandwiches, each a pass over the rows; a seventh would make 127. */
export const MOST_CLUSTERINGS = 6;

/** Throws NotSupported `vcov_clusterings` for more than `most` cluster variables. */
export function requireClusterings(count: number, most: number): void {
  if (count <= most) return;
  throw new NotSupported(
    "vcov_clusterings",
    `Clustering by ${count} variables is not supported here: their combinations make ${2 ** count - 1} covariances to add and subtract. Use at most ${most}, or combine columns with ^.`,
    { got: count, expected: most },
  );
}

/** A combination of clusterings, by position, and whether its covariance is added or subtracted. */
export interface Combination {
  readonly members: readonly number[];
  readonly sign: 1 | -1;
}

/**
 * The inclusion-exclusion over `count` clusterings: each by itself, then their intersections, smaller ones first; those of
 * an even number are subtracted.
 */
export function combinationsOf(count: number): Combination[] {
  const subsets = Array.from({ length: 2 ** count - 1 }, (_, bits) =>
    Array.from({ length: count }, (_, i) => i).filter((i) => ((bits + 1) >> i) & 1),
  );
  subsets.sort((a, b) => a.length - b.length);
  return subsets.map((members) => ({ members, sign: members.length % 2 === 1 ? 1 : -1 }));
}

/**
 * The same without those that cancel: clusters within those of another clustering intersect it in themselves, so that of firms in
 * cities, and years, there remain cities + years - cities by years.
 *
 * @param isWithin whether every cluster of clustering i lies in one of j
 */
export function withoutCancelling(
  combinations: readonly Combination[],
  isWithin: (i: number, j: number) => boolean,
): Combination[] {
  const reduced = new Map<string, { members: readonly number[]; sum: number }>();
  for (const { members, sign } of combinations) {
    const least = members.filter((j) => !members.some((i) => i !== j && isWithin(i, j) && (i < j || !isWithin(j, i))));
    const before = reduced.get(least.join());
    reduced.set(least.join(), { members: least, sum: (before?.sum ?? 0) + sign });
  }
  return [...reduced.values()].flatMap(({ members, sum }) =>
    sum === 0 ? [] : [{ members, sign: sum > 0 ? (1 as const) : (-1 as const) }],
  );
}
