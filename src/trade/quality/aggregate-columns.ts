/**
 * Which columns an aggregate has besides its key, and what they are called. Knows nothing of rows.
 */
import { DataError, UsageError } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";

/** What an aggregate may add to the means. */
export interface AggregateOptions {
  /** Shares at which quantiles of normalised quality are taken, such as 0.1, 0.5 and 0.9: columns q10, q50, q90. */
  readonly quantiles?: readonly number[];
  /** Whether quantiles weigh rows by value; default false. */
  readonly weightedQuantiles?: boolean;
  /** Adds `mean_of_weighted_terms`, the weighted mean divided once more by the number of rows. Default false. */
  readonly meanOfWeightedTerms?: boolean;
}

/** The column of an aggregate with the share of its largest row in its value. */
export const LARGEST_SHARE = "largest_share";

/** "q10" for 0.1, "q2.5" for 0.025. Throws UsageError `quantile_share` unless `share` lies between 0 and 1. */
export function quantileName(share: number): string {
  if (share >= 0 && share <= 1) return `q${Number((100 * share).toPrecision(12))}`;
  throw new UsageError(
    "quantile_share",
    `Quantiles are asked for by shares from 0 to 1, got ${share}; 0.5 is the median.`,
    { got: share, expected: "0 <= share <= 1" },
  );
}

/** The names of the quantiles at `shares`. Throws UsageError `repeated_quantile` where one comes twice. */
export function quantileNames(shares: readonly number[]): string[] {
  const names = shares.map(quantileName);
  const again = names.find((name, i) => names.indexOf(name) !== i);
  if (again === undefined) return names;
  throw new UsageError("repeated_quantile", `The quantile ${again} is asked for twice; name it once.`, { got: shares });
}

/** Throws DataError `aggregate_name_taken` where a key bears the name of one of the columns `added`. */
export function refuseTakenNames(keys: Table, added: readonly string[]): void {
  const taken = added.find((name) => keys.has(name));
  if (taken === undefined) return;
  throw new DataError(
    "aggregate_name_taken",
    `An aggregate adds columns ${added.join(", ")}, but the key has a column '${taken}'; rename it in the data.`,
    { got: taken, expected: "another name", column: taken },
  );
}
