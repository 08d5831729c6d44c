/**
 * What the small-sample rule counts, counted anew for weights of the clusters: rows, clusters, levels of each
 * effect. Effects nested in clusters have levels of their own in each of w copies of a cluster; the others share theirs.
 */
import type { Category } from "../../base/columns.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { ParameterCount } from "../../regression/least-squares/least-squares-steps.js";
import { levelsByCluster, rowsByCluster } from "../../regression/moments/cluster-counts.js";
import { effectRoles } from "../../regression/moments/effect-roles.js";

/** Counts of one set of weights. */
export interface Recount {
  /** Levels of effects not nested in the clusters that have no row. */
  readonly nAbsent: number;
  /** With `slopes` coefficients, and the rank of the effects on the rows, copies not counted. */
  of(
    slopes: number,
    rank: ParameterCount["rank"],
  ): { readonly n: number; readonly G: number; readonly count: ParameterCount };
}

/** Names of the effects that are not nested in the clusters, and the counts for weights f64[nClusters]. */
export function clusterRecount(
  engine: Engine,
  all: readonly Category[],
  clusters: Category,
): { readonly shared: readonly string[]; readonly recount: (weights: Float64Array) => Recount } {
  const { nested, others } = effectRoles(engine, all, clusters, null);
  const rows = rowsByCluster(clusters);
  const levels = nested.map((effect) => levelsByCluster(effect, clusters));
  const recount = (weights: Float64Array): Recount => {
    const sum = (own: Float64Array): number => weights.reduce((total, w, c) => total + w * own[c]!, 0);
    const once = (own: Float64Array): number => own.reduce((total, each, c) => total + (weights[c]! > 0 ? each : 0), 0);
    const present = others.map((effect) => levelsPresent(effect, clusters, weights));
    const effects = [
      ...nested.map(({ name }, e) => ({ name, levels: sum(levels[e]!), nested: true })),
      ...others.map(({ name }, e) => ({ name, levels: present[e]!, nested: false })),
    ];
    return {
      nAbsent: others.reduce((absent, { nLevels }, e) => absent + nLevels - present[e]!, 0),
      of: (slopes, { value, exact }) => {
        const rank = {
          value: levels.reduce((total, own) => total + sum(own) - once(own), value),
          exact: exact && nested.length < 2,
        };
        return { n: sum(rows), G: weights.reduce((total, w) => total + w, 0), count: { slopes, effects, rank } };
      },
    };
  };
  return { shared: others.map(({ name }) => name), recount };
}

function levelsPresent({ codes, nLevels }: Category, clusters: Category, weights: Float64Array): number {
  const seen = new Uint8Array(nLevels);
  for (let i = 0; i < codes.length; i++) if (weights[clusters.codes[i]!]! > 0) seen[codes[i]!] = 1;
  return seen.reduce((total, flag) => total + flag, 0);
}
