/**
 * Which p of a bootstrap can be believed, and why: how many clusters there are and how many they weigh as, how many of them are
 * treated, and how rows and leverage lie over them. Facts and a verdict; sentences are in the messages.
 *
 * Sources: MacKinnon & Webb (2017), Journal of Applied Econometrics 32(2), doi:10.1002/jae.2508, and (2018), Econometrics Journal 21(2),
 * doi:10.1111/ectj.12107, on few treated clusters; Carter, Schnepel & Steigerwald (2017), Review of Economics and Statistics 99(4),
 * doi:10.1162/REST_a_00639, on the effective number; MacKinnon, Nielsen & Webb (2023), Journal of Applied Econometrics 38(5),
 * doi:10.1002/jae.2969, and Stata Journal 23(4), doi:10.1177/1536867X231212433, on leverage and the types that bear it.
 */
import { type Note, note } from "../../../base/messages.js";
import { packedProducts } from "../../../engine/kernels/blocks.js";
import type { Engine, Scope } from "../../../engine/kernels/engine.js";
import { packedFactor, packedSize } from "../../../engine/kernels/moments.js";
import { restrictedSolutions, testedModel, zeroBlock } from "../../../regression/cluster-bootstrap/wild-scores.js";
import { FEW_CLUSTERS } from "../../../regression/few-clusters.js";
import { doubledInverse } from "../../../regression/moments/doubled-inverse.js";
import { type ClusterMoments, columnScales, DROP_SHARE, sumOfBlocks } from "../../../regression/moments/moments.js";
import { spreadOf } from "../../../regression/variance/cluster-diagnostics.js";
import { believed, type TreatedClusters, treatedClusters, treatedRowsBy } from "../../few-clusters/believed.js";
import type { ResamplingModel } from "../../resampling/model.js";
import { RELIABILITY_NOTES } from "./messages.js";
import type { Asked, Reliability } from "./record.js";

/** Columns of the blocks beyond which leverage, which takes their cube, is not made. */
const MOST_LEVERAGE = 400;

/** Of the coefficient of regressor `at`; null without moments or with several clusterings of the error. */
export function reliabilityOf(
  engine: Engine,
  model: Pick<ResamplingModel, "moments" | "clusterings" | "cells" | "columns" | "names" | "variance" | "hasRows">,
  at: number,
  asked: Asked,
): Reliability | null {
  const { moments, clusterings, names, variance } = model;
  const [errors] = clusterings;
  if (moments === null || errors === undefined || variance.by.length > 1 || errors.nLevels < 2) return null;
  const G = errors.nLevels;
  const byCluster = (ofCell: ArrayLike<number>): Float64Array => {
    const sums = new Float64Array(G);
    errors.ofCell.forEach((c, cell) => {
      sums[c]! += ofCell[cell]!;
    });
    return sums;
  };
  const { variation, leverage } = engine.scope((scope) => ({
    variation: byCluster(variationByCell(engine, scope, moments, at)),
    leverage: leverageByCell(engine, scope, moments),
  }));
  const total = variation.reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) return null;
  const shares = variation.map((value) => value / total);
  const effective = 1 / shares.reduce((sum, share) => sum + share * share, 0);
  const most = shares.reduce((best, share, c) => (share > shares[best]! ? c : best), 0);
  const rows = byCluster(moments.rows);
  const treated = treatedOf(model, at, moments.rows, shares, byCluster);
  return {
    term: names[at]!,
    by: errors.name,
    clusters: G,
    effective_clusters: effective,
    rows: spreadOf(rows),
    leverage: leverage === null ? null : spreadOf(byCluster(leverage)),
    partial_leverage: spreadOf(shares),
    largest: { cluster: errors.label(most), share: shares[most]! },
    treated,
    counted: model.hasRows !== false,
    ...verdict(G, effective, treated, asked),
  };
}

