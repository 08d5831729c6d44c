/**
 * The cluster jackknife of a regression: the error it gives one coefficient (CV3), and what each cluster does
 * to it. Knows no record but its own findings.
 */

import { NumericalError } from "../../base/errors.js";
import { jackknifeFits } from "../../engine/kernels/cluster-draws.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { pt, qt } from "../../engine/kernels/math.js";
import { packedFactor, packedSize, packedSolve } from "../../engine/kernels/moments.js";
import { doubledInverse } from "../../regression/moments/doubled-inverse.js";
import {
  blocksOf,
  type ClusterMoments,
  columnScales,
  DROP_SHARE,
  rowsByCluster,
  sumOfBlocks,
} from "../../regression/moments/moments.js";
import { clusterRefits } from "../resampling/cluster-refits.js";
import { runInSlices } from "../resampling/draw-loop.js";
import { type PrepareResampling, type ResamplingModel, termPosition } from "../resampling/model.js";
import type { BootstrapPlan } from "./plan.js";
import { type BootstrapFindings, BY_MOMENTS } from "./record.js";
import { reliabilityNotes, reliabilityOf } from "./reliability/reliability.js";
import type { BootstrapOptions } from "./verb.js";

/** Fits without each cluster; leverages by moments alone. */
type Without = LeftOut & { readonly leverage: Float64Array | null };

/** Findings; nothing is random. Throws as `bootstrap`, and as `jackknifeVariance`. */
export async function jackknifeBootstrap(
  engine: Engine,
  prepare: PrepareResampling,
  { variance, terms, values, level, ties }: BootstrapPlan,
  options: BootstrapOptions,
): Promise<BootstrapFindings> {
  const held = engine.hold((scope) => {
    const model = prepare(scope, { clusters: variance.by });
    return { model, at: termPosition(model, terms[0]!), leaveOut: leavingOut(engine, scope, model, options) };
  });
  try {
    const { model, at, leaveOut } = held.value;
    const { fit, names, cells, refused } = model;
    const started = performance.now();
    const left = await leaveOut();
    const centre = { wanted: [at], centre: "estimate", label: cells.label } as const;
    const asked = { kind: "jackknife", imposeNull: false, type: "11", multipliers: "rademacher" } as const;
    const reliability = reliabilityOf(engine, model, at, asked);
    const std_error = Math.sqrt(jackknifeVariance(left, centre)[0]!);
    const drawing_ms = performance.now() - started;
    const estimate = left.estimates[at]!;
    const df = cells.nLevels - 1;
    const statistic = (estimate - values[0]!) / std_error;
    const reach = qt(engine, (1 - level) / 2, df, true) * std_error;
    const clusters = { name: cells.name, G: cells.nLevels };
    const p_value = 2 * pt(engine, -Math.abs(statistic), df);
    return {
      fit,
      terms: [names[at]!],
      null_values: [values[0]!],
      observed: { estimate, std_error, statistic, p_value, df },
      bootstrap: {
        kind: "jackknife",
        type: null,
        weights: null,
        impose_null: null,
        clusters,
        error_clusters: [clusters],
        draws: { requested: cells.nLevels, done: cells.nLevels, used: cells.nLevels, undefined: 0 },
        enumerated: true,
        partial: false,
        ties,
        generator: null,
        seed: null,
        indices: null,
        ...(refused === null ? BY_MOMENTS : { method: "refits" as const, because: refused }),
      },
      draws: { estimate: [], statistic: [] },
      p_value: { statistic: p_value, equal_tailed: null, estimate: null },
      interval: { conf_low: estimate - reach, conf_high: estimate + reach, level, method: "jackknife" },
      pairs: null,
      influence: influenceOf(left, at, cells.label, rowsByCluster(cells)),
      reliability,
      notes: reliabilityNotes(reliability, asked),
      drawing_ms,
    };
  } finally {
    held.free();
  }
}

/** The regression without each cluster: by moments where there are any, else by refits in slices. */
function leavingOut(
  engine: Engine,
  scope: Scope,
  model: ResamplingModel,
  options: BootstrapOptions,
): () => Without | Promise<Without> {
  const { moments, cells, names } = model;
  if (moments !== null) return () => jackknife(engine, moments);
  const { replications: _, ...long } = options; // leaves clusters out, and draws nothing
  const refits = clusterRefits(engine, scope, model, [], options);
  const [G, k] = [cells.nLevels, names.length];
  return async () => {
    const estimates = refits.fits(1, new Float64Array(G).fill(1)).estimates;
    const without = new Float64Array(G * k);
    await runInSlices(
      G,
      (first, count) => {
        const weights = Float64Array.from({ length: count * G }, (_, i) =>
          i % G === first + Math.floor(i / G) ? 0 : 1,
        );
        without.set(refits.fits(count, weights).estimates, first * k);
      },
      { ...long, keepPartial: false, stage: `jackknife: ${G} clusters` },
    );
    return { nClusters: G, estimates, without, leverage: null };
  };
}

