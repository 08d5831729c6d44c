/**
 * Layer models. The cluster jackknife of a regression: the error it gives one coefficient (CV3), and what each cluster does
 * to it. Knows no record but its own findings.
 */
import type { ModelSpec } from "../formula/spec.js";
import { influentialClusters, type Jackknife, jackknife, jackknifeVariance } from "../inference/jackknife.js";
import type { Engine } from "../kernels/engine.js";
import { pt, qt } from "../kernels/math.js";
import type { Table } from "../table/table.js";
import { requireMoments } from "./bootstrap-moments.js";
import type { BootstrapOptions, BootstrapPlan } from "./bootstrap-options.js";
import { type BootstrapFindings, BY_MOMENTS } from "./bootstrap-record.js";
import { prepareResampling, termPosition } from "./resampling-model.js";

/** Findings; nothing is random. Throws as `bootstrap`, and as `jackknifeVariance`. */
export async function jackknifeBootstrap(
  engine: Engine,
  table: Table,
  formula: string | ModelSpec,
  { variance, terms, values, level, ties }: BootstrapPlan,
  options: BootstrapOptions,
): Promise<BootstrapFindings> {
  return engine.scope((scope) => {
    const model = prepareResampling(engine, scope, table, formula, { ...options, clusters: variance.by });
    const at = termPosition(model, terms[0]!);
    const moments = requireMoments(model, "Jackknife");
    const { fit, names, cells } = model;
    const started = performance.now();
    const left = jackknife(engine, moments);
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
        ...BY_MOMENTS,
      },
      draws: { estimate: [], statistic: [] },
      p_value: { statistic: p_value, equal_tailed: null, estimate: null },
      interval: { conf_low: estimate - reach, conf_high: estimate + reach, level, method: "jackknife" },
      pairs: null,
      influence: influenceOf(left, at, cells.label, moments.rows),
      notes: [],
      drawing_ms,
    };
  });
}

function influenceOf(
  left: Jackknife,
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
    leverage: left.leverage[cluster]!,
  }));
}
