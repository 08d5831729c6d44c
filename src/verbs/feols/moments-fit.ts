/**
 * `momentsFit`: coefficients and clustered errors from per-cluster moments. Rows are read once and no
 * demeaned column is written, so that it is several times faster than `feols` on large panels; it gives what moments can
 * give, and refuses what only rows can. Orchestrates; every number is made in a layer below.
 */

import { NotSupported, NumericalError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { centredSumOfSquaresWork, ddotWork } from "../../engine/kernels/blas.js";
import type { KernelName } from "../../engine/kernels/call.js";
import type { Engine, F64Address, Scope, Task } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { clusterName } from "../../regression/frame/clusterings.js";
import { panelDataOf } from "../../regression/frame/inputs.js";
import { loadModelFrame, type ModelFrame } from "../../regression/frame/model-frame.js";
import { clusterParts, type ParameterCount } from "../../regression/least-squares/least-squares-steps.js";
import { clusterMoments } from "../../regression/moments/compute.js";
import type { ClusterMoments } from "../../regression/moments/moments.js";
import { type MomentsSolution, type RawSquares, solveMoments } from "../../regression/moments/moments-solution.js";
import type { FitOptions } from "../../regression/options.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { provenanceOf } from "../../regression/record/fit-record.js";
import { type Coefficient, inferAll } from "../../regression/tests/coefficients.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import { clusterFactor, describeSsc, parseSsc, smallSample } from "../../regression/variance/ssc.js";
import { parseVcov } from "../../regression/variance/variances.js";
import { FEOLS_NOTES } from "./messages.js";

export interface MomentsFitOptions
  extends Pick<FitOptions, "ssc" | "weights" | "subset" | "fixefRm" | "solver" | "level"> {
  /** One clustering: a column, or columns joined by ^. */
  readonly cluster: string;
}

/** Keys as in a FitRecord; what needs rows (R2, solver, rank of the effects) is not there. */
export interface MomentsFitRecord
  extends Pick<
    FitRecord,
    "call" | "depvar" | "nobs" | "dropped" | "coefficients" | "vcov" | "weights" | "notes" | "timing_ms" | "provenance"
  > {
  readonly kind: "ols by moments";
  /** Regressors left out: explained by those before them or by the effects. */
  readonly collinear: readonly string[];
  readonly ssr: number;
  /** Effects projected out cluster by cluster, and those that are dummies of the blocks. */
  readonly effects: { readonly eliminated: readonly string[]; readonly dummies: readonly string[] };
}

/**
 * Least squares with fixed effects and errors clustered one way, by moments.
 *
 * @throws as `feols` for formula, columns and samples; NotSupported `moments` with figures where blocks would be too large,
 *   or for two clusterings; NumericalError `ill_conditioned` where cross-products can't tell collinear from not.
 */
export function momentsFit(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: MomentsFitOptions,
): MomentsFitRecord {
  const started = performance.now();
  const { table } = panelDataOf(data);
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const variance = parseVcov(`cluster:${options.cluster}`);
  const ssc = typeof options.ssc === "object" ? options.ssc : parseSsc(options.ssc ?? "fixest");
  return engine.scope((scope) => {
    const placed = loadModelFrame(engine, scope, spec, table, variance, options);
    const { sample, terms } = placed;
    const sampled = performance.now();
    const moments = momentsOf(engine, scope, placed, table, variance, options);
    const made = performance.now();

    const [n, k] = [sample.rows.length, terms.names.length];
    const solution = solveMoments(engine, moments, rawSquares(engine, scope, placed), (j) => terms.names[j]!);
    const G = moments.clusters.nLevels;
    const { K, notCounted, df } = smallSample(ssc, parametersOf(placed, moments, solution), n, G);
    requireDegrees(n, K, G, moments.clusters.name);
    const factor = clusterFactor(ssc, { n, K, G });
    const matrix = solution.matrix.map((value) => factor * value);
    const names = solution.kept.map((j) => terms.names[j]!);
    const inference = inferAll(engine, solution.beta, matrix, df, options.level ?? 0.95);
    const collinear = terms.names.filter((_, j) => !solution.kept.includes(j));
    return deepFreeze({
      kind: "ols by moments" as const,
      call: spec.call,
      depvar: printExpression(spec.lhs),
      nobs: n,
      dropped: sample.dropped,
      coefficients: Object.fromEntries(names.map((name, j): [string, Coefficient] => [name, inference[j]!])),
      collinear,
      ssr: solution.ssr,
      effects: {
        eliminated: moments.eliminated.map(({ name }) => name),
        dummies: moments.dummies.map(({ name }) => name),
      },
      vcov: {
        type: "cluster",
        clusters: { [moments.clusters.name]: G },
        ssc: describeSsc(ssc),
        df,
        K,
        not_counted: notCounted,
        level: options.level ?? 0.95,
        names,
        matrix: names.map((_, i) => Array.from(matrix.subarray(i * names.length, (i + 1) * names.length))),
      },
      weights: options.weights ?? null,
      notes: [...table.notes, ...sample.notes, ...terms.notes, ...collinearNote(collinear, k)],
      timing_ms: {
        sample: sampled - started,
        moments: made - sampled,
        solve: performance.now() - made,
        total: performance.now() - started,
      },
      provenance: provenanceOf(engine, table),
    });
  });
}

/** The blocks. Throws NotSupported where they are refused, or by two clusterings. */
function momentsOf(
  engine: Engine,
  scope: Scope,
  { sample, terms, columns }: ModelFrame,
  table: Table,
  variance: VcovSpec,
  { solver }: MomentsFitOptions,
): ClusterMoments {
  const { clusterings } = clusterParts(engine, variance, table, sample, null);
  const [clusters] = clusterings;
  if (clusters === undefined || clusterings.length > 1) {
    throw new NotSupported("moments", "momentsFit clusters one way; use feols for two clusterings.", {
      got: variance.type === "cluster" ? variance.by.map(clusterName) : variance.type,
      expected: "one clustering",
    });
  }
  const found = clusterMoments(engine, scope, {
    nRows: sample.rows.length,
    nRegressors: terms.columns.length,
    columns,
    effects: sample.effects,
    clusters,
    weights: sample.weights,
    periods: null,
    ...(solver === undefined ? {} : { absorb: { solver } }),
  });
  if (!("refused" in found)) return found;
  throw new NotSupported("moments", `momentsFit can't be used here: ${found.refused}. Use feols.`, {
    got: found.refused,
    expected: "blocks that fit",
  });
}

/** (Weighted) squares of the regressors before effects are taken out, a task each. */
function rawSquares(engine: Engine, scope: Scope, { sample, terms, columns }: ModelFrame): RawSquares {
  const [n, k] = [sample.rows.length, terms.names.length];
  const each = <K extends KernelName>(kernel: K, size: number, task: (j: number, work: F64Address) => Task<K>) =>
    scope.scope((inner) => {
      const work = inner.f64(k * size);
      const tasks = Array.from({ length: k }, (_, j) => task(j, work.at(j * size)));
      return Float64Array.from(engine.run(kernel, tasks));
    });
  const exact = () =>
    scope.scope((inner) => {
      const w = sample.weights && inner.copyF64(sample.weights);
      return each("centredSumOfSquares", centredSumOfSquaresWork(), (j, work) => {
        return { n, weighted: w === null ? 0 : 1, x: columns.at(j * n), w, work };
      });
    });
  if (sample.weights !== null) return { atMost: exact(), exact };
  return {
    atMost: each("ddot", ddotWork(), (j, work) => ({ n, x: columns.at(j * n), y: columns.at(j * n), work })),
    exact,
  };
}

function parametersOf(
  { sample }: ModelFrame,
  { eliminated }: ClusterMoments,
  { kept, dummiesRank }: MomentsSolution,
): ParameterCount {
  const effects = sample.effects.map(({ name, nLevels }) => ({
    name,
    levels: nLevels,
    nested: eliminated.some((one) => one.name === name),
  }));
  const projected = effects.filter(({ nested }) => nested).reduce((sum, { levels }) => sum + levels, 0);
  const rank = { value: projected + dummiesRank, exact: eliminated.length < 2 };
  return { slopes: kept.length, effects, rank };
}

/** Throws NumericalError without residual degrees of freedom or with a single cluster. */
function requireDegrees(n: number, K: number, G: number, cluster: string): void {
  if (n - K <= 0) {
    throw new NumericalError(
      "no_residual_df",
      `No residual degrees of freedom: ${n} observations, ${K} parameters. Use more data, fewer regressors or fewer fixed effects.`,
      { got: n, expected: K + 1 },
    );
  }
  if (G < 2) {
    throw new NumericalError(
      "one_cluster",
      `Only ${G} cluster in '${cluster}': a clustered variance needs at least 2.`,
      {
        got: G,
        expected: 2,
      },
    );
  }
}

const collinearNote = (terms: readonly string[], of: number): Note[] =>
  terms.length === 0 ? [] : [note(FEOLS_NOTES, "collinear", { terms, of })];
