/**
 * CR2 with Bell and McCaffrey's degrees of freedom, and CR3. Notes say which clusters alone identify something, and what joint
 * tests use.
 *
 * Neither has a factor: CR2 and CR3 as in R's clubSandwich. CR3 is the sum over clusters of squares of what leaving one out
 * does to the estimates; the cluster jackknife is (G - 1) / G times it.
 */
import { splitOutside } from "../../base/column-names.js";
import type { Category } from "../../base/columns.js";
import { NotSupported } from "../../base/errors.js";
import { exponentOf } from "../../base/exponent.js";
import { type Note, note } from "../../base/messages.js";
import { gatherCodes } from "../../base/row-runs.js";
import type { WeightedRows } from "../../engine/kernels/adjustments.js";
import { crossProductsBlock, linearCombinationsBlock, scaleRowsBlock } from "../../engine/kernels/blas.js";
import { reorderColumns } from "../../engine/kernels/columns.js";
import { clusterMeatBlock } from "../../engine/kernels/covariance.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { packedSize } from "../../engine/kernels/moments.js";
import { makeAbsorber } from "../absorb/absorber.js";
import type { By } from "../frame/clusterings.js";
import type { LeastSquares } from "../least-squares/least-squares.js";
import { VARIANCE_NOTES } from "../messages.js";
import { effectRoles } from "../moments/effect-roles.js";
import { crAdjustments, raisedWeightedClusters } from "./cr-adjustments.js";
import { wishartDegrees } from "./hotelling.js";
import { clusteringsIn, type VarianceKind } from "./kind.js";
import { type LeverageBlocks, leverageBlocks, soleClustering } from "./leverage/leverage-blocks.js";
import { type Ssc, smallSample } from "./ssc.js";
import { type Covariance, requireClusters, robustCovariance } from "./vcov.js";

/** Share of a coefficient's direction below which it is not in question. */
const TOUCHED = 1e-10;

type CrVcov = { readonly type: "CR2" | "CR3"; readonly by: By };

export const CR: VarianceKind<CrVcov> = {
  types: ["CR2", "CR3"],
  parse: (type, rest = "") => ({ type, by: clusteringsIn(splitOutside(rest, "+"), type) }),
  meat: () => "clusters",
  covariance: crVariance,
  factors: (_, ssc) => ({ ...ssc, kAdj: false, gAdj: false }),
};

/** Throws as `soleClustering`, `leverageBlocks` and `weightedRows`; NumericalError `one_cluster`, `no_residual_df`. */
function crVariance(engine: Engine, scope: Scope, regression: LeastSquares, variance: CrVcov, ssc: Ssc): Covariance {
  const { type, by } = variance;
  soleClustering(by, type);
  const { clusterings } = regression.clusters(variance);
  const clustering = clusterings[0]!;
  const G = clustering.nLevels;
  requireClusters([clustering]);
  const { result, sample, terms } = regression;
  const { fit } = result;
  const count = regression.parameters(clusterings);
  const small = smallSample({ ...ssc, tDf: "min", fDf: "min" }, count, fit.n, G);
  return scope.scope((inner) => {
    const made = leverageBlocks(engine, inner, regression, clustering, type);
    const targets = withoutUnits(made.targets, fit.k);
    const raised = crAdjustments(engine, inner, made.blocks, made.L, type === "CR2" ? 1 : 2, targets);
    const isWeighted = sample.weights !== null;
    const { scores, df, parts } =
      type === "CR2" && isWeighted
        ? raisedWeightedClusters(engine, inner, weightedRows(engine, inner, regression, made), targets)
        : raised;
    const meat = { factor: 1, make: (own: Scope) => clusterMeatBlock(engine, own, G, fit.k, scores) };
    const names = result.kept.map((j) => terms.names[j]!);
    const covariance = {
      ...robustCovariance(inner, fit, small, [meat], false),
      dfByTerm: df,
      ...(parts && {
        wishart: (combinations: readonly Float64Array[]) => wishartDegrees(engine, parts, fit.Rinv, combinations),
      }),
      notes: [
        degreesNote(type, isWeighted, parts ? null : G - 1),
        ...aloneNotes(type, names, raised.alone, targets, clustering),
      ],
    };
    return { covariance, count };
  });
}

/**
 * Directions by powers of two to a largest part between 1 and 2: degrees of freedom and shares don't depend on their length, whose
 * fourth power they are made of, which regressors in units of 1e80 would take beyond a double.
 */
function withoutUnits(targets: Float64Array, k: number): Float64Array {
  const scales = Array.from({ length: k }, (_, j) => {
    const most = targets.subarray(j * k, (j + 1) * k).reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    return most > 0 ? 2 ** -exponentOf(most) : 1;
  });
  return targets.map((value, i) => value * scales[Math.floor(i / k)]!);
}

/** Weights cancel in CR3 where errors have the variance they stand for: its working model. */
function degreesNote(type: "CR2" | "CR3", isWeighted: boolean, df: number | null): Note {
  const model = !isWeighted ? "plain" : type === "CR2" ? "whatever" : "inverse";
  return note(VARIANCE_NOTES, "satterthwaite", { type, model, df });
}

/** Clusters without which a coefficient is not identified: an inverse does not exist there, the pseudo-inverse is used. */
function aloneNotes(
  type: "CR2" | "CR3",
  names: readonly string[],
  alone: Float64Array,
  targets: Float64Array,
  { nLevels: G, label, name: by }: Category,
): Note[] {
  const k = names.length;
  const size = names.map((_, j) => targets.subarray(j * k, (j + 1) * k).reduce((sum, value) => sum + value * value, 0));
  const touched = (c: number, j: number) => alone[c * k + j]! > TOUCHED * size[j]!;
  const terms = names.filter((_, j) => Array.from({ length: G }, (_, c) => c).some((c) => touched(c, j)));
  if (terms.length === 0) return [];
  const clusters = Array.from({ length: G }, (_, c) => c).filter((c) => names.some((_, j) => touched(c, j)));
  return [note(VARIANCE_NOTES, "cluster_alone", { by, clusters: clusters.map(label), terms, type })];
}

