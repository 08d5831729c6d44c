/**
 * A regression made ready for resampling: its fit under clustered errors, the cells (intersections of all
 * clusterings in play) that draws reweigh or sign, and the moments of each cell, or the reason why there are none.
 * Orchestrates; knows no resampling method.
 */
import { type Category, MISSING_CODE } from "../../base/columns.js";
import { didYouMean, listed } from "../../base/did-you-mean.js";
import { DataError, UsageError } from "../../base/errors.js";
import { deepFreeze, ownOf } from "../../base/objects.js";
import { combine } from "../../data/panel/order.js";
import type { Table } from "../../data/table/table.js";
import { groupBlocksBlock } from "../../engine/kernels/blocks.js";
import { keepColumns, placeColumns } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { packedFactor, packedSize, packedSolve } from "../../engine/kernels/moments.js";
import { parseFormula } from "../../formula/parser.js";
import type { ModelSpec } from "../../formula/spec.js";
import { isTerm, termAmong } from "../../formula/term-names.js";
import { sscOf } from "../../regression/fit-options.js";
import { clusterName } from "../../regression/frame/clusterings.js";
import { loadModelFrame, type ModelFrame } from "../../regression/frame/model-frame.js";
import type { Sample } from "../../regression/frame/sample.js";
import { sampleGrouping } from "../../regression/frame/sample-grouping.js";
import { leastSquaresOf } from "../../regression/least-squares/least-squares.js";
import { clusterMoments } from "../../regression/moments/compute.js";
import type { ClusterMoments } from "../../regression/moments/moments.js";
import type { FitOptions } from "../../regression/options.js";
import { recordOf } from "../../regression/record/describe-fit.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import type { Ssc } from "../../regression/variance/ssc.js";

export interface ResamplingOptions
  extends Pick<FitOptions, "ssc" | "weights" | "subset" | "fixefRm" | "solver" | "level"> {
  /** Clusterings of the error: one, or two for inclusion and exclusion; each the columns that make it. */
  readonly clusters: readonly (readonly string[])[];
  /** Further clusterings draws go by; they must be present in every row of the sample. */
  readonly others?: readonly (readonly string[])[];
  /** Column of periods, where dummies of them are wanted. */
  readonly periods?: string;
  /** The sample and its columns where they are loaded already; the columns are written over. */
  readonly frame?: ModelFrame;
}

export interface ResamplingModel {
  readonly spec: ModelSpec;
  readonly table: Table;
  readonly sample: Sample;
  readonly variance: VcovSpec & { readonly type: "cluster" };
  readonly ssc: Ssc;
  /** The regression as `feols` gives it, errors clustered. */
  readonly fit: FitRecord;
  /** Regressors kept, in the order of the block's. */
  readonly names: readonly string[];
  /** Kept regressors, then the outcome, column-major in sample order; lives as long as the scope. */
  readonly columns: F64Block;
  /** False where rows stay with an engine: columns and codes by row can't be had. */
  readonly hasRows?: false;
  /** Rows in the intersections of all clusterings, numbered by sorted label. */
  readonly cells: Category;
  /** Clusterings of the error, then the others, in the order given. */
  readonly clusterings: readonly CellClustering[];
  /** Blocks of the cells; null where `refused` says why not. */
  readonly moments: ClusterMoments | null;
  readonly refused: string | null;
}

/** Makes a regression ready for draws by these clusterings, in memory of `scope`: of rows here, or of moments made elsewhere. */
export type PrepareResampling = (
  scope: Scope,
  cut: Pick<ResamplingOptions, "clusters" | "others" | "periods">,
) => ResamplingModel;

/**
 * Prepares `formula` over `table`. Blocks live in `scope`.
 *
 * @throws as `feols`; DataError `cluster_missing` where a clustering draws go by is missing in a row of the sample.
 */
export function prepareResampling(
  engine: Engine,
  scope: Scope,
  table: Table,
  formula: string | ModelSpec,
  { clusters, others = [], periods, frame: loaded, ...options }: ResamplingOptions,
): ResamplingModel {
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const variance = { type: "cluster" as const, by: clusters };
  const ssc = sscOf(options);
  const frame = loaded ?? loadModelFrame(engine, scope, spec, table, variance, options);
  const { sample, terms, columns: placed } = frame;
  const n = sample.rows.length;
  const fit = scope.scope((inner) => {
    const model = { table, panel: undefined, spec, frame };
    const regression = leastSquaresOf(engine, inner, model, variance, options);
    const { record } = recordOf(engine, inner, regression, variance, ssc, options);
    if (!regression.columnsStand()) placeColumns([...terms.columns, frame.y], placed);
    return deepFreeze(record);
  });

  // only what feols kept: a column that others explain has no place in a block
  const kept = terms.names
    .map((name, j) => ({ name, j }))
    .filter(({ name }) => ownOf(fit.coefficients, name) !== undefined);
  keepColumns(placed, n, [...kept.map(({ j }) => j), terms.names.length]);
  const columns = placed.part(0, n * (kept.length + 1));

  const { cells, clusterings } = resamplingCells(engine, table, sample, [...clusters, ...others]);
  const found = clusterMoments(engine, scope, {
    nRows: n,
    nRegressors: kept.length,
    columns,
    effects: sample.effects,
    clusters: cells,
    weights: sample.weights,
    periods: periods === undefined ? null : sampleGrouping(engine, table, sample, [periods]),
  });
  const names = kept.map(({ name }) => name);
  const refused = "refused" in found ? found.refused : momentsAgree(engine, found, fit, names);
  const moments = "refused" in found || refused !== null ? null : found;
  return { spec, table, sample, variance, ssc, fit, names, columns, cells, clusterings, moments, refused };
}

