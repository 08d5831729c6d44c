/**
 * Diagnoses the clusters of a regression in memory: its rows are not read again but for one pass that makes
 * cross-products by cluster.
 */

import { DataError } from "../../../base/errors.js";
import { type Note, note } from "../../../base/messages.js";
import type { Engine, Scope } from "../../../engine/kernels/engine.js";
import { makeAbsorber } from "../../absorb/absorber.js";
import { FEW_CLUSTERS } from "../../few-clusters.js";
import { clusteringsOf, clusterName } from "../../frame/clusterings.js";
import type { LeastSquares } from "../../least-squares/least-squares.js";
import { VARIANCE_NOTES } from "../../messages.js";
import { effectRoles } from "../../moments/effect-roles.js";
import type { ClusterDiagnostics, TermOverClusters } from "../cluster-diagnostics.js";
import { clusterInfluence, spreadOf } from "../cluster-diagnostics.js";
import { crAdjustments } from "../cr-adjustments.js";
import { parseRegressionVcov } from "../variances.js";
import { type LeverageBlocks, leverageBlocks } from "./leverage-blocks.js";

const WHAT = "The diagnosis of clusters";
/** Influential clusters reported for each coefficient. */
const REPORTED = 5;

/** The columns of `id` or `id^year`. Throws UsageError `vcov_cluster`. */
export const clusterColumns = (by: string): readonly string[] =>
  clusteringsOf(parseRegressionVcov({ cluster: [by] }))[0]!;

/**
 * @param by columns whose combinations are the clusters
 * @throws as `leverageBlocks`; DataError `one_cluster`, and as the clusters of a variance do
 */
export function diagnoseClusters(
  engine: Engine,
  scope: Scope,
  regression: LeastSquares,
  by: readonly string[],
): ClusterDiagnostics {
  const clustering = regression.clusters({ type: "cluster", by: [by] }).clusterings[0]!;
  const { nLevels: G, label } = clustering;
  if (G < 2) {
    throw new DataError(
      "one_cluster",
      `'${clusterName(by)}' has one cluster in the sample: there is nothing to compare.`,
      {
        got: G,
        expected: 2,
      },
    );
  }
  const { result, terms } = regression;
  const { k, beta } = result.fit;
  const names = result.kept.map((j) => terms.names[j]!);
  return scope.scope((inner) => {
    const made = leverageBlocks(engine, inner, regression, clustering, WHAT);
    const raised = crAdjustments(engine, inner, made.blocks, made.L, 2, made.targets);
    const { partial, without, effective } = clusterInfluence(raised, made.targets, beta);
    const nested = nestedLeverage(engine, inner, made);
    const leverage = raised.leverage.map((trace, c) => trace + nested[c]!);
    const byTerm = <T>(value: (j: number) => T): Record<string, T> =>
      Object.fromEntries(names.map((name, j): [string, T] => [name, value(j)]));
    const known = (value: number): number | null => (Number.isNaN(value) ? null : value);
    return {
      by: clusterName(by),
      clusters: G,
      rows: spreadOf(made.moments.rows),
      leverage: spreadOf(leverage),
      terms: byTerm((j): TermOverClusters => {
        const column = (values: Float64Array) => Float64Array.from({ length: G }, (_, c) => values[c * k + j]!);
        return {
          effective_clusters: effective[j]!,
          partial_leverage: spreadOf(column(partial)),
          influential: mostMoved(column(without), beta[j]!).map((c) => {
            const value = without[c * k + j]!;
            return { cluster: label(c), without: known(value), moved: known(value - beta[j]!) };
          }),
        };
      }),
      table: Array.from({ length: G }, (_, c) => ({
        cluster: label(c),
        rows: made.moments.rows[c]!,
        leverage: leverage[c]!,
        partial_leverage: byTerm((j) => partial[c * k + j]!),
        without: byTerm((j) => known(without[c * k + j]!)),
      })),
    };
  });
}

/** The clusters without which an estimate moves most: those that lose it first. */
function mostMoved(without: Float64Array, estimate: number): number[] {
  const size = (c: number) => (Number.isNaN(without[c]!) ? Number.POSITIVE_INFINITY : Math.abs(without[c]! - estimate));
  return Array.from(without.keys())
    .sort((a, b) => size(b) - size(a) || a - b)
    .slice(0, REPORTED);
}

/** Leverage of the effects nested in the clusters, which the blocks are net of: levels, where one holds the others. */
function nestedLeverage(engine: Engine, scope: Scope, { effects, clusters, weights }: LeverageBlocks): Float64Array {
  const { finest } = effectRoles(engine, effects, clusters, null);
  const sums = new Float64Array(clusters.nLevels);
  if (finest.length === 0) return sums;
  return scope.scope((inner) => {
    const absorber = makeAbsorber(engine, inner, finest, weights);
    const h = absorber.leverage()!;
    for (let i = 0; i < h.length; i++) sums[clusters.codes[absorber.rowOrder?.[i] ?? i]!]! += h[i]!;
    return sums;
  });
}

// What a diagnosis of clusters warns a reader of.

/** A note where some coefficient has an effective number of clusters below half of their number. */
export function diagnosticsNotes({ by, clusters, terms }: ClusterDiagnostics): Note[] {
  const few = Object.entries(terms).filter(
    ([name, { effective_clusters }]) =>
      name !== "(Intercept)" && effective_clusters < FEW_CLUSTERS.effectiveShare * clusters,
  );
  if (few.length === 0) return [];
  const effective = Object.fromEntries(few.map(([name, term]) => [name, term.effective_clusters]));
  return [note(VARIANCE_NOTES, "few_effective_clusters", { by, clusters, effective })];
}
