/**
 * CR2 with Bell and McCaffrey's degrees of freedom, and CR3. Notes say which clusters alone identify something, and what joint
 * tests use.
 *
 * Neither has a factor: CR2 and CR3 as in R's clubSandwich. CR3 is the sum over clusters of squares of what leaving one out
 * does to the estimates; the cluster jackknife is (G - 1) / G times it.
 */

import type { Category } from "../../base/columns.js";
import { NumericalError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { clusterMeatBlock } from "../../engine/kernels/covariance.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import type { By } from "../frame/clusterings.js";
import type { LeastSquares } from "../least-squares/least-squares.js";
import { VARIANCE_NOTES } from "../messages.js";
import { crAdjustments, raisedWeightedClusters } from "./cr-adjustments.js";
import { clusteringsIn, type VarianceKind } from "./kind.js";
import { leverageBlocks, soleClustering } from "./leverage/leverage-blocks.js";
import { weightedRows } from "./leverage/weighted-rows.js";
import { type Ssc, smallSample } from "./ssc.js";
import { type Covariance, robustCovariance } from "./vcov.js";

/** Share of a coefficient's direction below which it is not in question. */
const TOUCHED = 1e-10;

type CrVcov = { readonly type: "CR2" | "CR3"; readonly by: By };

export const CR: VarianceKind<CrVcov> = {
  types: ["CR2", "CR3"],
  parse: (type, rest = "") => ({ type, by: clusteringsIn(rest.split("+"), type) }),
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
  if (G < 2) {
    throw new NumericalError("one_cluster", `Only ${G} cluster in '${clustering.name}': ${type} needs at least 2.`, {
      got: G,
      expected: 2,
    });
  }
  const { result, sample, terms } = regression;
  const { fit } = result;
  const count = regression.parameters(clusterings);
  const small = smallSample({ ...ssc, tDf: "min", fDf: "min" }, count, fit.n, G);
  return scope.scope((inner) => {
    const made = leverageBlocks(engine, inner, regression, clustering, type);
    const targets = withoutUnits(made.targets, fit.k);
    const raised = crAdjustments(engine, inner, made.blocks, made.L, type === "CR2" ? 1 : 2, targets);
    const isWeighted = sample.weights !== null;
    const { scores, df } =
      type === "CR2" && isWeighted
        ? raisedWeightedClusters(engine, inner, weightedRows(engine, inner, regression, made), targets)
        : raised;
    const meat = { factor: 1, make: (own: Scope) => clusterMeatBlock(engine, own, G, fit.k, scores) };
    const names = result.kept.map((j) => terms.names[j]!);
    const covariance = {
      ...robustCovariance(inner, fit, ssc, small, [meat], false),
      dfByTerm: df,
      notes: [degreesNote(type, isWeighted, G), ...aloneNotes(type, names, raised.alone, targets, clustering)],
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
    return most > 0 ? 2 ** -Math.floor(Math.log2(most)) : 1;
  });
  return targets.map((value, i) => value * scales[Math.floor(i / k)]!);
}

/** Weights cancel in CR3 where errors have the variance they stand for: its working model. */
function degreesNote(type: "CR2" | "CR3", isWeighted: boolean, G: number): Note {
  const model = !isWeighted ? "plain" : type === "CR2" ? "whatever" : "inverse";
  return note(VARIANCE_NOTES, "satterthwaite", { type, model, df: G - 1 });
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
