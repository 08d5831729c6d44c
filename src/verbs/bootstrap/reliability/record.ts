/**
 * Which p of a bootstrap can be believed, as a record has it: facts and a verdict. Key names are the published JSON format, hence the
 * underscores.
 */
import type { Spread } from "../../../regression/variance/cluster-diagnostics.js";
import type { TreatedClusters, Verdict } from "../../few-clusters/believed.js";

export interface Reliability extends Verdict {
  readonly term: string;
  /** The clusters of the error. */
  readonly by: string;
  readonly clusters: number;
  /** As how many alike clusters they weigh: of uncorrelated errors of one variance. */
  readonly effective_clusters: number;
  readonly rows: Spread;
  /** Parameters that each cluster determines; null where the blocks are too large for it. */
  readonly leverage: Spread | null;
  /** Shares of the term's own variation. */
  readonly partial_leverage: Spread;
  readonly largest: { readonly cluster: string; readonly share: number };
  /** Null where the term has more values than two, or rows stay with an engine. */
  readonly treated: TreatedClusters | null;
  /** Whether treated clusters could be counted: false where rows stay with an engine, so that few of them may go unseen. */
  readonly counted: boolean;
  /** What serves better than what was asked for. */
  readonly prefer: readonly (
    | "randomisation_t"
    | "conley_taber"
    | "ferman_pinto"
    | "impose_null"
    | "type_33"
    | "webb"
    | "wild"
  )[];
}

/** What was asked for. */
export interface Asked {
  readonly kind: "wild" | "pairs" | "jackknife";
  readonly imposeNull: boolean;
  readonly type: string;
  readonly multipliers: string;
}
