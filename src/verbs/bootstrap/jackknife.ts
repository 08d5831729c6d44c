/**
 * The cluster jackknife of a regression: the error it gives one coefficient (CV3), and what each cluster does
 * to it. Knows no record but its own findings.
 */

import type { Table } from "../../data/table/table.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { pt, qt } from "../../engine/kernels/math.js";
import type { ModelSpec } from "../../formula/spec.js";
import {
  influentialClusters,
  jackknife,
  jackknifeVariance,
  type LeftOut,
} from "../../regression/cluster-bootstrap/jackknife.js";
import { rowsByCluster } from "../../regression/moments/cluster-counts.js";
import { clusterRefits } from "../resampling/cluster-refits.js";
import { runInSlices } from "../resampling/draw-loop.js";
import { prepareResampling, type ResamplingModel, termPosition } from "../resampling/model.js";
import type { BootstrapPlan } from "./plan.js";
import { type BootstrapFindings, BY_MOMENTS } from "./record.js";
import type { BootstrapOptions } from "./verb.js";

/** Fits without each cluster; leverages by moments alone. */
type Without = LeftOut & { readonly leverage: Float64Array | null };

/** Findings; nothing is random. Throws as `bootstrap`, and as `jackknifeVariance`. */
export async function jackknifeBootstrap(
  engine: Engine,
  table: Table,
  formula: string | ModelSpec,
  { variance, terms, values, level, ties }: BootstrapPlan,
  options: BootstrapOptions,
): Promise<BootstrapFindings> {
  const held = engine.hold((scope) => {
    const model = prepareResampling(engine, scope, table, formula, { ...options, clusters: variance.by });
    return { model, at: termPosition(model, terms[0]!), leaveOut: leavingOut(engine, scope, model, options) };
  });
  try {
    const { model, at, leaveOut } = held.value;
    const { fit, names, cells, refused } = model;
    const started = performance.now();
    const left = await leaveOut();
    const centre = { wanted: [at], centre: "estimate", label: cells.label } as const;
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
      notes: [],
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
      { ...options, keepPartial: false, stage: `jackknife: ${G} clusters` },
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