function influenceOf(
  left: Without,
  at: number,
  label: (cluster: number) => string,
  rows: Float64Array,
): BootstrapFindings["influence"] {
  const estimate = left.estimates[at]!;
  return influentialClusters(left, at).map(({ cluster, moved }) => ({
    cluster: label(cluster),
    rows: rows[cluster]!,
    estimate: Number.isNaN(moved) ? null : estimate + moved,
    difference: Number.isNaN(moved) ? null : moved,
    leverage: left.leverage === null ? null : left.leverage[cluster]!,
  }));
}

// The cluster jackknife from moments: the regression without each cluster in turn, the variance that makes
// (CV3, also CR3), and what each cluster does to the estimates. Effects are estimated anew without the cluster.
// Source: MacKinnon, Nielsen & Webb (2023), Stata Journal 23(4), doi:10.1177/1536867X231212433; Efron & Stein (1981), Annals
// of Statistics 9(3), doi:10.1214/aos/1176345462, for deviations from the mean.

/** The regression without each cluster in turn, however it was fitted. */
export interface LeftOut {
  /** Clusters, G. */
  readonly nClusters: number;
  /** k: on all clusters. */
  readonly estimates: Float64Array;
  /** f64[G * k], by cluster left out; NaN where the other clusters do not identify the coefficient. */
  readonly without: Float64Array;
}

/** The same from moments. */
export interface Jackknife extends LeftOut {
  /**
   * Trace of A^-1 A_c of each cluster, over the columns left when effects nested in clusters are projected out: the sum
   * over clusters is the number of parameters those have.
   */
  readonly leverage: Float64Array;
}

/** Fits the regression without each cluster. */
export function jackknife(engine: Engine, moments: ClusterMoments): Jackknife {
  const { clusters, nDummies: m, nRegressors: k } = moments;
  const r = m + k;
  return engine.scope((scope) => {
    const sum = sumOfBlocks(engine, scope, moments);
    const A = sum.view().slice(0, packedSize(r));
    const scale = columnScales(moments);
    const factor = packedFactor(engine, r, DROP_SHARE, scale, A);
    const beta = packedSolve(engine, factor, 1, sum.view().slice(packedSize(r), packedSize(r) + r));
    const { coefficients, leverage } = jackknifeFits(
      engine,
      blocksOf(moments),
      DROP_SHARE,
      sum,
      scope.copyF64(scale),
      scope.copyF64(doubledInverse(engine, r, factor)),
    );
    return { nClusters: clusters.nLevels, estimates: beta.slice(m), without: coefficients, leverage };
  });
}

/**
 * The jackknife variance of the coefficients at `wanted`, wanted by wanted: (G - 1) / G times the sum over clusters of
 * squares of estimates without it, less the estimate or (`mean`: CV3J) their mean.
 *
 * @throws NumericalError `jackknife_cluster` when a wanted coefficient can't be estimated without some cluster, naming it
 */
export function jackknifeVariance(
  { nClusters, estimates, without }: LeftOut,
  { wanted, centre, label }: { wanted: readonly number[]; centre: "estimate" | "mean"; label: (c: number) => string },
): Float64Array {
  const k = estimates.length;
  const lost = Array.from({ length: nClusters }, (_, c) => c).filter((c) => {
    return wanted.some((j) => Number.isNaN(without[c * k + j]!));
  });
  if (lost.length > 0) {
    const names = lost.slice(0, 5).map((c) => `'${label(c)}'`);
    throw new NumericalError(
      "jackknife_cluster",
      `The cluster jackknife needs estimates without each cluster; without ${names.join(", ")}${lost.length > names.length ? ` and ${lost.length - names.length} more` : ""} a coefficient is not identified. Use the wild bootstrap, or coarser clusters.`,
      { got: lost.map(label), expected: "a coefficient identified without any one cluster" },
    );
  }
  const centres = wanted.map((j) => (centre === "mean" ? meanWithout(without, nClusters, k, j) : estimates[j]!));
  const q = wanted.length;
  const V = new Float64Array(q * q);
  for (let c = 0; c < nClusters; c++) {
    const away = wanted.map((j, i) => without[c * k + j]! - centres[i]!);
    for (let i = 0; i < q * q; i++) V[i]! += away[Math.floor(i / q)]! * away[i % q]!;
  }
  return V.map((value) => (value * (nClusters - 1)) / nClusters);
}

/** What the estimate of regressor j moves by when a cluster is left out, the largest first; clusters that lose it at the end. */
export function influentialClusters({ nClusters, estimates, without }: LeftOut, j: number) {
  const k = estimates.length;
  const size = (moved: number) => (Number.isNaN(moved) ? -1 : Math.abs(moved));
  return Array.from({ length: nClusters }, (_, cluster) => ({
    cluster,
    moved: without[cluster * k + j]! - estimates[j]!,
  })).sort((a, b) => size(b.moved) - size(a.moved) || a.cluster - b.cluster);
}

const meanWithout = (without: Float64Array, nClusters: number, k: number, j: number): number => {
  let sum = 0;
  for (let c = 0; c < nClusters; c++) sum += without[c * k + j]!;
  return sum / nClusters;
};
