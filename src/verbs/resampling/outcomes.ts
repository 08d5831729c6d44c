/**
 * Regressions that differ in their outcome alone, made ready for resampling together: one sample, one set of moments of all
 * outcomes; the first is fitted as `feols` fits it, for what it drops and counts, which is the same for all.
 */
import { deepFreeze, ownOf } from "../../base/objects.js";
import type { Table } from "../../data/table/table.js";
import { groupBlocksBlock, packedProducts } from "../../engine/kernels/blocks.js";
import { keepColumns, placeColumns } from "../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { packedFactor, packedSize, packedSolve } from "../../engine/kernels/moments.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { sscOf } from "../../regression/fit-options.js";
import { loadModelFrame, type ModelFrame } from "../../regression/frame/model-frame.js";
import { sampleOf } from "../../regression/frame/sample.js";
import { leastSquaresOf } from "../../regression/least-squares/least-squares.js";
import { clusterMoments } from "../../regression/moments/compute.js";
import type { ClusterMoments } from "../../regression/moments/moments.js";
import { outcomeMoments } from "../../regression/moments/outcome-moments.js";
import { recordOf } from "../../regression/record/describe-fit.js";
import { momentsAgree, type ResamplingModel, type ResamplingOptions, resamplingCells } from "./model.js";

/** Of the squares of an outcome, what regressors must leave for moments to carry its errors. */
const LEAST_LEFT = 1e-8;
/** Share of a column that earlier ones must leave for it to be kept. */
const PIVOT = 1e-10;

/** Regressions on one sample with the same regressors and effects. `fit` is that of the first. */
export interface OutcomeModels
  extends Pick<ResamplingModel, "fit" | "names" | "ssc" | "sample" | "cells" | "clusterings" | "columns" | "variance"> {
  /** Moments of outcome h, in memory of `scope`. */
  readonly momentsOf: (scope: Scope, h: number) => ClusterMoments;
}

/**
 * Prepares `specs`, which differ in their left sides alone, in memory of `scope`. Null where they can't be prepared together: one at
 * a time they say why, or are made otherwise. Throws as `prepareResampling`.
 */
export function prepareOutcomes(
  engine: Engine,
  scope: Scope,
  table: Table,
  specs: readonly ModelSpec[],
  { clusters, others = [], ...options }: Omit<ResamplingOptions, "periods" | "frame">,
): OutcomeModels | null {
  const [first, ...rest] = specs as [ModelSpec, ...ModelSpec[]];
  const behind = rest.map(({ lhs }) => ({ variables: [{ kind: "expression" as const, expression: lhs }] }));
  const variance = { type: "cluster" as const, by: clusters };
  const ssc = sscOf(options);
  const pooled = { ...first, terms: [...first.terms, ...behind] };
  const frame = loadModelFrame(engine, scope, pooled, table, variance, options);
  const { terms, columns, sample } = frame;
  const k = terms.names.length - rest.length;
  const isApart = rest.every(({ lhs }, h) => terms.names[k + h] === printExpression(lhs));
  if (!isApart || !sharesRows(engine, table, specs, variance, frame, options)) return null;

  const fit = scope.scope((inner) => {
    const own = ownFrame(inner, frame, k);
    const regression = leastSquaresOf(
      engine,
      inner,
      { table, panel: undefined, spec: first, frame: own },
      variance,
      options,
    );
    return deepFreeze(recordOf(engine, inner, regression, variance, ssc, options).record);
  });
  const kept = Array.from({ length: k }, (_, j) => j).filter(
    (j) => ownOf(fit.coefficients, terms.names[j]!) !== undefined,
  );
  const names = kept.map((j) => terms.names[j]!);
  keepColumns(columns, sample.n, [...kept, ...specs.map((_, h) => k + h)]);
  const { cells, clusterings } = resamplingCells(engine, table, sample, [...clusters, ...others]);
  const moments = clusterMoments(engine, scope, {
    nRows: sample.n,
    nRegressors: kept.length + rest.length,
    columns: columns.part(0, sample.n * (kept.length + specs.length)),
    effects: sample.effects,
    clusters: cells,
    weights: sample.weights,
    periods: null,
  });
  if ("refused" in moments) return null;
  // the first outcome is that of the moments, which stands last
  const momentsOf = (inner: Scope, h: number) =>
    outcomeMoments(inner, moments, names.length, h === 0 ? rest.length : h - 1);
  // one outcome at a time: blocks of all of them are as large as those they are taken from
  const isCarried = specs.every((_, h) =>
    engine.scope((inner) => {
      const own = momentsOf(inner, h);
      return h === 0 ? momentsAgree(engine, own, fit, names) === null : leavesErrors(engine, inner, own);
    }),
  );
  return isCarried ? { fit, names, ssc, sample, cells, clusterings, columns, variance, momentsOf } : null;
}

/** The frame of the first outcome alone, its columns in memory of `scope`. */
function ownFrame(scope: Scope, frame: ModelFrame, k: number): ModelFrame {
  const { terms, y, sample } = frame;
  const own = { ...terms, names: terms.names.slice(0, k), columns: terms.columns.slice(0, k) };
  const sources = [...own.columns, y];
  const columns = scope.f64(sample.n * sources.length);
  placeColumns(sources, columns);
  return { ...frame, terms: own, sources, columns };
}

/** Whether every regression alone has the rows that all have together: no fewer than one can, so that they are counted. */
function sharesRows(
  engine: Engine,
  table: Table,
  specs: readonly ModelSpec[],
  variance: Parameters<typeof loadModelFrame>[4],
  { sample }: ModelFrame,
  options: ResamplingOptions | Omit<ResamplingOptions, "clusters">,
): boolean {
  if (specs.length === 1 || sample.dropped.missing === 0) return true;
  return specs.every((spec) => sampleOf(engine, spec, table, variance, options).n === sample.n);
}

/** Whether the errors of a regression are more than the rounding of its moments. */
function leavesErrors(engine: Engine, scope: Scope, moments: ClusterMoments): boolean {
  const { nDummies, nRegressors, order, blocks, clusters } = moments;
  const r = nDummies + nRegressors;
  const total = groupBlocksBlock(engine, scope, order, 1, new Uint32Array(clusters.nLevels), blocks);
  const sums = total.view().slice();
  const scale = Float64Array.from({ length: r }, (_, i) => sums[packedSize(i) + i]!);
  const factor = packedFactor(engine, r, PIVOT, scale, sums.slice(0, packedSize(r)));
  const beta = packedSolve(engine, factor, 1, sums.slice(packedSize(r), packedSize(r) + r));
  const residual = new Float64Array(order);
  beta.forEach((value, j) => {
    residual[j] = -value;
  });
  residual[r] = 1;
  const products = packedProducts(engine, order, total, new Uint32Array(1), residual);
  const squares = residual.reduce((sum, value, j) => sum + value * products[j]!, 0);
  return squares > LEAST_LEFT * sums[packedSize(r) + r]!;
}