// Rows of a weighted regression by cluster, as `weightedAdjustments` reads them.

/** Rows of the largest cluster: its eigenvalues then take a second. */
const MOST_ROWS = 1_000;
/** Multiplications of all eigenvalues. */
const MOST_WORK = 2e11;
/** Bytes of the dense columns. */
const MOST_BYTES = 256 * 2 ** 20;

/** Throws NotSupported `cr2_weights` with figures where rows, clusters or nested effects are too many. */
export function weightedRows(
  engine: Engine,
  scope: Scope,
  { result }: LeastSquares,
  { moments, factor, effects, clusters, weights, Rinv }: LeverageBlocks,
): WeightedRows {
  const { n, k, X, uHat } = result.fit;
  const { others, finest } = effectRoles(engine, effects, clusters, null);
  const r = moments.nDummies + k;
  const [nested, second] = finest;
  requireModerate(moments.rows, n, r);
  if (second !== undefined) {
    refuse(
      `effects ${finest.map(({ name }) => name).join(" and ")} are both nested in the clusters, neither in the other`,
    );
  }
  const w = weights!;
  const order = rowsByCluster(clusters.codes, nested?.codes);
  const turnedWeights = Float64Array.from(order, (row) => w[row]!);
  const offsets = new Uint32Array(clusters.nLevels + 1);
  moments.rows.forEach((rows, c) => {
    offsets[c + 1] = offsets[c]! + rows;
  });

  const U = scope.f64(n * r);
  scope.scope((inner) => {
    const Z = inner.f64(n * r);
    placeDummies(Z, n, others);
    const roots = w.map(Math.sqrt);
    const dummies = Z.part(0, n * moments.nDummies);
    if (nested !== undefined && moments.nDummies > 0) {
      makeAbsorber(engine, inner, [nested], w).demean(dummies, moments.nDummies);
    }
    scaleRowsBlock(engine, n, moments.nDummies, inner.copyF64(roots), dummies);
    linearCombinationsBlock(engine, inner, n, k, k, X, inner.copyF64(Rinv), Z.part(n * moments.nDummies, n * k));
    linearCombinationsBlock(engine, inner, n, r, r, Z, inner.copyF64(inverseTransposed(r, factor.L)), U);
    reorderColumns(engine, inner, n, r, order, U);
  });
  const S = scope.scope((inner) => {
    const V = inner.f64(n * r);
    V.view().set(U.view());
    scaleRowsBlock(engine, n, r, inner.copyF64(turnedWeights.map(Math.sqrt)), V);
    return scope.copyF64(crossProductsBlock(engine, inner, n, r, V).view().slice());
  });
  const residuals = uHat.view();
  return {
    ...{ n, r, k, offsets, U, S },
    u: scope.copyF64(Float64Array.from(order, (row) => residuals[row]!)),
    w: scope.copyF64(turnedWeights),
    groups: nested === undefined ? null : scope.copyU32(gatherCodes(nested.codes, order)),
  };
}

function requireModerate(rows: Float64Array, n: number, r: number): void {
  const most = rows.reduce((largest, own) => Math.max(largest, own), 0);
  if (most > MOST_ROWS) refuse(`the largest has ${most} rows, more than ${MOST_ROWS}`);
  const work = 10 * rows.reduce((sum, own) => sum + own ** 3, 0);
  if (work > MOST_WORK)
    refuse(`all clusters together take ${work.toExponential(1)} multiplications, more than ${MOST_WORK}`);
  const bytes = 24 * n * r;
  if (bytes > MOST_BYTES) {
    refuse(`${n} rows of ${r} columns take ${Math.ceil(bytes / 2 ** 20)} MiB, more than ${MOST_BYTES / 2 ** 20} MiB`);
  }
}

function refuse(because: string): never {
  throw new NotSupported(
    "cr2_weights",
    `CR2 with weights takes a matrix of each cluster's rows: ${because}. Use CR3, or cluster.`,
    { got: because, expected: `clusters of at most ${MOST_ROWS} rows` },
  );
}

/** Rows by cluster, those of a group side by side, otherwise as they are. */
const rowsByCluster = (clusters: Uint32Array, groups: Uint32Array | undefined): Uint32Array =>
  clusters
    .map((_, i) => i)
    .sort((a, b) => clusters[a]! - clusters[b]! || (groups ? groups[a]! - groups[b]! : 0) || a - b);

function placeDummies(Z: F64Block, n: number, effects: readonly { codes: Uint32Array; nLevels: number }[]): void {
  const view = Z.view();
  let first = 0;
  for (const { codes, nLevels } of effects) {
    view.fill(0, first * n, (first + nLevels) * n);
    for (let i = 0; i < n; i++) view[(first + codes[i]!) * n + i] = 1;
    first += nLevels;
  }
}

/** L^-T of a packed factor, column-major; columns that were dropped are 0. */
function inverseTransposed(r: number, L: Float64Array): Float64Array {
  const out = new Float64Array(r * r);
  for (let j = 0; j < r; j++) {
    // column j of L^-1, which is row j of the transpose
    for (let i = j; i < r; i++) {
      const pivot = L[packedSize(i) + i]!;
      if (pivot === 0) continue;
      let value = i === j ? 1 : 0;
      for (let t = j; t < i; t++) value -= L[packedSize(i) + t]! * out[j + t * r]!;
      out[j + i * r] = value / pivot;
    }
  }
  return out;
}
