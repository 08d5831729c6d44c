/**
 * The record of a permutation test of a difference between groups: that of the fit on all units, with the
 * groups, the permutations and what they say. Key names are the published JSON format. Types only.
 */
import type { FitRecord } from "../../regression/record/fit-record.js";

export interface GroupDifferenceRecord extends Omit<FitRecord, "kind"> {
  readonly kind: "difference";
  readonly term: string;
  readonly by: string;
  readonly unit: string;
  readonly strata: string | null;
  /** The two groups, each regressed by itself with effects of its own; errors clustered by unit. */
  readonly groups: readonly {
    readonly label: string;
    readonly units: number;
    readonly estimate: number;
    readonly std_error: number | null;
  }[];
  /** The second group's coefficient less the first's, and that over its standard error. */
  readonly observed: { readonly estimate: number; readonly statistic: number | null };
  /** Two-sided: (1 + b) / (1 + B), or b / M where all M divisions are there. */
  readonly p_value: { readonly estimate: number; readonly statistic: number | null };
  /** One number a permutation; null where a group does not identify the coefficient. */
  readonly draws: { readonly estimate: readonly (number | null)[]; readonly statistic: readonly (number | null)[] };
  readonly counts: {
    readonly requested: number;
    readonly done: number;
    readonly used: number;
    readonly undefined: number;
    /** Divisions of the units into groups of these sizes; null beyond 2^53. */
    readonly divisions: number | null;
  };
  /** Every division once. */
  readonly enumerated: boolean;
  readonly partial: boolean;
  /** null without random numbers. */
  readonly source: { readonly generator: string; readonly seed: number } | null;
}