/** Position of `term` among the regressors kept, spaces aside. Throws UsageError `term`, DataError `term_dropped`. */
export function termPosition({ names, fit }: Pick<ResamplingModel, "names" | "fit">, term: string): number {
  const at = termAmong(names, term);
  if (at >= 0) return at;
  const dropped = fit.collinear.find((left) => isTerm(left.term, term));
  if (dropped !== undefined) {
    throw new DataError(
      "term_dropped",
      `'${dropped.term}' has no coefficient in '${fit.call}': it ${dropped.because}. There is nothing to test.`,
      { got: term, expected: "a regressor that varies within the fixed effects" },
    );
  }
  throw new UsageError(
    "term",
    `'${term}' is no regressor of '${fit.call}'${didYouMean(term, names)} Regressors: ${listed(names)}.`,
    { got: term, expected: names },
  );
}

// Whether per-cluster blocks carry the regression to the last digits that matter.

/** Difference of a coefficient allowed, in standard errors. */
const WORST = 1e-9;
/** Share of a column that earlier ones must leave for it to be kept. */
const PIVOT = 1e-10;

/** Null when coefficients of regressors `names` agree, else the reason why blocks can't be used, in words. */
export function momentsAgree(
  engine: Engine,
  { nDummies, nRegressors, clusters, blocks, order }: ClusterMoments,
  fit: FitRecord,
  names: readonly string[],
): string | null {
  const total = engine.scope((scope) =>
    groupBlocksBlock(engine, scope, order, 1, new Uint32Array(clusters.nLevels), blocks).view().slice(),
  );
  const r = nDummies + nRegressors;
  const row = (i: number) => packedSize(i);
  const scale = Float64Array.from({ length: r }, (_, i) => total[row(i) + i]!);
  const factor = packedFactor(engine, r, PIVOT, scale, total.slice(0, packedSize(r)));
  const beta = packedSolve(engine, factor, 1, total.slice(row(r), row(r) + r)).subarray(nDummies);
  const worst = names.reduce((most, name, j) => {
    const { estimate, std_error } = fit.coefficients[name]!;
    const size = Math.max(std_error, Number.EPSILON * Math.abs(estimate));
    const distance = Math.abs(beta[j]! - estimate) / (size > 0 ? size : 1);
    return Math.max(distance, most); // NaN stays
  }, 0);
  if (worst <= WORST) return null;
  return `cross-products are too ill-conditioned: a coefficient is off by ${worst.toExponential(1)} standard errors`;
}

// The cells of a resampling method.

/** A clustering, and the level each cell lies in. */
export interface CellClustering extends Category {
  /** Of each cell, u32[nCells]. */
  readonly ofCell: Uint32Array;
}

export interface ResamplingCells {
  /** Rows in the intersections of all clusterings, numbered by sorted label. */
  readonly cells: Category;
  /** In the order asked for. */
  readonly clusterings: readonly CellClustering[];
}

/** Cells of these clusterings, each the columns that make it. Throws DataError `cluster_missing`. */
export function resamplingCells(
  engine: Engine,
  table: Table,
  sample: Sample,
  wanted: readonly (readonly string[])[],
): ResamplingCells {
  const byName = new Map(wanted.map((by) => [clusterName(by), by]));
  const known = new Map([...byName].map(([name, by]) => [name, clusteringOver(engine, by, table, sample)]));
  const groupings = wanted.map((by) => known.get(clusterName(by))!);
  const cells = known.size === 1 ? groupings[0]! : combine([...known.values()]);
  return { cells, clusterings: groupings.map((grouping) => ({ ...grouping, ofCell: levelOfCell(cells, grouping) })) };
}

function clusteringOver(engine: Engine, by: readonly string[], table: Table, sample: Sample): Category {
  const name = clusterName(by);
  const grouping = sampleGrouping(engine, table, sample, by);
  const missing = grouping.nMissing === 0 ? -1 : grouping.codes.indexOf(MISSING_CODE);
  if (missing < 0) return grouping;
  const row = sample.rows[missing]! + 1;
  throw new DataError(
    "cluster_missing",
    `Cluster '${name}' is missing in row ${row}, which the regression uses: fill it in, or leave such rows out with --subset.`,
    { got: "missing", expected: "a cluster in every row of the sample", column: name, row },
  );
}

/** The level of `grouping` that each cell lies in. */
function levelOfCell(cells: Category, grouping: Category): Uint32Array {
  if (cells === grouping) return Uint32Array.from({ length: cells.nLevels }, (_, c) => c);
  const level = new Uint32Array(cells.nLevels);
  for (let row = 0; row < cells.codes.length; row++) level[cells.codes[row]!] = grouping.codes[row]!;
  return level;
}