/** Sum of squares in each cell of the regressor net of everything else. */
function variationByCell(engine: Engine, scope: Scope, moments: ClusterMoments, at: number): Float64Array {
  const { order, blocks, clusters } = moments;
  const model = testedModel(engine, scope, moments, [at]);
  const others = restrictedSolutions(engine, model, zeroBlock(scope, order)).vector(0, 1);
  const net = others.map((value) => -value);
  net[model.columns.at(-1)!] = 1;
  const products = packedProducts(engine, order, blocks, new Uint32Array(clusters.nLevels), net);
  return Float64Array.from({ length: clusters.nLevels }, (_, c) =>
    Math.max(
      0,
      net.reduce((sum, value, j) => sum + value * products[c * order + j]!, 0),
    ),
  );
}

/** Trace of A^-1 A_c and the levels of the finest effect within each cell; null where A is too large. */
function leverageByCell(engine: Engine, scope: Scope, moments: ClusterMoments): Float64Array | null {
  const { nDummies, nRegressors, order, blocks, clusters, eliminated } = moments;
  const r = nDummies + nRegressors;
  if (r > MOST_LEVERAGE) return null;
  const [size, stride] = [packedSize(r), packedSize(order)];
  const A = sumOfBlocks(engine, scope, moments).view().slice(0, size);
  const inverse = doubledInverse(engine, r, packedFactor(engine, r, DROP_SHARE, columnScales(moments), A));
  const all = blocks.view();
  return Float64Array.from({ length: clusters.nLevels }, (_, c) => {
    const own = all.subarray(c * stride, c * stride + size);
    const nested = Math.max(0, ...eliminated.map(({ levels }) => levels[c]!));
    return own.reduce((sum, value, i) => sum + value * inverse[i]!, nested);
  });
}

/** Null where the term has more values than two, or its rows stay with an engine. */
function treatedOf(
  model: Pick<ResamplingModel, "columns" | "cells" | "hasRows">,
  at: number,
  rowsOfCell: ArrayLike<number>,
  shares: Float64Array,
  byCluster: (ofCell: ArrayLike<number>) => Float64Array,
): TreatedClusters | null {
  if (model.hasRows === false) return null;
  const { codes, nLevels } = model.cells;
  const x = model.columns.part(at * codes.length, codes.length).view();
  const ofCell = treatedRowsBy(x, codes, nLevels, rowsOfCell);
  return ofCell && treatedClusters(byCluster(rowsOfCell), byCluster(ofCell), shares);
}

/** What is believed, and what serves better than what was asked for. */
function verdict(
  G: number,
  effective: number,
  treated: TreatedClusters | null,
  { kind, imposeNull, type, multipliers }: Asked,
): Pick<Reliability, "believe" | "because" | "prefer"> {
  const found = believed(effective, treated);
  if (found.believe === "neither") return { ...found, prefer: ["randomisation_t", "conley_taber", "ferman_pinto"] };
  if (found.believe === "either") return { ...found, prefer: [] };
  return {
    ...found,
    prefer: [
      ...(kind === "wild" ? [] : (["wild"] as const)),
      ...(kind === "wild" && !imposeNull ? (["impose_null"] as const) : []),
      ...(kind === "wild" && type === "11" ? (["type_33"] as const) : []),
      ...(G < FEW_CLUSTERS.signs && multipliers !== "webb" ? (["webb"] as const) : []),
    ],
  };
}

/** Ways to choose k of n. */
function ways(n: number, k: number): number {
  let count = 1;
  for (let i = 1; i <= k && Number.isFinite(count); i++) count = (count * (n - k + i)) / i;
  return Math.round(Math.min(count, Number.MAX_SAFE_INTEGER));
}

/** The sentence of a verdict; none where there is no verdict. */
export function reliabilityNotes(found: Reliability | null, { kind, imposeNull }: Asked): Note[] {
  if (found === null) return [];
  const { term, by, clusters, believe, because, prefer, counted, effective_clusters, treated, largest } = found;
  const facts = {
    ...{
      term,
      by,
      clusters,
      believe,
      because,
      prefer,
      counted,
      kind,
      imposed: imposeNull,
      effective: effective_clusters,
    },
    treated: treated?.clusters ?? null,
    untreated: treated?.untreated ?? null,
    assignments: treated === null ? null : ways(clusters, Math.min(treated.clusters, treated.untreated)),
    largest: largest.cluster,
    share: largest.share,
  };
  return [note(RELIABILITY_NOTES, "bootstrap_reliability", facts)];
}
